// Small comforts; every page works without them, and the server never relies on them.

// The errors are read first.
document.querySelector("[data-focus]")?.focus();

// A form that is on its way is not sent a second time by an impatient finger.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-sent]")) delete form.dataset.sent;
});

// The menu stands open on wide screens, also in browsers whose style sheets cannot open it.
const menu = document.querySelector("[data-menu]");
if (menu && !CSS.supports("selector(::details-content)") && matchMedia("(min-width: 62em)").matches) menu.open = true;
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu?.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
