"""Inquiries: opened, given to investigators, and filled with victims and witnesses as codes, facts and hearings."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.accounts.models import Account
from siraba.foundation.audit.journal import action, record
from siraba.foundation.geography.models import Area
from siraba.foundation.handover.models import DisclosedCopy
from siraba.foundation.organisations.models import Organisation
from siraba.prosecution.investigations.models import (
    INQUIRY_MOVES,
    Act,
    Assignment,
    Inquiry,
    JudicialStep,
    Participant,
    ParticipantKind,
    Statement,
    StepKind,
    Suspect,
)
from siraba.prosecution.investigations.numbering import next_number
from siraba.prosecution.investigations.rules import INVESTIGATORS

SYSTEM = "a file already given to the actor"


@action
def open_inquiry(
    actor: Actor,
    *,
    title: str,
    summary: str = "",
    number: str = "",
    form: str = "",
    region: Area | None = None,
) -> Inquiry:
    """Open a file for the actor's service, of its own motion."""
    check_right(actor, "open_inquiry")
    inquiry = begin(actor, title=title, summary=summary, number=number, form=form, region=region)
    record(actor, "open_inquiry", inquiry.code)
    return inquiry


def begin(actor: Actor, *, title: str, summary: str, number: str, form: str, region: Area | None) -> Inquiry:
    """The file itself, its first step, and whoever opens it as its first investigator."""
    inquiry = Inquiry(
        organisation_id=actor.home, number=number, form=form, region=region, opened_by_id=actor.account_id
    )
    inquiry.write(title=title, summary=summary)
    inquiry.save(force_insert=True)
    JudicialStep(
        inquiry=inquiry, kind=StepKind.OPENED, day=timezone.localdate(), recorded_by_id=actor.account_id
    ).save(force_insert=True)
    _assign(actor, inquiry, actor.account_id)
    return inquiry


@action
def assign_investigator(actor: Actor, inquiry: Inquiry, *, account: Account) -> None:
    """Let an investigator work on the file; of another service too, when it is shared.

    Raises:
        Invalid: no investigator of a service of justice, or assigned already.
    """
    check_right(actor, "assign_investigator", inquiry)
    lock(inquiry)
    INQUIRY_MOVES.require(inquiry, "assign_investigator")
    home = account.organisation
    if account.role not in INVESTIGATORS or not home or home.house != Organisation.House.PROSECUTION:
        raise Invalid(_("On n’affecte qu’un enquêteur d’un service de justice."), "account")
    if _live(inquiry).filter(account=account).exists():
        raise Invalid(_("Cette personne travaille déjà sur la procédure."), "account")
    _assign(actor, inquiry, account.pk)
    record(actor, "assign_investigator", inquiry.code, account=account.pk)


@action
def end_assignment(actor: Actor, inquiry: Inquiry, *, account: Account) -> None:
    """Take an investigator off the file; one of another service sees it no more from now on."""
    check_right(actor, "end_assignment", inquiry)
    lock(inquiry)
    if not _live(inquiry).filter(account=account).update(ended_at=timezone.now()):
        raise Invalid(_("Cette personne ne travaille pas sur la procédure."), "account")
    inquiry.__dict__.pop("at_work", None)
    record(actor, "end_assignment", inquiry.code, account=account.pk)


def _live(inquiry: Inquiry):
    return Assignment.objects.system(SYSTEM).filter(inquiry=inquiry, ended_at__isnull=True)


def _assign(actor: Actor, inquiry: Inquiry, account: int) -> None:
    Assignment(
        inquiry=inquiry,
        organisation_id=inquiry.organisation_id,
        account_id=account,
        assigned_by_id=actor.account_id,
    ).save(force_insert=True)
    inquiry.__dict__.pop("at_work", None)


