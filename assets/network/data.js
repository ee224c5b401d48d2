// The network as the server sends it, and what the filters of the page leave of it; the server narrows in the same way.
const NODE = ["id", "label", "kind", "number", "standing", "x", "y", "community"];
const LINE = ["source", "target", "kind", "strength", "sources", "first", "last"];
const named = (names) => (row) => Object.fromEntries(names.map((name, place) => [name, row[place]]));

export function read(data) {
  const nodes = data.nodes.map(named(NODE));
  const lines = data.lines.map(named(LINE));
  for (const node of nodes) node.links = [];
  lines.forEach((line, place) => {
    nodes[line.source].links.push(place);
    nodes[line.target].links.push(place);
  });
  return { ...data, nodes, lines };
}

function wanted(form) {
  const asked = new FormData(form);
  const steps = Number(asked.get("steps")) || 1;
  return {
    kinds: new Set(asked.getAll("kinds")),
    linkKinds: new Set(asked.getAll("link_kinds")),
    first: asked.get("first") || "",
    last: asked.get("last") || "",
    strength: Number(asked.get("strength")) || 0,
    around: asked.get("around") ? Number(asked.get("around")) : null,
    steps,
  };
}

// A link without dates is of every period.
function keeps(line, asked) {
  return (
    line.strength >= asked.strength &&
    (!asked.linkKinds.size || asked.linkKinds.has(line.kind)) &&
    (!asked.first || !line.last || line.last >= asked.first) &&
    (!asked.last || !line.first || line.first <= asked.last)
  );
}

function within(network, start, lines, steps) {
  const reached = new Set(start);
  let edge = [...reached];
  for (let step = 0; step < steps; step += 1) {
    edge = edge.flatMap((place) =>
      network.nodes[place].links
        .filter((line) => lines.has(line))
        .map((line) => other(network.lines[line], place))
        .filter((next) => !reached.has(next)),
    );
    edge.forEach((next) => reached.add(next));
  }
  return reached;
}

export function other(line, place) {
  return line.source === place ? line.target : line.source;
}

// The places of the nodes and of the lines that stay.
export function narrow(network, form) {
  const asked = wanted(form);
  let nodes = new Set(network.nodes.keys());
  if (asked.kinds.size) nodes = new Set([...nodes].filter((place) => asked.kinds.has(network.nodes[place].kind)));
  let lines = new Set();
  network.lines.forEach((line, place) => {
    if (nodes.has(line.source) && nodes.has(line.target) && keeps(line, asked)) lines.add(place);
  });
  if (asked.around !== null) {
    const start = [...nodes].filter((place) => network.nodes[place].number === asked.around);
    const near = within(network, start, lines, asked.steps);
    lines = new Set([...lines].filter((line) => near.has(network.lines[line].source) && near.has(network.lines[line].target)));
    nodes = near;
  }
  return { nodes, lines };
}
