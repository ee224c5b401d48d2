"""Where civil status is kept and by whom: centres, their registers, their numbered forms, and who has a mandate."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.accounts.models import Account
from siraba.foundation.geography.models import Area
from siraba.foundation.organisations.models import Unit


class CentreKind(models.TextChoices):
    """The kinds that the DNEC's questions and answers name."""

    PRINCIPAL = "principal", _("Centre principal")
    SECONDARY = "secondary", _("Centre secondaire")
    SPECIAL = "special", _("Centre spécial")
    DECLARATION = "declaration", _("Centre de déclaration")
    CONSULATE = "consulate", _("Consulat")


class Centre(models.Model):
    """A centre of civil status. `unit` answers for it; hours are local, `works_from` and `works_until` of a working day."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="centres", verbose_name=_("unité"))
    code = models.SlugField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("nom"), max_length=160)
    kind = models.CharField(_("nature"), max_length=12, choices=CentreKind)
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, related_name="+", verbose_name=_("circonscription")
    )
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    works_from = models.TimeField(_("ouvre à"), null=True)
    works_until = models.TimeField(_("ferme à"), null=True)
    active = models.BooleanField(_("en service"), default=True)
    fictitious = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("centre d’état civil")
        verbose_name_plural = _("centres d’état civil")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=CentreKind.values), name="centre_kind_known"),
            models.CheckConstraint(
                condition=Q(works_from__isnull=True, works_until__isnull=True)
                | Q(works_until__gt=F("works_from")),
                name="centre_hours_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RegisterKind(models.TextChoices):
    """Each has a series of numbers of its own; N and JS as the DNEC names them."""

    BIRTH = "N", _("Naissances")
    JUDGMENT = "JS", _("Jugements supplétifs")
    MARRIAGE = "M", _("Mariages")
    DEATH = "D", _("Décès")
    TRANSCRIPTION = "T", _("Transcriptions")


BIRTHS = (RegisterKind.BIRTH, RegisterKind.JUDGMENT, RegisterKind.TRANSCRIPTION)


class Register(models.Model):
    """A year's register of one kind. `taken_over` says that it was kept on paper before: only such a one may have holes."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="registers", verbose_name=_("centre"))
    kind = models.CharField(_("registre"), max_length=2, choices=RegisterKind)
    year = models.PositiveSmallIntegerField(_("année"))
    code = models.CharField(_("code"), max_length=40, unique=True)
    taken_over = models.BooleanField(_("repris du papier"), default=False)
    opened_at = models.DateTimeField(_("ouvert le"), default=timezone.now)
    opened_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("clos le"), null=True)
    closed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("registre")
        ordering = ["-year", "centre__name", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "kind", "year"], name="register_once"),
            models.CheckConstraint(condition=Q(kind__in=RegisterKind.values), name="register_kind_known"),
            models.CheckConstraint(condition=Q(year__range=(1900, 2200)), name="register_year_plausible"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.year}, {self.centre.name}"


class FormStock(models.Model):
    """Numbered forms delivered to a centre: from `first` to `last`."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="stocks", verbose_name=_("centre"))
    series = models.CharField(_("série"), max_length=10)
    first = models.PositiveIntegerField(_("premier numéro"))
    last = models.PositiveIntegerField(_("dernier numéro"))
    delivered_on = models.DateField(_("livrés le"))
    reference = models.CharField(_("bordereau"), max_length=80, blank=True)
    added_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("stock d’imprimés")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="stock_in_order"),
            models.UniqueConstraint(fields=["series", "first"], name="stock_once"),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.first}–{self.last}"

    @property
    def code(self) -> str:
        return f"stock:{self.pk}"


class SpoiledForm(models.Model):
    """A numbered form that serves no more, and why."""

    stock = models.ForeignKey(FormStock, models.PROTECT, related_name="spoiled")
    serial = models.PositiveIntegerField(_("numéro"))
    reason = models.CharField(_("motif"), max_length=200)
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("imprimé annulé")
        ordering = ["serial"]
        constraints = [models.UniqueConstraint(fields=["stock", "serial"], name="form_spoiled_once")]

    def __str__(self) -> str:
        return f"{self.stock.series} {self.serial}"


class Capacity(models.TextChoices):
    OPERATOR = "operator", _("Agent")
    OFFICER = "officer", _("Officier")


class Mandate(models.Model):
    """What an account may do in a centre, from `start` until `end` (not included; none: no end was set).

    `kinds` are the registers it holds for, between spaces. A mandate never changes but for its end.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("compte"))
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="mandates", verbose_name=_("centre"))
    capacity = models.CharField(_("qualité"), max_length=10, choices=Capacity)
    kinds = models.CharField(_("registres"), max_length=30)
    start = models.DateTimeField(_("du"))
    end = models.DateTimeField(_("jusqu’au"), null=True)
    order = models.CharField(_("décision"), max_length=120)
    given_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    ended_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("mandat")
        ordering = ["-start", "-pk"]
        indexes = [models.Index(fields=["account", "start"], name="mandate_by_account")]
        constraints = [
            models.CheckConstraint(condition=Q(capacity__in=Capacity.values), name="mandate_capacity_known"),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")), name="mandate_in_order"
            ),
            models.CheckConstraint(condition=~Q(account=F("given_by")), name="mandate_from_another"),
            models.CheckConstraint(condition=~Q(order=""), name="mandate_by_an_order"),
            models.CheckConstraint(condition=~Q(kinds=""), name="mandate_for_something"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        return f"mandate:{self.pk}"

    @property
    def for_kinds(self) -> list[str]:
        return self.kinds.split()

    @property
    def kinds_label(self) -> str:
        return ", ".join(str(RegisterKind(kind).label) for kind in self.for_kinds)

    @property
    def is_current(self) -> bool:
        now = timezone.now()
        return self.start <= now and (self.end is None or self.end > now)


def held_at(moment: datetime) -> Q:
    """The mandates that hold at a moment."""
    return Q(start__lte=moment) & (Q(end__isnull=True) | Q(end__gt=moment))
