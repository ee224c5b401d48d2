"""A portfolio: what the optimiser proposed under a budget, and what the coordinator decided of each project."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.accounts.models import Account
from siraba.prevention.development.models.needs import NeedIndex
from siraba.prevention.development.models.projects import Project


class PortfolioState(models.TextChoices):
    PROPOSED = "proposed", _("Proposé")
    DECIDED = "decided", _("Décidé")


PORTFOLIO_MOVES = Moves(
    {"decide_portfolio": Move((PortfolioState.PROPOSED,), PortfolioState.DECIDED)},
)


class Portfolio(models.Model):
    """A budget, what it must keep to, and the index that values the projects.

    `limits` is {adaptation_number, adaptation_spend, least_by_zone, most_by_zone}; zones are numbers of regions.
    `value` counts people weighted by the need of their zones; `bound` is what no other choice exceeds; `by_rank` is the value of
    a plain list cut where the money ends.
    """

    name = models.CharField(_("nom"), max_length=80)
    budget = models.PositiveBigIntegerField(_("budget (FCFA)"))
    limits = models.JSONField()
    index = models.ForeignKey(NeedIndex, models.PROTECT, related_name="+")
    value = models.FloatField()
    bound = models.FloatField()
    by_rank = models.FloatField()
    proven = models.BooleanField()
    state = models.CharField(
        _("état"), max_length=10, choices=PortfolioState, default=PortfolioState.PROPOSED
    )
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("proposé le"), default=timezone.now)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("décidé le"), null=True)
    why = models.CharField(_("motif"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("choix de projets")
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=PortfolioState.values), name="portfolio_state_known"
            ),
            models.CheckConstraint(condition=Q(budget__gte=1), name="portfolio_has_a_budget"),
            models.CheckConstraint(
                condition=~Q(state=PortfolioState.DECIDED)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="portfolio_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def code(self) -> str:
        return f"portfolio:{self.pk}"


_NEEDED = {
    True: _("sans lui, les limites ne tiennent pas"),
    False: _("avec lui, les limites ne tiennent pas"),
}
_WORTH = {
    True: _("sans lui, le meilleur choix vaudrait %(loss)s de moins"),
    False: _("avec lui, le meilleur choix vaudrait %(loss)s de moins : il prend la place de plus utile"),
}


class Decision(models.Model):
    """One project in a portfolio, as it stood that day: `value` None when its zones have no index.

    `loss` is what the whole loses in value if it is decided the other way; None when the limits then cannot be kept, or when
    it was not reckoned (`reckoned` False).
    """

    portfolio = models.ForeignKey(Portfolio, models.CASCADE, related_name="decisions")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    cost = models.PositiveBigIntegerField()
    people = models.PositiveIntegerField()
    need = models.FloatField(null=True)
    value = models.FloatField(null=True)
    adaptation = models.BooleanField()
    proposed = models.BooleanField()
    loss = models.FloatField(null=True)
    reckoned = models.BooleanField(default=False)
    kept = models.BooleanField(null=True)

    class Meta:
        verbose_name = _("projet d’un choix")
        ordering = ["-proposed", models.F("value").desc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(fields=["portfolio", "project"], name="portfolio_project_once")
        ]

    def __str__(self) -> str:
        return str(self.project)

    @property
    def why(self) -> str:
        """Why it is proposed, or not."""
        if self.value is None:
            return str(_("une de ses zones n’a pas d’indice : sa valeur n’est pas connue"))
        if not self.reckoned:
            return str(_("non calculé : le temps était écoulé"))
        if self.loss is None:
            return str(_NEEDED[self.proposed])
        if not self.loss:
            return str(_("à égalité : l’autre choix vaut autant"))
        return str(_WORTH[self.proposed]) % {"loss": f"{self.loss:.0f}"}
