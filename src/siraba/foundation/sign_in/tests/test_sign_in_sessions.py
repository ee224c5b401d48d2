"""A session opens for one person, ends when it should, and nothing done to one account touches another."""

import pytest
from django.conf import settings as site
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from siraba.foundation.access.errors import NotAllowed
from siraba.foundation.accounts.models import Account, ApiToken, Session
from siraba.foundation.accounts.sessions import DEVICE, SEEN
from siraba.foundation.accounts.tokens import make_token, token_of
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.sign_in import actions, factors
from siraba.foundation.sign_in.devices import device_of
from siraba.foundation.sign_in.entering import close_oldest
from siraba.foundation.sign_in.models import News, Notice, RecoveryCode, SecondFactor
from siraba.foundation.sign_in.selectors import demonstration_accounts
from tests import scene

pytestmark = pytest.mark.django_db
PASSWORD = "Le fleuve Niger à Gao"
DAY = reverse("interface:my_day")
COOKIE = site.SESSION_COOKIE_NAME


@pytest.fixture(autouse=True)
def no_lock(settings):
    cache.clear()
    settings.SECOND_FACTOR_REQUIRED = False


def signed_in(account, client=None) -> Client:
    if not account.check_password(PASSWORD):
        account.set_password(PASSWORD)
        account.save()
    client = client or Client()
    client.post(reverse("accounts:sign_in"), {"username": account.username, "password": PASSWORD})
    return client


def opened(client) -> bool:
    return client.get(DAY).status_code == 200


def with_cookie(value: str) -> Client:
    client = Client()
    client.cookies[COOKIE] = value
    return client


# Fixation and reuse


def test_a_session_planted_before_the_sign_in_is_not_the_one_that_opens(etienne):
    planted = Client()
    planted.get(reverse("accounts:sign_in"))
    planted.post(reverse("accounts:sign_in"), {"username": "etienne", "password": "faux"})
    session = planted.session
    session["planted"] = True
    session.save()
    before = session.session_key
    planted.cookies[COOKIE] = before
    signed_in(etienne, planted)
    assert opened(planted)
    assert planted.cookies[COOKIE].value != before
    assert not opened(with_cookie(before))


@pytest.mark.parametrize("value", ["", "x", "a" * 32, "../../x", "é" * 20, "0" * 200])
def test_a_session_that_nobody_gave_opens_nothing_and_is_not_adopted(value):
    client = with_cookie(value)
    assert client.get(DAY).status_code == 302
    assert not Session.objects.filter(session_key=value).exists()


def test_a_cookie_kept_after_signing_out_opens_nothing(etienne):
    client = signed_in(etienne)
    kept = client.cookies[COOKIE].value
    client.post(reverse("accounts:sign_out"))
    assert not opened(with_cookie(kept))


def test_a_new_password_closes_every_other_session_and_changes_the_own_key(etienne):
    here, there = signed_in(etienne), signed_in(etienne)
    kept = here.cookies[COOKIE].value
    words = {"old_password": PASSWORD, "new_password1": "Le riz de Mopti", "new_password2": "Le riz de Mopti"}
    here.post(reverse("accounts:password"), words)
    assert opened(here)
    assert not opened(there)
    assert here.cookies[COOKIE].value != kept
    assert not opened(with_cookie(kept))


def test_a_session_ends_with_its_time_and_with_its_account(etienne):
    late, closed = signed_in(etienne), signed_in(etienne)
    Session.objects.filter(session_key=late.cookies[COOKIE].value).update(expire_date=timezone.now())
    assert not opened(late)
    Account.objects.filter(pk=etienne.pk).update(is_active=False)
    assert not opened(closed)


def test_the_session_of_one_account_cannot_be_made_another_s(etienne, issa):
    client = signed_in(etienne)
    rows = Session.objects.filter(session_key=client.cookies[COOKIE].value)
    rows.update(account=issa)
    assert not opened(client)


def test_a_key_of_the_api_is_over_at_the_next_request_once_revoked(awa):
    token, secret = make_token(awa.pk, "care", "Tableur")
    assert token_of(secret)
    actions.revoke_token(scene.actor("awa"), token)
    assert token_of(secret) is None


# One account and another


@pytest.fixture
def two(awa, coumba):
    """Both with everything that an account can have."""
    for account in (awa, coumba):
        actor = scene.actor(account.username)
        for name in ("Téléphone", "Tablette"):
            actions.add_code_factor(actor, account, name=name, secret=b"1" * 20, step=1)
        actions.renew_recovery_codes(actor, account)
        make_token(account.pk, "care", "Tableur")
        Session.objects.create(
            session_key=account.username * 5, session_data="", expire_date=timezone.now(), account=account
        )
    return awa, coumba


def kept_of(account) -> tuple[int, ...]:
    unseen = Notice.objects.filter(account=account, seen_at__isnull=True)
    tokens = ApiToken.objects.filter(account=account, revoked_at__isnull=True)
    return tuple(
        rows.count()
        for rows in (
            SecondFactor.objects.filter(account=account),
            RecoveryCode.objects.filter(account=account),
            Session.objects.filter(account=account),
            unseen,
            tokens,
        )
    )


