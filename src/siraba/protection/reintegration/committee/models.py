"""A session of the committee of a fund: who sits, what is on the agenda, what was proposed, voted, decided and signed.

Nothing here holds a name of an applicant: the committee decides on a code, a zone, an activity, a score and an amount.
"""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Guarded, Sealed
from siraba.foundation.accounts.models import Account
from siraba.protection.reintegration.calls.models import Application, Call


class SessionState(models.TextChoices):
    CONVENED = "convened", _("Convoquée")
    HELD = "held", _("Ouverte")
    DECIDED = "decided", _("Décidée, à signer")
    SIGNED = "signed", _("Procès-verbal signé")


S = SessionState
SESSION_MOVES = Moves(
    {
        "amend_session": Move((), also=(S.CONVENED,)),
        "open_session": Move((S.CONVENED,), S.HELD),
        "start_proposals": Move((), also=(S.HELD,)),
        "compute_proposals": Move((), also=(S.HELD,)),
        "force_application": Move((), also=(S.HELD,)),
        "recuse_oneself": Move((), also=(S.HELD,)),
        "cast_vote": Move((), also=(S.HELD,)),
        "vote_proposal": Move((), also=(S.HELD,)),
        "adopt_proposal": Move((), also=(S.HELD,)),
        "settle_application": Move((), also=(S.HELD,)),
        "end_session": Move((S.HELD,), S.DECIDED),
        "resume_session": Move((S.DECIDED,), S.HELD),
        # The second of the two signatures moves it on
        "sign_minutes": Move((S.DECIDED,), S.SIGNED),
        "promote_reserve": Move((), also=(S.SIGNED,)),
        "confirm_promotion": Move((), also=(S.SIGNED,)),
    }
)


class Session(models.Model):
    """A meeting over one call. `quorum` is how many of the committee must be there; `lot` the seed of its lot.

    `digest` is SHA-256 of what was decided, which the signatures are put to.
    """

    call = models.ForeignKey(Call, models.PROTECT, related_name="sessions")
    held_on = models.DateField(_("se tient le"))
    place = models.CharField(_("lieu"), max_length=120)
    quorum = models.PositiveSmallIntegerField(_("quorum"))
    lot = models.CharField(_("graine du tirage au sort"), max_length=64, blank=True)
    state = models.CharField(_("état"), max_length=10, choices=SessionState, default=S.CONVENED)
    convened_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    convened_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    signed_at = models.DateTimeField(_("signé le"), null=True)
    fictitious = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("session du comité")
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=S.values), name="session_state_known"),
            models.CheckConstraint(condition=Q(quorum__gte=2), name="session_quorum_of_two"),
            models.CheckConstraint(
                condition=~Q(state=S.SIGNED) | (~Q(digest="") & Q(signed_at__isnull=False)),
                name="session_signed_when",
            ),
            models.UniqueConstraint(
                fields=["call"], condition=~Q(state=S.SIGNED), name="session_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call} – {self.held_on:%d/%m/%Y}"

    @property
    def code(self) -> str:
        return f"session:{self.pk}"


class Seat(models.Model):
    """Somebody of the committee who is present; and who signed the minutes, when."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="seats")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    presides = models.BooleanField(default=False)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("siège")
        ordering = ["-presides", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "account"], name="seat_once_each"),
            models.UniqueConstraint(
                fields=["session"], condition=Q(presides=True), name="seat_one_president"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}:{self.account_id}"


class Forced(models.TextChoices):
    NO = "", _("Non")
    IN = "in", _("Imposée par le comité")
    OUT = "out", _("Écartée par le comité")


class Outcome(models.TextChoices):
    NONE = "", _("À décider")
    APPROVED = "approved", _("Retenue")
    RESERVE = "reserve", _("Liste d’attente")
    REFUSED = "refused", _("Non retenue")


class Item(Sealed):
    """An application on the agenda. Words: forced (why it is imposed or set aside), reason (why it is not granted).

    `rank` is its place on the agenda, by score and then by lot; `place` its order on the reserve; both from 1.
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="items")
    application = models.ForeignKey(Application, models.PROTECT, related_name="items")
    rank = models.PositiveSmallIntegerField(_("rang"))
    forced = models.CharField(_("imposée ou écartée"), max_length=3, choices=Forced, blank=True)
    outcome = models.CharField(_("décision"), max_length=8, choices=Outcome, blank=True)
    granted = models.PositiveBigIntegerField(_("montant accordé (FCFA)"), null=True)
    place = models.PositiveSmallIntegerField(_("rang d’attente"), null=True)

    class Meta(Sealed.Meta):
        verbose_name = _("demande à l’ordre du jour")
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["session", "rank"], name="item_one_a_rank"),
            models.UniqueConstraint(fields=["session", "application"], name="item_once_a_session"),
            models.CheckConstraint(condition=Q(forced__in=Forced.values), name="item_forced_known"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="item_outcome_known"),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.APPROVED, granted__gte=1)
                | (~Q(outcome=Outcome.APPROVED) & Q(granted__isnull=True)),
                name="item_granted_when_approved",
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.RESERVE, place__gte=1)
                | (~Q(outcome=Outcome.RESERVE) & Q(place__isnull=True)),
                name="item_place_when_reserve",
            ),
        ]

    @property
    def code(self) -> str:
        return f"item:{str(self.pk)[:8]}"

    @property
    def state(self) -> str:
        """What may be done to it is said by the session it is in."""
        return self.session.state

    def get_state_display(self) -> str:
        return self.session.get_state_display()


