"""Grants of a fund against every selection that there is, on small funds."""

import hashlib
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from siraba.engines.allocation import (
    Application,
    BadProblem,
    Conflict,
    Fund,
    FundRules,
    Infeasible,
    conflict,
    grants,
    lack_of,
    lot_order,
    propose,
    reasons,
    select_grants,
)
from siraba.engines.allocation.grants import BUDGET, HOUSEHOLD, QUOTAS, Rule
from siraba.engines.allocation.reasoning import Lost

SOME = settings(deadline=None, max_examples=60)


@st.composite
def funds(draw, most=8):
    """A few applications in two zones and the rules of a choice, often tight."""
    count = draw(st.integers(1, most))
    applications = [
        Application(
            name=f"d{number}",
            amount=draw(st.integers(1, 9)) * 500,
            score=draw(st.integers(0, 18)) / 2,
            zone=draw(st.sampled_from("ab")),
            household=draw(st.sampled_from(["u", "v", "w", ""])),
            woman=draw(st.booleans()),
            protected=draw(st.booleans()),
        )
        for number in range(count)
    ]
    names = [one.name for one in applications]
    imposed = draw(st.sets(st.sampled_from(names), max_size=1))
    least = draw(st.integers(0, 6)) * 500
    rules = FundRules(
        budget=draw(st.integers(0, 40)) * 500,
        least_by_zone={"a": least},
        most_by_zone={"a": least + draw(st.integers(0, 20)) * 500},
        women=draw(st.sampled_from([0, 30, 50])),
        protected=draw(st.sampled_from([0, 10, 34])),
        per_household=draw(st.integers(1, 2)),
        forced_in=imposed,
        forced_out=draw(st.sets(st.sampled_from(names), max_size=1)) - imposed,
        zones=("a", "b"),
        seed=draw(st.sampled_from(["2026-12-01", "2027-01-01"])),
    )
    return applications, rules


def kept(applications, rules, chosen, apart=()):
    """Whether the chosen keep to the rules, written as one would say it; `apart`: rules that do not count."""
    taken = [applications[one] for one in chosen]
    spent = {zone: sum(one.amount for one in taken if one.zone == zone) for zone in "ab"}
    homes = [one.household for one in taken if one.household]
    said = {
        Rule("budget"): sum(spent.values()) <= rules.budget,
        Rule("women"): 100 * sum(one.woman for one in taken) >= rules.women * len(taken),
        Rule("protected"): 100 * sum(one.protected for one in taken) >= rules.protected * len(taken),
        Rule("household"): all(homes.count(home) <= rules.per_household for home in homes),
    }
    said |= {Rule("zone_least", zone): spent[zone] >= least for zone, least in rules.least_by_zone.items()}
    said |= {Rule("zone_most", zone): spent[zone] <= most for zone, most in rules.most_by_zone.items()}
    names = {one.name for one in taken}
    said |= {Rule("forced_in", name): name in names for name in rules.forced_in}
    said |= {Rule("forced_out", name): name not in names for name in rules.forced_out}
    return all(true for rule, true in said.items() if rule not in apart)


def selections(applications):
    for x in product((0, 1), repeat=len(applications)):
        yield tuple(number for number, taken in enumerate(x) if taken)


def total(applications, chosen):
    return sum(applications[one].score for one in chosen)


def possible(applications, rules, apart=()):
    return [one for one in selections(applications) if kept(applications, rules, one, apart)]


@SOME
@given(funds())
def test_no_other_grants_within_the_rules_score_more_nor_are_luckier(case):
    applications, rules = case
    every = possible(applications, rules)
    if not every:
        with pytest.raises(Infeasible):
            select_grants(applications, rules)
        return
    order = lot_order([one.name for one in applications], rules.seed)
    points = {name: len(order) - place for place, name in enumerate(order)}

    def luck(chosen):
        return sum(points[applications[one].name] for one in chosen)

    found = select_grants(applications, rules)
    assert (found.proven, found.drawn, found.gap) == (True, True, 0)
    assert found.chosen in every
    best = max(total(applications, one) for one in every)
    assert found.value == found.bound == best == total(applications, found.chosen)
    assert luck(found.chosen) == max(luck(one) for one in every if total(applications, one) == best)


@SOME
@given(funds(most=7))
def test_the_zones_first_serves_the_least_served_zone_most_then_scores_most(case):
    applications, rules = case
    every = possible(applications, rules)
    assume(every)

    def share(chosen):
        asked = {zone: [n for n, one in enumerate(applications) if one.zone == zone] for zone in "ab"}
        return min(
            int(
                100 * sum(applications[n].amount for n in here if n in chosen)
                // sum(applications[n].amount for n in here)
            )
            for here in asked.values()
            if here
        )  # fmt: skip

    found = propose(applications, rules)
    most = max(share(one) for one in every)
    assert found.share_proven
    assert found.share == most
    assert found.zones_first.value == max(total(applications, one) for one in every if share(one) == most)
    assert found.zones_first.chosen in every
    free = possible(applications, rules, {Rule("zone_least", "a"), Rule("zone_most", "a"), Rule("women"), Rule("protected")})  # fmt: skip
    without = max(total(applications, one) for one in free)
    assert found.without.value == without
    assert found.price == ((without - found.optimum.value) / without if without else 0)


