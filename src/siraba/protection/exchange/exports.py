"""Cases written out: a table without names for those who count, the standard's own table, an archive under a password."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pyzipper
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.guard import GuardedQuerySet
from siraba.foundation.audit.journal import action, record
from siraba.foundation.interface.exports import csv_of, workbook_of
from siraba.protection.cases.attachments import opened
from siraba.protection.cases.models import Case
from siraba.protection.cases.selectors import attachments_visible_to, case_file, cases_visible_to
from siraba.protection.exchange.htcds import FIELDS, pieces_of, row_of

AT_ONCE = 500
MOST = 20_000
SHORTEST = 12
COLUMNS = (
    *(
        "code",
        "received_at",
        "pathway",
        "state",
        "identification",
        "risk",
        "urgent_need",
        "sex",
        "birth_year",
    ),
    *("citizenships", "region", "opened_at", "closed_at", "closure_reason", "due_what", "due_at"),
)
FORMATS = {"csv": "text/csv; charset=utf-8", "htcds": "text/csv; charset=utf-8",
           "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}  # fmt: skip


@action
def export_cases(actor: Actor, *, form: str, state: str = "", risk: str = "") -> bytes:
    """The cases open to the actor as a table that names nobody: csv, xlsx or htcds.

    Raises:
        Invalid: there are more than a table may hold.
    """
    check_right(actor, "export_cases")
    wanted = {name: value for name, value in (("state", state), ("risk", risk)) if value}
    cases = cases_visible_to(actor).filter(**wanted)
    if cases[MOST : MOST + 1].exists():
        raise Invalid(_("Plus de %(most)d dossiers : filtrez par état ou par risque.") % {"most": MOST})
    rows = _htcds(actor, cases) if form == "htcds" else _plain(actor, cases)
    return workbook_of(rows, _("Dossiers")) if form == "xlsx" else csv_of(rows)


def _chunks(actor: Actor, cases: GuardedQuerySet, form: str) -> Iterator[list[Case]]:
    """The cases, some at a time; each time what is written out is written in the journal."""
    rows = list(cases.values_list("pk", flat=True))
    for start in range(0, len(rows), AT_ONCE):
        part = cases_visible_to(actor).filter(pk__in=rows[start : start + AT_ONCE])
        chunk = list(part.select_related("person", "agency", "owner", "region"))
        record(actor, "export_cases", form=form, codes=[case.code for case in chunk])
        yield chunk
    if not rows:
        record(actor, "export_cases", form=form, codes=[])


def _plain(actor: Actor, cases: GuardedQuerySet) -> Iterator[list[Any]]:
    yield list(COLUMNS)
    for chunk in _chunks(actor, cases, "table"):
        for case in chunk:
            yield [_cell(case, column) for column in COLUMNS]


def _cell(case: Case, column: str) -> str:
    if column in ("sex", "birth_year", "citizenships"):
        value = getattr(case.person, column)
    else:
        value = getattr(case, column)
    if value is None:
        return ""
    return value.isoformat(timespec="minutes") if column.endswith("_at") else str(value)


def _htcds(actor: Actor, cases: GuardedQuerySet) -> Iterator[list[Any]]:
    yield list(FIELDS)
    for chunk in _chunks(actor, cases, "htcds"):
        pieces = pieces_of(actor, chunk)
        for case in chunk:
            yield list(row_of(case, pieces[case.pk], naming=False).values())


@action
def export_archive(actor: Actor, case: Case, *, password: str) -> bytes:
    """Everything of one case that is open to the actor, names and documents too, in a ZIP under AES-256.

    Raises:
        Invalid: the password is too short to hold.
    """
    check_right(actor, "export_archive", case)
    if len(password) < SHORTEST:
        raise Invalid(_("Un mot de passe d’au moins %(n)d caractères.") % {"n": SHORTEST}, "password")
    file = io.BytesIO()
    with pyzipper.AESZipFile(
        file, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES
    ) as packed:
        packed.setpassword(password.encode())
        packed.writestr("dossier.json", json.dumps(_whole(actor, case), ensure_ascii=False, indent=1))
        row = row_of(case, pieces_of(actor, [case])[case.pk], naming=True)
        packed.writestr("htcds.csv", csv_of([list(row), list(row.values())]))
        for number, attachment in enumerate(attachments_visible_to(actor).filter(case=case), 1):
            document = opened(attachment)
            packed.writestr(f"pieces/{number}-{document.file_name}", document.content)
    record(actor, "export_archive", case.code)
    return file.getvalue()


def _whole(actor: Actor, case: Case) -> dict[str, Any]:
    found = case_file(actor, case.code)
    return {
        "code": case.code,
        "written_out_at": timezone.now().isoformat(timespec="minutes"),
        "identity": found.identity.words if found.identity else {},
        "case": {column: _cell(case, column) for column in COLUMNS},
        **{
            kind: [
                {"at": one.written_at.isoformat(timespec="minutes"), **one.words}
                for one in getattr(found, kind)
            ]
            for kind in ("screenings", "decisions", "assessments", "plans", "services", "follow_ups", "notes")
        },
    }
