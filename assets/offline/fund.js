// The screens of applications to a fund without network: the open calls, what waits, one application, its receipt.
import { calls, common, inGroups, keep, mistaken, waiting } from "./funding.js";
import { recordOf } from "./outbox.js";

export function fund({ vault, $, show, tell, word, element, button }) {
  let call = null; // the one that is answered
  let before = null; // the application that is written anew

  async function open() {
    call = before = null;
    const open = await calls(vault());
    const lines = open.map((one) => {
      const line = document.createElement("li");
      const facts = [one.fund, word("fund-until", one.until_words), word("fund-most", one.ceiling.toLocaleString("fr"))];
      line.append(button(one.title, () => ask(one), "btn btn-link"), element("span", facts.join(" – ")));
      return line;
    });
    $("[data-calls]").replaceChildren(...lines);
    $("[data-no-calls]").hidden = lines.length > 0;
    const asked = (await waiting(vault())).map((one) => {
      const line = document.createElement("li");
      line.append(button(one.title, () => again(one, open), "btn btn-link"), element("span", inGroups(one.body.receipt)));
      return line;
    });
    $("[data-asked]").replaceChildren(...asked);
    $("[data-nothing-asked]").hidden = asked.length > 0;
    tell("");
    show("fund", word("fund"));
  }

  function again(one, open) {
    const its = open.find(({ number }) => number === one.body.call);
    if (!its) throw new Error(word("fund-closed"));
    return ask(its, one);
  }

  async function ask(one, known = null) {
    call = one;
    before = known;
    const { html, of_case: ofCase } = await common(vault());
    $("[data-form=ask]").reset();
    $("[data-asking]").innerHTML = html; // the platform's own questions, from this very server
    $("[data-whose]").hidden = !ofCase;
    if (ofCase) await people();
    if (known) fill(known.body);
    tell("");
    show("ask", one.title);
  }

  async function people() {
    const codes = (await vault().all("records")).map(([code]) => code);
    const opened = await Promise.all(codes.map((code) => recordOf(vault(), code)));
    const choices = opened.map((one) => element("option", `${one.fields.names || one.title || one.code} – ${one.code}`, { value: one.code }));
    $("#ask-case").replaceChildren(element("option", word("choose"), { value: "" }), ...choices);
  }

  function fill({ answers, case: about }) {
    $("#ask-case").value = about;
    for (const control of $("[data-form=ask]").elements) {
      if (!(control.name in answers)) continue;
      if (control.type === "radio") control.checked = control.value === answers[control.name];
      else if (control.type === "checkbox") control.checked = true;
      else control.value = answers[control.name];
    }
  }

  async function save(data) {
    const about = data.get("case") ?? "";
    const { of_case: ofCase } = await common(vault());
    if (ofCase && !about) throw new Error(word("fund-case"));
    data.delete("case");
    const answers = Object.fromEntries([...data].filter(([, value]) => value !== ""));
    const wrong = mistaken(answers, call);
    if (wrong) throw new Error(word(...wrong));
    const receipt = await keep(vault(), { call: call.number, about: ofCase ? about : "", answers, before });
    $("[data-receipt]").textContent = inGroups(receipt);
    tell("");
    show("asked", call.title);
  }

  return {
    acts: { fund: open },
    takers: { ask: save },
    forget: () => {
      call = before = null;
      for (const place of ["calls", "asked", "asking", "receipt"]) $(`[data-${place}]`).replaceChildren();
      $("#ask-case").replaceChildren();
    },
  };
}
