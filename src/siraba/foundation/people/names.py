"""Names as people write them, and the blind keys that let them be found."""

import re
import unicodedata
from itertools import combinations, pairwise, product

from siraba.engines.matching.names import keys, parts
from siraba.foundation.access.crypto import blind_index

# Words of a name that are looked at: each two of them have a key, and a page pasted as a name would have thousands
MOST_WORDS = 12
# Keys of one word: of 815 spellings that were measured none has more
MOST_KEYS = 4

# A word by the ways it may be taken, of which one is enough
Word = tuple[str, ...]


def name_parts(names: str) -> list[str]:
    """The words of a name without accents, case and signs, each once, in order: « Awa N’Diaye » → awa, ndiaye."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", names).casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = re.sub(r"[’'`ʼ]", "", plain)
    return list(dict.fromkeys(re.findall(r"\w+", plain)))[:MOST_WORDS]


def name_sounds(names: str) -> list[Word]:
    """How the words of a name sound, each sound once, in order: a word of which letters may go unheard has several keys.

    The rules are those of `engines.matching`; titles (El Hadj, Mme) are no words of a name, numbers are.
    """
    words = list(dict.fromkeys([*parts(names), *re.findall(r"\d+", names)]))[:MOST_WORDS]
    return list(dict.fromkeys(tuple(sorted(keys(word))[:MOST_KEYS]) for word in words))


def keys_of(compartment: str, names: str) -> set[str]:
    """All the blind keys by which names are found: of each word and of each two words, as written and as they sound.

    Two frequent words together are worn by few, so a search for them asks one short list instead of two long ones. The
    database learns no more than which words and sounds are alike, and who wears them together.
    """
    return {
        blind_index(compartment, kind, one)
        for kind, words in (("name", _written(names)), ("sound", name_sounds(names)))
        for ways in (*words, *(_together(pair) for pair in combinations(words, 2)))
        for one in ways
    }


def keys_as_written(compartment: str, names: str) -> list[list[str]]:
    """The fewest keys that, held together, say that every word is in a name as it is written; none without a word.

    Of each list one key is enough.
    """
    return _fewest_keys(compartment, "name", _written(names))


def keys_as_heard(compartment: str, names: str) -> list[list[str]]:
    """The same for words that sound alike."""
    return _fewest_keys(compartment, "sound", name_sounds(names))


def _written(names: str) -> list[Word]:
    return [(part,) for part in name_parts(names)]


def _fewest_keys(compartment: str, kind: str, words: list[Word]) -> list[list[str]]:
    asked = words if len(words) < 2 else [_together(pair) for pair in pairwise(words)]
    return [[blind_index(compartment, kind, one) for one in ways] for ways in asked]


def _together(pair: tuple[Word, Word]) -> Word:
    return tuple(dict.fromkeys(" ".join(sorted(two)) for two in product(*pair)))
