// The page of maps: a slider beside each list of periods, and colours, table, labels and links that follow it in place.
// The drawing of the server is what is recoloured; a movable map of the same shapes comes afterwards, when the page is ready.
const page = document.querySelector("[data-atlas]");
const form = document.querySelector("[data-map-form]");
const state = { moved: false, canvases: [], told: null };

if (page) {
  for (const name of ["period", "other"]) {
    const list = form?.elements[name];
    if (list?.value) slideBeside(list);
  }
  page.dataset.ready = "yes";
  window.addEventListener("load", () => window.setTimeout(movable, 50));
}

// One request for all the periods, when somebody is about to slide
function values() {
  state.told ??= fetch(page.dataset.values, { headers: { Accept: "application/json" } }).then((answer) => {
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  });
  return state.told;
}

function options(list) {
  return [...list.options].filter((option) => option.value);
}

// The latest period stands first in the list and last on the slider
function slideBeside(list) {
  const periods = options(list);
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", className: "form-range", min: 0, max: periods.length - 1, step: 1 });
  slider.setAttribute("aria-label", `${list.labels[0].textContent.trim()} : ${page.dataset.slider}`);
  const place = () => {
    slider.value = periods.length - 1 - periods.indexOf(list.selectedOptions[0]);
    slider.setAttribute("aria-valuetext", list.selectedOptions[0]?.text ?? "");
  };
  const prepare = () => values().catch(() => {});
  for (const event of ["pointerdown", "focus", "touchstart"]) slider.addEventListener(event, prepare, { passive: true });
  slider.addEventListener("input", () => {
    periods[periods.length - 1 - slider.value].selected = true;
    slider.setAttribute("aria-valuetext", list.selectedOptions[0].text);
    soon();
  });
  list.addEventListener("change", () => {
    if (!list.value) return;
    place();
    soon();
  });
  place();
  list.after(slider);
}

let waiting = false;

// At most once a frame, however fast the hand
function soon() {
  if (waiting) return;
  waiting = true;
  values().then(
    (told) =>
      requestAnimationFrame(() => {
        waiting = false;
        show(told);
      }),
    () => {
      waiting = false;
      state.told = null;
      document.querySelector("[data-told]").textContent = page.dataset.failed;
    },
  );
}

function show(told) {
  const [first, second] = ["period", "other"].map((name) => {
    const list = form.elements[name];
    return list.value ? { text: list.selectedOptions[0].text, place: options(list).indexOf(list.selectedOptions[0]) } : null;
  });
  const columns = { a: told.columns[first.place], b: second && told.columns[second.place] };
  if (second) columns.d = columns.a.map((one, place) => less(one, columns.b[place]));
  if (told.raw) columns.raw = told.raw[first.place];
  const labels = { a: first.text, b: second?.text, raw: first.text };
  if (second) labels.d = page.dataset.less.replace("%1", first.text).replace("%2", second.text);
  const texts = {};
  for (const [key, column] of Object.entries(columns)) {
    if (column) texts[key] = column.map((value) => written(value, key === "raw" ? told.rawDecimals : told.decimals));
  }
  for (const svg of page.querySelectorAll("svg[data-map]")) paint(svg, told, columns[svg.dataset.map], texts[svg.dataset.map], labels[svg.dataset.map]);
  for (const canvas of state.canvases) canvas.repaint();
  fill(told, columns, texts, labels);
  follow();
}

const less = (one, other) => (known(one) ? (known(other) ? one - other : other) : one);
const known = (value) => value !== null && value !== false;

const numbers = new Map();
function written(value, decimals) {
  if (value === null) return page.dataset.nothing;
  if (value === false) return page.dataset.thin;
  if (!numbers.has(decimals)) {
    const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    numbers.set(decimals, new Intl.NumberFormat(document.documentElement.lang, digits));
  }
  return numbers.get(decimals).format(value / 10 ** decimals);
}

function paint(svg, told, column, texts, label) {
  const breaks = svg.dataset.map === "d" ? told.differenceBreaks : told.breaks;
  const colours = svg.dataset.colours.split(" ");
  const place = places(told);
  for (const area of svg.querySelectorAll("[data-code]")) {
    const at = place.get(area.dataset.code);
    const value = column[at];
    area.setAttribute("fill", known(value) ? colours[breaks.filter((one) => one <= value).length] : "url(#hatch)");
    area.firstElementChild.textContent = `${area.dataset.name} : ${texts[at]}`;
  }
  const figure = svg.closest("figure");
  for (const said of figure.querySelectorAll("[data-period]")) said.textContent = label;
  svg.setAttribute("aria-label", `${figure.querySelector("strong").textContent}, ${label}`);
}

function places(told) {
  told.places ??= new Map(told.codes.map((code, place) => [code, place]));
  return told.places;
}

// The table says the same as the map, in the order that was asked for
function fill(told, columns, texts, labels) {
  const body = page.querySelector("tbody");
  const place = places(told);
  const rows = [...body.rows];
  for (const row of rows) {
    for (const cell of row.querySelectorAll("[data-cell]")) cell.textContent = texts[cell.dataset.cell][place.get(row.dataset.code)];
  }
  for (const head of page.querySelectorAll("[data-head]")) head.textContent = head.dataset.head === "d" ? "" : labels[head.dataset.head];
  const shown = page.querySelector('svg[data-map="d"]') ? "d" : "a";
  if (page.querySelector('[aria-sort="descending"]')) {
    const rank = (row) => {
      const value = columns[shown][place.get(row.dataset.code)];
      return known(value) ? value : -Infinity;
    };
    body.append(...rows.sort((one, other) => rank(other) - rank(one)));
  }
  const unknown = columns[shown].filter((value) => !known(value)).length;
  const line = document.querySelector("[data-told]");
  line.textContent = unknown ? page.dataset.unknown.replace("%1", unknown).replace("%2", rows.length) : "";
}

// What is kept or sorted is what is shown
function follow() {
  const change = (address) => {
    const url = new URL(address, window.location.href);
    for (const name of ["indicator", "layer", "period", "other", "show"]) {
      const value = form.elements[name].value;
      if (value) url.searchParams.set(name, value);
      else url.searchParams.delete(name);
    }
    return url;
  };
  for (const link of page.querySelectorAll("a[data-follow]")) link.href = change(link.href);
  window.history.replaceState(null, "", change(window.location.href));
}

// Leaflet comes last: the page already works without it
function movable() {
  const style = document.createElement("link");
  Object.assign(style, { rel: "stylesheet", href: page.dataset.style });
  const script = document.createElement("script");
  script.src = page.dataset.canvas;
  script.addEventListener("load", () => {
    state.canvases = window.sirabaCanvas(page);
  });
  style.addEventListener("load", () => document.head.append(script));
  document.head.append(style);
}
