"""The page of who keeps the system: counts and states, never a number or a text."""

import pytest
from django.urls import reverse
from django.utils import timezone

from siraba.foundation.messaging import kinds
from siraba.foundation.messaging.kinds import register_kind
from siraba.foundation.messaging.models import OutgoingMessage
from siraba.foundation.messaging.sending import queue_message

pytestmark = pytest.mark.django_db
LOOK = "a test looks at the row itself"


@pytest.fixture(autouse=True)
def kind(monkeypatch, settings):
    settings.SMS_QUIET = (0, 0)
    monkeypatch.setattr(kinds, "KINDS", {})
    register_kind("check", "Question à un point focal")


@pytest.fixture
def unsure():
    message = queue_message("70 12 34 56", "Toujours ouvert ?", why="check")
    rows = OutgoingMessage.objects.system(LOOK).filter(pk=message.pk)
    rows.update(state="unsure", claimed_at=timezone.now())
    return rows


def test_it_counts_by_kind_and_state_and_shows_neither_number_nor_text(client_for, issa, unsure):
    for _ in range(3):
        queue_message("70 12 34 56", "Toujours ouvert ?", why="check")
    shown = client_for(issa).get(reverse("messaging:list")).content.decode()
    assert "Question à un point focal" in shown
    assert '<td data-label="Combien" class="number">3</td>' in shown
    assert "En file" in shown
    assert "Parti peut-être" in shown
    assert not any(word in shown for word in ("70123456", "70 12 34 56", "Toujours ouvert"))


def test_it_says_that_no_provider_is_set(client_for, issa, settings):
    page = reverse("messaging:list")
    assert "Aucun fournisseur de SMS" in client_for(issa).get(page).content.decode()
    settings.SMPP_URL = "smpp://siraba:mot@fournisseur:2775"
    shown = client_for(issa).get(page).content.decode()
    assert "Aucun fournisseur de SMS" not in shown
    assert "fournisseur:2775" not in shown


def test_what_left_perhaps_stands_on_the_day_and_is_sent_again_or_given_up(client_for, issa, unsure):
    client = client_for(issa)
    assert "SMS partis peut-être" in client.get(reverse("interface:my_day")).content.decode()
    page = reverse("messaging:step", args=[unsure.get().pk, "renvoyer"])
    form_id = client.get(page).context["form"]["form_id"].value()
    assert client.post(page, {"form_id": form_id}).status_code == 302
    assert unsure.get().state == "queued"
    assert "SMS partis peut-être" not in client.get(reverse("interface:my_day")).content.decode()


def test_sent_again_from_an_old_page_it_is_refused_with_the_state(client_for, issa, unsure):
    client, page = client_for(issa), reverse("messaging:step", args=[unsure.get().pk, "abandonner"])
    form_id = client.get(page).context["form"]["form_id"].value()
    unsure.update(state="sent")
    assert client.post(page, {"form_id": form_id}).status_code == 409


@pytest.mark.parametrize("who", ["awa", "coumba", "hawa", "kassim", "jeneba"])
def test_it_is_nobody_elses(client_for, account_for, unsure, who):
    client = client_for(account_for(who))
    for page in (reverse("messaging:list"), reverse("messaging:step", args=[unsure.get().pk, "renvoyer"])):
        assert client.get(page).status_code == 404
