"""Red Cross messages: family news, read by another than who typed them, and only between two who want to be in contact."""

import pytest

from siraba.foundation.access.errors import Invalid, NotAllowed, StateNotOpen
from siraba.protection.tracing import leads, messages
from siraba.protection.tracing.models import FamilyMessage
from tests import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fanta", "mariam")]


def test_another_person_reads_a_message_before_it_leaves():
    message = scene.family_message()
    with pytest.raises(NotAllowed, match="autre personne"):
        messages.release_family_message(scene.actor("fanta"), message)
    messages.release_family_message(scene.actor("mariam"), message)
    messages.deliver_family_message(scene.actor("fanta"), message)
    assert message.state == "delivered"
    assert message.words["text"] == ""


def test_what_is_no_family_news_goes_back_with_the_reason():
    message = scene.family_message(text="Le convoi passe mardi")
    messages.return_family_message(scene.actor("mariam"), message, remark="Autre chose que la famille")
    assert (message.state, message.words["remark"]) == ("returned", "Autre chose que la famille")
    with pytest.raises(StateNotOpen):
        messages.release_family_message(scene.actor("mariam"), message)


@pytest.mark.parametrize("what", ["alive", "place"])
def test_no_message_passes_to_who_does_not_want_contact(what):
    lead = scene.accepted_lead(what)
    with pytest.raises(Invalid, match="deux personnes"):
        scene.family_message(lead=lead)


def test_a_message_stops_when_the_person_changes_her_mind():
    lead = scene.accepted_lead("contact")
    message = scene.family_message(lead=lead)
    leads.refuse_contact(scene.actor("fanta"), lead, reason="Plus maintenant")
    with pytest.raises(Invalid, match="deux personnes"):
        messages.release_family_message(scene.actor("mariam"), message)


def test_no_message_passes_against_the_will_of_the_family():
    lead = scene.accepted_lead("contact", agrees=False)
    with pytest.raises(Invalid, match="deux personnes"):
        scene.family_message(lead=lead)


def test_a_message_is_written_read_and_handed_over_on_pages(client_for, fanta, mariam):
    said = {"sender": "Sa mère", "recipient": "Petit Kelen", "address": "Bamako", "text": "Nous allons bien"}
    answer = client_for(fanta).post("/liens-familiaux/messages/ecrire/", said)
    own = client_for(fanta).get(answer["Location"]).content.decode()
    assert "Lire et laisser partir" not in own
    assert "Messages Croix-Rouge à lire" in client_for(mariam).get("/ma-journee/").content.decode()
    assert "Lire et laisser partir" in client_for(mariam).get(answer["Location"]).content.decode()
    client_for(mariam).post(f"{answer['Location']}laisser-partir/", {})
    client_for(fanta).post(f"{answer['Location']}remis/", {})
    assert "Remis" in client_for(fanta).get("/liens-familiaux/messages/?state=delivered").content.decode()
    message = FamilyMessage.objects.system("a test looks at the row itself").get()
    assert b"Nous allons" not in bytes(message.sealed)
