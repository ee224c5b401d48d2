// The one zlib stream of papers/deflate.py: a single block of fixed codes, the longest match among the 32 nearest.
import { unzlibSync } from "fflate";
import { equal } from "./bytes.js";

const LEAST = 3;
const MOST = 258;
const NEAREST = 32;

function steps(count, groups, first, last) {
  const made = [];
  let value = first;
  for (let code = 0; code < count; code += 1) {
    const extra = Math.max(0, Math.floor(code / groups) - 1);
    made.push([value, extra]);
    value += 2 ** extra;
  }
  if (last) made[count - 1] = [last, 0];
  return made;
}

const LENGTHS = steps(29, 4, LEAST, MOST);
const DISTANCES = steps(30, 2, 1, 0);

class Bits {
  bits = [];

  add(number, width) {
    for (let place = 0; place < width; place += 1) this.bits.push((number >> place) & 1);
  }

  code(number, width) {
    for (let place = width - 1; place >= 0; place -= 1) this.bits.push((number >> place) & 1);
  }

  symbol(symbol) {
    if (symbol < 144) this.code(0x30 + symbol, 8);
    else if (symbol < 256) this.code(0x190 + symbol - 144, 9);
    else if (symbol < 280) this.code(symbol - 256, 7);
    else this.code(0xc0 + symbol - 280, 8);
  }

  step(table, value, write) {
    let place = table.length - 1;
    while (table[place][0] > value) place -= 1;
    write(place);
    this.add(value - table[place][0], table[place][1]);
  }

  match(length, distance) {
    this.step(LENGTHS, length, (place) => this.symbol(257 + place));
    this.step(DISTANCES, distance, (place) => this.code(place, 5));
  }

  taken() {
    const bytes = new Uint8Array(Math.ceil(this.bits.length / 8));
    this.bits.forEach((bit, place) => {
      bytes[place >> 3] |= bit << (place & 7);
    });
    return bytes;
  }
}

function adler32(data) {
  let [low, high] = [1, 0];
  for (const byte of data) {
    low = (low + byte) % 65521;
    high = (high + low) % 65521;
  }
  return [high >> 8, high & 255, low >> 8, low & 255];
}

function longest(data, at, places) {
  const most = Math.min(MOST, data.length - at);
  let [best, distance] = [0, 0];
  if (most < LEAST) return [best, distance];
  for (const start of places.slice(-NEAREST).reverse()) {
    let length = LEAST;
    while (length < most && data[start + length] === data[at + length]) length += 1;
    if (length > best) [best, distance] = [length, at - start];
  }
  return [best, distance];
}

export function pressed(data) {
  const bits = new Bits();
  const seen = new Map();
  const three = (at) => (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
  bits.add(0b011, 3);
  for (let at = 0; at < data.length; ) {
    const [length, distance] = longest(data, at, seen.get(three(at)) ?? []);
    if (length) bits.match(length, distance);
    else bits.symbol(data[at]);
    const next = at + Math.max(1, length);
    for (; at < next; at += 1) {
      if (at + LEAST > data.length) continue;
      if (!seen.has(three(at))) seen.set(three(at), []);
      seen.get(three(at)).push(at);
    }
  }
  bits.symbol(256);
  return Uint8Array.from([0x78, 0xda, ...bits.taken(), ...adler32(data)]);
}

export function expanded(stream, limit) {
  // The limit of a QR's text bounds what a stream can grow to, before this one is looked at
  const data = unzlibSync(stream);
  if (data.length > limit || !equal(pressed(data), stream)) throw new Error("zlib");
  return data;
}
