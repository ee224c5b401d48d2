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


class Reason(models.TextChoices):
    """What the machine saw in common; `one` and `other` are what it saw."""

    SAME_NAME = "same_name", _("le même nom : « %(one)s »")
    PART_OF_NAME = "part_of_name", _("une partie du nom : « %(one)s », « %(other)s »")
    SPELLINGS = "spellings", _("deux graphies d’un nom : « %(one)s », « %(other)s »")
    PLATES = "plates", _("plaques à un signe près : %(one)s, %(other)s")
    SHARED = "shared", _("en commun : %(one)s")


M = MergeState
MERGE_MOVES = Moves(
    {
        "accept_merge": Move((M.PROPOSED,), M.MERGED),
        "reject_merge": Move((M.PROPOSED,), M.REJECTED),
        "split_merge": Move((M.MERGED,), M.SPLIT),
    }
)


class Merge(Sealed):
    """A pair of entities of one kind. Words: reasons (what the machine saw: a `Reason`, one, other, and what it is worth), why (the decision).

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

    @property
    def reasons_told(self) -> list[tuple[str, float]]:
        """The reasons in the reader's language, each with what it is worth (0–1)."""
        return [
            (str(Reason(kind).label) % {"one": one, "other": other}, worth)
            for (kind, one, other), worth in self.words["reasons"]
        ]
