// Arrivals without network: what is written here is a set of entries that only grows, each naming those it writes over, so
// that devices which meet the platform in any order end in the same (see versions.py of the arrivals).
import { addSaid } from "./outbox.js";

export const LOAD = "arrivals";
export const FIVE = ["names", "sex", "age", "citizenships", "urgent_need"];
const ADULT = 18;

const today = () => {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
};

// `bus 12`, `BUS-12` and `Bus12` are one.
const plain = (reference) => reference.toUpperCase().replace(/[^\p{L}\p{N}]/gu, "");
export const keyOf = ({ day, reference }) => `${day}|${plain(reference)}`;
export const convoyOf = (kind, reference, day = today()) => ({ kind, reference: reference.trim(), day });

export const common = async (vault) => (await vault.meta("loads"))?.[LOAD];

// Everybody by number, as they stand here: what came from the platform, and what was written since.
export async function arrivals(vault) {
  const found = new Map();
  for (const [key, { content }] of await vault.all("items")) {
    if (key.startsWith(`${LOAD}:`) && content) found.set(key.slice(LOAD.length + 1), JSON.parse(JSON.stringify(content)));
  }
  for (const [, one] of await vault.all("outbox")) if (one.load === LOAD) apply(found, one.body);
  return found;
}

function apply(found, { convoy, number, entries }) {
  if (!found.has(number)) found.set(number, { convoy: keyOf(convoy), code: "", says: {}, heads: {}, differs: [] });
  const one = found.get(number);
  one.waits = true;
  for (const { id, field, value } of entries) {
    one.says[field] = value;
    one.heads[field] = [id];
  }
}

// The convoys that are received: those of the platform, and those begun here.
export async function convoys(vault) {
  const found = new Map(((await common(vault))?.convoys ?? []).map((one) => [one.key, one]));
  for (const [, one] of await vault.all("outbox")) {
    if (one.load === LOAD && !found.has(keyOf(one.body.convoy))) {
      found.set(keyOf(one.body.convoy), { ...one.body.convoy, key: keyOf(one.body.convoy) });
    }
  }
  return found;
}

const same = (one, other) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

// Writes what differs from what stands here, over what its author saw; whether there was anything to write. Who writes several
// at once gives `everybody`, which then holds what was written: opening all that is sealed is what costs.
export async function write(vault, convoy, number, values, everybody = null) {
  const people = everybody ?? (await arrivals(vault));
  const known = people.get(number);
  const at = new Date().toISOString();
  const entries = Object.entries(values)
    .filter(([field, value]) => !same(known?.says[field], value))
    .map(([field, value]) => ({ id: crypto.randomUUID(), field, value, at, over: known?.heads[field] ?? [] }));
  if (!entries.length) return false;
  const { kind, reference, day } = convoy;
  const title = values.names ?? known?.says.names ?? "";
  const body = { convoy: { kind, reference, day }, number, entries };
  await addSaid(vault, { load: LOAD, title, body });
  apply(people, body);
  return true;
}

// Somebody is here: a ticket is given where there is none. The device has a letter of its own, so that no number meets.
export async function welcome(vault, convoy, number, values) {
  const everybody = await arrivals(vault);
  const ticket = everybody.get(number)?.says.ticket || (await nextTicket(vault, everybody));
  await write(vault, convoy, number, { ...values, presence: "here", ticket }, everybody);
  return ticket;
}

async function nextTicket(vault, everybody) {
  const letter = (await common(vault)).letter;
  const kept = await vault.meta("ticket");
  let last = kept?.day === today() ? kept.last : 0;
  for (const { says } of everybody.values()) {
    const [before, number] = (says.ticket ?? "").split("-");
    if (before === letter) last = Math.max(last, Number(number));
  }
  await vault.together([["meta", "ticket", { day: today(), last: last + 1 }]]);
  return `${letter}-${String(last + 1).padStart(3, "0")}`;
}

// Of the five, those that are not known yet.
export const missing = (says) => FIVE.filter((field) => says[field] === undefined || says[field] === "" || says[field] === null);

export const isAlone = (says) => Boolean(says.alone) && says.age !== undefined && says.age < ADULT;

// Families and groups of a convoy, called by the eldest of each.
export function parties(everybody, key) {
  const found = new Map();
  const ours = [...everybody.values()].filter((one) => one.convoy === key && one.says.party);
  const first = (a, b) => (b.says.age ?? -1) - (a.says.age ?? -1) || (a.says.names ?? "").localeCompare(b.says.names ?? "");
  for (const one of ours.sort(first)) {
    if (!found.has(one.says.party)) found.set(one.says.party, one.says.names ?? one.code);
  }
  return found;
}

// A list as copied from a message: the names of the columns first, then one person a line. What cannot be read is told.
const COLUMNS = {
  names: ["noms", "nom", "nom et prénom", "noms et prénoms", "name"],
  sex: ["sexe", "genre", "sex"],
  age: ["âge", "age"],
  party: ["famille", "groupe", "family"],
  alone: ["enfant seul", "mineur seul", "mna"],
};
const SEXES = { m: "male", h: "male", homme: "male", masculin: "male", f: "female", femme: "female", féminin: "female" };

export function readList(text) {
  const lines = text.split(/\r?\n/).filter((line) => line.trim());
  const cut = [";", "\t", ","].sort((a, b) => lines[0]?.split(b).length - lines[0]?.split(a).length)[0];
  const header = (lines[0] ?? "").split(cut).map((name) => name.trim().toLowerCase());
  const places = Object.fromEntries(
    Object.entries(COLUMNS).map(([field, names]) => [field, header.findIndex((name) => names.includes(name))]),
  );
  if (places.names < 0) return { rows: [], refused: [[1, "no-names"]] };
  const rows = [];
  const refused = [];
  lines.slice(1).forEach((line, n) => {
    const cells = line.split(cut).map((cell) => cell.trim());
    const said = (field) => (places[field] < 0 ? "" : cells[places[field]] ?? "");
    const age = said("age");
    if (!said("names")) return refused.push([n + 2, "no-names"]);
    if (age && !(Number.isInteger(Number(age)) && Number(age) >= 0 && Number(age) <= 120)) return refused.push([n + 2, "age"]);
    const sex = SEXES[said("sex").toLowerCase()];
    if (said("sex") && !sex) return refused.push([n + 2, "sex"]);
    rows.push({
      names: said("names").slice(0, 120),
      ...(sex ? { sex } : {}),
      ...(age ? { age: Number(age) } : {}),
      ...(/^(oui|x|1|yes)$/i.test(said("alone")) ? { alone: true } : {}),
      family: said("party").toLowerCase(),
    });
  });
  return { rows, refused };
}

const alike = (one, other) =>
  (one.names ?? "").toLowerCase() === (other.names ?? "").toLowerCase() && one.sex === other.sex && one.age === other.age;

// Takes a list in as people who are expected; who is there already, with the same names, sex and age, is not taken again.
export async function expect(vault, convoy, rows) {
  const everybody = await arrivals(vault);
  const here = [...everybody.values()].filter((one) => one.convoy === keyOf(convoy)).map((one) => one.says);
  const families = new Map();
  const known = [];
  for (const { family, ...values } of rows) {
    if (here.some((says) => alike(says, values))) {
      known.push(values.names);
      continue;
    }
    if (family && !families.has(family)) families.set(family, crypto.randomUUID());
    const party = family ? { party: families.get(family) } : {};
    await write(vault, convoy, crypto.randomUUID(), { ...values, ...party, presence: "expected" }, everybody);
  }
  return known;
}
