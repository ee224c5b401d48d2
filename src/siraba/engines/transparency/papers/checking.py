"""What a verifier answers to the text of a QR, or to a typed code. `assets/verifier/checking.js` answers the same."""

from dataclasses import dataclass
from datetime import date, timedelta

from siraba.engines.transparency.papers import cose
from siraba.engines.transparency.papers.lists import COMPROMISED, Key, Lists, Shard, day_of
from siraba.engines.transparency.papers.paper import PREFIX, TEXT_LIMIT, Paper, bytes_of, read
from siraba.engines.transparency.papers.typed import BadCode, read_typed

AUTHENTIC, OLD_LIST, ANNULLED, REPLACED, FALSE, PROVISIONAL, UNREADABLE, NOT_LISTED = (
    "authentic",
    "authentic_old_list",
    "annulled",
    "replaced",
    "false_signature",
    "provisional",
    "unreadable",
    "not_listed",
)
CODES = (AUTHENTIC, OLD_LIST, ANNULLED, REPLACED, FALSE, PROVISIONAL, UNREADABLE)
FRESH_DAYS = 7  # à valider: how old lists may be before an answer says their age


@dataclass(frozen=True)
class Answer:
    """One of `CODES`, why in one word, the age of the lists in days, and the paper where its signature is good."""

    code: str
    reason: str = ""
    days: int = 0
    paper: Paper | None = None
    holder: str = ""


@dataclass(frozen=True)
class State:
    """What the lists say of a typed code: `annulled`, `replaced`, `provisional`, `not_listed` or `unreadable`.

    `not_listed` is no `authentic`: a code carries no signature.
    """

    code: str
    days: int = 0
    shard: str = ""
    index: int = 0


def verify(text: object, lists: Lists, today: date, fresh_days: int = FRESH_DAYS) -> Answer:
    """The answer to the text of a QR. Never raises, whatever the text is."""
    days = age(lists, today)
    if not isinstance(text, str) or not text.startswith(PREFIX):
        return Answer(UNREADABLE, "not_a_paper", days)
    if len(text) > TEXT_LIMIT:
        return Answer(UNREADABLE, "too_long", days)
    try:
        paper, signed = read(bytes_of(text))
    except ValueError:
        return Answer(UNREADABLE, "malformed", days)
    key = lists.trust.keys.get(signed.kid)
    if key is None:
        newer = paper.issued > lists.trust.issued
        return Answer(UNREADABLE, "newer_than_list", days) if newer else Answer(FALSE, "unknown_key", days)
    if reason := _not_signed(paper, signed, key, lists):
        return Answer(FALSE, reason, days)
    code, reason = _standing(paper, key, lists, today, days > fresh_days)
    return Answer(code, reason, days, paper, key.holder)


def age(lists: Lists, today: date) -> int:
    """Days since the older of the two lists; 0 where the clock of the device is behind them."""
    return max(0, (today - day_of(lists.issued)).days)


def _not_signed(paper: Paper, signed: cose.Signed, key: Key, lists: Lists) -> str:
    """Why this key did not validly sign; empty where it did."""
    if not cose.verified(signed, key.public):
        return "bad_signature"
    if paper.issuer != lists.trust.issuer:
        return "other_issuer"
    if not key.starts <= day_of(paper.issued) <= key.ends:
        return "outside_period"
    if key.state == COMPROMISED and not _before_theft(paper, key):
        return "compromised_key"
    return ""


def _before_theft(paper: Paper, key: Key) -> bool:
    place = paper.place
    return (
        place is not None
        and key.trusted is not None
        and place[0] == key.trusted[0]
        and place[1] < key.trusted[1]
    )


def _standing(paper: Paper, key: Key, lists: Lists, today: date, old: bool) -> tuple[str, str]:
    """Code and reason of a paper whose signature is good."""
    place, status = paper.place, lists.status
    shard = status.shards.get(place[0]) if place else None
    if paper.document in status.annulled or (shard and place[1] in shard.annulled):  # type: ignore[index]
        return ANNULLED, ""
    if paper.document in status.replaced or (shard and place[1] in shard.replaced):  # type: ignore[index]
        return REPLACED, ""
    # Whoever stole the key may have written a small index: only the centre can tell
    if key.state == COMPROMISED:
        return PROVISIONAL, "key_compromised_since"
    if place is None:
        return PROVISIONAL, "not_cosigned"
    if day_of(paper.issued) > max(today, day_of(lists.issued)) + timedelta(1):
        return OLD_LIST, "signed_in_the_future"
    if shard is None or place[1] >= shard.cosigned:
        newer = paper.issued > status.issued
        return (OLD_LIST, "newer_than_list") if newer else (PROVISIONAL, "not_cosigned")
    return (OLD_LIST, "") if old else (AUTHENTIC, "")


def look_up(code: object, lists: Lists, today: date) -> State:
    """What the lists say of a typed code. Never raises."""
    days = age(lists, today)
    try:
        shard, index = read_typed(code if isinstance(code, str) else "")
    except BadCode:
        return State(UNREADABLE, days)
    return State(_state(lists.status.shards.get(shard), index), days, shard, index)


def _state(shard: Shard | None, index: int) -> str:
    if shard and index in shard.annulled:
        return ANNULLED
    if shard and index in shard.replaced:
        return REPLACED
    return NOT_LISTED if shard and index < shard.cosigned else PROVISIONAL
