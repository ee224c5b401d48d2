"""Papers that verify without a network: `signed_text` writes a QR, `verify` answers it; see README.md."""

from siraba.engines.transparency.papers.checking import Answer, State, look_up, verify
from siraba.engines.transparency.papers.fields import FIELDS, BadPaper
from siraba.engines.transparency.papers.lists import (
    BadList,
    Key,
    Lists,
    Shard,
    Status,
    Trust,
    bundle,
    read_bundle,
    sign_status,
    sign_trust,
)
from siraba.engines.transparency.papers.page import page_with
from siraba.engines.transparency.papers.paper import Paper, signed_bytes, signed_text
from siraba.engines.transparency.papers.typed import BadCode, typed_code

__all__ = [
    "FIELDS",
    "Answer",
    "BadCode",
    "BadList",
    "BadPaper",
    "Key",
    "Lists",
    "Paper",
    "Shard",
    "State",
    "Status",
    "Trust",
    "bundle",
    "look_up",
    "page_with",
    "read_bundle",
    "sign_status",
    "sign_trust",
    "signed_bytes",
    "signed_text",
    "typed_code",
    "verify",
]
