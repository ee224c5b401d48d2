// papers/typed.py: the twelve characters that stand for an entry of the log.
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PRIME = 1021n;

export function readTyped(text) {
  if (!/^[\u0000-\u007f]*$/.test(text)) return null;
  const plain = text.toUpperCase().replace(/[ \t-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  const digits = [...plain].map((character) => ALPHABET.indexOf(character));
  if (digits.length !== 12 || digits.includes(-1)) return null;
  const whole = digits.reduce((all, digit) => (all << 5n) | BigInt(digit), 0n);
  const data = whole >> 10n;
  if (whole % PRIME || (whole & 1023n) >= PRIME) return null;
  const [year, number] = [2000 + Number(data >> 43n), Number((data >> 40n) & 7n) + 1];
  return { shard: number > 1 ? `${year}-${number}` : `${year}`, index: Number(data & ((1n << 40n) - 1n)) };
}
