"""The queue of a branch: its desks, and each passage of somebody who waits for one. No name is written here."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Guarded
from siraba.foundation.accounts.models import Account
from siraba.foundation.organisations.models import Organisation, Unit
from siraba.protection.reception.arrivals.models import Arrival, Priority
from siraba.protection.reception.branches.models import Branch, Member


class DeskState(models.TextChoices):
    OPEN = "open", _("Ouvert")
    CLOSED = "closed", _("Fermé")


DESK_MOVES = Moves(
    {
        "open_desk": Move((DeskState.CLOSED,), DeskState.OPEN),
        "close_desk": Move((DeskState.OPEN,), DeskState.CLOSED),
        "call_next": Move((), also=(DeskState.OPEN,)),
    }
)


class Desk(models.Model):
    """A desk of a branch. `languages` are the codes that whoever sits there speaks, separated by spaces."""

    branch = models.ForeignKey(Branch, models.PROTECT, related_name="queue_desks")
    number = models.PositiveSmallIntegerField(_("guichet"))
    name = models.CharField(_("nom"), max_length=40, blank=True)
    state = models.CharField(_("état"), max_length=6, choices=DeskState, default=DeskState.CLOSED)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name=_("agent"))
    languages = models.CharField(_("langues"), max_length=80, blank=True)
    opened_at = models.DateTimeField(_("ouvert à"), null=True)

    class Meta:
        verbose_name = _("guichet")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["branch", "number"], name="desk_once"),
            models.UniqueConstraint(
                fields=["account"], condition=Q(state=DeskState.OPEN), name="desk_one_an_agent"
            ),
            models.CheckConstraint(condition=Q(state__in=DeskState.values), name="desk_state_known"),
            models.CheckConstraint(
                condition=Q(state=DeskState.CLOSED) | Q(account__isnull=False, opened_at__isnull=False),
                name="desk_open_has_its_agent",
            ),
        ]

    def __str__(self) -> str:
        label = str(_("Guichet %(number)d") % {"number": self.number})
        return f"{label} – {self.name}" if self.name else label

    @property
    def code(self) -> str:
        return f"desk:{self.pk}"


class Reason(models.TextChoices):
    """What somebody comes for. The list of the house, to be validated by the DGME."""

    RECEPTION = "reception", _("Accueil")
    ORIENTATION = "orientation", _("Orientation")
    PAPERS = "papers", _("Papiers")
    FAMILY = "family", _("Famille")
    LODGING = "lodging", _("Hébergement")
    HEALTH = "health", _("Santé")
    OTHER = "other", _("Autre")


class Cause(models.TextChoices):
    """Why somebody goes before the others: what an agent sees or is told. To be validated by the DGME."""

    DANGER = "danger", _("Danger, ou signes de traite")
    CHILD = "child", _("Enfant sans adulte de sa famille")
    ILL = "ill", _("Malade ou blessé")
    PREGNANT = "pregnant", _("Enceinte, ou avec un nourrisson")
    FRAIL = "frail", _("Handicap, ou grand âge")


CLASS_OF = {
    Cause.DANGER: Priority.TRAFFICKING,
    Cause.CHILD: Priority.ALONE,
    Cause.ILL: Priority.MEDICAL,
    Cause.PREGNANT: Priority.MEDICAL,
    Cause.FRAIL: Priority.MEDICAL,
}


class Room(models.TextChoices):
    """Where somebody is led who is not for a desk."""

    PRIVATE = "private", _("Pièce fermée")
    ORIENTATION = "orientation", _("Bureau d’orientation")
    HEALTH = "health", _("Santé")
    LODGING = "lodging", _("Hébergement")
    HEAD = "head", _("Chef d’antenne")


class VisitState(models.TextChoices):
    WAITING = "waiting", _("Attend")
    CALLED = "called", _("Appelé")
    AT_DESK = "at_desk", _("Au guichet")
    SERVED = "served", _("Servi")
    LEFT = "left", _("Parti")
    TRANSFERRED = "transferred", _("Conduit ailleurs")


S = VisitState
IN_LINE = (S.WAITING, S.CALLED, S.AT_DESK)
VISIT_MOVES = Moves(
    {
        "raise_priority": Move((), also=(S.WAITING,)),
        "call_next": Move((S.WAITING,), S.CALLED),
        "begin_service": Move((S.CALLED,), S.AT_DESK),
        "mark_absent": Move((S.CALLED,), S.WAITING),
        "serve_visit": Move((S.AT_DESK,), S.SERVED),
        "transfer_visit": Move((S.CALLED, S.AT_DESK), S.TRANSFERRED),
        "leave_queue": Move((S.WAITING, S.CALLED), S.LEFT),
    }
)


class Visit(Guarded):
    """Somebody who waits for a desk: an arrival, or a passer-by of whom nothing is known but why she comes.

    `languages` are codes, separated by spaces, all that is known; none when nobody said. `waited` is the time until the
    first call in minutes begun, `lasted` the time at the desk in seconds; `number` is that of a ticket which the platform
    numbered. A transfer to another desk ends a visit and
    begins another (`after`), which keeps its ticket and its place in time, and waits for that desk (`wanted`).
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("antenne"))
    arrival = models.ForeignKey(Arrival, models.PROTECT, null=True, related_name="visits")
    day = models.DateField(_("jour"))
    ticket = models.CharField(_("ticket"), max_length=12)
    number = models.PositiveSmallIntegerField(null=True)
    reason = models.CharField(_("motif"), max_length=12, choices=Reason)
    languages = models.CharField(_("langues"), max_length=80, blank=True)
    priority = models.PositiveSmallIntegerField(_("priorité"), choices=Priority, default=Priority.ORDINARY)
    cause = models.CharField(_("passe devant"), max_length=8, choices=Cause, blank=True)
    access_need = models.BooleanField(_("a besoin d’aide pour se déplacer, voir ou entendre"), default=False)
    state = models.CharField(_("état"), max_length=11, choices=VisitState, default=VisitState.WAITING)
    desk = models.ForeignKey(Desk, models.PROTECT, null=True, related_name="visits")
    wanted = models.ForeignKey(Desk, models.PROTECT, null=True, related_name="+")
    room = models.CharField(_("lieu"), max_length=11, choices=Room, blank=True)
    interpreter = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    after = models.OneToOneField("self", models.PROTECT, null=True, related_name="then")
    absent = models.BooleanField(_("absent au premier appel"), default=False)
    waiting_since = models.DateTimeField(_("attend depuis"), default=timezone.now)
    called_at = models.DateTimeField(_("appelé à"), null=True)
    begun_at = models.DateTimeField(_("commencé à"), null=True)
    ended_at = models.DateTimeField(_("fini à"), null=True)
    waited = models.PositiveIntegerField(_("attente, en minutes"), null=True)
    lasted = models.PositiveIntegerField(_("durée au guichet, en secondes"), null=True)
    taken_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    fictitious = models.BooleanField(default=False)

    class Meta(Guarded.Meta):
        verbose_name = _("passage")
        ordering = ["priority", "waiting_since", "id"]
        indexes = [
            models.Index(
                F("unit"),
                F("priority"),
                F("waiting_since"),
                F("id"),
                name="visit_in_line",
                condition=Q(state=VisitState.WAITING),
            ),
            models.Index(fields=["unit", "waiting_since"], name="visit_by_branch"),
            models.Index(fields=["desk", "state"], name="visit_by_desk"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "day", "ticket"], condition=Q(after__isnull=True), name="visit_ticket_once"
            ),
            models.UniqueConstraint(
                fields=["arrival"], condition=Q(state__in=IN_LINE), name="visit_in_line_once"
            ),
            models.CheckConstraint(condition=Q(state__in=VisitState.values), name="visit_state_known"),
            models.CheckConstraint(condition=Q(reason__in=Reason.values), name="visit_reason_known"),
            models.CheckConstraint(condition=Q(cause__in=["", *Cause.values]), name="visit_cause_known"),
            models.CheckConstraint(condition=Q(room__in=["", *Room.values]), name="visit_room_known"),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="visit_priority_known"),
            models.CheckConstraint(
                condition=~Q(state__in=[S.CALLED, S.AT_DESK])
                | Q(desk__isnull=False, called_at__isnull=False),
                name="visit_called_to_a_desk",
            ),
        ]

    def __str__(self) -> str:
        return self.ticket

    @property
    def code(self) -> str:
        return f"visit:{str(self.pk)[:8]}"

    @property
    def speaks(self) -> frozenset[str]:
        return frozenset(self.languages.split())

    def call(self, desk: Desk, at: datetime) -> None:
        """Stand at this desk; the wait is that until the first call. The row still has to be saved."""
        self.desk, self.called_at = desk, at
        if self.waited is None and self.after_id is None:
            self.waited = minutes_begun(at - self.waiting_since)

    def end(self, at: datetime) -> None:
        self.ended_at = at
        if self.begun_at is not None:
            self.lasted = round((at - self.begun_at).total_seconds())


def minutes_begun(time: timedelta) -> int:
    """A length of time in whole minutes, the last one begun counting; nothing for a clock that went back."""
    return max(0, -int(-time.total_seconds() // 60))
