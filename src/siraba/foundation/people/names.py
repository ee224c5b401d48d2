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


def name_keys(compartment: str, names: str) -> list[str]:
    return [blind_index(compartment, "name", part) for part in name_parts(names)]
