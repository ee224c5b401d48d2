"""What may be money taken twice is found, said in words, and never decided by the machine."""

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from siraba.foundation.access.errors import Invalid, NotAllowed, StateNotOpen
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.interface.francs import spaced
from siraba.protection.reintegration.calls.models import Application, ApplicationState
from siraba.protection.reintegration.safeguards import actions
from siraba.protection.reintegration.safeguards.models import Flag, FlagState
from siraba.protection.reintegration.safeguards.resemblance import alike, bear_one_name, keys
from siraba.protection.reintegration.safeguards.selectors import flags_visible_to, sides_for
from siraba.protection.reintegration.safeguards.tests.conftest import (
    charge,
    make_application,
    make_call,
    make_fund,
)
from siraba.protection.reintegration.safeguards.wording import in_words

pytestmark = pytest.mark.django_db
SYSTEM = "a test looks at the row itself"


def found() -> list[Flag]:
    return list(Flag.objects.system(SYSTEM).order_by("kind", "pk"))


def screen(*applications: Application) -> None:
    for application in applications:
        actions.screen_application(None, application, occasion="submission")


def test_one_person_in_gao_and_kayes_with_two_spellings_and_one_phone_is_caught(call, secretary, auditor):
    gao = make_application(call, "Aïssata Diarra", "Gao", phone="70000001")
    kayes = make_application(make_call(call.fund), "Aissata Djara", "Kayes", phone="70000001")
    screen(gao, kayes)
    (flag,) = found()
    assert (flag.kind, flag.application_id, flag.other_id) == ("same_person", kayes.pk, gao.pk)
    assert in_words(flag) == ["Les noms sonnent pareil.", "Le téléphone est le même."]
    assert set(actions.blocking([gao.pk])) == {gao.pk}
    actions.confirm_flag(secretary, flag, said="Appelée : c’est elle, deux fois.")
    assert actions.blocking([kayes.pk])
    with pytest.raises(NotAllowed):
        actions.clear_flag(secretary, flag, reason="Je change d’avis.")
    actions.clear_flag(auditor, flag, reason="Le comité n’a gardé que la demande de Kayes.")
    assert not actions.blocking([gao.pk, kayes.pk])
    written = AuditLine.objects.filter(object=flag.code).order_by("pk").values_list("act", "decision")
    assert list(written) == [
        ("confirm_flag", "allowed"),
        ("clear_flag", "refused"),
        ("clear_flag", "allowed"),
    ]


def test_two_sisters_and_two_neighbours_are_not_one_person(call):
    screen(
        make_application(call, "Aïssata Diarra", phone="70000001"),
        make_application(call, "Fatoumata Diarra", phone="70000001"),
        make_application(call, "Aïssata Diarra", phone="70000009"),
    )
    kinds = [flag.kind for flag in found()]
    assert kinds == []


def test_a_long_name_is_enough_and_a_short_one_is_not(call):
    screen(make_application(call, "Mamadou Lamine Traoré"), make_application(call, "Traore Mamadou Lamine"))
    assert [flag.facts for flag in found()] == [["long_names", "names"]]


def test_another_agency_sees_that_there_is_one_and_nothing_of_it(call, secretary, account_for):
    theirs = make_fund("helvetas", "Fonds d’ailleurs")
    own = make_application(call, "Aïssata Diarra", phone="70000001")
    there = make_application(make_call(theirs), "Aissata Djara", phone="70000001")
    screen(own, there)
    (flag,) = flags_visible_to(secretary)
    later, first = sides_for(secretary, flag)
    assert later.shown is None
    assert first.shown == own
    other = charge(account_for("else", "Autre Personne", "fund_officer", "helvetas"), theirs, "auditor")
    assert [side.shown for side in sides_for(other, flag)] == [there, None]


def test_one_wallet_for_two_names_a_household_twice_and_a_wallet_of_somebody_else(call):
    first = make_application(call, "Aïssata Diarra", wallet="70000001", household="Nouhoum Bagayoko")
    second = make_application(
        call, "Oumar Touré", wallet="70000001", household="Nouhoum Bagayoko", wallet_name="Seydou Keïta"
    )
    screen(first, second)
    assert [(flag.kind, flag.facts) for flag in found()] == [
        ("household", ["household"]),
        ("shared_wallet", ["wallet", "other_names"]),
        ("wallet_name", ["declared"]),
    ]


