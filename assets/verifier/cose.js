// papers/cose.py: one encoding alone is read. What is decoded is encoded again and compared.
import { decode as decodeCbor, encode as encodeCbor, rfc8949EncodeOptions, Tagged } from "cborg";
import { equal, isBytes, isCount } from "./bytes.js";
import { verified as verifies } from "./signing.js";

export const PAPER = -70001;
export const TRUST = -70002;
export const STATUS = -70003;
const [ISSUER, ISSUED] = [1, 6];
const [FIRST_SECOND, LAST_SECOND] = [1577836800, 2 ** 32 - 1];
const STRICT = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowBigInt: false,
  useMaps: true,
  rejectDuplicateMapKeys: true,
};

export const canonical = (value) => encodeCbor(value, rfc8949EncodeOptions);
export const decoded = (bytes) => decodeCbor(bytes, { ...STRICT, tags: Tagged.preserve(18) });

const header = (kid) => canonical(new Map([[1, -8], [4, kid]]));
const written = (kid, payload, signature) => canonical(new Tagged(18, [header(kid), new Map(), payload, signature]));

export function opened(data, claim) {
  const tagged = decoded(data);
  const [protectedHeader, , payload, signature] = tagged.value;
  const kid = decoded(protectedHeader).get(4);
  const claims = decoded(payload);
  const [issuer, issued, body] = [ISSUER, ISSUED, claim].map((key) => claims.get(key));
  const known = typeof issuer === "string" && isCount(issued) && body instanceof Map && claims.size === 3;
  if (!known || !isBytes(kid, 8) || !isBytes(signature, 64)) throw new Error("COSE");
  if (!equal(canonical(claims), payload) || !equal(written(kid, payload, signature), data)) throw new Error("COSE");
  if (issued < FIRST_SECOND || issued > LAST_SECOND) throw new Error("COSE");
  return { kid, issuer, issued, body, payload, signature };
}

export function verified(signed, key) {
  const message = canonical(["Signature1", header(signed.kid), new Uint8Array(), signed.payload]);
  return verifies(key, message, signed.signature);
}
