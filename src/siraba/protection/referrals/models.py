"""Referrals: a person sent to a service of another agency, with only the fields that the person released."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Sealed
from siraba.foundation.access.policy import Category
from siraba.foundation.access.pseudonyms import new_code
from siraba.foundation.accounts.models import Account
from siraba.foundation.geography.models import Area
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.services.models import Service
from siraba.foundation.vocabulary import codes
from siraba.protection.cases.models import Case

# What a referral can release: field → (label, category that the consent must open)
RELEASABLE = {
    "names": (_("Noms"), Category.IDENTITY),
    "birth": (_("Âge ou date de naissance"), Category.IDENTITY),
    "citizenships": (_("Nationalités"), Category.IDENTITY),
    "languages": (_("Langues"), Category.IDENTITY),
    "contact": (_("Contact sûr"), Category.IDENTITY),
    "urgent_need": (_("Besoin urgent"), Category.CASE),
    "risk": (_("Niveau de risque"), Category.CASE),
    "plan_objective": (_("Objectif du plan"), Category.CASE),
    "health": (_("Santé : ce que le service doit savoir"), Category.HEALTH),
    "exploitation": (_("Formes d’exploitation repérées"), Category.EXPLOITATION),
}

# The value lists of those released as codes
LISTED = {
    "citizenships": "country",
    "languages": "language",
    "urgent_need": "urgent_need",
    "risk": "risk_level",
    "exploitation": "purpose_palermo",
}


class ReferralState(models.TextChoices):
    DRAFT = "draft", _("Brouillon")
    CONSENT_PENDING = "consent_pending", _("Consentement en attente")
    SENT = "sent", _("Envoyé")
    RECEIVED = "received", _("Accusé de réception")
    ACCEPTED = "accepted", _("Accepté")
    DECLINED = "declined", _("Décliné")
    IN_SERVICE = "in_service", _("Prestation en cours")
    COMPLETED = "completed", _("Réalisé")
    NOT_COMPLETED = "not_completed", _("Non réalisé")
    EXPIRED = "expired", _("Sans réponse, signalé à la coordination")
    REVOKED = "revoked", _("Annulé par l’expéditeur")
    CONSENT_WITHDRAWN = "consent_withdrawn", _("Consentement retiré")


R = ReferralState
TO_COME = (R.DRAFT, R.CONSENT_PENDING)
WAITING = (R.SENT, R.RECEIVED)
UNSERVED = (R.DECLINED, R.EXPIRED, R.NOT_COMPLETED)
TAKEN = (R.ACCEPTED, R.IN_SERVICE, R.COMPLETED, R.NOT_COMPLETED)
BEFORE_SERVICE = (R.DRAFT, R.CONSENT_PENDING, R.SENT, R.RECEIVED, R.ACCEPTED, R.EXPIRED)
UNFINISHED = (R.DRAFT, R.CONSENT_PENDING, R.SENT, R.RECEIVED, R.ACCEPTED, R.IN_SERVICE, R.EXPIRED)

REFERRAL_MOVES = Moves(
    {
        "send_referral": Move((R.DRAFT, R.CONSENT_PENDING), R.SENT),
        "receive_referral": Move((R.SENT,), R.RECEIVED),
        "accept_referral": Move(WAITING, R.ACCEPTED),
        "decline_referral": Move(WAITING, R.DECLINED),
        "start_service": Move((R.ACCEPTED,), R.IN_SERVICE),
        "complete_referral": Move((R.ACCEPTED, R.IN_SERVICE), R.COMPLETED),
        "fail_referral": Move((R.ACCEPTED, R.IN_SERVICE), R.NOT_COMPLETED),
        "revoke_referral": Move(BEFORE_SERVICE, R.REVOKED),
        "relaunch_referral": Move((R.EXPIRED,), R.SENT),
        "expire_referral": Move(WAITING, R.EXPIRED),
        "close_for_consent": Move((*UNFINISHED, R.COMPLETED, R.NOT_COMPLETED), R.CONSENT_WITHDRAWN),
    }
)


class Referral(Sealed):
    """Words: request (for the service, read once accepted), outcome."""

    code = models.CharField(_("code"), max_length=11, unique=True, default=new_code)
    case = models.ForeignKey(Case, models.PROTECT, related_name="referrals")
    from_organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("de")
    )
    to_organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("vers")
    )
    service = models.ForeignKey(Service, models.PROTECT, related_name="+", verbose_name=_("service"))
    service_type = models.CharField(_("prestation"), max_length=30)
    region = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", verbose_name=_("région"))
    urgency = models.CharField(_("urgence"), max_length=10)
    released_fields = models.JSONField(_("informations transmises"), default=list)
    state = models.CharField(_("état"), max_length=20, choices=ReferralState, default=ReferralState.DRAFT)
    sent_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    handled_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("préparé le"), default=timezone.now)
    sent_at = models.DateTimeField(_("envoyé le"), null=True)
    acknowledge_due = models.DateTimeField(_("accusé de réception attendu"), null=True)
    answer_due = models.DateTimeField(_("réponse attendue"), null=True)
    received_at = models.DateTimeField(_("reçu le"), null=True)
    answered_at = models.DateTimeField(_("répondu le"), null=True)
    finished_at = models.DateTimeField(_("terminé le"), null=True)
    escalated_at = models.DateTimeField(_("signalé le"), null=True)
    decline_reason = models.CharField(_("motif du refus"), max_length=20, blank=True)
    fictitious = models.BooleanField(default=False)

    class Meta(Sealed.Meta):
        verbose_name = _("référencement")
        indexes = [
            models.Index(
                F("to_organisation"), F("created_at").desc(), F("id").desc(), name="referral_by_receiver"
            ),
            models.Index(
                F("from_organisation"), F("created_at").desc(), F("id").desc(), name="referral_by_sender"
            ),
            models.Index(fields=["state", "answer_due"], name="referral_by_due"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(code__length=11), name="referral_code_length"),
            models.CheckConstraint(condition=Q(state__in=ReferralState.values), name="referral_state_known"),
            models.CheckConstraint(
                condition=Q(service_type__in=codes("service_type")), name="referral_service_known"
            ),
            models.CheckConstraint(condition=Q(urgency__in=codes("urgency")), name="referral_urgency_known"),
            models.CheckConstraint(
                condition=Q(decline_reason__in=["", *codes("decline_reason")]), name="referral_reason_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=WAITING) | Q(answer_due__isnull=False), name="referral_waiting_has_due"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def due(self) -> datetime | None:
        """The next deadline of the receiver: to acknowledge, then to answer."""
        if self.state == ReferralState.SENT:
            return self.acknowledge_due
        return self.answer_due if self.state == ReferralState.RECEIVED else None
