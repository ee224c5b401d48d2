"""Tables that come in: any shape, tried first, each row once; and cases that go out, in the standard's fields and without names."""

import csv
import io
import json
from datetime import date, timedelta
from random import Random

import openpyxl
import pytest
import pyzipper
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from siraba.foundation.access.errors import Invalid, NotAllowed, StateNotOpen
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.people.actions import correct_identity
from siraba.foundation.people.models import Identity
from siraba.foundation.retention.holdings import erase
from siraba.foundation.tables.handed import rows_of
from siraba.foundation.tables.reading import read_table
from siraba.foundation.vocabulary import codes
from siraba.protection.cases.models import Case, Identification, IdentificationDecision, Screening
from siraba.protection.exchange import actions, exports
from siraba.protection.exchange.htcds import FIELDS, NAMING, pieces_of, row_of
from siraba.protection.exchange.mapping import CASES
from siraba.protection.exchange.models import Import, ImportedRow, ImportState
from siraba.protection.exchange.selectors import imports_visible_to
from tests import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("awa", "boubacar", "coumba", "garba", "hawa")]
SYSTEM = "a test looks at the row itself"
NATIONAL = """Nom et prénom;Sexe;Age en années;Pays d'origine;N°;Date d'enregistrement;Observations
Kadidia Dicko;F;17;Mali;V-1;2024-03-02;Orpaillage à Sadiola
Oumar Ba;M;34;Sénégal;V-2;2024-04-11;
Penda Sow;F;214;Mali;V-3;2024-04-12;
"""


def table(text: str = NATIONAL, source: str = "Base nationale", by: str = "awa") -> Import:
    return actions.add_import(scene.actor(by), source=source, content=text.encode())


MEANT = {
    "names": "Nom et prénom",
    "sex": "Sexe",
    "sex:values": {"F": "female", "M": "male"},
    "age": "Age en années",
    "citizenships": "Pays d'origine",
    "citizenships:values": {"Sénégal": "SN"},
    "reference": "N°",
    "received_on": "Date d'enregistrement",
    "note": "Observations",
    "urgent_need": "=none",
}


def mapped(made: Import, **changes) -> Import:
    actions.map_import(scene.actor("awa"), made, mapping=MEANT | changes)
    return made


def taken(made: Import) -> Import:
    while made.state in (ImportState.DRAFT, ImportState.RUNNING):
        actions.import_rows(scene.actor("awa"), made)
    return made


def cases() -> list[Case]:
    return list(
        Case.objects.system(SYSTEM).select_related("person", "agency", "owner").order_by("received_at")
    )


# Reading tables


def workbook(*rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_is_read_in_the_encodings_and_with_the_separators_people_use(encoding, separator):
    text = f"Prénom{separator}Âge\r\nAwa{separator}12\r\n\r\nÉlise{separator}\r\n"
    found = read_table(text.encode(encoding))
    assert found.header == ("Prénom", "Âge")
    assert [row for _n, row in found.rows] == [{"Prénom": "Awa", "Âge": "12"}, {"Prénom": "Élise", "Âge": ""}]


def test_a_workbook_gives_dates_and_whole_numbers_as_they_are_said():
    found = read_table(workbook(["nom", "âge", "le"], ["Awa", 12.0, date(2024, 3, 2)], [None, None, None]))
    assert found.rows == ((2, {"nom": "Awa", "âge": "12", "le": "2024-03-02"}),)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "vide"),
        (b"a,a\n1,2\n", "même nom"),
        (b"a,,c\n1,2,3\n", "nom"),
        (b"a,b\n1,2,3\n", "ligne 2"),
        (b'a,b\n"1,2\n', "CSV"),
        (b"PK\x03\x04 no workbook", "abîmé"),
        (b"\x00\x01\x02\x03\xff\xfe\x00", "CSV"),
    ],
)
def test_what_is_no_table_is_refused_in_words(content, told):
    with pytest.raises(Invalid, match=told):
        read_table(content)


@given(st.binary(max_size=300))
def test_whatever_the_bytes_it_is_a_table_or_refused(content):
    try:
        found = read_table(content)
    except Invalid:
        return
    assert all(row.keys() == set(found.header) for _number, row in found.rows)


# What columns mean


def test_the_names_of_the_columns_are_guessed():
    proposed = CASES.guess(read_table(NATIONAL.encode()).header)
    assert proposed["names"] == "Nom et prénom"
    assert (proposed["sex"], proposed["reference"]) == ("Sexe", "N°")
    assert CASES.guess(list(FIELDS))["names"] == "prs_FirstName + prs_MiddleName + prs_SecondName"


