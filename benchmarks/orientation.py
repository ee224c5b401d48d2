"""From a need to its options, out of a large directory; and a convoy of 140 people planned at once.

    python benchmarks/orientation.py [SERVICES] [sqlite|postgresql]

Fictitious services, with the rows of their parts, all over the areas that are loaded: once spread over all types, once all
of the one type that is asked for. Some are closed, unverified, full, protected or for others only. Measured: milliseconds of
the whole selector (`options_for`: who seeks, what the directory holds, filters, costs, words), for a hundred people of
different ages, languages and needs; beside a peer that reads every service of the type whole and sorts; and seconds of
`propose_plan`. Target: a median under 200 ms out of 5,000 services.
"""

import os
import random
import statistics
import sys
import time as clock
from datetime import date, time, timedelta
from uuid import uuid4

from support.databases import on_each

SEED, PEOPLE, CONVOY = 31, 100, 140


def main(services: int, databases: list[str]) -> int:
    return on_each(databases, __file__, "measure", str(services))


def measure(services: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import translation

    call_command("migrate", verbosity=0)
    translation.activate("fr")
    database = "PostgreSQL" if os.environ.get("DATABASE_URL") else "SQLite"
    draw = random.Random(SEED)
    actor = ground()
    for spread in (True, False):
        fill(draw, services, spread)
        what = "of all types" if spread else "all of the type asked for"
        print(f"{database}, {services:,} services, {what}", flush=True)
        one_by_one(actor, draw, spread)
    convoy(actor, draw)


def ground():
    """An agent at the border, with the areas and the organisations."""
    from siraba.foundation.access.actor import Actor
    from siraba.foundation.accounts.models import Account
    from siraba.foundation.geography.loading import load_areas
    from siraba.foundation.organisations.loading import load_organisations
    from siraba.foundation.organisations.models import Organisation

    load_areas()
    load_organisations()
    home = Organisation.objects.get(code="dgme")
    unit = home.units.get(code="gogui")
    account, _new = Account.objects.get_or_create(
        username="mesure",
        defaults={"full_name": "Mesure", "role": "reception_branch", "organisation": home, "unit": unit},
    )
    return Actor.of(account)


def fill(draw: random.Random, services: int, spread: bool) -> None:
    """The directory anew, with its parts; what was there before is put away."""
    from siraba.foundation.geography.models import Area
    from siraba.foundation.organisations.models import Organisation
    from siraba.foundation.services.models import Language, Rule, Schedule, Service, ServiceState, Vacancy
    from siraba.foundation.vocabulary import codes

    Service.objects.update(state=ServiceState.ARCHIVED)
    areas = list(Area.objects.filter(version__current=True, level__gte=1))
    providers = list(Organisation.objects.exclude(house="prosecution"))
    types = codes("service_type") if spread else ["medical"]
    today = date.today()
    made = Service.objects.bulk_create(
        Service(
            uuid=uuid4(),
            provider=draw.choice(providers),
            service_type=types[number % len(types)],
            area=draw.choice(areas),
            name=f"Service fictif {number} {len(types)}",
            valid_from=today - timedelta(days=100),
            state=ServiceState.VERIFIED,
            verified_on=today - timedelta(days=draw.choice([3, 20, 50, 95])),
            closed_for_now=draw.random() < 0.05,
            by_referral=draw.random() < 0.3,
            address_protected=draw.random() < 0.05,
        )
        for number in range(services)
    )
    Schedule.objects.bulk_create(
        Schedule(service=one, weekday=day, opens=time(8), closes=time(draw.choice([12, 16, 18])))
        for one in made
        for day in range(draw.choice([5, 6, 7]))
    )
    Language.objects.bulk_create(
        Language(service=one, code=code)
        for one in made
        for code in draw.sample(["fr", "bm", "ff", "snk", "ses", "taq"], draw.randint(1, 3))
    )
    Rule.objects.bulk_create(
        Rule(service=one, **draw.choice([{"sex": "female"}, {"age_to": 17}, {"age_from": 18}]))
        for one in made
        if draw.random() < 0.4
    )
    Vacancy.objects.bulk_create(
        Vacancy(service=one, group="", capacity=20, vacant=draw.choice([0, 1, 5, 20]))
        for one in made
        if draw.random() < 0.5
    )


def someone(actor, draw: random.Random, convoy, **changes):
    from siraba.protection.reception.arrivals.actions import register_arrival

    said = {
        "names": f"Personne Fictive {draw.randint(1, 10**9)}",
        "sex": draw.choice(["female", "male"]),
        "age": draw.randint(3, 60),
        "citizenships": "ML",
        "urgent_need": "none",
        "languages": draw.sample(["fr", "bm", "ff", "snk", "ses", "taq"], 2),
        "presence": "here",
        **changes,
    }
    return register_arrival(actor, convoy, number=uuid4(), **said)


def need_of(actor, draw: random.Random, arrival, service_type: str):
    from siraba.protection.reception.orientation.actions import record_need

    return record_need(
        actor,
        arrival,
        service_types=[service_type],
        urgency=draw.choice(["urgent", "normal"]),
        language=draw.choice(["", "bm", "ff"]),
        farthest_km=draw.choice([None, 150]),
    )


def one_by_one(actor, draw: random.Random, spread: bool) -> None:
    from siraba.protection.reception.arrivals.actions import convoy_of_today
    from siraba.protection.reception.orientation.options import options_of
    from siraba.protection.reception.orientation.selectors import options_for, seekers_of

    day = convoy_of_today(actor)
    needs = [need_of(actor, draw, someone(actor, draw, day), "medical") for _ in range(PEOPLE)]
    morning = moment()
    taken, worked, found = [], [], 0
    for need in needs:
        start, started = clock.perf_counter(), clock.process_time()
        (options,) = options_for(actor, need, morning)
        taken.append((clock.perf_counter() - start) * 1000)
        worked.append((clock.process_time() - started) * 1000)
        found += len(options.proposed)
    told("options_for", taken)
    told("options_for, processor alone", worked)
    print(f"  proposed: {found / PEOPLE:.1f} a person", flush=True)
    peer, same = [], 0
    for need in needs[: 20 if spread else 5]:
        (seeker,) = seekers_of(actor, need, morning)
        start = clock.perf_counter()
        whole = options_of(actor, [seeker], most=10**6)[0].proposed
        peer.append((clock.perf_counter() - start) * 1000)
        few = options_of(actor, [seeker])[0].proposed
        same += [one.service.pk for one in few] == [one.service.pk for one in whole[: len(few)]]
    told("peer: every service read whole", peer)
    print(f"  the same few as the peer's: {same} of {len(peer)}", flush=True)


def moment():
    """Wednesday at ten, when services are open."""
    from datetime import datetime

    from django.utils import timezone

    today = timezone.localdate()
    return datetime.combine(
        today + timedelta(days=(2 - today.weekday()) % 7), time(10), timezone.get_current_timezone()
    )


def told(what: str, taken: list[float]) -> None:
    ordered = sorted(taken)
    p95 = ordered[int(0.95 * len(ordered))]
    print(f"  {what}: median {statistics.median(ordered):.0f} ms, p95 {p95:.0f} ms", flush=True)


def convoy(actor, draw: random.Random) -> None:
    from siraba.foundation.services.models import Service
    from siraba.protection.reception.arrivals.actions import convoy_from_device
    from siraba.protection.reception.orientation.actions import record_need
    from siraba.protection.reception.orientation.plan import propose_plan

    numbers = list(Service.objects.filter(state="verified").values_list("pk", flat=True))
    for kind, part in (("shelter", 5), ("transport", 7)):
        Service.objects.filter(pk__in=numbers[::part]).update(service_type=kind)
    bus = convoy_from_device(actor, kind="bus", reference="Car de la mesure", day=date.today())
    parties = [str(uuid4()) for _ in range(15)]
    for number in range(CONVOY):
        party = parties[number % 15] if number < 45 else ""
        person = someone(
            actor,
            draw,
            bus,
            party=party,
            danger=number % 20 == 0,
            alone=number % 25 == 0,
            age=draw.randint(5, 60),
        )
        kinds = [["shelter"], ["medical"], ["shelter", "transport"]][0 if party else number % 3]
        record_need(actor, person, service_types=kinds)
    start, started = clock.perf_counter(), clock.process_time()
    made = propose_plan(actor, bus)
    seconds, worked = clock.perf_counter() - start, clock.process_time() - started
    print(
        f"  a convoy of {CONVOY}: {made.proposed} proposals in {seconds:.1f} s ({worked:.1f} s of processor),"
        f" proven the best: {made.proven}",
        flush=True,
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        measure(int(sys.argv[2]))
    else:
        numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
        chosen = [word for word in sys.argv[1:] if not word.isdigit()] or ["sqlite", "postgresql"]
        sys.exit(main((numbers or [5_000])[0], chosen))
