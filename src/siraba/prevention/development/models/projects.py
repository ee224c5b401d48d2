"""A development project in zones that people leave. It holds nothing about a person: counts of people, and organisations."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.pseudonyms import new_code
from siraba.foundation.accounts.models import Account
from siraba.foundation.geography.models import Area
from siraba.foundation.organisations.models import Organisation


class ProjectState(models.TextChoices):
    IDEA = "idea", _("Idée")
    APPRAISED = "appraised", _("Instruit")
    FUNDED = "funded", _("Financé")
    RUNNING = "running", _("En cours")
    CLOSED = "closed", _("Clos")
    DROPPED = "dropped", _("Abandonné")


S = ProjectState
BEYOND_IDEA = (S.APPRAISED, S.FUNDED, S.RUNNING, S.CLOSED, S.DROPPED)
WITH_MONEY = (S.FUNDED, S.RUNNING, S.CLOSED, S.DROPPED)
_WRITTEN = Move((), also=(S.IDEA,))
PROJECT_MOVES = Moves(
    {
        "amend_project": _WRITTEN,
        "set_sectors": _WRITTEN,
        "set_budget": _WRITTEN,
        "add_indicator": _WRITTEN,
        "drop_indicator": _WRITTEN,
        "set_links": Move((), also=(S.IDEA, S.APPRAISED, S.FUNDED, S.RUNNING, S.CLOSED)),
        "appraise_project": Move((S.IDEA,), S.APPRAISED),
        "return_project": Move((S.APPRAISED,), S.IDEA),
        "fund_project": Move((S.APPRAISED,), S.FUNDED),
        "launch_project": Move((S.FUNDED,), S.RUNNING),
        "close_project": Move((S.RUNNING,), S.CLOSED),
        "drop_project": Move((S.IDEA, S.APPRAISED, S.FUNDED, S.RUNNING), S.DROPPED),
        "record_result": Move((), also=(S.RUNNING, S.CLOSED)),
        "record_transaction": Move((), also=WITH_MONEY),
        "reverse_transaction": Move((), also=WITH_MONEY),
        "publish_project": Move((), also=BEYOND_IDEA),
        "unpublish_project": Move((), also=BEYOND_IDEA),
    }
)


class Significance(models.IntegerChoices):
    """OECD DAC policy markers: 0 says that it was looked at, and is no objective."""

    NONE = 0, _("Examiné : ce n’est pas un objectif")
    SIGNIFICANT = 1, _("Objectif secondaire")
    PRINCIPAL = 2, _("Objectif principal")


# Field → code of the DAC policy marker (IATI PolicyMarker)
MARKERS = {
    "adaptation": "7",
    "mitigation": "6",
    "environment": "2",
    "desertification": "8",
    "disasters": "10",
    "gender": "1",
    "disability": "11",
}


def marker_field(label: object, **more: object) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, choices=Significance.choices, **more)  # type: ignore[arg-type]


class Project(models.Model):
    """What an organisation would do, or does, where people leave from.

    The panel asks that each project account for climate change: the marker of adaptation is answered from the first day,
    the others before it is appraised. `youth` counts people of 15 to 35 (African Youth Charter, 2006), women and men
    among those of the other two counts.
    """

    code = models.CharField(_("code"), max_length=11, unique=True, default=new_code)
    title = models.CharField(_("intitulé"), max_length=150)
    summary = models.TextField(_("résumé"), max_length=2000)
    lead = models.ForeignKey(Organisation, models.PROTECT, related_name="projects", verbose_name=_("porteur"))
    partners: models.ManyToManyField = models.ManyToManyField(
        Organisation, related_name="partnered_projects", blank=True, verbose_name=_("partenaires")
    )
    funder = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="funded_projects",
        verbose_name=_("bailleur"),
    )
    zones: models.ManyToManyField = models.ManyToManyField(
        Area, related_name="projects", verbose_name=_("zones")
    )
    starts_on = models.DateField(_("début prévu"))
    ends_on = models.DateField(_("fin prévue"))
    started_on = models.DateField(_("début réel"), null=True, blank=True)
    ended_on = models.DateField(_("fin réelle"), null=True, blank=True)
    women = models.PositiveIntegerField(_("femmes"))
    men = models.PositiveIntegerField(_("hommes"))
    youth = models.PositiveIntegerField(_("dont jeunes de 15 à 35 ans"))
    adaptation = marker_field(_("adaptation au changement climatique"))
    mitigation = marker_field(_("atténuation du changement climatique"), null=True)
    environment = marker_field(_("environnement"), null=True)
    desertification = marker_field(_("lutte contre la désertification"), null=True)
    disasters = marker_field(_("réduction des risques de catastrophe"), null=True)
    gender = marker_field(_("égalité des genres"), null=True)
    disability = marker_field(_("handicap"), null=True)
    state = models.CharField(_("état"), max_length=10, choices=ProjectState, default=S.IDEA)
    reason = models.CharField(_("motif"), max_length=300, blank=True)
    appraisal = models.CharField(_("avis de l’instruction"), max_length=1000, blank=True)
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("proposé le"), default=timezone.now)
    changed_at = models.DateTimeField(_("modifié le"), default=timezone.now)
    published_at = models.DateTimeField(_("publié le"), null=True, blank=True)
    fictitious = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("projet")
        ordering = ["-made_at", "-id"]
        indexes = [
            models.Index(fields=["lead", "-made_at", "-id"], name="project_of_lead"),
            models.Index(fields=["-published_at", "-id"], name="project_published"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=S.values), name="project_state_known"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="project_in_order"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="project_done_in_order",
            ),
            models.CheckConstraint(
                condition=Q(youth__lte=F("women") + F("men")), name="project_youth_among_them"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[S.FUNDED, S.RUNNING, S.CLOSED]) | Q(funder__isnull=False),
                name="project_funded_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=S.IDEA) | Q(published_at__isnull=True), name="project_idea_unpublished"
            ),
            models.CheckConstraint(
                condition=~Q(state=S.DROPPED) | ~Q(reason=""), name="project_dropped_says_why"
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__in": Significance.values}),
                    name=f"project_{name}_known",
                )
                for name in MARKERS
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def people(self) -> int:
        return self.women + self.men

    @property
    def markers(self) -> list[tuple[str, int | None]]:
        """The label of each policy marker, and what was answered."""
        return [(str(self._meta.get_field(name).verbose_name), getattr(self, name)) for name in MARKERS]  # type: ignore[union-attr]

    @property
    def unanswered(self) -> list[str]:
        return [label for label, answer in self.markers if answer is None]
