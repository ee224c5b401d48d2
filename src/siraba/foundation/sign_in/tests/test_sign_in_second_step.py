"""The second step of the sign-in, recovery codes, locks and sessions."""

import re
import time

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from siraba.foundation.access.errors import NotAllowed, StateNotOpen
from siraba.foundation.accounts.models import Session
from siraba.foundation.accounts.roles import Role
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.sign_in import actions, codes, factors, pending
from siraba.foundation.sign_in.models import News, Notice, RecoveryCode, SecondFactor

pytestmark = pytest.mark.django_db
PASSWORD = "Le fleuve Niger à Gao"
SECRET = b"12345678901234567890"
DAY = "interface:my_day"


@pytest.fixture(autouse=True)
def no_lock():
    cache.clear()


@pytest.fixture
def now(monkeypatch):
    """A clock that the test moves; codes and sessions go by it."""
    moment = [float(int(time.time()) // 30 * 30)]
    for module in (codes, pending):
        monkeypatch.setattr(module.time, "time", lambda: moment[0])
    return moment


def with_password(account):
    account.set_password(PASSWORD)
    account.save()
    return account


def with_factor(account, secret=SECRET):
    factor = SecondFactor(account=with_password(account), kind="totp", name="Téléphone")
    factor.write(secret=secret.hex())
    factor.save()
    return factor


def give_password(client, username, **more):
    words = {"username": username, "password": PASSWORD, **more}
    return client.post(reverse("accounts:sign_in"), words)


def give_code(client, code):
    return client.post(reverse("accounts:second_step"), {"code": code})


def code_now(now, secret=SECRET):
    return codes.code_at(secret, int(now[0]) // 30)


def opened(client) -> bool:
    return client.get(reverse(DAY)).status_code == 200


@pytest.mark.parametrize(
    ("moment", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_rfc_6238(moment, code):
    assert codes.code_at(SECRET, moment // 30) == code


def test_a_password_alone_opens_no_page_to_who_reads_names(client, awa, now):
    with_factor(awa)
    assert give_password(client, "awa").url == reverse("accounts:second_step")
    assert not opened(client)
    assert not AuditLine.objects.filter(act="sign_in", decision="allowed").exists()


def test_the_code_completes_the_sign_in_and_the_page_asked_for_comes(client, awa, now):
    with_factor(awa)
    give_password(client, "awa", next="/dossiers/")
    assert give_code(client, code_now(now)).url == "/dossiers/"
    assert opened(client)
    assert AuditLine.objects.get(act="sign_in").detail == {"second": "totp"}


def test_a_code_opens_once(client, awa, now):
    with_factor(awa)
    code = code_now(now)
    give_password(client, "awa")
    give_code(client, code)
    other = Client()
    give_password(other, "awa")
    assert "déjà servi" in give_code(other, code).content.decode()
    assert not opened(other)
    now[0] += 30
    give_code(other, code_now(now))
    assert opened(other)


@pytest.mark.parametrize(("late", "good"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)])
def test_a_clock_may_be_half_a_minute_wrong(client, awa, now, late, good):
    with_factor(awa)
    give_password(client, "awa")
    give_code(client, codes.code_at(SECRET, int(now[0] + late) // 30))
    assert opened(client) is good


def test_the_right_password_is_forgotten_after_ten_minutes(client, awa, now):
    with_factor(awa)
    give_password(client, "awa")
    now[0] += pending.MINUTES * 60 + 1
    assert give_code(client, code_now(now)).url == reverse("accounts:sign_in")


def test_the_second_step_cannot_be_asked_for_without_the_password(client, awa, now):
    with_factor(awa)
    assert give_code(client, code_now(now)).url == reverse("accounts:sign_in")


def test_the_code_of_another_account_opens_nothing(client, awa, boubacar, now):
    with_factor(awa)
    with_factor(boubacar, b"another secret of 20")
    give_password(client, "boubacar")
    give_code(client, code_now(now))
    assert not opened(client)


def test_wrong_codes_close_the_door_as_wrong_passwords_do(client, awa, now, settings):
    with_factor(awa)
    give_password(client, "awa")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        give_code(client, "000000")
    assert give_code(client, code_now(now)).status_code == 429
    assert give_password(Client(), "awa").status_code == 429
    assert not opened(client)


def test_a_flood_at_a_closed_door_does_not_fill_the_journal(client, awa, settings):
    with_factor(awa)
    for _ in range(3 * settings.AXES_FAILURE_LIMIT):
        client.post(reverse("accounts:sign_in"), {"username": "awa", "password": "faux"})
    assert AuditLine.objects.filter(act="sign_in", decision="refused").count() <= settings.AXES_FAILURE_LIMIT


# The first factor


def secret_shown(page) -> bytes:
    import base64

    return base64.b32decode(
        re.search(r"<code>([A-Z2-7 ]{39})</code>", page.content.decode()).group(1).replace(" ", "")
    )


def set_up(client, now):
    secret = secret_shown(client.get(reverse("accounts:set_up")))
    words = {"name": "Téléphone de service", "code": codes.code_at(secret, int(now[0]) // 30)}
    return secret, client.post(reverse("accounts:set_up"), words)


def test_who_reads_names_sets_up_a_factor_before_coming_in(client, awa, now):
    with_password(awa)
    give_password(client, "awa")
    assert client.get(reverse("accounts:second_step")).url == reverse("accounts:set_up")
    secret, page = set_up(client, now)
    shown = re.findall(r"<code>([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4})</code>", page.content.decode())
    assert len(set(shown)) == codes.RECOVERY_CODES
    assert opened(client)
    factor = SecondFactor.objects.get(account=awa)
    assert factor.words == {"secret": secret.hex()}
    assert secret not in bytes(factor.sealed)


def test_the_secret_waits_sealed_and_a_wrong_first_code_keeps_nothing(client, awa, now):
    with_password(awa)
    give_password(client, "awa")
    secret = secret_shown(client.get(reverse("accounts:set_up")))
    assert secret.hex() not in str([session.get_decoded() for session in Session.objects.all()])
    client.post(reverse("accounts:set_up"), {"name": "Téléphone", "code": "000000"})
    assert not SecondFactor.objects.exists()
    assert secret_shown(client.get(reverse("accounts:set_up"))) == secret


@pytest.mark.parametrize("role", Role)
def test_every_role_that_opens_names_or_accounts_needs_a_factor(role, account_for, settings):
    account = account_for("someone", "Quelqu’un", role)
    reads = role in pending.READS_IDENTITY or "admin" in role or role == Role.DATA_PROTECTION_OFFICER
    assert pending.needs_factor(account) is reads
    settings.DEMONSTRATION = account.fictitious = True
    assert not pending.needs_factor(account)


def test_a_role_without_names_comes_in_by_password_and_may_add_a_factor(client, etienne, now):
    with_password(etienne)
    assert give_password(client, "etienne").url == reverse(DAY)
    secret = secret_shown(client.get(reverse("accounts:add_factor")))
    words = {"name": "T", "code": codes.code_at(secret, int(now[0]) // 30), "password": "faux"}
    assert client.post(reverse("accounts:add_factor"), words).status_code == 200
    client.post(reverse("accounts:add_factor"), words | {"password": PASSWORD})
    assert SecondFactor.objects.get().account == etienne
    assert give_password(Client(), "etienne").url == reverse("accounts:second_step")


# Recovery codes


def test_a_recovery_code_opens_once_and_the_account_hears_of_it(client, awa, actor_for, now):
    with_factor(awa)
    code = actions.renew_recovery_codes(actor_for(awa), awa)[3]
    give_password(client, "awa")
    give_code(client, code.upper().replace("-", " "))
    assert opened(client)
    assert Notice.objects.get(what=News.RECOVERY_USED).account == awa
    assert factors.opens(awa, code) == ""
    assert "Un code de secours a servi" in client.get(reverse("accounts:account")).content.decode()
    client.post(reverse("accounts:acknowledge"))
    assert "Un code de secours a servi" not in client.get(reverse("accounts:account")).content.decode()


def test_only_keyed_hashes_of_recovery_codes_are_kept_and_new_ones_replace_them(awa, actor_for):
    old = actions.renew_recovery_codes(actor_for(awa), awa)
    actions.renew_recovery_codes(actor_for(awa), awa)
    assert factors.opens(awa, old[0]) == ""
    assert RecoveryCode.objects.count() == codes.RECOVERY_CODES
    assert not {codes.plain(code) for code in old} & set(
        RecoveryCode.objects.values_list("digest", flat=True)
    )


def test_the_recovery_code_of_another_opens_nothing(awa, boubacar, actor_for):
    code = actions.renew_recovery_codes(actor_for(awa), awa)[0]
    assert factors.opens(boubacar, code) == ""


# Changing what opens the account


def test_the_last_factor_stays_where_the_role_needs_one(client_for, awa, actor_for):
    factor = with_factor(awa)
    page = client_for(awa).post(reverse("accounts:remove_factor", args=[factor.pk]), {"password": PASSWORD})
    assert page.status_code == 409
    assert "ajoutez-en un autre" in page.content.decode()
    with pytest.raises(StateNotOpen):
        actions.remove_factor(actor_for(awa), factor)
    other = with_factor(awa)
    actions.remove_factor(actor_for(awa), factor)
    assert list(SecondFactor.objects.all()) == [other]


def test_nobody_touches_the_factors_of_another(client_for, awa, boubacar, actor_for):
    factor = with_factor(awa)
    url = reverse("accounts:remove_factor", args=[factor.pk])
    assert client_for(boubacar).post(url, {"password": PASSWORD}).status_code == 404
    stranger = actor_for(boubacar)
    for act in (
        lambda: actions.remove_factor(stranger, factor),
        lambda: actions.add_code_factor(stranger, awa, name="T", secret=SECRET, step=1),
        lambda: actions.renew_recovery_codes(stranger, awa),
        lambda: actions.close_sessions(stranger, awa, but=""),
        lambda: actions.acknowledge_notices(stranger, awa),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert SecondFactor.objects.count() == 1


# Sessions and locks


def test_a_press_locks_and_the_password_opens_again_where_one_was(client_for, awa, settings):
    client = client_for(with_password(awa))
    assert client.post(reverse("accounts:lock")).url == reverse("accounts:unlock")
    way = client.get(reverse("cases:list")).url
    assert "dossiers" in client.get(way).url
    page = client.get(client.get(way).url)
    assert awa.full_name in page.content.decode()
    assert client.post(reverse("accounts:unlock"), {"password": "faux"}).status_code == 200
    assert client.get(reverse("cases:list")).status_code == 302
    words = {"password": PASSWORD, "next": reverse("cases:list")}
    assert client.post(reverse("accounts:unlock"), words).url == reverse("cases:list")
    assert client.get(reverse("cases:list")).status_code == 200


def test_unlocking_leads_to_no_other_site(client_for, awa):
    client = client_for(with_password(awa))
    client.post(reverse("accounts:lock"))
    words = {"password": PASSWORD, "next": "https://ailleurs.example/"}
    assert client.post(reverse("accounts:unlock"), words).url == reverse(DAY)


def test_wrong_passwords_at_a_locked_session_end_it(client_for, awa, settings):
    client = client_for(with_password(awa))
    client.post(reverse("accounts:lock"))
    for _ in range(settings.AXES_FAILURE_LIMIT + 1):
        page = client.post(reverse("accounts:unlock"), {"password": "faux"})
    assert page.status_code == 429
    assert not Session.objects.filter(account=awa).exists()


@pytest.mark.parametrize(("shared", "minutes"), [(True, "SHARED_IDLE_MINUTES"), (False, "IDLE_MINUTES")])
def test_a_session_left_alone_locks_itself(client, etienne, now, settings, shared, minutes):
    with_password(etienne)
    give_password(client, "etienne", **({"shared": "on"} if shared else {}))
    now[0] += getattr(settings, minutes) * 60 - 1
    assert opened(client)
    now[0] += getattr(settings, minutes) * 60 + 1
    assert not opened(client)
    assert client.get(reverse("accounts:unlock")).status_code == 200


def test_somebody_else_may_end_a_locked_session(client_for, awa):
    client = client_for(with_password(awa))
    client.post(reverse("accounts:lock"))
    client.post(reverse("accounts:sign_out"))
    assert not Session.objects.filter(account=awa).exists()
    assert client.get(reverse("accounts:unlock")).url == reverse("accounts:sign_in")


def test_an_account_keeps_as_many_sessions_as_the_settings_say(etienne, settings, now):
    with_password(etienne)
    clients = [Client() for _ in range(settings.MAX_SESSIONS + 1)]
    for client in clients:
        give_password(client, "etienne")
        now[0] += 61
    assert [opened(client) for client in clients] == [False] + [True] * settings.MAX_SESSIONS


def test_the_other_sessions_are_closed_by_hand(etienne, now):
    with_password(etienne)
    here, there = Client(), Client()
    for client in (here, there):
        give_password(client, "etienne")
    assert "Fermer mes autres sessions" in here.get(reverse("accounts:account")).content.decode()
    here.post(reverse("accounts:close_sessions"), {"form_id": ""})
    assert opened(here)
    assert not opened(there)


def test_a_device_not_seen_before_is_news_and_a_known_one_is_not(etienne):
    with_password(etienne)
    first, second = Client(), Client(headers={"user-agent": "Mozilla/5.0 (Linux; Android 13) Firefox/130"})
    give_password(first, "etienne")
    assert not Notice.objects.exists()
    give_password(second, "etienne")
    assert Notice.objects.get().device == "Android Firefox"
    assert "Connexion depuis un appareil inconnu" in second.get(reverse(DAY)).content.decode()
    second.post(reverse("accounts:sign_out"))
    give_password(second, "etienne")
    assert Notice.objects.count() == 1


def test_the_session_that_was_open_before_does_not_carry_over(client, etienne, awa, client_for):
    with_password(etienne)
    client.get(reverse("interface:home"))
    client.session.save()
    before = client.session.session_key
    give_password(client, "etienne")
    assert client.session.session_key != before
