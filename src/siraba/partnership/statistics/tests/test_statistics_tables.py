"""Tables, charts and exports, without a database."""

from siraba.partnership.statistics.charts import LENGTH, LINE, chart
from siraba.partnership.statistics.tables import HIDDEN, Axis, Plan, cross

SEX = Axis("Sexe", {"f": "Féminin", "m": "Masculin"})
REGION = Axis("Région", {"k": "Kayes", "g": "Gao", "m": "Ménaka"})
PLAN = [Plan("regions", "Région selon le sexe", "region", "sex")]


def counts(*numbers):
    pairs = [(region, sex) for region in REGION.keys for sex in SEX.keys]
    return [({"region": r, "sex": s}, number) for (r, s), number in zip(pairs, numbers, strict=True)]


def test_a_table_names_its_rows_and_columns_and_adds_them_up():
    (table,) = cross(counts(10, 20, 30, 40, 50, 60), {"sex": SEX, "region": REGION}, PLAN, 5)
    assert table.lines() == [
        ["Région", "Féminin", "Masculin", "Total"],
        ["Kayes", "10", "20", "30"],
        ["Gao", "30", "40", "70"],
        ["Ménaka", "50", "60", "110"],
        ["Total", "90", "120", "210"],
    ]
    assert not table.hides


def test_a_small_count_is_hidden_with_what_would_give_it_away():
    (table,) = cross(counts(2, 20, 30, 40, 50, 60), {"sex": SEX, "region": REGION}, PLAN, 5)
    kayes = dict(table.rows)["Kayes"]
    assert [cell.text for cell in kayes] == ["<5", HIDDEN, "22"]
    assert [cell.count for cell in kayes] == [None, None, 22]
    assert table.hides


def test_the_threshold_can_be_higher_and_inside_the_agency_there_is_none():
    numbers, axes = counts(10, 20, 30, 40, 50, 60), {"sex": SEX, "region": REGION}
    (hidden,), (open_,) = (cross(numbers, axes, PLAN, threshold) for threshold in (11, None))
    assert dict(hidden.rows)["Kayes"][0].text == "<11"
    assert dict(open_.rows)["Kayes"][0].text == "10"


def test_bars_are_in_proportion_and_a_hidden_figure_has_none():
    drawn = chart([("Kayes", "200", 200), ("Gao", "50", 50), ("Ménaka", "<5", None)])
    assert drawn.height == 3 * LINE
    assert [bar.width for bar in drawn.bars] == [LENGTH, round(LENGTH / 4), 0]
    assert drawn.bars[2].text == "<5"


def test_bars_of_nothing_do_not_divide_by_zero():
    assert [bar.width for bar in chart([("Kayes", "0", 0)]).bars] == [0]
