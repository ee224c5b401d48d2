"""Passkeys: made and shown by a key of software that signs as the standard says."""

import html
import json
import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from webauthn.helpers import bytes_to_base64url

from siraba.foundation.audit.models import AuditLine
from siraba.foundation.sign_in.models import News, Notice, RecoveryCode, SecondFactor
from tests.authenticator import SecurityKey

pytestmark = pytest.mark.django_db
PASSWORD = "Le fleuve Niger à Gao"
HERE = "http://testserver"
STEP = reverse("accounts:second_step")


@pytest.fixture(autouse=True)
def no_lock():
    cache.clear()


@pytest.fixture
def awa(awa):
    awa.set_password(PASSWORD)
    awa.save()
    return awa


def signing_in(username="awa") -> Client:
    client = Client()
    client.post(reverse("accounts:sign_in"), {"username": username, "password": PASSWORD})
    return client


def options_of(client, address=STEP) -> str:
    found = re.search(r'data-options="([^"]*)"', client.get(address).content.decode())
    return html.unescape(found[1])


def opened(client) -> bool:
    return client.get(reverse("interface:my_day")).status_code == 200


def with_key(origin=HERE) -> tuple[Client, SecurityKey]:
    """Awa's first sign-in, with a key for second factor."""
    client, key, address = signing_in(), SecurityKey(), reverse("accounts:set_up_passkey")
    answer = key.make(options_of(client, address), origin)
    client.post(address, {"name": "Clé bleue", "credential": answer})
    return client, key


def test_the_first_factor_may_be_a_passkey_and_recovery_codes_come_with_it(awa):
    client, _key = with_key()
    assert opened(client)
    factor = SecondFactor.objects.get(account=awa)
    assert (factor.kind, factor.name) == ("passkey", "Clé bleue")
    assert RecoveryCode.objects.filter(account=awa).count() == 10
    assert Notice.objects.filter(account=awa, what=News.FACTOR_ADDED).exists()
    assert AuditLine.objects.get(act="sign_in", decision="allowed").detail == {"second": "passkey"}


def test_a_passkey_completes_the_sign_in(awa):
    _first, key = with_key()
    client = signing_in()
    assert not opened(client)
    response = client.post(STEP, {"credential": key.show(options_of(client), HERE)})
    assert response.status_code == 302
    assert opened(client)


def test_the_answer_to_a_false_page_opens_nothing_here(awa):
    """The browser writes the address that it is at into what the key signs."""
    _first, key = with_key()
    client = signing_in()
    answer = key.show(options_of(client), "https://siraba.example.net")
    assert "n’a pas été reconnue" in client.post(STEP, {"credential": answer}).content.decode()
    assert not opened(client)


def test_a_key_made_for_a_false_page_is_not_kept(awa):
    client, _key = with_key(origin="https://siraba.example.net")
    assert not SecondFactor.objects.exists()
    assert not opened(client)


def test_an_answer_opens_once_and_for_its_own_challenge(awa):
    _first, key = with_key()
    client, other = signing_in(), signing_in()
    answer = key.show(options_of(client), HERE)
    options_of(other)
    assert other.post(STEP, {"credential": answer}).status_code == 200
    client.post(STEP, {"credential": answer})
    assert opened(client)
    again = signing_in()
    assert again.post(STEP, {"credential": answer}).status_code == 200
    assert not opened(again)
    assert not opened(other)


def test_a_key_that_was_copied_gives_itself_away_by_its_counter(awa):
    _first, key = with_key()
    client = signing_in()
    client.post(STEP, {"credential": key.show(options_of(client), HERE)})
    key.uses = 0
    copied = signing_in()
    assert copied.post(STEP, {"credential": key.show(options_of(copied), HERE)}).status_code == 200
    assert not opened(copied)


