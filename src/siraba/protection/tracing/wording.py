"""The engine's explanation in words: for each fact what was asked, what was found, how alike, how frequent, and its weight."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from siraba.engines.matching.comparison import (
    CERCLE,
    CERCLE_ONLY,
    ELSEWHERE,
    REGION,
    REGION_ONLY,
    VILLAGE,
)
from siraba.engines.matching.explanation import ABOUT, HALF_A_BIT, Explanation, Reason
from siraba.engines.matching.people import NAMES
from siraba.engines.matching.vocabulary import DIFFERENT, EXACT, NEAR, PART, PET, SAME, SLIP
from siraba.foundation.interface.templatetags.kit import local_date
from siraba.protection.tracing.following import Wish

LABELS: dict[str, Promise] = {
    "given_name": gettext_lazy("Prénom"),
    "family_name": gettext_lazy("Nom de famille"),
    "father_given": gettext_lazy("Prénom du père"),
    "mother_given": gettext_lazy("Prénom de la mère"),
    "mother_family": gettext_lazy("Nom de la mère"),
    "sex": gettext_lazy("Sexe"),
    "born": gettext_lazy("Année de naissance"),
    "day": gettext_lazy("Jour de naissance"),
    "place": gettext_lazy("Lieu d’origine"),
    "order": gettext_lazy("Ordre du nom et du prénom"),
    "phone": gettext_lazy("Téléphone"),
}
ALIKE: dict[int, Promise] = {
    DIFFERENT: gettext_lazy("deux noms différents"),
    PART: gettext_lazy("un nom sur plusieurs est le même"),
    NEAR: gettext_lazy("écritures proches, peut-être deux noms"),
    SLIP: gettext_lazy("sans doute une faute d’écriture"),
    PET: gettext_lazy("le même prénom par l’usage"),
    SAME: gettext_lazy("le même à l’oreille"),
    EXACT: gettext_lazy("le même"),
}
PLACES: dict[int, Promise] = {
    ELSEWHERE: gettext_lazy("deux lieux différents"),
    REGION_ONLY: gettext_lazy("même région, autre cercle"),
    REGION: gettext_lazy("même région"),
    CERCLE_ONLY: gettext_lazy("même cercle, autre village"),
    CERCLE: gettext_lazy("même cercle"),
    VILLAGE: gettext_lazy("même village"),
}
COMMON, RARE = 0.01, 0.001
CERTAIN, UNLIKELY = 0.99, 0.01


@dataclass(frozen=True)
class Step:
    """One step of the waterfall: a fact, the two sides, what it means, its bits, and the sum before and after it."""

    label: str
    asked: str
    found: str
    meaning: str
    bits: float
    before: float

    @property
    def after(self) -> float:
        return self.before + self.bits

    @property
    def signed(self) -> str:
        return signed(self.bits)


def steps(explanation: Explanation) -> list[Step]:
    """The waterfall, the strongest facts first; the last step is what a brother or sister would take off."""
    made: list[Step] = []
    total = 0.0
    for reason in explanation.reasons:
        made.append(_step(reason, total))
        total += reason.bits
    if explanation.relative >= HALF_A_BIT:
        words = _("Un frère ou une sœur conviendrait aussi")
        made.append(Step(words, "", "", "", -explanation.relative, total))
    return made


def _step(reason: Reason, before: float) -> Step:
    asked, found = (_said(reason, text) for text in (reason.asked, reason.found))
    return Step(str(LABELS[reason.field]), asked, found, _meaning(reason), reason.bits, before)


def _said(reason: Reason, text: str) -> str:
    if reason.field == "born" and text.endswith(ABOUT):
        return _("vers %(year)s") % {"year": text.removesuffix(ABOUT)}
    return text


def _meaning(reason: Reason) -> str:
    if reason.field in NAMES:
        return ", ".join(filter(None, (str(ALIKE[reason.level]), _frequency(reason))))
    if reason.field == "place":
        return str(PLACES[reason.level])
    if reason.field == "order":
        return _("l’un à la place de l’autre") if reason.level else _("le même ordre")
    if reason.field == "born":
        return _("compatible") if reason.bits > 0 else _("trop éloignée")
    return _("le même") if reason.level else _("un autre")


def _frequency(reason: Reason) -> str:
    if not reason.share or reason.level == DIFFERENT:
        return ""
    one_in = _("1 sur %(n)s") % {"n": f"{round(1 / reason.share):,}".replace(",", "\u202f")}
    if reason.share >= COMMON:
        return _("fréquent (%(one_in)s)") % {"one_in": one_in}
    return _("rare (%(one_in)s)") % {"one_in": one_in} if reason.share <= RARE else one_in


def signed(bits: float) -> str:
    """`+3`, `−2`"""
    return f"{'−' if round(bits) < 0 else '+'}{abs(round(bits))}"


def likelihood(probability: float) -> str:
    """The probability that it is the same person, in words that do not claim more than is known."""
    if probability > CERTAIN:
        return _("plus de 99 %")
    return _("moins de 1 %") if probability < UNLIKELY else _("%(n)d %%") % {"n": round(100 * probability)}


def others(close: int) -> str:
    """How many others fit as well or almost."""
    if not close:
        return _("Personne d’autre ne convient presque autant.")
    return ngettext(
        "%(n)d autre personne convient autant ou presque.",
        "%(n)d autres personnes conviennent autant ou presque.",
        close,
    ) % {"n": close}


DETAILS: dict[str, Promise] = {
    "evidence": gettext_lazy("Ce qui l’établit"),
    "officer": gettext_lazy("Agent de protection de l’enfant"),
    "authority": gettext_lazy("Autorité"),
    "on": gettext_lazy("Le"),
    "place": gettext_lazy("Où"),
    "child_view": gettext_lazy("Ce que l’enfant en dit"),
    "question": gettext_lazy("Question"),
    "expected": gettext_lazy("Réponse de la famille"),
    "answer": gettext_lazy("Réponse de l’autre côté"),
}


def details(words: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a decision says besides its reason."""
    said = [(str(name), _shown(key, words[key])) for key, name in DETAILS.items() if words.get(key)]
    if "favourable" in words:
        said.append((_("Le contact est dans son intérêt"), _yes_or_no(words["favourable"])))
    if "agrees" in words:
        said.append((_("Les deux réponses disent la même chose"), _yes_or_no(words["agrees"])))
    if words.get("what"):
        said.append((_("Ce que la famille saura"), str(Wish(words["what"]).label)))
    return said


def _shown(key: str, said: Any) -> str:
    return local_date(date.fromisoformat(said)) if key == "on" else str(said)


def _yes_or_no(said: bool) -> str:
    return _("Oui") if said else _("Non")
