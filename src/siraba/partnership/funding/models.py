"""What donors promise, sign and pay: pledges with their commitment, receipts; and what the plan needs."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Guarded
from siraba.foundation.access.pseudonyms import new_code
from siraba.foundation.accounts.models import Account
from siraba.foundation.geography.models import Area
from siraba.foundation.ledger.models import Entry, Envelope, Pillar
from siraba.foundation.organisations.models import Organisation
from siraba.partnership.funding.money import Currency, rate_said


class PledgeState(models.TextChoices):
    PLEDGED = "pledged", _("Promis")
    COMMITTED = "committed", _("Engagé")
    PART = "part", _("Reçu en partie")
    WHOLE = "whole", _("Reçu en entier")
    CANCELLED = "cancelled", _("Annulé")


S = PledgeState
SIGNED = (S.COMMITTED, S.PART, S.WHOLE)
AWAITED = (S.PLEDGED, S.COMMITTED, S.PART)

PLEDGE_MOVES = Moves(
    {
        "commit_pledge": Move((S.PLEDGED,), S.COMMITTED),
        "receive_instalment": Move((), also=(S.COMMITTED, S.PART)),
        "postpone_pledge": Move((), also=AWAITED),
        "cancel_pledge": Move(AWAITED, S.CANCELLED),
    }
)


class Pledge(Guarded):
    """What one donor promises to one holder, and, once it is signed, commits: the same currency, an amount of its own.

    Amounts of a donor's currency have two decimals; the FCFA are whole, converted once, by the rate of their day. The
    earmark (`pillars`, `zones`, `groups`, `from_day`, `until_day`) goes to the envelope that the commitment opens.
    What is received never exceeds what is committed. A cancelled pledge keeps what it has received.
    """

    code = models.CharField(_("code"), max_length=11, unique=True, default=new_code)
    donor = models.ForeignKey(
        Organisation, models.PROTECT, related_name="pledges_made", verbose_name=_("bailleur")
    )
    holder = models.ForeignKey(
        Organisation, models.PROTECT, related_name="pledges_kept", verbose_name=_("tenue par")
    )
    title = models.CharField(_("intitulé"), max_length=120)
    state = models.CharField(_("état"), max_length=10, choices=PledgeState, default=S.PLEDGED)
    currency = models.CharField(_("monnaie"), max_length=3, choices=Currency)
    amount = models.DecimalField(_("promis"), max_digits=16, decimal_places=2)
    rate = models.DecimalField(_("taux"), max_digits=16, decimal_places=6)
    rate_on = models.DateField(_("taux du"))
    rate_source = models.CharField(_("source du taux"), max_length=120)
    francs = models.PositiveBigIntegerField(_("promis (FCFA)"))
    pledged_on = models.DateField(_("promis le"))
    expected_on = models.DateField(_("attendu le"))
    pillars = models.JSONField(_("piliers"), default=list, blank=True)
    zones = models.ManyToManyField(Area, related_name="+", blank=True, verbose_name=_("zones"))
    groups = models.JSONField(_("publics"), default=list, blank=True)
    from_day = models.DateField(_("à dépenser du"))
    until_day = models.DateField(_("à dépenser jusqu’au"))
    agreement = models.CharField(_("convention"), max_length=80, blank=True)
    signed_on = models.DateField(_("signée le"), null=True)
    committed = models.DecimalField(_("engagé"), max_digits=16, decimal_places=2, null=True)
    committed_rate = models.DecimalField(_("taux"), max_digits=16, decimal_places=6, null=True)
    committed_rate_on = models.DateField(_("taux du"), null=True)
    committed_rate_source = models.CharField(_("source du taux"), max_length=120, blank=True)
    committed_francs = models.PositiveBigIntegerField(_("engagé (FCFA)"), null=True)
    envelope = models.OneToOneField(Envelope, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("motif de l’annulation"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    fictitious = models.BooleanField(default=False)

    class Meta(Guarded.Meta):
        verbose_name = _("promesse")
        ordering = ["-pledged_on", "-id"]
        indexes = [
            models.Index(F("holder"), F("pledged_on").desc(), F("id").desc(), name="pledge_by_holder"),
            models.Index(F("donor"), F("pledged_on").desc(), F("id").desc(), name="pledge_by_donor"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=S.values), name="pledge_state_known"),
            models.CheckConstraint(condition=Q(currency__in=Currency.values), name="pledge_currency_known"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, rate__gt=0, francs__gte=1), name="pledge_of_something"
            ),
            models.CheckConstraint(condition=Q(until_day__gte=F("from_day")), name="pledge_in_order"),
            models.CheckConstraint(
                condition=~Q(state__in=SIGNED)
                | Q(
                    signed_on__isnull=False,
                    committed__gt=0,
                    committed_francs__gte=1,
                    envelope__isnull=False,
                ),
                name="pledge_committed_by_something",
            ),
            models.CheckConstraint(
                condition=~Q(state=S.CANCELLED) | ~Q(reason=""), name="pledge_cancelled_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def rate_said(self) -> str:
        return rate_said(self.rate, self.rate_on, self.rate_source)

    @property
    def committed_rate_said(self) -> str:
        return rate_said(self.committed_rate, self.committed_rate_on, self.committed_rate_source)

    @property
    def is_overdue(self) -> bool:
        return self.state in AWAITED and self.expected_on < timezone.localdate()


class Receipt(Guarded):
    """Money that came in, in the currency of its pledge and in FCFA, with the entry of the book that says so."""

    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="receipts")
    donor = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    holder = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    received_on = models.DateField(_("reçu le"))
    amount = models.DecimalField(_("reçu"), max_digits=16, decimal_places=2)
    rate = models.DecimalField(_("taux"), max_digits=16, decimal_places=6)
    rate_on = models.DateField(_("taux du"))
    rate_source = models.CharField(_("source du taux"), max_length=120)
    francs = models.PositiveBigIntegerField(_("reçu (FCFA)"))
    reference = models.CharField(_("référence"), max_length=80)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    reversed = models.BooleanField(_("extourné"), default=False)
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta(Guarded.Meta):
        verbose_name = _("encaissement")
        ordering = ["-received_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, rate__gt=0, francs__gte=1), name="receipt_of_something"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        return f"receipt:{str(self.pk)[:8]}"

    @property
    def rate_said(self) -> str:
        return rate_said(self.rate, self.rate_on, self.rate_source)


class FundingNeed(models.Model):
    """What the plan needs in a year, for one pillar and one region (none: the whole country), in FCFA, with its source."""

    pillar = models.CharField(_("pilier"), max_length=12, choices=Pillar)
    zone = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", verbose_name=_("région"))
    year = models.PositiveSmallIntegerField(_("année"))
    amount = models.PositiveBigIntegerField(_("besoin (FCFA)"))
    source = models.CharField(_("source"), max_length=200)
    typed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    typed_at = models.DateTimeField(_("saisi le"), default=timezone.now)
    fictitious = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("besoin de financement")
        ordering = ["-year", "pillar", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pillar", "zone", "year"], name="funding_need_once"),
            models.UniqueConstraint(
                fields=["pillar", "year"], condition=Q(zone__isnull=True), name="national_funding_need_once"
            ),
            models.CheckConstraint(condition=Q(pillar__in=Pillar.values), name="funding_need_pillar_known"),
            models.CheckConstraint(condition=Q(amount__gte=1), name="funding_need_of_something"),
            models.CheckConstraint(condition=~Q(source=""), name="funding_need_says_its_source"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        return f"funding_need:{self.pk}"
