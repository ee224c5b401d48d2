// The offline pages: one document whose screens are filled in from what the device keeps.
import { answersOf, follow } from "../relevance.js";
import { addEdit, addSheet, ask as request, LOCAL, recordOf, SignedOut, synchronise, Unreached } from "./outbox.js";
import { desk } from "./desk.js";
import { fund } from "./fund.js";
import { Closed, guessable, Vault } from "./vault.js";

const $ = (selector, within = document) => within.querySelector(selector);
const urls = document.body.dataset;
const token = { value: "" };
const said = new Map([...document.querySelectorAll("[data-word]")].map((one) => [one.dataset.word, one.textContent]));
const word = (name, value = "") => (said.get(name) ?? name).replace("{n}", value);
let vault;
let record = null; // the one that is open
let form = null; // the one that is being filled in

// Screens

const HEADING = $("[data-heading]").textContent;

function show(name, heading = HEADING) {
  for (const screen of document.querySelectorAll("[data-screen]")) screen.hidden = screen.dataset.screen !== name;
  $("[data-heading]").textContent = heading;
  $("[data-act=lock]").hidden = !vault?.isOpen;
  $("#contenu").focus();
  scrollTo(0, 0);
}

function tell(message, kind = "info") {
  const line = document.createElement("p");
  line.className = `alert alert-${kind}`;
  line.textContent = message;
  $("[data-told]").replaceChildren(...(message ? [line] : []));
}

function element(name, words, attributes = {}) {
  const made = document.createElement(name);
  made.textContent = words;
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
}

function button(words, act, look = "btn btn-outline-primary") {
  const made = element("button", words, { type: "button", class: look });
  made.addEventListener("click", guarded(act));
  return made;
}

// What goes wrong is told in words, and nothing that was typed is lost.
function guarded(act) {
  return async (event) => {
    event?.preventDefault();
    try {
      await act(event);
    } catch (error) {
      if (error instanceof SignedOut) return tellSignedOut();
      if (error instanceof Unreached) return tell(word("no-network"), "warning");
      if (error instanceof Closed && error.code === "not-ours") return tellNotOurs();
      if (error instanceof Closed && error.code === "locked") return show("unlock");
      if (error instanceof Closed) return tell(word(error.code, error.left), "danger");
      tell(error.message, "danger");
    }
  };
}

async function tellNotOurs() {
  if (!(await lookAtState())) tell(word("other-account"), "danger");
}

function tellSignedOut() {
  tell(word("signed-out"), "warning");
  $("[data-told]").append(element("a", $("[data-sign-in]").textContent, { href: urls.urlSignIn, class: "btn btn-primary" }));
}

// The server

const ask = (address, body) => request(address, token, body);
const exchange = (body) => ask(urls.urlExchange, body);

// A device that was wiped elsewhere forgets all at its first contact, whether somebody is signed in or not.
async function lookAtState() {
  const device = await vault.meta("device");
  if (!device) return false;
  let reply;
  try {
    reply = await ask(urls.urlState.replace("00000000-0000-0000-0000-000000000000", device.id));
  } catch {
    return false;
  }
  if (reply.state !== "wiped") return false;
  await vault.wipe();
  tell("");
  show("wiped");
  return true;
}

// Opening and closing

async function begin() {
  vault = await Vault.at();
  if (await vault.meta("device")) {
    show("unlock");
    if (navigator.onLine) await lookAtState();
    return;
  }
  try {
    await ask(urls.urlOffers);
    show("enrol");
    $("#device-name").value = navigator.userAgentData?.platform || navigator.platform;
  } catch (error) {
    if (error instanceof Closed) throw error;
    show("sign-in");
    $("[data-sign-in]").href = urls.urlSignIn;
  }
}

function chosenPin(data) {
  const pin = data.get("pin");
  if (pin !== data.get("again")) throw new Closed("pin-differs");
  if (guessable(pin)) throw new Closed("pin-simple");
  return pin;
}

async function enrol(data) {
  const pin = chosenPin(data);
  const { account } = await ask(urls.urlOffers);
  const keys = await ask(urls.urlEnrol, { name: data.get("name").trim() });
  await vault.enrol({ ...keys, account }, pin);
  await navigator.storage?.persist?.();
  await synchronise(vault, exchange);
  await home();
  tell(word("enrolled"), "success");
}

async function unlock(data) {
  await vault.unlock(data.get("pin"));
  await home();
  await renewLease();
}

// With a network and a session, the days begin anew each time the device is opened.
async function renewLease() {
  if (!navigator.onLine) return;
  try {
    await ask(urls.urlOffers);
    const { half, days } = await ask(urls.urlKeys, { device: (await vault.meta("device")).id });
    await vault.extend(half, days);
  } catch {
    // The device goes on with the days it has.
  }
}

async function forgotten() {
  await ask(urls.urlOffers);
  show("renew");
  tell("");
}

async function renew(data) {
  const pin = chosenPin(data);
  await vault.renew(await ask(urls.urlKeys, { device: (await vault.meta("device")).id }), pin);
  await home();
}

