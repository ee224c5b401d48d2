"""Who arrives: the convoy (a flight, a bus, a column of people) and each person of it."""

from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Guarded, Sealed
from siraba.foundation.access.pseudonyms import new_code
from siraba.foundation.accounts.models import Account
from siraba.foundation.organisations.models import Organisation, Unit
from siraba.foundation.people.models import ADULT, Person
from siraba.foundation.tables.models import HandedTable, ImportState
from siraba.foundation.vocabulary import codes
from siraba.protection.cases.models import Case
from siraba.protection.reception.arrivals.fields import Presence
from siraba.protection.reception.arrivals.versions import Entry, Versions

# The space in which devices and the platform number the same convoy, and the same line of a list, alike
SPACE = UUID("8a3a2b61-6c0e-4c1b-9a43-1f0a6b0e7d52")


class ConvoyKind(models.TextChoices):
    FLIGHT = "flight", _("Vol")
    BUS = "bus", _("Car ou camion")
    TRAIN = "train", _("Train")
    ON_FOOT = "on_foot", _("Groupe à pied")
    DAY = "day", _("Arrivées du jour, une à une")


class ConvoyState(models.TextChoices):
    ANNOUNCED = "announced", _("Annoncé")
    RECEIVING = "receiving", _("Accueil en cours")
    DONE = "done", _("Terminé")


CONVOY_MOVES = Moves(
    {
        "begin_reception": Move((ConvoyState.ANNOUNCED,), ConvoyState.RECEIVING),
        "register_arrival": Move(
            (ConvoyState.ANNOUNCED,), ConvoyState.RECEIVING, also=(ConvoyState.RECEIVING, ConvoyState.DONE)
        ),
        "end_reception": Move((ConvoyState.RECEIVING,), ConvoyState.DONE),
        "begin_reception_again": Move((ConvoyState.DONE,), ConvoyState.RECEIVING),
        "add_arrival_list": Move((), also=(ConvoyState.ANNOUNCED, ConvoyState.RECEIVING)),
    }
)


def convoy_number(unit: Unit, day: date, reference: str) -> UUID:
    """The number of a convoy: whoever writes the same reference at the same branch on that day means the same one."""
    return uuid5(SPACE, f"{unit.pk}|{day.isoformat()}|{plain(reference)}")


def plain(reference: str) -> str:
    """A reference as it is compared: `bus 12`, `BUS-12` and `Bus12` are one."""
    return "".join(c for c in reference.upper() if c.isalnum())


