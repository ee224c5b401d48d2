"""What may be done with an application. Each act: the right, the state, the saving, the line of the journal.

A call is locked before an application, so that the last application and the closing of a call never wait for each other.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid, NotVisible
from siraba.foundation.access.locking import lock
from siraba.foundation.access.policy import Category
from siraba.foundation.access.receipts import new_number
from siraba.foundation.audit.journal import action, record
from siraba.foundation.consent.models import Consent
from siraba.foundation.consent.selectors import live_categories
from siraba.foundation.geography.models import Area
from siraba.foundation.interface.francs import spaced
from siraba.foundation.interface.uploads import Document, sealed_document
from siraba.foundation.messaging.numbers import read_number
from siraba.foundation.people.models import Person
from siraba.protection.cases.models import ACTIVE, Case
from siraba.protection.reintegration.calls.keys import household_key, number_key, receipt_key
from siraba.protection.reintegration.calls.models import (
    APPLICATION_MOVES,
    BEFORE_DECISION,
    ApplicantKind,
    Application,
    ApplicationDocument,
    ApplicationState,
    Call,
)
from siraba.protection.reintegration.calls.telling import tell_arrival

SYSTEM = "an act on an application looks at its own rows"
# What leaves with an application of a person who is followed: who asks and how to reach, and that somebody follows
NEEDED = {Category.IDENTITY, Category.CASE}
WORDS = (
    "applicant", "phone", "language", "wallet", "wallet_name", "title", "description", "costs", "members", "contact",
    "household", "village", "texts",
)  # fmt: skip
MOST_DOCUMENTS = 6
VICTIM = "victim"


# Writing it


@action
def start_application(
    actor: Actor, call: Call, *, case: Case | None = None, number: UUID | None = None, **said: Any
) -> Application:
    """Prepare an application: for the person of a case, or for who comes to the fund itself.

    `number` is made where it is written first: begun again under it, nothing changes. `said`: kind, zone, activity, asked,
    own_share, people, woman, protected and any of WORDS.

    Raises:
        Invalid: the call takes no applications, or something cannot be.
        NotVisible: the number is that of an application elsewhere.
    """
    application = Application(pk=number or uuid4(), call=call, case=case, filed_by_id=actor.account_id)
    check_right(actor, "start_application", application)
    known = Application.objects.system(SYSTEM).select_related("call__fund").filter(pk=application.pk).first()
    if known is not None:
        if known.filed_by_id != actor.account_id:
            raise NotVisible
        record(actor, "start_application", known.code, known=True)
        return known
    _takes(call)
    if case is not None and case.state not in ACTIVE:
        raise Invalid(_("Une demande se prépare depuis un dossier ouvert, après le repérage."))
    _write(application, said)
    application.save(force_insert=True)
    record(actor, "start_application", application.code, call=call.code)
    return application


@action
def amend_application(actor: Actor, application: Application, **said: Any) -> None:
    """Write a prepared application anew; what is not said stays."""
    check_right(actor, "amend_application", application)
    lock(application)
    APPLICATION_MOVES.advance(application, "amend_application")
    _write(application, said)
    application.save()
    record(actor, "amend_application", application.code)


def _write(application: Application, said: Mapping[str, Any]) -> None:
    for name in ("kind", "zone", "activity", "asked", "own_share", "people", "woman", "protected"):
        if name in said:
            setattr(application, name, said[name])
    words = {**application.words, **{name: said[name] for name in WORDS if name in said}}
    if application.case_id:
        _of_person(application)
    application.fictitious = application.fictitious or application.call.fictitious or settings.DEMONSTRATION
    _check(application, words)
    application.write(**words)
    application.phone_key = number_key(words.get("phone", ""))
    application.wallet_key = number_key(words.get("wallet", ""))
    alone = application.kind == ApplicantKind.PERSON
    application.household_key = (
        household_key(words.get("household", ""), words.get("village", "")) if alone else ""
    )


def _of_person(application: Application) -> None:
    """What the file of the person says, nobody says again."""
    case = Case.objects.system(SYSTEM).get(pk=application.case_id)
    person = Person.objects.system(SYSTEM).get(pk=case.person_id)
    application.case, application.person = case, person
    application.woman = person.sex == "female"
    application.protected = person.is_child or case.pathway == VICTIM
    application.fictitious = application.fictitious or case.fictitious


def _check(application: Application, words: Mapping[str, Any]) -> None:
    call = application.call
    if not 1 <= application.asked <= call.ceiling:
        raise Invalid(
            _("Cet appel donne de 1 à %(most)s FCFA par projet.") % {"most": spaced(call.ceiling)}, "asked"
        )
    if application.own_share < 0:
        raise Invalid(_("Un montant n’est jamais négatif."), "own_share")
    if not isinstance(application.zone, Area):
        raise Invalid(_("Choisissez la zone du projet."), "zone")
    if application.kind == ApplicantKind.PERSON:
        application.people = 1
    elif application.people < 2:
        raise Invalid(_("Un groupe ou une communauté compte au moins deux personnes."), "people")
    for name in ("phone", "wallet"):
        if words.get(name) and read_number(words[name]) is None:
            raise Invalid(_("Ce numéro de téléphone n’est pas complet."), name)
    _check_costs(application, words.get("costs", []))


def _check_costs(application: Application, costs: Sequence[Mapping[str, Any]]) -> None:
    amounts: list[Any] = [one.get("amount") for one in costs]
    if any(not isinstance(amount, int) or amount < 1 for amount in amounts):
        raise Invalid(_("Chaque dépense est un nombre entier de francs, plus grand que zéro."), "costs")
    if costs and sum(amounts) < application.asked:
        raise Invalid(
            _("Les dépenses font %(sum)s FCFA : on ne peut pas demander plus que ce que le projet coûte.")
            % {"sum": spaced(sum(amounts))},
            "asked",
        )


def _takes(call: Call) -> None:
    if not call.takes(timezone.localdate()):
        raise Invalid(
            _("Cet appel ne reçoit pas de demande : il est ouvert du %(first)s au %(last)s.")
            % {"first": f"{call.opens_on:%d/%m/%Y}", "last": f"{call.closes_on:%d/%m/%Y}"}
        )


# Handing it in


@action
def submit_application(actor: Actor, application: Application, *, number: str = "") -> str:
    """Hand an application in; gives the number of its receipt, which is kept nowhere. `number` is one a device has made.

    Raises:
        Invalid: the call takes none, a word is missing, or no live consent lets the fund's organisation know the person.
    """
    check_right(actor, "submit_application", application)
    lock(application.call)
    lock(application)
    APPLICATION_MOVES.advance(application, "submit_application")
    receipt = _hand_in(application, number)
    application.save()
    tell_arrival(application)
    record(actor, "submit_application", application.code, call=application.call.code)
    return receipt


@action
def receive_application(actor: None, call: Call, *, number: UUID, **said: Any) -> tuple[Application, str]:
    """An applicant hands its own in, on the public page; the application and the number of its receipt.

    Sent again under the same number it is the same application, with a new receipt.
    """
    lock(call)
    known = Application.objects.system(SYSTEM).select_related("call__fund").filter(pk=number).first()
    if known is not None:
        if known.filed_by_id is not None or known.call_id != call.pk:
            raise NotVisible
        receipt = _new_receipt(known)
        known.save()
        record(actor, "receive_application", known.code, known=True)
        return known, receipt
    application = Application(pk=number, call=call)
    _write(application, said)
    APPLICATION_MOVES.advance(application, "submit_application")
    receipt = _hand_in(application, "")
    application.save(force_insert=True)
    tell_arrival(application)
    record(actor, "receive_application", application.code, call=call.code)
    return application, receipt


def _hand_in(application: Application, number: str) -> str:
    _takes(application.call)
    _check(application, application.words)
    for name, label in (
        ("applicant", _("le nom du demandeur")),
        ("title", _("l’intitulé du projet")),
        ("description", _("ce que le projet fera")),
    ):
        if not str(application.words.get(name, "")).strip():
            raise Invalid(_("Il manque : %(field)s.") % {"field": label}, name)
    require_consent(application)
    application.submitted_at = timezone.now()
    return _new_receipt(application, number)


def _new_receipt(application: Application, number: str = "") -> str:
    number = number or new_number()
    key = receipt_key(number)
    if not key:
        raise Invalid(_("Un chiffre du reçu manque ou est faux."), "number")
    if Application.objects.system(SYSTEM).filter(receipt_key=key).exclude(pk=application.pk).exists():
        raise Invalid(_("Ce numéro de reçu est déjà pris : recommencez."), "number")
    application.receipt_key = key
    return number


@action
def renew_application_receipt(actor: Actor, application: Application) -> str:
    """A receipt was lost: another number, and the one before ends."""
    check_right(actor, "renew_application_receipt", application)
    lock(application)
    if application.submitted_at is None:
        raise Invalid(_("Le reçu se remet quand la demande est déposée."))
    receipt = _new_receipt(application)
    application.save()
    record(actor, "renew_application_receipt", application.code)
    return receipt


def consent_covers(application: Application) -> bool:
    """Whether the fund's organisation may know who asks; an applicant by itself has told it so."""
    if application.person_id is None:
        return True
    live = live_categories(application.person_id, application.call.fund.organisation_id)
    return live >= NEEDED


