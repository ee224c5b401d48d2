// papers/checking.py: the answers, by the same rules and in the same order.
import { hex } from "./bytes.js";
import { verified } from "./cose.js";
import { dayOf } from "./lists.js";
import { bytesOf, PREFIX, read, TEXT_LIMIT } from "./paper.js";
import { readTyped } from "./typed.js";

const FRESH_DAYS = 7; // à valider, as in checking.py

const age = (lists, today) => Math.max(0, today - dayOf(lists.issued));

// `today` in days since 1970.
export async function check(text, lists, today, freshDays = FRESH_DAYS) {
  const days = age(lists, today);
  const without = (code, reason) => ({ code, reason, days, paper: null, holder: "" });
  if (typeof text !== "string" || !text.startsWith(PREFIX)) return without("unreadable", "not_a_paper");
  if ([...text].length > TEXT_LIMIT) return without("unreadable", "too_long");
  let paper, signed;
  try {
    ({ paper, signed } = read(bytesOf(text)));
  } catch {
    return without("unreadable", "malformed");
  }
  const key = lists.trust.keys.get(hex(signed.kid));
  if (!key) {
    const newer = paper.issued > lists.trust.issued;
    return newer ? without("unreadable", "newer_than_list") : without("false_signature", "unknown_key");
  }
  const reason = await notSigned(paper, signed, key, lists);
  if (reason) return without("false_signature", reason);
  const [code, why] = standing(paper, key, lists, today, days > freshDays);
  return { code, reason: why, days, paper, holder: key.holder };
}

async function notSigned(paper, signed, key, lists) {
  if (!(await verified(signed, key.key))) return "bad_signature";
  if (paper.issuer !== lists.trust.issuer) return "other_issuer";
  const day = dayOf(paper.issued);
  if (day < key.starts || day > key.ends) return "outside_period";
  if (key.state === "compromised" && !beforeTheft(paper, key)) return "compromised_key";
  return "";
}

const beforeTheft = ({ place }, { trusted }) => place !== null && place.shard === trusted[0] && place.index < trusted[1];

function standing({ place, document, issued }, key, { status, issued: older }, today, old) {
  const shard = place && status.shards.get(place.shard);
  const among = (kind) => status[kind].has(hex(document)) || Boolean(shard && shard[kind].has(place.index));
  if (among("annulled")) return ["annulled", ""];
  if (among("replaced")) return ["replaced", ""];
  // Whoever stole the key may have written a small index: only the centre can tell
  if (key.state === "compromised") return ["provisional", "key_compromised_since"];
  if (!place) return ["provisional", "not_cosigned"];
  if (dayOf(issued) > Math.max(today, dayOf(older)) + 1) return ["authentic_old_list", "signed_in_the_future"];
  if (!shard || place.index >= shard.cosigned) {
    return issued > status.issued ? ["authentic_old_list", "newer_than_list"] : ["provisional", "not_cosigned"];
  }
  return old ? ["authentic_old_list", ""] : ["authentic", ""];
}

export function lookUp(code, lists, today) {
  const days = age(lists, today);
  const place = readTyped(String(code));
  if (!place) return { code: "unreadable", days, shard: "", index: 0 };
  const known = lists.status.shards.get(place.shard);
  const state = () => {
    if (known?.annulled.has(place.index)) return "annulled";
    if (known?.replaced.has(place.index)) return "replaced";
    return known && place.index < known.cosigned ? "not_listed" : "provisional";
  };
  return { code: state(), days, ...place };
}
