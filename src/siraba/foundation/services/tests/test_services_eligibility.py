"""Whom a service refuses, and why; what is not known refuses nobody."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siraba.foundation.services.eligibility import PersonFacts, refuses, rules_in_words, vacancy_of
from siraba.foundation.services.models import Service
from siraba.foundation.services.parts import replace_parts
from siraba.foundation.services.terms import Alone
from siraba.foundation.vocabulary import codes

pytestmark = pytest.mark.django_db
SHELTER = [{"sex": "female"}, {"age_to": 17}]
WOMAN, MAN = PersonFacts("female", 30), PersonFacts("male", 30)


def test_without_rules_everybody_is_taken(entry):
    assert refuses(entry(), MAN) == []


def test_one_rule_that_fits_is_enough(entry):
    service = entry(rules=SHELTER)
    assert refuses(service, WOMAN) == []
    assert refuses(service, PersonFacts("male", 12)) == []
    assert refuses(service, MAN) == ["Pour une personne de sexe féminin."]


@pytest.mark.parametrize(
    ("rule", "person", "reason"),
    [
        ({"age_from": 15, "age_to": 35}, PersonFacts(age=14), "À partir de 15 ans."),
        ({"age_from": 15, "age_to": 35}, PersonFacts(age=36), "Jusqu’à 35 ans."),
        ({"groups": ["refugee"]}, PersonFacts(groups=["returnee"]), "Pour d’autres groupes : Réfugié."),
        ({"alone": "accompanied"}, PersonFacts(alone_minor=True), "Pas de mineur seul."),
        ({"alone": "only"}, PersonFacts(age=15), "Pour les mineurs seuls seulement."),
    ],
)
def test_each_rule_says_what_it_refuses(entry, rule, person, reason):
    assert refuses(entry(rules=[rule]), person) == [reason]


def test_a_service_by_referral_takes_who_is_referred(entry):
    service = entry(by_referral=True)
    assert refuses(service, WOMAN) == ["Sur référencement seulement."]
    assert refuses(service, PersonFacts("female", 30, referred=True)) == []


def test_a_language_in_common_or_an_interpreter_is_needed(entry):
    speaks_tamasheq = PersonFacts(languages=["taq"])
    assert refuses(entry(languages=["fr", "bm"]), speaks_tamasheq) == [
        "Aucune langue en commun, et pas d’interprète."
    ]
    assert refuses(entry(languages=["fr"], interpretation="Par téléphone"), speaks_tamasheq) == []
    assert refuses(entry(languages=["fr"]), PersonFacts()) == []


def test_free_places_are_those_of_the_group_else_of_all(entry):
    service = entry(
        vacancies=[{"group": "women", "capacity": 5, "vacant": 2}, {"group": "", "capacity": 9, "vacant": 7}]
    )
    assert [vacancy_of(service, group) for group in ("women", "men", "")] == [2, 7, 7]
    assert vacancy_of(entry()) is None


def test_rules_are_said_in_words(entry):
    service = entry(rules=[{"sex": "female", "age_from": 15}, {"groups": ["returnee"], "alone": "only"}])
    assert rules_in_words(service.rules.all()) == (
        "Féminin, 15 ans et plus ; Migrant de retour, mineurs seuls seulement"
    )


AGES = st.one_of(st.none(), st.integers(0, 99))
RULES = st.fixed_dictionaries(
    {
        "sex": st.sampled_from(["", "female", "male"]),
        "age_from": AGES,
        "age_to": AGES,
        "groups": st.lists(st.sampled_from(codes("population_group")), max_size=3, unique=True),
        "alone": st.sampled_from(Alone.values),
    }
).filter(lambda rule: None in (rule["age_from"], rule["age_to"]) or rule["age_from"] <= rule["age_to"])


in_any_order = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@in_any_order
@given(rules=st.lists(RULES, min_size=1, max_size=3), more=RULES)
def test_one_more_rule_never_refuses_who_was_taken(entry, rules, more):
    service = Service.objects.first() or entry()
    people = [
        PersonFacts(sex, age, alone_minor=age < 18) for sex in ("female", "male") for age in (5, 17, 40)
    ]
    replace_parts(service, {"rules": rules})
    taken = [not refuses(service, person) for person in people]
    replace_parts(service, {"rules": [*rules, more]})
    still = [not refuses(service, person) for person in people]
    assert all(now or not before for before, now in zip(taken, still, strict=True))


@in_any_order
@given(rules=st.lists(RULES, max_size=3))
def test_who_is_unknown_is_refused_only_by_rules_for_minors_alone(entry, rules):
    service = Service.objects.first() or entry()
    replace_parts(service, {"rules": rules})
    only_alone = bool(rules) and all(rule["alone"] == "only" for rule in rules)
    assert bool(refuses(service, PersonFacts())) == only_alone