@pytest.mark.parametrize(
    "act",
    [
        lambda awa: actions.close_sessions(scene.actor("awa"), awa, but=""),
        lambda awa: actions.acknowledge_notices(scene.actor("awa"), awa),
        lambda awa: actions.renew_recovery_codes(scene.actor("awa"), awa),
        lambda awa: actions.remove_factor(
            scene.actor("awa"), SecondFactor.objects.filter(account=awa).first()
        ),
        lambda awa: actions.revoke_token(scene.actor("awa"), ApiToken.objects.get(account=awa)),
        lambda awa: [close_oldest(awa) for _ in range(5)],
    ],
    ids=["sessions", "news", "recovery", "factor", "token", "oldest"],
)
def test_what_an_account_does_with_its_own_leaves_another_s_alone(act, two):
    awa, coumba = two
    before = kept_of(coumba)
    act(awa)
    assert kept_of(coumba) == before


def test_many_sessions_of_others_close_none_of_mine(awa, coumba, settings):
    settings.MAX_SESSIONS = 2
    mine = signed_in(awa)
    for _ in range(4):
        signed_in(coumba)
    assert opened(mine)
    assert Session.objects.filter(account=coumba).count() == 2


def test_the_last_factor_is_the_last_whatever_others_have(two, settings):
    from siraba.foundation.access.errors import StateNotOpen

    settings.SECOND_FACTOR_REQUIRED = True
    awa, _coumba = two
    first, last = SecondFactor.objects.filter(account=awa).order_by("pk")
    actions.remove_factor(scene.actor("awa"), first)
    with pytest.raises(StateNotOpen):
        actions.remove_factor(scene.actor("awa"), last)


def test_who_needs_no_factor_may_take_the_last_one_away(etienne):
    factor = actions.add_code_factor(scene.actor("etienne"), etienne, name="T", secret=b"1" * 20, step=1)
    actions.remove_factor(scene.actor("etienne"), factor)
    assert not SecondFactor.objects.exists()


def test_news_that_were_seen_keep_their_day(etienne):
    Notice.objects.create(account=etienne, what=News.NEW_DEVICE)
    actions.acknowledge_notices(scene.actor("etienne"), etienne)
    seen = Notice.objects.get().seen_at
    actions.acknowledge_notices(scene.actor("etienne"), etienne)
    assert Notice.objects.get().seen_at == seen


def test_a_factor_of_another_neither_asks_nor_answers_for_me(two, etienne, settings):
    """Etienne's role needs none and he has none: the others' factors do not stop him at the door."""
    assert opened(signed_in(etienne))
    settings.SECOND_FACTOR_REQUIRED = True
    SecondFactor.objects.filter(account__username="awa").delete()
    client = signed_in(scene.account("awa"))
    assert client.get(reverse("accounts:second_step")).url == reverse("accounts:set_up")
    assert client.get(reverse("accounts:set_up")).status_code == 200


def test_the_recovery_code_of_another_stays_unused(two):
    awa, coumba = two
    fresh = actions.renew_recovery_codes(scene.actor("coumba"), coumba)
    assert factors.opens(awa, fresh[0]) == ""
    assert RecoveryCode.objects.filter(account=coumba, used_at__isnull=True).count() == 10


def test_a_passkey_is_not_asked_for_a_code(awa):
    factor = SecondFactor(account=awa, kind="passkey", name="Clé")
    factor.write(credential="x", public_key="y")
    factor.save()
    assert factors.opens(awa, "123456") == ""


def test_the_factor_of_another_is_not_there_to_remove(two, client_for):
    awa, coumba = two
    hers = SecondFactor.objects.filter(account=coumba).first()
    url = reverse("accounts:remove_factor", args=[hers.pk])
    assert client_for(awa).get(url).status_code == 404
    mine = SecondFactor.objects.filter(account=awa).last()
    page = client_for(awa).get(reverse("accounts:remove_factor", args=[mine.pk])).content.decode()
    assert "Tablette" in page


def test_a_key_is_revoked_by_its_own_number(awa, client_for):
    first, second = (make_token(awa.pk, "care", name)[0] for name in ("Un", "Deux"))
    client_for(awa).post(reverse("accounts:revoke_token", args=[second.pk]), {"form_id": ""})
    assert ApiToken.objects.get(revoked_at__isnull=False).name == "Deux"
    assert ApiToken.objects.get(revoked_at__isnull=True).pk == first.pk


