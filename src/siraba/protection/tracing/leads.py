"""Decisions about a lead: two persons confirm, the person found decides what is told, and everything can be undone."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.protection.tracing.following import SETTLED, Wish, add_decision, decisions_of, follow, wish_of
from siraba.protection.tracing.models import (
    LEAD_MOVES,
    Lead,
    Registration,
    TracingRequest,
)

SYSTEM = "both sides of a lead that the actor was given"


def with_sides(leads: Iterable[Lead]) -> list[Lead]:
    """Give leads that are open to the actor their request and registration."""
    found = list(leads)
    requests = TracingRequest.objects.system(SYSTEM).in_bulk({lead.request_id for lead in found})
    registrations = Registration.objects.system(SYSTEM).in_bulk({lead.registration_id for lead in found})
    for lead in found:
        lead.request, lead.registration = requests[lead.request_id], registrations[lead.registration_id]
    return found


@action
def confirm_lead(actor: Actor, lead: Lead, *, reason: str, evidence: str = "") -> None:
    """The first of two persons finds the pair plausible.

    Raises:
        Invalid: of somebody who died, nothing but the name was looked at.
    """
    _begin(actor, lead, "confirm_lead")
    if lead.registration.is_deceased and not evidence.strip():
        raise Invalid(_("Un nom ne suffit pas : dites ce qui établit que c’est elle."), "evidence")
    _decide(actor, lead, "confirm_lead", reason, evidence=evidence)


@action
def verify_lead(actor: Actor, lead: Lead, *, reason: str) -> None:
    """Another person says that it is the same one.

    Raises:
        Invalid: another lead of the request is confirmed already; at most one is right.
    """
    _begin(actor, lead, "verify_lead")
    others = Lead.objects.system(SYSTEM).filter(request=lead.request_id, state__in=SETTLED, hidden=False)
    if others.exclude(pk=lead.pk).exists():
        raise Invalid(_("Une autre piste de cette demande est déjà confirmée : écartez-la d’abord."))
    _decide(actor, lead, "verify_lead", reason)


@action
def reject_lead(actor: Actor, lead: Lead, *, reason: str) -> None:
    """It is not the same person; the pair comes back only with new facts."""
    _begin(actor, lead, "reject_lead")
    _decide(actor, lead, "reject_lead", reason)


@action
def assess_best_interests(
    actor: Actor, lead: Lead, *, officer: str, on: date, child_view: str, favourable: bool, reason: str
) -> None:
    """What the child-protection officer found to be in the best interests of the child."""
    _begin(actor, lead, "assess_best_interests")
    _decide(
        actor,
        lead,
        "assess_best_interests",
        reason,
        officer=officer,
        on=on.isoformat(),
        child_view=child_view,
        favourable=favourable,
    )


@action
def check_answer(
    actor: Actor, lead: Lead, *, question: str, expected: str, answer: str, agrees: bool, reason: str = ""
) -> None:
    """A question that only the family can answer: what the two sides said, and whether it is the same."""
    _begin(actor, lead, "check_answer")
    told = reason or (_("Les réponses concordent.") if agrees else _("Les réponses ne concordent pas."))
    _decide(
        actor, lead, "check_answer", told, question=question, expected=expected, answer=answer, agrees=agrees
    )


@action
def offer_contact(actor: Actor, lead: Lead, *, reason: str) -> None:
    """Meet the person found, away from others, and ask what she wants.

    Raises:
        Invalid: she is dead; or a child is concerned, and nobody found contact to be in its interest.
    """
    _begin(actor, lead, "offer_contact")
    if lead.registration.is_deceased:
        raise Invalid(_("Une mort s’annonce en personne, par l’autorité qui en est chargée."))
    _check_child(lead)
    _decide(actor, lead, "offer_contact", reason)


def concerns_child(lead: Lead) -> bool:
    return lead.registration.is_child or lead.request.is_child or lead.request.seeker_is_child


def waits_for_best_interests(lead: Lead) -> bool:
    """Whether a child is concerned, and nobody has found contact to be in its interest."""
    assessed = [one for one in decisions_of(lead) if one.act == "assess_best_interests"]
    return concerns_child(lead) and not (assessed and assessed[-1].words.get("favourable"))


def _check_child(lead: Lead) -> None:
    if waits_for_best_interests(lead):
        raise Invalid(
            _(
                "Un enfant est concerné : l’agent de protection de l’enfant évalue d’abord son intérêt supérieur, et l’avis doit être favorable."
            )
        )


@action
def accept_contact(actor: Actor, lead: Lead, *, what: str, place: str = "", reason: str) -> None:
    """She wants her family to know: that she is alive, where she is, or to be in contact.

    Raises:
        Invalid: she wants it to be known where she is, and the place is not said.
    """
    _begin(actor, lead, "accept_contact")
    if what == Wish.PLACE and not place.strip():
        raise Invalid(_("Dites le lieu, tel qu’elle veut qu’il soit connu."), "place")
    _decide(
        actor, lead, "accept_contact", reason, what=what, place=place.strip() if what == Wish.PLACE else ""
    )


@action
def refuse_contact(actor: Actor, lead: Lead, *, reason: str) -> None:
    """She does not want it, or no more: the family's page says again what it says to everybody."""
    _begin(actor, lead, "refuse_contact")
    _decide(actor, lead, "refuse_contact", reason)


