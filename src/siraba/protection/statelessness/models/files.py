"""A file of determination on its road, what was said in it, and what UNHCR thinks of it."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access import crypto
from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Sealed
from siraba.foundation.access.pseudonyms import new_code
from siraba.foundation.accounts.models import Account
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.people.models import Person
from siraba.protection.statelessness.models.assessments import NationalityAssessment


class FileState(models.TextChoices):
    RECEIVED = "received", _("Demande reçue")
    EXAMINED = "examined", _("En instruction")
    DRAFTED = "drafted", _("Projet à signer")
    DECIDED = "decided", _("Décidée")
    APPEALED = "appealed", _("Recours en cours")
    CLOSED = "closed", _("Close")
    WITHDRAWN = "withdrawn", _("Retirée")


F_ = FileState
WORKED_ON = (F_.RECEIVED, F_.EXAMINED)
# Until it is decided, or when a recourse waits: the clock runs and nobody is removed
RUNNING = (*WORKED_ON, F_.DRAFTED, F_.APPEALED)
AFTERWARDS = (F_.DECIDED, F_.APPEALED, F_.CLOSED)
ENDED = (F_.CLOSED, F_.WITHDRAWN)
ALIVE = (*RUNNING, F_.DECIDED)

DETERMINATION_MOVES = Moves(
    {
        "amend_determination": Move((), also=WORKED_ON),
        "start_determination": Move((F_.RECEIVED,), F_.EXAMINED),
        "record_asylum_claim": Move((), also=ALIVE),
        "end_asylum_claim": Move((), also=ALIVE),
        "agree_to_contact": Move((), also=WORKED_ON),
        "withdraw_contact": Move((), also=ALIVE),
        "agree_to_unhcr": Move((), also=ALIVE),
        "withdraw_unhcr": Move((), also=ALIVE),
        "hold_interview": Move((), also=(F_.EXAMINED,)),
        "add_linked_state": Move((), also=(F_.EXAMINED,)),
        "record_burden": Move((), also=(F_.EXAMINED,)),
        "add_opinion": Move((), also=(*WORKED_ON, F_.DRAFTED, F_.APPEALED)),
        "draft_determination": Move((F_.EXAMINED,), F_.DRAFTED),
        "return_determination": Move((F_.DRAFTED,), F_.EXAMINED),
        "sign_determination": Move((F_.DRAFTED,), F_.DECIDED),
        "appeal_determination": Move((F_.DECIDED,), F_.APPEALED),
        "uphold_determination": Move((F_.APPEALED,), F_.CLOSED),
        "reopen_determination": Move((F_.APPEALED,), F_.EXAMINED),
        "close_determination": Move((F_.DECIDED,), F_.CLOSED),
        "issue_status_document": Move((), also=AFTERWARDS),
        "add_child_follow_up": Move((), also=(*WORKED_ON, F_.DRAFTED, *AFTERWARDS)),
        "withdraw_determination": Move(WORKED_ON, F_.WITHDRAWN),
    }
)


class Outcome(models.TextChoices):
    NATIONALITY = "nationality", _("Nationalité confirmée")
    STATELESS = "stateless", _("Apatride")
    NEITHER = "neither", _("Ni l’un ni l’autre établi")


class Determination(Sealed):
    """Words: names, birth, contact, account, interpreter, counsel, burden, reason (of a withdrawal or of the end of a claim).

    `organisation` is the authority that decides, `opened_for` whoever's officer wrote the application down. `due_on` and
    `limit_on` are set when the application is received, so that another setting changes no running file. `asked_asylum`
    is asylum claimed and not decided: no State is then contacted (held by a trigger too).
    """

    compartment = crypto.STATELESSNESS
    code = models.CharField(_("code"), max_length=11, unique=True, default=new_code)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("instance")
    )
    opened_for = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    assessment = models.ForeignKey(
        NationalityAssessment, models.PROTECT, null=True, related_name="determinations"
    )
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("état"), max_length=9, choices=FileState, default=F_.RECEIVED)
    oral = models.BooleanField(_("demande orale"), default=False)
    language = models.CharField(_("langue"), max_length=40)
    asked_asylum = models.BooleanField(_("asile demandé"), default=False)
    applied_on = models.DateField(_("demandée le"))
    due_on = models.DateField(_("à décider avant le"))
    limit_on = models.DateField(_("au plus tard le"))
    outcome = models.CharField(_("issue"), max_length=11, choices=Outcome, blank=True)
    decided_on = models.DateField(_("décidée le"), null=True)
    appeal_until = models.DateField(_("recours possible jusqu’au"), null=True)
    ended_at = models.DateTimeField(_("terminée le"), null=True)
    opened_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("enregistrée le"), default=timezone.now)
    fictitious = models.BooleanField(default=False)

    class Meta(Sealed.Meta):
        verbose_name = _("dossier de détermination")
        ordering = ["-opened_at", "-id"]
        indexes = [
            models.Index(
                F("organisation"), F("opened_at").desc(), F("id").desc(), name="determination_by_organisation"
            ),
            models.Index(fields=["state", "due_on"], name="determination_by_due"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(code__length=11), name="determination_code_length"),
            models.CheckConstraint(condition=Q(state__in=FileState.values), name="determination_state_known"),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *Outcome.values]), name="determination_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(applied_on__lte=F("due_on")) & Q(due_on__lte=F("limit_on")),
                name="determination_clock_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[F_.DECIDED, F_.APPEALED, F_.CLOSED])
                | Q(decided_on__isnull=False) & ~Q(outcome=""),
                name="determination_decided_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ENDED) | Q(ended_at__isnull=False),
                name="determination_ended_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    def lateness(self, today: date | None = None) -> str:
        """Where its clock stands: nothing, `due` beyond the usual delay, `late` beyond the last one."""
        today = today or timezone.localdate()
        if not self.is_running or today <= self.due_on:
            return ""
        return "late" if today > self.limit_on else "due"


class Interview(Sealed):
    """One hearing as it was said, never changed afterwards. Words: text, present, interpreter."""

    compartment = crypto.STATELESSNESS
    determination = models.ForeignKey(Determination, models.PROTECT, related_name="interviews")
    number = models.PositiveSmallIntegerField(_("numéro"))
    held_on = models.DateField(_("tenu le"))
    language = models.CharField(_("langue"), max_length=40)
    held_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta(Sealed.Meta):
        verbose_name = _("entretien")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["determination", "number"], name="interview_number_once")
        ]


class Opinion(Sealed):
    """What UNHCR thinks of the file; it decides nothing. Words: text."""

    compartment = crypto.STATELESSNESS
    determination = models.ForeignKey(Determination, models.PROTECT, related_name="opinions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    written_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta(Sealed.Meta):
        verbose_name = _("avis du HCR")
        ordering = ["written_at", "id"]
