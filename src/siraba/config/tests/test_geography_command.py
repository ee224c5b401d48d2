"""`siraba geography`: a table is read in another version or refused line by line; a map is checked before it is loaded."""

import csv

import pytest
from click.testing import CliRunner
from django.db import OperationalError
from django.utils import translation

from siraba.cli import main
from siraba.foundation.geography import geometry
from siraba.foundation.geography.models import AreaVersion
from siraba.foundation.geography.tests.official import official, write_zip

pytestmark = pytest.mark.django_db


def siraba(*words):
    before = translation.get_language()
    try:
        return CliRunner().invoke(main, ["geography", *map(str, words)])
    finally:
        translation.activate(before)


@pytest.fixture
def table(tmp_path):
    def write(text):
        path = tmp_path / "totaux.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def convert(path, *words, start="2015", end="2023"):
    return siraba("convert", path, "--from", start, "--to", end, *words)


def test_versions_are_listed_with_their_use():
    said = siraba("versions")
    assert said.exit_code == 0
    for word in ("cod-2015", "séries longues", "53 cercles", "opérations", "à valider"):
        assert word in said.output


def test_old_regions_are_read_in_those_of_2023(table):
    path = table("région;personnes\nKayes;1 000\nKidal;12,5\n")
    said = convert(path)
    rows = {row["name"]: row for row in rows_of(path.with_name("totaux-loi-2023.csv"))}
    assert said.exit_code == 0
    assert "personnes : total 1012.5 avant, 1012.5 après" in said.output
    assert "4 lignes, dont 3 estimées" in said.output
    assert "à valider" in said.output
    assert (rows["Nioro"]["personnes"], rows["Nioro"]["estimated"], rows["Nioro"]["code"]) == (
        "221",
        "true",
        "nioro",
    )
    assert (rows["Kidal"]["personnes"], rows["Kidal"]["estimated"], rows["Kidal"]["approximate"]) == (
        "12.5",
        "false",
        "true",
    )


def test_what_was_estimated_stays_so_on_the_way_back(table, tmp_path):
    path = table("adm1_pcode,personnes\nML01,1001\nML08,7\n")
    assert convert(path, "--whole").exit_code == 0
    there = tmp_path / "totaux-loi-2023.csv"
    back = tmp_path / "retour.csv"
    said = convert(there, "--output", back, start="2023", end="2015")
    assert said.exit_code == 0
    rows = {row["name"]: (row["personnes"], row["estimated"]) for row in rows_of(back)}
    assert rows == {"Kayes": ("1001", "true"), "Kidal": ("7", "false")}


def test_dates_are_converted_apart(table):
    path = table("date,cercle,personnes\n2020-01,Diéma,1\n2020-01,Nioro,2\n2020-02,Diema,4\n")
    assert siraba("convert", path, "--from", "cod-2015", "--to", "2023", "--by", "date").exit_code == 0
    rows = rows_of(path.with_name("totaux-loi-2023.csv"))
    assert [(row["date"], row["name"], row["personnes"]) for row in rows] == [
        ("2020-01", "Nioro", "3"),
        ("2020-02", "Nioro", "4"),
    ]


def test_cercles_are_read_in_old_regions(table):
    path = table("cercle,personnes\nMénaka,1\nBourem,2\n")
    said = convert(path, "--level", "region", end="2015", start="2015")
    assert said.exit_code == 0
    assert [(row["name"], row["personnes"]) for row in rows_of(path.with_name("totaux-cod-2015.csv"))] == [
        ("Gao", "3")
    ]


def test_a_formula_stays_text(table):
    path = table("date,adm1_pcode,personnes\n=1+1,ML01,3\n")
    assert siraba("convert", path, "--from", "2015", "--to", "2021", "--by", "date").exit_code == 0
    assert rows_of(path.with_name("totaux-cod-2021.csv"))[0]["date"] == "'=1+1"


