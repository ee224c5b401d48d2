"""Whatever roles, mandates and moments are drawn, nothing is signed by one person, or without whoever had to approve."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siraba.foundation.access.errors import Refusal
from siraba.protection.civil_status.registers import actions
from siraba.protection.civil_status.registers.models import (
    ActVersion,
    Approval,
    IssuanceRequest,
    Mandate,
)
from tests import registering as civil

pytestmark = pytest.mark.django_db
WHO = ("adama", "salif", "nouhoum", "etienne", "maimouna")
LOOK = civil.LOOK

steps = st.tuples(
    st.sampled_from(
        ("check_request", "approve_request", "second_request", "sign_act", "refuse_request", "return_request")
    ),
    st.sampled_from(WHO),
)
mandates = st.tuples(
    st.sampled_from(("adama", "salif", "nouhoum")),
    st.sampled_from(("operator", "officer")),
    st.sampled_from(("N", "JS", "N JS M")),
    st.sampled_from((-2, -1, 0, 1)),  # days from now that it begins
    st.sampled_from((None, -1, 1)),  # and ends
)


def give(who: str, capacity: str, kinds: str, start: int, end: int | None) -> None:
    unit = civil.account(who).unit.code
    now = timezone.now()
    begins = now + timedelta(days=start)
    ends = None if end is None else max(begins, now + timedelta(days=end))
    Mandate.objects.create(
        account=civil.account(who), centre=civil.centre(unit), capacity=capacity, kinds=kinds, start=begins,
        end=ends, order="Essai", given_by=civil.account(civil.GIVER),
    )  # fmt: skip


def take(name: str, who: str, asked: IssuanceRequest) -> None:
    words = {"second": civil.centre("bamako")} if name == "approve_request" and asked.second_for else {}
    if name in ("refuse_request", "return_request"):
        words = {"reason": "Essai"}
    getattr(actions, name)(civil.actor(who), asked, **words)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    kind=st.sampled_from(("N", "old")),
    maker=st.sampled_from(("adama", "salif")),
    drawn=st.lists(mandates, max_size=4),
    walk=st.lists(steps, min_size=3, max_size=8),
)
def test_no_road_leads_to_a_signature_by_one_person(kind, maker, drawn, walk):
    from django.db import transaction

    with transaction.atomic():
        _walk(kind, maker, drawn, walk)
        transaction.set_rollback(True)


def _walk(kind: str, maker: str, drawn: list, walk: list) -> None:
    register = civil.register("N" if kind == "N" else "JS")
    basis = civil.judged(6) if kind == "old" else None
    asked = actions.receive_declaration(
        civil.actor(maker), register, fields=civil.said(**({"date": "2001"} if basis else {})), basis=basis
    )
    Mandate.objects.exclude(account=civil.account(maker)).update(end=timezone.now())
    for one in drawn:
        give(*one)
    happy = [("check_request", maker), ("approve_request", "salif"), ("second_request", "nouhoum")]
    for name, who in [*walk, *happy, ("sign_act", "salif")]:
        try:
            take(name, who, civil.again(asked))
        except Refusal:
            continue
    _hold(civil.again(asked))


def _hold(asked: IssuanceRequest) -> None:
    decided = {
        one.decision: one
        for one in Approval.objects.system(LOOK)
        .filter(request=asked)
        .select_related("mandate")
        .order_by("at")
    }
    for one in decided.values():
        assert one.mandate.start <= one.at
        assert one.mandate.end is None or one.at < one.mandate.end
        assert asked.register.kind in one.mandate.for_kinds
        assert one.decision == "check" or one.mandate.capacity == "officer"
    versions = list(ActVersion.objects.system(LOOK).filter(request=asked))
    assert bool(versions) == (asked.state == "signed")
    for version in versions:
        assert asked.made_by_id not in {version.approved_by_id, version.signed_by_id, version.second_by_id}
        assert {"approve", "sign"} <= set(decided)
        if asked.second_for:
            assert decided["second"].from_unit_id != asked.unit_id
            assert version.second_by_id not in {version.approved_by_id, version.made_by_id}