function lock() {
  vault.lock();
  record = form = null;
  for (const place of ["records", "results", "facts", "fields", "questions", "first", "own-forms", "offers"]) {
    $(`[data-${place}]`).replaceChildren();
  }
  arrivals.forget();
  asking.forget();
  for (const each of document.forms) each.reset();
  tell("");
  show("unlock");
}

// Home

async function home() {
  record = form = null;
  const [outbox, records, results] = await Promise.all(["outbox", "records", "results"].map((name) => vault.all(name)));
  $("[data-waiting]").textContent = outbox.length ? word("waiting", outbox.length) : word("nothing-waiting");
  const begun = outbox.filter(([, one]) => one.kind === "sheet" && !one.about);
  const opened = await Promise.all(records.map(([code]) => recordOf(vault, code)));
  const lines = opened.sort((a, b) => titleOf(a).localeCompare(titleOf(b))).map(recordLine);
  $("[data-records]").replaceChildren(...begun.map(([, one]) => begunLine(one)), ...lines);
  $("[data-empty]").hidden = lines.length + begun.length > 0;
  $("[data-results]").replaceChildren(...newest(results).map(resultLine));
  // A branch writes arrivals; who has none begins a record by its first form.
  const receives = Boolean((await vault.meta("loads"))?.arrivals);
  $("[data-act=arrivals]").hidden = !receives;
  $("[data-act=fund]").hidden = !(await vault.meta("loads"))?.fund;
  const first = receives ? [] : ((await vault.meta("first")) ?? []);
  $("[data-first]").replaceChildren(...(await formButtons(first, "")));
  show("home");
}

const titleOf = (one) => one.fields.names || one.title || one.code;

function recordLine(one) {
  const line = document.createElement("li");
  line.append(
    button(titleOf(one), () => openRecord(one.code), "btn btn-link"),
    element("span", [one.code, one.facts?.[0]?.[1]].filter(Boolean).join(" – ")),
  );
  return line;
}

function begunLine(one) {
  const line = document.createElement("li");
  const names = one.answers.names ?? one.title;
  line.append(button(names, () => openRecord(LOCAL + one.id, names), "btn btn-link"), element("span", word("new-record")));
  return line;
}

const newest = (results) => results.map(([id, one]) => ({ id, ...one })).sort((a, b) => b.at - a.at);

function resultLine(one) {
  const line = element("li", [one.title, one.code || one.about, word(one.state)].filter(Boolean).join(" – "), {
    "data-state": one.state,
  });
  if (one.message) line.append(element("p", one.message));
  const way = { conflict: [urls.urlConflicts, "compare"], to_mend: [urls.urlMend, "mend"] }[one.state];
  if (way) line.append(element("a", word(way[1]), { href: way[0] }));
  return line;
}

async function formButtons(forms, about) {
  const found = await Promise.all(forms.map((pk) => vault.get("forms", pk)));
  return forms.flatMap((pk, n) => (found[n] ? [button(found[n].title, () => openForm(pk, about))] : []));
}

async function send() {
  const bar = $("[data-progress]");
  bar.hidden = false;
  try {
    if (await lookAtState()) return;
    await ask(urls.urlOffers);
    await navigator.locks.request("siraba-exchange", () =>
      synchronise(vault, exchange, (done, all) => {
        bar.max = all || 1;
        bar.value = done;
      }),
    );
    await home();
    tell(word("done"), "success");
  } finally {
    bar.hidden = true;
  }
}

// Choosing what to take along

async function choose() {
  const { offers, most } = await ask(urls.urlOffers);
  const here = new Set((await vault.all("records")).map(([code]) => code));
  const rows = offers.map(({ code, title, detail }) => {
    const label = document.createElement("label");
    const box = element("input", "", { type: "checkbox", name: "code", value: code });
    box.checked = here.has(code);
    label.append(box, ` ${title} – ${code}${detail ? ` – ${detail}` : ""}`);
    return label;
  });
  $("[data-offers]").replaceChildren(...(rows.length ? rows : [element("p", word("no-offers"))]));
  $("[data-offers]").dataset.most = most;
  tell("");
  show("choose");
}

async function takeAlong(data) {
  const wanted = new Set(data.getAll("code"));
  if (wanted.size > Number($("[data-offers]").dataset.most)) {
    throw new Error(word("too-many", $("[data-offers]").dataset.most));
  }
  const here = (await vault.all("records")).map(([code]) => code);
  const gone = here.filter((code) => !wanted.has(code)).map((code) => ["records", code, undefined]);
  const fresh = [...wanted].filter((code) => !here.includes(code));
  await vault.together([...gone, ...fresh.map((code) => ["records", code, { content: null, digest: "" }])]);
  await send();
}

// One record, and its forms

async function openRecord(code, title = "") {
  record = await recordOf(vault, code);
  const facts = record.facts ?? [];
  $("[data-facts]").replaceChildren(...facts.flatMap(([name, fact]) => [element("dt", name), element("dd", fact)]));
  $("[data-own-forms]").replaceChildren(...(await formButtons([...((await vault.meta("common")) ?? []), ...(record.forms ?? [])], code)));
  await showFields();
  tell("");
  show("record", record.fields.names || title || record.title || code);
}