def test_a_code_without_its_version_is_refused(table):
    said = siraba("convert", table("pcode,personnes\nML0501,3\n"), "--to", "2023")
    assert said.exit_code == 1
    assert "42 des 50 codes de cercle" in said.output


@pytest.mark.parametrize(
    ("text", "words", "messages"),
    [
        (
            'pcode,n\nML0999,1\nML01,x\nBandiagra,3\nML02,"1,234"\nML02,4\n',
            [],
            ["Ligne 2", "ML0999", "Ligne 3", "« x » n’est pas un nombre", "est-ce Bandiagara", "Ligne 5"],
        ),
        ("pcode,n,mot\nML01,1,a\n", [], ["« mot » n’est pas faite de nombres", "--by"]),
        ("pcode,mot\nML01,a\n", ["--value", "mot"], ["« mot » n’est pas faite de nombres"]),
        ("pcode,n\nML01,1\nML01,2\n", [], ["Ligne 3", "déjà écrit", "--by"]),
        ("pcode,n\nML01,1,2\n", [], ["Ligne 2 : 3 cellules pour 2 colonnes"]),
        ("pcode,n\n", [], ["pas de ligne"]),
        ("", [], ["pas de ligne"]),
        ("lieu,n\nML01,1\n", [], ["Aucune colonne de zone", "--area"]),
        ("pcode,n\nML01,1\n", ["--area", "lieu"], ["Colonnes absentes : lieu"]),
        ("pcode,n,n\nML01,1,2\n", [], ["écrites deux fois : n"]),
        ("zone,n\nKayes,1\nMopti,2\n", [], ["à la fois des régions et des cercles"]),
        ("version,pcode,n\ncod-2021,ML0501,1\n", [], ["Ligne 2", "la version écrite est cod-2021"]),
        ("pcode,n\ncod-2021:ML0501,1\n", [], ["Ligne 2", "cod-2021:ML0501"]),
        ("pcode,n\nML01,0.5\n", ["--whole"], ["n’a pas un total entier"]),
        ("pcode\nML01\n", [], ["Aucune colonne à convertir"]),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(table, text, words, messages):
    path = table(text)
    said = convert(path, *words)
    assert said.exit_code == 1
    for message in messages:
        assert message in said.output
    assert not path.with_name("totaux-loi-2023.csv").exists()


def test_before_the_areas_are_loaded_it_says_what_to_do(table, monkeypatch):
    def missing():
        raise OperationalError("no such table")

    monkeypatch.setattr(AreaVersion.objects, "exists", missing)
    assert "préparez d’abord la base" in convert(table("pcode,n\nML01,1\n")).output


def test_an_unknown_version_is_refused(table):
    said = siraba("convert", table("pcode,n\nML01,1\n"), "--from", "2015", "--to", "1999")
    assert "Version inconnue : 1999" in said.output


def test_a_map_is_checked_and_loaded_only_when_asked(tmp_path, monkeypatch):
    monkeypatch.setattr(geometry, "STEP", 0.05)
    path = write_zip(tmp_path / "mli_admin_boundaries.geojson.zip", *official())
    said = siraba("import", path, "--version", "cod-v03")
    assert said.exit_code == 0, said.output
    assert "✓ 20 zones" in said.output
    assert "--load" in said.output
    assert not AreaVersion.objects.filter(code="cod-v03").exists()
    said = siraba("import", path, "--version", "cod-v03", "--load")
    assert said.exit_code == 0, said.output
    assert AreaVersion.objects.get(use="operations").code == "cod-v03"
    assert "remplacé" in said.output


def test_a_map_with_a_fault_is_not_loaded(tmp_path, monkeypatch):
    monkeypatch.setattr(geometry, "STEP", 0.05)
    regions, cercles = official()
    path = write_zip(tmp_path / "a.zip", regions, cercles[1:])
    said = siraba("import", path, "--version", "cod-v03", "--load")
    assert said.exit_code == 1
    assert "✗ 160 zones" in said.output
    assert not AreaVersion.objects.filter(code="cod-v03").exists()
