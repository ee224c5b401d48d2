// A map that is moved and enlarged, of the shapes and marks that the server drew: same paths, same colours, no tile from outside.
// Only the parts of Leaflet that this takes, straight from its sources.
import { Attribution } from "leaflet/src/control/Control.Attribution.js";
import { Zoom } from "leaflet/src/control/Control.Zoom.js";
import { Canvas } from "leaflet/src/layer/vector/Canvas.js";
import { CircleMarker } from "leaflet/src/layer/vector/CircleMarker.js";
import { Polygon } from "leaflet/src/layer/vector/Polygon.js";
import "leaflet/src/layer/vector/Renderer.getRenderer.js";
import { Tooltip } from "leaflet/src/layer/Tooltip.js";
import { Map } from "leaflet/src/map/Map.js";
import { DoubleClickZoom } from "leaflet/src/map/handler/Map.DoubleClickZoom.js";
import { Drag } from "leaflet/src/map/handler/Map.Drag.js";
import { Keyboard } from "leaflet/src/map/handler/Map.Keyboard.js";
import { ScrollWheelZoom } from "leaflet/src/map/handler/Map.ScrollWheelZoom.js";
import { TouchZoom } from "leaflet/src/map/handler/Map.TouchZoom.js";
import "leaflet/dist/leaflet.css";

// Named, so that the bundler keeps what adds itself to the map
export const parts = [Attribution, Zoom, Tooltip, DoubleClickZoom, Drag, Keyboard, ScrollWheelZoom, TouchZoom];
const GRID = 100; // steps in a degree

// A mark of another form than a circle: the path of the symbol that the server drew
const Mark = CircleMarker.extend({
  _updatePath() {
    this._renderer._drawMark(this);
  },
});
Canvas.include({
  _drawMark(layer) {
    if (!this._drawing || layer._empty()) return;
    const { x, y } = layer._point;
    const ctx = this._ctx;
    ctx.save();
    ctx.translate(x, y);
    ctx.globalAlpha = layer.options.fillOpacity;
    ctx.fillStyle = layer.options.fillColor;
    ctx.strokeStyle = layer.options.color;
    ctx.lineWidth = layer.options.weight;
    ctx.fill(layer.options.form);
    ctx.stroke(layer.options.form);
    ctx.restore();
  },
});

window.sirabaCanvas = (page) => {
  const drawn = [...page.querySelectorAll("[data-canvas-for]")].map((box) =>
    draw(box, page.querySelector(`svg[data-map="${box.dataset.canvasFor}"]`)),
  );
  together(drawn.map((one) => one.map));
  page.dataset.movable = "yes";
  return drawn;
};

function draw(box, svg) {
  svg.classList.add("print-only");
  box.hidden = false;
  for (const part of box.parentElement.querySelectorAll("[data-with-canvas]")) part.hidden = false;
  const renderer = new Canvas({ padding: 0.3 });
  const map = new Map(box, { renderer, zoomSnap: 0.25, maxZoom: 11, minZoom: 3, attributionControl: false });
  const hatch = hatching();
  const areas = [...svg.querySelectorAll("[data-code]")].map((area) => {
    const shape = document.querySelector(area.getAttribute("href"));
    const layer = new Polygon(rings(shape.getAttribute("d")), {
      color: "#2b2620",
      weight: 0.8,
      fillOpacity: 1,
      fillColor: colour(area, hatch),
      fillRule: "evenodd",
    }).addTo(map);
    layer.bindTooltip(() => area.firstElementChild.textContent, { sticky: true });
    return [area, layer];
  });
  map.fitBounds(frame(svg, areas), { animate: false, padding: [4, 4] });
  for (const mark of svg.querySelectorAll("[data-point]")) put(mark, map);
  return {
    map,
    repaint: () => {
      for (const [area, layer] of areas) layer.setStyle({ fillColor: colour(area, hatch) });
    },
  };
}

// What the drawing says it shows, else all its areas
function frame(svg, areas) {
  if (svg.dataset.frame) {
    const [west, south, east, north] = svg.dataset.frame.split(" ").map(Number);
    return [[south, west], [north, east]];
  }
  return areas.map(([, layer]) => layer.getBounds()).reduce((whole, one) => whole.extend(one));
}

const colour = (area, hatch) => (area.getAttribute("fill").startsWith("url") ? hatch : area.getAttribute("fill"));

// `M x y l dx dy …z` once for each ring, in hundredths of a degree: longitude, then latitude
function rings(path) {
  return path.split("z").filter(Boolean).map((ring) => {
    const numbers = ring.match(/-?\d+/g).map(Number);
    const points = [];
    let x = 0;
    let y = 0;
    for (let at = 0; at < numbers.length; at += 2) {
      x += numbers[at];
      y += numbers[at + 1];
      points.push([y / GRID, x / GRID]);
    }
    return points;
  });
}

function hatching() {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const ctx = tile.getContext("2d");
  ctx.fillStyle = "#fff";
  ctx.fillRect(0, 0, 8, 8);
  ctx.strokeStyle = "#6b6355";
  ctx.lineWidth = 1.6;
  ctx.beginPath();
  for (const start of [-8, 0, 8]) {
    ctx.moveTo(start, 8);
    ctx.lineTo(start + 8, 0);
  }
  ctx.stroke();
  return ctx.createPattern(tile, "repeat");
}

function put(mark, map) {
  const [longitude, latitude] = mark.dataset.point.split(" ").map(Number);
  const symbol = mark.dataset.form ? new Path2D(mark.dataset.form) : null;
  const style = getComputedStyle(mark);
  new (symbol ? Mark : CircleMarker)([latitude, longitude], {
    form: symbol,
    radius: Number(mark.dataset.radius),
    color: style.stroke,
    fillColor: style.fill,
    fillOpacity: Number(style.fillOpacity),
    weight: 1.5,
  })
    .bindTooltip(() => mark.querySelector("title").textContent)
    .addTo(map);
}

// Two maps side by side show the same part of the country
function together(maps) {
  let leading = null;
  for (const map of maps) {
    map.on("move", () => {
      if (leading && leading !== map) return;
      leading = map;
      for (const other of maps) if (other !== map) other.setView(map.getCenter(), map.getZoom(), { animate: false });
      leading = null;
    });
  }
}
