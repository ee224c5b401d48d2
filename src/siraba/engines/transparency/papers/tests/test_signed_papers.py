"""A paper's bytes and text: what goes in comes out, in one encoding, and a reader of another house reads it."""

import json
import subprocess
import zlib
from pathlib import Path
from uuid import UUID

import base45
import cbor2
import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from siraba.engines.transparency.papers import FIELDS, BadPaper, Paper, signed_bytes, signed_text
from siraba.engines.transparency.papers.cose import PAPER, canonical, key_id, opened, public_bytes, sign
from siraba.engines.transparency.papers.deflate import expanded, pressed
from siraba.engines.transparency.papers.fields import readable
from siraba.engines.transparency.papers.paper import BYTES_LIMIT, bytes_of, read, text_of
from tests import papers
from tests.papers import KAYES, NOON

PYTHON = Path(__file__).parents[6] / ".venv-interchange" / "bin" / "python"
# The library's own decoder and verification, given the key and nothing of ours
READ = """
import json, sys, zlib
from cwt import COSEKey, cwt
given = json.load(sys.stdin)
key = COSEKey.new({1: 1, -1: 6, 2: bytes.fromhex(given["kid"]), 3: -8, -2: bytes.fromhex(given["public"])})
claims = cwt.decode(zlib.decompress(bytes.fromhex(given["stream"])), key)
print(json.dumps({str(k): v if isinstance(v, (int, str)) else {str(n): x.hex() if isinstance(x, bytes) else x
    for n, x in v.items()} for k, v in claims.items()}))
"""

letters = st.text("abcéïɛɔŋߞߋ NB’-.", min_size=1, max_size=30).filter(str.strip)
dates = st.dates().filter(lambda day: 1800 <= day.year < 2200).map(str)
values = {
    "uuid": st.uuids(),
    "text": letters,
    "shard": st.sampled_from(("2026", "2026-2", "2031")),
    "count": st.integers(0, 2**53 - 1),
    "leaf": st.binary(min_size=8, max_size=8),
    "date": dates | dates.map(lambda day: day[:7]) | dates.map(lambda day: day[:4]),
    "time": st.times().map(lambda time: f"{time:%H:%M}"),
}


def of(one):
    return st.sampled_from([int(code) for code in one.codes]) if one.codes else values[one.type]


always = {one.name: of(one) for one in FIELDS if one.required}
placed = {one.name: of(one) for one in FIELDS if one.name in papers.PLACE}
perhaps = {one.name: of(one) for one in FIELDS if one.name not in always | placed}
all_fields = st.builds(
    lambda one, two, three: one | two | three,
    st.fixed_dictionaries(always),
    st.just({}) | st.fixed_dictionaries(placed),
    st.fixed_dictionaries({}, optional=perhaps),
)


@given(all_fields, st.integers(1_600_000_000, 2**32 - 1))
@settings(max_examples=150, deadline=None)
def test_what_is_signed_is_read_again(fields, issued):
    paper = Paper("ML", issued, fields)
    data = signed_bytes(paper, KAYES)
    found, signed = read(data)
    assert found == paper
    assert signed.kid == key_id(public_bytes(KAYES))
    if len(data) <= 1000:
        assert bytes_of(text_of(data)) == data


@given(st.binary(max_size=600) | st.text("ab", max_size=900).map(str.encode))
@settings(max_examples=150, deadline=None)
def test_any_zlib_reads_the_stream_and_only_one_stream_is_read(data):
    stream = pressed(data)
    assert zlib.decompress(stream) == data
    assert expanded(stream, 1000) == data
    for level in (1, 6, 9):
        if (other := zlib.compress(data, level)) != stream:
            with pytest.raises(ValueError, match="zlib"):
                expanded(other, 1000)


def test_a_stream_never_grows_beyond_its_limit():
    bomb = zlib.compress(b"\0" * 50_000_000, 9)
    with pytest.raises(ValueError, match="zlib"):
        expanded(bomb, BYTES_LIMIT)


def test_a_full_act_of_twenty_fields_fits_version_14_at_level_m():
    assert len(papers.FULL_ACT) == 20
    code = segno.make_qr(papers.text(), error="m", boost_error=False)
    assert code.mode == "alphanumeric"
    assert code.version <= 14


@pytest.mark.skipif(not PYTHON.exists(), reason="cwt manque : make tools le met dans .venv-interchange")
def test_a_library_of_another_house_reads_and_verifies_a_paper():
    text = papers.text()
    asked = {
        "kid": key_id(public_bytes(KAYES)).hex(),
        "public": public_bytes(KAYES).hex(),
        "stream": base45.b45decode(text.removeprefix("ML1:")).hex(),
    }
    run = subprocess.run(
        [PYTHON, "-c", READ], input=json.dumps(asked).encode(), capture_output=True, check=False, timeout=60
    )
    assert run.returncode == 0, run.stderr.decode()[-2000:]
    claims = json.loads(run.stdout)
    assert (claims["1"], claims["6"]) == ("ML", NOON - 100 * papers.DAY)
    body = claims[str(PAPER)]
    assert body["7"] == "Coulibaly"
    assert body["8"] == 20260314
    assert body["1"] == papers.FULL_ACT["document"].hex
    assert len(body) == 20


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("last_name", ""),
        ("last_name", "a" * 121),
        ("last_name", "Traoré\u202e"),
        ("birth_date", "2026-02-29"),
        ("birth_date", "14/03/2026"),
        ("birth_date", "2026-00-12"),
        ("sex", 7),
        ("sex", True),
        ("event_time", "24:00"),
        ("shard", "26"),
        ("index", -1),
        ("leaf", b"court"),
        ("document", "6f1c"),
        ("nina", "1"),
        ("leaf", None),
        ("act", None),
    ],
)
def test_what_cannot_stand_on_a_paper_is_refused_in_words(field, value):
    with pytest.raises(BadPaper) as told:
        papers.text(**{field: value})
    assert "papier" in str(told.value)