def test_words_that_mean_nothing_yet_are_shown():
    rows = [row for _n, row in read_table(NATIONAL.encode()).rows]
    found = CASES.not_understood(rows, {**MEANT, "sex:values": {}, "citizenships:values": {}})
    assert found == {"sex": ["F", "M"]}
    assert CASES.not_understood([{"Sexe": "?"}], {"sex": "Sexe", "sex:values": {"?": "-"}}) == {}


def test_a_label_in_either_language_is_understood():
    said = CASES.words_of({"Pays": "Burkina Faso", "Sexe": "Female"}, {"citizenships": "Pays", "sex": "Sexe"})
    assert said == {"citizenships": "BF", "sex": "female"}


# Taking in


def test_a_table_is_tried_without_writing_then_taken_in_and_each_mistake_has_its_line():
    made = mapped(table())
    actions.check_rows(scene.actor("awa"), made)
    assert (made.added, made.refused, cases()) == (2, 1, [])
    assert made.words["report"] == [
        [4, "Âge en années : Assurez-vous que cette valeur est inférieure ou égale à 120."]
    ]
    taken(made)
    assert (made.state, made.added, made.refused, bytes(made.content)) == (ImportState.DONE, 2, 1, b"")
    kadidia, oumar = cases()
    assert (kadidia.person.age(), kadidia.pathway) == (17, "child")
    assert (oumar.person.citizenships, oumar.received_at.date()) == ("SN", date(2024, 4, 11))
    assert Screening.objects.system(SYSTEM).get(case=kadidia).words["note"] == "Orpaillage à Sadiola"


def test_the_same_table_adds_nothing_and_says_which_row_has_changed():
    taken(mapped(table()))
    again = taken(mapped(table(NATIONAL.replace("Kadidia Dicko", "Kadidia Diko").replace("214", "21"))))
    assert (again.added, again.already_there, again.refused) == (1, 2, 0)
    assert again.words["report"][0][0] == 2
    assert Identity.objects.system(SYSTEM).get(person=cases()[0].person_id).names == "Kadidia Dicko"


def test_rows_without_a_number_are_known_by_what_they_say_and_how_often():
    twice = "nom,sexe,âge\nAwa Ba,Féminin,20\nAwa Ba,Féminin,20\n"
    meant = {"names": "nom", "sex": "sexe", "age": "âge", "citizenships": "=ML", "urgent_need": "=none"}
    for expected in (2, 0):
        made = table(twice, "Cahier")
        actions.map_import(scene.actor("awa"), made, mapping=meant)
        assert taken(made).added == expected
    assert len(cases()) == 2


def test_another_source_and_another_agency_have_rows_of_their_own():
    taken(mapped(table()))
    assert taken(mapped(table(source="Autre base"))).added == 2
    made = table(by="boubacar")
    actions.map_import(scene.actor("boubacar"), made, mapping=MEANT)
    actions.import_rows(scene.actor("boubacar"), made)
    assert made.added == 2


def test_long_tables_go_on_where_they_stopped():
    lines = ["nom,sexe,âge", *(f"Personne {n},Féminin,{20 + n}" for n in range(30))]
    made = table("\n".join(lines), "Long")
    meant = {"names": "nom", "sex": "sexe", "age": "âge", "citizenships": "=ML", "urgent_need": "=none"}
    actions.map_import(scene.actor("awa"), made, mapping=meant)
    places = []
    while made.state != ImportState.DONE:
        actions.import_rows(scene.actor("awa"), made, seconds=0)
        places.append(made.place)
    assert places == list(range(1, 31))
    assert len(cases()) == 30


def test_what_every_case_needs_must_have_a_column():
    with pytest.raises(Invalid, match="Noms"):
        actions.map_import(scene.actor("awa"), table(), mapping={**MEANT, "names": ""})


def test_the_police_alone_say_of_nobody_that_she_is_no_victim_in_a_table_either():
    text = "nom,sexe,âge,statut,qui\nAwa Ba,Féminin,20,not_identified,Police\nNana Ba,Féminin,20,identified,NGO\n"
    meant = {
        "names": "nom", "sex": "sexe", "age": "âge", "citizenships": "=ML", "urgent_need": "=none",
        "status": "statut", "body": "qui",
    }  # fmt: skip
    made = table(text)
    actions.map_import(scene.actor("awa"), made, mapping=meant)
    taken(made)
    assert (made.added, made.refused) == (1, 1)
    assert "police" in made.words["report"][0][1]
    assert cases()[0].identification == Identification.IDENTIFIED
    assert IdentificationDecision.objects.system(SYSTEM).get().body == "NGO"


def test_a_table_that_is_given_up_is_forgotten_and_goes_no_further():
    made = mapped(table())
    actions.drop_import(scene.actor("awa"), made)
    assert bytes(made.content) == b""
    assert list(rows_of(made)) == []
    with pytest.raises(StateNotOpen):
        actions.import_rows(scene.actor("awa"), made)


