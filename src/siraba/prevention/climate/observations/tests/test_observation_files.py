"""What a file of a publisher says, and which lines or files are refused: the rest is taken, nothing is guessed."""

import gzip
import io
from contextlib import suppress
from datetime import date, timedelta

import openpyxl
import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from siraba.foundation.access.errors import Invalid
from siraba.prevention.climate.observations import importers
from siraba.prevention.climate.observations.models import Place
from siraba.prevention.climate.observations.placing import places_of_areas
from siraba.prevention.climate.observations.reading import files, values
from siraba.prevention.climate.observations.reading.facts import BadLine, Row
from siraba.prevention.climate.observations.reading.streams import key_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(tmp_path):
    def of(text, name="table.csv", **more):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return files.read_file(path, **more)

    return of


def said(reading):
    """{(indicator, place, start): value}, places by their code or by the name that waits."""
    areas = [key.where.area for key in reading.gathered.values if key.where.area]
    places = places_of_areas(areas)
    return {
        (
            key.indicator,
            places[key.where.area].code if key.where.area else key.where.code or key.where.name,
            key.start.isoformat(),
        ): round(value.value, 6)
        for key, value in reading.gathered.values.items()
    }


RAIN = "adm2_pcode_2021,adm2_name,date,rain_mm,cover\n"
CHIRPS = "date,adm2_id,ADM2_PCODE,n_pixels,rfh,rfh_avg,r1h,r3h,rfq\n#date,,#adm2+code,#indicator+pixels,#indicator,,,,\n"


