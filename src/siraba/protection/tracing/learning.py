"""What the decisions of two persons teach the engine: how often each fact is wrong, and what its probabilities are worth."""

from django.conf import settings

from siraba.engines.matching.learning import Decision as Taught
from siraba.engines.matching.learning import taught
from siraba.engines.matching.matcher import Matcher
from siraba.engines.matching.people import People
from siraba.protection.tracing.following import SETTLED
from siraba.protection.tracing.leads import with_sides
from siraba.protection.tracing.models import Lead, LeadState, LearntWeights
from siraba.protection.tracing.register import Register, newest_weights, registers

SYSTEM = "what was decided teaches the engine"


def learn(organisation: int) -> LearntWeights | None:
    """Weights from all decisions of a vault; None while there are too few, or no more than last time."""
    decided = Lead.objects.system(SYSTEM).filter(
        organisation=organisation, hidden=False, state__in=(*SETTLED, LeadState.REJECTED)
    )
    before, count = newest_weights(organisation), decided.count()
    if count < settings.TRACING_DECISIONS or (before is not None and count <= before.decisions):
        return None
    with registers(organisation) as (_sought, found):
        weights = taught(Matcher(found.index), _decisions(with_sides(decided), found))
    made = LearntWeights(organisation_id=organisation, decisions=count)
    made.write(weights=weights.as_json())
    made.save(force_insert=True)
    return made


def _decisions(leads: list[Lead], found: Register) -> list[Taught]:
    """The requests that were decided, with the number of the record and whether it is the same person."""
    known = [(lead, found.number_of(lead.registration_id)) for lead in leads]
    pairs = [(lead, number) for lead, number in known if number is not None]
    people = People.of_records([lead.request.person for lead, _number in pairs], found.words)
    return [
        (people, row, number, lead.state != LeadState.REJECTED) for row, (lead, number) in enumerate(pairs)
    ]