def require_consent(application: Application) -> None:
    if not consent_covers(application):
        raise Invalid(
            _(
                "Aucun consentement en cours ne permet à %(organisation)s de connaître la personne et sa situation :"
                " enregistrez-le d’abord sur la page du dossier."
            )
            % {"organisation": application.call.fund.organisation.short_name}
        )


@action
def attach_to_application(
    actor: Actor, application: Application, *, title: str, document: Document
) -> ApplicationDocument:
    """Join a paper: a quotation, an attestation.

    Raises:
        Invalid: there are enough already.
    """
    check_right(actor, "attach_to_application", application)
    lock(application)
    APPLICATION_MOVES.advance(application, "attach_to_application")
    rows = ApplicationDocument.objects.system(SYSTEM).filter(application=application)
    if rows.count() >= MOST_DOCUMENTS:
        raise Invalid(_("Pas plus de %(most)d pièces.") % {"most": MOST_DOCUMENTS}, "document")
    kept = ApplicationDocument(application=application, added_by_id=actor.account_id)
    kept.write(title=title)
    kept.document = sealed_document(kept.compartment, kept.document_place(), document)
    kept.save(force_insert=True)
    record(actor, "attach_to_application", application.code, kind=document.kind)
    return kept


# Taking it back


@action
def withdraw_application(actor: Actor, application: Application) -> None:
    """The applicant no longer asks, as whoever filed it says."""
    check_right(actor, "withdraw_application", application)
    _withdraw(application)
    record(actor, "withdraw_application", application.code)


