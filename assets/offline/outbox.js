// What is done without network waits here in its order; what has been answered goes. Nothing leaves before its answer.
import { Closed } from "./vault.js";

const BATCH = 20;
export const LOCAL = "local:"; // a record begun here, which has no code yet

export class Unreached extends Error {}
export class SignedOut extends Error {}

// One request: errors of the network, of the session and of a device that is not this account's are told apart.
export async function ask(address, token, body, fetcher = fetch) {
  const sent = { method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": token.value } };
  let response, reply;
  try {
    response = await fetcher(address, { cache: "no-store", ...(body ? { ...sent, body: JSON.stringify(body) } : {}) });
  } catch (error) {
    throw new Unreached(String(error));
  }
  if (response.redirected || response.status === 403) throw new SignedOut();
  if (response.status === 404) throw new Closed("not-ours");
  if (response.status >= 500) throw new Unreached(String(response.status));
  try {
    reply = await response.json();
  } catch (error) {
    throw new Unreached(String(error)); // cut in its middle
  }
  if (!response.ok) throw new Error(reply.message);
  if (reply.csrf) token.value = reply.csrf;
  return reply;
}

// `codeAt` is the place of the question, if the form has one, that asks which record it is about.
export function addSheet(vault, { form, title, about, codeAt = "", answers }) {
  return vault.put("outbox", { kind: "sheet", id: crypto.randomUUID(), form, title, about, codeAt, answers });
}

export function addEdit(vault, { about, field, title, seen, wanted }) {
  return vault.put("outbox", { kind: "edit", id: crypto.randomUUID(), about, field, title, seen, wanted });
}

// What is said to a room that puts together by itself what many say at once.
export function addSaid(vault, { load, title, body }) {
  return vault.put("outbox", { kind: "said", id: crypto.randomUUID(), load, title, body });
}

// A record as its reader sees it here: what came from the server, with what was changed since.
export async function recordOf(vault, code) {
  const kept = await vault.get("records", code);
  const fields = { ...kept?.content?.fields };
  for (const [, one] of await vault.all("outbox")) {
    if (one.kind === "edit" && one.about === code) fields[one.field] = one.wanted;
  }
  return { ...kept?.content, code, fields };
}

async function codesOfLocals(vault) {
  const found = new Map();
  for (const [id, result] of await vault.all("results")) if (result.code) found.set(id, result.code);
  return found;
}

// The next ones to send, without those that wait for the code of a record begun here.
async function nextOf(waiting, codes, sent) {
  const batch = [];
  for (const [key, one] of waiting) {
    if (sent.has(one.id) || batch.length === BATCH) continue;
    const about = one.about?.startsWith(LOCAL) ? codes.get(one.about.slice(LOCAL.length)) : one.about;
    if (one.about && !about) continue;
    const answers = one.codeAt ? { ...one.answers, [one.codeAt]: about } : one.answers;
    batch.push([key, one.kind === "said" ? one : { ...one, about: about ?? "", answers }]);
  }
  return batch;
}

const bare = ({ title, codeAt, ...one }) => one;

// Sends all that can be sent and takes in what is new. Resumes where it was cut: each part is kept before the next begins.
export async function synchronise(vault, send, progress = () => {}) {
  const { id: device } = await vault.meta("device");
  const sent = new Set();
  for (;;) {
    const waiting = await vault.all("outbox");
    const batch = await nextOf(waiting, await codesOfLocals(vault), sent);
    const last = batch.length < BATCH;
    const reply = await send({
      device,
      outbox: batch.map(([, one]) => bare(one)),
      records: last ? await digests(vault, "records") : {},
      forms: last ? await digests(vault, "forms") : {},
      loads: last ? await digestsOfLoads(vault) : null,
    });
    for (const [, one] of batch) sent.add(one.id);
    await keep(vault, batch, reply);
    progress(sent.size, sent.size + waiting.length - batch.length);
    if (!batch.length || (last && !(await more(vault, sent)))) return;
  }
}

async function more(vault, sent) {
  return (await nextOf(await vault.all("outbox"), await codesOfLocals(vault), sent)).length > 0;
}

async function digests(vault, store) {
  return Object.fromEntries((await vault.all(store)).map(([key, kept]) => [key, kept.digest ?? ""]));
}

// Things of a load stand under its name and their number.
async function digestsOfLoads(vault) {
  const found = {};
  for (const [key, { digest }] of await vault.all("items")) {
    const [load, number] = key.split(":");
    (found[load] ??= {})[number] = digest;
  }
  return found;
}

function ofLoads(loads) {
  return Object.entries(loads).flatMap(([load, { items, digests }]) =>
    Object.entries(items).map(([number, content]) => [
      "items",
      `${load}:${number}`,
      content ? { content, digest: digests[number] } : undefined,
    ]),
  );
}

async function keep(vault, batch, reply) {
  const changes = [];
  const sentAs = new Map(batch.map(([key, one]) => [one.id, [key, one]]));
  for (const { id, ...result } of reply.results) {
    const [key, one] = sentAs.get(id);
    const silent = one.kind === "said" && result.state === "applied" && !result.message; // a bus of 140 is not told one by one
    if (!silent) changes.push(["results", id, { ...result, kind: one.kind, title: one.title, about: one.about ?? "", at: Date.now() }]);
    if (result.state !== "blocked") changes.push(["outbox", key, undefined]);
  }
  for (const [code, content] of Object.entries(reply.records)) {
    changes.push(["records", code, content ? { content, digest: reply.digests[code] } : undefined]);
  }
  for (const [pk, form] of Object.entries(reply.forms)) changes.push(["forms", Number(pk), form]);
  changes.push(...ofLoads(reply.loads));
  if (Object.keys(reply.loads).length) {
    const common = Object.entries(reply.loads).map(([load, one]) => [load, one.common]);
    changes.push(["meta", "loads", Object.fromEntries(common)]);
  }
  changes.push(["meta", "first", reply.first], ["meta", "common", reply.common], ["meta", "fields", reply.fields]);
  await vault.together(changes);
}
