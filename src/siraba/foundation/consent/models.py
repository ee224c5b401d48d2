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

JUSTICE_SCOPE = "share_law_enforcement"
# The purposes of consent for which another agency may receive something; the others open nothing by themselves
SHARING_SCOPES = ("case_management", "share_named_agency", "family_tracing", "cross_border")


class ConsentState(models.TextChoices):
    INFORMED = "informed", _("Information donnée")
    GRANTED = "granted", _("Accordé")
    GRANTED_LIMITED = "granted_limited", _("Accordé avec limites")
    REFUSED = "refused", _("Refusé")
    WITHDRAWN = "withdrawn", _("Retiré")
    EXPIRED = "expired", _("Expiré")
    OVERRIDE = "best_interest_override", _("Dérogation pour intérêt vital")


# What a person can say; an override is said by nobody: two others decide it
SAYABLE = (
    ConsentState.INFORMED,
    ConsentState.GRANTED,
    ConsentState.GRANTED_LIMITED,
    ConsentState.REFUSED,
)
LIVE = (ConsentState.GRANTED, ConsentState.GRANTED_LIMITED, ConsentState.OVERRIDE)

CONSENT_MOVES = Moves(
    {
        "withdraw_consent": Move(LIVE, ConsentState.WITHDRAWN),
        "expire_consent": Move(LIVE, ConsentState.EXPIRED),
    }
)


class Assent(models.TextChoices):
    """What the child says, beside who answers for the child."""

    NOT_ASKED = "", _("Sans objet")
    YES = "yes", _("L’enfant est d’accord")
    NO = "no", _("L’enfant dit non")
    TOO_YOUNG = "too_young", _("Trop jeune, ou ne peut pas répondre")


class Consent(Sealed):
    """What a person, or who answers for them, agreed to. Words: giver_name, witness_name, limits, note."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="consents")
    scope = models.CharField(_("objet"), max_length=30)
    recipient = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("destinataire")
    )
    giver = models.CharField(_("donné par"), max_length=30)
    modality = models.CharField(_("forme"), max_length=10)
    language = models.CharField(_("langue de l’explication"), max_length=5)
    # The text that was explained, `1.fr`, and its SHA-256; an override explained none
    text_version = models.CharField(_("version du texte"), max_length=20, blank=True)
    text_digest = models.CharField(max_length=64, blank=True)
    assent = models.CharField(_("accord de l’enfant"), max_length=10, choices=Assent, blank=True)
    state = models.CharField(_("état"), max_length=25, choices=ConsentState)
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
            models.CheckConstraint(condition=Q(assent__in=Assent.values), name="consent_assent_known"),
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
    withdrawn_at = models.DateTimeField(null=True)

    class Meta(Guarded.Meta):
        indexes = [models.Index(fields=["person", "recipient", "category"], name="grant_by_person")]
        constraints = [
            models.UniqueConstraint(fields=["consent", "category"], name="grant_category_once"),
            models.CheckConstraint(
                condition=Q(category__in=[c.value for c in SHAREABLE]), name="grant_category_shareable"
            ),
        ]


class OverrideState(models.TextChoices):
    REQUESTED = "requested", _("Demandée")
    REFUSED = "refused", _("Refusée")
    APPROVED = "approved", _("En cours")
    ENDED = "ended", _("Terminée, à revoir")
    REVIEWED = "reviewed", _("Revue")


OVERRIDE_MOVES = Moves(
    {
        "approve_override": Move((OverrideState.REQUESTED,), OverrideState.APPROVED),
        "refuse_override": Move((OverrideState.REQUESTED,), OverrideState.REFUSED),
        "end_override": Move((OverrideState.APPROVED,), OverrideState.ENDED),
        "review_override": Move((OverrideState.ENDED,), OverrideState.REVIEWED),
    }
)


class Override(Sealed):
    """Sharing without consent, for a life in danger: two persons, some hours, reviewed. Words: reason, review.

    Once approved it is a consent in the state OVERRIDE, so that every reading asks it as it asks any other.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recipient = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("destinataire")
    )
    categories = models.JSONField(default=list)
    ground = models.CharField(_("motif"), max_length=30)
    state = models.CharField(_("état"), max_length=10, choices=OverrideState, default=OverrideState.REQUESTED)
    consent = models.OneToOneField(Consent, models.PROTECT, null=True, related_name="+")
    requested_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    requested_for = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(_("demandée le"), default=timezone.now)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("décidée le"), null=True)
    review_due = models.DateTimeField(_("à revoir avant le"), null=True)
    reviewed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(_("revue le"), null=True)
    justified = models.BooleanField(_("justifiée"), null=True)
    person_told = models.BooleanField(_("personne informée"), default=False)

    class Meta(Sealed.Meta):
        verbose_name = _("dérogation")
        indexes = [models.Index(fields=["requested_for", "state"], name="override_by_agency")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=OverrideState.values), name="override_state_known"),
            models.CheckConstraint(
                condition=Q(ground__in=codes("override_ground")), name="override_ground_known"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")),
                name="override_needs_two_persons",
            ),
        ]

    @property
    def code(self) -> str:
        return f"override:{str(self.pk)[:8]}"


class ConsentNotice(Guarded):
    """A recipient is told that a consent has ended, by the codes it knows, and says that it took note."""

    consent = models.ForeignKey(Consent, models.PROTECT, related_name="notices")
    sender = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("de"))
    recipient = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("pour"))
    codes = models.JSONField(_("référencements concernés"), default=list)
    sent_at = models.DateTimeField(_("envoyé le"), default=timezone.now)
    due_at = models.DateTimeField(_("accusé attendu avant le"))
    acknowledged_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    acknowledged_at = models.DateTimeField(_("accusé le"), null=True)

    class Meta(Guarded.Meta):
        verbose_name = _("avis de retrait")
        indexes = [
            models.Index(fields=["recipient", "acknowledged_at", "-sent_at"], name="notice_by_recipient"),
            models.Index(fields=["sender", "acknowledged_at", "due_at"], name="notice_by_sender"),
        ]

    @property
    def code(self) -> str:
        return f"notice:{str(self.pk)[:8]}"
