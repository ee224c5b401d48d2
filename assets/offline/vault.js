// What a device keeps, sealed. One data key seals everything that names somebody; it lies here twice wrapped: by the PIN
// together with half a key that the server released for some days, and by a spare key that the server alone holds.
import { openDB } from "idb";

const NAME = "siraba-offline";
const ROUNDS = 600_000; // PBKDF2 with SHA-256, as OWASP's password storage cheat sheet asks (2023)
const TRIES = 10;
const DAY = 86_400_000;
const SEALED = ["records", "outbox", "results", "items"];
const text = new TextEncoder();

export class Closed extends Error {
  constructor(code, left = 0) {
    super(code);
    this.code = code;
    this.left = left;
  }
}

const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const aes = (raw, uses) => crypto.subtle.importKey("raw", raw, "AES-GCM", false, uses);

async function seal(key, place, plain) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: text.encode(place) }, key, plain);
  return { iv, sealed };
}

async function open(key, place, { iv, sealed }) {
  const opened = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: text.encode(place) }, key, sealed);
  return new Uint8Array(opened);
}

// The key of a PIN needs the server's half as well: of a copied device without it, not even the right PIN opens anything.
async function keyOfPin(pin, salt, half) {
  const typed = await crypto.subtle.importKey("raw", text.encode(pin), "PBKDF2", false, ["deriveBits"]);
  const slow = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS }, typed, 256);
  return mixed(new Uint8Array(slow), bytes(half), "pin");
}

const keyOfSpare = (spare) => mixed(bytes(spare), new Uint8Array(32), "spare");

async function mixed(first, second, use) {
  const both = new Uint8Array([...first, ...second]);
  const root = await crypto.subtle.importKey("raw", both, "HKDF", false, ["deriveBits"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info: text.encode(`siraba ${use}`) };
  return aes(await crypto.subtle.deriveBits(how, root, 256), ["encrypt", "decrypt"]);
}

export const guessable = (pin) =>
  /^(\d)\1*$/.test(pin) || /^(\d+?)\1+$/.test(pin) || "01234567890123456789".includes(pin) || "98765432109876543210".includes(pin);

export class Vault {
  #key = null;

  static async at(name = NAME) {
    const vault = new Vault();
    vault.name = name;
    vault.db = await openDB(name, 2, {
      upgrade(db, before) {
        if (before < 1) {
          for (const store of ["meta", "records", "forms", "results"]) db.createObjectStore(store);
          db.createObjectStore("outbox", { autoIncrement: true });
        }
        db.createObjectStore("items");
      },
    });
    return vault;
  }

  get isOpen() {
    return this.#key !== null;
  }

  meta(name) {
    return this.db.get("meta", name);
  }

  async enrol({ device, half, spare, days, account }, pin) {
    const raw = crypto.getRandomValues(new Uint8Array(32));
    const own = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await this.db.put("meta", own, "own");
    await this.db.put("meta", { id: device, account }, "device");
    await this.db.put("meta", await seal(await keyOfSpare(spare), "spare", raw), "by-spare");
    await this.#closeWith(raw, pin, half, days);
    this.#key = await aes(raw, ["encrypt", "decrypt"]);
  }

  async #closeWith(raw, pin, half, days) {
    const salt = crypto.getRandomValues(new Uint8Array(16));
    await this.db.put("meta", { salt, ...(await seal(await keyOfPin(pin, salt, half), "pin", raw)) }, "by-pin");
    await this.extend(half, days);
    await this.db.put("meta", TRIES, "left");
  }

  // The server's half is here for some days, under a key that no script can read; then it has to be asked for again.
  async extend(half, days) {
    const sealed = await seal(await this.meta("own"), "half", text.encode(half));
    await this.db.put("meta", { ...sealed, until: Date.now() + days * DAY }, "half");
  }

  async unlock(pin) {
    const left = (await this.meta("left")) ?? 0;
    const [wrapped, kept] = [await this.meta("by-pin"), await this.#half()];
    if (!wrapped || left < 1) throw new Closed("pin-spent");
    if (!kept) throw new Closed("lease-over");
    await this.db.put("meta", left - 1, "left");
    try {
      const raw = await open(await keyOfPin(pin, wrapped.salt, kept), "pin", wrapped);
      this.#key = await aes(raw, ["encrypt", "decrypt"]);
    } catch {
      if (left === 1) await this.db.delete("meta", "by-pin");
      throw new Closed(left > 1 ? "pin-wrong" : "pin-spent", left - 1);
    }
    await this.db.put("meta", TRIES, "left");
  }

  async #half() {
    const half = await this.meta("half");
    if (!half) return null;
    if (half.until < Date.now()) {
      await this.db.delete("meta", "half");
      return null;
    }
    return new TextDecoder().decode(await open(await this.meta("own"), "half", half));
  }

  // The PIN is forgotten, or spent: the server releases the spare key to who is signed in.
  async renew({ half, spare, days }, pin) {
    const raw = await open(await keyOfSpare(spare), "spare", await this.meta("by-spare"));
    await this.#closeWith(raw, pin, half, days);
    this.#key = await aes(raw, ["encrypt", "decrypt"]);
  }

  lock() {
    this.#key = null;
  }

  async wipe() {
    this.lock();
    this.db.close();
    await new Promise((done, failed) => {
      const asked = indexedDB.deleteDatabase(this.name);
      asked.onsuccess = done;
      asked.onerror = failed;
      asked.onblocked = done;
    });
  }

  #sealed(store, value) {
    if (!this.isOpen) throw new Closed("locked");
    return seal(this.#key, store, text.encode(JSON.stringify(value)));
  }

  async #opened(store, value) {
    if (!this.isOpen) throw new Closed("locked");
    return JSON.parse(new TextDecoder().decode(await open(this.#key, store, value)));
  }

  async get(store, key) {
    const value = await this.db.get(store, key);
    return value && SEALED.includes(store) ? this.#opened(store, value) : value;
  }

  async put(store, value, key) {
    const kept = SEALED.includes(store) ? await this.#sealed(store, value) : value;
    return this.db.put(store, kept, key);
  }

  // [key, value] of all that a store holds, in the order of the keys.
  async all(store) {
    const transaction = this.db.transaction(store);
    const [keys, values] = await Promise.all([transaction.store.getAllKeys(), transaction.store.getAll()]);
    const opened = SEALED.includes(store) ? await Promise.all(values.map((one) => this.#opened(store, one))) : values;
    return keys.map((key, n) => [key, opened[n]]);
  }

  // Changes of several stores, all of them or none: [store, key, value], where undefined removes.
  async together(changes) {
    const sealed = [];
    for (const [store, key, value] of changes) {
      const kept = value === undefined || !SEALED.includes(store) ? value : await this.#sealed(store, value);
      sealed.push([store, key, kept]);
    }
    if (!sealed.length) return;
    const transaction = this.db.transaction([...new Set(sealed.map(([store]) => store))], "readwrite");
    for (const [store, key, value] of sealed) {
      const kept = transaction.objectStore(store);
      if (value === undefined) kept.delete(key);
      else kept.put(value, key);
    }
    await transaction.done;
  }
}
