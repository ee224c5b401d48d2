"""West African names as clerks write them in Latin letters, and the keys by which two spellings of one name meet.

The rules are of spelling, not a list of names: what French, Mande, Fula, Songhai, Tamasheq and Arabic names lose and gain
when they are written down by ear (Diarra, Djara and Jarra; Ouattara and Wattara; Hawa and Awa; Idrissa and Drissa). They
say that two words may be one name; how much that is worth is for the score. Nothing is said of who bears a name.
"""

import csv
import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

from anyascii import anyascii

# Not part of a name: they are given with age, pilgrimage, learning or office
TITLES = frozenset(
    "el elhadj elhadji elhaj elhajj hadj hadja hadji hadjia haj hajj alhaj alhadji dit dite alias mme mlle mr m monsieur"
    " madame veuve feu feue imam docteur dr ould wld bint mint ag walet".split()
)


@lru_cache(200_000)
def parts(name: str) -> tuple[str, ...]:
    """The words of a name in small Latin letters, without accents, signs and titles: « El Hadj Awa N’Diaye » → awa, ndiaye.

    Arabic, N'Ko, Tifinagh and Ajami letters are transliterated. A name of nothing but titles keeps them.
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    plain = re.sub(r"['`]", "", "".join(_LETTERS.get(c, c) for c in plain))
    words = re.findall(r"[a-z]+", " ".join(map(_in_latin, plain.split())).casefold())
    return tuple(word for word in words if word not in TITLES) or tuple(words)


def _in_latin(word: str) -> str:
    """Arabic script leaves short vowels out: between two consonants there is one, and which it is counts for little."""
    latin = re.sub(r"['`]", "", anyascii(word))
    return (
        re.sub(r"(?<=[b-df-hj-np-tv-z])(?=[b-df-hj-np-tv-z])", "a", latin) if _ARABIC.search(word) else latin
    )


_ARABIC = re.compile("[\u0600-\u06ff]")
# Letters of the Bambara and Fula alphabets that a clerk without them writes otherwise than their neighbours in the table
_LETTERS = {
    "ɲ": "ny",
    "ŋ": "n",
    "ɛ": "e",
    "ɔ": "o",
    "ɓ": "b",
    "ɗ": "d",
    "ƴ": "y",
    "ʼ": "'",
    "’": "'",
    "‘": "'",
}

# One sound and the ways to write it. The order counts: each line reads what those before have left. Capitals stand for
# sounds of which French has no single letter: J (dj), C (tch), S (ch), G (g before e or i), N (gn), W and Y (between vowels).
_SPELLINGS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ee", "i"),
        (r"oo|ou", "u"),
        (r"(.)\1+", r"\1"),
        # consonants
        (r"(?<=m)ph", "p"),
        (r"ph", "f"),
        (r"ie$", "i"),
        (r"(?<=[^aeiou])[iu]y(?=[aeou])", "i"),
        (r"tch|tj|th?[iy](?=[aeou])", "C"),
        (r"sch|sh|ch", "S"),
        (r"dj|d[iy](?=[aeou])|j", "J"),
        (r"g(?=[eiy])", "G"),
        (r"J[iy](?=[aeou])", "J"),
        (r"gn|n[iy](?=[aeou])", "N"),
        (r"kh|gh|gu(?=[eiy])|ck|qu|q", "k"),
        (r"th", "t"),
        (r"dh", "d"),
        (r"c(?=[eiy])", "s"),
        (r"x", "ks"),
        (r"z", "s"),
        (r"v", "w"),
        (r"g(?!$)|c", "k"),
        (r"n(?=[bp])", "m"),
        (r"n(?=s)|(?<=n)[gk]$", ""),
        # vowels, and the letters that are a vowel here and a consonant there
        (r"h(?=[iy][aeou])", ""),
        (r"[aeiou](?:h(?=[aeiou]))", ""),
        (r"h", ""),
        (r"(?<=..)(?:aye?$|ai$|ey?$|ow?$)", ""),
        (r"(?<![aeiou])w(?=[aeiou])|(?<=[aeiou])[wu](?=[aeiou])|^u(?=[aeio])", "W"),
        (r"w", "u"),
        (r"ao(?=[a-zA-Z])", "aWo"),
        (r"(?<=[aeiou])[iy](?=[aeiou])|^[iy](?=[aeou])", "Y"),
        (r"a[iy]|e[iy]", "e"),
        (r"y", "i"),
        (r"(.)\1+", r"\1"),
    )
)
# A vowel is heard as one of three, and at the end of a name as none
_HEARD = str.maketrans("aeiou", "aiiuu")
# Letters that one clerk sounds and another does not, each tried with and without: an Arabic article, a nasal before the
# first consonant, the ending of a woman's name
_FRONT = re.compile(r"^(?:[ae]l(?=[^aeiou])|a(?=([tsrzdn])\1)|[mn](?=[bdgkjtsz]))")
_BACK = re.compile(r"(?<=[aeiou])t(?:a|ou|u)$")
_SLIDING = re.compile(r"(?<=[bdfkt])[aiu]+(?=[rl])")
# Sounds that are two, according to who reads them
_TWOFOLD = {"S": "sC", "G": "Jk"}
SHORTEST = 3


@lru_cache(200_000)
def sound(word: str) -> str:
    """How a word of `parts` sounds, whatever its spelling: « diarra », « djara » and « jarra » are one."""
    heard = word
    for pattern, sign in _SPELLINGS:
        heard = pattern.sub(sign, heard)
    return heard or word


def place_parts(place: str) -> tuple[str, ...]:
    """The words and the numbers of a place: « Niamakoro 2 », « ML0901 »."""
    return (*parts(place), *re.findall(r"\d+", place))


@lru_cache(200_000)
def keys(word: str) -> frozenset[str]:
    """The keys of a word of `parts`: two spellings of one name share one of them, most other names share none."""
    if word.isdigit():
        return frozenset({word})
    shapes = _with_and_without(_BACK, _with_and_without(_FRONT, {word}))
    return frozenset(_skeleton(spoken) for shape in shapes for spoken in _readings(sound(shape)))


def _with_and_without(letters: re.Pattern[str], words: set[str]) -> set[str]:
    shorter = {letters.sub("", word) for word in words}
    return words | {word for word in shorter if len(word) >= SHORTEST}


def _readings(heard: str) -> list[str]:
    found = [heard]
    for sign, sounds in _TWOFOLD.items():
        found = [one.replace(sign, read) for one in found for read in (sounds if sign in one else sign)]
    return found


def _skeleton(heard: str) -> str:
    """The consonants, and of the vowels as much as a name so short needs to be told from others."""
    heard = re.sub(r"[aiu]*([aiu])", r"\1", heard.translate(_HEARD))
    consonants = len(re.sub(r"[aiu]", "", heard))
    if consonants < 2:
        return heard
    heard = re.sub("m$", "n", heard.rstrip("aiu"))
    if consonants == 2:
        return heard
    return re.sub(r"[aiu]", ".", _SLIDING.sub("", heard.lstrip("aiu")))


def same(one: str, other: str) -> bool:
    """Whether two names, each of one or more words, may be spellings of one: some word of each shares a key."""
    return any(keys(a) & keys(b) for a in parts(one) for b in parts(other))


@cache
def _pet_names() -> dict[str, frozenset[str]]:
    """By key, the keys of the names that are the same by custom and not by sound."""
    known: dict[str, set[str]] = {}
    table = files("siraba.engines.matching").joinpath("data/pet_names.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(table.splitlines()):
        one, other = (keys(parts(row[side])[0]) for side in ("name", "pet_name"))
        for key in one | other:
            known.setdefault(key, set()).update(other if key in one else one)
    return {key: frozenset(others) for key, others in known.items()}


@lru_cache(200_000)
def pet_keys(word: str) -> frozenset[str]:
    """The keys of its pet names and learned forms, where no rule of spelling leads there: « fatou » for « fatoumata »."""
    known = _pet_names()
    return frozenset().union(*(known.get(key, frozenset()) for key in keys(word)))
