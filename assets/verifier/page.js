// The verifier's page: what is read is answered here, and nothing of it is kept or sent.
import { fromBase64, hex, toBase64 } from "./bytes.js";
import { check, lookUp } from "./checking.js";
import { FIELDS, readable } from "./fields.js";
import { dayOf, readBundle } from "./lists.js";
import { online, textOfPicture, watch } from "./reading.js";
import { labelOf, word as wordIn } from "./words.js";

const $ = (id) => document.getElementById(id);
const KEPT = "siraba-verifier-lists";
const LOOKS = {
  authentic: ["good", "✔"],
  authentic_old_list: ["doubt", "✔ ⌛"],
  provisional: ["doubt", "⌛"],
  annulled: ["bad", "✖"],
  replaced: ["bad", "↻"],
  false_signature: ["bad", "✖"],
  unreadable: ["doubt", "?"],
  not_listed: ["doubt", "?"],
};
const CONTROL = ["document", "version", "shard", "index", "leaf", "copy"];
const DATES = ["act_date", "logged"];
const LOGGED = FIELDS.find((one) => one.name === "logged");

let language = "fr";
let root = null;
let lists = null;
let carried = null; // the bytes of `lists`
let last = null; // the answer on the screen, drawn again when the language changes
let stop = null;

const word = (name, values) => wordIn(name, language, values);
const today = () => {
  const now = new Date();
  return dayOf(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) / 1000);
};
const dayWritten = (seconds) =>
  new Date(seconds * 1000).toLocaleDateString(language === "en" ? "en-GB" : "fr-FR", { timeZone: "UTC" });

function element(name, words = "", attributes = {}, ...children) {
  const made = document.createElement(name);
  made.append(words, ...children);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
}

const row = (label, value) => element("div", "", {}, element("dt", label), element("dd", value));
const table = (rows) => element("dl", "", {}, ...rows);

// The answer

function shown(paper, holder) {
  const rows = new Map(paper.fields.map(({ field, value }) => [field.name, row(labelOf(field, language), readable(field, value, language))]));
  if (!rows.has("logged")) rows.set("logged", row(labelOf(LOGGED, language), word("not_logged")));
  const dates = table(DATES.map((name) => rows.get(name)));
  dates.className = "dates";
  const fields = [...rows].filter(([name]) => !DATES.includes(name) && !CONTROL.includes(name)).map(([, made]) => made);
  const control = CONTROL.filter((name) => rows.has(name)).map((name) => rows.get(name));
  return [
    element("p", word("compare"), { class: "note" }),
    dates,
    table([...fields, row(word("signed_by"), holder), row(word("signed_on"), dayWritten(paper.issued))]),
    element("p", word("bearer"), { class: "note" }),
    element("details", "", {}, element("summary", word("control")), table(control)),
  ];
}

function draw() {
  if (!last) return;
  const { code, days, why, values, paper, holder, typed } = last;
  const [look, sign] = LOOKS[code];
  const heading = element("h2", "", { tabindex: "-1" }, element("span", `${sign} `, { "aria-hidden": "true" }), word(code, { days }));
  const card = element("div", "", { class: `card ${look}`, "data-code": code }, heading, element("p", word(why, values)));
  if (typed) card.append(element("p", word("code_alone"), { class: "note" }), element("p", word("old_too", { days })));
  if (paper) card.append(...shown(paper, holder));
  $("answer").replaceChildren(card);
}

function tellAnswer(answer) {
  last = answer;
  draw();
  $("answer").scrollIntoView({ block: "start" });
}

const refusal = (reason) => ({ code: "unreadable", days: 0, why: `why_unreadable_${reason}` });

async function answerText(text) {
  if (!lists) return tellAnswer(refusal("no_lists"));
  const answer = await check(text, lists, today());
  const why = ["why", answer.code, answer.reason].filter(Boolean).join("_");
  tellAnswer({ ...answer, why });
}

function answerCode(code) {
  if (!lists) return tellAnswer(refusal("no_lists"));
  const { code: state, days, shard, index } = lookUp(code, lists, today());
  if (state === "unreadable") return tellAnswer({ ...refusal("typed"), days });
  const values = { place: `${shard} n° ${index}` };
  tellAnswer({ code: state, days, why: `why_typed_${state}`, values, typed: true });
}

// The three ways to read

