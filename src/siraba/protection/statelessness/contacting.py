"""What a State may be asked: nothing while asylum is claimed, and nothing that the person did not agree to.

The database holds both as well: an agreement withdrawn or an asylum claimed with an enquiry still under way is refused, so
what is under way is stopped first.
"""

from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.organisations.models import Organisation
from siraba.protection.statelessness.files import SYSTEM, not_tomorrow
from siraba.protection.statelessness.models import (
    DETERMINATION_MOVES,
    ENQUIRY_MOVES,
    STATE_MOVES,
    About,
    Agreement,
    Conclusion,
    Determination,
    Enquiry,
    EnquiryState,
    FileState,
    LinkedState,
)

# What the person agrees to, and what is claimed for her


@action
def record_asylum_claim(actor: Actor, found: Determination) -> None:
    """Asylum is claimed: no State is contacted any more, and what was asked is stopped."""
    check_right(actor, "record_asylum_claim", found)
    lock(found)
    DETERMINATION_MOVES.require(found, "record_asylum_claim")
    stopped = _stop_enquiries(found)
    found.asked_asylum = True
    found.save()
    record(actor, "record_asylum_claim", found.code, stopped=stopped)


@action
def end_asylum_claim(actor: Actor, found: Determination, *, reason: str) -> None:
    """Asylum is no longer claimed, and why. What was stopped stays stopped."""
    check_right(actor, "end_asylum_claim", found)
    lock(found)
    DETERMINATION_MOVES.require(found, "end_asylum_claim")
    found.asked_asylum = False
    found.write(**{**found.words, "claim_ended": reason})
    found.save()
    record(actor, "end_asylum_claim", found.code)


@action
def agree_to_contact(actor: Actor, found: Determination, *, how: str, given_on: date) -> Agreement:
    """The person agrees that States with a link be asked. Raises Invalid when she agreed already, or asylum is claimed."""
    check_right(actor, "agree_to_contact", found)
    lock(found)
    DETERMINATION_MOVES.require(found, "agree_to_contact")
    if found.asked_asylum:
        raise Invalid(_("L’asile est demandé : aucun État ne peut être interrogé, même avec son accord."))
    agreement = _agree(actor, found, About.CONTACT, how, given_on)
    record(actor, "agree_to_contact", found.code, how=how)
    return agreement


@action
def withdraw_contact(actor: Actor, found: Determination) -> None:
    """She agrees no more: what was asked is stopped. Raises Invalid when she had not agreed."""
    check_right(actor, "withdraw_contact", found)
    lock(found)
    DETERMINATION_MOVES.require(found, "withdraw_contact")
    stopped = _stop_enquiries(found)
    _withdraw(found, About.CONTACT)
    record(actor, "withdraw_contact", found.code, stopped=stopped)


@action
def agree_to_unhcr(actor: Actor, found: Determination, *, how: str, given_on: date) -> Agreement:
    """She wants UNHCR to take part: its officers read the file and write what they think of it."""
    check_right(actor, "agree_to_unhcr", found)
    lock(found)
    DETERMINATION_MOVES.require(found, "agree_to_unhcr")
    unhcr = Organisation.objects.filter(code=settings.STATELESSNESS_UNHCR).first()
    if unhcr is None:
        raise Invalid(_("Le HCR n’est pas sur cette plateforme."))
    agreement = _agree(actor, found, About.UNHCR, how, given_on, unhcr)
    record(actor, "agree_to_unhcr", found.code, how=how)
    return agreement


@action
def withdraw_unhcr(actor: Actor, found: Determination) -> None:
    """She wants UNHCR to read the file no more; one that UNHCR itself wrote down stays open to it."""
    check_right(actor, "withdraw_unhcr", found)
    lock(found)
    DETERMINATION_MOVES.require(found, "withdraw_unhcr")
    _withdraw(found, About.UNHCR)
    record(actor, "withdraw_unhcr", found.code)


def live_agreement(found: Determination, about: About) -> Agreement | None:
    rows = Agreement.objects.system(SYSTEM).filter(determination=found, about=about)
    live: Agreement | None = rows.filter(withdrawn_at__isnull=True).first()
    return live


def _agree(
    actor: Actor,
    found: Determination,
    about: About,
    how: str,
    given_on: date,
    organisation: Organisation | None = None,
) -> Agreement:
    not_tomorrow(given_on, "given_on")
    if live_agreement(found, about):
        raise Invalid(_("Cet accord est déjà noté."))
    agreement = Agreement(
        determination=found,
        authority_id=found.organisation_id,
        about=about,
        organisation=organisation,
        how=how,
        given_on=given_on,
        heard_by_id=actor.account_id,
    )
    agreement.save(force_insert=True)
    return agreement


def _withdraw(found: Determination, about: About) -> None:
    agreement = live_agreement(found, about)
    if agreement is None:
        raise Invalid(_("Cet accord n’est pas donné."))
    agreement.withdrawn_at = timezone.now()
    agreement.save()


def _stop_enquiries(found: Determination) -> int:
    rows = Enquiry.objects.system(SYSTEM).filter(determination=found, state=EnquiryState.SENT)
    return rows.update(state=EnquiryState.STOPPED)


# The States, and what they are asked