@SOME
@given(funds())
def test_rank_and_cut_takes_the_best_first_and_says_what_it_breaks(case):
    applications, rules = case
    rules = replace(rules, forced_in=())
    assume(possible(applications, rules))
    found = propose(applications, rules).ranked
    order = lot_order([one.name for one in applications], rules.seed)
    ranked = sorted(
        range(len(applications)),
        key=lambda one: (-applications[one].score, order.index(applications[one].name)),
    )
    taken = []
    for one in ranked:
        trial = [*taken, one]
        home = [applications[n].household for n in trial].count(applications[one].household)
        if (
            applications[one].name not in rules.forced_out
            and sum(applications[n].amount for n in trial) <= rules.budget
            and (not applications[one].household or home <= rules.per_household)
        ):
            taken = trial
    assert found.chosen == tuple(sorted(taken))
    broken = Fund(applications, rules).broken(found.chosen)
    assert not {rule.kind for rule in broken} & {BUDGET, HOUSEHOLD}
    assert kept(applications, rules, found.chosen, broken)
    assert all(not kept(applications, rules, found.chosen, set(broken) - {rule}) for rule in broken)


@SOME
@given(funds(most=7))
def test_a_conflict_is_a_smallest_set_that_cannot_hold(case):
    applications, rules = case
    found = conflict(applications, rules)
    if possible(applications, rules):
        assert found is None
        return
    all_rules = {limit.rule for limit in Fund(applications, rules).limits}
    assert isinstance(found, Conflict)
    assert found.minimal
    assert not possible(applications, rules, all_rules - set(found.rules))
    for rule in found.rules:
        assert possible(applications, rules, (all_rules - set(found.rules)) | {rule})
    assert str(found).startswith("Ces règles ne peuvent pas tenir ensemble")


@settings(deadline=None, max_examples=40)
@given(funds(most=7))
def test_every_reason_is_true(case):
    applications, rules = case
    every = possible(applications, rules)
    assume(every)
    found = propose(applications, rules)
    fund, best = Fund(applications, rules), found.optimum
    told = reasons(fund, fund.limits, best, found.without.chosen)
    assert [one.number for one in told] == [n for n in range(len(applications)) if n not in best.chosen]
    chosen_scores = [
        applications[n].score for n in best.chosen if applications[n].name not in rules.forced_in
    ]
    for one in told:
        mine = applications[one.number]
        with_it = [total(applications, choice) for choice in every if one.number in choice]
        lacks = best.value - max(with_it) if with_it else np.inf
        assert one.least_points <= lacks <= one.most_points
        homes = [applications[n].household for n in best.chosen]
        assert (one.lost == Lost.FORCED) == (mine.name in rules.forced_out)
        if one.lost == Lost.HOUSEHOLD:
            assert homes.count(mine.household) == rules.per_household
        if one.lost == Lost.LOT:
            assert lacks == 0
        if one.lost == Lost.SCORE:
            assert mine.score <= min(chosen_scores, default=np.inf)
        if one.lost == Lost.BUDGET:
            assert mine.score > min(chosen_scores)
        if one.lost == Lost.QUOTA:
            beside = tuple(sorted([*best.chosen, one.number]))
            quotas = {limit.rule for limit in fund.limits if limit.rule.kind in QUOTAS}
            assert one.number in found.without.chosen or kept(applications, rules, beside, quotas)
        if one.instead is not None:
            swapped = tuple(sorted({*best.chosen, one.number} - {one.instead}))
            assert swapped in every
            assert best.value - total(applications, swapped) <= one.most_points
        if one.budget is not None:
            beside = tuple(sorted([*best.chosen, one.number]))
            assert kept(applications, replace(rules, budget=rules.budget + one.budget), beside)
            if one.budget:
                assert not kept(applications, replace(rules, budget=rules.budget + one.budget - 1), beside)


@settings(deadline=None, max_examples=40)
@given(funds(most=7), st.data())
def test_what_one_lacks_is_exact_when_solved_again(case, data):
    applications, rules = case
    every = possible(applications, rules)
    assume(every)
    best = select_grants(applications, rules)
    out = [one for number, one in enumerate(applications) if number not in best.chosen]
    assume(out)
    mine = data.draw(st.sampled_from(out))
    number = applications.index(mine)
    lack = lack_of(applications, rules, best, mine.name)
    if lack.points is None:
        assert not [one for one in every if number in one]
        return
    assert lack.proven

    def again(points):
        more = [replace(one, score=one.score + points) if one is mine else one for one in applications]
        return select_grants(more, rules)

    assert number in again(lack.points + 0.5).chosen
    swapped = tuple(sorted(({*best.chosen} - {*lack.leave}) | {*lack.enter, number}))
    assert swapped in every
    assert again(lack.points).value == total(applications, swapped) + lack.points
    if lack.points:
        assert number not in again(lack.points - 0.5).chosen


