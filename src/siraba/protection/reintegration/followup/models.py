"""Follow-ups of a return: when each is due, how it was tried, what was answered, and the tables that make scores of it."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from siraba.engines.sustainability import COMPOSITE, Table, read_table
from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Sealed
from siraba.foundation.accounts.models import Account
from siraba.foundation.people.models import Person
from siraba.protection.cases.models import Case
from siraba.protection.reintegration.calls.models import Application
from siraba.protection.reintegration.plans.models import Channel, ReintegrationPlan

SMS_KIND = "follow_up_invitation"
BASELINE = 0


class Subject(models.TextChoices):
    """What a table measures."""

    SUSTAINABILITY = "sustainability", _("Durabilité de la réintégration")
    AUTONOMY = "autonomy", _("Autonomie du jeune")


class ScoreTable(models.Model):
    """One version of a table of weights. The database lets nobody change it; the one that is used cannot be taken away.

    `content`: the table as `engines.sustainability` reads it, with labels in French and English.
    """

    subject = models.CharField(_("ce qui est mesuré"), max_length=20, choices=Subject)
    version = models.PositiveSmallIntegerField(_("version"))
    name = models.CharField(_("nom"), max_length=80)
    provisional = models.BooleanField(_("provisoire, à valider"), default=True)
    content = models.JSONField()
    added_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(_("ajoutée le"), default=timezone.now)

    class Meta:
        verbose_name = _("table de poids")
        ordering = ["subject", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "version"], name="score_table_version_once"),
            models.CheckConstraint(condition=Q(subject__in=Subject.values), name="score_table_subject_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_subject_display()} {self.version} ({self.name})"

    @property
    def code(self) -> str:
        return f"score_table:{self.subject}.{self.version}"

    @cached_property
    def table(self) -> Table:
        return read_table(self.content)

    def dimension_label(self, code: str) -> str:
        if code == COMPOSITE:
            return str(_("Ensemble"))
        found: dict[str, Any] = next(
            (one for one in self.content.get("dimensions", ()) if one.get("code") == code), {}
        )
        return _said(found, code)

    @property
    def shown(self) -> list[dict[str, Any]]:
        """Each question with its answers and what they are worth, as the page of tables shows them."""
        items = {item.code: item for item in self.table.items}
        return [
            {
                "dimension": dimension,
                "question": question,
                "answers": ", ".join(
                    f"{label} ({items[code].values[answer]:g})" for answer, label in answers
                ),
                "weight": f"{items[code].weight:g}",
                "overall": f"{items[code].overall:g}",
            }
            for code, dimension, question, answers in self.questions
        ]

    @property
    def questions(self) -> Sequence[tuple[str, str, str, list[tuple[str, str]]]]:
        """Each question: its code, its dimension in words, the question, its answers as (code, label)."""
        return [
            (
                one["code"],
                self.dimension_label(one["dimension"]),
                _said(one, one["code"]),
                [(answer["code"], _said(answer, answer["code"])) for answer in one["answers"]],
            )
            for one in self.content["items"]
        ]


def _said(labelled: dict[str, Any], code: str) -> str:
    language = "en" if (get_language() or "").startswith("en") else "fr"
    return str(labelled.get(language) or labelled.get("fr") or code)


class Mode(models.TextChoices):
    VISIT = "visit", _("Visite")
    PHONE = "phone", _("Appel")
    SMS = "sms", _("SMS")


class FollowUpState(models.TextChoices):
    DUE = "due", _("À faire")
    DONE = "done", _("Fait")
    UNREACHABLE = "unreachable", _("Injoignable")
    DROPPED = "dropped", _("Sans objet")


F = FollowUpState
FOLLOW_UP_MOVES = Moves(
    {
        # Who could not be reached may call back
        "complete_follow_up": Move((F.DUE, F.UNREACHABLE), F.DONE),
        "note_attempt": Move((), also=(F.DUE,)),
        "invite_by_sms": Move((), also=(F.DUE,)),
        "give_up_follow_up": Move((F.DUE,), F.UNREACHABLE),
    }
)


class FollowUp(Sealed):
    """A contact that is due so many months after the beginning; month 0 is the baseline. Words: note.

    It is of a plan, or of an application that has none. `channel` is that of the plan when it was done.
    """

    plan = models.ForeignKey(ReintegrationPlan, models.PROTECT, null=True, related_name="follow_ups")
    application = models.ForeignKey(Application, models.PROTECT, null=True, related_name="follow_ups")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="reintegration_follow_ups")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="reintegration_follow_ups")
    month = models.PositiveSmallIntegerField(_("mois"))
    due_on = models.DateField(_("prévu le"))
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.DIRECT)
    state = models.CharField(_("état"), max_length=12, choices=FollowUpState, default=F.DUE)
    mode = models.CharField(_("moyen"), max_length=5, choices=Mode, blank=True)
    met_on = models.DateField(_("fait le"), null=True)
    done_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    fictitious = models.BooleanField(default=False)

    class Meta(Sealed.Meta):
        verbose_name = _("suivi de réintégration")
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["case", "state", "due_on"], name="follow_up_by_case"),
            models.Index(fields=["state", "due_on", "id"], name="follow_up_by_due"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=F.values), name="reintegration_follow_up_state"),
            models.CheckConstraint(
                condition=Q(mode__in=["", *Mode.values]), name="reintegration_follow_up_mode"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="reintegration_follow_up_channel"
            ),
            models.CheckConstraint(
                condition=Q(plan__isnull=False) | Q(application__isnull=False),
                name="reintegration_follow_up_of_something",
            ),
            models.CheckConstraint(
                condition=~Q(state=F.DONE) | (Q(met_on__isnull=False) & ~Q(mode="")),
                name="reintegration_follow_up_done_when",
            ),
            models.UniqueConstraint(
                fields=["plan", "month"], condition=Q(plan__isnull=False), name="follow_up_of_plan_once"
            ),
            models.UniqueConstraint(
                fields=["application", "month"],
                condition=Q(plan__isnull=True),
                name="follow_up_of_application_once",
            ),
        ]

    @property
    def code(self) -> str:
        return f"reintegration_follow_up:{str(self.pk)[:8]}"

    @property
    def of(self) -> Any:
        """What it follows: the number of the plan, or of the application that has none."""
        return self.plan_id or self.application_id

    @property
    def when(self) -> str:
        return month_label(self.month)


def month_label(month: int) -> str:
    return str(_("Au départ")) if month == BASELINE else str(_("À %(n)d mois") % {"n": month})


class Outcome(models.TextChoices):
    NO_ANSWER = "no_answer", _("Pas de réponse")
    WRONG_NUMBER = "wrong_number", _("Numéro qui n’est plus le sien")
    MOVED = "moved", _("Partie ailleurs")
    LATER = "later", _("À rappeler plus tard")
    DECLINED = "declined", _("Ne souhaite pas répondre")
    INVITED = "invited", _("Invitée par SMS")


class Attempt(Sealed):
    """One time that the person was looked for. Words: note."""

    follow_up = models.ForeignKey(FollowUp, models.PROTECT, related_name="attempts")
    mode = models.CharField(_("moyen"), max_length=5, choices=Mode)
    outcome = models.CharField(_("résultat"), max_length=12, choices=Outcome)
    tried_at = models.DateTimeField(_("essayé le"), default=timezone.now)
    tried_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta(Sealed.Meta):
        verbose_name = _("essai")
        ordering = ["-tried_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="attempt_mode_known"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="attempt_outcome_known"),
        ]


class Measure(Sealed):
    """What was answered in a follow-up, by one table, and its scores. Words: answers (answer by question).

    `scores`: for each dimension and the composite {value (0 to 1, or none when too little was answered), answered, asked}.
    """

    follow_up = models.ForeignKey(FollowUp, models.PROTECT, related_name="measures")
    table = models.ForeignKey(ScoreTable, models.PROTECT, related_name="measures")
    scores = models.JSONField()

    class Meta(Sealed.Meta):
        verbose_name = _("mesure")
        constraints = [
            models.UniqueConstraint(fields=["follow_up", "table"], name="measure_once"),
        ]
