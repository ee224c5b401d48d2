// Applications to a fund without network: the open calls as they were at the last contact, and what is asked for, kept until sent.
// The numbers of the application and of its receipt are made here, so that it is never doubled and the applicant has one at once.
import { addSaid } from "./outbox.js";

export const LOAD = "fund";
const NEEDED = ["applicant", "title", "description", "zone", "activity", "kind"];
const COSTS = [1, 2, 3, 4, 5];

export const common = async (vault) => (await vault.meta("loads"))?.[LOAD];

// The calls that take applications on this day, the first to close first.
export async function calls(vault, today = new Date().toISOString().slice(0, 10)) {
  const kept = (await vault.all("items")).filter(([key, { content }]) => key.startsWith(`${LOAD}:`) && content);
  const found = kept.map(([key, { content }]) => ({ number: Number(key.slice(LOAD.length + 1)), ...content }));
  return found.filter((one) => one.until >= today).sort((a, b) => (a.until < b.until ? -1 : 1));
}

// What waits to be sent, with the key under which it may be written anew.
export async function waiting(vault) {
  return (await vault.all("outbox")).filter(([, one]) => one.load === LOAD).map(([key, one]) => ({ key, ...one }));
}

// Ten digits drawn, and two that catch a slip: ISO 7064 Mod 97,10, as the platform checks them.
export function newReceipt(draw = (digits) => crypto.getRandomValues(digits)) {
  const body = [...draw(new Uint8Array(10))].map((byte) => byte % 10).join("");
  const check = 98 - ((Number(body) * 100) % 97);
  return body + String(check).padStart(2, "0");
}

export const inGroups = (receipt) => receipt.replace(/(\d{3})(?=\d)/g, "$1 ");

// An amount as people write it, `1 968 000`; NaN for cents, a sign or anything else.
export function francs(text) {
  const plain = (text ?? "").replace(/[\s\u00a0\u202f]/g, "");
  if (plain === "") return null;
  return /^(\d{1,15}|\d{1,3}([.,]\d{3}){1,4})$/.test(plain) ? Number(plain.replace(/[.,]/g, "")) : NaN;
}

// Why these answers cannot be kept, as the name of a word and its value; nothing when they can.
export function mistaken(answers, call) {
  if (NEEDED.some((name) => !(answers[name] ?? "").trim())) return ["see-mistakes"];
  const asked = francs(answers.asked);
  const own = francs(answers.own_share) ?? 0;
  if (!(asked >= 1) || !(own >= 0)) return ["fund-whole"];
  if (asked > call.ceiling) return ["fund-over", call.ceiling];
  let sum = 0;
  for (const n of COSTS) {
    const [name, amount] = [(answers[`cost_${n}`] ?? "").trim(), francs(answers[`amount_${n}`])];
    if (!name && amount === null) continue;
    if (!name || !(amount >= 1)) return ["fund-costs"];
    sum += amount;
  }
  return sum > 0 && sum < asked ? ["fund-costs"] : null;
}

// Keeps an application, or writes one that waits anew; gives the number of its receipt.
export async function keep(vault, { call, about, answers, before = null }) {
  const title = answers.title;
  const number = before?.body.number ?? crypto.randomUUID();
  const receipt = before?.body.receipt ?? newReceipt();
  const body = { call, number, case: about, receipt, answers };
  if (before) {
    const { key, ...one } = before;
    await vault.together([["outbox", key, { ...one, title, body }]]);
  } else {
    await addSaid(vault, { load: LOAD, title, body });
  }
  return receipt;
}
