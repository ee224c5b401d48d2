"""The funding gap of a year: what is needed, promised and committed, by pillar and by region.

A pledge counts in the year in which its money begins to be spent, and in a pillar or a region when it is reserved to that
one alone; what is free, or reserved to several, stands apart and is not divided. A need that nobody has typed is unknown,
never zero, and so is its gap. A donor is shown a row only when three donors at least stand behind it, so that it can
neither subtract itself and read another's amount, nor tell whether there is another.
"""

from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass

from siraba.foundation.access.actor import Actor
from siraba.foundation.accounts.roles import Role
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import current_areas, region_of
from siraba.foundation.ledger.models import Pillar
from siraba.partnership.funding.models import SIGNED, FundingNeed, Pledge, PledgeState, Receipt
from siraba.partnership.funding.selectors import needs_of

FEWEST_DONORS = 3
NATIONAL = "the sums of the country, of which a donor is shown none with less than three donors"


@dataclass(frozen=True)
class Gap:
    """A row, in FCFA. `need` None: nobody typed it. `hidden`: the sums are not for this reader."""

    key: Hashable
    label: str
    need: int | None
    promised: int
    committed: int
    received: int
    donors: int
    hidden: bool = False

    @property
    def gap(self) -> int | None:
        """What is missing; a negative one is more than was needed."""
        return None if self.need is None or self.hidden else self.need - self.committed


@dataclass(frozen=True)
class Given:
    """What a pledge adds: only promised, signed, received; in FCFA."""

    donor: int
    pillar: str
    region: int | None
    promised: int
    committed: int
    received: int


def given_in(year: int) -> list[Given]:
    """Every pledge of the year, without whom it is from being shown."""
    rows = (
        Pledge.objects.system(NATIONAL).filter(from_day__year=year).prefetch_related("zones__parent__parent")
    )
    pledges = list(rows)
    received: dict[object, int] = {}
    receipts = Receipt.objects.system(NATIONAL).filter(pledge__in=[row.pk for row in pledges], reversed=False)
    for pledge, francs in receipts.values_list("pledge", "francs"):
        received[pledge] = received.get(pledge, 0) + francs
    return [_given(row, received.get(row.pk, 0)) for row in pledges]


def _given(pledge: Pledge, received: int) -> Given:
    regions = {region.pk if (region := region_of(area)) else None for area in pledge.zones.all()}
    signed = (pledge.committed_francs or 0) if pledge.state in SIGNED else 0
    return Given(
        pledge.donor_id,
        pledge.pillars[0] if len(pledge.pillars) == 1 else "",
        regions.pop() if len(regions) == 1 else None,
        pledge.francs if pledge.state == PledgeState.PLEDGED else 0,
        received if pledge.state == PledgeState.CANCELLED else signed,
        received,
    )


def by_pillar(actor: Actor, year: int, elsewhere: str) -> list[Gap]:
    """The four pillars, then what is reserved to none or to several, named `elsewhere`."""
    keys: list[tuple[Hashable, str]] = [(pillar.value, str(pillar.label)) for pillar in Pillar]
    return _rows(actor, year, [*keys, ("", elsewhere)], lambda one: one.pillar, lambda need: need.pillar)


def by_region(actor: Actor, year: int, elsewhere: str) -> list[Gap]:
    """The regions of the map in force, then what is for the whole country or for several, named `elsewhere`."""
    keys: list[tuple[Hashable, str]] = [(area.pk, area.name) for area in current_areas(Area.Level.REGION)]
    return _rows(actor, year, [*keys, (None, elsewhere)], lambda one: one.region, lambda need: need.zone_id)


def _rows(
    actor: Actor,
    year: int,
    keys: Iterable[tuple[Hashable, str]],
    of_money: Callable[[Given], Hashable],
    of_need: Callable[[FundingNeed], Hashable],
) -> list[Gap]:
    money, needs = given_in(year), list(needs_of(year))
    return [
        _row(
            actor,
            key,
            label,
            [need.amount for need in needs if of_need(need) == key],
            [one for one in money if of_money(one) == key],
        )
        for key, label in keys
    ]


def _row(actor: Actor, key: Hashable, label: str, needs: Collection[int], money: Collection[Given]) -> Gap:
    donors = {one.donor for one in money}
    return Gap(
        key,
        label,
        sum(needs) if needs else None,
        sum(one.promised for one in money),
        sum(one.committed for one in money),
        sum(one.received for one in money),
        len(donors),
        hidden=actor.role == Role.DONOR and len(donors) < FEWEST_DONORS,
    )


def total(rows: Collection[Gap], label: str) -> Gap | None:
    """All rows together; none when one of them is hidden, since the total would give it away.

    The need is unknown only when no row has one.
    """
    if any(row.hidden for row in rows):
        return None
    known = [row.need for row in rows if row.need is not None]
    return Gap(
        "total",
        label,
        sum(known) if known else None,
        sum(row.promised for row in rows),
        sum(row.committed for row in rows),
        sum(row.received for row in rows),
        max((row.donors for row in rows), default=0),
    )