async function showFields() {
  const known = (await vault.meta("fields")) ?? {};
  const shown = Object.entries(known).filter(([name]) => name in record.fields);
  const rows = shown.map(([name, { label, choices, kind }]) => {
    const row = element("div", "", { class: "field" });
    const control = element(choices.length ? "select" : "input", "", {
      id: `field-${name}`,
      name,
      class: choices.length ? "form-select" : "form-control",
      ...(kind === "number" ? { inputmode: "numeric" } : {}),
    });
    for (const [code, words] of choices) control.append(element("option", words || word("choose"), { value: code }));
    control.value = record.fields[name];
    row.append(element("label", label, { for: `field-${name}`, class: "form-label" }), control);
    return row;
  });
  $("[data-fields]").replaceChildren(...rows);
  $("[data-form=fields]").hidden = !rows.length;
}

async function saveFields(data) {
  const known = await vault.meta("fields");
  for (const [field, wanted] of data) {
    const seen = record.fields[field];
    if (wanted !== seen) await addEdit(vault, { about: record.code, field, title: known[field].label, seen, wanted });
  }
  await home();
  tell(word("saved"), "success");
}

async function openForm(pk, about) {
  const { title, html, conditions, code } = await vault.get("forms", pk);
  form = { pk, title, about, code };
  const page = $("[data-form=sheet]");
  page.reset();
  $("[data-questions]").innerHTML = html; // the platform's own page, from this very server
  if (code) {
    const asked = $(`[name="${CSS.escape(code)}"]`, page);
    asked.value = about;
    asked.closest("[data-place]").hidden = true;
  }
  if (conditions) follow($("[data-questions]").closest("form"), JSON.parse(conditions));
  tell("");
  show("sheet", title);
}

async function saveSheet() {
  const page = $("[data-form=sheet]");
  if (!complete(page)) return tell(word("see-mistakes"), "danger");
  const answers = answersOf(page);
  await addSheet(vault, { form: form.pk, title: form.title, about: form.about, codeAt: form.about && form.code, answers });
  await home();
  tell(word("saved"), "success");
}

// What must be answered is asked for here, so that a sheet does not come back from the office days later.
function complete(page) {
  let first = null;
  for (const place of page.querySelectorAll("[data-place]")) {
    $("[data-mistake]", place)?.remove();
    if (place.closest("[hidden]") || !place.hasAttribute("data-asked")) continue;
    const controls = [...place.querySelectorAll("input, select, textarea")];
    const answered = controls.some((one) => (["radio", "checkbox"].includes(one.type) ? one.checked : one.value.trim()));
    if (answered && controls.every((one) => one.validity.valid)) continue;
    place.prepend(element("p", controls.find((one) => !one.validity.valid)?.validationMessage || word("required"), {
      class: "errors",
      "data-mistake": "",
    }));
    first ??= controls[0];
  }
  first?.focus();
  return first === null;
}

// Beginnings

const arrivals = desk({ vault: () => vault, $, show, tell, word, element, button });
const asking = fund({ vault: () => vault, $, show, tell, word, element, button });
const acts = { lock, forgotten, synchronise: send, choose, home, again: () => location.reload(), ...arrivals.acts, ...asking.acts };
for (const one of document.querySelectorAll("[data-act]")) {
  if (acts[one.dataset.act]) one.addEventListener("click", guarded(acts[one.dataset.act]));
}
const takers = { enrol, unlock, renew, choose: takeAlong, fields: saveFields, sheet: saveSheet, ...arrivals.takers, ...asking.takers };
for (const one of document.querySelectorAll("[data-form]")) {
  one.addEventListener(
    "submit",
    guarded(async () => {
      const data = new FormData(one);
      await takers[one.dataset.form](data);
      if (one.querySelector("[type=password]")) one.reset();
    }),
  );
}

// Left alone, it closes by itself.
let idle;
const rest = () => {
  clearTimeout(idle);
  idle = setTimeout(() => vault?.isOpen && lock(), Number(urls.idle) * 60_000);
};
for (const sign of ["pointerdown", "keydown"]) addEventListener(sign, rest);
rest();

const network = () => ($("[data-network]").textContent = word(navigator.onLine ? "online" : "offline"));
addEventListener("online", network);
addEventListener("offline", network);
network();

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  const install = $("[data-act=install]");
  install.hidden = false;
  install.addEventListener("click", () => event.prompt(), { once: true });
});

// A new release is installed when its reader says so, never in the middle of a form.
navigator.serviceWorker?.register(urls.urlWorker, { scope: location.pathname }).then((registration) => {
  const offer = () => {
    if (!registration.waiting || !navigator.serviceWorker.controller) return;
    $("[data-update]").hidden = false;
    $("[data-act=update]").onclick = () => registration.waiting.postMessage("update");
  };
  offer();
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", offer);
  });
  let controlled = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (controlled) location.reload();
    controlled = true;
  });
});

guarded(begin)();