def test_too_many_in_a_short_time(call, settings):
    settings.FUND_VELOCITY = (2, 90)
    made = [
        make_application(call, f"Personne {name} Essai", phone="70000001")
        for name in ("Une", "Deux", "Trois")
    ]
    screen(made[0])
    assert [(flag.kind, flag.figures) for flag in found()] == [("velocity", {"count": 3, "days": 90})]


def test_the_ceiling_is_over_all_calls(call, settings):
    settings.FUND_PERSON_CEILING = 1_500_000
    granted = {"state": ApplicationState.APPROVED, "granted": 1_000_000, "phone": "70000001"}
    first = make_application(call, "Aïssata Diarra", **granted)
    make_application(make_call(call.fund), "Awa Touré", **granted)
    screen(first)
    (flag,) = found()
    assert (flag.kind, flag.figures) == ("ceiling", {"granted": 2_000_000, "ceiling": 1_500_000})
    assert f"{spaced(2_000_000)} FCFA" in in_words(flag)[0]


def test_whoever_filed_and_judges_in_the_fund_is_told_of(call, account_for):
    evaluator = charge(account_for("oumou"), call.fund, "evaluator")
    screen(make_application(call, filed_by_id=evaluator.account_id))
    assert [(flag.kind, flag.figures) for flag in found()] == [("staff", {"duties": ["evaluator"]})]


def test_what_came_to_nothing_is_no_second_grant(call):
    gone = make_application(call, "Aïssata Diarra", phone="70000001", state=ApplicationState.REFUSED)
    screen(gone, make_application(call, "Aissata Djara", phone="70000001"))
    assert found() == []


def test_what_was_cleared_comes_again_only_when_more_agrees(call, secretary):
    first = make_application(call, "Aïssata Diarra", phone="70000001")
    second = make_application(call, "Aissata Djara", phone="70000001", household="Nouhoum Bagayoko")
    screen(first, second)
    actions.clear_flag(secretary, found()[0], reason="Deux cousines, vues toutes les deux.")
    screen(first, second)
    assert [flag.state for flag in found()] == [FlagState.CLEARED]
    first.household_key = second.household_key
    first.save()
    screen(second)
    assert {flag.kind: flag.state for flag in found()} == {"same_person": "open", "household": "open"}


def test_who_filed_it_settles_nothing_and_a_reason_is_needed(call, secretary, auditor):
    filed = make_application(
        call, "Aïssata Diarra", wallet_name="Oumar Touré", filed_by_id=secretary.account_id
    )
    screen(filed)
    (flag,) = found()
    with pytest.raises(NotAllowed):
        actions.clear_flag(secretary, flag, reason="C’est mon dossier.")
    with pytest.raises(Invalid):
        actions.clear_flag(auditor, flag, reason="  ")
    actions.clear_flag(auditor, flag, reason="Son mari, vu avec sa pièce.")
    with pytest.raises(StateNotOpen):
        actions.confirm_flag(auditor, flag, said="Encore.")


def test_the_timer_looks_at_what_nobody_looked_at(call):
    make_application(call, "Aïssata Diarra", phone="70000001")
    make_application(call, "Aissata Djara", phone="70000001")
    make_application(call, "Un Brouillon", state=ApplicationState.DRAFT, submitted_at=None)
    assert actions.screen_waiting() == 2
    assert actions.screen_waiting() == 0
    assert len(found()) == 1


NAMES = st.lists(
    st.sampled_from("Aïssata Oumar Fatoumata Diarra Traoré Keïta Coulibaly Hawa Seydou Ouattara".split()),
    min_size=2,
    max_size=3,
    unique=True,
).map(" ".join)


@given(NAMES, NAMES)
@hypothesis_settings(max_examples=60)
def test_alike_knows_no_side_and_no_order_of_words(one, other):
    assert alike(keys(one), keys(other)) == alike(keys(other), keys(one))
    assert bear_one_name(" ".join(reversed(one.split())), [one])
    if not set(one.split()) & set(other.split()):
        assert not bear_one_name(one, [other])
