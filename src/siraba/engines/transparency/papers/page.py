"""The verifier's one page, with the lists and the root key inside."""

import re
from base64 import b64encode

from siraba.engines.transparency.papers.lists import bundle, read_bundle

PLACE = '<script type="application/octet-stream" id="{name}">{content}</script>'


def page_with(html: str, trust: bytes, status: bytes, root_key: bytes) -> str:
    """The page that verifies by these lists; `root_key` is the public key, 32 bytes. A page made before may be given.

    Raises `BadList` where the lists are not signed by this key, ValueError where the page has no place for them.
    """
    lists = bundle(trust, status)
    read_bundle(lists, root_key)
    for name, content in (("lists", lists), ("root", root_key)):
        there = PLACE.format(name=name, content="[A-Za-z0-9+/=]*")
        filled = PLACE.format(name=name, content=b64encode(content).decode())
        html, places = re.subn(there, filled, html)
        if places != 1:
            raise ValueError(f"la page du vérificateur n’a pas de place « {name} »")
    return html