def test_too_much_text_for_a_code_is_refused():
    long = {one.name: f"{one.key} {'é' * 50}" for one in FIELDS if one.type == "text"}
    with pytest.raises(BadPaper, match="trop de texte"):
        papers.text(**long)


def test_names_are_written_in_one_way():
    decomposed = papers.text(last_name="Keïta")
    assert decomposed == papers.text(last_name="Keïta")


def deformed():
    """COSE_Sign1 signed by the right key, whose content is not of the profile."""
    body = opened(bytes_of(papers.text()), PAPER).body
    changes = [
        {1: body[1].hex()},
        {2: True},
        {2: 1.0},
        {2: -1},
        {2: 2**53},
        {3: "inconnu"},
        {"4": "texte"},
        {8: "2026-03-14"},
        {8: 20260230},
        {9: 4},
        {7: ["Coulibaly"]},
        {7: {1: "Coulibaly"}},
        {7: "a\ufeff"},
        {-5: body[-5] + b"\0"},
        {-3: "2026-1"},
        {-3: "2026\n"},
        {-18: 2360},
        {-18: 1260},
        {-24: None},
    ]
    made = [sign(KAYES, PAPER, "ML", NOON, body | change) for change in changes]
    made += [
        sign(KAYES, PAPER, "ML", NOON, {k: v for k, v in body.items() if k != gone})
        for gone in (1, -1, -4, -7)
    ]
    made += [sign(KAYES, PAPER, "ML", issued, body) for issued in (0, -1, 2**32, 10**12)]
    made += [sign(KAYES, PAPER, issuer, NOON, body) for issuer in (1, b"ML")]  # type: ignore[arg-type]
    made.append(sign(KAYES, -70009, "ML", NOON, body))
    return made


def rewritten():
    """The same signed content in other bytes."""
    data = bytes_of(papers.text())
    protected, _empty, payload, signature = cbor2.loads(data).value
    return [
        data[1:],  # without its tag
        canonical(cbor2.CBORTag(17, [protected, {}, payload, signature])),
        canonical(cbor2.CBORTag(18, [protected, {4: b"12345678"}, payload, signature])),
        canonical(cbor2.CBORTag(18, [protected, [], payload, signature])),
        canonical(cbor2.CBORTag(18, [protected, {}, payload, signature, 0])),
        canonical(cbor2.CBORTag(18, [protected, {}, cbor2.loads(payload), signature])),
        b"\xd8\x12" + data[1:],  # the tag in two bytes
        data[:1] + b"\x98\x04" + data[2:],  # the array's length in two bytes
        data[:1] + b"\x9f" + data[2:] + b"\xff",  # an array without length
        data.replace(b"\x06\x1a", b"\xe6\x1a", 1),  # simple value 6 instead of 6
        data.replace(b"\x01\x62ML", b"\xf5\x62ML", 1),  # true instead of 1
        data + b"\0",
        b"\x9b" + b"\xff" * 8,
        b"\x81" * 1500,
        b"\xd9\x01\x02" * 400 + b"\x80",
        b"",
    ]


@pytest.mark.parametrize("data", deformed() + rewritten())
def test_another_content_or_another_encoding_is_no_paper(data):
    with pytest.raises(ValueError, match=r".+"):
        read(data)


def test_both_verifiers_call_these_unreadable():
    texts = [text_of(data) for data in deformed() + rewritten()]
    file = papers.lists_file()
    told = papers.answers(texts, file)
    assert {(code, reason) for code, reason, *_rest in told} == {("unreadable", "malformed")}
    assert papers.javascript(file, texts=texts)["answers"] == told


def test_each_field_has_its_place_and_its_words():
    assert len({one.key for one in FIELDS}) == len({one.name for one in FIELDS}) == len(FIELDS)
    assert all(-25 < one.key < 24 and one.fr and one.en for one in FIELDS)
    words = {
        one.name: readable(one, value)
        for one in FIELDS
        if (value := papers.FULL_ACT.get(one.name)) is not None
    }
    assert (words["sex"], words["kind"], words["leaf"]) == ("féminin", "naissance", "a1b2c3d4e5f60718")
    assert words["document"] == str(UUID("6f1c2a34-9b7d-4c55-8f02-3d9e7a41b6c8"))


def test_a_text_is_signed_anew_for_each_key():
    assert signed_text(papers.paper(), KAYES) != signed_text(papers.paper(), papers.GAO)
