"""What the timer does, every few minutes: `siraba deadlines`, called by systemd or cron."""

import time
from pathlib import Path

from django.conf import settings

from siraba.foundation.audit.chain import anchor, seal
from siraba.foundation.audit.mentions import index_mentions
from siraba.foundation.consent.actions import expire_consents
from siraba.foundation.handover.disclosures import expire_disclosures
from siraba.foundation.handover.requests import close_blind_requests
from siraba.foundation.retention.traces import purge_traces
from siraba.foundation.services.actions import expire_services
from siraba.partnership.statistics.actions import refresh_board
from siraba.partnership.statistics.summaries import count_is_due
from siraba.protection.cases.duplicates import look_for_duplicates
from siraba.protection.exchange.actions import forget_tables
from siraba.protection.referrals.actions import expire_referrals
from siraba.protection.tracing.keeping import keep_vault, search_waiting

DAY = 24 * 3600


def keep_deadlines() -> dict[str, int]:
    """Close consents that ended, escalate referrals that nobody answered, let stale entries of the directory go, seal the journal; once a day count for the
    board, anchor the journal, purge old traces, look for people whom two agencies follow, and keep the family-links vault.

    Returns how many of each were touched, but for the vault: how much it holds is told to nobody.
    """
    done = {
        "disclosures": expire_disclosures(None),
        "requests": close_blind_requests(None),
        "consents": expire_consents(None),
        "referrals": expire_referrals(None),
        "services": expire_services(None),
    }
    search_waiting()
    if count_is_due():
        refresh_board(None)
    sealed = seal()
    index_mentions()
    if _a_day_since(settings.AUDIT_ANCHORS):
        anchor(settings.AUDIT_ANCHORS)
        done["traces"] = purge_traces(None)
        done["tables"] = forget_tables(None)
        done["duplicates"] = look_for_duplicates()
        keep_vault(None)
    return done | {"sealed": sealed}


def _a_day_since(path: Path) -> bool:
    return not path.exists() or time.time() - path.stat().st_mtime > DAY
