"""Does what was typed open the account: a code of its application, or a recovery code. Each opens once."""

from django.db import transaction
from django.utils import timezone

from siraba.foundation.access import crypto
from siraba.foundation.accounts.models import Account
from siraba.foundation.sign_in import codes
from siraba.foundation.sign_in.models import FactorKind, News, Notice, RecoveryCode, SecondFactor


def recovery_digest(account: Account, code: str) -> str:
    return crypto.blind_index(crypto.ACCOUNTS, f"recovery:{account.pk}", codes.plain(code))


@transaction.atomic
def opens(account: Account, code: str) -> str:
    """The kind of factor that the code belongs to, which it then no longer opens; empty for a wrong one."""
    for factor in SecondFactor.objects.select_for_update().filter(account=account, kind=FactorKind.TOTP):
        step = codes.matching_step(bytes.fromhex(factor.words["secret"]), code, factor.last_step)
        if step is not None:
            factor.last_step, factor.last_used_at = step, timezone.now()
            factor.save(update_fields=["last_step", "last_used_at"])
            return FactorKind.TOTP.value
    fitting = RecoveryCode.objects.filter(
        account=account, digest=recovery_digest(account, code), used_at__isnull=True
    )
    if fitting.update(used_at=timezone.now()):
        Notice.objects.create(account=account, what=News.RECOVERY_USED)
        return "recovery"
    return ""
