"""What people do with their own account: its password, and the keys of their programs."""

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import NotAllowed, StateNotOpen
from siraba.foundation.accounts.models import Account, ApiToken
from siraba.foundation.accounts.tokens import make_token
from siraba.foundation.audit.journal import action, record


@action
def change_password(actor: Actor, account: Account, *, password: str) -> None:
    """Set the password of the actor's own account."""
    if account.pk != actor.account_id:
        raise NotAllowed
    account.set_password(password)
    account.save(update_fields=["password"])
    record(actor, "change_password", f"account:{account.pk}")


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
