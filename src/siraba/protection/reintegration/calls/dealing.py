"""Who evaluates which project, and what their scores come to.

Projects are dealt by lot and not chosen: each evaluator of the fund has a rank for each project, drawn from the numbers of
both, and the first ranks score it. Who has a conflict of interests, has filed it or is no longer charged steps out, and the
next rank steps in, without anybody deciding.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from statistics import median
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from siraba.protection.reintegration.calls.models import (
    Application,
    ApplicationState,
    Charge,
    Duty,
    Evaluation,
)

USUAL = 2
SYSTEM = "who evaluates a project, by lot"


def rank(application: UUID, account: int) -> str:
    """A number drawn for one evaluator and one project, the same each time."""
    return sha256(f"{application}|{account}".encode()).hexdigest()


def dealt(
    application: UUID, evaluators: Iterable[int], begun: Collection[int], apart: Collection[int], wanted: int
) -> list[int]:
    """The accounts that score a project: those who have begun, then by rank, without those `apart`; at most `wanted`."""
    first = [account for account in begun if account not in apart]
    rest = sorted(
        (one for one in evaluators if one not in apart and one not in first),
        key=lambda one: rank(application, one),
    )
    return [*first, *rest][: max(wanted, len(first))]


def wanted_scores(totals: Sequence[int], gap: int) -> int:
    """Two, or a third when the first two differ by more than the call allows."""
    return USUAL + 1 if len(totals) >= USUAL and abs(totals[0] - totals[1]) > gap else USUAL


def final_score(totals: Sequence[int], gap: int) -> Decimal | None:
    """The mean of two scores, or the median of three; nothing while one is still wanted.

    The median, and not the mean of the two nearest, so that no small change of one score tips the result from one end to the
    other, and one extreme evaluator alone never decides.
    """
    if len(totals) < wanted_scores(totals, gap):
        return None
    return Decimal(median([Decimal(total) for total in totals])).quantize(Decimal("0.01"))


def evaluators_of(applications: Sequence[Application]) -> dict[UUID, list[int]]:
    """The accounts to which each admissible project is dealt now: three queries, whatever their number."""
    funds = _evaluators({application.call.fund_id for application in applications})
    said: dict[UUID, list[Evaluation]] = {application.pk: [] for application in applications}
    rows = Evaluation.objects.system(SYSTEM).filter(application__in=list(said)).defer("sealed")
    for one in rows.order_by("scored_at", "declared_at", "pk"):
        said[one.application_id].append(one)
    return {one.pk: _dealt(one, funds.get(one.call.fund_id, []), said[one.pk]) for one in applications}


def _dealt(application: Application, evaluators: Collection[int], said: Sequence[Evaluation]) -> list[int]:
    if application.state != ApplicationState.ADMISSIBLE:
        return []
    totals = [one.total for one in said if one.total is not None]
    begun = [
        one.evaluator_id
        for one in said
        if not one.conflict and (one.total is not None or one.evaluator_id in evaluators)
    ]
    apart = {one.evaluator_id for one in said if one.conflict} | {application.filed_by_id}
    wanted = wanted_scores(totals, score_gap(application.call.rules))
    return dealt(application.pk, evaluators, begun, [one for one in apart if one is not None], wanted)


def _evaluators(funds: Collection[int]) -> dict[int, list[int]]:
    today = timezone.localdate()
    held = Charge.objects.filter(
        Q(until__isnull=True) | Q(until__gt=today),
        fund__in=funds,
        duty=Duty.EVALUATOR,
        since__lte=today,
        account__is_active=True,
    )
    found: dict[int, list[int]] = {}
    for fund, account in held.values_list("fund", "account"):
        found.setdefault(fund, []).append(account)
    return found


def is_dealt(application: Application, account: int) -> bool:
    return account in evaluators_of([application])[application.pk]


def score_gap(rules: Mapping[str, object]) -> int:
    return int(str(rules.get("score_gap", 0)))
