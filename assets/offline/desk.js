// The screens of arrivals without network: the convoys of these days, one of them, somebody of it, a list to paste.
import {
  arrivals,
  common,
  convoyOf,
  convoys,
  expect,
  FIVE,
  isAlone,
  keyOf,
  missing,
  parties,
  readList,
  welcome,
  write,
} from "./arrivals.js";

import { fitting, orient, oriented, common as places } from "./orienting.js";

export function desk({ vault, $, show, tell, word, element, button }) {
  let convoy = null; // the one that is received
  let person = null; // the number of the one whose form is open
  let family = []; // the numbers of those who came with that person
  let known = {}; // what was known of that person when the form opened

  // Convoys

  async function open() {
    convoy = person = null;
    const load = await common(vault());
    const everybody = [...(await arrivals(vault())).values()];
    const lines = [...(await convoys(vault())).values()].map((one) => {
      const ours = everybody.filter(({ convoy }) => convoy === one.key);
      const here = ours.filter(({ says }) => says.presence === "here").length;
      const line = document.createElement("li");
      line.append(
        button(one.reference, () => receive(one), "btn btn-link"),
        element("span", `${one.day} – ${here} / ${one.expected ?? ours.length}`),
      );
      return line;
    });
    $("[data-convoys]").replaceChildren(...lines);
    $("[data-no-convoys]").hidden = lines.length > 0;
    options($("[data-form=convoy] select"), load.kinds);
    tell("");
    show("arrivals", word("arrivals"));
  }

  async function begin(data) {
    if (!data.get("reference").trim()) throw new Error(word("required"));
    const made = convoyOf(data.get("kind"), data.get("reference"));
    await receive((await convoys(vault())).get(keyOf(made)) ?? { ...made, key: keyOf(made) });
  }

  async function receive(one = convoy) {
    convoy = one;
    person = null;
    tell("");
    $("[data-find]").value = "";
    await list();
    show("convoy", convoy.reference);
  }

  async function list() {
    const sought = $("[data-find]").value.trim().toLowerCase();
    const everybody = await arrivals(vault());
    const called = parties(everybody, convoy.key);
    const ours = [...everybody].filter(([, one]) => one.convoy === convoy.key);
    const here = ours.filter(([, { says }]) => says.presence === "here").length;
    const sent = await oriented(vault());
    const canOrient = Boolean(await places(vault()));
    $("[data-counted]").textContent = word("here-of", `${here} / ${convoy.expected ?? ours.length}`);
    const shown = ours
      .filter(([, { says }]) => [says.names, says.ticket, says.band].some((text) => (text ?? "").toLowerCase().includes(sought)))
      .sort(([, one], [, other]) => (one.says.names ?? "").localeCompare(other.says.names ?? ""));
    $("[data-people]").replaceChildren(...shown.map(([number, one]) => lineOf(number, one, called, canOrient, sent.has(number))));
    $("[data-nobody]").hidden = shown.length > 0;
  }

  function lineOf(number, { says, differs, waits }, called, canOrient, isOriented) {
    const line = document.createElement("li");
    const facts = [
      says.age,
      says.party && word("party-of", called.get(says.party)),
      says.ticket,
      isAlone(says) && word("alone"),
      differs.length && word("conflict"),
      isOriented && word("oriented"),
      waits && word("not-sent"),
    ];
    line.append(
      button(says.names ?? number.slice(0, 8), () => someone(number), "btn btn-link"),
      element("span", facts.filter(Boolean).join(" – ")),
    );
    if (says.presence === "expected" || !says.presence) line.append(button(word("arrived"), () => arrive(number), "btn btn-primary btn-sm"));
    if (canOrient && says.presence === "here" && !isOriented) line.append(button(word("orient"), () => direct(number), "btn btn-outline-primary btn-sm"));
    return line;
  }

  // Somebody of the list is here: one press, or the form where something is missing.
  async function arrive(number) {
    const { says } = (await arrivals(vault())).get(number);
    if (missing(says).length) return someone(number);
    await given(await welcome(vault(), convoy, number, {}));
  }

  async function given(ticket) {
    await list();
    show("convoy", convoy.reference);
    tell(word("ticket", ticket), "success");
  }

  // One person

  async function someone(number = null) {
    person = number ?? crypto.randomUUID();
    const { fields } = await common(vault());
    const everybody = await arrivals(vault());
    known = everybody.get(number)?.says ?? {};
    const says = number ? known : { citizenships: "ML", urgent_need: "none" };
    const later = Object.keys(fields).filter((name) => !FIVE.includes(name));
    $("[data-five]").replaceChildren(...FIVE.map((name) => row(name, fields[name], says[name])));
    $("[data-later]").replaceChildren(
      ...later.map((name) => row(name, fields[name], says[name])),
      partyRow(parties(everybody, convoy.key), says.party),
      bandRow(says.band),
    );
    tell("");
    show("arrival", says.names ?? word("new-arrival"));
  }

  function row(name, { label, kind, choices }, value) {
    if (kind === "several") return group(name, label, choices, value ?? []);
    if (kind === "truth") return check(name, label, value);
    const control = element(choices.length ? "select" : "input", "", {
      id: `arrival-${name}`,
      name,
      class: choices.length ? "form-select" : "form-control",
      ...(kind === "number" ? { inputmode: "numeric", pattern: "[0-9]*" } : {}),
    });
    if (choices.length) options(control, [["", word("choose")], ...choices]);
    control.value = value ?? "";
    const made = element("div", "", { class: "field" });
    made.append(element("label", label, { for: `arrival-${name}`, class: "form-label" }), control);
    return made;
  }

  function check(name, label, value) {
    const made = element("label", "", { class: "field form-check" });
    const box = element("input", "", { type: "checkbox", name, class: "form-check-input" });
    box.checked = Boolean(value);
    made.append(box, ` ${label}`);
    return made;
  }

  function group(name, label, choices, value) {
    const made = element("fieldset", "", { class: "field" });
    made.append(element("legend", label, { class: "form-label" }));
    for (const [code, words] of choices) {
      const choice = element("label", "", { class: "form-check" });
      const box = element("input", "", { type: "checkbox", name, value: code, class: "form-check-input" });
      box.checked = value.includes(code);
      choice.append(box, ` ${words}`);
      made.append(choice);
    }
    return made;
  }

  function partyRow(called, value) {
    const known = [...called].map(([number, first]) => [number, word("party-of", first)]);
    const field = { label: word("party"), kind: "text", choices: [...known, ["new", word("new-party")]] };
    return row("party", field, value);
  }

  function bandRow(value) {
    const made = row("band", { label: word("band"), kind: "text", choices: [] }, value);
    if ("BarcodeDetector" in window) made.append(button(word("scan"), scan, "btn btn-outline-primary"));
    return made;
  }

  async function scan() {
    const video = $("[data-camera]");
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
    try {
      while (!video.hidden) {
        const [found] = await detector.detect(video);
        if (found) {
          $("#arrival-band").value = found.rawValue;
          break;
        }
        await new Promise(requestAnimationFrame);
      }
    } finally {
      for (const track of stream.getTracks()) track.stop();
      video.hidden = true;
    }
  }

  function options(control, choices) {
    control.replaceChildren(...choices.map(([code, words]) => element("option", words, { value: code })));
  }

  async function save(data) {
    const { fields } = await common(vault());
    const values = valuesOf(data, fields);
    const lacking = missing(values);
    if (lacking.length) throw new Error(`${word("is-missing")} ${lacking.map((name) => fields[name].label).join(", ")}`);
    await given(await welcome(vault(), convoy, person, values));
  }

  function valuesOf(data, fields) {
    const values = {};
    for (const [name, { kind }] of Object.entries(fields)) {
      if (kind === "several") values[name] = data.getAll(name);
      else if (kind === "truth") values[name] = data.has(name);
      else values[name] = (data.get(name) ?? "").trim();
    }
    const age = values.age;
    if (age !== "" && !(/^\d{1,3}$/.test(age) && Number(age) <= 120)) throw new Error(word("wrong-age"));
    values.age = age === "" ? undefined : Number(age);
    values.band = (data.get("band") ?? "").trim().toUpperCase();
    values.party = data.get("party") === "new" ? crypto.randomUUID() : (data.get("party") ?? "");
    // What was left empty, and was empty before, says nothing.
    const empty = (value) => value === false || value === "" || value.length === 0;
    return Object.fromEntries(
      Object.entries(values).filter(([name, value]) => FIVE.includes(name) || name in known || !empty(value)),
    );
  }

  async function mistaken() {
    await write(vault(), convoy, person, { presence: "mistake" });
    await receive();
  }

  // Where somebody is sent

  async function direct(number) {
    const everybody = await arrivals(vault());
    const { says } = everybody.get(number);
    person = number;
    const others = [...everybody].filter(([other, one]) => other !== number && one.says.presence === "here");
    family = says.party ? others.filter(([, one]) => one.says.party === says.party).map(([other]) => other) : [];
    $("[data-family]").hidden = !family.length;
    $("[data-family] span").textContent = word("whole-family", family.length + 1);
    const { types } = await places(vault());
    const choices = types.map(([code, label]) => {
      const row = element("label", "", { class: "form-check" });
      const box = element("input", "", { type: "checkbox", name: "type", value: code, class: "form-check-input" });
      box.addEventListener("change", () => propose(code, label, box.checked, says));
      row.append(box, ` ${label}`);
      return row;
    });
    $("[data-types]").replaceChildren(...choices);
    $("[data-services]").replaceChildren();
    tell("");
    show("orient", says.names ?? word("orient"));
  }

  async function propose(type, label, wanted, says) {
    const place = $("[data-services]");
    place.querySelector(`[data-type="${CSS.escape(type)}"]`)?.remove();
    if (!wanted) return;
    const { suit, aside } = await fitting(vault(), type, says);
    const made = element("fieldset", "", { class: "field", "data-type": type });
    made.append(element("legend", label, { class: "form-label" }));
    if (!suit.length) made.append(element("p", word("no-service")));
    suit.forEach((one, n) => made.append(serviceRow(type, one, n === 0)));
    if (aside.length) {
      const rest = document.createElement("details");
      rest.append(element("summary", word("do-not-suit", aside.length)));
      for (const one of aside) rest.append(element("p", `${one.name} : ${one.against.map((why) => word(why)).join(", ")}`));
      made.append(rest);
    }
    place.append(made);
  }

  function serviceRow(type, one, first) {
    const row = element("label", "", { class: "form-check" });
    const box = element("input", "", { type: "radio", name: `service-${type}`, value: one.number, class: "form-check-input" });
    box.checked = first;
    const facts = [one.provider, one.place, one.km !== null && `${one.km} km`, one.hours, one.phone, one.conditions];
    row.append(box, element("strong", ` ${one.name}`), ` – ${facts.filter(Boolean).join(" – ")}`);
    return row;
  }

  async function send(data) {
    const types = data.getAll("type");
    if (!types.length) throw new Error(word("no-need"));
    const chosen = Object.fromEntries(types.map((type) => [type, Number(data.get(`service-${type}`))]));
    if (Object.values(chosen).some((number) => !number)) throw new Error(word("no-service"));
    const { says } = (await arrivals(vault())).get(person);
    const people = data.has("family") ? [person, ...family] : [person];
    await orient(vault(), { people, title: says.names ?? "", chosen });
    await receive();
    tell(word("oriented-here"), "success");
  }

  // A list

  async function take(data) {
    const { rows, refused } = readList(data.get("list"));
    const told = refused.map(([line, why]) => `${word("line", line)} ${word(`list-${why}`)}`);
    if (refused.length && !data.has("anyway")) {
      $("[data-anyway]").hidden = !rows.length;
      return tell([word("list-refused"), ...told].join(" · "), "danger");
    }
    $("[data-anyway]").hidden = true;
    const known = await expect(vault(), convoy, rows);
    if (known.length) told.push(word("listed-already", known.join(", ")));
    await receive();
    tell([word("taken", rows.length - known.length), ...told].join(" · "), told.length ? "warning" : "success");
  }

  $("[data-find]").addEventListener("input", () => convoy && list());
  return {
    acts: {
      arrivals: open,
      "new-arrival": () => someone(),
      "back-to-convoy": () => receive(),
      mistaken,
      paste: () => show("paste", convoy.reference),
    },
    takers: { convoy: begin, arrival: save, paste: take, orient: send },
    forget: () => {
      convoy = person = null;
      for (const place of ["convoys", "people", "five", "later", "types", "services"]) $(`[data-${place}]`).replaceChildren();
    },
  };
}
