"""The service directory after HSDS 3.0: what each provider offers a person, where, when, to whom, and how true that is."""

import uuid
from datetime import time
from functools import partial

from django.core.validators import MaxValueValidator, MinLengthValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.accounts.models import Account
from siraba.foundation.geography.models import Area
from siraba.foundation.organisations.models import Organisation, Unit
from siraba.foundation.services.terms import Alone, Day
from siraba.foundation.vocabulary import choices, codes

models.CharField.register_lookup(Length)
models.TextField.register_lookup(Length)


class ServiceState(models.TextChoices):
    DRAFT = "draft", _("À vérifier")
    VERIFIED = "verified", _("Vérifiée")
    EXPIRED = "expired", _("Périmée")
    ARCHIVED = "archived", _("Archivée")


MIDNIGHT = time(0)
S = ServiceState
LIVE = (S.DRAFT, S.VERIFIED, S.EXPIRED)
SERVICE_MOVES = Moves(
    {
        "verify_service": Move(LIVE, S.VERIFIED),
        "amend_service": Move((), also=LIVE),
        "update_vacancy": Move((), also=LIVE),
        "expire_service": Move((S.VERIFIED,), S.EXPIRED),
        "archive_service": Move(LIVE, S.ARCHIVED),
        "restore_service": Move((S.ARCHIVED,), S.DRAFT),
    }
)


