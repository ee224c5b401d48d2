// Draws again, with uPlot, what the server drew: lines and bands over time. The table beside says the same.
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

const STROKES = [["#2a2f6e", []], ["#b3541e", [7, 4]], ["#1f7a4d", [2, 3]], ["#6b7280", [10, 3, 2, 3]]];
const FILLS = ["#c9cdea", "#f0d5c2", "#c9e3d5"];
const HEIGHT = 300;
const language = document.documentElement.lang;

for (const box of document.querySelectorAll("[data-chart]")) {
  const told = JSON.parse(document.getElementById(box.dataset.chart).textContent);
  if (told.days.length > 1) draw(box, told);
}

function draw(box, told) {
  box.parentElement.querySelector("svg")?.classList.add("print-only");
  box.hidden = false;
  const said = new Intl.NumberFormat(language, { maximumFractionDigits: told.decimals });
  const day = new Intl.DateTimeFormat(language, { timeZone: "UTC", year: "numeric", month: told.yearly ? undefined : "short" });
  const value = (_plot, raw) => (raw == null ? "–" : said.format(raw));
  const series = [{ label: told.period, value: (_plot, raw) => (raw == null ? "" : day.format(raw * 1000)) }];
  const bands = [];
  const columns = [];
  told.bands.forEach((band, number) => {
    const colour = FILLS[number % FILLS.length];
    bands.push({ series: [columns.length + 1, columns.length + 2], fill: colour });
    const edge = { stroke: colour, width: 1, points: { show: false }, value };
    series.push({ ...edge, label: `${band.label} ↑` }, { ...edge, label: `${band.label} ↓` });
    columns.push(band.high, band.low);
  });
  told.lines.forEach((line, number) => {
    const [stroke, dash] = STROKES[number % STROKES.length];
    series.push({ label: line.label, stroke, dash, width: line.dots ? 0 : 1.8, value, points: line.dots ? { show: true, size: 5, fill: stroke } : {} });
    columns.push(line.values);
  });
  const plot = new uPlot(
    {
      width: box.clientWidth,
      height: HEIGHT,
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "UTC"),
      legend: { live: true },
      cursor: { drag: { x: true, y: false } },
      series,
      bands,
      axes: [
        { values: (_plot, marks) => marks.map((mark) => years(mark, marks, day)) },
        { label: told.unit, labelSize: 22, size: 62, values: (_plot, marks) => marks.map((mark) => said.format(mark)) },
      ],
    },
    [told.days, ...columns],
    box,
  );
  new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height: HEIGHT })).observe(box);
}

// A year for each mark when they are years apart, else the month with it
function years(mark, marks, day) {
  const apart = marks.length > 1 ? marks[1] - marks[0] : 0;
  return apart > 300 * 86400 ? String(new Date(mark * 1000).getUTCFullYear()) : day.format(mark * 1000);
}
