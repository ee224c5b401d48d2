// RFC 9285; the caller encodes again and compares, so that one text alone stands for some bytes.
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

export function decode(text) {
  const digits = [...text].map((character) => ALPHABET.indexOf(character));
  if (digits.includes(-1) || digits.length % 3 === 1) throw new Error("base45");
  const bytes = [];
  for (let at = 0; at < digits.length; at += 3) {
    const whole = at + 2 < digits.length;
    const value = digits[at] + 45 * digits[at + 1] + (whole ? 2025 * digits[at + 2] : 0);
    if (value > (whole ? 0xffff : 0xff)) throw new Error("base45");
    if (whole) bytes.push(value >> 8);
    bytes.push(value & 0xff);
  }
  return Uint8Array.from(bytes);
}

export function encode(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 2) {
    const pair = at + 1 < bytes.length;
    const value = pair ? bytes[at] * 256 + bytes[at + 1] : bytes[at];
    text += ALPHABET[value % 45] + ALPHABET[Math.floor(value / 45) % 45];
    if (pair) text += ALPHABET[Math.floor(value / 2025)];
  }
  return text;
}
