"""What the timer does, every few minutes: `siraba deadlines`, called by systemd or cron."""

import time
from pathlib import Path

from django.conf import settings

from siraba.foundation.audit.chain import anchor, seal
from siraba.foundation.audit.mentions import index_mentions
from siraba.foundation.audit.publication import publish
from siraba.foundation.consent.actions import expire_consents
from siraba.foundation.handover.disclosures import expire_disclosures
from siraba.foundation.handover.requests import close_blind_requests
from siraba.foundation.messaging.outbox import send_messages
from siraba.foundation.retention.traces import purge_traces
from siraba.foundation.services.actions import expire_services
from siraba.partnership.statistics.actions import refresh_board
from siraba.partnership.statistics.summaries import count_is_due
from siraba.prosecution.investigations.suspects import empty_cleared_suspects
from siraba.prosecution.networks.actions import expire_statements, forget_analyses
from siraba.protection.cases.duplicates import look_for_duplicates
from siraba.protection.civil_status.inspection.keeping import forget_alerts
from siraba.protection.civil_status.inspection.looking import look_asked, look_now
from siraba.protection.civil_status.papers.lists import lists_are_due, publish_lists
from siraba.protection.exchange.actions import forget_tables
from siraba.protection.reception.arrivals.holdings import forget_arrivals
from siraba.protection.reception.queue.actions import empty_queues
from siraba.protection.reception.stays.actions import free_unclaimed_beds
from siraba.protection.referrals.actions import expire_referrals
from siraba.protection.reintegration.calls.holdings import forget_applications
from siraba.protection.reintegration.calls.telling import tell_applicants
from siraba.protection.reintegration.followup.holdings import forget_follow_ups
from siraba.protection.reintegration.followup.scheduling import schedule_follow_ups
from siraba.protection.reintegration.payments.contracts import open_instalments
from siraba.protection.reintegration.payments.holdings import forget_payments
from siraba.protection.reintegration.payments.outcomes import enter_late
from siraba.protection.reintegration.payments.sending import send_payments
from siraba.protection.reintegration.safeguards.actions import screen_all, screen_waiting
from siraba.protection.statelessness.following import forget_statelessness
from siraba.protection.tracing.keeping import keep_vault, search_waiting

DAY = 24 * 3600
# What the command says of each
LABELS = {
    "disclosures": "Divulgations échues",
    "requests": "Demandes à une personne closes",
    "consents": "Consentements expirés",
    "referrals": "Référencements signalés",
    "services": "Fiches du répertoire périmées",
    "beds": "Lits libérés",
    "visits": "Passages oubliés dans une file, terminés",
    "instalments": "Tranches devenues dues",
    "screened": "Demandes de financement vérifiées",
    "entered": "Dépenses passées au livre après coup",
    "told": "Demandeurs prévenus d’une réponse",
    "follow_ups": "Suivis de réintégration prévus",
    "traces": "Traces techniques effacées",
    "tables": "Tables importées oubliées",
    "arrivals": "Arrivées effacées",
    "applications": "Demandes de financement vidées",
    "answers": "Réponses de suivis vidées",
    "intelligence": "Renseignements que personne n’a confirmés, vidés",
    "alerts": "Alertes ouvertes sur des actes d’état civil",
    "analyses": "Analyses closes vidées",
    "papers": "Dossiers d’apatridie vidés",
    "cleared": "Suspects mis hors de cause vidés",
    "forgotten_alerts": "Alertes vidées",
    "duplicates": "Personnes peut-être suivies deux fois",
    "paid": "Paiements vidés",
    "sealed": "Événements scellés",
    "published": "Entrées du journal publiées",
    "lists": "Listes du vérificateur signées",
    "payments": "Paiements envoyés",
    "asked": "Paiements demandés à l’opérateur",
    "messages": "SMS partis",
}


def keep_deadlines() -> dict[str, int]:
    """Close consents that ended, escalate referrals that nobody answered, let stale entries of the directory go, free beds
    that nobody took, end visits that were forgotten in a queue, let instalments become due, look for money taken twice,
    tell applicants of an answer, make the follow-ups of projects that run, empty the intelligence that nobody confirmed,
    seal the journal; once a day count for the board, anchor the journal, purge old traces, look for people whom two
    agencies follow and for acts of civil status to look at, empty the names of suspects who were cleared, and keep the
    family-links vault; send the payments that were ordered, ask about those that are unknown, and send the messages that
    are due.

    Returns how many of each were touched, but for the vault: how much it holds is told to nobody.
    """
    done = {
        "disclosures": expire_disclosures(None),
        "requests": close_blind_requests(None),
        "consents": expire_consents(None),
        "referrals": expire_referrals(None),
        "services": expire_services(None),
        "beds": free_unclaimed_beds(None),
        "visits": empty_queues(None),
        "instalments": open_instalments(None),
        "screened": screen_waiting(),
        "entered": enter_late(None),
        "told": tell_applicants(None),
        "follow_ups": schedule_follow_ups(None),
        "intelligence": expire_statements(None),
        "alerts": look_asked(),
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
        done["arrivals"] = forget_arrivals(None)
        done["applications"] = forget_applications(None)
        done["answers"] = forget_follow_ups(None)
        done["paid"] = forget_payments(None)
        done["analyses"] = forget_analyses(None)
        done["papers"] = forget_statelessness(None)
        done["cleared"] = empty_cleared_suspects(None)
        done["duplicates"] = look_for_duplicates()
        done["screened"] = screen_all()
        done["forgotten_alerts"] = forget_alerts(None)
        done["alerts"] += look_now()
        keep_vault(None)
    # The last, since an operator, a provider and a witness may be slow
    run = send_payments()
    return done | {
        "sealed": sealed,
        "payments": run.sent,
        "asked": run.asked,
        "messages": send_messages().sent,
        "published": written_to_the_log(),
        "lists": signed_lists(),
    }


def written_to_the_log() -> int:
    """How many leaves this run published; where a timer of its own publishes each minute, there is little left."""
    done = publish()
    return done.written if done else 0


def signed_lists() -> int:
    """Sign the verifier's lists anew when something changed; how many times."""
    if not lists_are_due():
        return 0
    publish_lists(None)
    return 1


def _a_day_since(path: Path) -> bool:
    return not path.exists() or time.time() - path.stat().st_mtime > DAY
