"""How a place name written by hand is compared: no accents, case, spaces, hyphens or “cercle de”."""

import re
import unicodedata

LEVELS = {"region": 1, "district": 1, "cercle": 2}
PREFIX = re.compile(r"(region|district|cercle)\s+(?:(?:de|du)\s+|d\W)?")


def name_key(name: str) -> str:
    """The letters and digits of the name, lower case and without accents: Gourma-Rharous → gourmarharous."""
    return "".join(character for character in _plain(name) if character.isalnum())


def parse_name(text: str) -> tuple[str, int | None]:
    """The key of a name and the level that it states, if any: “Cercle de Kayes” → (kayes, 2)."""
    plain = _plain(text).strip()
    stated = PREFIX.match(plain)
    if stated is None:
        return name_key(plain), None
    return name_key(plain[stated.end() :]), LEVELS[stated.group(1)]


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