@pytest.mark.parametrize(
    ("layout", "text", "found"),
    [
        (
            "persiann-cercle",
            RAIN + "ML0101,Bafoulabe,1983-01,0.5,1.0\n",
            {("rain-mm", "cod-2021:ML0101", "1983-01-01"): 0.5},
        ),
        (
            "era5-pays",
            "country,iso3,year,precip_mm\nMali,MLI,1999,300\nBrasil,BRA,1999,1700\n",
            {("precipitation-year", "MLI", "1999-01-01"): 300},
        ),
        (
            "owid-precipitation",
            "Entity,Code,Year,Annual precipitation\nMali,MLI,2024,410\nAfrica,,2024,600\n",
            {("precipitation-year", "MLI", "2024-01-01"): 410},
        ),
        (
            "faostat-pays",
            "iso3,year,month,temp_anomaly_c\nMLI,2019,2,1.25\n",
            {("temperature-anomaly", "MLI", "2019-02-01"): 1.25},
        ),
        (
            "faostat-normalise",
            "Area Code,Area Code (M49),Area,Months,Element,Year,Unit,Value,Flag\n"
            "133,'466,Mali,February,Temperature change,2023,°c,1.9,E\n"
            "133,'466,Mali,February,Standard Deviation,2023,°c,0.4,E\n"
            "133,'466,Mali,Meteorological year,Temperature change,2023,°c,1.6,E\n",
            {("temperature-anomaly", "MLI", "2023-02-01"): 1.9},
        ),
        (
            "ucdp-annees",
            "iso3,year,conflict_id,intensity_level\nMLI,2013,11347,1\nMLI,2013,432,2\nLBY,2014,1,1\n",
            {
                ("conflicts", "MLI", "2013-01-01"): 2,
                ("conflicts", "MLI", "2014-01-01"): 0,
                ("conflicts", "LBY", "2013-01-01"): 0,
                ("conflicts", "LBY", "2014-01-01"): 1,
            },
        ),
        (
            "dtm-communes",
            "date,adm1,adm2,adm3,idp_ind\n31-12-2017,Gao,Ménaka,A,10\n31-12-2017,Gao,Menaka,B,5\n31-12-2017,Gao,Gao,C,\n",
            {("idps", "cod-2021:ML1001", "2017-12-31"): 15},
        ),
        (
            "dtm-api",
            "operation,admin0Name,admin0Pcode,admin1Name,admin2Name,admin2Pcode,numPresentIdpInd,reportingDate,roundNumber\n"
            "Op,Mali,MLI,Mopti,Mopti,ML0504,900,2021-09-30T00:00:00,72\n"
            "Op,Niger,NER,Tillabery,Tera,NE0611,70,2021-09-30T00:00:00,2\n",
            {("idps", "cod-2021:ML0506", "2021-09-30"): 900},
        ),
        (
            "hcr-panel",
            "coo_iso,year,refugees,asylum_seekers,flow_refugees,flow_asylum_seekers\nMLI,2020,10,4,3,2\nMLI,1960,1,0,,\n",
            {
                ("refugees", "MLI", "2020-01-01"): 10,
                ("asylum-seekers", "MLI", "2020-01-01"): 4,
                ("new-displaced", "MLI", "2020-01-01"): 5,
                ("refugees", "MLI", "1960-01-01"): 1,
                ("asylum-seekers", "MLI", "1960-01-01"): 0,
            },
        ),
        (
            "hcr-stock",
            "Year,Country of origin,Country of origin (ISO),Country of asylum (ISO),Refugees under UNHCR's mandate,Asylum-seekers,IDPs of concern to UNHCR\n"
            "2023,Mali,MLI,NER,100,1,0\n2023,Mali,MLI,MRT,50,2,0\n2023,Guinea,GIN,MLI,9,9,0\n2023,Guinea,GIN,-,30,40,0\n",
            {
                ("refugees", "MLI", "2023-01-01"): 150,
                ("asylum-seekers", "MLI", "2023-01-01"): 3,
                ("refugees", "GIN", "2023-01-01"): 30,
                ("asylum-seekers", "GIN", "2023-01-01"): 40,
            },
        ),
        (
            "hcr-flux",
            "year,coo_iso,coa_iso,refugees,asylum_seekers,refugee_like\n2022,MLI,NER,7,,\n2022,MLI,FRA,,5,\n",
            {("new-displaced", "MLI", "2022-01-01"): 12},
        ),
        (
            "gidd-conflits",
            "iso3,country_name,year,new_displacement,total_displacement\nMLI,Mali,2022,154000,380000\n",
            {("conflict-displaced", "MLI", "2022-01-01"): 154000},
        ),
        (
            "gidd-catastrophes",
            "iso3,year,start_date,event_name,hazard_type_name,new_displacement\n"
            "MLI,2010,2010-07-01,Mali: Flood,Flood,40\nMLI,2010,2010-08-01,Mali: Flood,Flood,2\nMLI,2010,2010-08-01,Mali: Storm,Storm,9\n",
            {("flood-displaced", "MLI", "2010-01-01"): 42},
        ),
        (
            "prix-pam",
            "date,admin1,admin2,market,latitude,longitude,category,commodity,unit,priceflag,pricetype,currency,price,usdprice\n"
            "#date,#adm1+name,#adm2+name,#loc+market+name,#geo+lat,#geo+lon,,,,,,,,\n"
            "2024-01-15,Gao,Gao,Gao,16.2,-0.04,cereals,Millet,KG,actual,Retail,XOF,310,0.5\n",
            {("staple-price", "gao-gao", "2024-01-01"): 310},
        ),
        (
            "table-echelles",
            "gauge,date,level_cm\nMopti,2024-09-01,633\n",
            {("river-level", "mopti", "2024-09-01"): 633},
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and "," not in value else "",
)  # fmt: skip
def test_each_layout_is_known_by_its_columns(read, layout, text, found):
    reading = read(text)
    assert reading.layout.code == layout
    assert said(reading) == found
    assert reading.gathered.faults == []


def test_a_month_of_chirps_is_its_three_dekads(read):
    text = CHIRPS + "".join(f"2024-{month}-{day},1,ML0101,30,{mm},0,0,0,100\n" for month, day, mm in [
        ("07", "01", 60), ("07", "11", 70), ("07", "21", 80), ("08", "01", 90),
    ])  # fmt: skip
    reading = read(text, version="cod-2021")
    assert said(reading) == {("rain-mm", "cod-2021:ML0101", "2024-07-01"): 210}
    assert reading.incomplete == 1
    (value,) = reading.gathered.values.values()
    assert (value.end, value.cover) == (date(2024, 7, 31), 1.0)


def test_a_pcode_without_its_version_is_refused(read):
    row = "2024-07-01,1,ML0101,30,60,0,0,0,100\n"
    with pytest.raises(Invalid, match="P-codes sans dire leur version"):
        read(CHIRPS + row)
    with pytest.raises(Invalid, match="n’est pas chargée"):
        read(CHIRPS + row, version="cod-1999")
    with pytest.raises(Invalid, match="Les colonnes disent la version cod-2021"):
        read(RAIN + "ML0101,Bafoulabe,1983-01,1,1\n", version="cod-2015")


def test_a_code_of_another_version_is_seen_by_its_name_and_nothing_is_taken(read):
    """ML0501 was Mopti in 2015 and is Bandiagara in 2021."""
    with pytest.raises(Invalid, match="Ce n’est pas la bonne version"):
        read(RAIN + "ML0101,Bafoulabe,1983-01,1,1\nML0501,Mopti,1983-01,1,1\n")


def test_the_same_area_has_one_place_whatever_the_version_of_its_code(read):
    old = read(CHIRPS + "".join(f"2024-07-{day},1,ML0102,9,1,0,0,0,0\n" for day in ("01", "11", "21")), version="cod-2015")  # fmt: skip
    assert said(old) == {("rain-mm", "cod-2021:ML0101", "2024-07-01"): 3}


def test_a_missing_column_is_named(read):
    with pytest.raises(Invalid, match="« persiann-cercle » : colonnes absentes : rain_mm, cover"):
        read("adm2_pcode_2021,adm2_name,date\nML0101,Bafoulabe,1983-01\n")
    with pytest.raises(files.UnknownLayout):
        read("a,b\n1,2\n")
    with pytest.raises(Invalid, match="Aucun format"):
        read("a,b\n1,2\n", source="personne")
    with pytest.raises(Invalid, match="« era5-pays »"):
        read("iso3,year\nMLI,2000\n", source="era5-owid")


def test_a_month_said_twice_is_refused_by_line_and_neither_is_taken(read):
    reading = read(
        RAIN
        + "ML0101,Bafoulabe,1983-01,1,1\nML0101,Bafoulabe,1983-02,2,1\nML0101,Bafoulabe,1983-01,7,1\nML0101,Bafoulabe,1983-01,1,1\n"
    )
    assert said(reading) == {("rain-mm", "cod-2021:ML0101", "1983-02-01"): 2}
    lines = dict(reading.gathered.faults)
    assert set(lines) == {4, 5}
    assert "ligne 2" in lines[4]
    assert "aucune des deux" in lines[4]


def test_a_day_to_come_a_word_and_a_negative_rain_are_refused_by_line(read):
    tomorrow = (timezone.localdate().replace(day=28) + timedelta(days=40)).strftime("%Y-%m")
    reading = read(
        RAIN
        + f"ML0101,Bafoulabe,1983-01,1,1\nML0101,Bafoulabe,{tomorrow},1,1\nML0101,Bafoulabe,1983-02,peu,1\n"
        "ML0101,Bafoulabe,1983-03,-1,1\nML9999,Nulle part,1983-03,1,1\nML0101,Bafoulabe,janvier,1,1\n"
    )
    assert len(reading.gathered.values) == 1
    assert sorted(line for line, _why in reading.gathered.faults) == [3, 4, 5, 6, 7]


def test_a_table_or_a_raster_without_a_unit_is_refused(read):
    with pytest.raises(Invalid, match="raster"):
        read(b"II*\0" + b"\0" * 60, "pluie.tif")
    with pytest.raises(Invalid, match="raster"):
        read(b"\x89HDF\r\n" + b"\0" * 60, "pluie.dat")
    with pytest.raises(Invalid, match="colonnes absentes : level_cm"):
        read("gauge,date,level\nMopti,2024-09-01,633\n")
    prices = "date,admin2,market,commodity,unit,pricetype,currency,price\n2024-01-15,Gao,Gao,Millet,,Retail,XOF,3\n"
    assert "Unité" in dict(read(prices).gathered.faults)[2]
    anomaly = "Area Code (M49),Months,Element,Year,Unit,Value\n'466,May,Temperature change,2020,,1\n"
    assert "L’unité n’est pas dite" in dict(read(anomaly).gathered.faults)[2]


def test_a_name_that_fits_no_place_or_two_waits_and_the_rest_is_taken(read):
    reading = read("date,adm1,adm2,adm3,idp_ind\n2019-12-31,Mopti,Mopti,A,5\n2019-12-31,Mopti,Moptti,B,6\n")
    assert set(said(reading).values()) == {5, 6}
    ((where, candidates),) = reading.gathered.candidates.items()
    assert (where.name, where.within) == ("Moptti", "Mopti")
    assert Place.objects.get(area__in=candidates).name == "Mopti"


def test_food_phases_go_by_the_latest_exercise_and_bamako_is_added_up(read):
    header = "adm0_name,adm1_name,adm2_name,adm2_pcod2,exercise_label,exercise_year,chtype,reference_label,reference_year,population,phase_class,phase35\n"
    reading = read(
        header
        + "Mali,Gao,Gao,ML0702,Sep-Dec,2015,projected,Jun-Aug,2016,1000,3,300\n"
        + "Mali,Gao,Gao,ML0702,Jan-May,2016,projected,Jun-Aug,2016,1000,2,100\n"
        + "Mali,Bamako,Bamako,ML0901,Jan-May,2016,projected,Jun-Aug,2016,100,1,10\n"
        + "Mali,Bamako,Bamako,ML0901,Jan-May,2016,projected,Jun-Aug,2016,300,2,90\n"
        + "Niger,Diffa,Diffa,NER0101,Jan-May,2016,projected,Jun-Aug,2016,300,2,90\n"
        + "Mali,Gao,Ansongo,ML0701,Jan-May,2016,projected,Jun-Aug,2016,100,2,190\n"
    )
    assert said(reading) == {
        ("food-phase-35", "cod-2021:ML0703", "2016-06-01"): 0.1,
        ("food-phase", "cod-2021:ML0703", "2016-06-01"): 2,
        ("food-phase-35", "cod-2021:ML0901", "2016-06-01"): 0.25,
        ("food-phase", "cod-2021:ML0901", "2016-06-01"): 2,
    }
    assert "que d’habitants" in dict(reading.gathered.faults)[7]


MISSING = {
    "saved": "Incident ID,Incident date,No. dead,No. missing,No. dead/missing,Route,Source Quality,Latitude,Longitude,incident_date_clean,incident_date_precision,Cause of death (category)\n"
    "2019.1,2019-01-05,3,1,4,Sahara Desert crossing,2,23.5,5.5,2019-01-05,day,Thirst\n"
    "2019.2,2019-03-05,1,,1,Central Mediterranean,2,35,12,2019-03-05,day,Drowning\n",
    "live": "Main ID,Incident ID,Incident Date,Number of Dead,Minimum Estimated Number of Missing,Total Number of Dead and Missing,Migration Route,Coordinates,Source Quality,Cause of Death\n"
    '2019.1,2019.1,"Sat, 05/01/2019",3,1,4,Sahara Desert crossing,"23.5, 5.5",2,Thirst\n'
    '2019.2,2019.2,"Tue, 05/03/2019",1,,1,Central Mediterranean,"35, 12",2,Drowning\n',
}  # fmt: skip


@pytest.mark.parametrize("form", MISSING)
def test_recorded_deaths_are_events_and_months_of_a_route_with_its_zeros(read, form):
    reading = read(MISSING[form])
    sahara, sea = "traversee-du-sahara", "mediterranee-centrale"
    assert said(reading) == {
        ("deaths-recorded", sahara, "2019-01-01"): 4,
        ("deaths-recorded", sahara, "2019-03-01"): 0,
        ("deaths-recorded", sea, "2019-01-01"): 0,
        ("deaths-recorded", sea, "2019-03-01"): 1,
    }
    event = reading.gathered.events["2019.1"][1]
    assert (event.happened_on, event.dead, event.missing) == (date(2019, 1, 5), 3, 1)
    assert (event.latitude, event.longitude) == (23.5, 5.5)


def test_events_of_ucdp_near_mali_are_kept_once(read):
    header = "id,year,country,adm_1,adm_2,latitude,longitude,date_start,date_prec,best,type_of_violence\n"
    reading = read(
        header
        + "7,2020,Mali,Gao,,16.2,-0.1,2020-02-03 00:00:00.000,1,12,1\n7,2020,Mali,Gao,,16,0,2020-02-03,1,1,1\n"
        + "8,2020,Peru,Lima,,0,0,2020-02-03,1,1,1\n"
    )
    (line, event) = reading.gathered.events["7"]
    assert (line, event.dead, event.precision, event.cause) == (2, 12, "day", "State-based")
    assert [number for number, _why in reading.gathered.faults] == [3]


def test_what_is_no_observation_says_where_it_goes(read):
    for text, name in [
        ("adm1_pcode,adm2_pcode,valid_on\n1,2,3\n", "cod.csv"),
        ('{"type": "FeatureCollection"}', "mli.geojson"),
    ]:
        with pytest.raises(Invalid, match="siraba geography import"):
            read(text, name)
    with pytest.raises(Invalid, match="grille"):
        read("date,x,y,rain_mm\n1983-01,1,2,3\n")


@pytest.mark.parametrize("form", ["gzip", "workbook", "semicolons", "windows", "utf-16", "title"])
def test_a_table_is_read_in_the_form_in_which_it_comes(read, form):
    header, row = ["iso3", "year", "temp_anomaly_c", "month"], ["MLI", "2019", "1.5", "2"]
    text = f"{','.join(header)}\n{','.join(row)}\n"
    name = "table.csv"
    if form == "gzip":
        content, name = gzip.compress(text.encode()), "table.csv.gz"
    elif form == "workbook":
        book, file = openpyxl.Workbook(), io.BytesIO()
        book.active.append(["Température"])
        book.active.append(header)
        book.active.append(["MLI", 2019, 1.5, 2])
        book.save(file)
        content, name = file.getvalue(), "table.xlsx"
    elif form == "semicolons":
        content = text.replace(",", ";").replace("1.5", "1,5").encode("utf-8-sig")
    elif form == "windows":
        content = ("année,température,,\n" + text).encode("cp1252")
    elif form == "utf-16":
        content = text.encode("utf-16")
    else:
        content = ("Extrait de la base,,,\n\n" + text).encode()
    assert said(read(content, name)) == {("temperature-anomaly", "MLI", "2019-02-01"): 1.5}


def test_what_is_no_table_is_refused_in_words(read):
    for content, why in [
        (b"", "vide"),
        (b"\0\1\2" * 50, "ni un tableau CSV"),
        (b"PK\x03\x04 broken", "abîmé"),
        (b"\x1f\x8bbroken", "abîmé"),
        (RAIN.encode(), "aucune ligne"),
        (b'a,b\n"open', "n’est pas une ligne"),
    ]:
        with pytest.raises(Invalid, match=why):
            read(content)


def test_every_layout_is_told_from_the_others_by_its_own_header(read):
    for layout in importers.LAYOUTS:
        header = ",".join(keys[-1] for keys in layout.columns.values())
        text = f"{header}\n{'1,' * len(layout.columns)}\n"
        if layout.instead:
            with pytest.raises(Invalid):
                read(text)
        else:
            assert read(text, version=layout.version or "cod-2021").layout == layout


@given(st.text(max_size=40))
def test_a_number_or_a_day_is_read_or_refused_and_never_breaks(text):
    for read_it in (values.number, values.amount, values.count, values.day, values.year, values.one_day):
        with suppress(BadLine):
            read_it(text)
    assert key_of(text) == key_of(key_of(text))


@given(st.floats(-1e9, 1e9, allow_nan=False), st.dates(date(1990, 1, 1), date(2026, 1, 1)))
def test_what_is_written_plainly_is_read_as_it_is(value, day):
    assert values.number(repr(value)) == pytest.approx(value)
    for form in ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%dT00:00:00", "%Y-%m-%d 00:00:00.000"):
        assert values.day(day.strftime(form)) == day


def test_a_number_that_reads_two_ways_is_refused():
    with pytest.raises(BadLine, match="deux façons"):
        values.number("1,234")
    assert values.number("1,234,567") == 1_234_567
    assert values.number("0,5") == 0.5
    assert Row(1, {})["nothing"] == ""