def test_the_key_of_somebody_else_opens_nothing(awa, boubacar):
    boubacar.set_password(PASSWORD)
    boubacar.save()
    _first, _hers = with_key()
    client, his = signing_in("boubacar"), SecurityKey()
    address = reverse("accounts:set_up_passkey")
    client.post(address, {"name": "La sienne", "credential": his.make(options_of(client, address), HERE)})
    assert opened(client)
    hers = signing_in()
    assert hers.post(STEP, {"credential": his.show(options_of(hers), HERE)}).status_code == 200
    assert not opened(hers)


@pytest.mark.parametrize(
    "answer",
    ["", "{", "[]", "null", "{}", '{"id": 1}', '{"rawId": "é", "id": "é", "type": "public-key"}', "[" * 7000],
)
def test_an_answer_that_is_none_is_refused_without_a_fault(answer, awa):
    with_key()
    client = signing_in()
    options_of(client)
    assert client.post(STEP, {"credential": answer}).status_code == 200
    assert not opened(client)


def test_wrong_keys_close_the_door_as_wrong_codes_do(awa, settings):
    _first, key = with_key()
    client = signing_in()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        client.post(STEP, {"credential": key.show(options_of(client), "https://siraba.example.net")})
    assert client.get(STEP).status_code == 429


def test_a_further_key_asks_for_the_password_and_can_be_taken_away(awa):
    client, _key = with_key()
    address, second = reverse("accounts:add_passkey"), SecurityKey()
    words = {
        "name": "Téléphone",
        "password": "faux",
        "credential": second.make(options_of(client, address), HERE),
    }
    assert client.post(address, words).status_code == 200
    assert SecondFactor.objects.count() == 1
    words |= {"password": PASSWORD, "credential": second.make(options_of(client, address), HERE)}
    assert client.post(address, words).status_code == 302
    factor = SecondFactor.objects.get(name="Téléphone")
    removed = client.post(reverse("accounts:remove_factor", args=[factor.pk]), {"password": PASSWORD})
    assert removed.status_code == 302
    assert SecondFactor.objects.count() == 1


def test_what_is_kept_of_a_key_is_sealed(awa):
    _client, key = with_key()
    factor = SecondFactor.objects.get()
    assert key.number not in bytes(factor.sealed)
    assert set(factor.words) == {"credential", "public_key"}


def test_an_answer_that_makes_no_key_keeps_nothing(awa):
    client, _key = with_key()
    address, second = reverse("accounts:add_passkey"), SecurityKey()
    answer = second.make(options_of(client, address), "https://siraba.example.net")
    words = {"name": "Fausse", "password": PASSWORD, "credential": answer}
    response = client.post(address, words)
    assert response.status_code in (200, 422)
    assert "n’a pas été reconnue" in response.content.decode()
    assert SecondFactor.objects.count() == 1


def test_the_keys_of_others_are_neither_asked_for_nor_named(awa, boubacar):
    _client, key = with_key()
    boubacar.set_password(PASSWORD)
    boubacar.save()
    factor = SecondFactor(account=boubacar, kind="totp", name="Téléphone")
    factor.write(secret="31" * 20)
    factor.save()
    page = signing_in("boubacar").get(STEP).content.decode()
    assert "data-passkey" not in page
    named = options_of(signing_in("awa"))
    assert json.loads(named)["allowCredentials"][0]["id"] == bytes_to_base64url(key.number)
    his = Client()
    his.force_login(boubacar, backend="siraba.foundation.accounts.backends.AccountBackend")
    assert json.loads(options_of(his, reverse("accounts:add_passkey")))["excludeCredentials"] == []


def test_a_passkey_opens_beside_an_application_of_codes(awa):
    _client, key = with_key()
    # The first that is found
    beside = SecondFactor(pk=0, account=awa, kind="totp", name="Téléphone")
    beside.write(secret="31" * 20)
    beside.save()
    client = signing_in()
    client.post(STEP, {"credential": key.show(options_of(client), HERE)})
    assert opened(client)