def answers_that_agree(lead: Lead) -> int:
    return sum(one.act == "check_answer" and bool(one.words.get("agrees")) for one in decisions_of(lead))


@action
def tell_family(actor: Actor, lead: Lead, *, reason: str) -> None:
    """Tell the family what the person found wants, and nothing else; their page says it from now on.

    Raises:
        Invalid: an adult who claims to be family has not shown it; or a child is concerned, see `offer_contact`.
    """
    _begin(actor, lead, "tell_family")
    asked = settings.TRACING_ANSWERS
    if not lead.request.seeker_is_child and answers_that_agree(lead) < asked:
        raise Invalid(
            _(
                "Il faut %(asked)d réponses concordantes à des questions que seule la famille connaît : il y en a %(given)d."
            )
            % {"asked": asked, "given": answers_that_agree(lead)}
        )
    _check_child(lead)
    _decide(actor, lead, "tell_family", reason)


@action
def tell_of_death(actor: Actor, lead: Lead, *, authority: str, on: date, place: str, reason: str) -> None:
    """The authority in charge told the family, in person. No page ever says it.

    Raises:
        Invalid: the person is not registered as dead.
    """
    _begin(actor, lead, "tell_of_death")
    if not lead.registration.is_deceased:
        raise Invalid(_("Cette personne n’est pas enregistrée comme décédée."))
    _decide(actor, lead, "tell_of_death", reason, authority=authority, on=on.isoformat(), place=place)


@action
def restore_contact(actor: Actor, lead: Lead, *, on: date, reason: str) -> None:
    """They spoke, wrote or met.

    Raises:
        Invalid: one of the two did not want it.
    """
    _begin(actor, lead, "restore_contact")
    if wish_of(lead).get("what") != Wish.CONTACT:
        raise Invalid(_("La personne retrouvée n’a pas voulu de contact direct."))
    if not lead.request.agrees:
        raise Invalid(_("Qui cherche n’a pas voulu de contact direct."))
    _decide(actor, lead, "restore_contact", reason, on=on.isoformat())


@action
def undo_decision(actor: Actor, lead: Lead, *, reason: str) -> None:
    """Take the last decision back: the lead is where it was before; what was decided stays written.

    Raises:
        Invalid: nothing was decided.
    """
    _begin(actor, lead, "undo_decision")
    stands = [one for one in decisions_of(lead) if one.act != "propose_again"]
    if not stands:
        raise Invalid(_("Rien n’a encore été décidé."))
    last = stands[-1]
    last.undone_at = timezone.now()
    last.write(**last.words, undone=reason, undone_by=actor.account_id)
    last.save()
    _move(lead, last.before)
    record(actor, "undo_decision", lead.code, undone=last.act)


def _begin(actor: Actor, lead: Lead, act: str) -> None:
    check_right(actor, act, lead)
    lock(lead)
    with_sides([lead])
    LEAD_MOVES.require(lead, act)


def _decide(actor: Actor, lead: Lead, act: str, reason: str, **words: Any) -> None:
    if not reason.strip():
        raise Invalid(_("Dites pourquoi."), "reason")
    before = lead.state
    LEAD_MOVES.advance(lead, act)
    add_decision(actor.account_id, lead, act, before, reason=reason, **words)
    _move(lead, lead.state)
    record(actor, act, lead.code)


def _move(lead: Lead, state: str) -> None:
    lead.state = state
    lead.save(update_fields=["state"])
    follow(lead.request)
