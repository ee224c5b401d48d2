"""A scenario is on condition, has a range, and says when it leaves what was observed."""

import numpy as np
import pytest

from siraba.engines.forecasting import SENTENCE, BadSeries, Input, scenarios
from siraba.engines.forecasting.tests.made_series import walks
from siraba.engines.forecasting.tests.test_ladder import climate


def test_a_scenario_says_what_goes_with_its_input_and_with_what_doubt():
    found = scenarios(climate(effect=0.8), {"rain": Input(-1.0)})
    one = found.associations[0]
    assert one.coefficient == pytest.approx(-0.8, abs=0.15)
    assert 0 < one.error < 0.2
    assert len(found.places) == 10
    assert {place.sentence for place in found.places} == {SENTENCE}
    assert "sans valeur causale" in SENTENCE


def test_less_rain_gives_more_where_it_did_and_the_range_holds_the_middle():
    dry = scenarios(climate(), {"rain": Input(-1.0)})
    wet = scenarios(climate(), {"rain": Input(1.0)})
    for one, other in zip(dry.places, wet.places, strict=True):
        assert one.forecast.q50 > other.forecast.q50
        assert one.forecast.q10 <= one.forecast.q50 <= one.forecast.q90


def test_an_input_as_it_is_changes_nothing():
    found = scenarios(climate(), {"rain": Input(1.0, "times")})
    for one in found.places:
        assert one.forecast.q50 == pytest.approx(one.usual.q50)
        assert one.forecast.q90 == pytest.approx(one.usual.q90)


@pytest.mark.parametrize(("value", "outside"), [(-9.0, ("rain",)), (0.0, ())])
def test_an_input_outside_what_was_observed_is_flagged(value, outside):
    found = scenarios(climate(), {"rain": Input(value)})
    assert {one.outside for one in found.places} == {outside}


def test_inputs_are_set_or_change_the_last_value():
    last = np.array([2.0, 4.0])
    assert list(Input(7).of(last)) == [7, 7]
    assert list(Input(1.5, "times").of(last)) == [3, 6]
    assert list(Input(-1, "plus").of(last)) == [1, 3]


def test_a_covariate_nobody_has_or_series_without_enough_are_refused():
    with pytest.raises(BadSeries, match="« rain »"):
        scenarios(walks(), {"rain": Input(1)})
    with pytest.raises(BadSeries, match="trop peu"):
        scenarios(climate(places=2, years=8), {"rain": Input(1)})
