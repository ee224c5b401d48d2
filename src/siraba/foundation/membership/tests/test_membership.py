"""People come in by an invitation of their agency's administrator, and leaving closes everything."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from siraba.foundation.access.errors import Invalid, NotAllowed, NotVisible, StateNotOpen
from siraba.foundation.accounts.models import Account, ApiToken, Session
from siraba.foundation.accounts.roles import Role
from siraba.foundation.accounts.tokens import make_token, token_of
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.membership.actions import (
    end_membership,
    invite_account,
    reinstate_account,
    renew_access,
    revoke_invitation,
    suspend_account,
    use_invitation,
)
from siraba.foundation.membership.models import Invitation
from siraba.foundation.membership.rules import GIVEN_FROM_ABOVE, ROLES_OF
from siraba.foundation.sign_in.actions import add_code_factor, renew_recovery_codes
from siraba.foundation.sign_in.models import News, Notice, RecoveryCode, SecondFactor
from tests import scene

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("awa", "boubacar", "coumba", "garba", "issa", "jeneba", "kassim"),
]
PASSWORD = "Une pirogue à Gao"


def invite(by="kassim", to="oim", role="case_manager", username="nouvelle", **more):
    words = {
        "organisation": scene.organisation(to),
        "role": role,
        "username": username,
        "full_name": "Nouvelle Venue",
    }
    return invite_account(scene.actor(by), **words | more)


def test_an_invitation_makes_one_account_in_its_role_and_opens_once():
    _invitation, secret = invite(unit=scene.account("awa").unit)
    account = use_invitation(None, secret, password=PASSWORD)
    assert (account.role, account.organisation.code, account.unit) == (
        "case_manager",
        "oim",
        scene.account("awa").unit,
    )
    assert account.check_password(PASSWORD)
    with pytest.raises(NotVisible):
        use_invitation(None, secret, password=PASSWORD)


def test_only_the_digest_of_the_way_in_is_kept():
    invitation, secret = invite()
    assert secret not in str(Invitation.objects.values().get())
    assert invitation.digest != secret


@pytest.mark.parametrize("how", ["revoked", "late", "unknown"])
def test_a_closed_way_in_looks_like_one_that_never_was(client, how):
    invitation, secret = invite()
    if how == "revoked":
        revoke_invitation(scene.actor("kassim"), invitation)
    elif how == "late":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    else:
        secret = "inconnu"
    for response in (
        client.get(reverse("membership:accept", args=[secret])),
        client.post(
            reverse("membership:accept", args=[secret]),
            {"new_password1": PASSWORD, "new_password2": PASSWORD},
        ),
    ):
        assert response.status_code == 404
    assert not Account.objects.filter(username="nouvelle").exists()


def test_a_weak_password_is_refused_and_the_invitation_stays_open():
    _invitation, secret = invite()
    for weak in ("court", "password1234", "nouvelle"):
        with pytest.raises(ValidationError):
            use_invitation(None, secret, password=weak)
    assert use_invitation(None, secret, password=PASSWORD)


# Who gives what


@pytest.mark.parametrize("role", [role for role in Role if role not in ROLES_OF["un", "protection"]])
def test_an_agency_gives_only_the_roles_that_fit_it(role):
    with pytest.raises(Invalid) as refusal:
        invite(role=role)
    assert refusal.value.field == "role"


@pytest.mark.parametrize("role", [role for role in Role if role not in GIVEN_FROM_ABOVE])
def test_the_administrator_of_the_system_gives_no_role_that_reads_a_case(role):
    with pytest.raises(Invalid):
        invite("issa", role=role)


@pytest.mark.parametrize("role", GIVEN_FROM_ABOVE)
def test_the_administrator_of_the_system_opens_the_first_accounts_of_an_agency(role):
    assert invite("issa", "helvetas", role=role)


def test_nobody_gives_a_role_of_another_agency_nor_one_of_their_own_rank():
    for wrong in ({"to": "helvetas"}, {"role": "organisation_administrator"}, {"role": "administrator"}):
        with pytest.raises(Invalid):
            invite(**wrong)
    for who in ("awa", "coumba", "jeneba"):
        with pytest.raises(NotAllowed):
            invite(who)


def test_a_unit_of_elsewhere_and_a_taken_identifier_are_refused_on_their_field():
    with pytest.raises(Invalid) as refusal:
        invite(unit=scene.account("garba").unit)
    assert refusal.value.field == "unit"
    for taken in ("boubacar", "NOUVELLE"):
        if taken != "boubacar":
            invite()
        with pytest.raises(Invalid) as refusal:
            invite(username=taken)
        assert refusal.value.field == "username"


def test_nobody_touches_their_own_account_nor_one_of_another_agency():
    for who, whom in (
        ("kassim", "kassim"),
        ("kassim", "boubacar"),
        ("issa", "awa"),
        ("issa", "issa"),
        ("awa", "coumba"),
    ):
        for act in (suspend_account, end_membership, reinstate_account, renew_access):
            with pytest.raises(NotAllowed):
                act(scene.actor(who), scene.account(whom))
    assert not Account.objects.filter(is_active=False).exists()


def test_the_first_administrator_is_made_on_the_machine_and_chooses_a_password(client):
    from siraba.foundation.membership.actions import create_administrator

    secret = create_administrator(None, username="Premier", full_name="Premier Administrateur")
    assert "administrateur du système vous attend" in client.get(f"/invitation/{secret}/").content.decode()
    account = use_invitation(None, secret, password=PASSWORD)
    assert (account.username, account.role, account.organisation) == ("premier", "administrator", None)
    with pytest.raises(Invalid):
        create_administrator(None, username="premier", full_name="Autre")


# Going out


def with_every_door(account):
    account.set_password(PASSWORD)
    account.save()
    client = Client()
    client.force_login(account, backend="siraba.foundation.accounts.backends.AccountBackend")
    add_code_factor(scene.actor("awa"), account, name="Téléphone", secret=b"1" * 20, step=1)
    renew_recovery_codes(scene.actor("awa"), account)
    return client, make_token(account.pk, "care", "Tableur")[1]


def test_leaving_closes_everything_for_good():
    client, token = with_every_door(scene.account("awa"))
    end_membership(scene.actor("kassim"), scene.account("awa"))
    assert client.get(reverse("interface:my_day")).status_code == 302
    assert token_of(token) is None
    assert not Session.objects.filter(account__username="awa").exists()
    for kind in (SecondFactor, RecoveryCode):
        assert not kind.objects.filter(account__username="awa").exists()
    assert not ApiToken.objects.filter(revoked_at__isnull=True).exists()
    assert not scene.account("awa").check_password(PASSWORD)
    for act in (reinstate_account, end_membership):
        with pytest.raises(StateNotOpen):
            act(scene.actor("kassim"), scene.account("awa"))


def test_a_suspended_account_comes_back_with_its_factor_and_without_its_sessions():
    client, token = with_every_door(scene.account("awa"))
    suspend_account(scene.actor("kassim"), scene.account("awa"))
    assert client.get(reverse("interface:my_day")).status_code == 302
    with pytest.raises(StateNotOpen):
        suspend_account(scene.actor("kassim"), scene.account("awa"))
    reinstate_account(scene.actor("kassim"), scene.account("awa"))
    assert token_of(token) is None
    assert client.get(reverse("interface:my_day")).status_code == 302
    assert SecondFactor.objects.exists()


def test_access_is_given_back_by_a_link_that_closes_the_old_ways_in(client):
    awa = scene.account("awa")
    before, token = with_every_door(awa)
    _lost, first = renew_access(scene.actor("kassim"), awa)
    _invitation, secret = renew_access(scene.actor("kassim"), scene.account("awa"))
    assert before.get(reverse("interface:my_day")).status_code == 302
    assert token_of(token) is None
    assert not SecondFactor.objects.exists()
    with pytest.raises(NotVisible):
        use_invitation(None, first, password=PASSWORD)
    page = client.get(reverse("membership:accept", args=[secret])).content.decode()
    assert "vous rend l’accès" in page
    account = use_invitation(None, secret, password="Le riz de Mopti")
    assert (account.pk, account.check_password("Le riz de Mopti")) == (awa.pk, True)
    assert Notice.objects.filter(account=awa, what=News.ACCESS_RENEWED).exists()
    answer = client.post(reverse("accounts:sign_in"), {"username": "awa", "password": "Le riz de Mopti"})
    assert answer.url == reverse("accounts:second_step")


def test_no_access_is_given_back_to_who_left_and_leaving_closes_the_link():
    _invitation, secret = renew_access(scene.actor("kassim"), scene.account("awa"))
    end_membership(scene.actor("kassim"), scene.account("awa"))
    with pytest.raises(NotVisible):
        use_invitation(None, secret, password=PASSWORD)
    with pytest.raises(StateNotOpen):
        renew_access(scene.actor("kassim"), scene.account("awa"))


def test_the_cases_of_who_left_wait_for_the_supervisor(client_for):
    case = scene.open_case()
    end_membership(scene.actor("kassim"), scene.account("awa"))
    page = client_for(scene.account("coumba")).get(reverse("interface:my_day")).content.decode()
    assert case.code in page.split("Dossiers sans responsable")[1]


# The pages


def test_the_pages_lead_from_the_invitation_to_the_first_sign_in(client_for, client):
    admin = client_for(scene.account("kassim"))
    words = {
        "form_id": "", "full_name": "Nouvelle Venue", "username": "nouvelle", "role": "case_manager",
        "organisation": scene.organisation("oim").pk,
    }  # fmt: skip
    page = admin.post(reverse("membership:invite"), words).content.decode()
    link = re.search(r"/invitation/[\w-]+/", page).group()
    assert "svg+xml" in page
    assert "Kassim Doumbia" in client.get(link).content.decode()
    assert client.post(link, {"new_password1": PASSWORD, "new_password2": "autre"}).status_code == 200
    assert client.post(link, {"new_password1": PASSWORD, "new_password2": PASSWORD}).url == reverse(
        "accounts:sign_in"
    )
    answer = client.post(reverse("accounts:sign_in"), {"username": "nouvelle", "password": PASSWORD})
    assert answer.url == reverse("accounts:second_step")


def test_an_administrator_sees_its_own_accounts_and_the_system_s_sees_administrators(client_for):
    own = client_for(scene.account("kassim")).get(reverse("membership:list")).content.decode()
    assert "Awa Traoré" in own
    assert "Boubacar Coulibaly" not in own
    system = client_for(scene.account("issa")).get(reverse("membership:list")).content.decode()
    assert "Kassim Doumbia" in system
    assert "Awa Traoré" not in system


def test_an_account_of_another_agency_is_not_there(client_for):
    url = reverse("membership:step", args=[scene.account("boubacar").pk, "fermer"])
    assert client_for(scene.account("kassim")).post(url, {"form_id": ""}).status_code == 404


# One account and another


def everything_of(username) -> tuple[int, ...]:
    account = Account.objects.filter(username=username)
    kept = [
        kind.objects.filter(account__username=username).count()
        for kind in (SecondFactor, RecoveryCode, Session)
    ]
    live = ApiToken.objects.filter(account__username=username, revoked_at__isnull=True).count()
    links = Invitation.objects.filter(account__username=username, revoked_at__isnull=True).count()
    return (*kept, live, links, account.filter(is_active=True).count())


def full(username) -> None:
    account, actor = scene.account(username), scene.actor(username)
    account.set_password(PASSWORD)
    account.save()
    Client().force_login(account, backend="siraba.foundation.accounts.backends.AccountBackend")
    add_code_factor(actor, account, name="Téléphone", secret=b"1" * 20, step=1)
    renew_recovery_codes(actor, account)
    make_token(account.pk, "care", "Tableur")


@pytest.mark.parametrize("act", [suspend_account, end_membership, renew_access])
def test_what_closes_one_account_leaves_its_colleague_s_open(act):
    _waiting, secret = renew_access(scene.actor("kassim"), scene.account("coumba"))
    for username in ("coumba", "awa"):
        full(username)
    before = everything_of("coumba")
    act(scene.actor("kassim"), scene.account("awa"))
    assert everything_of("coumba") == before
    assert use_invitation(None, secret, password=PASSWORD).username == "coumba"


def test_a_token_revoked_long_ago_keeps_its_day():
    long_ago = timezone.now() - timedelta(days=9)
    token, _secret = make_token(scene.account("awa").pk, "care", "Ancien")
    ApiToken.objects.filter(pk=token.pk).update(revoked_at=long_ago)
    suspend_account(scene.actor("kassim"), scene.account("awa"))
    assert ApiToken.objects.get(pk=token.pk).revoked_at == long_ago


def test_a_link_that_was_used_is_not_written_over_as_revoked():
    invitation, secret = renew_access(scene.actor("kassim"), scene.account("awa"))
    use_invitation(None, secret, password=PASSWORD)
    renew_access(scene.actor("kassim"), scene.account("awa"))
    end_membership(scene.actor("kassim"), scene.account("awa"))
    invitation.refresh_from_db()
    assert invitation.revoked_at is None


def test_an_identifier_is_free_again_when_its_invitation_is_over():
    first, secret = invite(username="libre")
    with pytest.raises(Invalid):
        invite(username="libre")
    revoke_invitation(scene.actor("kassim"), first)
    second, _secret = invite(username="libre")
    Invitation.objects.filter(pk=second.pk).update(expires_at=timezone.now() - timedelta(hours=1))
    _third, secret = invite(username="libre")
    invite(username="autre")
    use_invitation(None, secret, password=PASSWORD)
    with pytest.raises(Invalid):
        invite(username="libre")


@pytest.mark.parametrize("over", [{"revoked_at": "now"}, {"expires_at": "now"}, {"used_at": "now"}])
def test_a_link_that_is_over_opens_nothing_by_its_act_nor_by_its_page(over, client):
    invitation, secret = invite()
    now = timezone.now()
    Invitation.objects.filter(pk=invitation.pk).update(**dict.fromkeys(over, now))
    with pytest.raises(NotVisible):
        use_invitation(None, secret, password=PASSWORD)
    with pytest.raises(NotVisible):
        use_invitation(None, "un autre secret", password=PASSWORD)
    assert client.get(reverse("membership:accept", args=[secret])).status_code == 404


def test_an_open_account_is_not_reinstated_and_a_closed_one_is_not_given_back():
    full("awa")
    with pytest.raises(StateNotOpen):
        reinstate_account(scene.actor("kassim"), scene.account("awa"))
    suspend_account(scene.actor("kassim"), scene.account("awa"))
    end_membership(scene.actor("kassim"), scene.account("awa"))
    assert not scene.account("awa").has_usable_password()


def test_an_administrator_of_an_agency_touches_no_officer_of_data_protection_of_its_own(account_for):
    account_for("own-dpo", "Délégué de l’OIM", "data_protection_officer", "oim")
    account_for("other-admin", "Autre administrateur", "organisation_administrator", "oim")
    for username in ("own-dpo", "other-admin"):
        with pytest.raises(NotAllowed):
            suspend_account(scene.actor("kassim"), scene.account(username))


def test_the_page_of_an_invitation_is_its_own_and_for_who_administers_it(client_for):
    first, _secret = invite(username="premiere")
    second, _secret = invite(username="seconde")
    kassim = client_for(scene.account("kassim"))
    kassim.post(reverse("membership:revoke", args=[second.pk]), {"form_id": ""})
    assert set(Invitation.objects.filter(revoked_at__isnull=True)) == {first}
    assert kassim.get(reverse("membership:revoke", args=[second.pk])).status_code == 404


def test_who_has_no_purpose_of_accounts_sees_none():
    from siraba.foundation.membership.selectors import accounts_visible_to

    assert accounts_visible_to(scene.actor("kassim")).exists()
    assert not accounts_visible_to(scene.actor("awa")).exists()


def test_the_invitation_of_an_administrator_of_the_agency_is_seen_and_not_taken_back_by_another(client_for):
    invitation, _secret = invite("issa", role="organisation_administrator", username="chef")
    kassim = client_for(scene.account("kassim"))
    page = reverse("membership:revoke", args=[invitation.pk])
    assert kassim.get(page).status_code == 403
    assert kassim.post(page, {"form_id": ""}).status_code == 403


def test_the_list_of_accounts_is_in_the_log_and_a_step_that_is_none_is_not_there(client_for):
    kassim = client_for(scene.account("kassim"))
    kassim.get(reverse("membership:list"))
    assert AuditLine.objects.filter(act="list_accounts", account__username="kassim").count() == 1
    assert (
        kassim.get(reverse("membership:step", args=[scene.account("awa").pk, "inconnu"])).status_code == 404
    )


def test_an_invitation_is_taken_back_once():
    invitation, _secret = invite()
    revoke_invitation(scene.actor("kassim"), invitation)
    with pytest.raises(StateNotOpen):
        revoke_invitation(scene.actor("kassim"), invitation)


def test_the_list_shows_the_invitations_that_still_wait(client_for):
    used, secret = invite(username="utilisee", full_name="Utilisée Déjà")
    use_invitation(None, secret, password=PASSWORD)
    late, _secret = invite(username="tardive", full_name="Tardive Échue")
    Invitation.objects.filter(pk=late.pk).update(expires_at=timezone.now())
    invite(username="attend", full_name="Attend Encore")
    page = client_for(scene.account("kassim")).get(reverse("membership:list")).content.decode()
    waiting = page.split("Invitations ouvertes")[1].split("</ul>")[0]
    assert [name in waiting for name in ("Attend Encore", "Tardive Échue", "Utilisée Déjà")] == [
        True,
        False,
        False,
    ]


def test_the_step_on_an_account_that_is_not_theirs_has_no_page_even_where_it_is_listed(
    client_for, account_for
):
    account_for("other-admin", "Autre administrateur", "organisation_administrator", "oim")
    kassim = client_for(scene.account("kassim"))
    for username in ("kassim", "other-admin"):
        page = reverse("membership:step", args=[scene.account(username).pk, "suspendre"])
        assert kassim.get(page).status_code == 403
