"""What referrals ask of each role today."""

from django.urls import reverse
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.guard import GuardedQuerySet
from siraba.foundation.access.policy import Purpose
from siraba.foundation.accounts.roles import Role
from siraba.foundation.interface.my_day import ROWS, Row, Section, register
from siraba.foundation.vocabulary import label
from siraba.protection.cases.rules import MANAGERS
from siraba.protection.referrals.models import WAITING, Referral, ReferralState
from siraba.protection.referrals.rules import RECEIVERS, SENDERS
from siraba.protection.referrals.selectors import late_referrals, referrals_visible_to

NEED_THE_SENDER = (
    ReferralState.DRAFT,
    ReferralState.CONSENT_PENDING,
    ReferralState.DECLINED,
    ReferralState.EXPIRED,
)


def to_answer(actor: Actor) -> Section:
    """Received referrals without an answer, the most pressing first."""
    waiting = referrals_visible_to(actor).filter(to_organisation=actor.organisation_id, state__in=WAITING)
    return Section(
        _("Référencements à traiter"),
        _rows(waiting.order_by("answer_due")),
        _("Aucun référencement n’attend votre réponse."),
        reverse("referrals:list") + "?side=recus",
    )


def in_service(actor: Actor) -> Section:
    taken = (ReferralState.ACCEPTED, ReferralState.IN_SERVICE)
    rows = referrals_visible_to(actor).filter(to_organisation=actor.organisation_id, state__in=taken)
    return Section(
        _("Personnes que vous accompagnez"),
        _rows(rows.order_by("answered_at")),
        _("Aucune prestation en cours."),
        reverse("referrals:list") + "?side=recus",
    )


def sent_back(actor: Actor) -> Section:
    """Own referrals that wait for the sender: to send, without consent, declined or unanswered."""
    rows = referrals_visible_to(actor).filter(sent_by=actor.account_id, state__in=NEED_THE_SENDER)
    return Section(
        _("Vos référencements à reprendre"),
        _rows(rows.order_by("-created_at")),
        _("Aucun de vos référencements n’est à reprendre."),
        reverse("referrals:list") + "?side=envoyes",
    )


def late(actor: Actor) -> Section:
    headers = late_referrals(actor.acting_for(Purpose.COORDINATION))[:ROWS]
    rows = [
        Row(
            f"{header['code']} {label('service_type', header['service_type'])}",
            reverse("referrals:header", args=[header["code"]]),
            f"{header['from_organisation__short_name']} → {header['to_organisation__short_name']}",
            header["state"],
            str(ReferralState(header["state"]).label),
            header["answer_due"],
        )
        for header in headers
    ]
    return Section(
        _("Référencements en retard"),
        rows,
        _("Aucun référencement n’est en retard."),
        reverse("statistics:board"),
    )


def _rows(referrals: GuardedQuerySet) -> list[Row]:
    return [_row(referral) for referral in referrals[:ROWS]]


def _row(referral: Referral) -> Row:
    return Row(
        f"{referral.code} {label('service_type', referral.service_type)}",
        reverse("referrals:detail", args=[referral.code]),
        f"{referral.from_organisation} → {referral.to_organisation}, {label('urgency', referral.urgency).lower()}",
        referral.state,
        referral.get_state_display(),
        referral.due(),
    )


register(to_answer, RECEIVERS, 60)
register(in_service, RECEIVERS - MANAGERS, 70)
register(sent_back, SENDERS, 70)
register(late, {Role.COORDINATOR}, 20)
