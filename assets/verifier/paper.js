// papers/paper.py: the text of a QR, and the paper in it.
import * as base45 from "./base45.js";
import { opened, PAPER } from "./cose.js";
import { expanded } from "./deflate.js";
import { BY_KEY, FIELDS, fits, PLACE } from "./fields.js";

export const PREFIX = "ML1:";
export const TEXT_LIMIT = 2000;
const BYTES_LIMIT = 2048;

export function bytesOf(text) {
  const coded = text.slice(PREFIX.length);
  const stream = base45.decode(coded);
  if (base45.encode(stream) !== coded) throw new Error("base45");
  return expanded(stream, BYTES_LIMIT);
}

export function read(data) {
  const signed = opened(data, PAPER);
  const { body } = signed;
  for (const [key, value] of body) if (!BY_KEY.has(key) || !fits(BY_KEY.get(key), value)) throw new Error("fields");
  const here = PLACE.some((one) => body.has(one.key));
  const wanted = FIELDS.filter((one) => one.required || (here && PLACE.includes(one)));
  if (!wanted.every((one) => body.has(one.key))) throw new Error("fields");
  const fields = FIELDS.filter((one) => body.has(one.key)).map((field) => ({ field, value: body.get(field.key) }));
  const named = Object.fromEntries(fields.map(({ field, value }) => [field.name, value]));
  const place = here ? { shard: named.shard, index: named.index } : null;
  return { signed, paper: { issuer: signed.issuer, issued: signed.issued, document: named.document, place, fields } };
}