class Recusal(Sealed):
    """A member who has an interest in an application, and does not vote on it. Words: nature."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="recusals")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField(default=timezone.now)

    class Meta(Sealed.Meta):
        verbose_name = _("récusation")
        constraints = [models.UniqueConstraint(fields=["item", "account"], name="recusal_once_each")]


class Proposal(models.TextChoices):
    RANKED = "ranked", _("Rang et coupe")
    OPTIMUM = "optimum", _("Le plus grand total")
    ZONES_FIRST = "zones_first", _("Les zones d’abord")


class Voice(models.TextChoices):
    FOR = "for", _("Pour")
    AGAINST = "against", _("Contre")
    ABSTAIN = "abstain", _("Abstention")


class Run(Guarded):
    """Three proposals, computed part by part, then never changed.

    `inputs`: what the engine was given (rules, lot, applications by code). `digest`: SHA-256 of them. `results`: by part.
    `part` counts the parts that are done; `conflict` lists the rules that cannot hold together.
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="runs")
    number = models.PositiveSmallIntegerField(_("numéro"))
    inputs = models.JSONField()
    digest = models.CharField(max_length=64)
    results = models.JSONField(default=dict)
    part = models.PositiveSmallIntegerField(default=0)
    done = models.BooleanField(default=False)
    conflict = models.JSONField(default=list)
    started_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(_("calculée le"), default=timezone.now)

    class Meta(Guarded.Meta):
        verbose_name = _("calcul de propositions")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["session", "number"], name="run_numbered")]

    @property
    def code(self) -> str:
        return f"run:{self.session_id}-{self.number}"

    @property
    def state(self) -> str:
        return self.session.state

    def get_state_display(self) -> str:
        return self.session.get_state_display()

    def chosen(self, proposal: str) -> list[str]:
        """The codes of what a proposal grants."""
        found: dict[str, Any] = self.results.get(proposal) or {}
        return list(found.get("chosen", []))


class Vote(Guarded):
    """The voice of one member: on an application of the agenda, or on a whole proposal of a run."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="votes")
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="votes")
    run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="votes")
    proposal = models.CharField(_("proposition"), max_length=12, choices=Proposal, blank=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    voice = models.CharField(_("voix"), max_length=8, choices=Voice)
    cast_at = models.DateTimeField(default=timezone.now)

    class Meta(Guarded.Meta):
        verbose_name = _("vote")
        constraints = [
            models.CheckConstraint(condition=Q(voice__in=Voice.values), name="vote_voice_known"),
            models.CheckConstraint(
                condition=Q(item__isnull=False, run__isnull=True, proposal="")
                | Q(item__isnull=True, run__isnull=False, proposal__in=Proposal.values),
                name="vote_on_one_thing",
            ),
            models.UniqueConstraint(
                fields=["item", "account"], condition=Q(item__isnull=False), name="vote_once_an_item"
            ),
            models.UniqueConstraint(
                fields=["run", "proposal", "account"],
                condition=Q(run__isnull=False),
                name="vote_once_a_proposal",
            ),
        ]


class Promotion(Sealed):
    """A grant to one of the reserve, by two signatures. Words: reason (where the money comes from; why not the first)."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="promotions")
    amount = models.PositiveBigIntegerField(_("montant accordé (FCFA)"))
    proposed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta(Sealed.Meta):
        verbose_name = _("promotion d’une demande en attente")
        constraints = [
            models.UniqueConstraint(fields=["item"], name="promotion_once_an_item"),
            models.CheckConstraint(condition=Q(amount__gte=1), name="promotion_of_something"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("proposed_by")),
                name="promotion_by_two",
            ),
        ]
