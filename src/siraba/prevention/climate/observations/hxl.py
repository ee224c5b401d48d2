"""The values of an indicator as CSV with HXL hashtags under the header (https://hxlstandard.org, version 1.1)."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from siraba.foundation.interface.exports import csv_of
from siraba.prevention.climate.observations.models import Indicator, Observation
from siraba.prevention.climate.observations.selectors import Line


def observations_table(indicator: Indicator, others: Sequence[Indicator], lines: Iterable[Line]) -> bytes:
    """One line a value, with what stands beside it, its source, its edition, its licence and the version of the map."""
    header = (
        *(_("Version du découpage"), _("Code du lieu"), _("Lieu"), _("Région"), _("Du"), _("Au")),
        _titled(indicator),
        *(_titled(other) for other in others),
        *(_("Couverture"), _("Source"), _("Obtenu le"), _("Licence")),
    )
    tags = (
        *("#meta+version", "#loc+code", "#loc+name", "#adm1+name", "#date+start", "#date+end"),
        indicator.hxl,
        *(other.hxl for other in others),
        *("#indicator+cover", "#meta+source", "#date+retrieved", "#meta+licence"),
    )
    return csv_of([header, tags, *(_row(one) for one in lines)])


def _titled(indicator: Indicator) -> str:
    return f"{indicator.label} ({indicator.unit})"


def _row(one: Line) -> Sequence[object]:
    row, edition = one.observation, one.edition
    place = row.place
    version, _colon, code = place.code.rpartition(":")
    region = place.area.parent if place.area else None
    return (
        *(version, code, place.name, region or "", row.start, row.end, _number(row)),
        *("" if other is None else _number(other) for _indicator, other in one.others),
        "" if row.cover is None else round(row.cover, 3),
        *(
            (edition.source.title, edition.retrieved_on, edition.source.licence)
            if edition
            else (_("calculé par la plateforme"), "", "")
        ),
    )


def _number(row: Observation) -> float:
    return round(row.value, 4)