def test_a_table_that_nobody_finished_is_forgotten_in_time(settings):
    made, fresh = mapped(table()), mapped(table(source="Autre"))
    actions.check_rows(scene.actor("awa"), made)
    Import.objects.system(SYSTEM).filter(pk=made.pk).update(
        added_at=timezone.now() - timedelta(days=settings.TABLE_DAYS, minutes=1)
    )
    assert actions.forget_tables(None) == 1
    gone, kept = (Import.objects.system(SYSTEM).get(pk=one.pk) for one in (made, fresh))
    assert (gone.state, gone.words, bytes(gone.content)) == (ImportState.DROPPED, {}, b"")
    assert (kept.state, len(list(rows_of(kept)))) == (ImportState.DRAFT, 3)
    assert actions.forget_tables(None) == 0


def test_a_table_is_its_own_account_s_and_its_supervisor_reads_how_it_went():
    made = mapped(table())
    for act in (actions.check_rows, actions.import_rows, actions.drop_import):
        with pytest.raises(NotAllowed):
            act(scene.actor("coumba"), made)
    assert imports_visible_to(scene.actor("coumba")).get() == made
    with pytest.raises(NotAllowed):
        actions.add_import(scene.actor("garba"), source="x", content=b"a\n1\n")


def test_what_a_table_said_goes_with_the_person():
    taken(mapped(table()))
    assert ImportedRow.objects.system(SYSTEM).count() == 2
    erase(cases()[0].person_id)
    assert ImportedRow.objects.system(SYSTEM).count() == 1


def test_nothing_that_a_table_says_lies_in_the_clear():
    made = table()
    assert b"Dicko" not in bytes(made.content)
    assert "Dicko" not in json.dumps(made.mapping) + json.dumps(made.header)


def test_the_pages_lead_from_the_file_to_the_cases(client_for, awa):
    browser = client_for(awa)
    file = io.BytesIO(NATIONAL.encode())
    file.name = "base.csv"
    answer = browser.post(reverse("exchange:add"), {"source": "Base nationale", "table": file})
    columns = answer["Location"]
    page = browser.get(columns).content.decode()
    assert "F = " in page
    assert "Kadidia Dicko" in page
    said = {name: value for name, value in MEANT.items() if isinstance(value, str)}
    wrong = browser.post(columns, {**said, "sex:values": "F = woman"})
    assert "Code inconnu : woman" in wrong.content.decode()
    lost = browser.post(columns, {**said, "names": "Rien"})
    assert "Colonne inconnue : Rien" in lost.content.decode()
    answer = browser.post(columns, {**said, "sex:values": "F = female\nM = male", "citizenships:values": ""})
    status = answer["Location"]
    browser.post(f"{status}essayer/")
    page = browser.get(status).content.decode()
    assert "Ligne 4" in page
    assert cases() == []
    browser.post(f"{status}importer/")
    assert len(cases()) == 2
    assert browser.post(f"{status}importer/").status_code == 409
    assert browser.get(reverse("exchange:list")).content.decode().count("2 / 3") == 1


# Writing out


def exported(form: str, by: str = "awa") -> list[dict[str, str]]:
    content = exports.export_cases(scene.actor(by), form=form)
    if form == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        head, *rows = sheet.iter_rows(values_only=True)
        return [dict(zip(head, row, strict=True)) for row in rows]
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize("form", ["csv", "xlsx", "htcds"])
def test_a_table_holds_the_cases_that_are_open_and_names_nobody(form):
    case = scene.planned_case()
    scene.receive("boubacar", names="Oumar Ba")
    (row,) = exported(form)
    told = " ".join(str(value) for value in row.values())
    assert not [word for word in scene.SECRETS if word in told]
    if form != "htcds":
        assert row["code"] == case.code
    line = AuditLine.objects.filter(act="export_cases").latest("pk")
    assert line.detail["codes"] == [case.code]


def test_an_export_is_filtered_and_has_an_end(monkeypatch):
    scene.open_case()
    assert exports.export_cases(scene.actor("awa"), form="csv", state="closed").count(b"\n") == 1
    monkeypatch.setattr(exports, "MOST", 0)
    with pytest.raises(Invalid):
        exports.export_cases(scene.actor("awa"), form="csv")


def test_the_archive_opens_with_its_password_and_holds_the_whole_case():
    case = scene.planned_case()
    scene.attach(case)
    content = exports.export_archive(scene.actor("awa"), case, password="quatre mots au hasard")
    assert scene.NAMES.encode() not in content
    with pyzipper.AESZipFile(io.BytesIO(content)) as packed:
        with pytest.raises(RuntimeError):
            packed.read("dossier.json")
        packed.setpassword(b"quatre mots au hasard")
        whole = json.loads(packed.read("dossier.json"))
        assert whole["identity"]["names"] == scene.NAMES
        assert whole["plans"][0]["objective"]
        assert scene.NAMES in packed.read("htcds.csv").decode()
        assert packed.read("pieces/1-document.pdf") == scene.PAPER.content