class Convoy(Guarded):
    """People who arrive together at a branch; `reference` is a flight or a plate, and names nobody."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("antenne"))
    kind = models.CharField(_("moyen"), max_length=10, choices=ConvoyKind)
    reference = models.CharField(_("référence"), max_length=40)
    day = models.DateField(_("jour"))
    from_country = models.CharField(_("pays de provenance"), max_length=2, blank=True)
    from_place = models.CharField(_("lieu de départ"), max_length=80, blank=True)
    expected = models.PositiveSmallIntegerField(_("personnes attendues"), null=True)
    state = models.CharField(_("état"), max_length=10, choices=ConvoyState, default=ConvoyState.ANNOUNCED)
    announced_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    announced_at = models.DateTimeField(default=timezone.now)
    fictitious = models.BooleanField(default=False)

    class Meta(Guarded.Meta):
        verbose_name = _("convoi")
        ordering = ["-day", "-id"]
        indexes = [models.Index(F("unit"), F("day").desc(), F("id").desc(), name="convoy_by_branch")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ConvoyKind.values), name="convoy_kind_known"),
            models.CheckConstraint(condition=Q(state__in=ConvoyState.values), name="convoy_state_known"),
            models.CheckConstraint(
                condition=Q(expected__isnull=True) | Q(expected__gte=1), name="convoy_of_somebody"
            ),
            models.CheckConstraint(
                condition=Q(from_country__in=["", *codes("country")]), name="convoy_country_known"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def code(self) -> str:
        return f"convoy:{str(self.pk)[:8]}"


class Priority(models.IntegerChoices):
    """Who goes first, everywhere: to a desk, to a bed, to a service."""

    TRAFFICKING = 1, _("Signes de traite ou danger")
    ALONE = 2, _("Enfant seul")
    MEDICAL = 3, _("Soins")
    ORDINARY = 4, _("Accueil ordinaire")


class Arrival(Sealed):
    """Somebody who arrives, or is expected. Words: entries (see `versions`), row (the line of a list).

    The other columns but `code`, `person` and `case` follow from what stands in the entries (`derive`). A person is written
    down once somebody is here; a case is opened when the first look asks for it.
    """

    code = models.CharField(_("code"), max_length=11, unique=True, default=new_code)
    convoy = models.ForeignKey(Convoy, models.PROTECT, related_name="arrivals")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    person = models.OneToOneField(Person, models.PROTECT, related_name="arrival", null=True)
    case = models.OneToOneField(Case, models.PROTECT, related_name="arrival", null=True)
    written_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(_("inscrite le"), default=timezone.now)
    presence = models.CharField(_("présence"), max_length=10, default=Presence.EXPECTED)
    sex = models.CharField(_("sexe"), max_length=10, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("année de naissance"), null=True)
    citizenships = models.CharField(_("nationalité"), max_length=2, blank=True)
    urgent_need = models.CharField(_("besoin urgent"), max_length=20, default="none")
    languages = models.CharField(_("langues"), max_length=80, blank=True)
    alone = models.BooleanField(_("enfant seul"), default=False)
    party = models.UUIDField(_("famille ou groupe"), null=True)
    ticket = models.CharField(_("ticket"), max_length=12, blank=True)
    band = models.CharField(_("bracelet"), max_length=12, blank=True)
    priority = models.PositiveSmallIntegerField(_("priorité"), choices=Priority, default=Priority.ORDINARY)
    wants_case = models.BooleanField(default=False)
    differs = models.BooleanField(_("à comparer"), default=False)
    fictitious = models.BooleanField(default=False)

    class Meta(Sealed.Meta):
        verbose_name = _("arrivée")
        ordering = ["-registered_at", "-id"]
        indexes = [
            models.Index(F("unit"), F("registered_at").desc(), F("id").desc(), name="arrival_by_branch"),
            models.Index(fields=["convoy", "presence"], name="arrival_by_convoy"),
            models.Index(fields=["organisation", "band"], name="arrival_by_band"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(presence__in=list(Presence.labels)), name="arrival_presence_known"
            ),
            models.CheckConstraint(
                condition=Q(urgent_need__in=codes("urgent_need")), name="arrival_need_known"
            ),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="arrival_priority_known"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def versions(self) -> Versions:
        return Versions(Entry.of(one) for one in self.words.get("entries", []))

    def derive(self, versions: Versions) -> dict[str, Any]:
        """Write the entries, and set the columns by what stands in them; what stands."""
        says = versions.standing()
        self.write(**{**self.words, "entries": versions.kept()})
        self.presence = says.get("presence", Presence.EXPECTED)
        self.sex, self.citizenships = says.get("sex", ""), says.get("citizenships", "")
        age = says.get("age")
        self.birth_year = None if age is None else self.convoy.day.year - age
        self.urgent_need = says.get("urgent_need", "none")
        self.languages = " ".join(says.get("languages", []))
        self.alone = bool(says.get("alone")) and self.is_child
        self.party = UUID(says["party"]) if says.get("party") and not self.alone else None
        self.ticket, self.band = says.get("ticket", ""), says.get("band", "")
        self.wants_case = bool(says.get("wants_case"))
        self.differs = bool(versions.differing())
        self.priority = self._priority(says)
        return says

    def _priority(self, says: dict[str, Any]) -> int:
        if says.get("signals") or says.get("danger") or self.urgent_need == "safety":
            return Priority.TRAFFICKING
        if self.alone:
            return Priority.ALONE
        return Priority.MEDICAL if self.urgent_need == "medical" else Priority.ORDINARY

    @property
    def is_child(self) -> bool:
        """By the age that was said; somebody of unknown age is no child to this, and no adult either."""
        return self.birth_year is not None and self.convoy.day.year - self.birth_year < ADULT


LIST_MOVES = Moves(
    {
        "map_arrival_list": Move((), also=(ImportState.DRAFT,)),
        "import_arrival_list": Move((ImportState.DRAFT,), ImportState.RUNNING, also=(ImportState.RUNNING,)),
        "drop_arrival_list": Move((ImportState.DRAFT, ImportState.RUNNING), ImportState.DROPPED),
    }
)


class ArrivalList(HandedTable):
    """The list of a convoy, whose rows become people who are expected. Words: report."""

    convoy = models.ForeignKey(Convoy, models.PROTECT, related_name="lists")

    class Meta(HandedTable.Meta):
        verbose_name = _("liste d’un convoi")
        ordering = ["-added_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="arrival_list_state_known")
        ]


class Lettered(models.Model):
    """The letter that a device puts before the numbers of its tickets at a branch, so that two devices never meet."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    device = models.UUIDField()
    number = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "device"], name="letter_once_a_device"),
            models.UniqueConstraint(fields=["unit", "number"], name="letter_once_a_branch"),
        ]

    def __str__(self) -> str:
        return self.letter

    @property
    def letter(self) -> str:
        """A to Z, then AA to ZZ."""
        high, low = divmod(self.number, 26)
        return (chr(64 + high) if high else "") + chr(65 + low)
