"""The acts on a plan as pages."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.interface.deeds import Deed
from siraba.protection.cases.models import Case
from siraba.protection.reintegration.plans import actions, forms
from siraba.protection.reintegration.plans.models import ReintegrationPlan
from siraba.protection.reintegration.plans.selectors import applications_of


def choices_of(actor: Actor, case: Case) -> list[tuple[str, str]]:
    return [(str(one.pk), f"{one.code} {one.call.title}") for one in applications_of(actor, case)]


def chosen(actor: Actor, case: Case, words: dict[str, Any]) -> dict[str, Any]:
    """The words of a plan's form with the application itself, among those of the case."""
    pk = words.pop("application")
    found = applications_of(actor, case).filter(pk=UUID(pk)).first() if pk else None
    return {**words, "application": found}


def _revise(actor: Actor, plan: ReintegrationPlan, **words: Any) -> None:
    actions.revise_reintegration_plan(actor, plan, **chosen(actor, plan.case, words))


def _standing(actor: Actor, plan: ReintegrationPlan) -> dict[str, Any]:
    return {
        "young": plan.young,
        "version": actions.last_version(plan),
        "applications": choices_of(actor, plan.case),
        "application": str(plan.application_id or ""),
        "channel": plan.channel,
    }


PLAN_DEEDS = {
    "accord": Deed(
        "agree_reintegration_plan",
        actions.agree_reintegration_plan,
        _("Lisez-lui le plan, ou faites-le lui lire. Sans son accord, rien ne commence."),
        forms.AgreementForm,
    ),
    "commencer": Deed(
        "start_reintegration_plan",
        actions.start_reintegration_plan,
        _("Les suivis se comptent à partir de ce jour."),
        forms.StartForm,
    ),
    "changer": Deed(
        "revise_reintegration_plan",
        _revise,
        _(
            "Une nouvelle version s’écrit ; l’ancienne reste lisible. La personne doit donner son accord à la nouvelle."
        ),
        forms.RevisionForm,
        make=_standing,
    ),
    "terminer": Deed(
        "end_reintegration_plan",
        actions.end_reintegration_plan,
        _("Les suivis prévus continuent après un plan achevé ; ils s’arrêtent si la personne ne veut plus."),
        forms.EndingForm,
        danger=True,
    ),
}
