// A form as its answers stand: what is relevant, and the answers by their places. The server examines it all again.
export function follow(page, { root, conditions }) {
  const places = new Map();
  for (const shown of page.querySelectorAll("[data-place]")) {
    places.set(shown.dataset.place, [...(places.get(shown.dataset.place) ?? []), shown]);
  }

  // The answer sheet as a document: `who/age` and `kin-0/name` are places in it.
  const sheet = () => {
    const made = document.implementation.createDocument(null, root);
    const nodes = new Map([["", made.documentElement]]);
    const node = (place) => {
      if (nodes.has(place)) return nodes.get(place);
      const cut = place.lastIndexOf("/");
      const child = made.createElement(place.slice(cut + 1).replace(/-\d+$/, ""));
      node(cut < 0 ? "" : place.slice(0, cut)).append(child);
      nodes.set(place, child);
      return child;
    };
    for (const place of places.keys()) node(place.replace(/\/$/, ""));
    for (const [place, answer] of new FormData(page)) {
      if (!places.has(place)) continue;
      const said = node(place);
      said.textContent = [said.textContent, answer].filter(Boolean).join(" ");
    }
    return { made, nodes };
  };

  const pathOf = (place) => `/${root}/${place.replace(/-\d+(?=\/|$)/g, "")}`;
  const show = () => {
    const { made, nodes } = sheet();
    const hidden = new Set();
    for (const [path, condition] of conditions) {
      for (const [place, said] of nodes) {
        if (!place || pathOf(place) !== path) continue;
        const held = made.evaluate(condition, said, null, XPathResult.BOOLEAN_TYPE).booleanValue;
        if (held) continue;
        hidden.add(place);
        said.textContent = "";
      }
    }
    for (const [place, all] of places) {
      const own = place.replace(/\/$/, "");
      const away = [...hidden].some((one) => own === one || own.startsWith(`${one}/`));
      for (const shown of all) shown.hidden = away;
    }
  };
  page.addEventListener("input", show);
  show();
}

// The answers that count, by their places; those that nobody is shown are left out.
export function answersOf(page) {
  const answers = {};
  for (const [place, answer] of new FormData(page)) {
    const shown = page.querySelector(`[data-place="${CSS.escape(place)}"]`);
    if (!shown || shown.closest("[data-place][hidden]") || !answer.trim()) continue;
    answers[place] = [answers[place], answer.trim()].filter(Boolean).join(" ");
  }
  return answers;
}
