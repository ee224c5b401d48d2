"""Coming in, going out, and what the journal keeps of it."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation

from siraba.foundation.audit.models import AuditLine

pytestmark = pytest.mark.django_db
PASSWORD = "Le fleuve Niger à Gao"


@pytest.fixture
def awa_with_password(awa, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    awa.set_password(PASSWORD)
    awa.save()
    return awa


def sign_in(client, username, password, **more):
    return client.post(reverse("accounts:sign_in"), {"username": username, "password": password, **more})


def lines():
    return list(
        AuditLine.objects.order_by("pk").values_list("act", "account", "decision", "object", "detail")
    )


def test_the_right_password_opens_the_day_and_leaves_a_line(client, awa_with_password):
    response = sign_in(client, "Awa", PASSWORD)
    assert response.url == reverse("interface:my_day")
    assert lines() == [("sign_in", awa_with_password.pk, "allowed", "", {"second": "none"})]


def test_the_page_asked_for_comes_after_signing_in_and_no_other_site(client, awa_with_password):
    assert sign_in(client, "awa", PASSWORD, next="/dossiers/").url == "/dossiers/"
    assert sign_in(Client(), "awa", PASSWORD, next="https://ailleurs.example/").url == "/ma-journee/"


def test_the_account_is_answered_in_its_own_language(client, awa_with_password):
    awa_with_password.language = "en"
    awa_with_password.save()
    sign_in(client, "awa", PASSWORD, HTTP_ACCEPT_LANGUAGE="fr")
    assert client.get(reverse("accounts:account"))["Content-Language"] == "en"
    translation.activate("fr")


def test_a_wrong_password_is_refused_and_nothing_typed_reaches_the_journal(client, awa_with_password):
    response = sign_in(client, "awa", "mauvais mot")
    assert "L’identifiant ou le mot de passe n’est pas bon." in response.content.decode()
    assert lines() == [("sign_in", None, "refused", "", {})]


def test_a_wrong_password_and_an_unknown_identifier_are_told_apart_by_nobody(client, awa_with_password):
    wrong, unknown = sign_in(client, "awa", "mauvais"), sign_in(client, "personne", "mauvais")
    first, second = (list(page.context["form"].errors["__all__"]) for page in (wrong, unknown))
    assert first == second


def test_an_account_that_was_closed_does_not_come_in(client, awa_with_password):
    awa_with_password.is_active = False
    awa_with_password.save()
    assert sign_in(client, "awa", PASSWORD).status_code == 200
    assert client.get(reverse("accounts:account")).status_code == 302


def test_too_many_failures_close_the_door_even_to_the_right_password(client, awa_with_password, settings):
    cache.clear()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        response = sign_in(client, "awa", "mauvais")
    assert response.status_code == 429
    assert "Trop d’essais" in sign_in(client, "awa", PASSWORD).content.decode()
    assert client.get(reverse("accounts:account")).status_code == 302


def test_signing_out_is_asked_by_a_form_and_leaves_a_line(client_for, awa):
    client = client_for(awa)
    assert client.get(reverse("accounts:sign_out")).status_code == 405
    assert client.post(reverse("accounts:sign_out")).url == reverse("interface:home")
    assert lines() == [("sign_out", awa.pk, "allowed", "", {})]
    assert client.get(reverse("accounts:account")).status_code == 302


def test_signing_out_without_an_account_changes_nothing(client):
    assert client.post(reverse("accounts:sign_out")).status_code == 302
    assert lines() == []


def test_the_demonstration_shows_one_account_by_role_and_another_site_shows_none(
    client, awa, boubacar, settings
):
    type(awa).objects.update(fictitious=True)
    assert b"awa" not in client.get(reverse("accounts:sign_in")).content
    settings.DEMONSTRATION = True
    page = client.get(reverse("accounts:sign_in")).content.decode()
    assert "awa" in page
    assert "boubacar" not in page
