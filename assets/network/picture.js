// The picture itself. All is painted once on a sheet larger than the box; to pan is to shift the sheet, which an old machine
// without a graphics card does at every frame. When it rests, the sheet is painted anew.
import { moved } from "./pointer.js";
import { paintLines, paintName, paintNames, paintNodes, radiusOf } from "./painting.js";

const AROUND = 0.5; // of the box, on each side of it
const RESTS = 160; // ms
const MOST_DENSE = 2; // device pixels to a pixel

export class Picture {
  constructor(box, network, told) {
    [this.box, this.network, this.told, this.chosen] = [box, network, told, null];
    this.opened = () => {};
    this.canvas = document.createElement("canvas");
    this.sheet = document.createElement("canvas");
    box.append(this.canvas);
    moved(this.canvas, this);
    new ResizeObserver(() => this.seen && this.turned() && this.fit()).observe(box);
  }

  show(seen, byCommunity) {
    const first = !this.seen;
    [this.seen, this.byCommunity] = [seen, byCommunity];
    if (this.chosen !== null && !seen.nodes.has(this.chosen)) this.chosen = null;
    if (first || seen.nodes.size !== this.shown) this.fit();
    else this.paint();
    this.shown = seen.nodes.size;
  }

  turned() {
    return this.box.clientWidth !== this.width || this.box.clientHeight !== this.height;
  }

  // All that is seen, in the box.
  fit() {
    this.width = this.box.clientWidth;
    this.height = this.box.clientHeight;
    const places = [...this.seen.nodes].map((place) => this.network.nodes[place]);
    const span = (of) => (places.length ? bounds(places.map(of)) : [-1, 1]);
    const [[left, right], [top, bottom]] = [span((node) => node.x), span((node) => node.y)];
    const room = Math.min((this.width - 60) / (right - left || 1), (this.height - 50) / (bottom - top || 1));
    this.view = { x: (left + right) / 2, y: (top + bottom) / 2, scale: Math.min(room, 400) };
    this.paint();
  }

  at(place, view = this.view) {
    const node = this.network.nodes[place];
    return [(node.x - view.x) * view.scale + this.width / 2, (node.y - view.y) * view.scale + this.height / 2];
  }

  paint() {
    clearTimeout(this.later);
    const dense = Math.min(devicePixelRatio || 1, MOST_DENSE);
    const [w, h] = [this.width, this.height];
    size(this.canvas, w, h, dense);
    size(this.sheet, w * (1 + 2 * AROUND), h * (1 + 2 * AROUND), dense);
    const pen = this.sheet.getContext("2d");
    pen.setTransform(dense, 0, 0, dense, dense * w * AROUND, dense * h * AROUND);
    const at = (place) => this.at(place);
    paintLines(pen, this.network, this.seen.lines, at);
    paintNodes(pen, this.network, this.seen.nodes, at, this.byCommunity);
    paintNames(pen, this.network, this.seen.nodes, at, [w, h]);
    [this.painted, this.dense] = [{ ...this.view }, dense];
    this.frame();
  }

  // Shift and stretch the sheet to where the view is now; mark the chosen node.
  frame() {
    this.waiting = 0;
    const pen = this.canvas.getContext("2d");
    const [w, h] = [this.width, this.height];
    const by = this.view.scale / this.painted.scale;
    const x = (this.painted.x - this.view.x) * this.view.scale + w / 2;
    const y = (this.painted.y - this.view.y) * this.view.scale + h / 2;
    pen.setTransform(this.dense, 0, 0, this.dense, 0, 0);
    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, w, h);
    const [sw, sh] = [w * (1 + 2 * AROUND) * by, h * (1 + 2 * AROUND) * by];
    pen.drawImage(this.sheet, x - sw / 2, y - sh / 2, sw, sh);
    if (this.chosen !== null) this.mark(pen);
  }

  mark(pen) {
    const [x, y] = this.at(this.chosen);
    const radius = radiusOf(this.network.nodes[this.chosen], false) + 3;
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.lineWidth = 4;
    pen.strokeStyle = "#ffffff";
    pen.stroke();
    pen.lineWidth = 2.5;
    pen.strokeStyle = "#b0451f";
    pen.stroke();
    paintName(pen, this.network.nodes[this.chosen].label, x + radius + 4, y + 4);
  }

  // The view has changed: at most one frame at a time, and a sharp picture once it rests.
  look(view) {
    this.view = view;
    if (!this.waiting) this.waiting = requestAnimationFrame(() => this.frame());
    clearTimeout(this.later);
    if (!this.held) this.later = setTimeout(() => this.paint(), RESTS);
  }

  // While it is held nothing is painted anew, so that it follows the hand.
  hold(held) {
    this.held = held;
    if (!held) this.look(this.view);
  }

  pan(dx, dy) {
    const { x, y, scale } = this.view;
    this.look({ x: x - dx / scale, y: y - dy / scale, scale });
  }

  // `by` times larger, what is under (px, py) staying there.
  stretch(by, px = this.width / 2, py = this.height / 2) {
    const { x, y, scale } = this.view;
    const larger = Math.min(Math.max(scale * by, 20), 50000);
    const keep = (middle, pixel, size) => middle + (pixel - size / 2) * (1 / scale - 1 / larger);
    this.look({ x: keep(x, px, this.width), y: keep(y, py, this.height), scale: larger });
  }

  zoom(way) {
    if (way === "reset") this.fit();
    else this.stretch(way === "in" ? 1.5 : 1 / 1.5);
  }

  under(px, py) {
    let found = null;
    let least = 12;
    for (const place of this.seen.nodes) {
      const [x, y] = this.at(place);
      const far = Math.hypot(x - px, y - py);
      if (far < least) [found, least] = [place, far];
    }
    return found;
  }

  most() {
    let found = null;
    for (const place of this.seen.nodes) {
      if (found === null || this.degree(place) > this.degree(found)) found = place;
    }
    return found;
  }

  degree(place) {
    return this.network.nodes[place].links.filter((line) => this.seen.lines.has(line)).length;
  }

  choose(place) {
    this.chosen = place === null || !this.seen.nodes.has(place) ? null : place;
    this.told(this.chosen);
    if (this.chosen !== null) this.bringIntoView();
    this.frame();
  }

  bringIntoView() {
    const [x, y] = this.at(this.chosen);
    if (x > 20 && y > 20 && x < this.width - 20 && y < this.height - 20) return;
    const node = this.network.nodes[this.chosen];
    this.view = { ...this.view, x: node.x, y: node.y };
    this.paint();
  }

  open() {
    if (this.chosen !== null) this.opened(this.chosen);
  }

  png(done) {
    this.paint();
    this.canvas.toBlob(done, "image/png");
  }
}

function bounds(values) {
  return values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
}

function size(canvas, width, height, dense) {
  canvas.width = Math.round(width * dense);
  canvas.height = Math.round(height * dense);
}