def test_an_account_closed_between_the_two_steps_goes_no_further(awa, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    client = signed_in(awa)
    assert client.get(reverse("accounts:set_up")).status_code == 200
    Account.objects.filter(pk=awa.pk).update(is_active=False)
    assert client.get(reverse("accounts:set_up")).url == reverse("accounts:sign_in")


def test_only_fictitious_open_accounts_are_shown_on_a_demonstration(awa, coumba, boubacar):
    Account.objects.filter(pk=awa.pk).update(fictitious=True)
    Account.objects.filter(pk=coumba.pk).update(fictitious=True, is_active=False)
    assert [account.username for account in demonstration_accounts()] == ["awa"]


@pytest.mark.parametrize("purpose", ["emergency", "accounts", "prosecution"])
def test_no_key_is_made_for_what_only_a_person_may_do_nor_for_another_s_purpose(purpose, awa):
    with pytest.raises(NotAllowed):
        actions.issue_token(scene.actor("awa"), purpose, name="Tableur")
    assert not ApiToken.objects.exists()


def test_a_wrong_second_step_is_in_the_journal(etienne):
    actions.add_code_factor(scene.actor("etienne"), etienne, name="T", secret=b"1" * 20, step=1)
    client = signed_in(etienne)
    before = AuditLine.objects.filter(act="sign_in", decision="refused").count()
    client.post(reverse("accounts:second_step"), {"code": "000000"})
    assert AuditLine.objects.filter(act="sign_in", decision="refused").count() == before + 1


def test_my_account_page_shows_what_is_mine_and_still_good(two, client_for):
    awa, coumba = two
    old, _secret = make_token(awa.pk, "care", "Ancien programme")
    ApiToken.objects.filter(pk=old.pk).update(expires_at=timezone.now())
    SecondFactor.objects.filter(account=coumba).update(name="Celui de Coumba")
    RecoveryCode.objects.filter(account=awa).order_by("pk").first()
    RecoveryCode.objects.filter(pk__in=RecoveryCode.objects.filter(account=awa).values("pk")[:3]).update(
        used_at=timezone.now()
    )
    page = client_for(awa).get(reverse("accounts:account")).content.decode()
    assert "Tableur" in page
    assert "Ancien programme" not in page
    assert "Celui de Coumba" not in page
    assert "Il vous reste 7 codes de secours" in page


def test_a_session_whose_time_has_passed_is_not_listed(awa, client_for):
    client = client_for(awa)
    Session.objects.create(session_key="x" * 32, session_data="", expire_date=timezone.now(), account=awa)
    page = client.get(reverse("accounts:account")).content.decode()
    assert page.split("Sessions ouvertes")[1].split("</ul>")[0].count("<li>") == 1


def test_sessions_of_others_in_between_do_not_count_among_mine(awa, coumba, settings):
    settings.MAX_SESSIONS = 2
    first = signed_in(awa)
    for _ in range(4):
        signed_in(coumba)
    second = signed_in(awa)
    assert opened(first)
    assert opened(second)


def test_each_key_is_revoked_by_its_own_number_whichever_is_newer(awa, client_for):
    first, second = (make_token(awa.pk, "care", name)[0] for name in ("Un", "Deux"))
    client_for(awa).post(reverse("accounts:revoke_token", args=[first.pk]), {"form_id": ""})
    assert ApiToken.objects.get(revoked_at__isnull=True).pk == second.pk


def test_my_sessions_and_news_are_mine_and_the_last_used_comes_first(two, client_for):
    awa, coumba = two
    actions.acknowledge_notices(scene.actor("awa"), awa)
    here = client_for(awa)
    session = here.session
    session[DEVICE], session[SEEN] = "Android Chrome", 2_000_000_000
    session.save()
    there = client_for(awa)
    session = there.session
    session[DEVICE], session[SEEN] = "Windows Edge", 2_100_000_000
    session.save()
    elsewhere = client_for(coumba)
    session = elsewhere.session
    session[DEVICE] = "iPhone Safari"
    session.save()
    page = here.get(reverse("accounts:account")).content.decode()
    assert "iPhone Safari" not in page
    assert page.index("Windows Edge") < page.index("Android Chrome")
    assert "Nouvelles de votre compte" not in page
    RecoveryCode.objects.filter(account=awa).delete()
    assert "Il vous reste 0 code" in here.get(reverse("accounts:account")).content.decode()


def test_a_wrong_first_code_adds_no_application(awa, client_for):
    awa.set_password(PASSWORD)
    awa.save()
    client = client_for(awa)
    address = reverse("accounts:add_factor")
    client.get(address)
    client.post(address, {"name": "Téléphone", "code": "000000", "password": PASSWORD})
    assert not SecondFactor.objects.exists()


def test_a_device_that_says_nothing_of_itself_is_unknown(rf):
    assert device_of(rf.get("/")) == "Appareil inconnu"
    assert (
        device_of(rf.get("/", headers={"user-agent": "Mozilla/5.0 (Linux; Android 14) Chrome/130"}))
        == "Android Chrome"
    )


def test_an_account_that_is_not_fictitious_is_never_shown(awa, etienne):
    Account.objects.filter(pk=awa.pk).update(fictitious=True)
    assert [account.username for account in demonstration_accounts()] == ["awa"]
