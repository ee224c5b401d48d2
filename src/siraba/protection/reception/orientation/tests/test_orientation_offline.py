"""What was chosen on a device: the need is kept, the platform's own rules are asked again, and twice is once."""

from uuid import uuid4

import pytest

from siraba.foundation.access.errors import NotVisible
from siraba.protection.reception.orientation.models import Need, Orientation
from siraba.protection.reception.orientation.offline import Directory
from tests import scene

pytestmark = pytest.mark.django_db
LOAD, DEVICE = Directory(), uuid4()


@pytest.fixture(autouse=True)
def cast(account_for):
    account_for("garba")
    account_for("other_branch", "Yaya Sidibé", "reception_branch", "dgme")


def say(arrival, service, by: str = "garba", **more):
    body = {"number": str(uuid4()), "arrival": str(arrival.pk), "services": {"medical": service.pk}}
    return LOAD.take(scene.actor(by), DEVICE, body | more)


def all_of(model) -> list:
    return list(model.objects.system("a test"))


def test_a_family_is_directed_as_it_was_on_the_device_and_twice_is_once():
    party, bus = str(uuid4()), scene.convoy()
    mother = scene.grown_arrival(on=bus, party=party)
    scene.arrival(on=bus, alone=False, party=party)
    service, number = scene.offered(), str(uuid4())
    for _ in range(2):
        assert say(mother, service, number=number, family=True) == (mother.code, "")
    assert len(all_of(Need)) == 2
    assert [one.state for one in all_of(Orientation)] == ["given", "given"]


def test_another_than_the_first_is_kept_with_why():
    arrival = scene.grown_arrival()
    scene.offered()
    far = scene.offered(name="Plus loin", area="Sikasso")
    say(arrival, far)
    assert [(one.service_id, one.override) for one in all_of(Orientation)] == [(far.pk, "offline")]


def test_a_service_that_no_longer_suits_is_told_and_the_need_is_kept():
    arrival = scene.grown_arrival()
    full = scene.offered(parts=scene.places(0))
    code, message = say(arrival, full)
    assert code == arrival.code
    assert "choisissez un autre service" in message
    assert len(all_of(Need)) == 1
    assert LOAD.give(scene.actor("garba"), DEVICE)[1]["oriented"] == [str(arrival.pk)]
    assert not all_of(Orientation)


def test_another_branch_directs_nobody_of_ours():
    with pytest.raises(NotVisible):
        say(scene.grown_arrival(), scene.offered(), by="other_branch")


def test_a_device_holds_what_is_near_and_no_hidden_place(django_assert_max_num_queries):
    for n in range(12):
        scene.offered(name=f"Centre {n}")
    hidden = scene.offered(name="Maison", kind="shelter", address_protected=True)
    with django_assert_max_num_queries(16):
        things, common = LOAD.give(scene.actor("garba"), DEVICE)
    assert ["medical", "Soins médicaux"] in common["types"] or ["medical"] in [
        one[:1] for one in common["types"]
    ]
    told = things[str(hidden.pk)]
    assert (told["place"], told["km"]) == ("Lieu protégé", None)
    assert things[str(scene.offered(name="Centre 1").pk)]["spans"][0] == [0, "00:00", "24:00"]
