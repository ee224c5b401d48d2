// Puts links, nodes and names on a canvas. Lines go in lots of one colour: one path a line is slow, one path of all is slower.
const LOT = 500;
const FIRM = "#8a8f9c";
const SINGLE = "#cfc4ad"; // told by one source alone
const COMMUNITIES = ["#2a2f6e", "#1b7a4b", "#b0451f", "#6b3fa0", "#8a6d00", "#0f6e84", "#a3265f", "#4a5a1f"];
const MOST_NAMES = 400;
const NAME_FONT = "13px sans-serif";
const NAME_HEIGHT = 16;
const BESIDE = 9; // px from a node to its name

export function radiusOf(node, many) {
  return (many ? 0.8 : 4) + Math.min(Math.sqrt(node.links.length), 9) * (many ? 0.35 : 1);
}

export function colourOf(network, node, byCommunity) {
  if (!byCommunity) return network.kinds[node.kind][1];
  return node.community < 0 ? "#6b7280" : COMMUNITIES[node.community % COMMUNITIES.length];
}

export function paintLines(pen, network, lines, at) {
  for (const [colour, of] of [
    [SINGLE, (line) => line.sources < 2],
    [FIRM, (line) => line.sources > 1],
  ]) {
    pen.strokeStyle = colour;
    pen.lineWidth = lines.size > 3000 ? 0.5 : 1.2;
    let lot = 0;
    pen.beginPath();
    for (const place of lines) {
      const line = network.lines[place];
      if (!of(line)) continue;
      pen.moveTo(...at(line.source));
      pen.lineTo(...at(line.target));
      lot += 1;
      if (lot % LOT === 0) {
        pen.stroke();
        pen.beginPath();
      }
    }
    pen.stroke();
  }
}

export function paintNodes(pen, network, nodes, at, byCommunity) {
  const many = nodes.size > 2000;
  const byColour = new Map();
  for (const place of nodes) {
    const colour = colourOf(network, network.nodes[place], byCommunity);
    if (!byColour.has(colour)) byColour.set(colour, []);
    byColour.get(colour).push(place);
  }
  for (const [colour, places] of byColour) {
    pen.fillStyle = colour;
    for (const place of places) {
      const [x, y] = at(place);
      pen.beginPath();
      pen.arc(x, y, radiusOf(network.nodes[place], many), 0, 2 * Math.PI);
      pen.fill();
    }
  }
}

// The names of those with most links, where there is room: to the right of their node, else to its left.
export function paintNames(pen, network, nodes, at, [width, height]) {
  const taken = [];
  const order = [...nodes].sort((a, b) => network.nodes[b].links.length - network.nodes[a].links.length).slice(0, MOST_NAMES);
  pen.font = NAME_FONT;
  for (const place of order) {
    const [x, y] = at(place);
    if (x < 0 || y < 0 || x > width || y > height) continue;
    const { label } = network.nodes[place];
    const wide = pen.measureText(label).width;
    const left = [x + BESIDE, x - BESIDE - wide].find(
      (start) => start >= 0 && start + wide <= width && !taken.some((box) => meet(box, start, y, wide)),
    );
    if (left === undefined) continue;
    taken.push([left, y, wide]);
    paintName(pen, label, left, y + 4);
  }
}

function meet([left, top, wide], start, y, own) {
  return Math.abs(top - y) < NAME_HEIGHT && start < left + wide && left < start + own;
}

export function paintName(pen, label, x, y) {
  pen.font = NAME_FONT;
  pen.lineWidth = 3;
  pen.strokeStyle = "#ffffff";
  pen.strokeText(label, x, y);
  pen.fillStyle = "#1d2030";
  pen.fillText(label, x, y);
}