@action
def withdraw_by_receipt(actor: None, application: Application) -> None:
    """The applicant no longer asks, and says so with the receipt."""
    _withdraw(application)
    record(actor, "withdraw_by_receipt", application.code)


def _withdraw(application: Application) -> None:
    lock(application)
    APPLICATION_MOVES.advance(application, "withdraw_application")
    application.save()


def close_for_consent(consent: Consent) -> list[str]:
    """Withdraw what was asked for a person of an organisation that may no longer know of it, unless it is granted already.

    Returns the codes that the organisation knew.
    """
    rows = Application.objects.system("a consent ended").filter(
        person=consent.person_id,
        call__fund__organisation=consent.recipient_id,
        state__in=(*BEFORE_DECISION, ApplicationState.RESERVE),
    )
    known = []
    for application in rows.select_related("call__fund"):
        if consent_covers(application):
            continue
        _withdraw(application)
        record(None, "close_for_consent", application.code)
        known.append(application.code)
    return known


# Whether it is admissible


@action
def admit_application(actor: Actor, application: Application) -> None:
    """It may be scored."""
    _decide(actor, application, "admit_application")
    record(actor, "admit_application", application.code)


@action
def reject_application(actor: Actor, application: Application, *, reason: str) -> None:
    """It does not fit the call, and why; the applicant may appeal.

    Raises:
        Invalid: no reason.
    """
    _decide(actor, application, "reject_application", reason)
    record(actor, "reject_application", application.code)


@action
def shortlist_application(actor: Actor, application: Application) -> None:
    """It goes to the committee."""
    check_right(actor, "shortlist_application", application)
    lock(application)
    APPLICATION_MOVES.advance(application, "shortlist_application")
    application.save()
    record(actor, "shortlist_application", application.code)


def _decide(actor: Actor, application: Application, act: str, reason: str | None = None) -> None:
    check_right(actor, act, application)
    lock(application)
    APPLICATION_MOVES.advance(application, act)
    if reason is not None:
        if not reason.strip():
            raise Invalid(_("Dites pourquoi : le demandeur le lira."), "reason")
        application.write(**{**application.words, "reason": reason.strip()})
    note_decision(application, actor.account_id)
    application.save()


def note_decision(application: Application, account: int) -> None:
    """Who says yes or no, and when: whoever decides on an application calls it before saving."""
    application.decided_by_id, application.decided_at = account, timezone.now()
