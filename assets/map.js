// The map of the services, on the page of the directory alone: our own outline of the regions, and no tile from outside.
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
      radius: 6 + 2 * Math.sqrt(place.count),
      color: "#23285f",
      weight: 2,
      fillColor: "#2a2f6e",
      fillOpacity: 0.75,
    })
      .bindTooltip(`${place.name} : ${place.count}`)
      .bindPopup(() => more(place))
      .addTo(drawn);
  }
}

function more(place) {
  const query = new URLSearchParams(window.location.search);
  query.delete("page");
  query.set("near", place.name);
  const link = document.createElement("a");
  link.href = `?${query}`;
  link.textContent = box.dataset.more;
  const popup = document.createElement("p");
  popup.append(`${place.name} : ${place.count}`, document.createElement("br"), link);
  return popup;
}
