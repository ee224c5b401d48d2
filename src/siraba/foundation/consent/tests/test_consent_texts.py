"""What was explained is kept with what was answered; a child says yes or no beside who answers for the child."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from siraba.foundation.access.errors import Invalid
from siraba.foundation.consent.selectors import live_categories
from siraba.foundation.consent.texts import newest_texts, text_for, text_named
from siraba.protection.cases.models import Case
from tests import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("awa", "coumba", "garba", "provider")]
LOOK = "a test looks at the row itself"
# Changed only by adding another version: who consented was told exactly this.
AS_IT_WAS = {
    "1.en": "6309d0a63fa2ab5ab2988377ff6bbd0fa9d6ea29cad89759c5b832f09ed6ce4f",
    "1.fr": "fae8aa5221626370e67fafb11ce119c5f442f05b0e4ed04a3752747d3610278f",
}


def test_a_text_that_has_served_is_never_changed():
    known = {name: text.digest for name in AS_IT_WAS if (text := text_named(name))}
    assert known == AS_IT_WAS


def test_a_language_without_a_text_is_explained_from_the_french_one():
    assert (text_for("fr").name, text_for("en").name, text_for("bm").name) == ("1.fr", "1.en", "1.fr")
    assert [text.language for text in newest_texts()] == ["fr", "en"]
    assert text_named("9.fr") is None


def test_a_consent_keeps_the_text_that_was_explained():
    consent = scene.agree("garba", scene.receive(), "oim")
    text = text_named(consent.text_version)
    assert (text.name, text.digest) == ("1.fr", consent.text_digest)


def test_a_child_who_says_no_shares_nothing():
    case = scene.receive()
    with pytest.raises(Invalid) as refused:
        scene.agree("garba", case, "oim", assent="no")
    assert refused.value.field == "assent"
    assert not live_categories(case.person_id, scene.organisation("oim").pk)
    scene.agree("garba", case, "oim", assent="no", state="refused", categories=())
    assert scene.agree("garba", case, "oim", assent="too_young").assent == "too_young"


@pytest.mark.parametrize(("age", "asked"), [(14, True), (30, False)])
def test_the_form_asks_a_child_and_not_an_adult(age, asked, client_for):
    case = scene.open_case(age=age)
    page = client_for(scene.account("awa")).get(reverse("cases:act", args=[case.code, "consentement"]))
    assert ('name="assent"' in page.content.decode()) is asked
    assert "/consentement/texte/1.fr/" in page.content.decode()


def test_the_text_can_be_read_aloud_from_a_page_of_its_own(client_for):
    client = client_for(scene.account("garba"))
    page = client.get(reverse("interface:consent_text", args=["1.fr"])).content.decode()
    assert "Vous pouvez changer d’avis quand vous voulez" in page
    assert client.get(reverse("interface:consent_text", args=["9.fr"])).status_code == 404


def test_a_consent_that_ends_soon_is_in_the_day_of_who_holds_the_case(client_for):
    case: Case = scene.open_case()
    soon, late = (timezone.now() + timedelta(days=days) for days in (10, 200))
    scene.agree("awa", case, "clinique", valid_to=late)
    day = reverse("interface:my_day")
    assert "Consentements qui se terminent" not in client_for(scene.account("awa")).get(day).content.decode()
    scene.agree("awa", case, "foyer", valid_to=soon)
    assert f"{case.code} →" in client_for(scene.account("awa")).get(day).content.decode()
    assert (
        "Consentements qui se terminent" not in client_for(scene.account("garba")).get(day).content.decode()
    )