def test_the_lot_can_be_drawn_again_by_anybody():
    names = ["AAA", "BBB", "CCC"]
    by_hand = sorted(names, key=lambda one: hashlib.sha256(b"2026:" + one.encode()).hexdigest())
    assert lot_order(names, "2026") == lot_order(names[::-1], "2026") == by_hand
    assert len({tuple(lot_order(names, str(seed))) for seed in range(40)}) > 1


def test_between_equals_the_first_of_the_lot_is_taken():
    equal = [Application(name, 10, 5, "Gao", "") for name in ("AAA", "BBB", "CCC")]
    for seed in ("1", "2", "3", "4"):
        found = select_grants(equal, FundRules(budget=10, seed=seed))
        assert equal[found.chosen[0]].name == lot_order(["AAA", "BBB", "CCC"], seed)[0]


@SOME
@given(funds(most=7))
def test_where_the_lot_is_not_proven_no_exchange_of_equals_is_luckier(case):
    applications, rules = case
    assume(possible(applications, rules))
    fund = Fund(applications, rules)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grants, "OPEN", -1)
        found = select_grants(applications, rules)
    assert (found.proven, found.drawn) == (True, False)
    assert kept(applications, rules, found.chosen)
    for goes, comes in product(found.chosen, range(len(applications))):
        after = {*found.chosen, comes} - {goes}
        if comes not in found.chosen and applications[comes].score == applications[goes].score:
            assert fund.luck[comes] < fund.luck[goes] or not kept(applications, rules, sorted(after))


def one(name="d", amount=5.0, score=1.0, zone="Gao", household="h"):
    return Application(name, amount, score, zone, household)


@pytest.mark.parametrize(
    ("applications", "rules", "why"),
    [
        ([], {}, "rien à choisir"),
        ([one()], {"budget": -1}, "Le budget est trop petit"),
        ([one(amount=5.5)], {}, "nombre entier de francs : 5.5"),
        ([one(amount=0)], {}, "trop petit"),
        ([one(amount=float("nan"))], {}, "nombre entier"),
        ([one(), one()], {}, "« d » est donnée deux fois"),
        ([one(zone="Gaoo")], {"zones": ("Gao",)}, "Zone inconnue : « Gaoo »"),
        ([one()], {"least_by_zone": {"Kayes": 3}}, "Zone inconnue : « Kayes »"),
        ([one()], {"least_by_zone": {"Gao": 3}, "most_by_zone": {"Gao": 2}}, "le minimum dépasse le maximum"),
        ([one()], {"least_by_zone": {"Gao": -3}}, "trop petit"),
        ([one()], {"women": 101}, "entre 0 et 100"),
        ([one()], {"per_household": 0}, "au moins une aide par ménage"),
        ([one(score=-1)], {}, "La note de « d »"),
        ([one(score=1 / 3)], {}, "plus de quatre décimales"),
        ([one()], {"forced_in": ["x"]}, "Demande inconnue"),
        ([one()], {"forced_in": ["d"], "forced_out": ["d"]}, "à la fois imposée et écartée"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_reason(applications, rules, why):
    with pytest.raises(BadProblem, match=why):
        select_grants(applications, FundRules(**{"budget": 10, **rules}))


def test_an_empty_zone_with_a_minimum_is_the_conflict():
    found = conflict([one()], FundRules(budget=10, least_by_zone={"Kayes": 5}, zones=("Gao", "Kayes")))
    assert found is not None
    assert found.rules == (Rule("zone_least", "Kayes"),)
    assert "le minimum de 5 FCFA dans la zone « Kayes »" in str(found)


def test_two_of_one_household_cannot_both_be_imposed():
    two = [one("x"), one("y")]
    found = conflict(two, FundRules(budget=100, forced_in=("x", "y")))
    assert found is not None
    assert set(found.rules) == {Rule(HOUSEHOLD), Rule("forced_in", "x"), Rule("forced_in", "y")}


def test_a_share_that_nobody_can_fill_is_the_conflict_of_one_grant_at_least():
    rules = FundRules(budget=10, women=40, protected=10)
    men = [replace(one(), woman=False, protected=False)]
    assert conflict(men, rules) is None
    found = conflict(men, rules, least=1)
    assert found is not None
    assert [rule.kind for rule in found.rules] in (["women"], ["protected"])
    assert conflict([replace(one(), woman=True, protected=True)], rules, least=1) is None


def test_rules_that_hold_are_no_conflict():
    assert conflict([one()], FundRules(budget=10)) is None


def test_a_choice_without_time_says_that_nothing_is_proven():
    random = np.random.default_rng(1)
    many = [
        one(f"d{n}", amount=int(random.integers(10**5, 10**6)), score=int(random.integers(20, 100)), household="")
        for n in range(300)
    ]  # fmt: skip
    found = select_grants(many, FundRules(budget=40 * 10**6), seconds=0)
    assert found.proven or found.bound >= (0 if np.isnan(found.value) else found.value)
