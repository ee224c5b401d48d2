"""What was observed, where and when, by whom it was published: public figures about places, never about a person."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.geography.models import Area, AreaVersion


class Source(models.Model):
    """A published data set, with what its licence asks and how late it comes."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    title = models.CharField(_("titre"), max_length=160)
    publisher = models.CharField(_("éditeur"), max_length=120)
    licence = models.CharField(_("licence"), max_length=160)
    attribution = models.CharField(_("mention"), max_length=240)
    url = models.URLField(_("adresse"), blank=True)
    # Days between the end of a period and the day on which its figure is known
    delay_days = models.PositiveSmallIntegerField(_("délai de publication, en jours"))
    note = models.TextField(_("ce qu’il faut en savoir"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title


class Edition(models.Model):
    """One file of a source, taken once: the same file again changes nothing."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="editions")
    file_name = models.CharField(_("fichier"), max_length=200)
    digest = models.CharField(_("empreinte SHA-256"), max_length=64)
    layout = models.CharField(_("format"), max_length=30, blank=True)
    map_version = models.CharField(_("version du découpage"), max_length=20, blank=True)
    retrieved_on = models.DateField(_("obtenu le"))
    taken_at = models.DateTimeField(_("chargé le"), auto_now_add=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    rows_read = models.PositiveIntegerField(_("lignes lues"), default=0)
    rows_new = models.PositiveIntegerField(_("nouvelles"), default=0)
    rows_changed = models.PositiveIntegerField(_("changées"), default=0)
    rows_waiting = models.PositiveIntegerField(_("en attente d’un lieu"), default=0)
    rows_refused = models.PositiveIntegerField(_("refusées"), default=0)
    # The first lines that were refused: number and reason
    faults = models.JSONField(_("lignes refusées"), default=list)

    class Meta:
        verbose_name = _("édition")
        verbose_name_plural = _("éditions")
        ordering = ["-taken_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "digest"], name="edition_once"),
            models.CheckConstraint(condition=Q(digest__length=64), name="edition_digest_length"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def code(self) -> str:
        return f"edition:{self.pk}"


class Taking(models.Model):
    """A file that somebody handed in on a page, until it is taken or refused; then its content is forgotten."""

    class State(models.TextChoices):
        WAITING = "waiting", _("en attente")
        RUNNING = "running", _("en cours")
        DONE = "done", _("chargé")
        REFUSED = "refused", _("refusé")

    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("remis le"), auto_now_add=True)
    file_name = models.CharField(_("fichier"), max_length=200)
    content = models.BinaryField(default=b"")
    source = models.CharField(max_length=30, blank=True)
    version = models.CharField(max_length=20, blank=True)
    retrieved_on = models.DateField(_("obtenu le"))
    replace = models.BooleanField(_("remplacer la série d’une autre source"), default=False)
    state = models.CharField(_("état"), max_length=7, choices=State.choices, default=State.WAITING)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    why = models.CharField(_("motif du refus"), max_length=500, blank=True)
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, blank=True, related_name="takings")
    again = models.BooleanField(_("déjà chargé"), default=False)

    class Meta:
        verbose_name = _("chargement")
        verbose_name_plural = _("chargements")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "done", "refused"]), name="taking_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="done", edition__isnull=False)
                | (~Q(state="done") & Q(edition__isnull=True)),
                name="taking_done_with_edition",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def code(self) -> str:
        return f"taking:{self.pk}"


class Place(models.Model):
    """What a figure is about: an area of one version of the map, a country, a route, a gauge, a market."""

    class Kind(models.TextChoices):
        AREA = "area", _("zone")
        COUNTRY = "country", _("pays")
        ROUTE = "route", _("route")
        GAUGE = "gauge", _("échelle de fleuve")
        MARKET = "market", _("marché")

    kind = models.CharField(_("nature"), max_length=7, choices=Kind.choices)
    # cod-2015:ML0501, MLI, or the name of a route in lower case with hyphens
    code = models.CharField(_("code"), max_length=60)
    name = models.CharField(_("nom"), max_length=120)
    area = models.OneToOneField(Area, models.PROTECT, null=True, blank=True, related_name="place")
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)

    class Meta:
        verbose_name = _("lieu")
        verbose_name_plural = _("lieux")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "code"], name="place_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["area", "country", "route", "gauge", "market"]),
                name="place_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="area", area__isnull=False) | (~Q(kind="area") & Q(area__isnull=True)),
                name="place_area_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Indicator(models.Model):
    """What is measured, in which unit and how often; a derived one says from what."""

    class Frequency(models.TextChoices):
        DAY = "day", _("jour")
        MONTH = "month", _("mois")
        SEASON = "season", _("saison")
        YEAR = "year", _("année")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    label = models.CharField(_("libellé"), max_length=120)
    unit = models.CharField(_("unité"), max_length=40)
    frequency = models.CharField(_("pas de temps"), max_length=6, choices=Frequency.choices)
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="indicators")
    derived_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="derived", verbose_name=_("calculé sur")
    )
    hxl = models.CharField(_("étiquette HXL"), max_length=60, blank=True)
    note = models.TextField(_("ce qu’il dit, et ce qu’il ne dit pas"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("indicateur")
        verbose_name_plural = _("indicateurs")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(frequency__in=["day", "month", "season", "year"]),
                name="indicator_frequency_known",
            )
        ]

    def __str__(self) -> str:
        return self.label


class Observation(models.Model):
    """The value of an indicator at a place over a period (both days included)."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="observations")
    place = models.ForeignKey(Place, models.PROTECT, related_name="observations")
    start = models.DateField(_("du"))
    end = models.DateField(_("au"))
    value = models.FloatField(_("valeur"))
    # Share of the place that the measure covers (cells of rain), between 0 and 1
    cover = models.FloatField(_("couverture"), null=True, blank=True)
    # Nothing for what the platform computes from other observations
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, blank=True, related_name="observations")

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        indexes = [models.Index(fields=["indicator", "start"], name="observation_by_period")]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "place", "start"], name="observation_once"),
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="observation_days_in_order"),
            models.CheckConstraint(
                condition=Q(cover__isnull=True) | Q(cover__range=(0, 1)), name="observation_cover_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.place_id} {self.start}"


class Incident(models.Model):
    """A recorded event with a point: deaths on a route (IOM), a conflict event (UCDP). Counts what was recorded."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="incidents")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="incidents")
    reference = models.CharField(_("référence"), max_length=60)
    happened_on = models.DateField(_("date"))
    precision = models.CharField(_("précision de la date"), max_length=10, blank=True)
    route = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="incidents")
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    dead = models.PositiveIntegerField(_("décès"), default=0)
    missing = models.PositiveIntegerField(_("disparus"), default=0)
    cause = models.CharField(_("cause"), max_length=120, blank=True)
    quality = models.CharField(_("qualité de la source"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        indexes = [models.Index(fields=["source", "happened_on"], name="incident_by_day")]
        constraints = [models.UniqueConstraint(fields=["source", "reference"], name="incident_once")]

    def __str__(self) -> str:
        return self.reference


NAME_MOVES = Moves(
    {
        "place_name": Move(("waiting",), "placed"),
        "dismiss_name": Move(("waiting",), "dismissed"),
        "reopen_name": Move(("placed", "dismissed"), "waiting"),
    }
)


class UnplacedName(models.Model):
    """A name of a file that fits no place, or two: a person says which, and nobody guesses."""

    class State(models.TextChoices):
        WAITING = "waiting", _("en attente")
        PLACED = "placed", _("placé")
        DISMISSED = "dismissed", _("écarté")

    source = models.ForeignKey(Source, models.PROTECT, related_name="unplaced_names")
    version = models.ForeignKey(AreaVersion, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(_("niveau"), choices=Area.Level.choices)
    name = models.CharField(_("nom écrit"), max_length=120)
    within = models.CharField(_("dans"), max_length=120, blank=True)
    candidates = models.JSONField(_("ce qu’il pourrait être"), default=list)
    # The rows of the files, kept whole until they are placed
    rows = models.JSONField(_("lignes"), default=list)
    state = models.CharField(_("état"), max_length=9, choices=State.choices, default=State.WAITING)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("motif"), max_length=240, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(_("tranché le"), null=True, blank=True)

    class Meta:
        verbose_name = _("nom à placer")
        verbose_name_plural = _("noms à placer")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "version", "level", "name", "within"], name="unplaced_name_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "placed", "dismissed"]), name="unplaced_name_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="placed", area__isnull=False) | (~Q(state="placed") & Q(area__isnull=True)),
                name="unplaced_name_area_when_placed",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def code(self) -> str:
        return f"name:{self.pk}"
