// SHA-256 and SHA-512 (FIPS 180-4) for browsers without WebCrypto, such as a page served over plain http.
// Constants are what the standard says they are: the first bits of the roots of the first primes.

function root(value, degree) {
  let low = 0n;
  let high = value;
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    if (middle ** degree <= value) low = middle;
    else high = middle - 1n;
  }
  return low;
}

function primes(count) {
  const found = [];
  for (let number = 2; found.length < count; number += 1) {
    if (found.every((prime) => number % prime)) found.push(number);
  }
  return found.map(BigInt);
}

function family(width, rounds, turns) {
  const mask = (1n << BigInt(width)) - 1n;
  const size = width / 8;
  const fraction = (prime, degree) => root(prime << (degree * BigInt(width)), degree) & mask;
  const start = primes(8).map((prime) => fraction(prime, 2n));
  const constants = primes(rounds).map((prime) => fraction(prime, 3n));
  const turn = (value, by) => ((value >> BigInt(by)) | (value << BigInt(width - by))) & mask;
  const mixed = (value, [one, two, three], shift) =>
    turn(value, one) ^ turn(value, two) ^ (shift ? value >> BigInt(three) : turn(value, three));

  function padded(data) {
    const block = 16 * size;
    const bytes = new Uint8Array(Math.ceil((data.length + 1 + 2 * size) / block) * block);
    bytes.set(data);
    bytes[data.length] = 0x80;
    new DataView(bytes.buffer).setBigUint64(bytes.length - 8, BigInt(data.length) * 8n);
    return bytes;
  }

  const word = (bytes, at) => bytes.subarray(at, at + size).reduce((all, byte) => (all << 8n) | BigInt(byte), 0n);

  function block(state, bytes, at) {
    const words = [];
    for (let n = 0; n < rounds; n += 1) {
      if (n < 16) words.push(word(bytes, at + n * size));
      else
        words.push(
          (mixed(words[n - 2], turns[3], true) + words[n - 7] + mixed(words[n - 15], turns[2], true) + words[n - 16]) & mask,
        );
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let n = 0; n < rounds; n += 1) {
      const one = h + mixed(e, turns[1]) + ((e & f) ^ (~e & mask & g)) + constants[n] + words[n];
      const two = mixed(a, turns[0]) + ((a & b) ^ (a & c) ^ (b & c));
      [a, b, c, d, e, f, g, h] = [(one + two) & mask, a, b, c, (d + one) & mask, e, f, g];
    }
    return [a, b, c, d, e, f, g, h].map((value, place) => (value + state[place]) & mask);
  }

  return (data) => {
    const bytes = padded(data);
    let state = start;
    for (let at = 0; at < bytes.length; at += 16 * size) state = block(state, bytes, at);
    const text = state.map((value) => value.toString(16).padStart(2 * size, "0")).join("");
    return Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
  };
}

export const sha256 = family(32, 64, [[2, 13, 22], [6, 11, 25], [7, 18, 3], [17, 19, 10]]);
export const sha512 = family(64, 80, [[28, 34, 39], [14, 18, 41], [1, 8, 7], [19, 61, 6]]);
