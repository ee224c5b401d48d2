"""Rooms of a place where people sleep, and who has a bed there, from when until when."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Sealed
from siraba.foundation.accounts.models import Account
from siraba.foundation.organisations.models import Organisation, Unit
from siraba.foundation.people.models import Person
from siraba.protection.cases.models import Case
from siraba.protection.reception.arrivals.models import Arrival
from siraba.protection.reception.stays.housing import Group
from siraba.protection.referrals.models import Referral


class Room(models.Model):
    """Beds for one group in a place: a branch's transit room, a transit centre, a partner's shelter."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rooms", verbose_name=_("lieu"))
    name = models.CharField(_("nom"), max_length=60)
    group = models.CharField(_("pour"), max_length=10, choices=Group)
    beds = models.PositiveSmallIntegerField(_("lits"))
    out_of_use = models.PositiveSmallIntegerField(_("lits hors d’usage"), default=0)
    reason = models.CharField(_("motif"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("chambre")
        ordering = ["group", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="room_name_once"),
            models.CheckConstraint(condition=Q(group__in=Group.values), name="room_group_known"),
            models.CheckConstraint(condition=Q(beds__gte=1), name="room_has_a_bed"),
            models.CheckConstraint(condition=Q(out_of_use__lte=F("beds")), name="room_out_of_use_within"),
            models.CheckConstraint(
                condition=Q(out_of_use=0) | ~Q(reason=""), name="room_out_of_use_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def code(self) -> str:
        return f"room:{self.pk}"

    @property
    def usable(self) -> int:
        return self.beds - self.out_of_use


class StayState(models.TextChoices):
    RESERVED = "reserved", _("Réservé")
    OCCUPIED = "occupied", _("Occupé")
    FREED = "freed", _("Libéré")
    NO_SHOW = "no_show", _("Pas venue")
    CANCELLED = "cancelled", _("Annulé")


S = StayState
LIVE = (S.RESERVED, S.OCCUPIED)

STAY_MOVES = Moves(
    {
        "take_in": Move((S.RESERVED,), S.OCCUPIED),
        "free_bed": Move((S.OCCUPIED,), S.FREED),
        "extend_stay": Move((), also=(S.OCCUPIED,)),
        "approve_extension": Move((), also=(S.OCCUPIED,)),
        "mark_no_show": Move((S.RESERVED,), S.NO_SHOW),
        "cancel_reservation": Move((S.RESERVED,), S.CANCELLED),
    }
)


class Leaving(models.TextChoices):
    """Why a bed was freed: this project's list, à valider."""

    HOME = "home", _("Retour chez elle")
    FAMILY = "family", _("Remise à sa famille")
    ONWARD = "onward", _("Suite du voyage")
    TRANSFER = "transfer", _("Autre lieu d’hébergement")
    ROOM = "room", _("Autre chambre de ce lieu")
    HOSPITAL = "hospital", _("Hospitalisation")
    WISH = "wish", _("Départ à sa demande")
    UNTOLD = "untold", _("Partie sans prévenir")
    OTHER = "other", _("Autre")


class Extending(models.TextChoices):
    """Why a stay lasts longer: this project's list, à valider. Who approves may read this, and no name."""

    TRANSPORT = "transport", _("Attend son transport")
    FAMILY = "family", _("Attend sa famille")
    PAPERS = "papers", _("Attend ses documents")
    HEALTH = "health", _("Santé")
    SAFETY = "safety", _("Sécurité")
    PLACE = "place", _("Attend une autre place")
    OTHER = "other", _("Autre")


class Stay(Sealed):
    """A bed for one person. Words: note, split (why apart from the family), asking, leaving.

    The nights held are those from `first` to the one before `until`; who is still there afterwards holds tonight too
    (`capacity`). `sent_from` is the branch that reserved, which may be another than the place.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("lieu"))
    room = models.ForeignKey(Room, models.PROTECT, related_name="stays", verbose_name=_("chambre"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="stays")
    arrival = models.ForeignKey(Arrival, models.PROTECT, null=True, related_name="stays")
    referral = models.ForeignKey(Referral, models.PROTECT, null=True, related_name="stays")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="stays")
    sent_from = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    party = models.UUIDField(_("famille ou groupe"), null=True)
    state = models.CharField(_("état"), max_length=10, choices=StayState, default=StayState.RESERVED)
    first = models.DateField(_("du"))
    until = models.DateField(_("jour du départ"))
    bed = models.CharField(_("numéro du lit"), max_length=10, blank=True)
    reserved_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    reserved_at = models.DateTimeField(_("réservé le"), default=timezone.now)
    held_until = models.DateTimeField(_("gardé jusqu’à"))
    in_at = models.DateTimeField(_("entrée"), null=True)
    out_at = models.DateTimeField(_("sortie"), null=True)
    leaving = models.CharField(_("motif du départ"), max_length=10, choices=Leaving, blank=True)
    wanted_until = models.DateField(_("prolongation demandée jusqu’au"), null=True)
    extending = models.CharField(_("motif de la prolongation"), max_length=10, choices=Extending, blank=True)
    extended_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    fictitious = models.BooleanField(default=False)

    class Meta(Sealed.Meta):
        verbose_name = _("séjour")
        ordering = ["-first", "-id"]
        indexes = [
            models.Index(F("unit"), F("first").desc(), F("id").desc(), name="stay_by_place"),
            models.Index(fields=["room", "state", "until"], name="stay_by_room"),
            models.Index(fields=["state", "held_until"], name="stay_by_time_held"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=StayState.values), name="stay_state_known"),
            models.CheckConstraint(condition=Q(until__gt=F("first")), name="stay_in_order"),
            models.CheckConstraint(
                condition=Q(arrival__isnull=False, referral__isnull=True)
                | Q(arrival__isnull=True, referral__isnull=False),
                name="stay_of_an_arrival_or_a_referral",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[StayState.OCCUPIED, StayState.FREED]) | Q(in_at__isnull=False),
                name="stay_began",
            ),
            models.CheckConstraint(
                condition=~Q(state=StayState.FREED) | Q(out_at__isnull=False) & ~Q(leaving=""),
                name="stay_ended_says_why",
            ),
            models.CheckConstraint(condition=Q(leaving__in=["", *Leaving.values]), name="stay_leaving_known"),
            models.CheckConstraint(
                condition=Q(extending__in=["", *Extending.values]), name="stay_extending_known"
            ),
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=Q(state=StayState.RESERVED),
                name="stay_reserved_once",
            ),
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=Q(state=StayState.OCCUPIED),
                name="stay_occupied_once",
            ),
            models.UniqueConstraint(
                fields=["room", "bed"],
                condition=Q(state=StayState.OCCUPIED) & ~Q(bed=""),
                name="stay_in_its_own_bed",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        return f"stay:{str(self.pk)[:8]}"
