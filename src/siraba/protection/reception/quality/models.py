"""Inspections of branches and what has to be done after them. Neither says anything about a person."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.accounts.models import Account
from siraba.protection.reception.branches.models import Branch, Duty
from siraba.protection.reception.quality.checklists import CHECKLISTS, Checklist, Item


class InspectionState(models.TextChoices):
    PLANNED = "planned", _("Prévue")
    DONE = "done", _("Faite")
    ACTION_PLAN = "action_plan", _("Plan d’action en cours")
    VERIFIED = "verified", _("Vérifiée")


I = InspectionState  # noqa: E741
INSPECTION_MOVES = Moves(
    {
        "record_inspection": Move((I.PLANNED,), I.DONE),
        "add_quality_action": Move((I.DONE,), I.ACTION_PLAN, also=(I.ACTION_PLAN,)),
        "verify_inspection": Move((I.DONE, I.ACTION_PLAN), I.VERIFIED),
    }
)


class Inspection(models.Model):
    """A branch looked at by a version of the checklist.

    `answers` by the code of an item: `answer` (yes, no, na) and `remark`. `score` is in per cent; `conform` says that no
    mandatory item fails. Both are None until it is done.
    """

    branch = models.ForeignKey(Branch, models.PROTECT, related_name="inspections", verbose_name=_("antenne"))
    checklist_version = models.PositiveSmallIntegerField(_("version de la grille"))
    state = models.CharField(_("état"), max_length=12, choices=InspectionState, default=I.PLANNED)
    planned_on = models.DateField(_("prévue le"))
    planned_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    done_on = models.DateField(_("faite le"), null=True)
    done_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("faite par")
    )
    answers = models.JSONField(default=dict)
    score = models.PositiveSmallIntegerField(_("score"), null=True)
    conform = models.BooleanField(_("conforme"), null=True)
    verified_on = models.DateField(_("vérifiée le"), null=True)
    verified_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("inspection")
        ordering = ["-planned_on", "-id"]
        indexes = [models.Index(F("planned_on").desc(), F("id").desc(), name="inspection_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=InspectionState.values), name="inspection_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=I.PLANNED)
                | Q(
                    done_on__isnull=False,
                    done_by__isnull=False,
                    score__isnull=False,
                    score__lte=100,
                    conform__isnull=False,
                ),
                name="inspection_done_has_a_score",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.branch} {self.planned_on}"

    @property
    def code(self) -> str:
        return f"inspection:{self.pk}"

    @property
    def checklist(self) -> Checklist:
        return CHECKLISTS[self.checklist_version]

    @property
    def said(self) -> dict[str, str]:
        """What was answered, by the code of the item."""
        return {code: told["answer"] for code, told in self.answers.items()}

    @property
    def failed(self) -> list[Item]:
        return self.checklist.failed(self.said)


class ActionState(models.TextChoices):
    OPEN = "open", _("À faire")
    DONE = "done", _("Faite, à vérifier")
    VERIFIED = "verified", _("Vérifiée")


A = ActionState
ACTION_MOVES = Moves(
    {
        "finish_quality_action": Move((A.OPEN,), A.DONE),
        "verify_quality_action": Move((A.DONE,), A.VERIFIED),
        "reopen_quality_action": Move((A.DONE,), A.OPEN),
    }
)


class Action(models.Model):
    """What is done about an item that failed: by a function, never a name, and for a day. Whoever did it does not verify it."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="actions")
    item = models.CharField(_("point"), max_length=20)
    what = models.CharField(_("ce qui sera fait"), max_length=300)
    who = models.CharField(_("par qui (fonction)"), max_length=12, choices=Duty)
    due = models.DateField(_("pour le"))
    state = models.CharField(_("état"), max_length=10, choices=ActionState, default=A.OPEN)
    added_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    done_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    done_on = models.DateField(_("faite le"), null=True)
    note = models.CharField(_("ce qui a été fait"), max_length=300, blank=True)
    verified_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    verified_on = models.DateField(_("vérifiée le"), null=True)

    class Meta:
        verbose_name = _("action après inspection")
        ordering = ["due", "id"]
        indexes = [models.Index(fields=["state", "due"], name="quality_action_by_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ActionState.values), name="quality_action_state_known"
            ),
            models.CheckConstraint(condition=Q(who__in=Duty.values), name="quality_action_duty_known"),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("done_by")),
                name="quality_action_verified_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def code(self) -> str:
        return f"quality_action:{self.pk}"

    @property
    def asks(self) -> Item:
        """The item of the checklist that failed."""
        return self.inspection.checklist.item(self.item)

    @property
    def is_overdue(self) -> bool:
        return self.state == A.OPEN and self.due < timezone.localdate()


def told(answer: str, remark: str = "") -> dict[str, Any]:
    """One answer, as an inspection keeps it."""
    return {"answer": answer, "remark": remark}
