"""A dossier of analysis: opened by one, approved by another, before anything in it can be read."""

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
from siraba.prosecution.investigations.models import Inquiry


class AnalysisState(models.TextChoices):
    PROPOSED = "proposed", _("À approuver")
    OPEN = "open", _("Ouvert")
    REFUSED = "refused", _("Refusé")
    CLOSED = "closed", _("Clos")
    EMPTIED = "emptied", _("Vidé")


A = AnalysisState
ANALYSIS_MOVES = Moves(
    {
        "approve_analysis": Move((A.PROPOSED,), A.OPEN),
        "refuse_analysis": Move((A.PROPOSED,), A.REFUSED),
        "close_analysis": Move((A.OPEN,), A.CLOSED),
        "forget_analysis": Move((A.CLOSED,), A.EMPTIED),
        **{
            name: Move((), also=(A.OPEN,))
            for name in (
                "add_entity",
                "add_link",
                "add_graph_import",
                "propose_merges",
                "export_network",
                "ask_plan",
            )
        },
    }
)


class Handling(models.TextChoices):
    """The Traffic Light Protocol 2.0 of FIRST (August 2022): how far what leaves may be passed on."""

    RED = "red", "TLP:RED"
    AMBER_STRICT = "amber+strict", "TLP:AMBER+STRICT"
    AMBER = "amber", "TLP:AMBER"
    GREEN = "green", "TLP:GREEN"


class Analysis(Sealed):
    """A dossier of analysis of one inquiry. Words: title, purpose, grounds, refusal, closing, exports."""

    compartment = crypto.JUSTICE
    code = models.CharField(_("code"), max_length=11, unique=True, default=new_code)
    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="analyses", verbose_name=_("procédure"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    state = models.CharField(_("état"), max_length=10, choices=AnalysisState, default=A.PROPOSED)
    handling = models.CharField(
        _("diffusion"), max_length=15, choices=Handling, default=Handling.AMBER_STRICT
    )
    opened_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("ouvert par"))
    opened_at = models.DateTimeField(_("ouvert le"), default=timezone.now)
    decided_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("décidé par")
    )
    decided_at = models.DateTimeField(_("décidé le"), null=True)
    closed_at = models.DateTimeField(_("clos le"), null=True)
    last_number = models.PositiveIntegerField(default=0)
    fictitious = models.BooleanField(default=False)

    class Meta(Sealed.Meta):
        verbose_name = _("dossier d’analyse")
        ordering = ["-opened_at", "-id"]
        indexes = [
            models.Index(F("organisation"), F("opened_at").desc(), F("id").desc(), name="analysis_by_agency")
        ]
        constraints = [
            models.CheckConstraint(condition=Q(code__length=11), name="analysis_code_length"),
            models.CheckConstraint(condition=Q(state__in=A.values), name="analysis_state_known"),
            models.CheckConstraint(condition=Q(handling__in=Handling.values), name="analysis_handling_known"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("opened_by")),
                name="analysis_needs_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(state=A.PROPOSED) | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="analysis_open_is_approved",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[A.CLOSED, A.EMPTIED]) | Q(closed_at__isnull=False),
                name="analysis_closed_says_when",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def title(self) -> str:
        return self.words.get("title", "")
