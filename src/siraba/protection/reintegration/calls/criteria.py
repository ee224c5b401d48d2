"""The rules of a call: what projects are scored by, and which shares of the money are kept for whom."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from siraba.foundation.access.errors import Invalid
from siraba.protection.reintegration.calls.models import Call

# This project's list, à valider by the fund; they sum to a hundred
USUAL_CRITERIA = (
    {"key": "need", "label": gettext_noop("Besoin et situation de départ"), "most": 20},
    {"key": "skill", "label": gettext_noop("Expérience ou formation dans l’activité"), "most": 20},
    {"key": "market", "label": gettext_noop("Débouchés et viabilité"), "most": 30},
    {"key": "budget", "label": gettext_noop("Budget réaliste"), "most": 20},
    {"key": "common", "label": gettext_noop("Utilité pour la famille ou la communauté"), "most": 10},
)
MOST_POINTS = 100


def usual_criteria() -> list[dict[str, Any]]:
    """The criteria that a call has unless it says others."""
    return [{**one, "label": _(str(one["label"]))} for one in USUAL_CRITERIA]


def criteria_of(call: Call) -> list[dict[str, Any]]:
    """Key, label and most points of each criterion of a call, in its order."""
    return list(call.rules.get("criteria", []))


def most_of(call: Call) -> int:
    """The highest score that a project can have."""
    return sum(one["most"] for one in criteria_of(call))


def checked_rules(
    call: Call, criteria: Sequence[Mapping[str, Any]], shares: Mapping[str, Any]
) -> dict[str, Any]:
    """The rules as `Call.rules` keeps them.

    `shares` may hold women, protected (per cent), per_household, score_gap (points), least_by_zone and most_by_zone (francs
    by pk of area).

    Raises:
        Invalid: with the name of the field.
    """
    found = [_criterion(one) for one in criteria or usual_criteria()]
    if len({one["key"] for one in found}) < len(found):
        raise Invalid(_("Deux critères ont la même clé."), "criteria")
    rules = {
        "criteria": found,
        "women": _share(shares, "women"),
        "protected": _share(shares, "protected"),
        "per_household": bool(shares.get("per_household", True)),
        "score_gap": shares.get("score_gap", settings.FUND_SCORE_GAP),
        "least_by_zone": _zones(shares, "least_by_zone"),
        "most_by_zone": _zones(shares, "most_by_zone"),
    }
    if not 0 <= rules["score_gap"] <= sum(one["most"] for one in found):
        raise Invalid(_("L’écart va de zéro à la note la plus haute."), "score_gap")
    _check_zones(call, rules)
    return rules


def _criterion(said: Mapping[str, Any]) -> dict[str, Any]:
    key, label, most = (
        str(said.get("key", "")).strip(),
        str(said.get("label", "")).strip(),
        said.get("most", 0),
    )
    if not key or not label or not isinstance(most, int) or not 1 <= most <= MOST_POINTS:
        raise Invalid(_("Un critère a un nom et de 1 à %(most)d points.") % {"most": MOST_POINTS}, "criteria")
    return {"key": key, "label": label, "most": most}


def _share(shares: Mapping[str, Any], name: str) -> int:
    share = shares.get(name, 0)
    if not isinstance(share, int) or not 0 <= share <= 100:
        raise Invalid(_("Une part réservée va de 0 à 100 %."), name)
    return share


def _zones(shares: Mapping[str, Any], name: str) -> dict[str, int]:
    found = {str(zone): amount for zone, amount in (shares.get(name) or {}).items()}
    if any(not isinstance(amount, int) or amount < 0 for amount in found.values()):
        raise Invalid(_("Un montant est un nombre entier de francs, jamais négatif."), name)
    return found


def _check_zones(call: Call, rules: Mapping[str, Any]) -> None:
    least, most = rules["least_by_zone"], rules["most_by_zone"]
    if sum(least.values()) > call.budget:
        raise Invalid(
            _("Les montants réservés aux zones dépassent le budget de l’appel (plus de 100 %)."),
            "least_by_zone",
        )
    if any(least.get(zone, 0) > amount for zone, amount in most.items()):
        raise Invalid(_("Une zone aurait moins que ce qui lui est réservé."), "most_by_zone")
