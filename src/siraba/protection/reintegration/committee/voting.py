"""Voices: who may vote on what, how they are counted, and what they carry."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid, NotAllowed
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.protection.reintegration.calls.models import Evaluation
from siraba.protection.reintegration.committee.models import (
    SESSION_MOVES,
    Item,
    Proposal,
    Recusal,
    Run,
    Seat,
    Session,
    Voice,
    Vote,
)

SYSTEM = "the voices of a session"


@dataclass(frozen=True)
class Tally:
    """Voices counted: `able` may vote; `quorum` is how many voices, abstentions too, make the vote count."""

    able: int
    for_it: int
    against: int
    abstained: int
    quorum: int
    casting: bool

    @property
    def valid(self) -> bool:
        """Enough have spoken: the quorum, or all who may where that is fewer."""
        cast = self.for_it + self.against + self.abstained
        return self.able > 0 and cast >= min(self.quorum, self.able)

    @property
    def carried(self) -> bool:
        """More than half of those present who may vote; at exactly half the president's voice decides."""
        return self.valid and (2 * self.for_it > self.able or (2 * self.for_it == self.able and self.casting))


def count(seats: Iterable[Seat], votes: Iterable[Vote], quorum: int, unable: Collection[int] = ()) -> Tally:
    """The voices of those who are seated and may vote."""
    able = [seat for seat in seats if seat.account_id not in unable]
    voices = {vote.account_id: vote.voice for vote in votes}
    said = [voices.get(seat.account_id) for seat in able]
    casting = any(seat.presides and voices.get(seat.account_id) == Voice.FOR for seat in able)
    return Tally(
        len(able),
        said.count(Voice.FOR),
        said.count(Voice.AGAINST),
        said.count(Voice.ABSTAIN),
        quorum,
        casting,
    )


def unable_of(items: Collection[Item]) -> dict:
    """By key of item, the accounts that do not vote on it: who declared an interest, or had a hand in it before."""
    found: dict = {
        item.pk: {item.application.filed_by_id, item.application.decided_by_id} - {None} for item in items
    }
    by_application = {item.application_id: item.pk for item in items}
    for pk, account in (
        Recusal.objects.system(SYSTEM).filter(item__in=found).values_list("item_id", "account_id")
    ):
        found[pk].add(account)
    hands = Evaluation.objects.system(SYSTEM).filter(application__in=by_application)
    for application, account in hands.values_list("application_id", "evaluator_id"):
        found[by_application[application]].add(account)
    return found


def tallies_of(session: Session, items: Collection[Item]) -> dict:
    """By key of item, how the voices stand."""
    seats, unable = list(session.seats.all()), unable_of(items)
    votes: dict = {pk: [] for pk in unable}
    for vote in Vote.objects.system(SYSTEM).filter(item__in=unable):
        votes[vote.item_id].append(vote)
    return {pk: count(seats, votes[pk], session.quorum, unable[pk]) for pk in unable}


def tally_of(item: Item) -> Tally:
    return tallies_of(item.session, [item])[item.pk]


def tally_of_proposal(run: Run, proposal: str) -> Tally:
    votes = Vote.objects.system(SYSTEM).filter(run=run, proposal=proposal)
    return count(run.session.seats.all(), votes, run.session.quorum)


@action
def recuse_oneself(actor: Actor, item: Item, *, nature: str) -> None:
    """The actor has an interest in an application: it does not vote on it, and a voice it gave is taken back.

    Raises:
        Invalid: nothing is said of it, or it was declared already.
    """
    check_right(actor, "recuse_oneself", item)
    lock(item.session)
    lock(item)
    SESSION_MOVES.require(item.session, "recuse_oneself")
    if not nature.strip():
        raise Invalid(_("Dites en quoi."), "nature")
    if Recusal.objects.system(SYSTEM).filter(item=item, account=actor.account_id).exists():
        raise Invalid(_("Vous vous êtes déjà récusé pour cette demande."))
    recusal = Recusal(item=item, account_id=actor.account_id)
    recusal.write(nature=nature.strip())
    recusal.save(force_insert=True)
    Vote.objects.system(SYSTEM).filter(item=item, account=actor.account_id).delete()
    record(actor, "recuse_oneself", item.application.code, session=item.session_id)


@action
def cast_vote(actor: Actor, item: Item, *, voice: str) -> None:
    """For or against a grant to this application, or neither; said again, the last one counts.

    Raises:
        NotAllowed: the actor has an interest in it, or had a hand in it before.
    """
    check_right(actor, "cast_vote", item)
    lock(item.session)
    lock(item)
    SESSION_MOVES.require(item.session, "cast_vote")
    if actor.account_id in unable_of([item])[item.pk]:
        raise NotAllowed(
            _("Vous ne votez pas sur cette demande : vous y avez un intérêt, ou l’avez déjà traitée.")
        )
    Vote.objects.system(SYSTEM).filter(item=item, account=actor.account_id).delete()
    Vote(session=item.session, item=item, account_id=actor.account_id, voice=voice).save(force_insert=True)
    record(actor, "cast_vote", item.application.code, session=item.session_id)


@action
def vote_proposal(actor: Actor, run: Run, *, proposal: str, voice: str) -> None:
    """For or against one of the three proposals as a whole.

    Raises:
        Invalid: it is not the last that was computed.
    """
    check_right(actor, "vote_proposal", run)
    lock(run.session)
    SESSION_MOVES.require(run.session, "vote_proposal")
    check_last(run, proposal)
    mine = Vote.objects.system(SYSTEM).filter(run=run, proposal=proposal, account=actor.account_id)
    mine.delete()
    Vote(session=run.session, run=run, proposal=proposal, account_id=actor.account_id, voice=voice).save(
        force_insert=True
    )
    record(actor, "vote_proposal", run.code, proposal=proposal)


def check_last(run: Run, proposal: str) -> None:
    """Raises Invalid: the run is not done, another came after it, or it has no such proposal."""
    later = Run.objects.system(SYSTEM).filter(session=run.session, number__gt=run.number)
    if later.exists():
        raise Invalid(_("Un calcul plus récent existe : votez sur le dernier."))
    if not run.done or run.conflict or not run.results.get(proposal, {}).get("known"):
        raise Invalid(_("« %(name)s » n’est pas calculée.") % {"name": Proposal(proposal).label}, "proposal")
