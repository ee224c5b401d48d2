// papers/lists.py: who may sign, and what holds no longer; both signed by the root key.
import { equal, hex, isBytes, isCount } from "./bytes.js";
import { canonical, decoded, opened, STATUS, TRUST, verified } from "./cose.js";
import { isShard, isText } from "./fields.js";
import { unpacked } from "./sets.js";
import { keyId } from "./signing.js";

const SIZE_LIMIT = 8000000;
const STATES = ["valid", "retired", "compromised"];
const LAST_DAY = 2 ** 20;

export const dayOf = (seconds) => Math.floor(seconds / 86400);

function must(holds) {
  if (!holds) throw new Error("list");
}

async function openedBy(root, data, claim) {
  must(data.length <= SIZE_LIMIT);
  const signed = opened(data, claim);
  must(equal(signed.kid, await keyId(root)) && (await verified(signed, root)));
  return signed;
}

const ascending = (names) => names.every((name, place) => !place || names[place - 1] < name);

async function readKey(row) {
  must(Array.isArray(row) && row.length === 7);
  const [kid, key, holder, starts, ends, state, trusted] = row;
  must(isBytes(key, 32) && isBytes(kid, 8) && equal(kid, await keyId(key)) && isText(holder));
  must(isCount(starts, LAST_DAY) && isCount(ends, LAST_DAY) && starts <= ends && isCount(state, STATES.length - 1));
  must(Array.isArray(trusted) && (!trusted.length || (trusted.length === 2 && isShard(trusted[0]) && isCount(trusted[1]))));
  return { id: hex(kid), key, holder, starts, ends, state: STATES[state], trusted };
}

async function readTrust(data, root) {
  const { issuer, issued, body } = await openedBy(root, data, TRUST);
  must(body.size === 1 && Array.isArray(body.get(1)));
  const keys = await Promise.all(body.get(1).map(readKey));
  must(ascending(keys.map((one) => one.id)));
  return { issuer, issued, keys: new Map(keys.map((one) => [one.id, one])) };
}

function readShard(row) {
  must(Array.isArray(row) && row.length === 4);
  const [name, cosigned, annulled, replaced] = row;
  must(isShard(name) && isCount(cosigned));
  return [name, { cosigned, annulled: unpacked(annulled), replaced: unpacked(replaced) }];
}

function readDocuments(bytes) {
  must(isBytes(bytes) && bytes.length % 16 === 0);
  const found = [];
  for (let at = 0; at < bytes.length; at += 16) found.push(hex(bytes.subarray(at, at + 16)));
  must(ascending(found));
  return new Set(found);
}

async function readStatus(data, root) {
  const { issuer, issued, body } = await openedBy(root, data, STATUS);
  must(body.size === 3 && Array.isArray(body.get(1)));
  const shards = body.get(1).map(readShard);
  must(ascending(shards.map(([name]) => name)));
  return {
    issuer,
    issued,
    shards: new Map(shards),
    annulled: readDocuments(body.get(2)),
    replaced: readDocuments(body.get(3)),
  };
}

export async function readBundle(data, root) {
  must(data.length <= 2 * SIZE_LIMIT);
  const parts = decoded(data);
  must(Array.isArray(parts) && parts.length === 2 && parts.every((one) => isBytes(one)) && equal(canonical(parts), data));
  const [trust, status] = [await readTrust(parts[0], root), await readStatus(parts[1], root)];
  must(trust.issuer === status.issuer);
  return { trust, status, issued: Math.min(trust.issued, status.issued) };
}
