"""Two entities that may be one: proposed by the machine, decided by a person, and undone without a trace lost."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access import crypto
from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Sealed
from siraba.foundation.accounts.models import Account
from siraba.prosecution.networks.models.analyses import Analysis
from siraba.prosecution.networks.models.entities import Entity


class MergeState(models.TextChoices):
    PROPOSED = "proposed", _("À décider")
    MERGED = "merged", _("Réunies")
    REJECTED = "rejected", _("Deux différentes")
    SPLIT = "split", _("Séparées à nouveau")


M = MergeState
MERGE_MOVES = Moves(
    {
        "accept_merge": Move((M.PROPOSED,), M.MERGED),
        "reject_merge": Move((M.PROPOSED,), M.REJECTED),
        "split_merge": Move((M.MERGED,), M.SPLIT),
    }
)


class Merge(Sealed):
    """A pair of entities of one kind. Words: reasons (what the machine saw: pairs of a label and a detail), why (the decision).

    `facts` is a keyed hash of what the two were known by when it was decided: a pair that was rejected or split comes back
    only when one of them is known by something new.
    """

    compartment = crypto.JUSTICE
    analysis = models.ForeignKey(Analysis, models.PROTECT, related_name="merges")
    one = models.ForeignKey(Entity, models.PROTECT, related_name="+", verbose_name=_("la première"))
    other = models.ForeignKey(Entity, models.PROTECT, related_name="+", verbose_name=_("la seconde"))
    state = models.CharField(_("état"), max_length=10, choices=MergeState, default=M.PROPOSED)
    score = models.FloatField(_("ressemblance"), default=0)
    facts = models.CharField(max_length=32)
    proposed_at = models.DateTimeField(_("proposé le"), default=timezone.now)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("décidé le"), null=True)

    class Meta(Sealed.Meta):
        verbose_name = _("rapprochement d’entités")
        ordering = ["-score", "-id"]
        indexes = [models.Index(fields=["analysis", "state", "-score", "-id"], name="network_merge_by_score")]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="network_merge_pair_once"),
            models.CheckConstraint(condition=~Q(one=F("other")), name="network_merge_of_two"),
            models.CheckConstraint(condition=Q(state__in=M.values), name="network_merge_state_known"),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=1), name="network_merge_score_share"),
            models.CheckConstraint(
                condition=Q(state=M.PROPOSED) | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="network_merge_decided_by_a_person",
            ),
        ]

    @property
    def code(self) -> str:
        return f"merge:{str(self.pk)[:8]}"
