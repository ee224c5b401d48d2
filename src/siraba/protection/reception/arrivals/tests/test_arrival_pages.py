"""The pages of arrivals: a convoy announced, its list tried and taken, who comes pressed in, what differs settled."""

from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from siraba.protection.reception.arrivals.actions import register_arrival
from siraba.protection.reception.arrivals.models import Arrival, ArrivalList, Convoy
from siraba.protection.reception.arrivals.offline import kinds_at
from siraba.protection.reception.arrivals.versions import Entry
from tests import scene

LIST = """Nom et prénom;Sexe;Âge;Nationalité;Famille;Mineur seul
Awa Diarra;F;31;Mali;Diarra;non
Sira Diarra;F;4;Mali;Diarra;non
Modibo Keïta;M;214;Mali;;
Lassine Konaté;M;12;Mali;;oui
;M;30;Mali;;
"""


@pytest.fixture
def client(account_for, client_for):
    account_for("nana")
    return client_for(account_for("garba"))


def convoy() -> Convoy:
    return Convoy.objects.system("a test").get()


def all_arrivals() -> dict[str, Arrival]:
    rows = Arrival.objects.system("a test").select_related("convoy")
    return {row.versions.standing()["names"]: row for row in rows}


def hand_in(client, convoy, content: str = LIST):
    page = reverse("arrivals:list_add", args=[convoy.pk])
    assert client.post(page, {"pasted": content}).status_code == 302
    table = ArrivalList.objects.system("a test").order_by("added_at").last()
    mapping = {
        "names": "Nom et prénom",
        "sex": "Sexe",
        "sex:values": "F = female\nM = male",
        "age": "Âge",
        "citizenships": "Nationalité",
        "citizenships:values": "Mali = ML",
        "party": "Famille",
        "alone": "Mineur seul",
        "alone:values": "oui = yes\nnon = no",
    }
    answer = client.post(reverse("arrivals:list_columns", args=[table.pk]), mapping)
    assert answer.status_code == 302, answer.content.decode()
    return table


@pytest.mark.django_db
def test_a_convoy_is_announced_and_shown(client):
    page = reverse("arrivals:announce")
    refused = client.post(page, {"kind": "bus", "reference": "Car 12", "day": "2026-11-20", "expected": "0"})
    assert "au moins une personne" in refused.content.decode()
    answer = client.post(
        page, {"kind": "bus", "reference": "Car 12", "day": "2026-11-20", "expected": "140"}, follow=True
    )
    assert "140 personnes annoncées" in answer.content.decode()
    assert "Car 12" in client.get(reverse("arrivals:convoys")).content.decode()


@pytest.mark.django_db
def test_a_list_is_tried_line_by_line_and_taken_only_when_the_agent_says_so(client):
    bus = scene.convoy()
    table = hand_in(client, bus)
    client.post(reverse("arrivals:list_go", args=[table.pk, "essayer"]))
    shown = client.get(reverse("arrivals:list_table", args=[table.pk])).content.decode()
    assert "Âge en années" in shown
    assert not all_arrivals()
    client.post(reverse("arrivals:list_go", args=[table.pk, "importer"]))
    found = all_arrivals()
    assert set(found) == {"Awa Diarra", "Sira Diarra", "Lassine Konaté"}
    assert found["Awa Diarra"].party == found["Sira Diarra"].party is not None
    assert found["Lassine Konaté"].alone
    assert {one.presence for one in found.values()} == {"expected"}


@pytest.mark.django_db
def test_the_same_list_twice_doubles_nobody(client):
    bus = scene.convoy()
    for _ in range(2):
        table = hand_in(client, bus)
        client.post(reverse("arrivals:list_go", args=[table.pk, "importer"]))
    assert len(all_arrivals()) == Arrival.objects.system("a test").count() == 3
    table.refresh_from_db(from_queryset=ArrivalList.objects.system("a test"))
    assert (table.added, table.already_there) == (0, 3)


@pytest.mark.django_db
def test_a_list_without_a_column_of_names_is_refused_with_the_reason(client):
    bus = scene.convoy()
    client.post(
        reverse("arrivals:list_add", args=[bus.pk]),
        {"table": SimpleUploadedFile("l.csv", b"sexe;age\nF;31\n")},
    )
    table = ArrivalList.objects.system("a test").get()
    answer = client.post(reverse("arrivals:list_columns", args=[table.pk]), {"sex": "sexe"})
    assert answer.status_code in (200, 422)
    assert "Noms" in answer.content.decode()
    empty = client.post(reverse("arrivals:list_add", args=[bus.pk]), {"pasted": "nom;sexe\n"})
    assert "pas de ligne" in empty.content.decode()


@pytest.mark.django_db
def test_who_was_expected_is_pressed_in_and_what_is_missing_is_asked(client):
    bus = scene.convoy()
    table = hand_in(client, bus)
    client.post(reverse("arrivals:list_go", args=[table.pk, "importer"]))
    awa = all_arrivals()["Awa Diarra"]
    answer = client.post(reverse("arrivals:presence", args=[awa.code, "here"]))
    assert answer.url == reverse("arrivals:welcome", args=[awa.code])  # her need was not in the list
    client.post(
        answer.url,
        {"names": "Awa Diarra", "sex": "female", "age": "31", "citizenships": "ML", "urgent_need": "none"},
    )
    assert all_arrivals()["Awa Diarra"].person_id is not None


