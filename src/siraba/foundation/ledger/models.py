"""Double entry in whole francs: books, accounts, envelopes with their earmarks, entries and their lines.

Amounts are integers of FCFA: the franc CFA (XOF) has no cents (ISO 4217). A line's amount is signed: a debit is positive,
a credit negative. The database itself keeps entries balanced, numbered without holes and as they were written (see the
migration `guards`): lines are written first and the entry last, which closes them. Labels and references are codes, and
never name a person.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.pseudonyms import new_code
from siraba.foundation.accounts.models import Account
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import region_of
from siraba.foundation.organisations.models import Organisation


class Pillar(models.TextChoices):
    """The four houses of the national plan."""

    PREVENTION = "prevention", _("Prévention")
    PROTECTION = "protection", _("Protection")
    PROSECUTION = "prosecution", _("Poursuites")
    PARTNERSHIP = "partnership", _("Partenariat")


class Group(models.TextChoices):
    """For whom a donor's money may be meant."""

    WOMEN = "women", _("Femmes")
    MINORS = "minors", _("Mineurs")
    VICTIMS = "victims", _("Victimes de traite")
    RETURNEES = "returnees", _("Personnes de retour")


class Kind(models.TextChoices):
    ASSET = "asset", _("Actif")
    LIABILITY = "liability", _("Passif")
    FUND = "fund", _("Fonds affectés")
    INCOME = "income", _("Produits")
    EXPENSE = "expense", _("Charges")


# What an envelope has left stands on these: money, and what is owed on it
HELD = (Kind.ASSET, Kind.LIABILITY)


class Book(models.Model):
    """The accounts of one organisation; its row is locked while an entry is numbered."""

    holder = models.OneToOneField(Organisation, models.PROTECT, related_name="book")
    opened_at = models.DateTimeField(_("ouvert le"), default=timezone.now)

    class Meta:
        verbose_name = _("livre")

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        return f"book:{self.pk}"


class LedgerAccount(models.Model):
    """An account of the chart of one organisation."""

    holder = models.ForeignKey(Organisation, models.PROTECT, related_name="ledger_accounts")
    code = models.CharField(_("code"), max_length=10)
    name = models.CharField(_("intitulé"), max_length=120)
    kind = models.CharField(_("nature"), max_length=10, choices=Kind)

    class Meta:
        verbose_name = _("compte du grand livre")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["holder", "code"], name="ledger_account_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="ledger_account_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class EnvelopeState(models.TextChoices):
    OPEN = "open", _("Ouverte")
    CLOSED = "closed", _("Close")


ENVELOPE_MOVES = Moves({"close_envelope": Move((EnvelopeState.OPEN,), EnvelopeState.CLOSED)})


class Envelope(models.Model):
    """Money of one donor, kept by one organisation for what the donor said: its earmark, which never changes.

    `pillars` (codes), `zones` (areas, with all they contain) and `groups` (codes): an empty one allows any. Whoever
    belongs to one of the groups may be served. Money is spent from `from_day` to `until_day`, both included.
    """

    code = models.CharField(_("code"), max_length=11, unique=True, default=new_code)
    donor = models.ForeignKey(
        Organisation, models.PROTECT, related_name="envelopes_given", verbose_name=_("bailleur")
    )
    holder = models.ForeignKey(
        Organisation, models.PROTECT, related_name="envelopes_held", verbose_name=_("tenue par")
    )
    title = models.CharField(_("intitulé"), max_length=120)
    pillars = models.JSONField(_("piliers"), default=list, blank=True)
    zones = models.ManyToManyField(Area, related_name="+", blank=True, verbose_name=_("zones"))
    groups = models.JSONField(_("publics"), default=list, blank=True)
    from_day = models.DateField(_("du"))
    until_day = models.DateField(_("au"))
    state = models.CharField(_("état"), max_length=10, choices=EnvelopeState, default=EnvelopeState.OPEN)
    fictitious = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("enveloppe")
        ordering = ["-from_day", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=EnvelopeState.values), name="envelope_state_known"),
            models.CheckConstraint(condition=Q(until_day__gte=F("from_day")), name="envelope_in_order"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state == EnvelopeState.OPEN


class What(models.TextChoices):
    """What an entry is of."""

    RECEIPT = "receipt", _("Encaissement")
    SPENDING = "spending", _("Dépense")
    TRANSFER = "transfer", _("Virement")
    SETTLEMENT = "settlement", _("Règlement")
    OTHER = "other", _("Autre écriture")
    REVERSAL = "reversal", _("Extourne")


class Entry(models.Model):
    """One entry of a book. Written once, after its lines; a mistake is reversed by another entry, once.

    `digest` is the SHA-256 of the entry, of its lines and of the digest before it in the same book (`digests`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.ForeignKey(Organisation, models.PROTECT, related_name="entries")
    number = models.PositiveBigIntegerField(_("numéro"))
    day = models.DateField(_("jour"))
    what = models.CharField(_("nature"), max_length=12, choices=What)
    label = models.CharField(_("libellé"), max_length=200)
    reference = models.CharField(_("référence"), max_length=80, blank=True)
    recorded_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("écrite le"), default=timezone.now)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    size = models.PositiveSmallIntegerField(_("lignes"))
    digest = models.CharField(_("empreinte"), max_length=64)

    class Meta:
        verbose_name = _("écriture")
        ordering = ["-number"]
        indexes = [models.Index(fields=["holder", "day"], name="entry_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["holder", "number"], name="entry_number_once"),
            models.UniqueConstraint(
                fields=["holder", "reference"], condition=~Q(reference=""), name="entry_reference_once"
            ),
            models.CheckConstraint(condition=Q(what__in=What.values), name="entry_what_known"),
            models.CheckConstraint(condition=Q(number__gte=1), name="entry_number_from_one"),
            models.CheckConstraint(condition=Q(size__gte=2), name="entry_has_two_lines"),
            models.CheckConstraint(condition=Q(digest__length=64), name="entry_digest_length"),
            models.CheckConstraint(
                condition=Q(what=What.REVERSAL, reverses__isnull=False)
                | ~Q(what=What.REVERSAL) & Q(reverses__isnull=True),
                name="entry_reversal_of_something",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        return f"entry:{self.holder_id}-{self.number}"


class Line(models.Model):
    """A debit (positive) or a credit (negative) of an entry; `pillar` and `zone` say what money was spent on."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="lines")
    account = models.ForeignKey(LedgerAccount, models.PROTECT, related_name="lines")
    envelope = models.ForeignKey(Envelope, models.PROTECT, null=True, related_name="lines")
    amount = models.BigIntegerField(_("montant (FCFA)"))
    pillar = models.CharField(_("pilier"), max_length=12, choices=Pillar, blank=True)
    zone = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", verbose_name=_("zone"))

    class Meta:
        verbose_name = _("ligne")
        ordering = ["pk"]
        indexes = [models.Index(fields=["envelope", "account"], name="line_by_envelope")]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="line_is_of_something"),
            models.CheckConstraint(condition=Q(pillar__in=["", *Pillar.values]), name="line_pillar_known"),
        ]

    def __str__(self) -> str:
        return f"line:{self.pk}"

    @property
    def credit(self) -> int:
        return -self.amount

    @property
    def region(self) -> Area | None:
        """All that a donor is told of where its money went."""
        return region_of(self.zone) if self.zone else None
