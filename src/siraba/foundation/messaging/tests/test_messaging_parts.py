"""How many SMS a text takes: the alphabets, the lengths, and nothing lost at a cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siraba.foundation.messaging.numbers import read_number
from siraba.foundation.messaging.parts import BASIC, ESCAPE, EXTENSION, GSM7, Encoding, parts_of

LETTER_OF = {code: letter for letter, code in GSM7.items()}
alphabet = st.sampled_from(sorted(GSM7))


@pytest.mark.parametrize(
    ("text", "encoding", "count", "forced_by"),
    [
        ("", Encoding.GSM7, 1, ""),
        ("a" * 160, Encoding.GSM7, 1, ""),
        ("a" * 161, Encoding.GSM7, 2, ""),
        ("a" * 306, Encoding.GSM7, 2, ""),
        ("a" * 307, Encoding.GSM7, 3, ""),
        ("é" * 160, Encoding.GSM7, 1, ""),
        ("€" * 80, Encoding.GSM7, 1, ""),
        ("€" * 81, Encoding.GSM7, 2, ""),
        ("€" * 153, Encoding.GSM7, 3, ""),  # 76 a part: none is cut in two
        ("ɛ" * 70, Encoding.UCS2, 1, "ɛ"),
        ("ɛ" * 71, Encoding.UCS2, 2, "ɛ"),
        ("ŋ" + "a" * 134, Encoding.UCS2, 3, "ŋ"),
        ("I ni ce. Yala aw bɛ yen hali bi wa? A jaabi, ɔwɔ walima ayi.", Encoding.UCS2, 1, "ɛɔ"),
        ("C’est fait, même ici", Encoding.UCS2, 1, "’ê"),
        ("`", Encoding.UCS2, 1, "`"),
        ("🙂" * 36, Encoding.UCS2, 2, "🙂"),
    ],
)
def test_a_text_takes_as_many_sms_as_its_letters_need(text, encoding, count, forced_by):
    parts = parts_of(text)
    assert (parts.encoding, parts.count, parts.forced_by) == (encoding, count, forced_by)


@given(st.text(alphabet, max_size=500))
def test_nothing_is_lost_nor_cut_within_a_letter_of_the_gsm_alphabet(text):
    parts = parts_of(text)
    room = 160 if parts.count == 1 else 153
    assert all(len(part) <= room for part in parts.parts)
    assert "".join(map(read_gsm, parts.parts)) == text
    assert parts.encoding is Encoding.GSM7


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_nothing_is_lost_nor_cut_within_a_letter_of_any_alphabet(text):
    parts = parts_of(text + "ɲ")
    assert all(len(part) <= (140 if parts.count == 1 else 134) for part in parts.parts)
    assert "".join(part.decode("utf-16-be") for part in parts.parts) == text + "ɲ"


def read_gsm(part: bytes) -> str:
    found, codes = "", iter(part)
    for code in codes:
        found += LETTER_OF[bytes([code, next(codes)]) if code == ESCAPE else bytes([code])]
    return found


def test_the_alphabet_is_that_of_the_standard():
    assert (len(BASIC), len(EXTENSION), ESCAPE) == (128, 10, 0x1B)
    assert (GSM7["A"], GSM7["@"], GSM7["é"], GSM7["à"]) == (b"\x41", b"\x00", b"\x05", b"\x7f")


@pytest.mark.parametrize(
    "written", ["70 12 34 56", "+223 70-12-34-56", "00223 70.12.34.56", "(+223) 70123456"]
)
def test_one_number_is_one_number_however_it_is_written(written):
    assert read_number(written) == "22370123456"


def test_a_number_of_elsewhere_keeps_its_country():
    assert read_number("+33 6 12 34 56 78") == "33612345678"


@pytest.mark.parametrize("written", ["", "7012345", "+", "+0123456789", "70 12 34 5x", "1" * 16, "٧٠١٢٣٤٥٦"])
def test_what_is_no_number_is_none(written):
    assert read_number(written) is None