@pytest.mark.django_db
def test_somebody_who_comes_alone_is_written_down_in_five_fields(client):
    page = reverse("arrivals:register_today")
    said = {**scene.ARRIVES, "form_id": str(uuid4())}
    answer = client.post(page, said, follow=True)
    assert scene.NAMES in answer.content.decode()
    assert client.post(page, said).status_code == 302
    assert Arrival.objects.system("a test").count() == 1
    assert convoy().kind == "day"


@pytest.mark.django_db
def test_two_versions_are_shown_and_settled(client):
    found = scene.arrival()
    entry = Entry("x", "names", "Aïssa Bagayogo", "2026-11-20T10:00:00.000+00:00")
    register_arrival(scene.actor("garba"), found.convoy, number=found.pk, entries=[entry])
    shown = client.get(reverse("arrivals:arrival", args=[found.code])).content.decode()
    assert "Deux versions à comparer" in shown
    assert "Aïssa Bagayogo" in shown
    page = reverse("arrivals:settle", args=[found.code, "names"])
    assert client.post(page, {"version": "1"}).status_code == 302
    assert client.get(page).status_code == 404


@pytest.mark.django_db
def test_who_may_be_there_twice_is_proposed_and_a_person_decides(client):
    one = scene.arrival()
    other = scene.arrival(on=one.convoy, names="Bagayoko Aïssata", age=15)
    shown = client.get(reverse("arrivals:convoy", args=[one.convoy_id])).content.decode()
    assert "Peut-être inscrites deux fois" in shown
    client.post(reverse("arrivals:double", args=[other.code]), {"other": one.code})
    assert all_arrivals()["Bagayoko Aïssata"].presence == "double"


@pytest.mark.django_db
def test_bracelets_and_tickets_are_printed_and_never_the_same_twice(client):
    bus = scene.convoy()
    page = reverse("arrivals:bands", args=[bus.pk])
    assert client.get(page, {"number": "3", "kind": "bands"}).content.decode().count("data:image/svg") == 3
    assert "A-001" in client.get(page, {"number": "2", "kind": "tickets"}).content.decode()
    scene.arrival(on=bus, ticket="A-007")
    assert "A-008" in client.get(page, {"number": "2", "kind": "tickets"}).content.decode()


@pytest.mark.django_db
def test_a_bracelet_that_is_read_leads_to_the_person(client):
    found = scene.arrival(band="7K3M-2QX9")
    answer = client.get(reverse("arrivals:convoys"), {"q": "7k3m-2qx9"})
    assert answer.url == reverse("arrivals:arrival", args=[found.code])


@pytest.mark.django_db
def test_the_register_counts_by_branch_and_names_nobody(client, client_for):
    bus = scene.convoy()
    scene.arrival(on=bus)
    scene.grown_arrival(on=bus)
    register = reverse("arrivals:register_of_returns")
    head = client_for(scene.account("nana"))
    assert scene.NAMES not in head.get(register).content.decode()
    rows = head.get(register, {"format": "csv"}).content.decode("utf-8-sig").splitlines()
    cells = rows[1].split(",")
    assert cells[1:9] == ["Antenne de Gogui", "2", "1", "0", "1", "0", "1", "0"]
    assert head.get(register, {"format": "xlsx"}).content.startswith(b"PK")


@pytest.mark.django_db
def test_the_board_and_the_day_of_the_branch_say_who_comes_first(client, client_for):
    scene.arrival()
    day = client.get(reverse("interface:my_day")).content.decode()
    assert "À regarder d’abord" in day
    assert scene.NAMES in day
    board = client_for(scene.account("nana")).get(reverse("branches:board")).content.decode()
    assert "À regarder d’abord" in board
    assert scene.NAMES not in board


@pytest.mark.django_db
def test_an_unknown_number_is_an_address_that_does_not_exist(client):
    assert client.get(reverse("arrivals:convoy", args=[UUID(int=7)])).status_code == 404
    assert client.get(reverse("arrivals:arrival", args=["K7M2-P9QX-R"])).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(("unit", "first"), [("gogui", "bus"), ("bamako-aeroport", "flight")])
def test_a_device_is_shown_the_likeliest_means_first(unit, first):
    kinds = kinds_at(scene.unit_of(unit))
    assert kinds[0][0] == first
    assert {code for code, _label in kinds} == {"flight", "bus", "train", "on_foot"}


@pytest.mark.django_db
def test_a_family_is_called_by_its_eldest_not_by_a_child(garba, client_for):
    bus, family = scene.convoy(), str(uuid4())
    scene.arrival(on=bus, names="Ada Vide", age=3, alone=False, party=family)
    scene.arrival(on=bus, names="Mariam Vide", age=29, party=family)
    page = client_for(garba).get(reverse("arrivals:convoy", args=[bus.pk])).content.decode()
    assert page.count("avec Mariam Vide") == 2
    assert "avec Ada Vide" not in page
