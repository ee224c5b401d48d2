"""The map page: what is chosen is drawn, told in a table and kept as a file; what is not there is said, never blank or zero."""

import csv
import io
import json
import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from siraba.foundation.geography.models import AreaVersion
from siraba.prevention.climate.atlas.drawings import drawing_of
from siraba.prevention.climate.observations.models import Place
from tests import mapping

pytestmark = pytest.mark.django_db


def cercles():
    return drawing_of(AreaVersion.objects.get(code="cod-2021"), 2).shapes


NOTHING, THIN = "pas de données", "couverture insuffisante"


@pytest.fixture
def reader(hawa):
    client = Client()
    client.force_login(hawa)
    return client


def address(**asked):
    usual = {"indicator": "rain-anomaly", "layer": "cod-2021-2", "period": "2019-07-01"}
    return {name: value for name, value in {**usual, **asked}.items() if value}


def page(reader, status=200, **asked):
    answer = reader.get(reverse("atlas:map"), address(**asked))
    assert answer.status_code == status
    return answer.content.decode()


def rows(html):
    """Name of the area → its cells."""
    body = html.split("<tbody>")[1].split("</tbody>")[0]
    found = {}
    for row in body.split("</tr>")[:-1]:
        texts = [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)]
        found[texts[0]] = texts[1:]
    return found


def fills(html, key="a"):
    """Code of the area → its colour on the map of this key."""
    drawn = html.split(f'data-map="{key}"')[1].split("</svg>")[0]
    return dict(re.findall(r'data-code="(\w+)" data-name="[^"]*" fill="([^"]+)"', drawn))


def test_with_nothing_loaded_the_page_says_how_to_begin(reader):
    assert "Aucun indicateur n’a encore de valeur" in page(reader, indicator="", layer="", period="")
    assert reader.get(reverse("atlas:values")).status_code == 404


def test_the_map_and_the_table_say_the_same(reader):
    mapping.rain()
    html = page(reader)
    told, colours = rows(html), fills(html)
    assert len(told) == len(colours) == 50
    assert told["Mopti"] == [NOTHING, NOTHING]
    assert told["Kadiolo"][0] == THIN
    codes = {shape.name: code for code, shape in cercles().items()}
    ramp = re.search(r'data-colours="([^"]+)"', html)[1].split()
    for name, (anomaly, _rain) in told.items():
        colour = colours[codes[name]]
        if anomaly in (NOTHING, THIN):
            assert colour == "url(#hatch)"
        else:
            value = int(anomaly)
            assert ramp.index(colour) == sum(value >= one for one in (-50, -20, 20, 50))
            assert f"{name} : {anomaly}" in html


def test_the_raw_rain_stands_beside_the_anomaly(reader):
    mapping.rain()
    for anomaly, rain in rows(page(reader)).values():
        if anomaly not in (NOTHING, THIN):
            assert int(rain) == 200 + 2 * int(anomaly)


def test_what_has_no_data_is_counted_and_not_said_to_have_no_need(reader):
    mapping.rain()
    html = page(reader)
    unknown = sum(cells[0] in (NOTHING, THIN) for cells in rows(html).values())
    assert f"{unknown} zones sur 50 n’ont pas de données" in re.sub(r"\s+", " ", html)


def test_the_map_says_its_source_its_day_its_licence_and_its_boundaries(reader):
    mapping.rain()
    svg = reader.get(reverse("atlas:map"), address(format="svg")).content.decode()
    svg = svg.replace("</text><text", "</text> <text")
    svg = re.sub("<[^>]+>", "", svg)
    for said in (
        "Pluie d’essai (fictive)",
        "24 nov. 2026",
        "CC BY 4.0 (essai)",
        "COD 2021",
        "juillet 2019",
        NOTHING,
    ):
        assert said in svg


def test_an_approximate_version_says_so_on_the_map(reader):
    displaced = mapping.indicator("idps", "Personnes déplacées", "personnes", frequency="day")
    law = mapping.places("loi-2023", length=4)
    mapping.observe(displaced, dict.fromkeys(law.values(), 10.0), date(2023, 12, 31), date(2023, 12, 31))
    version = AreaVersion.objects.get(code="loi-2023")
    svg = page(reader, indicator="idps", layer="loi-2023-1", period="")
    assert "DÉCOUPAGE APPROXIMATIF" in svg
    assert version.notice[:30] in svg


