// papers/sets.py: sorted numbers as Golomb-Rice codes of their gaps, exactly.
import { equal, isBytes, isCount } from "./bytes.js";

const COUNT_LIMIT = 5000000;
const LIMIT = 2 ** 40;

function widthOf(size, count) {
  let [width, quotient] = [0, Math.floor((69 * size) / (100 * count))];
  while (quotient >= 2) [width, quotient] = [width + 1, Math.floor(quotient / 2)];
  return width;
}

class Writer {
  free = 0;

  constructor(first) {
    this.bytes = [first];
  }

  bit(bit) {
    if (!this.free) {
      this.bytes.push(0);
      this.free = 8;
    }
    this.free -= 1;
    this.bytes[this.bytes.length - 1] |= bit << this.free;
  }
}

function packed(numbers) {
  const width = widthOf(numbers[numbers.length - 1] + 1, numbers.length);
  const writer = new Writer(width);
  let before = -1;
  for (const number of numbers) {
    const gap = number - before - 1;
    for (let n = Math.floor(gap / 2 ** width); n > 0; n -= 1) writer.bit(1);
    writer.bit(0);
    for (let place = width - 1; place >= 0; place -= 1) writer.bit(Math.floor(gap / 2 ** place) % 2);
    before = number;
  }
  return Uint8Array.from(writer.bytes);
}

function read(count, data) {
  const width = data[0];
  if (data.length < 2 || width > 48) throw new Error("set");
  const end = (data.length - 1) * 8;
  const numbers = [];
  let [before, at] = [-1, 0];
  const next = () => {
    if (at >= end) throw new Error("set");
    const bit = (data[1 + (at >> 3)] >> (7 - (at & 7))) & 1;
    at += 1;
    return bit;
  };
  for (let n = 0; n < count; n += 1) {
    let [quotient, rest] = [0, 0];
    while (next()) quotient += 1;
    for (let place = 0; place < width; place += 1) rest = rest * 2 + next();
    before += quotient * 2 ** width + rest + 1;
    if (before >= LIMIT) throw new Error("set");
    numbers.push(before);
  }
  return numbers;
}

export function unpacked(given) {
  if (!Array.isArray(given) || given.length !== 2) throw new Error("set");
  const [count, data] = given;
  if (!isCount(count, COUNT_LIMIT) || !isBytes(data)) throw new Error("set");
  const numbers = count ? read(count, data) : [];
  if (!equal(count ? packed(numbers) : new Uint8Array(), data)) throw new Error("set");
  return new Set(numbers);
}
