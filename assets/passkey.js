// A form that asks the device for a passkey: makes one (`create`) or shows one (`get`), then is sent as any form.
import { browserSupportsWebAuthn, startAuthentication, startRegistration } from "@simplewebauthn/browser";

for (const form of document.querySelectorAll("[data-passkey]")) {
  if (!browserSupportsWebAuthn()) {
    form.querySelector("[type=submit]").disabled = true;
    form.querySelector("[data-passkey-none]").hidden = false;
    continue;
  }
  form.addEventListener("submit", async (event) => {
    const answer = form.elements.namedItem("credential");
    if (answer.value) return;
    event.preventDefault();
    event.stopPropagation();
    if (!form.reportValidity()) return;
    const optionsJSON = JSON.parse(form.dataset.options);
    const ask = form.dataset.passkey === "create" ? startRegistration : startAuthentication;
    const failed = form.querySelector("[data-passkey-failed]");
    failed.hidden = true;
    try {
      answer.value = JSON.stringify(await ask({ optionsJSON }));
      form.requestSubmit();
    } catch {
      failed.hidden = false;
      failed.focus();
    }
  });
}
