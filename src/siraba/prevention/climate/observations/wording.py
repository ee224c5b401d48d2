"""What the pages say in words of what there is, and of what there is not."""

from django.utils.translation import gettext as _

from siraba.prevention.climate.observations.models import Edition


def fault_lines(edition: Edition) -> list[str]:
    """The lines of a file that were refused, as they are shown."""
    return [
        _("Ligne %(line)d : %(why)s") % {"line": line, "why": why} if line else str(why)
        for line, why in edition.faults
    ]


def lack_summary(lacking: int, cercles: int, people: float, all_people: float) -> str:
    """How many cercles lack data, and how many of the displaced people last counted are there."""
    told = _("%(lacking)d cercles sur %(cercles)d n’ont pas assez de données.") % {
        "lacking": lacking,
        "cercles": cercles,
    }
    if all_people:
        told += " " + _(
            "Au dernier tour de la DTM, %(share)d %% des personnes déplacées étaient dans ces cercles."
        ) % {"share": round(100 * people / all_people)}
    return told
