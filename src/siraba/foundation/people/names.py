"""Names as people write them, and the blind keys that let them be found."""

import re
import unicodedata

from siraba.foundation.access.crypto import blind_index


def name_parts(names: str) -> list[str]:
    """The words of a name without accents, case and signs, each once, in order: « Awa N’Diaye » → awa, ndiaye."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", names).casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = re.sub(r"[’'`ʼ]", "", plain)
    return list(dict.fromkeys(re.findall(r"\w+", plain)))


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


def name_keys(compartment: str, names: str) -> list[str]:
    """The blind keys of each word as it is written."""
    return [blind_index(compartment, "name", part) for part in name_parts(names)]


def sound_keys(compartment: str, names: str) -> list[str]:
    """The blind keys of each word as it sounds. The database learns no more from them than that two may sound alike."""
    sounds = dict.fromkeys(sound_of(part) for part in name_parts(names))
    return [blind_index(compartment, "sound", sound) for sound in sounds]
