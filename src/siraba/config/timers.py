"""What the timer does, every few minutes: `siraba deadlines`, called by systemd or cron."""

from siraba.foundation.audit.chain import seal
from siraba.foundation.consent.actions import expire_consents
from siraba.partnership.statistics.actions import refresh_board
from siraba.protection.referrals.actions import expire_referrals


def keep_deadlines() -> dict[str, int]:
    """Close consents that ended, escalate referrals that nobody answered, refresh the board, seal the journal.

    Returns how many of each were touched.
    """
    done = {"consents": expire_consents(None), "referrals": expire_referrals(None)}
    refresh_board(None)
    return done | {"sealed": seal()}