class Service(models.Model):
    """One entry of the directory. `focal_point` names a function, never a person.

    `uuid` is its identifier outside the platform and never changes. `hours` and `eligibility` say in words
    what the schedules and the rules say to the machine. The place is protected when either the entry or its unit
    says so (`place_protected`); latitude and longitude are empty where the area's own point is enough.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    provider = models.ForeignKey(Organisation, models.PROTECT, related_name="services")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="services", verbose_name=_("unité")
    )
    service_type = models.CharField(
        _("type de service"), max_length=30, choices=partial(choices, "service_type")
    )
    name = models.CharField(_("nom"), max_length=120, validators=[MinLengthValidator(2)])
    description = models.TextField(_("description"), max_length=1000, blank=True)
    focal_point = models.CharField(_("point focal (fonction)"), max_length=80, blank=True)

    area = models.ForeignKey(Area, models.PROTECT, related_name="services", verbose_name=_("zone"))
    place = models.CharField(_("repère du lieu"), max_length=160, blank=True)
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    address_protected = models.BooleanField(_("adresse protégée"), default=False)

    hours = models.CharField(_("horaires"), max_length=160, blank=True)
    eligibility = models.CharField(_("conditions d’accès"), max_length=300, blank=True)
    by_referral = models.BooleanField(_("sur référencement seulement"), default=False)
    application = models.CharField(_("comment faire la demande"), max_length=300, blank=True)
    interpretation = models.CharField(_("interprétation"), max_length=160, blank=True)
    fees = models.CharField(_("frais"), max_length=160, blank=True)
    wait_time = models.CharField(_("délai d’attente"), max_length=80, blank=True)
    capacity = models.PositiveIntegerField(_("capacité"), null=True, blank=True)

    valid_from = models.DateField(_("valable du"))
    valid_to = models.DateField(_("valable jusqu’au"), null=True, blank=True)
    closed_for_now = models.BooleanField(_("fermé pour le moment"), default=False)
    state = models.CharField(_("état"), max_length=10, choices=ServiceState, default=ServiceState.DRAFT)
    verified_on = models.DateField(_("vérifiée le"), null=True, blank=True)
    verified_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("vérifiée par")
    )
    modified_at = models.DateTimeField(_("modifiée le"), default=timezone.now)

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["service_type", "valid_from"], name="service_type_from"),
            models.Index(fields=["state", "verified_on"], name="service_state_verified"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "name", "valid_from"], name="service_once_a_provider"
            ),
            models.CheckConstraint(
                condition=Q(service_type__in=codes("service_type")), name="service_type_known"
            ),
            models.CheckConstraint(condition=Q(name__length__range=(2, 120)), name="service_name_length"),
            models.CheckConstraint(
                condition=Q(
                    description__length__lte=1000,
                    focal_point__length__lte=80,
                    place__length__lte=160,
                    hours__length__lte=160,
                    eligibility__length__lte=300,
                    application__length__lte=300,
                    interpretation__length__lte=160,
                    fees__length__lte=160,
                    wait_time__length__lte=80,
                ),
                name="service_text_lengths",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="service_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="service_point_whole",
            ),
            models.CheckConstraint(condition=Q(state__in=ServiceState.values), name="service_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=(S.VERIFIED, S.EXPIRED)) | Q(verified_on__isnull=False),
                name="service_verified_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def code(self) -> str:
        """What the journal calls it."""
        return f"service:{self.pk}"

    @property
    def place_protected(self) -> bool:
        return self.address_protected or bool(self.unit and self.unit.address_protected)


class Part(models.Model):
    """A row of what HSDS keeps in a table of its own beside the service."""

    service = models.ForeignKey(Service, models.CASCADE)

    class Meta:
        abstract = True


class Schedule(Part):
    """Opening hours of one weekday, local time. Midnight as `closes` is the end of that day, so 0 h – 0 h is 24 hours.

    What goes on after midnight is a second row, on the next day.
    """

    weekday = models.PositiveSmallIntegerField(_("jour"), choices=Day)
    opens = models.TimeField(_("ouvre à"))
    closes = models.TimeField(_("ferme à"))
    closed_on_holidays = models.BooleanField(_("fermé les jours fériés"), default=False)
    valid_from = models.DateField(_("valable du"), null=True, blank=True)
    valid_to = models.DateField(_("valable jusqu’au"), null=True, blank=True)

    class Meta:
        verbose_name = _("horaire")
        default_related_name = "schedules"
        ordering = ["weekday", "opens", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="schedule_weekday"),
            models.CheckConstraint(
                condition=Q(closes=MIDNIGHT) | Q(closes__gt=F("opens")), name="schedule_hours_in_order"
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="schedule_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class Rule(Part):
    """One kind of person that the service takes: a person who fits any of the rules is eligible; without rules, anybody.

    `groups` lists codes of `population_group`; empty means any group, as an empty sex means any sex.
    """

    sex = models.CharField(_("sexe"), max_length=10, choices=partial(choices, "sex"), blank=True)
    age_from = models.PositiveSmallIntegerField(_("âge, à partir de"), null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(_("âge, jusqu’à"), null=True, blank=True)
    groups = models.JSONField(_("groupes"), default=list, blank=True)
    alone = models.CharField(_("mineurs seuls"), max_length=12, choices=Alone, default=Alone.ANY)

    class Meta:
        verbose_name = _("règle d’accès")
        default_related_name = "rules"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(sex__in=("", *codes("sex"))), name="rule_sex_known"),
            models.CheckConstraint(
                condition=Q(alone__in=("any", "accompanied", "only")), name="rule_alone_known"
            ),
            models.CheckConstraint(
                condition=Q(age_from__isnull=True) | Q(age_to__isnull=True) | Q(age_to__gte=F("age_from")),
                name="rule_ages_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sex} {self.age_from}–{self.age_to} {self.groups}"


class Language(Part):
    """A language in which the service receives people, of the list `language`."""

    code = models.CharField(_("langue"), max_length=10, choices=partial(choices, "language"))

    class Meta:
        verbose_name = _("langue")
        default_related_name = "languages"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["service", "code"], name="service_language_once"),
            models.CheckConstraint(condition=Q(code__in=codes("language")), name="service_language_known"),
        ]

    def __str__(self) -> str:
        return self.code


class Document(Part):
    """A document that the person must bring."""

    name = models.CharField(_("document demandé"), max_length=120)

    class Meta:
        verbose_name = _("document demandé")
        default_related_name = "documents"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(name__length__range=(1, 120)), name="document_name_length")
        ]

    def __str__(self) -> str:
        return self.name


class Cost(Part):
    """What one thing costs, in CFA francs (XOF)."""

    option = models.CharField(_("objet"), max_length=120)
    amount = models.PositiveIntegerField(_("montant (FCFA)"))

    class Meta:
        verbose_name = _("tarif")
        default_related_name = "costs"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(option__length__range=(1, 120)), name="cost_option_length")
        ]

    def __str__(self) -> str:
        return f"{self.option} : {self.amount}"


class Phone(Part):
    """A telephone of a function, never of a person; visitors see it when it is public."""

    number = models.CharField(_("numéro"), max_length=20)
    function = models.CharField(_("fonction"), max_length=80, blank=True)
    public = models.BooleanField(_("visible de tous"), default=False)

    class Meta:
        verbose_name = _("téléphone")
        default_related_name = "phones"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__length__range=(3, 20), function__length__lte=80),
                name="phone_text_lengths",
            )
        ]

    def __str__(self) -> str:
        return self.number


class Target(models.TextChoices):
    """For whom places are counted apart; empty is everybody."""

    ALL = "", _("tous")
    WOMEN = "women", _("femmes")
    MEN = "men", _("hommes")
    FAMILIES = "families", _("familles")
    CHILDREN = "children", _("enfants")


class Vacancy(Part):
    """How many places are free for a group, as the service last said: never below none, nor above its capacity."""

    class Measure(models.TextChoices):
        BED = "bed", _("lits")
        PLACE = "place", _("places")
        APPOINTMENT = "appointment", _("rendez-vous")

    measure = models.CharField(_("unité"), max_length=12, choices=Measure, default=Measure.PLACE)
    group = models.CharField(_("pour qui"), max_length=10, choices=Target, default=Target.ALL, blank=True)
    capacity = models.PositiveIntegerField(_("capacité"))
    vacant = models.PositiveIntegerField(_("libres"))
    updated_at = models.DateTimeField(_("mis à jour le"), default=timezone.now)
    updated_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("places libres")
        default_related_name = "vacancies"
        ordering = ["group", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["service", "group"], name="vacancy_once_a_group"),
            models.CheckConstraint(
                condition=Q(vacant__gte=0, vacant__lte=F("capacity")), name="vacancy_within_capacity"
            ),
            models.CheckConstraint(
                condition=Q(measure__in=("bed", "place", "appointment")), name="vacancy_measure_known"
            ),
            models.CheckConstraint(condition=Q(group__in=Target.values), name="vacancy_group_known"),
        ]

    def __str__(self) -> str:
        return f"{self.vacant}/{self.capacity} {self.get_group_display()}"

    @property
    def word(self) -> str:
        """The group in an address."""
        return self.group or "tous"


class FileState(models.TextChoices):
    DRAFT = "draft", _("À confirmer")
    DONE = "done", _("Gardé")


FILE_MOVES = Moves({"import_services": Move((FileState.DRAFT,), FileState.DONE)})


class DirectoryFile(models.Model):
    """A file of entries that was handed in and waits for its second yes. `content`: what the JSON said; emptied once kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("ajouté le"), default=timezone.now)
    state = models.CharField(_("état"), max_length=10, choices=FileState, default=FileState.DRAFT)
    content = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("fichier de fiches")
        ordering = ["-added_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=FileState.values), name="directory_file_state_known")
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        return f"import:{str(self.pk)[:8]}"
