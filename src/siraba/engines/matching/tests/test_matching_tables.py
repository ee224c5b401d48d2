"""Files come in whole or not at all, with the lines that are wrong; answers go out whole or not at all."""

import csv

import numpy as np
import pyarrow.csv as pcsv
import pyarrow.parquet as pq
import pytest

from siraba.engines.matching.batch import match_files
from siraba.engines.matching.people import TEXTS, Words, phone
from siraba.engines.matching.tables import BadTable, people_of, read_table

REGISTER = """record_id,given_name,family_name,sex,age,record_year,cercle,agency
r1,Mahamadou,Coulibaly,M,17,2025,Kita,A
r2,Moussa,Traoré,M,30,2024,Kayes,B
r3,Awa,Diarra,F,214,2024,Ségou,B
r4,محمد,ߞߎߟߌߓߊߟߌ,M,,,,
r5,,,,,,,
"""
REQUESTS = """request_id;given_name;family_name;sex;age;record_year;cercle
q1;Mamutu;Koulibaly;M;16;2025;Kita
q2;Djénéba;Samaké;F;9;2025;Gao
q3;;;;;;
q4;Muhammad;Kulibali;M;;;
"""


@pytest.fixture
def files(tmp_path):
    (tmp_path / "register.csv").write_text(REGISTER, encoding="utf-8")
    (tmp_path / "requests.csv").write_text(REQUESTS, encoding="utf-8-sig")
    return tmp_path


def match(folder, out="out.csv", register="register.csv", **more):
    return match_files(folder / "requests.csv", folder / register, folder / out, **more)


def answers(path):
    with path.open(encoding="utf-8") as file:
        return [(row["request_id"], row["record_id"], int(row["rank"])) for row in csv.DictReader(file)]


def test_requests_and_register_give_ranked_answers_and_progress(files):
    seen = []
    count = match(files, progress=lambda done, total: seen.append((done, total)))
    found = answers(files / "out.csv")
    assert ("q1", "r1", 1) in found
    assert ("q4", "r4", 1) in found  # Arabic and N'Ko letters are read
    assert not {"q2", "q3"} & {request for request, _record, _rank in found}  # nobody is like them: no row
    assert count == len(found)
    assert seen == [(4, 4)]


def test_parquet_gives_the_same_answers_as_csv(files):
    pq.write_table(pcsv.read_csv(files / "register.csv"), files / "register.parquet")
    match(files)
    match(files, "out.parquet", "register.parquet")
    rows = pq.read_table(files / "out.parquet").to_pylist()
    assert [(row["request_id"], row["record_id"], row["rank"]) for row in rows] == answers(files / "out.csv")


def test_several_processes_answer_as_one_does(files):
    many = [f"q{n};Mamutu;Koulibaly;M;{n % 60};2025;Kita" for n in range(150)]
    (files / "requests.csv").write_text("\n".join([REQUESTS.splitlines()[0], *many]), encoding="utf-8")
    match(files, "one.csv", processes=1)
    match(files, "two.csv", processes=2)
    assert (files / "one.csv").read_text() == (files / "two.csv").read_text()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"name\nAwa\n", "il manque la colonne record_id"),
        (b"record_id,given_name\nr1,Awa\nr2,Awa,Diarra\n", "ligne 3 : 3 colonnes au lieu de 2"),
        (b"record_id,given_name\nr1,Awa\nr2,A\xefssata\nr3,B\xe9\n", "pas en UTF-8 : lignes 3, 4"),
        (b"record_id,given_name\nr1,Awa\nr1,Fanta\n", "identifiants en double : r1"),
        (b"record_id,given_name\n,Awa\n", "sans identifiant"),
        (b"", "il manque la colonne record_id"),
    ],
)
def test_a_file_that_is_wrong_says_where_and_nothing_is_written(files, content, said):
    (files / "register.csv").write_bytes(content)
    with pytest.raises(BadTable, match=said):
        match(files)
    assert not list(files.glob("*out*"))


@pytest.mark.parametrize(("wrong", "said"), [(20, "lignes 2, .*, 21."), (25, "21 et 5 autres")])
def test_of_many_wrong_lines_the_first_twenty_are_named(files, wrong, said):
    lines = [b"record_id,given_name", *(b"r%d,A\xef" % n for n in range(wrong)), b"x,Awa"]
    (files / "register.csv").write_bytes(b"\n".join(lines))
    with pytest.raises(BadTable, match=said) as refusal:
        match(files)
    assert ("autres" in str(refusal.value)) == (wrong > 20)


def test_a_file_that_is_not_what_its_name_says(files):
    (files / "register.parquet").write_text("no")
    with pytest.raises(BadTable, match="pas un fichier Parquet"):
        match(files, register="register.parquet")
    with pytest.raises(BadTable, match="n’existe pas"):
        match(files, register="other.csv")


def test_columns_may_be_missing_and_what_is_no_date_says_nothing(files):
    people = people_of(read_table(files / "register.csv", "record_id"), Words.empty())
    assert people.born.tolist() == [2008, 1994, 0, 0, 0]
    assert people.sex.tolist() == [2, 2, 1, 2, 0]
    assert not people.village.any()
    assert [people.column(field)[-1] for field in TEXTS] == [0] * len(TEXTS)
    assert np.count_nonzero(people.phone) == 0


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+223 76 12 34 56", 76123456),
        ("0022376123456", 76123456),
        ("76-12-34-56", 76123456),
        ("123", 0),
        (None, 0),
    ],
)
def test_a_telephone_is_its_last_digits(written, number):
    assert phone(written) == number