def test_the_version_is_chosen_by_what_the_indicator_has(reader):
    mapping.rain()
    old = mapping.indicator("old-idps", "Déplacés d’avant", "personnes", frequency="day")
    regions = {
        place for code, place in mapping.places("cod-2015", 4).items() if place.code.startswith("cod-2015:")
    }
    mapping.observe(old, dict.fromkeys(regions, 5.0), date(2015, 1, 1), date(2015, 1, 1))
    html = page(reader, indicator="old-idps", layer="", period="")
    assert [*re.findall(r'<option value="(cod-[\d-]+)"', html)] == ["cod-2015-1"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"indicator": "drought-of-1913"}, "Il n’y a pas de carte de « drought-of-1913 »"),
        ({"layer": "cod-2015-2"}, "n’a pas de valeur sur le découpage « cod-2015-2 »"),
        ({"period": "1913-07-01"}, "Pas de valeur pour « 1913-07-01 ». Il y en a de juillet 2017 à juillet 2019."),
        ({"other": "2031-07-01"}, "Pas de valeur pour « 2031-07-01 »"),
        ({"period": "<script>"}, "Pas de valeur pour « &lt;script&gt; »"),
        ({"show": "both"}, "Montrer"),
        ({"sort": "luck"}, "Il y a un problème"),
        ({"format": "png", "period": "1913-07-01"}, "Pas de valeur pour « 1913-07-01 »"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_address_is_said_at_its_field(reader, asked, said):
    mapping.rain()
    html = page(reader, 400, **asked)
    assert "Il y a un problème" in html
    assert said in html
    assert "<table" not in html


def test_two_periods_stand_side_by_side_with_their_difference(reader):
    mapping.rain()
    html = page(reader, other="2018-07-01")
    assert set(fills(html, "a")) == set(fills(html, "b"))
    for one, other, difference in rows(html).values():
        if one not in (NOTHING, THIN):
            assert int(difference) == int(one) - int(other)
        else:
            assert difference == one


def test_the_difference_is_one_map_with_classes_on_both_sides(reader):
    mapping.rain()
    html = page(reader, other="2018-07-01", show="difference")
    assert 'data-map="a"' not in html
    assert "juillet 2019 moins juillet 2018" in html
    assert len(set(fills(html, "d").values())) > 1


def test_a_colour_means_the_same_in_every_period(reader):
    mapping.displaced()
    asked = {"indicator": "idps", "period": "2019-12-31"}
    svgs = [reader.get(reverse("atlas:map"), address(**asked | {"period": day}, format="svg")).content.decode()
            for day in ("2019-12-31", "2020-04-30")]  # fmt: skip
    legends = [re.findall(r"<text[^>]*>([^<]*(?: à |moins de|et plus)[^<]*)</text>", svg) for svg in svgs]
    assert len(legends[0]) == 5
    assert legends[0] == legends[1]


def test_the_table_is_sorted_by_name_or_by_value_with_the_unknown_last(reader):
    mapping.rain()
    by_value = [cells[0] for cells in rows(page(reader, sort="value")).values()]
    known = [int(text) for text in by_value if text not in (NOTHING, THIN)]
    assert known == sorted(known, reverse=True)
    assert set(by_value[len(known) :]) == {NOTHING, THIN}
    assert "sort=value" in page(reader)


def test_the_csv_has_hxl_hashtags_and_negative_numbers_stay_numbers(reader):
    mapping.rain()
    answer = reader.get(reverse("atlas:map"), address(other="2018-07-01", format="csv"))
    assert "attachment" in answer["Content-Disposition"]
    header, tags, *lines = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert len(header) == len(tags)
    assert tags[:5] == ["#adm2+code", "#adm2+name", "#meta+version", "#date+start", "#date+end"]
    assert all(tag.startswith("#") for tag in tags)
    assert len(lines) == 100
    values = [line[5] for line in lines]
    assert min(float(one) for one in values if one) < 0
    assert "" in values
    assert {line[3] for line in lines} == {"2019-07-01", "2018-07-01"}


def test_one_period_brings_its_raw_value_in_the_csv(reader):
    mapping.rain()
    answer = reader.get(reverse("atlas:map"), address(format="csv"))
    _header, tags, *lines = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    raw = tags.index("#indicator+value+raw")
    assert all(float(line[raw]) == 200 + 2 * float(line[5]) for line in lines if line[5])


def test_the_picture_is_a_png_of_one_map_or_of_two(reader):
    mapping.rain()
    one, two = (
        reader.get(reverse("atlas:map"), address(format="png", other=other)) for other in ("", "2018-07-01")
    )
    widths = [int.from_bytes(answer.content[16:20], "big") for answer in (one, two)]
    assert all(answer.content.startswith(b"\x89PNG") for answer in (one, two))
    assert widths[1] > 1.9 * widths[0]


def test_the_values_of_all_periods_are_columns_of_integers_latest_first(reader):
    mapping.rain()
    told = json.loads(reader.get(reverse("atlas:values"), address()).content)
    assert len(told["columns"]) == len(told["raw"]) == 3
    shown = rows(page(reader))
    names = {code: shape.name for code, shape in cercles().items()}
    for code, value in zip(told["codes"], told["columns"][0], strict=True):
        text = shown[names[code]][0]
        assert (value is None) == (text == NOTHING)
        assert (value is False) == (text == THIN)
        if text not in (NOTHING, THIN):
            assert value == int(text)
    assert told["breaks"] == [-50, -20, 20, 50]
    assert told["differenceBreaks"] == sorted(set(told["differenceBreaks"]))


def test_decimals_and_shares_are_shown_as_people_write_them(reader):
    spi = mapping.indicator("spi-3", "SPI sur 3 mois", "")
    food = mapping.indicator("food-phase-35", "Personnes en phase 3 à 5", "part", frequency="season")
    kayes = mapping.places()["ML0103"]
    mapping.observe(spi, {kayes: -1.234}, date(2019, 7, 1), date(2019, 7, 31))
    mapping.observe(food, {kayes: 0.1234}, date(2019, 6, 1), date(2019, 8, 31))
    assert rows(page(reader, indicator="spi-3"))["Kayes"] == ["-1,23"]
    html = page(reader, indicator="food-phase-35", period="")
    assert rows(html)["Kayes"] == ["12,3"]
    assert "juin 2019 – août 2019" in html


def test_the_drawing_is_kept_for_ever_under_its_digest(reader):
    mapping.rain()
    link = re.search(r'href="(/climat/dessins/[^"]+)"', page(reader))[1]
    answer = reader.get(link)
    assert "immutable" in answer["Cache-Control"]
    assert len(json.loads(answer.content)["features"]) == 50
    assert reader.get(link.replace("cod-2021", "cod-2015")).status_code == 404


def test_an_area_without_a_shape_is_in_the_table_and_said_to_be_there_alone(reader):
    """The cercles of the region of Ménaka have codes and no published outline here."""
    mapping.displaced()
    html = page(reader, indicator="idps", period="")
    told, drawn = rows(html), fills(html)
    assert len(told) > len(drawn) == 50
    assert set(told) - {shape.name for shape in cercles().values()}
    assert "Sans dessin, dans le tableau seul" in html


def test_a_value_of_a_region_makes_no_map_of_cercles(reader):
    """ML10 stands for its cercles in the drawing of the cercles."""
    regions = mapping.places(length=4)
    old = mapping.indicator("by-region", "Par région", "personnes")
    mapping.observe(old, {regions["ML10"]: 3.0, regions["ML01"]: 4.0}, date(2019, 7, 1), date(2019, 7, 31))
    assert 'data-map="a"' in page(reader, indicator="by-region", layer="cod-2021-1")
    page(reader, 400, indicator="by-region", layer="cod-2021-2")


def test_a_page_costs_few_queries_however_many_values(reader, django_assert_max_num_queries):
    mapping.rain(range(1990, 2020))
    with django_assert_max_num_queries(22):
        page(reader)


def test_figures_about_a_country_make_no_map(reader):
    mapping.rain()
    land = Place.objects.create(kind="country", code="MLI", name="Mali")
    mapping.observe(mapping.indicator("refugees", "Réfugiés", "personnes"), {land: 5.0}, date(2019, 1, 1), date(2019, 12, 31))  # fmt: skip
    assert 'value="refugees"' not in page(reader)
    page(reader, 400, indicator="refugees", layer="", period="")
