"""The portfolio and the need index as CSV with HXL hashtags under the header (https://hxlstandard.org, version 1.1)."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from siraba.foundation.geography.models import Area, AreaCode
from siraba.foundation.interface.exports import csv_of
from siraba.prevention.development.models import MARKERS, ComponentKey, NeedIndex, Project, ZoneScore

PCODES = "cod-2021"
PROJECT_TAGS = (
    "#activity+code",
    "#activity+name",
    "#org+lead+name",
    "#status+name",
    "#date+start+planned",
    "#date+end+planned",
    "#sector+code+list",
    "#loc+name+list",
    "#loc+code+list",
    "#value+budget+total",
    "#currency+code",
    "#targeted+f",
    "#targeted+m",
    "#targeted+youth",
    *(f"#indicator+marker+{name}" for name in MARKERS),
)


def projects_table(projects: Iterable[Project]) -> bytes:
    """One line a project; lists within a cell are separated by a semicolon. `projects` were read `whole`."""
    rows = list(projects)
    codes = _pcodes({area.pk for one in rows for area in one.zones.all()})
    header = (
        *(
            _("Code"),
            _("Intitulé"),
            _("Porteur"),
            _("État"),
            _("Début prévu"),
            _("Fin prévue"),
            _("Secteurs"),
        ),
        *(
            _("Zones"),
            _("P-codes (COD 2021)"),
            _("Budget"),
            _("Monnaie"),
            _("Femmes"),
            _("Hommes"),
            _("Jeunes"),
        ),
        *(str(Project._meta.get_field(name).verbose_name) for name in MARKERS),  # type: ignore[union-attr]
    )
    return csv_of([header, PROJECT_TAGS, *(_project(one, codes) for one in rows)])


def _project(one: Project, codes: dict[int, str]) -> Sequence[object]:
    zones = list(one.zones.all())
    return (
        *(one.code, one.title, one.lead.name, one.get_state_display(), one.starts_on, one.ends_on),
        ";".join(sector.code for sector in one.sectors.all()),
        ";".join(str(area) for area in zones),
        ";".join(codes.get(area.pk, "") for area in zones),
        *(sum(line.amount for line in one.budget.all()), "XOF", one.women, one.men, one.youth),
        *("" if (answer := getattr(one, name)) is None else answer for name in MARKERS),
    )


def _pcodes(areas: set[int]) -> dict[int, str]:
    return dict(AreaCode.objects.filter(version__code=PCODES, area__in=areas).values_list("area_id", "code"))


def needs_table(index: NeedIndex, scores: Iterable[ZoneScore]) -> bytes:
    """One line a cercle: its rank and score, its components between 0 and 1; what is missing is named and left empty."""
    rows = list(scores)
    codes = _pcodes({one.area_id for one in rows})
    keys = [key for key in ComponentKey if key in index.weights]
    header = (
        *(_("Région"), _("Cercle"), _("P-code (COD 2021)"), _("Rang"), _("Besoin, sur 100")),
        *(str(key.label) for key in keys),
        *(
            _("Composantes manquantes"),
            _("Part des tirages en tête"),
            _("Version de l’indice"),
            _("Publié le"),
        ),
    )
    tags = (
        *("#adm1+name", "#adm2+name", "#adm2+code", "#indicator+rank", "#indicator+need+index"),
        *(f"#indicator+{key}+normalised" for key in keys),
        *("#meta+missing", "#indicator+stability", "#meta+version", "#date+published"),
    )
    return csv_of([header, tags, *(_need(index, one, keys, codes) for one in rows)])


def _need(index: NeedIndex, one: ZoneScore, keys: Sequence[str], codes: dict[int, str]) -> Sequence[object]:
    area: Area = one.area
    return (
        *(area.parent or "", area, codes.get(area.pk, "")),
        *("" if said is None else said for said in (one.rank, _round(one.score))),
        *("" if key not in one.parts else round(one.parts[key], 4) for key in keys),
        ";".join(one.missing),
        "" if one.stability is None else round(one.stability, 4),
        *(index.version, index.published_at.date()),
    )


def _round(score: float | None) -> float | None:
    return None if score is None else round(score, 2)
