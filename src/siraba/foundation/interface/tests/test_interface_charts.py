"""Charts of lines and bands: the drawing, the script's data and the table say the same, and gaps stay gaps."""

import re
from datetime import date

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from siraba.foundation.interface.charts import Band, Chart, Line, steps

DAYS = [date(2020, month, 1) for month in range(1, 7)]
RAIN = Line("Pluie", [0.0, 12.5, None, 40.0, 35.0, None])
FORECAST = Band("80 %", [None, None, None, None, 20.0, 25.0], [None, None, None, None, 50.0, 65.0])


def chart(*lines, bands=(), days=DAYS, **more):
    return Chart("Pluie à Kayes", days, lines, bands, "mm", **more)


NUMBERS = st.floats(-1e9, 1e9, allow_nan=False)


@given(NUMBERS, NUMBERS)
def test_the_steps_of_an_axis_hold_all_and_are_few(one, other):
    low, high = sorted((one, other))
    found = steps(low, high)
    assert found == sorted(found)
    assert 2 <= len(found) <= 8
    assert found[0] <= low + 1e-6 * abs(low) + 1e-9
    assert found[-1] >= high - 1e-6 * abs(high) - 1e-9


def test_an_axis_of_one_value_still_has_two_ends():
    assert steps(0, 0) == [0, 0.2, 0.4, 0.6, 0.8, 1] or steps(0, 0)[-1] == 1
    assert steps(7, 7)[0] == 0
    assert steps(-7, -7)[-1] == 0


def test_an_axis_upside_down_is_refused():
    with pytest.raises(ValueError, match="above"):
        steps(2, 1)


def test_a_gap_is_no_line_and_a_value_alone_is_a_dot():
    svg = str(chart(RAIN).svg)
    assert len(re.findall("<polyline", svg)) == 2
    alone = Line("Seul", [None, 3.0, None, None, None, None])
    assert len(re.findall("<circle", str(chart(alone).svg))) == 1


def test_raw_values_are_dots_and_intervals_are_bands():
    svg = str(chart(Line("Observé", RAIN.values, dots=True), bands=[FORECAST]).svg)
    assert len(re.findall("<polygon", svg)) == 1
    assert "<polyline" not in svg
    assert len(re.findall("<circle", svg)) == 4 + 1  # and the one of the legend


def test_the_table_says_all_that_the_drawing_shows():
    found = chart(RAIN, bands=[FORECAST])
    assert found.head == ["Période", "Pluie", "80 %, bas", "80 %, haut"]
    assert found.body[1] == ["février 2020", "12,5", "–", "–"] or found.body[1][1:] == ["12,5", "–", "–"]
    assert found.body[4][1:] == ["35,0", "20,0", "50,0"]


def test_the_script_gets_the_same_in_seconds():
    told = chart(RAIN, bands=[FORECAST]).for_script
    assert told["days"][0] == 1577836800
    assert told["lines"][0]["values"] == RAIN.values
    assert told["bands"][0]["high"][-1] == 65.0


@pytest.mark.parametrize("value", [0.0, -3.5, 1e9])
def test_one_day_alone_is_drawn(value):
    svg = str(chart(Line("Un", [value]), days=DAYS[:1]).svg)
    assert "nan" not in svg.lower()
    assert "<circle" in svg


def test_without_a_value_there_is_no_drawing_and_the_table_stays():
    empty = chart(Line("Rien", [None] * 6))
    assert not empty
    assert empty.svg == ""
    assert len(empty.body) == 6


def test_labels_are_text_and_never_markup():
    svg = str(chart(Line("<b>&", RAIN.values)).svg)
    assert "&lt;b&gt;&amp;" in svg


def test_the_part_of_a_page_holds_drawing_data_and_table():
    html = render_to_string("interface/_chart.html", {"chart": chart(RAIN), "note": "Essai."})
    assert html.count("<svg") == 1
    assert 'id="chart"' in html
    assert html.count("<tr>") == 7
