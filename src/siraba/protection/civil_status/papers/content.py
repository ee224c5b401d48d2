"""What of an act stands on its paper, under the names of the engine's table of fields."""

from collections.abc import Mapping
from datetime import UTC

from django.conf import settings

from siraba.engines.transparency.papers.fields import TEXT_BYTES, Value
from siraba.engines.transparency.papers.paper import Paper
from siraba.foundation.audit.log import leaf_of
from siraba.foundation.audit.models import AuditLine
from siraba.protection.civil_status.papers.models import Document
from siraba.protection.civil_status.registers.fields import Sex
from siraba.protection.civil_status.registers.models import ActVersion, RegisterKind

KINDS = {
    RegisterKind.BIRTH: 1,
    RegisterKind.JUDGMENT: 2,
    RegisterKind.MARRIAGE: 3,
    RegisterKind.DEATH: 4,
    RegisterKind.TRANSCRIPTION: 5,
}
SEXES = {Sex.MALE: 1, Sex.FEMALE: 2}
_BIRTH = {
    "child_first": "first_name",
    "child_last": "last_name",
    "date": "birth_date",
    "place": "birth_place",
    "father_name": "father",
    "mother_name": "mother",
    "declarant_name": "declarant",
}
# Fields of an act → fields of a paper
FROM_ACT: dict[str, dict[str, str]] = {
    RegisterKind.BIRTH: _BIRTH,
    RegisterKind.JUDGMENT: _BIRTH,
    RegisterKind.TRANSCRIPTION: _BIRTH,
    RegisterKind.MARRIAGE: {
        "husband_name": "full_name",
        "wife_name": "spouse",
        "date": "event_date",
        "place": "event_place",
    },
    RegisterKind.DEATH: {
        "deceased_first": "first_name",
        "deceased_last": "last_name",
        "date": "event_date",
        "place": "event_place",
        "declarant_name": "declarant",
    },
}


def paper_of(document: Document) -> Paper:
    """The paper of a document whose act, version and key were read with it."""
    version, act = document.version, document.version.act
    kind = act.register.kind
    said: dict[str, Value] = {
        "document": document.pk,
        "version": version.n,
        "act": act.code,
        "kind": KINDS[RegisterKind(kind)],
        "act_date": act_day(version),
        "centre": act.register.centre.name,
        "officer": version.signed_by.full_name,
        "copy": document.number,
        **_from_act(kind, version.fields),
        **_judgment(version),
        **_place(document, version.line),
    }
    if version.mentions:
        said["mention"] = version.mentions[-1]
    short = {name: cut(value) if isinstance(value, str) else value for name, value in said.items()}
    said = {name: value for name, value in short.items() if value != ""}
    return Paper(settings.PAPER_ISSUER, int(document.printed_at.timestamp()), said)


def act_day(version: ActVersion) -> str:
    """The day that the act gives itself: of the declaration, else of its first signature."""
    declared = version.fields.get("declared_on", "")
    return declared or version.signed_at.astimezone(UTC).date().isoformat()


def cut(text: str) -> str:
    """What fits a field of a paper; what was cut ends with an ellipsis, and the register has it whole."""
    if len(text.encode()) <= TEXT_BYTES:
        return text
    return text.encode()[: TEXT_BYTES - 3].decode(errors="ignore") + "…"


def _from_act(kind: str, fields: Mapping[str, str]) -> dict[str, Value]:
    said: dict[str, Value] = {ours: fields.get(theirs, "") for theirs, ours in FROM_ACT[kind].items()}
    if fields.get("sex") in SEXES:
        said["sex"] = SEXES[Sex(fields["sex"])]
    return said


def _judgment(version: ActVersion) -> dict[str, Value]:
    if not version.judgment:
        return {}
    day = version.judgment_date
    return {
        "judgment": version.judgment,
        "court": version.court,
        **({"judgment_date": day.isoformat()} if day else {}),
    }


def _place(document: Document, line: AuditLine) -> dict[str, Value]:
    """Where the line of the version stands; nothing of it while it waits, and the paper is then provisional."""
    if document.index is None:
        return {}
    return {
        "shard": document.shard,
        "index": document.index,
        "leaf": leaf_of(line)[:8],
        "logged": line.at.astimezone(UTC).date().isoformat(),
    }
