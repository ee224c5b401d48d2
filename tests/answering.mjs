// Answers by the modules of the verifier's page, for the tests and the benchmark: JSON in, JSON out.
import { readFileSync } from "node:fs";
import { fromBase64 } from "../assets/verifier/bytes.js";

const asked = JSON.parse(readFileSync(0, "utf8"));
if (!asked.native) Object.defineProperty(globalThis, "crypto", { value: undefined });
const { check, lookUp } = await import("../assets/verifier/checking.js");
const { readBundle } = await import("../assets/verifier/lists.js");
const { sha256, sha512 } = await import("../assets/verifier/sha2.js");
const { hex } = await import("../assets/verifier/bytes.js");

const told = { answers: [], states: [], bundles: [], hashes: [] };
const root = fromBase64(asked.root);
const lists = await readBundle(fromBase64(asked.lists), root);
const started = process.cpuUsage();
for (const text of asked.texts ?? []) {
  const { code, reason, days, paper, holder } = await check(text, lists, asked.today);
  told.answers.push([code, reason, days, paper?.place?.index ?? null, holder]);
}
const { user, system } = process.cpuUsage(started);
told.milliseconds = (user + system) / 1000;
for (const code of asked.codes ?? []) {
  const { code: state, days, shard, index } = lookUp(code, lists, asked.today);
  told.states.push([state, days, shard, index]);
}
for (const file of asked.bundles ?? []) {
  told.bundles.push(await readBundle(fromBase64(file), root).then(() => true, () => false));
}
for (const data of asked.hashes ?? []) {
  const bytes = fromBase64(data);
  told.hashes.push([hex(sha256(bytes)), hex(sha512(bytes))]);
}
process.stdout.write(JSON.stringify(told));
