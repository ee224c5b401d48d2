// Ed25519 by WebCrypto where the browser has it, else by noble; both without a network.
import { hashes, verify } from "@noble/ed25519";
import { sha256, sha512 } from "./sha2.js";

hashes.sha512 = sha512;
const ED25519 = { name: "Ed25519" };
const BASE = Uint8Array.from([0x58, ...Array(31).fill(0x66)]); // the base point, a key that any Ed25519 takes
let native;

const imported = (key) => globalThis.crypto.subtle.importKey("raw", key, ED25519, false, ["verify"]);

// Chromium 137, Firefox 129, Safari 17; and no WebCrypto at all outside secure contexts
function isNative() {
  native ??= globalThis.crypto?.subtle
    ? imported(BASE).then(() => true, () => false)
    : Promise.resolve(false);
  return native;
}

export async function verified(key, message, signature) {
  if (!(await isNative())) return verify(signature, message, key, { zip215: false });
  try {
    return await globalThis.crypto.subtle.verify(ED25519, await imported(key), signature, message);
  } catch {
    return false;
  }
}

export async function keyId(key) {
  const subtle = globalThis.crypto?.subtle;
  const hash = subtle ? new Uint8Array(await subtle.digest("SHA-256", key)) : sha256(key);
  return hash.subarray(0, 8);
}
