"""What a recipient answers when it is told that a consent has ended."""

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import StateNotOpen
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.consent.models import ConsentNotice


@action
def acknowledge_notice(actor: Actor, notice: ConsentNotice) -> None:
    """The recipient says that it has taken note and uses the information no more."""
    check_right(actor, "acknowledge_notice", notice)
    lock(notice)
    if notice.acknowledged_at:
        raise StateNotOpen(_("Votre structure a déjà pris acte de ce retrait."))
    notice.acknowledged_by_id, notice.acknowledged_at = actor.account_id, timezone.now()
    notice.save()
    record(actor, "acknowledge_notice", notice.code)
