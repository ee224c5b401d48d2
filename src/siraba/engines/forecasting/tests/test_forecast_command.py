"""`siraba forecast …`: other people's files are read, wrong ones are refused by their lines."""

import csv
import json
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from siraba.cli import main
from siraba.engines.forecasting.reading import BadSeries, Reading, read_rain, read_series
from siraba.engines.forecasting.tests.made_series import noises, walks


def call(*arguments) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["forecast", *map(str, arguments)])
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr("siraba.engines.forecasting.steps.ROUNDS", 5)
    monkeypatch.setattr("siraba.engines.forecasting.steps.SEEDS", 1)


@pytest.fixture
def write(tmp_path):
    def written(text: str, name: str = "s.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return written


@pytest.fixture
def noise(write):
    lines = [
        f"{one.place},{point.start.year},{point.value:.0f}"
        for one in noises(places=6)
        for point in one.points
    ]
    return write("\n".join(["place,year,value", *lines, "Kidal,2020,4"]))


# Files that are read


def read(write, text, **how):
    return read_series(write(text), Reading(today=date(2024, 6, 1), **how))


def values(found):
    return {one.place: [(str(point.start), point.value) for point in one.points] for one in found.series}


def test_columns_are_found_by_their_usual_names(write):
    found = read(write, "coo_iso,year,value\nMLI,2020,5\nMLI,2021,7\nNER,2020,1\n")
    assert values(found) == {"MLI": [("2020-01-01", 5), ("2021-01-01", 7)], "NER": [("2020-01-01", 1)]}
    assert found.frequency == "year"


def test_a_value_may_be_a_sum_or_a_share_and_a_name_may_hold_a_slash(write):
    text = "iso,year,refugees,asylum_seekers,No. dead/missing\nMLI,2020,4,,9\nMLI,2021,6,2,8\n"
    summed = read(write, text, place="iso", value="refugees+asylum_seekers")
    assert [point.value for point in summed.series[0].points] == [4, 8]
    shared = read(write, text, place="iso", value="refugees/asylum_seekers")
    assert [point.value for point in shared.series[0].points] == [3]
    whole = read(write, text, place="iso", value="No. dead/missing")
    assert [point.value for point in whole.series[0].points] == [9, 8]


def test_the_share_of_rows_added_up_is_that_of_their_sums(write):
    text = "place,year,ill,people\nBamako,2020,1,10\nBamako,2020,5,10\n"
    found = read(write, text, value="ill/people", add_up=True)
    assert values(found)["Bamako"] == [("2020-01-01", 0.3)]


@pytest.mark.parametrize(
    "time", ["2020-03", "2020-03-15", "03/2020", "15/03/2020", "15-03-2020", "2020-03-15T00:00"]
)
def test_a_month_is_written_in_many_ways(write, time):
    found = read(write, f"place,date,value\nA,{time},1\n", every="month")
    assert values(found) == {"A": [("2020-03-01", 1)]}


def test_year_and_month_together_semicolons_and_decimal_commas(write):
    found = read(write, "Lieu;Année;Mois;Valeur\nGao;2020;1;1 234,5\nGao;2020;2;\nGao;2020;3;2\n")
    assert values(found) == {"Gao": [("2020-01-01", 1234.5), ("2020-03-01", 2)]}
    assert (found.frequency, found.without_value) == ("month", 1)


def test_an_empty_value_is_left_out_or_is_zero(write):
    text = "place,year,value\nA,2020,\nA,2021,3\n"
    assert values(read(write, text))["A"] == [("2021-01-01", 3)]
    assert values(read(write, text, empty="zero"))["A"] == [("2020-01-01", 0), ("2021-01-01", 3)]


def test_incidents_are_counted_by_month_and_quiet_months_are_zero(write):
    text = "route,day,value\nSahara,2020-01-03,2\nSahara,2020-01-30,5\nSahara,2020-03-01,1\n"
    found = read(write, text, every="month", add_up=True, empty="zero")
    assert [point.value for point in found.series[0].points] == [7, 0, 1]


def test_a_place_column_is_not_needed_for_one_series(write):
    assert list(values(read(write, "year,value\n2020,1\n2021,2\n"))) == [""]


def test_the_day_of_publication_is_read_or_follows_the_period(write):
    said = read(write, "place,year,value,known_on\nA,2020,1,2021-06-30\n")
    assert said.series[0].points[0].known_on == date(2021, 6, 30)
    late = read(write, "place,year,value\nA,2020,1\n", delay=180)
    assert late.series[0].points[0].known_on == date(2020, 12, 31) + timedelta(days=180)


def test_rows_are_chosen_by_their_words(write):
    text = "place,year,season,value\nA,2020,Jun-Aug,1\nA,2020,Sep-Dec,2\n"
    assert values(read(write, text, where={"season": "jun-aug"}))["A"] == [("2020-01-01", 1)]


# Files that are refused


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "vide"),
        ("place,value\nA,1\n", "aucune colonne de temps"),
        ("place,year,a,b\nA,2020,1,2\n", "aucune colonne de valeur"),
        ("place,year,value\nA,2020,1\nA,2020,2\n", "ligne 3 : A, 2020 est déjà à la ligne 2"),
        ("place,date,value\nA,2020-01,1\nA,2020-02,1\nA,2020-03,1\nA,2020-02,2\n", "ligne 5 : A, 2020-02 est déjà"),
        ("place,year,value\nA,2031,1\n", "ligne 2 : 2031-01-01 est dans l’avenir"),
        ("place,year,value\nA,2020,beaucoup\n", "ligne 2 : « beaucoup » n’est pas un nombre"),
        ("place,year,value\nA,2020,inf\n", "ligne 2 : « inf » n’est pas un nombre"),
        ("place,date,value\nA,hier,1\n", "ligne 2 : « hier » n’est pas une date"),
        ("place,year,month,value\nA,2020,13,1\n", "ligne 2 : « 2020 13 » n’est pas une date"),
        ("place,year,value\nA,2020\n", "ligne 2 : 3 cases attendues, 2 lues"),
        ("place,year,value\n,2020,1\n", "ligne 2 : le lieu manque"),
        ("place,year,value,value\nA,2020,1,1\n", "deux fois"),
        ("place,year,value\nA,2020,\n", "aucune valeur"),
        ("place,year,value,known_on\nA,2020,1,2019-01-01\n", "ligne 2 : publié le 2019-01-01, avant"),
        ("place,year,value,known_on\nA,2020,1,2030-01-01\n", "dans l’avenir"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_its_line(write, text, said):
    with pytest.raises(BadSeries, match=said):
        read(write, text)


def test_a_column_that_is_not_there_is_named_with_those_that_are(write):
    with pytest.raises(BadSeries, match="« deaths » manque ; le fichier a : place, year, value"):
        read(write, "place,year,value\nA,2020,1\n", value="deaths")


def test_rain_without_a_unit_is_refused_until_it_is_said(write):
    path = write("place,date,rain\nA,2000-01,1.5\n")
    with pytest.raises(BadSeries, match="n’a pas d’unité"):
        read_rain(path)
    assert read_rain(path, unit="cm")[0].months == {date(2000, 1, 1): 15.0}


def test_a_negative_rain_is_refused_by_its_line(write):
    with pytest.raises(BadSeries, match="ligne 2 : une pluie n’est pas négative"):
        read_rain(write("place,date,rain_mm\nA,2000-01,-1\n"))


# The commands


def test_backtest_prints_the_ladder_and_each_place(noise):
    code, out, err = call("backtest", noise, "--horizon", "1", "--by", "area", "--first-test", "2023")
    assert code == 0
    assert "dernière valeur" in out
    assert "boosting de quantiles calibré" in out
    assert "Kidal : pas assez de données" in out
    assert "Par lieu" in out
    assert out.count("Lieu 03") >= 1
    assert "100 %" in err


def test_backtest_answers_in_json_too(noise):
    code, out, _err = call("backtest", noise, "--first-test", "2023", "--json")
    answer = json.loads(out)
    assert code == 0
    assert (answer["states"]["Kidal"], answer["rows"]) == ("too_few_points", 6)
    assert answer["shown"] in {one["name"] for one in answer["steps"]}


def test_run_writes_quantiles_with_the_method_and_why(write, tmp_path):
    lines = [
        f"{one.place},{point.start.year},{point.value:.0f}"
        for one in walks(places=4, years=14)
        for point in one.points
    ]
    path = write("\n".join(["place,year,value", *lines, "Kidal,2012,4"]))
    out = tmp_path / "out.csv"
    code, said, _err = call("run", path, "--horizon", 2, "--out", out)
    assert code == 0
    assert "Lieux sans assez de données : 1." in said
    with out.open(encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    assert len(rows) == 10
    assert {(row["start"], row["lead"]) for row in rows if row["state"] == "ok"} == {
        ("2014-01-01", "1"),
        ("2015-01-01", "2"),
    }
    for row in rows:
        if row["place"] == "Kidal":
            assert (row["q50"], row["why"]) == ("", "pas assez de données : moins de 5 points")
        else:
            assert float(row["q10"]) <= float(row["q50"]) <= float(row["q90"])
            assert row["method"] == "last_value"
            assert "dernière valeur" in row["why"]


def test_spi_writes_the_rain_beside_its_indices(write, tmp_path):
    lines = [
        f"Kita,{year}-{month:02},{10 * month + year % 7}"
        for year in range(1983, 2013)
        for month in range(1, 13)
    ]
    out = tmp_path / "spi.csv"
    code, _said, _err = call(
        "spi", write("\n".join(["cercle,date,rain_mm", *lines])), "--scale", 3, "--out", out
    )
    assert code == 0
    with out.open(encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    assert list(rows[0]) == ["place", "month", "rain_mm", "rain_anomaly_percent", "spi_3", "state"]
    assert (rows[0]["spi_3"], rows[0]["state"]) == ("", "not_enough_data")
    assert abs(float(rows[5]["spi_3"])) < 3.1
    assert call("spi", out, "--reference", "2012-1983")[0] == 1


def test_spi_gives_no_index_where_rain_covers_too_little(write):
    code, out, _err = call("spi", write("cercle,date,rain_mm,cover\nMopti,2000-01,3,0.2\n"))
    assert code == 0
    assert out.splitlines()[1] == "Mopti,2000-01-01,3,,,,,low_cover"


def test_scenario_ends_with_its_sentence_and_flags_what_was_never_seen(write):
    lines = [
        f"{one.place},{point.start.year},{point.value:.0f},{(number * 7 + point.start.year * 3) % 5 - 2}"
        for number, one in enumerate(noises(places=6))
        for point in one.points
    ]
    path = write("\n".join(["place,year,value,spi_12", *lines]))
    code, out, _err = call("scenario", path, "--value", "value", "--set", "spi_12=-3")
    assert code == 0
    assert out.count("EXTRAPOLATION : spi_12") == 6
    assert out.strip().endswith("Scénario conditionnel, sans valeur causale.")
    assert call("scenario", path, "--set", "spi_12=fort")[0] == 1


def test_a_refusal_is_one_message_and_writes_nothing(write, tmp_path):
    out = tmp_path / "out.csv"
    code, _out, err = call("run", write("place,year,value\nA,2020,x\n"), "--out", out)
    assert code == 1
    assert err.startswith("Erreur :")
    assert "ligne 2" in err
    assert not out.exists()
