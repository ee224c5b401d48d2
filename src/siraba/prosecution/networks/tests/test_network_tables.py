"""Files that come in: told line by line, tried without writing, written whole or not at all, whatever their size."""

import io

import openpyxl
import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from siraba.foundation.access.errors import Invalid, NotAllowed
from siraba.prosecution.networks import handing_in, tables
from siraba.prosecution.networks.aggregating import LineRefused, Reader, Told, read_amount, read_day
from siraba.prosecution.networks.models import (
    Entity,
    GraphImport,
    ImportPart,
    KnownLayout,
    Link,
    Merge,
    Statement,
)
from tests import networking
from tests.networking import daouda, ibrahima

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("daouda", "ibrahima")]
SYSTEM = "a test looks at the row itself"
HEADER = "Appelant;Appelé;Date;Durée"
MAPPING = {"caller": "Appelant", "called": "Appelé", "day": "Date", "seconds": "Durée"}


def calls(*lines):
    return "\n".join([HEADER, *lines])


def counts():
    return tuple(model.objects.system(SYSTEM).count() for model in (Entity, Link, Statement))


def test_calls_become_telephones_and_one_link_by_direction():
    analysis = networking.analysis()
    networking.taken(analysis)
    assert counts() == (2, 1, 3)
    link = Link.objects.system(SYSTEM).select_related("source", "target").get()
    assert (link.source.label, link.target.label) == ("+99910000001", "+99910000002")
    assert (link.times, link.seconds, str(link.first), str(link.last)) == (2, 150, "2026-03-01", "2026-03-02")
    assert link.sources == 1
    assert 0 < link.strength < 1


def test_trying_writes_nothing_and_the_import_writes_it_all():
    analysis = networking.analysis()
    table = networking.table(analysis)
    with pytest.raises(Invalid, match="Essayez"):
        tables.take_graph_import(daouda(), table)
    networking.tried(table)
    assert (counts(), table.added, table.refused) == ((0, 0, 0), 2, 0)
    tables.take_graph_import(daouda(), table)
    assert counts() == (2, 1, 3)
    assert (table.state, bytes(table.content), ImportPart.objects.system(SYSTEM).count()) == ("done", b"", 0)


def test_each_bad_line_is_told_by_its_number_and_spoils_no_other():
    lines = [
        "99910000001;99910000002;2026-03-01;60",
        "99910000001;+999 10 00 00 01;2026-03-01;60",
        "99910000001;;2026-03-01;60",
        "99910000001;99910000002;2026-03-01",
        '99910000001;"99910000002;2026-03-01;60',
        "",
        "99910000001;abc;2026-03-01;60",
        "99910000001;99910000002;31/02/2026;60",
        "99910000001;99910000002;2099-01-01;60",
        "99910000001;99910000002;2026-03-01;une minute",
        "99910000001;99910000002;2026-03-05 10:00;30",
    ]
    table = networking.tried(networking.table(networking.analysis(), calls(*lines)))
    told = dict(table.words["report"])
    assert sorted(told) == [3, 4, 5, 6, 8, 9, 10, 11]
    for number, word in {3: "lui-même", 4: "ne mène pas à rien", 5: "3 cases au lieu de 4", 6: "guillemet",
                         8: "téléphone", 9: "date", 10: "futur", 11: "durée"}.items():  # fmt: skip
        assert word in told[number]
    assert (table.added, table.refused) == (2, 8)
    tables.take_graph_import(daouda(), table)
    assert Link.objects.system(SYSTEM).get().times == 2


