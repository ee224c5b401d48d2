"""Names as people write them, and the blind keys that let them be found."""

import re
import unicodedata
from itertools import combinations, pairwise

from siraba.foundation.access.crypto import blind_index

# Words of a name that are looked at: each two of them have a key, and a page pasted as a name would have thousands
MOST_WORDS = 12


def name_parts(names: str) -> list[str]:
    """The words of a name without accents, case and signs, each once, in order: « Awa N’Diaye » → awa, ndiaye."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", names).casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = re.sub(r"[’'`ʼ]", "", plain)
    return list(dict.fromkeys(re.findall(r"\w+", plain)))[:MOST_WORDS]


# One sound, several ways to write it between French, Bambara, Songhay and Arabic names in Latin letters; the order counts.
# A first proposal, to be measured and replaced when people are matched across agencies.
SPELLINGS = (
    (r"ou|oo|w", "u"),
    (r"dj|di(?=[aeiou])|gi(?=[aeou])|j", "j"),
    (r"ch|sh", "s"),
    (r"kh|qu|q|ck|c(?=[aou]|$)", "k"),
    (r"c(?=[eiy])", "s"),
    (r"th", "t"),
    (r"ph", "f"),
    (r"gn|ny", "n"),
    (r"gh|gu(?=[ei])", "g"),
    (r"h", ""),
    (r"z", "s"),
    (r"ay|ai|ei|ey", "e"),
    (r"au|eau", "o"),
    (r"y", "i"),
    (r"(.)\1+", r"\1"),
    (r"(?<=.)[aeiou]+$", ""),
)


def sound_of(part: str) -> str:
    """How a word of a name sounds, roughly: « diarra », « djara » and « jarra » are one. Never shorter than two letters."""
    sound = part
    for written, heard in SPELLINGS:
        sound = re.sub(written, heard, sound)
    return sound if len(sound) > 1 else part


def name_sounds(names: str) -> list[str]:
    """How the words of a name sound, each sound once, in order."""
    return list(dict.fromkeys(sound_of(part) for part in name_parts(names)))


def keys_of(compartment: str, names: str) -> set[str]:
    """All the blind keys by which names are found: of each word and of each two words, as written and as they sound.

    Two frequent words together are worn by few, so a search for them asks one short list instead of two long ones. The
    database learns no more than which words and sounds are alike, and who wears them together.
    """
    return {
        blind_index(compartment, kind, piece)
        for kind, words in (("name", name_parts(names)), ("sound", name_sounds(names)))
        for piece in (*words, *(_together(pair) for pair in combinations(words, 2)))
    }


def keys_as_written(compartment: str, names: str) -> list[str]:
    """The fewest keys that, held together, say that every word is in a name as it is written; none without a word."""
    return _fewest_keys(compartment, "name", name_parts(names))


def keys_as_heard(compartment: str, names: str) -> list[str]:
    """The same for words that sound alike."""
    return _fewest_keys(compartment, "sound", name_sounds(names))


def _fewest_keys(compartment: str, kind: str, words: list[str]) -> list[str]:
    pieces = words if len(words) < 2 else [_together(pair) for pair in pairwise(words)]
    return [blind_index(compartment, kind, piece) for piece in pieces]


def _together(pair: tuple[str, str]) -> str:
    return " ".join(sorted(pair))
