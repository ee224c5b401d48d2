"""Leads: a request asks the register of those found, a record of somebody found asks the requests. Both when they are saved."""

from collections.abc import Iterable
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from siraba.engines.matching.explanation import Explanation
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.protection.tracing.following import add_decision, follow
from siraba.protection.tracing.models import (
    Decision,
    Lead,
    LeadState,
    Record,
    Registration,
    RegistrationState,
    RequestState,
    TracingRequest,
)
from siraba.protection.tracing.register import Register, registers

SYSTEM = "records of one vault are compared"
MOST = 10
# Once two persons have confirmed a lead, no other is proposed
OPEN_TO_LEADS = (RequestState.OPENED, RequestState.SEARCHING, RequestState.LEAD)
# What a great many people share with somebody of the same name
TOO_LITTLE = {"given_name", "family_name", "order", "sex"}


def search_once_saved(actor: Actor, found: Record) -> None:
    """Look for leads when what is being saved has been written for good."""
    transaction.on_commit(partial(find_leads, actor, found))


@action
def find_leads(actor: Actor, searched: Record) -> int:
    """Propose the pairs that this record makes likely, for two persons to look at; how many are new."""
    check_right(actor, "find_leads", searched)
    with registers(searched.organisation_id) as (sought, found):
        requests = (
            [searched] if isinstance(searched, TracingRequest) else list(_requests_like(searched, sought))
        )
        made = sum(_propose(request, found) for request in requests if request.state in OPEN_TO_LEADS)
    searched.searched_at = timezone.now()
    searched.save(update_fields=["searched_at"])
    record(actor, "find_leads", searched.code, found=made)
    return made


def _requests_like(registration: Record, sought: Register) -> Iterable[TracingRequest]:
    ranked = sought.matcher.rank(sought.people(registration.person), 0, MOST)
    rows = TracingRequest.objects.system(SYSTEM).filter(shield="")
    return rows.filter(pk__in=[sought.ids[number] for number in ranked.records.tolist()]).order_by("pk")


def _propose(request: TracingRequest, found: Register) -> int:
    """Bring the request's leads up to date with the register; two who do so at once wait for each other."""
    lock(request)
    likely = _likely(request, found)
    known = {lead.registration_id: lead for lead in Lead.objects.system(SYSTEM).filter(request=request)}
    made = 0
    for registration, explanation in likely:
        made += _propose_one(request, registration, explanation, known.pop(registration.pk, None))
    _drop_unlikely(known.values())
    follow(request)
    return made


def _likely(request: TracingRequest, found: Register) -> list[tuple[Registration, Explanation]]:
    rows = Registration.objects.system(SYSTEM).filter(state=RegistrationState.ACTIVE, shield="")
    return [
        (one, why)
        for one, why in found.like(request.person, rows, MOST)
        if why.probability >= settings.TRACING_LEAST_PROBABILITY
        and (not one.is_deceased or says_more_than_names(why))
    ]


def says_more_than_names(explanation: Explanation) -> bool:
    """Whether anything but the person's own names and sex speaks for the pair: nobody is told dead by a name."""
    return any(reason.bits > 0 and reason.field not in TOO_LITTLE for reason in explanation.reasons)


def _propose_one(
    request: TracingRequest, registration: Registration, explanation: Explanation, lead: Lead | None
) -> int:
    facts = f"{request.facts}:{registration.facts}"
    if lead is not None and (lead.state == LeadState.REJECTED and lead.facts == facts):
        return 0
    new = lead is None or lead.state == LeadState.REJECTED
    if lead is None:
        lead = Lead(request=request, registration=registration, organisation_id=request.organisation_id)
    elif new:
        _propose_again(lead)
    lead.weight, lead.probability, lead.facts = explanation.weight, explanation.probability, facts
    lead.write(explanation=explanation.to_json())
    lead.save(force_insert=lead._state.adding)
    return int(new)


def _propose_again(lead: Lead) -> None:
    """A pair that was rejected comes back with new facts, and with all that was decided before."""
    before, lead.state = lead.state, LeadState.PROPOSED
    add_decision(None, lead, "propose_again", before)


def _drop_unlikely(leads: Iterable[Lead]) -> None:
    """What nobody has decided about goes when it is likely no more."""
    for lead in leads:
        decided = Decision.objects.system(SYSTEM).filter(lead=lead)
        if lead.state == LeadState.PROPOSED and not decided.exists():
            Lead.objects.system(SYSTEM).filter(pk=lead.pk).remove()
