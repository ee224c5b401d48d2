"""What the boards read: only summaries, and only what a role with statistics may see."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Max, Min, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.policy import Category
from siraba.foundation.vocabulary import choices
from siraba.partnership.statistics.models import Dataset, Form, HistoricCount, Sex
from siraba.partnership.statistics.tables import Axis, Plan, Table, cross

PLANS = (
    Plan("formes", gettext_lazy("Forme d’exploitation selon le sexe"), "form", "sex"),
    Plan("ages", gettext_lazy("Tranche d’âge selon le sexe"), "age_band", "sex"),
    Plan("annees", gettext_lazy("Année selon la forme d’exploitation"), "year", "form"),
)


@dataclass(frozen=True)
class DatasetSummary:
    """A data set that holds records, and its first and last year (None where it has no years)."""

    dataset: Dataset
    first: int | None
    last: int | None


def historic_datasets(actor: Actor) -> list[DatasetSummary]:
    """The data sets that were imported. Raises NotVisible for a role without statistics."""
    found = _counts(actor).values("dataset").order_by("dataset")
    return [
        DatasetSummary(Dataset(row["dataset"]), row["first"], row["last"])
        for row in found.annotate(first=Min("year"), last=Max("year"))
    ]


def historic_tables(
    actor: Actor, dataset: str, first: int | None = None, last: int | None = None
) -> list[Table]:
    """Form by sex, age band by sex, year by form, within the years given; small counts hidden.

    Raises:
        NotVisible: a role without statistics.
    """
    rows = _counts(actor).filter(dataset=dataset)
    if first is not None:
        rows = rows.filter(year__gte=first)
    if last is not None:
        rows = rows.filter(year__lte=last)
    grouped = rows.values("form", "sex", "age_band", "year").order_by().annotate(number=Sum("count"))
    counts = [(row, row["number"]) for row in grouped]
    if not counts:
        return []
    return cross(counts, _axes([row for row, _number in counts]), PLANS, settings.SMALL_COUNT)


def _counts(actor: Actor) -> QuerySet[HistoricCount]:
    # Anonymised before they came here: whoever may see any statistics may see these.
    if not actor.scopes(Category.STATISTICS):
        raise NotVisible
    return HistoricCount.objects.all()


def _axes(rows: Sequence[Mapping]) -> dict[str, Axis]:
    forms = {**dict(choices("exploitation_type")), Form.MULTIPLE: Form.MULTIPLE.label}
    bands = {band: _("%(band)s ans") % {"band": band} for band, _label in choices("age_band_ctdc")}
    years: dict[Hashable, str] = {year: str(year) for year in sorted({r["year"] for r in rows} - {None})}
    unknown = _("Non renseigné")
    return {
        "form": Axis(_("Forme d’exploitation"), _met({**forms, "": _("Non renseignée")}, rows, "form")),
        "sex": Axis(_("Sexe"), _met(dict(Sex.choices), rows, "sex")),
        "age_band": Axis(_("Tranche d’âge"), _met({**bands, "": unknown}, rows, "age_band")),
        "year": Axis(_("Année"), _met({**years, None: unknown}, rows, "year")),
    }


def _met(labels: dict, rows: Iterable[Mapping], name: str) -> dict:
    """The labels of the values that occur, in their own order."""
    occurring = {row[name] for row in rows}
    return {key: label for key, label in labels.items() if key in occurring}
