"""Consent: an object that every sharing is decided against — what, to whom, until when, said by whom and how."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Guarded, Sealed
from siraba.foundation.access.policy import Category
from siraba.foundation.accounts.models import Account
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.people.models import Person
from siraba.foundation.vocabulary import codes

SHAREABLE = (Category.IDENTITY, Category.CASE, Category.HEALTH, Category.EXPLOITATION, Category.SHELTER)

# The purposes of consent for which another agency may receive something; the others open nothing by themselves
SHARING_SCOPES = ("case_management", "share_named_agency", "family_tracing", "cross_border")


class ConsentState(models.TextChoices):
    INFORMED = "informed", _("Information donnée")
    GRANTED = "granted", _("Accordé")
    GRANTED_LIMITED = "granted_limited", _("Accordé avec limites")
    REFUSED = "refused", _("Refusé")
    WITHDRAWN = "withdrawn", _("Retiré")
    EXPIRED = "expired", _("Expiré")


LIVE = (ConsentState.GRANTED, ConsentState.GRANTED_LIMITED)

CONSENT_MOVES = Moves(
    {
        "withdraw_consent": Move(LIVE, ConsentState.WITHDRAWN),
        "expire_consent": Move(LIVE, ConsentState.EXPIRED),
    }
)


class Consent(Sealed):
    """What a person, or who answers for them, agreed to. Words: giver_name, note."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="consents")
    scope = models.CharField(_("objet"), max_length=30)
    recipient = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("destinataire")
    )
    giver = models.CharField(_("donné par"), max_length=30)
    modality = models.CharField(_("forme"), max_length=10)
    language = models.CharField(_("langue de l’explication"), max_length=5)
    text_version = models.CharField(_("version du texte"), max_length=20)
    state = models.CharField(_("état"), max_length=20, choices=ConsentState)
    valid_from = models.DateTimeField(_("à partir du"))
    valid_to = models.DateTimeField(_("jusqu’au"))
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    recorded_for = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta(Sealed.Meta):
        verbose_name = _("consentement")
        constraints = [
            models.CheckConstraint(condition=Q(scope__in=codes("consent_scope")), name="consent_scope_known"),
            models.CheckConstraint(condition=Q(giver__in=codes("consent_giver")), name="consent_giver_known"),
            models.CheckConstraint(
                condition=Q(modality__in=codes("consent_modality")), name="consent_modality_known"
            ),
            models.CheckConstraint(condition=Q(state__in=ConsentState.values), name="consent_state_known"),
            models.CheckConstraint(
                condition=Q(valid_to__gt=F("valid_from")), name="consent_ends_after_start"
            ),
        ]

    @property
    def code(self) -> str:
        return f"consent:{str(self.pk)[:8]}"

    def is_live(self, at: datetime | None = None) -> bool:
        at = at or timezone.now()
        return self.state in LIVE and self.valid_from <= at < self.valid_to

    def get_state_label(self) -> str:
        """The state as it is today: a consent past its end reads as expired before the timer has passed."""
        if self.state in LIVE and self.valid_to <= timezone.now():
            return str(ConsentState.EXPIRED.label)
        return self.get_state_display()


class ConsentGrant(Guarded):
    """One category that a consent opens; what it does not name stays closed."""

    consent = models.ForeignKey(Consent, models.PROTECT, related_name="grants")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    category = models.CharField(max_length=20)

    class Meta(Guarded.Meta):
        indexes = [models.Index(fields=["person", "recipient", "category"], name="grant_by_person")]
        constraints = [
            models.UniqueConstraint(fields=["consent", "category"], name="grant_category_once"),
            models.CheckConstraint(
                condition=Q(category__in=[c.value for c in SHAREABLE]), name="grant_category_shareable"
            ),
        ]
