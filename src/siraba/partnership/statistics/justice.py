"""The returns of justice: what a file, a court and UNODC's questionnaire count, by year; small counts hidden."""

from collections.abc import Mapping
from datetime import date

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.policy import Category, Purpose, Scope
from siraba.foundation.accounts.roles import Role
from siraba.foundation.vocabulary import choices
from siraba.partnership.statistics.tables import Axis, Plan, Table, cross
from siraba.prosecution.investigations.counts import (
    CONTACT,
    CONVICTED,
    FILES,
    INDICATORS,
    OFFENCES,
    PERSONS,
    PROSECUTED,
    counts_of,
    years_counted,
)

READERS = {Role.INVESTIGATOR, Role.MAGISTRATE, Role.COORDINATOR, Role.UNODC, Role.DONOR}
# After the data sheets of UNODC (value list `glotip_indicator`); French to be validated
LABELS: dict[str, str | Promise] = {
    FILES: gettext_lazy("Procédures ouvertes"),
    OFFENCES: gettext_lazy("Infractions de traite retenues"),
    CONTACT: gettext_lazy("Personnes en contact formel (mises en cause)"),
    PROSECUTED: gettext_lazy("Personnes poursuivies"),
    CONVICTED: gettext_lazy("Personnes condamnées"),
}
# By year alone, and fixed: two filtered tables could be subtracted from one another.
SIDES = (
    ("age", gettext_lazy("âge")),
    ("citizenship", gettext_lazy("nationalité")),
    ("form", gettext_lazy("forme")),
)


def sees_own(actor: Actor) -> bool:
    return Scope.OWN in actor.scopes(Category.INVESTIGATION)


def _sees_aggregate(actor: Actor) -> bool:
    """By the category itself; or as a magistrate, by the statistics of whoever has files."""
    counting = actor.acting_for(Purpose.STATISTICS).scopes
    has_files = Scope.ASG in actor.scopes(Category.INVESTIGATION)
    return Scope.AGG in counting(Category.INVESTIGATION) or (
        has_files and Scope.AGG in counting(Category.STATISTICS)
    )


def justice_years(actor: Actor) -> list[int]:
    return years_counted(actor if sees_own(actor) else None)


def justice_tables(actor: Actor, year: int) -> list[Table]:
    """One year: of the actor's own service with exact counts, or of all with small counts hidden.

    Raises:
        NotVisible: the actor sees neither.
    """
    own = sees_own(actor)
    if not own and not _sees_aggregate(actor):
        raise NotVisible
    counts = counts_of(date(year, 1, 1), date(year, 12, 31), actor.organisation_id if own else None)
    threshold = None if own else settings.SMALL_COUNT
    return [table for indicator in INDICATORS for table in _tables(indicator, counts, threshold)]


def _tables(indicator: str, counts: list, threshold: int | None) -> list[Table]:
    rows = [(one, number) for one, number in counts if one["indicator"] == indicator]
    if not rows:
        return []
    if indicator in PERSONS:
        plans = [
            Plan(
                f"{indicator}-{side}".replace("_", "-"),
                _("%(what)s, par %(side)s et sexe") % {"what": LABELS[indicator], "side": label},
                side,
                "sex",
            )
            for side, label in SIDES
        ]
    else:
        title = _("%(what)s, par forme d’exploitation") % {"what": LABELS[indicator]}
        plans = [Plan(indicator.replace("_", "-"), title, "form", "indicator")]
    return cross(rows, _axes([one for one, _number in rows], indicator), plans, threshold)


def _axes(rows: list[Mapping[str, str]], indicator: str) -> dict[str, Axis]:
    unknown = _("Non renseigné")
    known = {
        "indicator": (_("Nombre"), {indicator: _("Nombre")}),
        "form": (_("Forme d’exploitation"), {**dict(choices("exploitation_type_mali")), "": unknown}),
        "sex": (_("Sexe"), dict(choices("sex"))),
        "age": (
            _("Âge"),
            {"child": _("Moins de 18 ans"), "adult": _("18 ans et plus"), "unknown": unknown},
        ),
        "citizenship": (
            _("Nationalité"),
            {"national": _("Malienne"), "foreign": _("Étrangère"), "unknown": unknown},
        ),
    }
    return {
        name: Axis(
            title, {key: label for key, label in labels.items() if key in {row.get(name) for row in rows}}
        )
        for name, (title, labels) in known.items()
    }
