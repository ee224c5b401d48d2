// A map of places: services in the directory, projects and need by zone. Our own outline of the regions, and no tile from outside.
// Without it the page shows a drawing made by the server; with it or without it, the table says the same.
import { circleMarker, geoJSON, map } from "leaflet/dist/leaflet-src.esm.js";
import "leaflet/dist/leaflet.css";
import outline from "../src/siraba/foundation/geography/data/regions.json";

const box = document.querySelector("[data-map]");
const places = JSON.parse(document.getElementById("places")?.textContent ?? "[]");

if (box && places.length) {
  box.parentElement.querySelector("svg").toggleAttribute("hidden", true); // an SVG has no property of that name
  box.hidden = false;
  const drawn = map(box, { attributionControl: false, zoomSnap: 0.25, maxZoom: 10 });
  const regions = geoJSON(outline, {
    interactive: false,
    style: { color: "#8a7a5c", weight: 1, fillColor: "#f0e8d9", fillOpacity: 1 },
  }).addTo(drawn);
  drawn.fitBounds(regions.getBounds());
  for (const place of places) {
    circleMarker([place.lat, place.lon], {
      radius: place.radius ?? 6 + 2 * Math.sqrt(place.count),
      color: "#23285f",
      weight: 2,
      dashArray: place.unknown ? "3 3" : null,
      fillColor: "#2a2f6e",
      fillOpacity: place.unknown ? 0.05 : 0.75,
    })
      .bindTooltip(said(place))
      .bindPopup(() => more(place))
      .addTo(drawn);
  }
}

function said(place) {
  return `${place.name} : ${place.label ?? place.count}`;
}

function nearby(place) {
  const query = new URLSearchParams(window.location.search);
  query.delete("page");
  query.set("near", place.name);
  return `?${query}`;
}

function more(place) {
  const link = document.createElement("a");
  link.href = place.url ?? nearby(place);
  link.textContent = box.dataset.more;
  const popup = document.createElement("p");
  popup.append(said(place), document.createElement("br"), link);
  return popup;
}
