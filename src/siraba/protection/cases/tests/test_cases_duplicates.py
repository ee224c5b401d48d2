"""One person whom two agencies follow is proposed once, to who holds the first case, without a name being read."""

from datetime import timedelta

import pytest
from django.utils import timezone

from siraba.engines.matching import duplicates as engine
from siraba.foundation.access.crypto import CannotOpen
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.people import models as people
from siraba.foundation.people.actions import correct_identity, index_all_names
from siraba.foundation.people.models import Identity
from siraba.foundation.retention.holdings import make_anonymous
from siraba.protection.cases.duplicates import look_for_duplicates
from siraba.protection.cases.likeness import confirm_likeness, dismiss_likeness
from siraba.protection.cases.models import Case, Likeness
from tests import scene

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("awa", "boubacar", "coumba", "garba"),
]
SYSTEM = "a test looks at the row itself"


@pytest.fixture(autouse=True)
def small_register(settings):
    """Among two or three cases little is sure: the bound is lower than among thousands."""
    settings.DUPLICATES_PROBABILITY, settings.DUPLICATES_KNOWN = 0.1, 0.3


@pytest.fixture
def girl():
    """A girl whom Awa follows, and the same, with an age three years off, whom Boubacar received: reception saw nothing."""
    first = scene.open_case()
    last = scene.receive("boubacar", age=17)
    assert not Likeness.objects.system(SYSTEM).exists()
    return first, last


def likeness() -> Likeness:
    return Likeness.objects.system(SYSTEM).select_related("other").get()


def correct(case, who, **facts) -> None:
    identity = Identity.objects.system(SYSTEM).get(person=case.person_id)
    correct_identity(scene.actor(who), identity, **facts)


def test_who_holds_the_first_case_is_asked(girl):
    first, last = girl
    assert look_for_duplicates() == 1
    assert (likeness().case_id, likeness().other_id, likeness().state) == (last.pk, first.pk, "open")
    confirm_likeness(scene.actor("awa"), likeness())
    line = AuditLine.objects.get(act="find_duplicates")
    assert (line.account_id, line.object, line.detail) == (None, "", {"count": 1})


def test_the_first_case_is_the_one_received_first_whichever_was_written_first(girl):
    first, last = girl
    Case.objects.system(SYSTEM).filter(pk=last.pk).update(received_at=first.received_at - timedelta(days=9))
    look_for_duplicates()
    assert (likeness().case_id, likeness().other_id) == (first.pk, last.pk)


def test_no_name_is_opened(girl, monkeypatch):
    def closed(*_arguments):
        raise CannotOpen("the job handles no name")

    monkeypatch.setattr("siraba.foundation.access.crypto.unseal", closed)
    assert look_for_duplicates() == 1


@pytest.mark.parametrize("answer", [None, confirm_likeness, dismiss_likeness])
def test_what_was_proposed_is_not_proposed_again(girl, answer):
    look_for_duplicates()
    if answer:
        answer(scene.actor("awa"), likeness())
    before = (likeness().state, likeness().found_at)
    assert look_for_duplicates() == 0
    assert (likeness().state, likeness().found_at) == before


def test_what_was_dismissed_comes_again_when_a_fact_is_corrected(girl):
    first, _last = girl
    look_for_duplicates()
    dismiss_likeness(scene.actor("awa"), likeness())
    correct(first, "awa", contact="Sa tante, 70 00 00 00")
    index_all_names(None)
    assert look_for_duplicates() == 0
    correct(first, "awa", birth_year=timezone.localdate().year - 17)
    assert look_for_duplicates() == 1
    found = likeness()
    assert (found.state, found.answered_by_id, found.answered_at) == ("open", None, None)
    assert look_for_duplicates() == 0


def test_what_was_confirmed_stays_so_whatever_is_corrected(girl):
    first, _last = girl
    look_for_duplicates()
    confirm_likeness(scene.actor("awa"), likeness())
    correct(first, "awa", birth_year=timezone.localdate().year - 17)
    assert look_for_duplicates() == 0
    assert likeness().state == "same"


def test_an_agency_is_not_told_of_its_own(girl):
    _first, last = girl
    agency = Case.objects.system(SYSTEM).get(pk=girl[0].pk).agency_id
    Case.objects.system(SYSTEM).filter(pk=last.pk).update(agency=agency)
    assert look_for_duplicates() == 0


def test_who_was_made_anonymous_is_not_looked_for(girl):
    make_anonymous(girl[0].person_id)
    assert look_for_duplicates() == 0


def test_a_brother_is_not_proposed(girl):
    correct(girl[1], "boubacar", names="Moussa Bagayoko", sex="male")
    assert look_for_duplicates() == 0


def test_five_at_most_are_proposed_for_a_case(settings):
    settings.DUPLICATES_PROBABILITY = 0.001
    for _time in range(7):
        scene.receive("awa")
    last = scene.receive("boubacar", age=17)
    assert look_for_duplicates() == 5
    assert Likeness.objects.system(SYSTEM).filter(case=last.pk).count() == 5


def test_answers_move_the_weights_once_there_are_enough(girl, settings, monkeypatch):
    asked = []
    find = engine.find
    monkeypatch.setattr(
        "siraba.protection.cases.duplicates.find",
        lambda records, chances, *more: asked.append(chances) or find(records, chances, *more),
    )
    look_for_duplicates()
    confirm_likeness(scene.actor("awa"), likeness())
    settings.DUPLICATES_ANSWERS = 2
    look_for_duplicates()
    assert len({chances.known for chances in asked}) == 1
    settings.DUPLICATES_ANSWERS = 1
    look_for_duplicates()
    assert asked[-1].known > asked[0].known


def test_progress_counts_the_cases(girl):
    seen = []
    look_for_duplicates(lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]


def test_it_can_be_turned_off(girl, settings):
    settings.DUPLICATES_ENGINE = "none"
    assert look_for_duplicates() == 0
    assert not AuditLine.objects.filter(act="find_duplicates").exists()


def test_a_correction_that_changes_nothing_of_what_is_compared_leaves_no_date(girl):
    first, _last = girl
    correct(first, "awa", contact="Son frère, 75 00 00 00")
    person = people.Person.objects.system(SYSTEM)
    assert person.get(pk=first.person_id).corrected_at is None
    correct(first, "awa", sex="unknown")
    assert person.get(pk=first.person_id).corrected_at is not None
