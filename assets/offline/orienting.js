// Where somebody is sent, without network: the services near the branch as they were at the last contact. The platform asks
// its own rules again when the choice arrives, and says so where a service no longer suits.
import { addSaid } from "./outbox.js";

export const LOAD = "orientation";
const ADULT = 18;

export const common = async (vault) => (await vault.meta("loads"))?.[LOAD];

export async function services(vault) {
  const kept = (await vault.all("items")).filter(([key, { content }]) => key.startsWith(`${LOAD}:`) && content);
  return kept.map(([key, { content }]) => ({ number: Number(key.slice(LOAD.length + 1)), ...content }));
}

// The reasons, as names of words, why a service does not suit somebody; none when it does.
export function against(service, says, now = new Date()) {
  const missed = service.rules.map((rule) => missedOf(rule, says));
  const reasons = missed.length ? missed.reduce((one, other) => (other.length < one.length ? other : one)) : [];
  if (service.vacant === 0) reasons.push("not-vacant");
  if (service.spans && !service.spans.some((span) => within(span, now))) reasons.push("closed-now");
  return reasons;
}

function missedOf({ sex, from, to, alone }, says) {
  const found = [];
  if (sex && says.sex && says.sex !== "unknown" && says.sex !== sex) found.push("not-sex");
  if (says.age !== undefined && ((from !== null && says.age < from) || (to !== null && says.age > to))) found.push("not-age");
  const isAlone = Boolean(says.alone) && says.age < ADULT;
  if ((alone === "only" && !isAlone) || (alone === "accompanied" && isAlone)) found.push("not-alone");
  return found;
}

// Monday is 0, and the day is Bamako's, whose clock is that of Greenwich.
function within([weekday, opens, closes], now) {
  const clock = now.toISOString().slice(11, 16);
  return weekday === (now.getUTCDay() + 6) % 7 && opens <= clock && clock < closes;
}

// Those of a type that suit, the nearest first, and the others with why not.
export async function fitting(vault, type, says) {
  const ours = (await services(vault)).filter((one) => one.type === type);
  const told = ours.map((one) => ({ ...one, against: against(one, says) })).sort((a, b) => (a.km ?? 1e6) - (b.km ?? 1e6));
  return { suit: told.filter((one) => !one.against.length), aside: told.filter((one) => one.against.length) };
}

// `chosen`: the number of a service by type; `people`: whom it is for, the first of them first.
export function orient(vault, { people, title, chosen }) {
  const body = { number: crypto.randomUUID(), arrival: people[0], people, services: chosen, family: people.length > 1 };
  return addSaid(vault, { load: LOAD, title, body });
}

// Who was directed already, here or anywhere: those of the platform, and what waits to be sent.
export async function oriented(vault) {
  const waiting = (await vault.all("outbox")).filter(([, one]) => one.load === LOAD).flatMap(([, one]) => one.body.people);
  return new Set([...((await common(vault))?.oriented ?? []), ...waiting]);
}
