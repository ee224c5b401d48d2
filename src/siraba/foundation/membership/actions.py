"""People come in by an invitation and go out by one act that closes everything."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid, NotVisible, StateNotOpen
from siraba.foundation.accounts.models import Account, ApiToken, Session
from siraba.foundation.accounts.roles import Role
from siraba.foundation.audit.journal import action, record
from siraba.foundation.membership.models import Invitation
from siraba.foundation.membership.rules import roles_to_give
from siraba.foundation.offline.actions import wipe_devices_of
from siraba.foundation.organisations.models import Organisation, Unit
from siraba.foundation.sign_in.models import News, Notice, RecoveryCode, SecondFactor


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@action
def invite_account(
    actor: Actor,
    *,
    organisation: Organisation,
    role: str,
    username: str,
    full_name: str,
    unit: Unit | None = None,
) -> tuple[Invitation, str]:
    """Invite somebody to one role of an organisation; the secret of the way in is given once and not kept.

    Raises:
        Invalid: a role that does not fit or is not the actor's to give, a unit of elsewhere, an identifier in use.
    """
    check_right(actor, "invite_account")
    if role not in roles_to_give(actor, organisation):
        raise Invalid(_("Ce rôle ne se donne pas dans cette structure."), "role")
    if unit and unit.organisation_id != organisation.pk:
        raise Invalid(_("Cette unité n’est pas de cette structure."), "unit")
    username = username.lower()
    waiting = Invitation.objects.filter(
        username=username, used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=timezone.now()
    )
    if Account.objects.filter(username=username).exists() or waiting.exists():
        raise Invalid(_("Cet identifiant est déjà pris : choisissez-en un autre."), "username")
    invitation, secret = _open_way_in(
        actor, organisation=organisation, unit=unit, role=role, username=username, full_name=full_name
    )
    record(actor, "invite_account", f"invitation:{invitation.pk}", role=role, organisation=organisation.code)
    return invitation, secret


@action
def create_administrator(actor: None, *, username: str, full_name: str) -> str:
    """The way in of an administrator of the system, made by who holds the machine; gives its secret.

    Raises:
        Invalid: an identifier in use.
    """
    username = username.lower()
    if Account.objects.filter(username=username).exists():
        raise Invalid(_("Cet identifiant est déjà pris : choisissez-en un autre."), "username")
    invitation, secret = _open_way_in(actor, role=Role.ADMINISTRATOR, username=username, full_name=full_name)
    record(actor, "create_administrator", f"invitation:{invitation.pk}")
    return secret


def _open_way_in(actor: Actor | None, **whom: Any) -> tuple[Invitation, str]:
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        digest=digest_of(secret),
        invited_by_id=actor.account_id if actor else None,
        expires_at=timezone.now() + timedelta(hours=settings.INVITATION_HOURS),
        **whom,
    )
    return invitation, secret


@action
def revoke_invitation(actor: Actor, invitation: Invitation) -> None:
    check_right(actor, "revoke_invitation", invitation)
    if not invitation.is_open():
        raise StateNotOpen(_("Cette invitation n’est plus ouverte."))
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    record(actor, "revoke_invitation", f"invitation:{invitation.pk}")


@action
def use_invitation(actor: None, secret: str, *, password: str) -> Account:
    """Make the account of an open invitation, or give it back, with the password that its person chose.

    Raises:
        NotVisible: there is none, it was used, revoked, or its time has passed: the same for all.
        ValidationError: the password is too weak.
    """
    invitation = Invitation.objects.select_for_update().filter(digest=digest_of(secret)).first()
    if invitation is None or not invitation.is_open():
        raise NotVisible
    account = invitation.account or Account(
        username=invitation.username,
        full_name=invitation.full_name,
        role=invitation.role,
        organisation_id=invitation.organisation_id,
        unit_id=invitation.unit_id,
    )
    validate_password(password, account)
    account.set_password(password)
    account.save()
    invitation.used_at = timezone.now()
    invitation.save(update_fields=["used_at"])
    record(actor, "use_invitation", f"account:{account.pk}", invitation=invitation.pk)
    return account


@action
def suspend_account(actor: Actor, account: Account) -> None:
    """Close the account for a time: its sessions and keys end now."""
    check_right(actor, "suspend_account", account)
    if not account.is_active:
        raise StateNotOpen(_("Ce compte est déjà fermé."))
    _close_doors(account)
    record(actor, "suspend_account", f"account:{account.pk}")


@action
def reinstate_account(actor: Actor, account: Account) -> None:
    check_right(actor, "reinstate_account", account)
    if account.is_active or not account.has_usable_password():
        raise StateNotOpen(_("Ce compte ne se rétablit pas : invitez la personne à nouveau."))
    account.is_active = True
    account.save(update_fields=["is_active"])
    record(actor, "reinstate_account", f"account:{account.pk}")


@action
def renew_access(actor: Actor, account: Account) -> tuple[Invitation, str]:
    """Password or telephone lost: the ways in and the sessions close, and a link opens once to choose a new password.

    The second factor is set up anew at the first sign-in, and the account is told.
    """
    check_right(actor, "renew_access", account)
    if not account.is_active:
        raise StateNotOpen(_("Ce compte est fermé : rétablissez-le d’abord."))
    Invitation.objects.filter(account=account, used_at__isnull=True).update(revoked_at=timezone.now())
    account.set_unusable_password()
    account.save(update_fields=["password"])
    _close_sessions_and_keys(account)
    _forget_factors(account)
    Notice.objects.create(account=account, what=News.ACCESS_RENEWED)
    record(actor, "renew_access", f"account:{account.pk}")
    return _open_way_in(
        actor, account=account, organisation=account.organisation, unit=account.unit, role=account.role,
        username=account.username, full_name=account.full_name,
    )  # fmt: skip


@action
def end_membership(actor: Actor, account: Account) -> None:
    """Somebody leaves the organisation: account, sessions, keys, second factors all close, for good.

    What was written keeps its author; open cases stay with the agency, whose supervisor gives them to another.
    """
    check_right(actor, "end_membership", account)
    if not account.has_usable_password() and not account.is_active:
        raise StateNotOpen(_("Ce compte est déjà fermé."))
    account.set_unusable_password()
    account.save(update_fields=["password"])
    _close_doors(account)
    _forget_factors(account)
    Invitation.objects.filter(account=account, used_at__isnull=True).update(revoked_at=timezone.now())
    record(actor, "end_membership", f"account:{account.pk}")


def _close_doors(account: Account) -> None:
    account.is_active = False
    account.save(update_fields=["is_active"])
    _close_sessions_and_keys(account)


def _forget_factors(account: Account) -> None:
    SecondFactor.objects.filter(account=account).delete()
    RecoveryCode.objects.filter(account=account).delete()


def _close_sessions_and_keys(account: Account) -> None:
    wipe_devices_of(account)
    Session.objects.filter(account=account).delete()
    ApiToken.objects.filter(account=account, revoked_at__isnull=True).update(revoked_at=timezone.now())