@action
def add_linked_state(
    actor: Actor, found: Determination, *, country: str, link: str, law: str = "", practice: str = ""
) -> LinkedState:
    """A State with a relevant link, its law and what it does. Raises Invalid when it is there already."""
    check_right(actor, "add_linked_state", found)
    lock(found)
    DETERMINATION_MOVES.require(found, "add_linked_state")
    if LinkedState.objects.system(SYSTEM).filter(determination=found, country=country).exists():
        raise Invalid(_("Cet État est déjà dans le dossier."), "country")
    linked = LinkedState(determination=found, country=country, link=link, added_by_id=actor.account_id)
    linked.write(law=law, practice=practice)
    linked.save(force_insert=True)
    record(actor, "add_linked_state", found.code, country=country)
    return linked


@action
def send_enquiry(actor: Actor, linked: LinkedState, *, question: str, sent_on: date) -> Enquiry:
    """Note what is asked of a State; an answer is awaited for the days that are set.

    Raises:
        Invalid: asylum is claimed, the person has not agreed, a day to come, or the file is not examined.
    """
    check_right(actor, "send_enquiry", linked)
    found = _examined(linked)
    STATE_MOVES.require(linked, "send_enquiry")
    not_tomorrow(sent_on, "sent_on")
    if found.asked_asylum:
        raise Invalid(_("L’asile est demandé : aucun État ne peut être interrogé."))
    agreement = live_agreement(found, About.CONTACT)
    if agreement is None:
        raise Invalid(_("La personne n’a pas donné son accord : aucun État ne peut être interrogé."))
    if sent_on < agreement.given_on:
        raise Invalid(_("La demande est avant l’accord de la personne."), "sent_on")
    enquiry = Enquiry(
        determination=found,
        linked_state=linked,
        agreement=agreement,
        sent_on=sent_on,
        due_on=sent_on + timedelta(days=settings.STATELESSNESS_ENQUIRY_DAYS),
        sent_by_id=actor.account_id,
    )
    enquiry.write(question=question)
    enquiry.save(force_insert=True)
    record(actor, "send_enquiry", found.code, country=linked.country)
    return enquiry


def _examined(linked: LinkedState) -> Determination:
    """The file of a State, locked with it. Raises Invalid unless it is under examination."""
    found = linked.determination
    lock(found)
    lock(linked)
    if found.state != FileState.EXAMINED:
        raise Invalid(_("Ce dossier n’est pas en instruction."))
    return found


@action
def record_state_answer(actor: Actor, enquiry: Enquiry, *, answered_on: date, answer: str) -> None:
    """What the State said, and when; also after a silence, or after all contact was stopped."""
    check_right(actor, "record_state_answer", enquiry)
    lock(enquiry)
    ENQUIRY_MOVES.advance(enquiry, "record_state_answer")
    if not enquiry.sent_on <= answered_on <= timezone.localdate():
        raise Invalid(_("Cette date n’est pas entre l’envoi et aujourd’hui."), "answered_on")
    enquiry.answered_on = answered_on
    enquiry.write(**{**enquiry.words, "answer": answer})
    enquiry.save()
    record(actor, "record_state_answer", enquiry.determination.code)


@action
def note_state_silence(actor: Actor, enquiry: Enquiry) -> None:
    """The State has not answered in time. Raises Invalid while there is time."""
    check_right(actor, "note_state_silence", enquiry)
    lock(enquiry)
    ENQUIRY_MOVES.advance(enquiry, "note_state_silence")
    if enquiry.due_on >= timezone.localdate():
        raise Invalid(
            _("Le délai de réponse n’est pas passé : %(day)s.") % {"day": enquiry.due_on.isoformat()}
        )
    enquiry.save()
    record(actor, "note_state_silence", enquiry.determination.code)


@action
def conclude_on_state(actor: Actor, linked: LinkedState, *, conclusion: str, reasons: str) -> None:
    """What this State holds the person to be, by its law and its practice, and why.

    Raises:
        Invalid: an answer is still awaited, or the file is not examined.
    """
    check_right(actor, "conclude_on_state", linked)
    _examined(linked)
    STATE_MOVES.advance(linked, "conclude_on_state")
    if Enquiry.objects.system(SYSTEM).filter(linked_state=linked, state=EnquiryState.SENT).exists():
        raise Invalid(_("Une demande à cet État attend encore : notez la réponse ou le silence."))
    linked.conclusion = Conclusion(conclusion)
    linked.concluded_by_id, linked.concluded_at = actor.account_id, timezone.now()
    linked.write(**{**linked.words, "reasons": reasons})
    linked.save()
    record(actor, "conclude_on_state", linked.determination.code, conclusion=conclusion)


@action
def review_state(actor: Actor, linked: LinkedState, *, reason: str) -> None:
    """Something new is known: the question is open again. What was concluded stays in its reasons."""
    check_right(actor, "review_state", linked)
    _examined(linked)
    STATE_MOVES.advance(linked, "review_state")
    before = f"{linked.get_conclusion_display()} : {linked.words.get('reasons', '')}"
    linked.conclusion = ""
    linked.write(**{**linked.words, "before": f"{before}\n{reason}", "reasons": ""})
    linked.save()
    record(actor, "review_state", linked.determination.code)
