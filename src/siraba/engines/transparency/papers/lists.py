"""What travels with a verifier, signed by the root key: which keys may sign papers, and which papers no longer hold.

The trust list names every key, also retired and compromised ones. The status list names entries of the log (shard and
index) and papers that were annulled or replaced; both are exact, so that no paper is called annulled by chance.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from siraba.engines.transparency.papers import cose
from siraba.engines.transparency.papers.fields import MOST, SHARD, TEXT_BYTES, UNSEEN
from siraba.engines.transparency.papers.sets import packed, unpacked

SIZE_LIMIT = 8_000_000
VALID, RETIRED, COMPROMISED = STATES = ("valid", "retired", "compromised")
EPOCH = date(1970, 1, 1)
LAST_DAY = 2**20  # the year 4840


class BadList(ValueError):
    """A list that is malformed, not signed by the root key, or that says two things; said in French."""


@dataclass(frozen=True)
class Key:
    """A key that signs papers: 32 bytes, who holds it, the days on which it may sign (both included).

    `trusted` is (shard, size) of a compromised key: what lies below was entered before the theft.
    """

    public: bytes
    holder: str
    starts: date
    ends: date
    state: str = VALID
    trusted: tuple[str, int] | None = None

    @property
    def kid(self) -> bytes:
        return cose.key_id(self.public)


@dataclass(frozen=True)
class Trust:
    """All keys, by their id."""

    issuer: str
    issued: int
    keys: Mapping[bytes, Key]


@dataclass(frozen=True)
class Shard:
    """What holds no longer in one shard of the log, below or above the size that witnesses have cosigned."""

    cosigned: int
    annulled: frozenset[int] = frozenset()
    replaced: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Status:
    """What no longer holds: entries of the log by shard, and single papers by their 16 bytes."""

    issuer: str
    issued: int
    shards: Mapping[str, Shard]
    annulled: frozenset[bytes] = field(default_factory=frozenset)
    replaced: frozenset[bytes] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Lists:
    """Both lists, as a verifier carries them."""

    trust: Trust
    status: Status

    @property
    def issued(self) -> int:
        """Seconds since 1970 of the older of the two."""
        return min(self.trust.issued, self.status.issued)


def day_of(seconds: int) -> date:
    return datetime.fromtimestamp(seconds, UTC).date()


def sign_trust(root: Ed25519PrivateKey, issuer: str, issued: int, keys: Iterable[Key]) -> bytes:
    """The signed trust list. Raises `BadList` when it would not be read again."""
    rows = [
        [
            one.kid,
            one.public,
            one.holder,
            (one.starts - EPOCH).days,
            (one.ends - EPOCH).days,
            STATES.index(one.state),
            list(one.trusted or ()),
        ]
        for one in sorted(keys, key=lambda one: one.kid)
    ]
    data = cose.sign(root, cose.TRUST, issuer, issued, {1: rows})
    read_trust(data, cose.public_bytes(root))
    return data


def read_trust(data: bytes, root: bytes) -> Trust:
    """The trust list in these bytes, verified by the root's public key (32 bytes). Raises `BadList`."""
    signed = _opened(data, cose.TRUST, root)
    if set(signed.body) != {1} or not isinstance(signed.body[1], list):
        raise BadList("La liste de confiance est mal formée.")
    keys = [_key(row) for row in signed.body[1]]
    ids = [one.kid for one in keys]
    if ids != sorted(set(ids)):
        raise BadList("La liste de confiance nomme deux fois une clé, ou les nomme sans ordre.")
    return Trust(signed.issuer, signed.issued, dict(zip(ids, keys, strict=True)))


def _key(row: object) -> Key:
    match row:
        case [bytes(kid), bytes(public), str(holder), int(starts), int(ends), int(state), list(trusted)] if (
            len(public) == 32
            and kid == cose.key_id(public)
            and 0 < len(holder.encode("utf-8", "surrogatepass")) <= TEXT_BYTES
            and not UNSEEN.search(holder)
            and type(starts) is type(ends) is type(state) is int
            and 0 <= starts <= ends <= LAST_DAY
            and state in range(len(STATES))
            and _trusted(trusted)
        ):
            since, until = (EPOCH + timedelta(days) for days in (starts, ends))
            return Key(public, holder, since, until, STATES[state], tuple(trusted) or None)
    raise BadList("La liste de confiance porte une clé mal formée.")


