"""Which sessions are open, to whom, and who may do what in the committee's room: by duty in the fund and by seat."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow
from siraba.foundation.access.guard import RowFilter, register_rows
from siraba.foundation.access.policy import Category, Scope
from siraba.protection.reintegration.calls.models import Call, Charge, Duty
from siraba.protection.reintegration.calls.rules import FUND, FUNDING, NOT_YOUR_DUTY, has_duty, held_now
from siraba.protection.reintegration.committee.models import (
    Item,
    Promotion,
    Recusal,
    Run,
    Seat,
    Session,
    Vote,
)

# An evaluator does not know what the committee makes of a score
READERS = (Duty.SECRETARY, Duty.MEMBER, Duty.PRESIDENT, Duty.PAYER, Duty.ACCOUNTANT, Duty.AUDITOR)


# Which rows


def _of_session(column: str) -> RowFilter:
    """What is of a session of a fund in which the actor is charged with something but evaluating."""

    def rows(actor: Actor) -> Q:
        charged = Charge.objects.filter(
            held_now(actor),
            duty__in=READERS,
            fund__organisation=actor.organisation_id,
            fund__calls__sessions=OuterRef(column),
        )
        return Q(Exists(charged))

    return rows


def _of_item(actor: Actor) -> Q:
    here = Item.objects.filter(_of_session("session_id")(actor), pk=OuterRef("item_id"))
    return Q(Exists(here))


for kind in (Item, Run, Vote):
    register_rows(kind, Category.GRANTS, {Scope.OWN: _of_session("session_id")})
for hanging in (Recusal, Promotion):
    register_rows(hanging, Category.GRANTS, {Scope.OWN: _of_item})


# Who may do what


def session_of(record: Any) -> Session:
    return record if isinstance(record, Session) else record.session


def _charged(*duties: Duty):
    def holds(actor: Actor, record: Any) -> bool:
        call = record if isinstance(record, Call) else session_of(record).call
        return has_duty(actor, call.fund, *duties)

    return holds


def seat_of(actor: Actor, session: Session) -> Seat | None:
    """The seat of the actor, who is still of the committee."""
    if not has_duty(actor, session.call.fund, Duty.MEMBER, Duty.PRESIDENT):
        return None
    return Seat.objects.filter(session=session, account=actor.account_id).first()


def _sits(actor: Actor, record: Any) -> bool:
    return seat_of(actor, session_of(record)) is not None


def _presides(actor: Actor, record: Any) -> bool:
    seat = seat_of(actor, session_of(record))
    return seat is not None and seat.presides


NOT_SEATED = _("Seuls les membres présents à cette session le peuvent.")
NOT_PRESIDING = _("Seule la présidence de cette session le peut.")

for name, label in (
    ("convene_session", _("Convoquer le comité")),
    ("amend_session", _("Modifier la convocation")),
):
    allow(name, label, FUND, FUNDING, _charged(Duty.SECRETARY), NOT_YOUR_DUTY)
allow("open_session", _("Ouvrir la session"), FUND, FUNDING, _charged(Duty.PRESIDENT), NOT_YOUR_DUTY)
for name, label in (
    ("start_proposals", _("Calculer des propositions")),
    ("compute_proposals", _("Poursuivre le calcul")),
):
    allow(
        name,
        label,
        FUND,
        FUNDING,
        lambda actor, record: _sits(actor, record) or _charged(Duty.SECRETARY)(actor, record),
        NOT_YOUR_DUTY,
    )
for name, label in (
    ("recuse_oneself", _("Se récuser")),
    ("cast_vote", _("Voter sur la demande")),
    ("vote_proposal", _("Voter sur une proposition")),
    ("sign_minutes", _("Signer le procès-verbal")),
    ("confirm_promotion", _("Confirmer la promotion")),
):
    allow(name, label, FUND, FUNDING, _sits, NOT_SEATED)
for name, label in (
    ("force_application", _("Imposer ou écarter")),
    ("adopt_proposal", _("Adopter une proposition")),
    ("settle_application", _("Décider de la demande")),
    ("end_session", _("Clore les débats")),
    ("resume_session", _("Reprendre les débats")),
    ("promote_reserve", _("Promouvoir de la liste d’attente")),
):
    allow(name, label, FUND, FUNDING, _presides, NOT_PRESIDING)
