"""Is the person already known: who is told, what neither side learns, and what an answer opens."""

import pytest
from django.urls import reverse

from siraba.foundation.access.errors import NotAllowed, NotVisible, StateNotOpen
from siraba.foundation.access.guard import one_of
from siraba.foundation.audit.models import AuditLine
from siraba.protection.cases.likeness import confirm_likeness, dismiss_likeness, likenesses_visible_to
from siraba.protection.cases.models import Likeness
from tests import scene

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("awa", "boubacar", "coumba", "garba", "provider", "hawa", "daouda"),
]
SYSTEM = "a test looks at the row itself"


@pytest.fixture
def known():
    """A girl of 14 whom Awa follows."""
    return scene.open_case()


def pairs() -> list[tuple]:
    return list(Likeness.objects.system(SYSTEM).values_list("case", "other"))


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, True),
        ({"names": "Aissata BAGAYOGO".replace("GO", "KO")}, True),
        ({"names": "Bagayoko Aïssata"}, True),
        ({"names": "Ayssata Bagayokho"}, True),
        ({"names": "Aïssa Bagayoko"}, True),
        ({"names": "Mme Aissata Bagayogo"}, True),
        ({"age": 16}, True),
        ({"age": 17}, False),
        ({"sex": "male"}, False),
        ({"sex": "unknown"}, True),
        ({"names": "Aïssata"}, False),
        ({"names": "Aïssata Sissoko"}, False),
        ({"names": "Aïssata Fatoumata Bagayoko"}, False),
    ],
)
def test_who_sounds_alike_and_is_of_an_age_is_noticed(known, changes, found):
    case = scene.receive("boubacar", **changes)
    assert pairs() == ([(case.pk, known.pk)] if found else [])


def test_who_receives_learns_that_and_not_by_whom(known, boubacar, client_for):
    case = scene.receive("boubacar")
    page = client_for(boubacar).get(reverse("cases:detail", args=[case.code])).text
    assert "Une personne qui lui ressemble est suivie ailleurs" in page
    assert "OIM" not in page.split("Déjà connue")[1].split("</section>")[0]
    assert known.code not in page
    written = " ".join(f"{line.object} {line.detail}" for line in AuditLine.objects.filter(account=boubacar))
    assert known.code not in written


def test_who_follows_her_is_told_where_and_when_and_no_name(known, awa, client_for):
    received = scene.receive("boubacar", contact="Son oncle, 60 00 00 00")
    client = client_for(awa)
    assert "Personnes peut-être déjà connues" in client.get("/ma-journee/").text
    page = client.get(reverse("cases:detail", args=[known.code])).text
    assert "Une personne reçue ailleurs lui ressemble" in page
    likeness = Likeness.objects.system(SYSTEM).get()
    asked = client.get(reverse("cases:likeness", args=[known.code, likeness.pk, "confirmer"])).text
    assert "Ménaka" in asked
    assert "HELVETAS" in asked
    assert not [word for word in (scene.NAMES, "Son oncle", received.code) if word in asked]


def test_a_yes_tells_the_agency_and_the_code(known, awa, boubacar, client_for):
    received = scene.receive("boubacar")
    likeness = Likeness.objects.system(SYSTEM).get()
    address = reverse("cases:likeness", args=[known.code, likeness.pk, "confirmer"])
    assert client_for(awa).post(address, {"form_id": ""}).status_code == 302
    page = client_for(boubacar).get(reverse("cases:detail", args=[received.code])).text
    assert f"Déjà suivie par OIM, dossier {known.code}" in page
    assert client_for(boubacar).get(reverse("cases:detail", args=[known.code])).status_code == 404
    assert client_for(awa).get(address).status_code == 409


def test_a_no_tells_nothing_but_that(known, awa, boubacar, client_for):
    received = scene.receive("boubacar")
    dismiss_likeness(scene.actor("awa"), one_of(likenesses_visible_to(scene.actor("awa")), other=known))
    page = client_for(boubacar).get(reverse("cases:detail", args=[received.code])).text
    assert "est quelqu’un d’autre" in page
    assert known.code not in page
    assert "OIM" not in page.split("Déjà connue")[1].split("</section>")[0]


def test_only_who_follows_the_person_answers(known, account_for):
    account_for("colleague", "Une collègue", "case_manager", "oim")
    scene.receive("boubacar")
    likeness = Likeness.objects.system(SYSTEM).select_related("other").get()
    for name in ("boubacar", "colleague", "garba"):
        with pytest.raises(NotAllowed):
            confirm_likeness(scene.actor(name), likeness)
    confirm_likeness(scene.actor("coumba"), likeness)
    with pytest.raises(StateNotOpen):
        dismiss_likeness(scene.actor("awa"), likeness)


def test_nobody_else_sees_that_two_are_alike(known, account_for):
    account_for("colleague", "Une collègue", "case_manager", "oim")
    scene.receive("boubacar")
    seen = {
        name: likenesses_visible_to(scene.actor(name)).count()
        for name in ("awa", "coumba", "boubacar", "colleague", "provider", "hawa", "daouda")
    }
    assert seen == {
        "awa": 1,
        "coumba": 1,
        "boubacar": 1,
        "colleague": 0,
        "provider": 0,
        "hawa": 0,
        "daouda": 0,
    }


def test_a_likeness_of_another_case_is_not_answered_here(known, awa):
    other = scene.open_case(names="Kadidia Dicko")
    scene.receive("boubacar")
    likeness = Likeness.objects.system(SYSTEM).get(other=known)
    from siraba.protection.cases.likeness_pages import _find

    with pytest.raises(NotVisible):
        _find(scene.actor("awa"), other, likeness.pk)


def test_five_at_most_are_noted():
    for _time in range(7):
        scene.receive("awa")
    newest = Likeness.objects.system(SYSTEM).order_by("-found_at").first()
    assert Likeness.objects.system(SYSTEM).filter(case=newest.case_id).count() == 5


def test_a_branch_that_still_holds_whom_it_received_is_asked_and_answers(garba, client_for):
    known = scene.receive()
    received = scene.receive("boubacar")
    likeness, branch = Likeness.objects.system(SYSTEM).get(other=known), client_for(garba)
    assert "Personnes peut-être déjà connues" in branch.get("/ma-journee/").text
    page = branch.get(reverse("cases:detail", args=[known.code])).text
    address = reverse("cases:likeness", args=[known.code, likeness.pk, "ecarter"])
    assert address in page
    branch.post(address, {"form_id": ""})
    likeness.refresh_from_db(from_queryset=Likeness.objects.system(SYSTEM))
    assert likeness.state == "different"
    assert address not in branch.get(reverse("cases:detail", args=[known.code])).text
    assert received.code not in page


def test_a_branch_that_handed_her_over_is_asked_no_more(garba, client_for):
    known = scene.open_case()
    scene.receive("boubacar")
    likeness, branch = Likeness.objects.system(SYSTEM).get(other=known), client_for(garba)
    assert "Personnes peut-être déjà connues" not in branch.get("/ma-journee/").text
    assert "Déjà connue ?" not in branch.get(reverse("cases:detail", args=[known.code])).text
    with pytest.raises(NotAllowed):
        confirm_likeness(scene.actor("garba"), likeness)