async function readPhoto(event) {
  const [file] = event.target.files;
  if (!file) return;
  tell("reading");
  const text = await textOfPicture(file);
  tell("");
  event.target.value = ""; // so that the same file can be chosen again
  if (text === null) tellAnswer(refusal("no_code"));
  else await answerText(text);
}

function closeCamera() {
  stop?.();
  stop = null;
  $("video").hidden = $("stop").hidden = true;
  $("camera").hidden = false;
}

async function openCamera() {
  try {
    $("video").hidden = $("stop").hidden = false;
    $("camera").hidden = true;
    tell("pointing");
    const opened = await watch($("video"), async (text) => {
      closeCamera();
      tell("");
      await answerText(text);
    });
    // It may have been stopped while the browser asked for leave
    if ($("stop").hidden) opened();
    else stop = opened;
  } catch {
    closeCamera();
    tell("no_camera");
  }
}

// The lists

let told = "";
function tell(name) {
  told = name;
  $("told").textContent = name && word(name);
}

function tellLists() {
  const [about, values] = lists
    ? ["dated", { date: dayWritten(lists.issued), days: Math.max(0, today() - dayOf(lists.issued)), issuer: lists.trust.issuer }]
    : [root ? "no_lists" : "no_root", {}];
  $("lists-told").textContent = word(about, values);
}

async function take(bytes) {
  let found;
  try {
    found = await readBundle(bytes, root);
  } catch {
    return "lists_bad";
  }
  if (lists && (found.trust.issued < lists.trust.issued || found.status.issued < lists.status.issued)) return "lists_older";
  [lists, carried] = [found, bytes];
  tellLists();
  return "lists_taken";
}

async function takeNewer(bytes) {
  const outcome = await take(bytes);
  tell(outcome);
  if (outcome === "lists_taken" && $("keep").checked) keep();
}

async function importFile(event) {
  const [file] = event.target.files;
  if (!file) return;
  const bytes = new Uint8Array(await file.arrayBuffer());
  event.target.value = "";
  await takeNewer(bytes);
}

async function update() {
  let bytes;
  try {
    const answer = await fetch("lists", { cache: "no-store", credentials: "omit" });
    if (!answer.ok) return tell("no_network");
    bytes = new Uint8Array(await answer.arrayBuffer());
  } catch {
    return tell("no_network");
  }
  await takeNewer(bytes);
  (await navigator.serviceWorker?.getRegistration())?.update().catch(() => {});
}

function keep() {
  try {
    if ($("keep").checked && carried) localStorage.setItem(KEPT, toBase64(carried));
    else localStorage.removeItem(KEPT);
    tell($("keep").checked ? "kept" : "forgotten");
  } catch {
    $("keep").checked = false;
    tell("cannot_keep");
  }
}

function keptBefore() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

async function start() {
  const written = (id) => $(id).textContent.trim();
  if (written("root")) {
    root = fromBase64(written("root"));
    $("root-shown").textContent = hex(root).match(/.{4}/g).join(" ");
    if (written("lists")) await take(fromBase64(written("lists")));
    const kept = keptBefore();
    $("keep").checked = kept !== null;
    if (kept !== null) await take(fromBase64(kept)).catch(() => {});
  }
  tellLists();
}

// The page

function speak(chosen) {
  language = chosen;
  document.documentElement.lang = chosen === "bm" ? "fr" : chosen;
  for (const one of document.querySelectorAll("[data-word]")) one.textContent = word(one.dataset.word);
  for (const one of document.querySelectorAll("[data-language]")) {
    one.setAttribute("aria-pressed", String(one.dataset.language === chosen));
  }
  document.title = word("title");
  tell(told);
  tellLists();
  draw();
}

for (const one of document.querySelectorAll("[data-language]")) {
  one.addEventListener("click", () => speak(one.dataset.language));
}
$("camera").addEventListener("click", openCamera);
$("stop").addEventListener("click", () => {
  closeCamera();
  tell("");
});
$("photo").addEventListener("change", readPhoto);
$("typed").addEventListener("submit", (event) => {
  event.preventDefault();
  answerCode($("code").value);
});
$("import").addEventListener("change", importFile);
$("update").addEventListener("click", update);
$("keep").addEventListener("change", keep);

if (online()) {
  $("update").hidden = false;
  document.head.append(element("link", "", { rel: "manifest", href: "manifest.webmanifest" }));
  navigator.serviceWorker?.register("worker.js").catch(() => {}); // without it the page works, while there is network
}
start();
