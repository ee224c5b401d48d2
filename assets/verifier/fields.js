// The rules of papers/fields.py, and its table.
import table from "../../src/siraba/engines/transparency/papers/fields.json" with { type: "json" };
import { hex, isBytes, isCount } from "./bytes.js";

const TEXT_BYTES = 120;
const SHARD = /^2[0-9]{3}(-[2-9])?$/;
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;

export const FIELDS = table;
export const BY_KEY = new Map(table.map((one) => [one.key, one]));
export const PLACE = table.filter((one) => ["shard", "index", "leaf", "logged"].includes(one.name));

export const isShard = (value) => typeof value === "string" && SHARD.test(value);
export const isText = (value) =>
  typeof value === "string" && value !== "" && new TextEncoder().encode(value).length <= TEXT_BYTES && !UNSEEN.test(value);

const parts = (date) => [Math.floor(date / 10000), Math.floor(date / 100) % 100, date % 100];

function isDate(value) {
  if (!isCount(value, 21991231) || value < 18000000) return false;
  const [year, month, day] = parts(value);
  if (month === 0 || day === 0) return day === 0 && month <= 12;
  return month <= 12 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

const FITS = {
  uuid: (value) => isBytes(value, 16),
  leaf: (value) => isBytes(value, 8),
  text: isText,
  shard: isShard,
  count: (value) => isCount(value),
  code: (value) => isCount(value),
  date: isDate,
  time: (value) => isCount(value, 2359) && value % 100 < 60,
};

export const fits = (field, value) => FITS[field.type](value) && (!field.codes || String(value) in field.codes);

const two = (number) => String(number).padStart(2, "0");

// As people read it; a month or a day that nobody knows is left out.
export function readable(field, value, language) {
  if (field.codes) return field.codes[value][language] ?? field.codes[value].fr;
  if (field.type === "date") {
    const [year, month, day] = parts(value);
    const words = [day && two(day), month && two(month), year].filter(Boolean);
    return words.join("/");
  }
  if (field.type === "time") return `${two(Math.floor(value / 100))}:${two(value % 100)}`;
  if (field.type === "uuid") return hex(value).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  return value instanceof Uint8Array ? hex(value) : String(value);
}
