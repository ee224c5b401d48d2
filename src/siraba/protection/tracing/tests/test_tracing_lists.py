"""Lists that come in: any table or PFIF, tried first, line by line, each row once, and found at once; PFIF that goes out."""

import pytest
from django.urls import reverse

from siraba.foundation.access.errors import Invalid, NotAllowed
from siraba.protection.tracing import lists, pfif
from siraba.protection.tracing.models import Lead, Registration, TracingRequest, VaultList
from tests import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fanta", "mariam")]
SYSTEM = "a test looks at the row itself"
RETURNEES = """N°;Prénom;Nom;Sexe;né en;Lieu
1;Mahamadou;Coulibaly;M;2008;Kita
2;Fatoumata;Maïga;F;17/05/1999;Gao
3;;;M;1990;Kayes
4;Modibo;Keïta;M;31/02/2001;Ségou
5;محمد;كوليبالي;M;1985;Kita
"""


def handed(text: str = RETURNEES, side: str = "found", source: str = "Vol du 12") -> VaultList:
    return lists.add_list(scene.actor("fanta"), source=source, side=side, content=text.encode())


def taken(made: VaultList) -> VaultList:
    while made.state in ("draft", "running"):
        lists.import_list(scene.actor("fanta"), made)
    return made


def register() -> list[Registration]:
    return list(Registration.objects.system(SYSTEM).order_by("recorded_at"))


def test_columns_are_guessed_rows_are_tried_and_nothing_is_written():
    made = handed()
    assert made.mapping["given_name"] == "Prénom"
    assert made.mapping["family_name"] == "Nom"
    assert made.mapping["sex:values"]["M"] == "male"
    lists.check_list(scene.actor("fanta"), made)
    assert (made.added, made.refused) == (3, 2)
    assert not register()
    told = dict(made.words["report"])
    assert "nom" in told[4]
    assert "n’existe pas" in told[5]


def test_a_list_is_taken_in_and_found_by_the_requests_that_wait():
    request = scene.file_request()
    made = taken(handed())
    assert (made.state, made.added, made.refused) == ("done", 3, 2)
    (lead,) = Lead.objects.system(SYSTEM).filter(request=request)
    (mamadou, fatoumata, arabic) = register()
    assert lead.registration_id == mamadou.pk
    assert fatoumata.person["dob"] == "1999-05-17"
    assert arabic.full_name == "محمد كوليبالي"
    assert made.content == b""


def test_a_name_in_arabic_is_found_as_it_sounds():
    taken(handed())
    request = scene.file_request(
        person={"given_name": "Mohamed", "family_name": "Koulibali", "age": 41, "place": "Kita"}
    )
    scene.find_leads(scene.actor("fanta"), request)
    found = Lead.objects.system(SYSTEM).filter(request=request).values_list("registration", flat=True)
    assert register()[2].pk in found


def test_the_same_file_twice_doubles_nobody_and_a_changed_row_is_told():
    taken(handed())
    again = taken(handed(RETURNEES.replace("Gao", "Ansongo")))
    assert (again.added, again.already_there, again.refused) == (0, 3, 2)
    assert any("la ligne a changé" in said for _number, said in again.words["report"])
    assert len(register()) == 3
    assert taken(handed(source="Vol du 13")).added == 3


def test_a_list_of_those_sought_opens_requests():
    text = "prénom;nom;âge;lieu;demandeur\nMamoutou;Koulibaly;17;Kita;Djeneba Koulibaly\n;;3;Kita;X\n"
    made = taken(handed(text, "sought"))
    assert (made.added, made.refused) == (1, 1)
    (request,) = TracingRequest.objects.system(SYSTEM)
    assert (request.full_name, request.words["seeker"]["names"]) == (
        "Mamoutou Koulibaly",
        "Djeneba Koulibaly",
    )
    assert (request.state, request.agrees) == ("searching", False)


