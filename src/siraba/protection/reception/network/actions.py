"""What may be done to a scenario. Each act: the right, the state, the saving, the line of the journal."""

import time
from collections.abc import Collection
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.geography.models import Area
from siraba.protection.reception.network.demand import counted
from siraba.protection.reception.network.models import (
    SCENARIO_MOVES,
    DemandBasis,
    Scenario,
    ScenarioState,
    Site,
    SiteRole,
)
from siraba.protection.reception.network.places import apart, open_hosts, possible_sites
from siraba.protection.reception.network.solving import ground_of, solved

SECONDS = 1.0  # of computing that one page waits for


@action
def make_scenario(
    actor: Actor,
    *,
    name: str,
    basis: str,
    months: int = 12,
    table: bytes = b"",
    like: Scenario | None = None,
    **asked: Any,
) -> Scenario:
    """Ask a question: who is to be reached, what is sought, with how many new branches.

    `asked`: model, within_hours, wanted, detour, speed_km_h. Sites are those of the scenario `like`, else the open branches and
    every place where one could open.

    Raises:
        Invalid: nobody is counted, the table cannot be read, or a number cannot be.
    """
    check_right(actor, "make_scenario")
    if like is not None and like.organisation_id != actor.organisation_id:
        raise Invalid(_("Ce scénario est celui d’une autre structure."))
    for field, least in (("detour", 1), ("speed_km_h", 1), ("within_hours", 0.1)):
        if asked[field] < least:
            raise Invalid(_("Au moins %(least)s.") % {"least": least}, field)
    demand = counted(actor.home, basis, months, table)
    made = Scenario.objects.create(
        organisation_id=actor.home,
        name=name,
        made_by_id=actor.account_id,
        basis=basis,
        months=months if basis in (DemandBasis.ARRIVALS, DemandBasis.DEPARTURES) else None,
        demand=demand.rows,
        unplaced=demand.unplaced,
        **asked,
    )
    Site.objects.bulk_create(_first_sites(actor.home, made, like))
    record(actor, "make_scenario", made.code, basis=basis, model=made.model)
    return made


def _first_sites(organisation: int, made: Scenario, like: Scenario | None) -> list[Site]:
    if like is not None:
        return [
            Site(scenario=made, area_id=one.area_id, role=one.role, reason=one.reason, since=one.since)
            for one in like.sites.all()
        ]
    existing = [host.area for host in open_hosts(organisation)]
    return [Site(scenario=made, area=area, role=SiteRole.EXISTING) for area in existing] + [
        Site(scenario=made, area=area, role=SiteRole.CANDIDATE) for area in apart(possible_sites(), existing)
    ]


def _change(actor: Actor, scenario: Scenario, act: str) -> None:
    """What was computed before is forgotten: it answered another question."""
    check_right(actor, act, scenario)
    lock(scenario)
    SCENARIO_MOVES.advance(scenario, act)
    scenario.results.all().delete()
    scenario.place = 0
    scenario.save()


@action
def set_sites(
    actor: Actor, scenario: Scenario, *, existing: Collection[Area], candidates: Collection[Area]
) -> None:
    """Say which branches count as open and where one could open. A forbidden site stays so.

    Raises:
        Invalid: nothing could open.
    """
    _change(actor, scenario, "set_sites")
    forbidden = set(scenario.sites.filter(role=SiteRole.FORBIDDEN).values_list("area_id", flat=True))
    open_now = {area.pk for area in existing} - forbidden
    free = {area.pk for area in candidates} - open_now - forbidden
    if not free:
        raise Invalid(_("Choisissez au moins un site possible."), "candidates")
    scenario.sites.exclude(role=SiteRole.FORBIDDEN).delete()
    Site.objects.bulk_create(
        Site(scenario=scenario, area_id=pk, role=role)
        for role, areas in ((SiteRole.EXISTING, open_now), (SiteRole.CANDIDATE, free))
        for pk in sorted(areas)
    )
    record(actor, "set_sites", scenario.code, existing=len(open_now), candidates=len(free))


@action
def forbid_site(actor: Actor, scenario: Scenario, *, area: Area, reason: str, since: date) -> None:
    """Nothing opens there or in what it contains; the reason and the day are kept.

    Raises:
        Invalid: a branch counts as open there, or the day is to come.
    """
    _change(actor, scenario, "forbid_site")
    if since > timezone.localdate():
        raise Invalid(_("Ce jour n’est pas encore venu."), "since")
    if scenario.sites.filter(area=area, role=SiteRole.EXISTING).exists():
        raise Invalid(_("Une antenne y est comptée comme ouverte : retirez-la d’abord des sites."), "area")
    scenario.sites.update_or_create(
        area=area, defaults={"role": SiteRole.FORBIDDEN, "reason": reason, "since": since}
    )
    record(actor, "forbid_site", scenario.code, area=area.pk)


@action
def allow_site(actor: Actor, scenario: Scenario, *, area: Area) -> None:
    """A forbidden site may be chosen again.

    Raises:
        Invalid: it was not forbidden.
    """
    _change(actor, scenario, "allow_site")
    site = scenario.sites.filter(area=area, role=SiteRole.FORBIDDEN).first()
    if site is None:
        raise Invalid(_("Ce site n’est pas interdit."), "area")
    if area.level == Area.Level.REGION:
        site.delete()  # a whole region is forbidden, and never a site
    else:
        site.role, site.reason, site.since = SiteRole.CANDIDATE, "", None
        site.save()
    record(actor, "allow_site", scenario.code, area=area.pk)


@action
def compute_scenario(actor: Actor, scenario: Scenario, *, seconds: float = SECONDS) -> None:
    """Compute the next numbers of new branches; called until the state is no longer running.

    Raises:
        Invalid: every site is forbidden.
    """
    check_right(actor, "compute_scenario", scenario)
    lock(scenario)
    SCENARIO_MOVES.advance(scenario, "compute_scenario")
    ground = ground_of(scenario)
    if not [number for number in ground.numbers if number]:
        raise Invalid(_("Aucun site possible : choisissez-en, ou levez une interdiction."))
    start = time.monotonic()
    for number in ground.numbers[scenario.place :]:
        solved(ground, number).save()
        scenario.place += 1
        if time.monotonic() - start > seconds:
            break
    if scenario.place == len(ground.numbers):
        scenario.state = ScenarioState.DONE
    scenario.save()
    record(actor, "compute_scenario", scenario.code, place=scenario.place)
