"""My account: the password and the keys of programs."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from siraba.foundation.access.errors import NotAllowed, StateNotOpen
from siraba.foundation.access.policy import Purpose
from siraba.foundation.accounts.models import ApiToken
from siraba.foundation.accounts.tokens import make_token, token_of
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.sign_in.actions import change_password, issue_token, revoke_token

pytestmark = pytest.mark.django_db
OLD, NEW = "Le fleuve Niger à Gao", "Une pirogue à Ménaka"
CAST = ["awa", "boubacar", "coumba", "daouda", "etienne", "fanta", "garba", "hawa", "issa", "provider"]


@pytest.mark.parametrize("who", CAST)
def test_each_account_sees_itself_and_only_itself(who, request, client_for, awa, boubacar):
    account = request.getfixturevalue(who)
    make_token(awa.pk, Purpose.CARE, "Tableur d’Awa")
    page = client_for(account).get(reverse("accounts:account")).content.decode()
    assert account.full_name in page
    assert str(account.get_role_display()) in page
    assert ("Tableur d’Awa" in page) is (who == "awa")


def test_the_password_is_changed_with_the_old_one_and_the_session_goes_on(client_for, awa):
    awa.set_password(OLD)
    awa.save()
    client, url = client_for(awa), reverse("accounts:password")
    words = {"new_password1": NEW, "new_password2": NEW, "form_id": str(uuid4())}
    assert client.post(url, {**words, "old_password": "autre"}).status_code == 200
    assert client.post(url, {**words, "old_password": OLD}).url == reverse("accounts:account")
    awa.refresh_from_db()
    assert awa.check_password(NEW)
    assert client.get(url).status_code == 200
    assert list(AuditLine.objects.values_list("act", "detail")) == [("change_password", {})]


def test_nobody_changes_the_password_of_another(awa, boubacar, actor_for):
    with pytest.raises(NotAllowed):
        change_password(actor_for(boubacar), awa, password=NEW)


def issue(client, purpose="care", **more):
    words = {"name": "Tableur", "purpose": purpose, "form_id": str(uuid4()), **more}
    return client.post(reverse("accounts:new_token"), words)


def secret_in(response):
    return re.search(r"srb_[\w-]+", response.content.decode()).group()


def test_a_key_is_shown_once_and_opens_the_account_for_its_purpose(client_for, awa):
    client = client_for(awa)
    response = issue(client)
    token = token_of(secret_in(response))
    assert (token.account, token.purpose) == (awa, "care")
    assert response["Cache-Control"] == "no-store"
    page = client.get(reverse("accounts:account")).content.decode()
    assert "Tableur" in page
    assert "srb_" not in page
    assert AuditLine.objects.get().object == f"token:{token.pk}"


def test_the_same_form_sent_again_makes_no_second_key_and_shows_no_secret(client_for, awa):
    client, form = client_for(awa), str(uuid4())
    issue(client, form_id=form)
    assert issue(client, form_id=form).url == reverse("accounts:account")
    assert ApiToken.objects.count() == 1


def test_a_key_is_only_for_a_purpose_of_the_role(client_for, awa, actor_for):
    response = issue(client_for(awa), purpose="prosecution")
    assert "purpose" in response.context["form"].errors
    with pytest.raises(NotAllowed):
        issue_token(actor_for(awa), "prosecution", name="Tableur")
    assert not ApiToken.objects.exists()


def test_the_administrator_has_no_purpose_and_no_key(client_for, issa):
    client = client_for(issa)
    assert client.get(reverse("accounts:new_token")).status_code == 404
    assert "Jetons d’accès" not in client.get(reverse("accounts:account")).content.decode()


def test_a_revoked_key_opens_nothing_and_is_revoked_once(client_for, awa, actor_for):
    token, secret = make_token(awa.pk, Purpose.CARE, "Tableur")
    client, url = client_for(awa), reverse("accounts:revoke_token", args=[token.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"form_id": str(uuid4())}).url == reverse("accounts:account")
    assert token_of(secret) is None
    assert client.get(url).status_code == 404
    with pytest.raises(StateNotOpen):
        revoke_token(actor_for(awa), token)


def test_the_key_of_another_is_not_there(client_for, awa, etienne, actor_for):
    token, secret = make_token(awa.pk, Purpose.CARE, "Tableur")
    assert client_for(etienne).post(reverse("accounts:revoke_token", args=[token.pk]), {}).status_code == 404
    with pytest.raises(NotAllowed):
        revoke_token(actor_for(etienne), token)
    assert token_of(secret)


def test_a_key_ends_with_its_time_and_with_its_account(awa):
    token, secret = make_token(awa.pk, Purpose.CARE, "Tableur")
    assert token.expires_at - timezone.now() > timedelta(days=89)
    awa.is_active = False
    awa.save()
    assert token_of(secret) is None
    awa.is_active = True
    awa.save()
    ApiToken.objects.update(expires_at=timezone.now())
    assert token_of(secret) is None
