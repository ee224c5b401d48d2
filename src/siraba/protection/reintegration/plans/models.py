"""A plan of reintegration, written with the person; each change is a version that she agrees to anew."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Guarded, Sealed
from siraba.foundation.accounts.models import Account
from siraba.foundation.people.models import Person
from siraba.foundation.vocabulary import codes
from siraba.protection.cases.models import Case
from siraba.protection.reintegration.calls.models import Application


class Part(models.TextChoices):
    """The three sides of a return, after the integrated approach of IOM's Reintegration Handbook (2019)."""

    ECONOMIC = "economic", _("Économique")
    SOCIAL = "social", _("Sociale")
    PSYCHOSOCIAL = "psychosocial", _("Psychosociale")


class Channel(models.TextChoices):
    """How the help reaches the person."""

    DIRECT = "direct", _("Par notre structure")
    REFERRAL = "referral", _("Par référencement")


class PlanState(models.TextChoices):
    DRAFT = "draft", _("En préparation")
    AGREED = "agreed", _("D’accord")
    RUNNING = "running", _("En cours")
    ENDED = "ended", _("Terminé")


class Ending(models.TextChoices):
    COMPLETED = "completed", _("Réintégration achevée")
    REPLACED = "replaced", _("Remplacé par un autre plan")
    LEFT = "left", _("La personne est repartie")
    LOST = "lost", _("La personne n’est plus joignable")
    WITHDREW = "withdrew", _("La personne ne veut plus")
    DIED = "died", _("La personne est décédée")
    OTHER = "other", _("Autre raison")


P = PlanState
LIVE = (P.DRAFT, P.AGREED, P.RUNNING)

PLAN_MOVES = Moves(
    {
        "revise_reintegration_plan": Move((P.AGREED,), P.DRAFT, also=(P.DRAFT, P.RUNNING)),
        "agree_reintegration_plan": Move((P.DRAFT,), P.AGREED, also=(P.RUNNING,)),
        "start_reintegration_plan": Move((P.AGREED,), P.RUNNING),
        "end_reintegration_plan": Move(LIVE, P.ENDED),
    }
)


class ReintegrationPlan(Guarded):
    """A plan of a case; with the application that pays for it, where there is one.

    `young`: the person was within the age of a life project when the plan was drafted.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="reintegration_plans")
    case = models.ForeignKey(Case, models.PROTECT, related_name="reintegration_plans")
    application = models.ForeignKey(
        Application, models.PROTECT, null=True, related_name="reintegration_plans"
    )
    channel = models.CharField(_("par qui l’aide arrive"), max_length=10, choices=Channel)
    young = models.BooleanField(_("avec un projet de vie"), default=False)
    state = models.CharField(_("état"), max_length=10, choices=PlanState, default=PlanState.DRAFT)
    drafted_at = models.DateTimeField(_("écrit le"), default=timezone.now)
    started_on = models.DateField(_("commencé le"), null=True)
    ended_on = models.DateField(_("terminé le"), null=True)
    ending = models.CharField(_("raison de la fin"), max_length=10, choices=Ending, blank=True)
    fictitious = models.BooleanField(default=False)

    class Meta(Guarded.Meta):
        verbose_name = _("plan de réintégration")
        ordering = ["-drafted_at", "-id"]
        indexes = [
            models.Index(fields=["case", "-drafted_at"], name="reintegration_plan_by_case"),
            models.Index(fields=["application"], name="reintegration_plan_by_app"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=P.values), name="reintegration_plan_state_known"),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="reintegration_plan_channel_known"
            ),
            models.CheckConstraint(
                condition=Q(ending__in=["", *Ending.values]), name="reintegration_plan_ending_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=P.ENDED) | (~Q(ending="") & Q(ended_on__isnull=False)),
                name="reintegration_plan_ended_why",
            ),
            models.CheckConstraint(
                condition=~Q(state=P.RUNNING) | Q(started_on__isnull=False),
                name="reintegration_plan_running_since",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=LIVE), name="reintegration_plan_live_once"
            ),
        ]

    @property
    def code(self) -> str:
        return f"reintegration_plan:{str(self.pk)[:8]}"


class PlanVersion(Sealed):
    """What the plan says since one day, and the person's own agreement to just this.

    Words: objectives (by part), actions (list of part, what, who, due, cost), life_project (training, master, income,
    mentor), person_view, why (what changed), agreement (who was there, what she said).
    """

    plan = models.ForeignKey(ReintegrationPlan, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    author = models.ForeignKey(Account, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("écrit le"), default=timezone.now)
    agreed_on = models.DateField(_("accord de la personne"), null=True)
    agreed_how = models.CharField(_("forme de l’accord"), max_length=10, blank=True)
    agreement_heard_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta(Sealed.Meta):
        verbose_name = _("version du plan de réintégration")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="reintegration_version_once"),
            models.CheckConstraint(
                condition=Q(agreed_how__in=["", *codes("consent_modality")]), name="plan_version_how_known"
            ),
            models.CheckConstraint(
                condition=Q(agreed_on__isnull=True, agreed_how="")
                | Q(agreed_on__isnull=False) & ~Q(agreed_how=""),
                name="plan_version_agreed_how",
            ),
        ]

    @property
    def cost(self) -> int:
        """The sum of what the actions cost, in whole francs."""
        return sum(line.get("cost") or 0 for line in self.words.get("actions", []))

    @property
    def parts(self) -> list[tuple[Any, str, list[dict[str, Any]]]]:
        """Each part that says something: the part, its objective, its actions with the day as a day."""
        objectives, lines = self.words.get("objectives", {}), self.words.get("actions", [])
        said = [
            (
                part,
                objectives.get(part.value, ""),
                [_dated(one) for one in lines if one["part"] == part.value],
            )
            for part in Part
        ]
        return [(part, objective, lines) for part, objective, lines in said if objective or lines]


def _dated(line: dict[str, Any]) -> dict[str, Any]:
    return {**line, "due": date.fromisoformat(line["due"]) if line.get("due") else None}
