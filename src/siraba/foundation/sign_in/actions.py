"""What people do with their own account: its password, its second factors, its sessions, the keys of programs."""

from django.utils import timezone
from django.utils.translation import gettext as _
from webauthn.helpers import bytes_to_base64url
from webauthn.registration.verify_registration_response import VerifiedRegistration

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import NotAllowed, StateNotOpen
from siraba.foundation.accounts.models import Account, ApiToken, Session
from siraba.foundation.accounts.tokens import make_token
from siraba.foundation.audit.journal import action, record
from siraba.foundation.sign_in.codes import recovery_codes
from siraba.foundation.sign_in.factors import recovery_digest
from siraba.foundation.sign_in.models import FactorKind, News, Notice, RecoveryCode, SecondFactor
from siraba.foundation.sign_in.pending import needs_factor


@action
def change_password(actor: Actor, account: Account, *, password: str) -> None:
    """Set the password of the actor's own account."""
    _own(actor, account.pk)
    account.set_password(password)
    account.save(update_fields=["password"])
    Notice.objects.create(account=account, what=News.PASSWORD_CHANGED)
    record(actor, "change_password", f"account:{account.pk}")


def _own(actor: Actor, account_id: int) -> None:
    if account_id != actor.account_id:
        raise NotAllowed


@action
def add_code_factor(actor: Actor, account: Account, *, name: str, secret: bytes, step: int) -> SecondFactor:
    """Keep the secret of an application of codes, proved by the code of `step`."""
    _own(actor, account.pk)
    factor = SecondFactor(account=account, kind=FactorKind.TOTP, name=name, last_step=step)
    factor.write(secret=secret.hex())
    factor.save()
    Notice.objects.create(account=account, what=News.FACTOR_ADDED)
    record(actor, "add_code_factor", f"account:{account.pk}")
    return factor


@action
def add_passkey(actor: Actor, account: Account, *, name: str, key: VerifiedRegistration) -> SecondFactor:
    """Keep the public half of a passkey that has just answered its challenge."""
    _own(actor, account.pk)
    factor = SecondFactor(account=account, kind=FactorKind.PASSKEY, name=name, last_step=key.sign_count)
    factor.write(
        credential=bytes_to_base64url(key.credential_id),
        public_key=bytes_to_base64url(key.credential_public_key),
    )
    factor.save()
    Notice.objects.create(account=account, what=News.FACTOR_ADDED)
    record(actor, "add_passkey", f"account:{account.pk}")
    return factor


@action
def remove_factor(actor: Actor, factor: SecondFactor) -> None:
    """Take a factor away.

    Raises:
        StateNotOpen: it is the last one of an account whose role needs one.
    """
    _own(actor, factor.account_id)
    others = SecondFactor.objects.filter(account=factor.account_id).exclude(pk=factor.pk)
    if needs_factor(factor.account) and not others.exists():
        raise StateNotOpen(
            _("Votre rôle demande un second facteur : ajoutez-en un autre avant de retirer celui-ci.")
        )
    factor.delete()
    Notice.objects.create(account_id=actor.account_id, what=News.FACTOR_REMOVED)
    record(actor, "remove_factor", f"account:{actor.account_id}")


@action
def renew_recovery_codes(actor: Actor, account: Account) -> list[str]:
    """Ten new recovery codes, which are not kept; the ones before open nothing any more."""
    _own(actor, account.pk)
    RecoveryCode.objects.filter(account=account).delete()
    fresh = recovery_codes()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(account=account, digest=recovery_digest(account, code)) for code in fresh
    )
    record(actor, "renew_recovery_codes", f"account:{account.pk}")
    return fresh


@action
def close_sessions(actor: Actor, account: Account, *, but: str) -> int:
    """Close every session of the account but the one of the key `but`; returns how many."""
    _own(actor, account.pk)
    closed, _kinds = Session.objects.filter(account=account).exclude(session_key=but).delete()
    record(actor, "close_sessions", f"account:{account.pk}", count=closed)
    return closed


@action
def acknowledge_notices(actor: Actor, account: Account) -> None:
    """The account says that the news shown to it were its own doing."""
    _own(actor, account.pk)
    Notice.objects.filter(account=account, seen_at__isnull=True).update(seen_at=timezone.now())
    record(actor, "acknowledge_notices", f"account:{account.pk}")


@action
def issue_token(actor: Actor, purpose: str, *, name: str) -> tuple[ApiToken, str]:
    """A new key of the actor's account for one of its purposes, and its secret, which is not kept."""
    check_right(actor, "issue_token", purpose)
    token, secret = make_token(actor.account_id, purpose, name)
    record(actor, "issue_token", f"token:{token.pk}", purpose=purpose)
    return token, secret


@action
def revoke_token(actor: Actor, token: ApiToken) -> None:
    """Close the key: the next request that shows it is refused."""
    check_right(actor, "revoke_token", token)
    closed = ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())
    if not closed:
        raise StateNotOpen(_("Ce jeton est déjà révoqué."))
    record(actor, "revoke_token", f"token:{token.pk}")
