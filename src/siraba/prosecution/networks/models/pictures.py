"""What is drawn and asked of an analysis: its picture, views that somebody kept, plans with what was decided of them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access import crypto
from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Sealed
from siraba.foundation.accounts.models import Account
from siraba.prosecution.networks.models.analyses import Analysis


class Picture(Sealed):
    """The network of an analysis as it was when it was last drawn. Words: drawing and
    script (both JSON: the one to reckon with, the other as it is sent), findings.

    `print` tells the state of the network that was drawn; when it is another now, the picture is stale. `part` counts the
    parts of the reckoning that are done.
    """

    compartment = crypto.JUSTICE
    analysis = models.OneToOneField(Analysis, models.PROTECT, related_name="picture")
    print = models.CharField(max_length=64)
    part = models.PositiveSmallIntegerField(default=0)
    drawn_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("dessinée par"))
    drawn_at = models.DateTimeField(_("dessinée le"), default=timezone.now)

    class Meta(Sealed.Meta):
        verbose_name = _("image du réseau")
        constraints = [models.CheckConstraint(condition=Q(print__length=64), name="picture_print_length")]

    @property
    def code(self) -> str:
        return f"picture:{str(self.pk)[:8]}"


class SavedView(Sealed):
    """Filters that one account wants to find again on one analysis. Words: name, note, query (as in the address)."""

    compartment = crypto.JUSTICE
    analysis = models.ForeignKey(Analysis, models.PROTECT, related_name="views")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(_("gardée le"), default=timezone.now)

    class Meta(Sealed.Meta):
        verbose_name = _("vue gardée")
        ordering = ["-saved_at", "-id"]
        indexes = [models.Index(fields=["analysis", "account", "-saved_at"], name="view_by_account")]

    @property
    def code(self) -> str:
        return f"view:{str(self.pk)[:8]}"


class PlanState(models.TextChoices):
    RUNNING = "running", _("En calcul")
    DONE = "done", _("Calculé")
    DECIDED = "decided", _("Décidé")


class PlanDecision(models.TextChoices):
    FOLLOWED = "followed", _("Retenu")
    IN_PART = "in_part", _("Retenu en partie")
    SET_ASIDE = "set_aside", _("Écarté")


P = PlanState
PLAN_MOVES = Moves(
    {
        "compute_plan": Move((), also=(P.RUNNING,)),
        "decide_plan": Move((P.DONE,), P.DECIDED),
        "print_lead": Move((), also=(P.DONE, P.DECIDED)),
    }
)


class DismantlingPlan(Sealed):
    """A question about which removals break a network most, and what was answered. It is a lead, and accuses nobody.

    Words: why (it is asked), question, network (as it was then: numbers of entities, links, strengths), result, reasons (of
    the decision). What was reckoned is kept as it was told.
    """

    compartment = crypto.JUSTICE
    analysis = models.ForeignKey(Analysis, models.PROTECT, related_name="plans")
    number = models.PositiveSmallIntegerField(_("numéro"))
    state = models.CharField(_("état"), max_length=10, choices=PlanState, default=P.RUNNING)
    part = models.PositiveSmallIntegerField(default=0)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("demandé par"))
    asked_at = models.DateTimeField(_("demandé le"), default=timezone.now)
    decision = models.CharField(_("décision"), max_length=10, choices=PlanDecision, blank=True)
    decided_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("décidé par")
    )
    decided_at = models.DateTimeField(_("décidé le"), null=True)

    class Meta(Sealed.Meta):
        verbose_name = _("plan de démantèlement")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["analysis", "number"], name="dismantling_number_once"),
            models.CheckConstraint(condition=Q(state__in=P.values), name="dismantling_state_known"),
            models.CheckConstraint(
                condition=Q(decision__in=["", *PlanDecision.values]), name="dismantling_decision_known"
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=P.DECIDED, decided_by__isnull=False, decided_at__isnull=False) & ~Q(decision="")
                )
                | (~Q(state=P.DECIDED) & Q(decided_by__isnull=True, decided_at__isnull=True, decision="")),
                name="dismantling_decided_says_who",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Plan n° %(number)d") % {"number": self.number})

    @property
    def code(self) -> str:
        return f"plan:{str(self.pk)[:8]}"