def test_nothing_is_half_imported(monkeypatch):
    analysis = networking.analysis()
    table = networking.tried(networking.table(analysis))
    monkeypatch.setattr("siraba.prosecution.networks.taking.refresh_names", lambda entities: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tables.take_graph_import(daouda(), table)
    assert counts() == (0, 0, 0)
    assert GraphImport.objects.system(SYSTEM).get().state == "draft"


def test_a_file_of_several_parts_says_the_same_as_one_of_a_single_part(monkeypatch):
    lines = [
        f"9991000{n % 7:04d};9991000{(n * 3 + 1) % 7:04d};2026-03-{n % 28 + 1:02d};{n}" for n in range(60)
    ]
    told = []
    for size in (1000, 7):
        monkeypatch.setattr(handing_in, "PART_LINES", size)
        table = networking.tried(networking.table(networking.analysis(), calls(*lines)))
        told.append((tables.pairs_of(table), table.refused, table.words["report"]))
    assert ImportPart.objects.system(SYSTEM).count() == 1 + 9
    assert told[0] == told[1]


def test_more_links_than_a_network_holds_are_refused_and_nothing_is_written(settings):
    settings.NETWORK_MOST_LINKS = 1
    lines = ["99910000001;99910000002;2026-03-01;1", "99910000001;99910000003;2026-03-01;1"]
    table = networking.tried(networking.table(networking.analysis(), calls(*lines)))
    with pytest.raises(Invalid, match="filtrez"):
        tables.take_graph_import(daouda(), table)
    assert counts() == (0, 0, 0)


def test_the_same_file_is_taken_in_once():
    analysis = networking.analysis()
    networking.taken(analysis)
    with pytest.raises(Invalid, match="déjà été importé"):
        networking.table(analysis)
    networking.taken(networking.analysis())


def test_a_telephone_known_already_is_found_again():
    analysis = networking.analysis()
    phone = networking.entity(analysis, "phone", phone="+999 10 00 00 01")
    networking.taken(analysis)
    assert Entity.objects.system(SYSTEM).filter(analysis=analysis).count() == 2
    assert Link.objects.system(SYSTEM).get().source_id == phone.pk


def test_what_the_columns_mean_is_remembered_for_the_next_file():
    analysis = networking.analysis()
    table = networking.table(analysis, "A;B;C\n99910000001;99910000002;2026-03-01\n")
    with pytest.raises(Invalid, match="Il manque une colonne"):
        tables.check_graph_import(daouda(), table)
    mapping = {"caller": "A", "called": "B", "day": "C"}
    tables.map_graph_import(daouda(), table, mapping=mapping)
    assert KnownLayout.objects.system(SYSTEM).get().mapping == mapping
    again = networking.table(analysis, "A;B;C\n99910000001;99910000003;2026-03-01\n")
    assert again.mapping == mapping


def test_a_table_is_its_own_account_s():
    table = networking.table(networking.analysis())
    with pytest.raises(NotAllowed):
        tables.check_graph_import(ibrahima(), table)
    tables.drop_graph_import(daouda(), table)
    assert (table.state, ImportPart.objects.system(SYSTEM).count()) == ("dropped", 0)


@pytest.mark.parametrize("content", [b"", b"a;a\n1;2\n", b"a;;b\n1;2;3\n", b"\x00\x01\x02;x\n\x00\n"])
def test_what_is_no_table_is_refused(content):
    with pytest.raises(Invalid):
        networking.table(networking.analysis(), content)
    assert GraphImport.objects.system(SYSTEM).count() == 0


def test_too_large_a_file_is_refused(settings):
    settings.NETWORK_FILE_MB = 0
    with pytest.raises(Invalid, match="coupez"):
        networking.table(networking.analysis())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_in_any_of_the_usual_encodings(encoding):
    content = calls("99910000001;99910000002;2026-03-01;60").replace("\n", "\r\n").encode(encoding)
    table = networking.tried(networking.table(networking.analysis(), content))
    assert (table.header[1], table.added, table.words["report"]) == ("Appelé", 1, [])


def test_a_workbook_is_read_with_its_own_line_numbers():
    book = openpyxl.Workbook()
    for row in (HEADER.split(";"), [99910000001, "99910000002", "2026-03-01", 60], [], ["x", "y", "z", "t"]):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    table = networking.tried(networking.table(networking.analysis(), file.getvalue()))
    assert (table.added, [number for number, _why in table.words["report"]]) == (1, [4])


def test_transfers_go_between_wallets_accounts_and_names():
    analysis = networking.analysis()
    content = (
        "De;Vers;Date;Montant\n"
        "+999 10 00 00 01;Agence Fictive;01/03/2026;150 000 FCFA\n"
        "Agence fictive;CPT-00 77 12;02/03/2026;12.500\n"
        "Agence Fictive;99910000001;02/03/2026;12O00\n"
        "Agence Fictive;99910000001;02/03/2026;-5\n"
    )
    table = networking.taken(analysis, content, "transfers", graded=networking.record(source="financial"))
    assert [number for number, _why in table.words["report"]] == [4, 5]
    amounts = Link.objects.system(SYSTEM).values_list("kind", "amount", "source__kind", "target__kind")
    assert sorted(amounts) == [
        ("transfer", 12500, "person", "channel"),
        ("transfer", 150000, "phone", "person"),
    ]


THINGS = (
    "Genre;Nom;Surnom;Téléphone;Immatriculation;Lieu;Latitude;Longitude\n"
    "Personne;Modibo Fictif Sangho;Le Grand;+999 10 00 00 01;FX-0001-MD;;;\n"
    "Véhicule;Pick-up blanc;;;FX 0001 MD;;;\n"
    "Lieu de regroupement;Maison du puits;;;;Kayes;14.45;-11.44\n"
    "Personne;;;;;;;\n"
    "Licorne;X;;;;;;\n"
    "Personne;Deux Fictif;;pas un numéro;;;;\n"
)


def test_a_list_of_things_makes_their_telephones_and_vehicles_too():
    analysis = networking.analysis()
    table = networking.taken(analysis, THINGS, "things", graded=networking.grading())
    kinds = Entity.objects.system(SYSTEM).order_by("number").values_list("number", "kind")
    assert list(kinds) == [(1, "person"), (2, "phone"), (3, "vehicle"), (4, "safe_house")]
    assert [number for number, _why in table.words["report"]] == [5, 6, 7]
    assert (table.added, table.refused) == (3, 3)
    assert set(Link.objects.system(SYSTEM).values_list("kind", "target__kind")) == {
        ("uses", "phone"),
        ("owns", "vehicle"),
    }
    house = Entity.objects.system(SYSTEM).get(kind="safe_house")
    assert (house.label, house.latitude) == ("Maison du puits", 14.45)
    assert Entity.objects.system(SYSTEM).get(kind="vehicle").label == "Pick-up blanc"


def test_trying_a_list_tells_what_the_network_itself_would_refuse_and_writes_nothing():
    analysis = networking.analysis()
    table = networking.tried(networking.table(analysis, THINGS, "things", graded=networking.grading()))
    assert [number for number, _why in table.words["report"]] == [5, 6, 7]
    assert (counts(), table.added, table.refused) == ((0, 0, 0), 3, 3)


def test_a_link_leads_to_what_the_analysis_holds_or_is_refused():
    analysis = networking.analysis()
    networking.taken(analysis, THINGS, "things", graded=networking.grading())
    networking.entity(analysis, name="Double Fictif")
    networking.entity(analysis, name="Double Fictif")
    content = (
        "De;Vers;Genre;Du;Au\n"
        "Modibo Fictif SANGHO;Maison du puits;A logé ou retenu;2026-02-01;2026-03-01\n"
        "+99910000001;Personne connue de personne;En relation avec;;\n"
        "Double Fictif;Maison du puits;En relation avec;;\n"
        "99910000001;Maison du puits;En relation avec;2026-03-01;2026-02-01\n"
        "FX0001MD;Maison du puits;Présent à;;\n"
    )
    table = networking.taken(analysis, content, "links", graded=networking.grading())
    told = dict(table.words["report"])
    assert sorted(told) == [3, 4, 5]
    assert "ne mène pas à rien" in told[3]
    assert "plusieurs entités" in told[4]
    assert table.added == 2
    assert {"housed", "stayed"} <= set(Link.objects.system(SYSTEM).values_list("kind", flat=True))
    assert not Merge.objects.system(SYSTEM).exists()


@pytest.mark.parametrize(
    ("text", "amount"),
    [("1500", 1500), ("12 500 FCFA", 12500), ("1.234.567", 1234567), ("75\u00a0000 F", 75000)],
)
def test_an_amount_is_read(text, amount):
    assert read_amount(text) == amount


@pytest.mark.parametrize("text", ["", "12O0", "12,50", "-3", "1e5", "douze", "12.5", "9" * 16])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(LineRefused):
        read_amount(text)


@given(
    st.dates(min_value=timezone.datetime(1990, 1, 1).date(), max_value=timezone.datetime(2100, 12, 31).date())
)
def test_a_day_is_read_in_both_orders(day):
    assert (
        read_day(day.isoformat()) == day == read_day(f"{day:%d/%m/%Y} 10:30") == read_day(f"{day:%d.%m.%Y}")
    )


NUMBERS = st.integers(0, 5).map(lambda n: f"9991000000{n}")


@given(
    st.lists(st.tuples(NUMBERS, NUMBERS, st.integers(1, 28), st.integers(0, 900))),
    st.integers(1, 9),
)
def test_telling_parts_together_is_telling_the_whole(rows, size):
    lines = [f"{a};{b};2026-03-{day:02d};{seconds}" for a, b, day, seconds in rows]

    def read(some, first):
        reader = Reader("calls", HEADER.split(";"), ";", MAPPING, timezone.datetime(2026, 11, 1).date())
        return reader.read(some, first)

    whole, parts = read(lines, 2), Told()
    for start in range(0, len(lines), size):
        told = read(lines[start : start + size], 2 + start)
        parts.add(Told.from_json(told.to_json()))
    assert parts == whole
    assert whole.good == sum(one.times for one in whole.pairs.values()) == sum(a != b for a, b, *_ in rows)
    assert whole.good + whole.refused == len(rows)
