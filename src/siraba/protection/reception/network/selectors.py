"""Reading scenarios, always for an actor: those of its own organisation, for its head office."""

from django.db.models import QuerySet

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.accounts.roles import Role
from siraba.protection.reception.network.models import Scenario


def scenarios_open_to(actor: Actor) -> QuerySet[Scenario]:
    rows = Scenario.objects.select_related("made_by")
    if actor.role != Role.RECEPTION_HEAD:
        return rows.none()
    return rows.filter(organisation=actor.organisation_id)


def scenario_for(actor: Actor, pk: int) -> Scenario:
    """Raises NotVisible."""
    found = scenarios_open_to(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found
