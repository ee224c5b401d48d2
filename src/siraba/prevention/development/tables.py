"""Reading the table of a component that somebody gives: a place and a value on each line."""

import csv
import io
import math

from django.utils.translation import gettext as _

from siraba.foundation.access.errors import Invalid
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import UnknownArea, area_by_code, find_area

LARGEST = 1024 * 1024
SHOWN = 5
VALUE = "value"


def read_component(content: bytes) -> dict[int, float]:
    """{number of a cercle: value} of a CSV in UTF-8: `version, code, value`, or `name, value`. A line without a value is left out.

    Raises:
        Invalid: it cannot be read, or a line is wrong: nothing is kept, and the first wrong lines are named.
    """
    rows = _rows(content)
    found: dict[int, float] = {}
    faults = []
    for number, row in rows:
        try:
            if (value := _value(row)) is None:
                continue
            area = _cercle(row)
            if area.pk in found:
                raise Invalid(_("%(place)s est donné deux fois.") % {"place": area})
            found[area.pk] = value
        except (Invalid, UnknownArea) as wrong:
            faults.append(_("ligne %(number)d : %(fault)s") % {"number": number, "fault": wrong})
    if faults:
        raise Invalid(" ".join(faults[:SHOWN]), "table")
    if not found:
        raise Invalid(_("Aucune valeur dans ce fichier."), "table")
    return found


def _rows(content: bytes) -> list[tuple[int, dict[str, str]]]:
    if len(content) > LARGEST:
        raise Invalid(_("Ce fichier dépasse 1 Mo."), "table")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(_("Ce fichier n’est pas du texte en UTF-8."), "table") from None
    first = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in first else ",")
    names = set(reader.fieldnames or ())
    if VALUE not in names or not ({"version", "code"} <= names or "name" in names):
        raise Invalid(
            _("La première ligne doit nommer les colonnes : version, code, value ; ou name, value."), "table"
        )
    return [(reader.line_num, {name: (cell or "").strip() for name, cell in row.items() if isinstance(cell, str | None)})
            for row in reader]  # fmt: skip


def _value(row: dict[str, str]) -> float | None:
    if not row[VALUE]:
        return None
    try:
        value = float(row[VALUE].replace(",", "."))
    except ValueError:
        raise Invalid(_("« %(value)s » n’est pas un nombre.") % {"value": row[VALUE]}) from None
    if not math.isfinite(value) or value < 0:
        raise Invalid(
            _("il faut un nombre qui ne soit pas négatif, et non « %(value)s ».") % {"value": row[VALUE]}
        )
    return value


def _cercle(row: dict[str, str]) -> Area:
    if row.get("code"):
        area: Area | None = area_by_code(row.get("version", ""), row["code"])
    else:
        area = find_area(row.get("name", ""), Area.Level.CERCLE)
    if area is None or area.level != Area.Level.CERCLE or not area.version.current:
        said = row.get("code") or row.get("name", "")
        raise Invalid(_("« %(place)s » n’est pas un cercle d’aujourd’hui.") % {"place": said})
    return area
