"""The kinds of message that leave the platform: an app registers its own in its `AppConfig.ready`."""

from siraba.foundation.access.acts import Label

KINDS: dict[str, Label] = {}


class UnknownKind(LookupError):
    """A message was queued under a code that no app registered: a fault of the program, never shown."""


def register_kind(code: str, label: Label) -> None:
    """`code` (30 characters at most) stands in the table and in the journal; `label` is what the administrator reads.

    Neither may tell of the person written to: a kind is what the platform asks or says, not why this person.
    """
    KINDS[code] = label


def known_kind(code: str) -> str:
    """Raises UnknownKind."""
    if code not in KINDS:
        raise UnknownKind(code)
    return code


def kind_label(code: str) -> str:
    return str(KINDS.get(code, code))
