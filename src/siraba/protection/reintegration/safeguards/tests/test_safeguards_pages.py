"""The pages of what was found: for who is charged with a fund, as far as it may see."""

import pytest
from django.urls import reverse

from siraba.protection.reintegration.safeguards import actions
from siraba.protection.reintegration.safeguards.models import Flag
from siraba.protection.reintegration.safeguards.tests.conftest import make_application, make_call, make_fund

pytestmark = pytest.mark.django_db
SYSTEM = "a test looks at the row itself"


@pytest.fixture
def flag(call) -> Flag:
    first = make_application(call, "Aïssata Diarra", phone="70000001")
    second = make_application(
        make_call(make_fund("helvetas", "Fonds d’ailleurs")), "Aissata Djara", "Kayes", phone="70000001"
    )
    for one in (first, second):
        actions.screen_application(None, one, occasion="submission")
    return Flag.objects.system(SYSTEM).get()


def test_the_list_the_two_sides_and_the_answer(client_for, secretary, flag, django_user_model):
    client = client_for(django_user_model.objects.get(username="oumou"))
    assert "Peut-être la même personne" in client.get(reverse("safeguards:list")).content.decode()
    page = client.get(reverse("safeguards:detail", args=[flag.pk])).content.decode()
    assert "Le téléphone est le même." in page
    assert "Aïssata Diarra" in page
    assert "Djara" not in page
    assert "Kayes" not in page
    assert "Fonds d’ailleurs" not in page
    act = reverse("safeguards:act", args=[flag.pk, "lever"])
    assert client.get(act).status_code == 200
    assert client.post(act, {"reason": ""}).status_code == 200
    assert client.post(act, {"reason": "Deux cousines."}).status_code == 302
    assert "Deux cousines." in client.get(reverse("safeguards:detail", args=[flag.pk])).content.decode()


def test_nobody_else_finds_it(client_for, awa, hawa, issa, moussa_, flag):
    for account in (awa, hawa, issa, moussa_):
        client = client_for(account)
        assert client.get(reverse("safeguards:list")).status_code == 404
        assert client.get(reverse("safeguards:detail", args=[flag.pk])).status_code == 404


@pytest.fixture
def moussa_(account_for):
    return account_for("moussa")


def test_an_empty_list_says_what_comes_there(client_for, secretary, django_user_model):
    client = client_for(django_user_model.objects.get(username="oumou"))
    assert "Rien à vérifier" in client.get(reverse("safeguards:list")).content.decode()
    assert "Rien n’arrête un paiement." in client.get(reverse("interface:my_day")).content.decode()
