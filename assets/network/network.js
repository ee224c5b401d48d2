// The picture of a network: a graph to look at, beside a table that says the same. Without it the page has the drawing and
// the table that the server made.
import { narrow, other, read } from "./data.js";
import { listen } from "./keyboard.js";
import { Picture } from "./picture.js";

const page = document.querySelector("[data-network]");
if (page) start();

async function start() {
  const form = page.querySelector("[data-filters] form");
  const answer = await fetch(page.dataset.network, { credentials: "same-origin" });
  if (!answer.ok) return;
  const network = read(await answer.json());
  const box = page.querySelector("[data-graph]");
  page.querySelectorAll("[data-with-script]").forEach((part) => (part.hidden = false));
  page.querySelector("[data-drawn]")?.setAttribute("hidden", "");
  const status = page.querySelector("[data-told]");
  const picture = new Picture(box, network, (node) => (status.textContent = node === null ? "" : said(network, picture, node)));
  const colours = page.querySelector("[data-colours]");
  const count = page.querySelector("[data-count]");
  const show = () => {
    const seen = narrow(network, form);
    picture.show(seen, colours.value === "community");
    count.textContent = count.dataset.text.replace("%n", seen.nodes.size).replace("%l", seen.lines.size);
    follow(form);
  };
  show();
  picture.opened = (place) => panel(network, picture, place, form, show);
  listen(box, picture);
  form.addEventListener("change", show);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show();
  });
  colours.addEventListener("change", show);
  page.querySelectorAll("[data-zoom]").forEach((button) => button.addEventListener("click", () => picture.zoom(button.dataset.zoom)));
  page.querySelector("[data-png]").addEventListener("click", () => picture.png(keep));
  page.dataset.ready = "yes";
}

function said(network, picture, node) {
  const { label, kind } = network.nodes[node];
  return page.dataset.said
    .replace("%s", label)
    .replace("%k", network.kinds[kind][0])
    .replace("%n", picture.degree(node));
}

// The addresses that lead on from here keep what is filtered.
function follow(form) {
  const asked = new FormData(form);
  for (const [name, value] of [...asked.entries()]) if (!value) asked.delete(name);
  const query = String(new URLSearchParams(asked));
  for (const link of page.querySelectorAll("[data-with-filters]")) link.search = query;
}

function panel(network, picture, place, form, show) {
  const node = network.nodes[place];
  const box = page.querySelector("[data-panel]");
  box.hidden = false;
  box.querySelector("h3").textContent = node.label;
  box.querySelector("[data-facts]").textContent = said(network, picture, place);
  box.querySelector("[data-open]").href = page.dataset.entity.replace("00000000-0000-0000-0000-000000000000", node.id);
  box.querySelector("[data-around]").onclick = () => {
    form.elements.around.value = node.number;
    show();
    picture.choose(place);
  };
  const list = box.querySelector("ul");
  const near = node.links.filter((line) => picture.seen.lines.has(line)).slice(0, 12);
  list.replaceChildren(
    ...near.map((number) => {
      const line = network.lines[number];
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-link";
      button.textContent = `${network.nodes[other(line, place)].label} – ${network.linkKinds[line.kind]}`;
      button.addEventListener("click", () => {
        picture.choose(other(line, place));
        picture.open();
      });
      item.append(button);
      return item;
    }),
  );
  box.querySelector("h3").focus();
}

function keep(blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = page.dataset.file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