def _trusted(given: list[Any]) -> bool:
    return not given or (len(given) == 2 and _is_shard(given[0]) and _is_count(given[1]))


def _is_shard(value: object) -> bool:
    return isinstance(value, str) and SHARD.fullmatch(value) is not None


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value <= MOST


def sign_status(root: Ed25519PrivateKey, status: Status) -> bytes:
    """The signed status list. Raises `BadList` when it would not be read again."""
    rows = [
        [name, one.cosigned, packed(one.annulled), packed(one.replaced)]
        for name, one in sorted(status.shards.items())
    ]
    body = {1: rows, 2: b"".join(sorted(status.annulled)), 3: b"".join(sorted(status.replaced))}
    data = cose.sign(root, cose.STATUS, status.issuer, status.issued, body)
    read_status(data, cose.public_bytes(root))
    return data


def read_status(data: bytes, root: bytes) -> Status:
    """The status list in these bytes, verified by the root's public key (32 bytes). Raises `BadList`."""
    signed = _opened(data, cose.STATUS, root)
    if set(signed.body) != {1, 2, 3} or not isinstance(signed.body[1], list):
        raise BadList("La liste d’état est mal formée.")
    shards = dict(_shard(row) for row in signed.body[1])
    if list(shards) != sorted(shards) or len(shards) != len(signed.body[1]):
        raise BadList("La liste d’état nomme deux fois un journal, ou les nomme sans ordre.")
    return Status(
        signed.issuer, signed.issued, shards, _documents(signed.body[2]), _documents(signed.body[3])
    )


def _shard(row: object) -> tuple[str, Shard]:
    match row:
        case [str(name), int(cosigned), annulled, replaced] if _is_shard(name) and _is_count(cosigned):
            try:
                return name, Shard(cosigned, unpacked(annulled), unpacked(replaced))
            except ValueError as wrong:
                raise BadList(f"La liste d’état du journal {name} est mal formée : {wrong}.") from wrong
    raise BadList("La liste d’état porte un journal mal formé.")


def _documents(given: object) -> frozenset[bytes]:
    if isinstance(given, bytes) and len(given) % 16 == 0:
        found = [given[at : at + 16] for at in range(0, len(given), 16)]
        if found == sorted(set(found)):
            return frozenset(found)
    raise BadList("La liste d’état porte des papiers mal formés.")


def _opened(data: bytes, claim: int, root: bytes) -> cose.Signed:
    if len(data) > SIZE_LIMIT:
        raise BadList("Cette liste est trop longue.")
    try:
        signed = cose.opened(data, claim)
    except ValueError as wrong:
        raise BadList("Ce fichier n’est pas une liste du vérificateur.") from wrong
    if signed.kid != cose.key_id(root) or not cose.verified(signed, root):
        raise BadList("Cette liste n’est pas signée par la clé racine.")
    return signed


def bundle(trust: bytes, status: bytes) -> bytes:
    """Both signed lists as one file, which the verifier carries, imports and asks for."""
    return cose.canonical([trust, status])


def read_bundle(data: bytes, root: bytes) -> Lists:
    """Both lists of a file, verified. Raises `BadList`."""
    try:
        parts: Sequence[Any] = cbor2.loads(data) if len(data) <= 2 * SIZE_LIMIT else []
        trust, status = parts
        same = isinstance(trust, bytes) and isinstance(status, bytes) and bundle(trust, status) == data
    # Anybody may have made this file
    except Exception as wrong:
        raise BadList("Ce fichier n’est pas celui des listes du vérificateur.") from wrong
    if not same:
        raise BadList("Ce fichier n’est pas celui des listes du vérificateur.")
    lists = Lists(read_trust(trust, root), read_status(status, root))
    if lists.trust.issuer != lists.status.issuer:
        raise BadList("Les deux listes ne sont pas du même émetteur.")
    return lists
