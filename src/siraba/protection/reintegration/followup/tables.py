"""The tables of weights: those that come with the platform, those that are added, and which one measures whom."""

import json
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from siraba.engines.sustainability import BadTable, read_table
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.audit.journal import action, record
from siraba.protection.reintegration.followup.models import FollowUp, Measure, ScoreTable, Subject

FOLDER = Path(__file__).parent / "data"
SYSTEM = "which table has measured somebody"
LARGEST = 200_000


def load_tables() -> int:
    """Keep the first version of each table of the platform, if it is not there; how many there are."""
    files = sorted(FOLDER.glob("*.json"))
    for file in files:
        made = table_from(file.read_bytes())
        ScoreTable.objects.get_or_create(
            subject=made.subject,
            version=1,
            defaults={"name": made.name, "provisional": made.provisional, "content": made.content},
        )
    return len(files)


def table_from(content: bytes) -> ScoreTable:
    """A table as a file gives it, not saved and without its version. Raises Invalid."""
    if len(content) > LARGEST:
        raise Invalid(_("Ce fichier dépasse 200 ko : ce n’est pas une table de poids."), "file")
    try:
        data = json.loads(content.decode("utf-8-sig"))
        read_table(data)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise Invalid(_("Ce fichier n’est pas du JSON lisible."), "file") from None
    except BadTable as error:
        raise Invalid(str(error), "file") from None
    subject, name = data.get("subject"), str(data.get("name", "")).strip()
    if subject not in Subject.values:
        raise Invalid(_("La table ne dit pas ce qu’elle mesure (« subject »)."), "file")
    if not 0 < len(name) <= 80:
        raise Invalid(_("Le nom d’une table a 80 signes au plus."), "file")
    return ScoreTable(
        subject=subject, name=name, provisional=data.get("provisional") is not False, content=data
    )


@action
def add_score_table(actor: Actor, *, file: bytes) -> ScoreTable:
    """Add the next version of a table; persons who have been measured by an older one go on with it.

    Raises:
        Invalid: the file is no table, or somebody adds a version at this moment.
    """
    check_right(actor, "add_score_table")
    made = table_from(file)
    last = ScoreTable.objects.filter(subject=made.subject).aggregate(last=Max("version"))["last"] or 0
    made.version, made.added_by_id = last + 1, actor.account_id
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Invalid(_("Une autre version vient d’être ajoutée : réessayez."), "file") from None
    record(actor, "add_score_table", made.code, name=made.name)
    return made


def tables_for(follow_up: FollowUp, young: bool) -> list[ScoreTable]:
    """The tables to be asked: for each subject the one that has measured this return first, else the newest."""
    subjects = [Subject.SUSTAINABILITY, *([Subject.AUTONOMY] if young else [])]
    used: QuerySet = (
        Measure.objects.system(SYSTEM).filter(**of_the_same(follow_up)).order_by("follow_up__month")
    )
    first: dict[str, ScoreTable] = {}
    for measure in used.select_related("table"):
        first.setdefault(measure.table.subject, measure.table)
    found = [first.get(subject) or _newest(subject) for subject in subjects]
    return [table for table in found if table]


def _newest(subject: str) -> ScoreTable | None:
    return ScoreTable.objects.filter(subject=subject).order_by("-version").first()


def of_the_same(follow_up: FollowUp) -> dict[str, object]:
    """The condition of what was measured in the same return."""
    if follow_up.plan_id:
        return {"follow_up__plan": follow_up.plan_id}
    return {"follow_up__application": follow_up.application_id, "follow_up__plan": None}