def test_a_short_password_protects_nothing_and_is_refused():
    with pytest.raises(Invalid):
        exports.export_archive(scene.actor("awa"), scene.open_case(), password="court")


def test_an_archive_is_made_by_who_has_the_case():
    with pytest.raises(NotAllowed):
        exports.export_archive(scene.actor("boubacar"), scene.open_case(), password="quatre mots au hasard")


def test_the_pages_give_files(client_for, awa):
    case, browser = scene.open_case(), client_for(awa)
    answer = browser.post(reverse("exchange:export"), {"form": "htcds"})
    assert answer["Content-Disposition"].endswith('dossiers.csv"')
    words = {"password": "quatre mots au hasard", "again": "autre chose"}
    page = browser.post(reverse("exchange:archive", args=[case.code]), words)
    assert "diffèrent" in page.content.decode()
    words["again"] = words["password"]
    answer = browser.post(reverse("exchange:archive", args=[case.code]), words)
    assert answer["Content-Type"] == "application/zip"


# HTCDS, there and back


def a_word(name: str, kind: str, chance: Random) -> str:
    """A value that the standard allows in this field, whatever the platform makes of it."""
    fixed = {
        "prs_Gender": chance.choice(["Feminine", "Masculine", "TransgenderFeminine", "NonSpecifiedUnknown"]),
        "prs_Citizenship": chance.choice(["ML", "BF", "GN"]),
        "prs_PrimaryLanguage": chance.choice(["bam", "fra"]),
        "prs_SecondaryLanguage": chance.choice(["", "ara"]),
        "vic_TraffickingStatus": chance.choice(["PossibleVictimOfTrafficking", "ActualVictimOfTrafficking"]),
        "vic_TraffickingStatusDecisionMakingOrg": chance.choice(codes("status_decision_org")),
        "vic_AgeWhenTrafficked": str(chance.randint(5, 60)),
        "vic_MethodsOfControl": ";".join(chance.sample(codes("method_of_control"), 2)),
        "vic_TypeOfExploitation": ";".join(chance.sample(codes("exploitation_type"), 2)),
    }
    if name in fixed:
        return fixed[name]
    if kind == "Date":
        return f"20{chance.randint(10, 24)}-0{chance.randint(1, 9)}-1{chance.randint(0, 9)}"
    if kind == "Checkbox":
        return chance.choice(["true", "false"])
    if kind in ("Number", "Geolocation"):
        return str(chance.randint(0, 90))
    return f"{name} é {chance.randint(1, 999)}"


@pytest.mark.parametrize("seed", range(8))
def test_a_table_of_the_standard_comes_back_with_all_its_84_fields(seed):
    chance = Random(seed)
    sent = {name: a_word(name, kind, chance) for name, kind in FIELDS.items()}
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(FIELDS))
    writer.writeheader()
    writer.writerow(sent)
    made = table(text.getvalue(), f"HTCDS {seed}")
    taken(made)
    assert made.words["report"] == []
    (case,) = cases()
    back = row_of(case, pieces_of(scene.actor("awa"), [case])[case.pk], naming=True)
    assert len(back) == 84
    assert back == sent
    open_fields = {name: value for name, value in sent.items() if name not in NAMING}
    (row,) = exported("htcds")
    assert {name: row[name].removeprefix("'") for name in open_fields} == open_fields


def test_what_has_changed_since_comes_back_changed():
    sent = dict.fromkeys(FIELDS, "") | {
        "prs_FirstName": "Kadidia", "prs_SecondName": "Dicko", "prs_Gender": "TransgenderFeminine",
        "prs_Citizenship": "ML", "vic_AgeWhenTrafficked": "15", "cas_CaseOwner": "Quelqu’un d’ailleurs",
    }  # fmt: skip
    text = ",".join(FIELDS) + "\n" + ",".join(sent.values()) + "\n"
    taken(table(text, "HTCDS"))
    (case,) = cases()
    actor = scene.actor("awa")
    correct_identity(actor, Identity.objects.system(SYSTEM).get(person=case.person_id), names="Kadidia Diko")
    back = row_of(case, pieces_of(actor, [case])[case.pk], naming=True)
    assert (back["prs_FirstName"], back["prs_SecondName"]) == ("Kadidia Diko", "")
    assert (back["prs_Gender"], back["cas_CaseOwner"]) == ("TransgenderFeminine", "Quelqu’un d’ailleurs")
