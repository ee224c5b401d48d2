"""Whoever steals the database's files, or a dump of it, reads no name, contact, place of a person or word of theirs."""

import base64
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest
from django.db import connection

from siraba.foundation.access.policy import Purpose
from siraba.foundation.consent import overrides
from siraba.foundation.handover import disclosures, requests
from siraba.foundation.sign_in import actions as sign_in
from siraba.protection.cases import actions as cases
from tests import scene

# A dump is made by another connection, which sees what is committed; a copy of SQLite is made by this one.
pytestmark = pytest.mark.django_db(transaction=connection.vendor == "postgresql")
NOTE, LIMITS, REASON = (
    "Elle dort chez Kadiatou à Dougoukolobani",
    "Rien à son oncle Zoumana",
    "Saigne depuis Labbezanga",
)
QUESTION, PURPOSE = "Connaît-elle le nommé Bréhima", "Plainte contre le convoyeur Sidiki"
SECRET = b"12345678901234567890"
SECRETS = (
    *scene.SECRETS, NOTE, LIMITS, REASON, QUESTION, PURPOSE, "Kadiatou", "Dougoukolobani", "Zoumana", "Labbezanga", "Bréhima",
    "Sidiki", "70 00 00 00", "70000000", SECRET.hex(), SECRET.decode(),
)  # fmt: skip


@pytest.fixture
def filled(request):
    """A scene with something of everything that people write."""
    for name in ("awa", "coumba", "daouda", "garba", "provider"):
        request.getfixturevalue(name)
    case = scene.planned_case()
    cases.add_note(scene.actor("awa"), case, text=NOTE)
    scene.accepted_referral(case)
    scene.agree("awa", case, "clinique", state="granted_limited", limits=LIMITS)
    override = overrides.request_override(
        scene.actor("awa", Purpose.EMERGENCY), case.person, recipient=scene.organisation("crm"),
        categories=["identity"], ground="life", reason=REASON,
    )  # fmt: skip
    overrides.approve_override(scene.actor("coumba", Purpose.EMERGENCY), override)
    scene.agree("awa", case, "brigade", "identity", "exploitation", scope="share_law_enforcement")
    wanted = disclosures.request_disclosure(
        scene.actor("awa"), case.person, recipient=scene.organisation("brigade"), fields=["names", "account"],
        purpose=PURPOSE,
    )  # fmt: skip
    disclosures.approve_disclosure(scene.actor("coumba"), wanted)
    requests.ask_blindly(scene.actor("daouda"), code=case.code, question=QUESTION)
    sign_in.add_code_factor(scene.actor("awa"), scene.account("awa"), name="Téléphone", secret=SECRET, step=1)
    return case


def spellings(secret: str) -> set[bytes]:
    """The ways in which the secret could lie in a file."""
    plain = "".join(c for c in unicodedata.normalize("NFD", secret) if not unicodedata.combining(c))
    texts = {form(text) for text in (secret, plain) for form in (str, str.lower, str.upper)}
    encoded = {
        text.encode(code) for text in texts for code in ("utf-8", "utf-16-le", "latin-1") if _fits(text, code)
    }
    in_clear = secret.encode()
    escaped = secret.encode("unicode_escape")
    return encoded | {in_clear.hex().encode(), base64.b64encode(in_clear).rstrip(b"=")[:-1], escaped}


def _fits(text: str, code: str) -> bool:
    try:
        text.encode(code)
    except UnicodeEncodeError:
        return False
    return True


def found_in(stolen: bytes) -> list[str]:
    return [secret for secret in SECRETS if any(one in stolen for one in spellings(secret))]


def stolen_files() -> bytes:
    """All that a thief gets: SQLite's file page by page, or a dump of PostgreSQL in plain SQL."""
    if connection.vendor == "sqlite":
        return connection.connection.serialize()
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_dump"))
    dump = shutil.which("pg_dump") or str(programs[-1])
    where = connection.settings_dict
    command = [dump, "-h", where["HOST"], "-U", where["USER"], where["NAME"]]
    return subprocess.run(command, check=True, capture_output=True).stdout


def test_a_stolen_database_opens_nothing(filled):
    stolen = stolen_files()
    assert filled.code.encode() in stolen  # it is the database, and what is not secret is there
    assert found_in(stolen) == []


def test_the_search_itself_finds_what_lies_open(filled):
    for secret in SECRETS:
        for spelled in spellings(secret):
            assert found_in(b"before" + spelled + b"after")
