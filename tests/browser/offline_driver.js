// The device's own code, driven by a test instead of by fingers, on a network that breaks when the test says so.
import { arrivals, convoyOf, welcome, write } from "../../assets/offline/arrivals.js";
import { keep as keepApplication } from "../../assets/offline/funding.js";
import { addEdit, addSheet, ask as request, recordOf, synchronise } from "../../assets/offline/outbox.js";
import { Vault } from "../../assets/offline/vault.js";

const token = { value: "" };
let vault;

const NETWORKS = {
  good: fetch,
  lost: async () => {
    throw new TypeError("the request did not arrive");
  },
  unanswered: async (...request) => {
    await fetch(...request);
    throw new TypeError("the answer did not arrive");
  },
  cut: async (...request) => {
    const answer = await (await fetch(...request)).text();
    return new Response(answer.slice(0, answer.length / 2));
  },
};

const ask = (address, body) => request(address, token, body);

window.device = {
  async prepare(name, pin) {
    vault = await Vault.at(name);
    const { offers } = await ask("/hors-ligne/choix/");
    const keys = await ask("/hors-ligne/preparer/", { name });
    await vault.enrol({ ...keys, account: name }, pin);
    return offers.map((one) => one.code);
  },
  // The telephone is switched off and on again: what is not in its store is gone.
  async restart(name, pin) {
    vault.lock();
    vault.db.close();
    vault = await Vault.at(name);
    await vault.unlock(pin);
  },
  take: (code) => vault.put("records", { content: null, digest: "" }, code),
  record: (code) => recordOf(vault, code),
  async edit(one) {
    const key = await addEdit(vault, one);
    return (await vault.get("outbox", key)).id;
  },
  sheet: (one) => addSheet(vault, one),
  convoy: (kind, reference) => convoyOf(kind, reference),
  welcome: (convoy, number, values) => welcome(vault, convoy, number, values),
  write: (convoy, number, values) => write(vault, convoy, number, values),
  apply: (one) => keepApplication(vault, one),
  // What does not depend on the device: its own name for a convoy, and which are still to be sent, are left out
  arrivals: async () =>
    Object.fromEntries([...(await arrivals(vault))].map(([number, { says, differs, code }]) => [number, { says, differs, code }])),
  waiting: async () => (await vault.all("outbox")).map(([, one]) => one),
  results: async () => Object.fromEntries(await vault.all("results")),
  forms: async () => Object.fromEntries((await vault.all("forms")).map(([pk, one]) => [one.title, Number(pk)])),
  async forget() {
    await vault.together((await vault.all("results")).map(([id]) => ["results", id, undefined]));
  },
  async synchronise(network) {
    try {
      await synchronise(vault, (body) => request("/hors-ligne/echange/", token, body, NETWORKS[network]));
      return "done";
    } catch (error) {
      if (network === "good") throw error;
      return error.constructor.name;
    }
  },
};