@action
def add_participant(
    actor: Actor, inquiry: Inquiry, *, kind: str, copy: DisclosedCopy | None = None
) -> Participant:
    """Add a victim by an open disclosure to the service of the file, or a witness by a number. No name is asked for.

    Raises:
        Invalid: a victim without such a disclosure, twice, or a witness with one.
    """
    check_right(actor, "add_participant", inquiry)
    lock(inquiry)
    INQUIRY_MOVES.require(inquiry, "add_participant")
    if (kind == ParticipantKind.VICTIM) != (copy is not None):
        raise Invalid(
            _("Une victime n’entre dans une procédure que par une divulgation ; un témoin, par un numéro."),
            "copy",
        )
    if copy is not None:
        own = copy.recipient_id == actor.organisation_id == inquiry.organisation_id
        if not own or not copy.is_open():
            raise Invalid(_("Cette divulgation n’est plus ouverte."), "copy")
        if Participant.objects.system(SYSTEM).filter(inquiry=inquiry, copy=copy).exists():
            raise Invalid(_("Cette divulgation est déjà dans la procédure."), "copy")
    participant = Participant(
        inquiry=inquiry,
        kind=kind,
        number=next_number(Participant, inquiry, kind=kind),
        copy=copy,
        added_by_id=actor.account_id,
    )
    participant.save(force_insert=True)
    record(actor, "add_participant", inquiry.code, participant=participant.label)
    return participant


@action
def add_act(
    actor: Actor,
    inquiry: Inquiry,
    *,
    what: str,
    where: str = "",
    form: str = "",
    area: Area | None = None,
    began: date | None = None,
    ended: date | None = None,
    persons: int | None = None,
) -> Act:
    """Note a fact. Raises Invalid when it ends before it begins, or begins tomorrow."""
    check_right(actor, "add_act", inquiry)
    lock(inquiry)
    INQUIRY_MOVES.require(inquiry, "add_act")
    if began and began > timezone.localdate():
        raise Invalid(_("Cette date est à venir."), "began")
    if began and ended and ended < began:
        raise Invalid(_("La fin est avant le début."), "ended")
    act = Act(
        inquiry=inquiry,
        form=form,
        area=area,
        began=began,
        ended=ended,
        persons=persons,
        added_by_id=actor.account_id,
    )
    act.write(what=what, where=where)
    act.save(force_insert=True)
    record(actor, "add_act", inquiry.code, form=form)
    return act


@action
def take_statement(
    actor: Actor,
    inquiry: Inquiry,
    *,
    of: Suspect | Participant,
    heard_on: date,
    text: str,
    present: str = "",
    language: str = "",
) -> Statement:
    """Keep the record of a hearing; it is not changed afterwards: what is to be corrected is said in another.

    Raises:
        Invalid: of nobody in this file, of a victim whose disclosure has ended, or heard on a day to come.
    """
    check_right(actor, "take_statement", inquiry)
    lock(inquiry)
    INQUIRY_MOVES.require(inquiry, "take_statement")
    if of.inquiry_id != inquiry.pk or (isinstance(of, Participant) and is_closed(of)):
        raise Invalid(_("Cette personne n’est pas à choisir ici."), "of")
    if heard_on > timezone.localdate():
        raise Invalid(_("Cette date est à venir."), "heard_on")
    statement = Statement(
        inquiry=inquiry,
        number=next_number(Statement, inquiry),
        suspect=of if isinstance(of, Suspect) else None,
        participant=of if isinstance(of, Participant) else None,
        heard_on=heard_on,
        language=language,
        taken_by_id=actor.account_id,
    )
    statement.write(text=text, present=present)
    statement.save(force_insert=True)
    record(actor, "take_statement", statement.code, inquiry=inquiry.code)
    return statement


def is_closed(participant: Participant) -> bool:
    """Whether the disclosure that brought a victim into the file has ended; a witness has none."""
    if participant.copy_id is None:
        return False
    rows = DisclosedCopy.objects.system("whether a code is still open").defer("sealed")
    return not rows.get(pk=participant.copy_id).is_open()