def test_a_broken_file_is_refused_whole_and_in_words():
    for content in (b"", b"\x00\x01\xff", b"<html>", b"a;a\n1;2\n"):
        with pytest.raises(Invalid):
            lists.add_list(scene.actor("fanta"), source="?", side="found", content=content)
    assert not VaultList.objects.system(SYSTEM).exists()


def test_a_list_is_its_author_s_to_take_in():
    made = handed()
    with pytest.raises(NotAllowed):
        lists.import_list(scene.actor("mariam"), made)


# PFIF


def document(*persons: pfif.Person) -> str:
    return pfif.write(persons, []).decode()


def somebody(number: int, **more) -> pfif.Person:
    said = {
        "given_name": "Mahamadou",
        "family_name": "Coulibaly",
        "date_of_birth": "2008",
        "home_city": "Kita",
    }
    when = scene.timezone.now()
    identifier = f"exemple.org/{number}"
    return pfif.Person(person_record_id=identifier, source_date=when, entry_date=when, **said | more)


def test_pfif_persons_enter_the_register_and_are_found():
    request = scene.file_request()
    made = taken(handed(document(somebody(1), somebody(2, given_name="Sira", home_city="Gao"))))
    assert made.added == 2
    (lead,) = Lead.objects.system(SYSTEM).filter(request=request)
    assert lead.registration_id == register()[0].pk


def test_a_record_that_has_expired_where_it_came_from_is_emptied_here():
    taken(handed(document(somebody(1), somebody(2, given_name="Sira"))))
    past = scene.timezone.now() - scene.timedelta(days=1)
    made = taken(handed(document(somebody(1, expiry_date=past), somebody(2, given_name="Sira"))))
    first, second = register()
    assert (first.state, first.words) == ("expired", {})
    assert (second.state, made.already_there) == ("active", 1)


def test_only_who_agreed_goes_out_and_nothing_of_parents_or_telephones():
    scene.register_found()
    scene.register_found(may_share=True)  # a child
    grown = scene.RETURNEE | {"dob": "1998", "father_given": "Sékou", "phone": "76 00 00 00"}
    shown = scene.register_found(person=grown, may_share=True)
    scene.register_found(person=grown, may_share=True, kind="deceased", authority="Procureur")
    hidden = scene.register_found(person=grown, may_share=True)
    scene.registrations.shield_record(scene.actor("fanta"), hidden, shield="gbv", reason="?")
    content = lists.export_vault(scene.actor("fanta"), domain="siraba.example")
    read = pfif.read(content)
    assert [person.person_record_id for person in read.persons] == [f"siraba.example/{shown.code}"]
    assert read.persons[0].expiry_date.date() == shown.valid_until
    assert "Sékou".encode() not in content
    assert b"76" not in content.split(b"<pfif:expiry_date>")[0].split(b"T")[0]


def test_a_list_goes_from_the_file_to_its_leads_on_pages(client_for, fanta, tmp_path):
    scene.file_request()
    browser = client_for(fanta)
    file = tmp_path / "vol.csv"
    file.write_text(RETURNEES)
    with file.open("rb") as table:
        said = {"side": "found", "source": "Vol du 12", "table": table}
        answer = browser.post(reverse("tracing:add_list"), said)
    columns = browser.get(answer["Location"])
    assert "Prénom" in columns.content.decode()
    made = VaultList.objects.system(SYSTEM).get()
    page = reverse("tracing:list", args=[made.pk])
    browser.post(reverse("tracing:go", args=[made.pk, "essayer"]))
    assert "Ligne 4" in browser.get(page).content.decode()
    browser.post(reverse("tracing:go", args=[made.pk, "importer"]))
    assert "Comparaison avec le registre" in browser.get(page).content.decode()
    browser.post(reverse("tracing:go", args=[made.pk, "importer"]))
    assert "Terminé" in browser.get(page).content.decode()
    assert "Mahamadou Coulibaly" in browser.get(reverse("tracing:registrations")).content.decode()
    assert Lead.objects.system(SYSTEM).exists()
    written = browser.post(reverse("tracing:export"), {"form_id": ""})
    assert pfif.read(written.content).persons == ()
