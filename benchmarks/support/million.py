"""A made-up caseload of national size: persons, identities, cases, in a fresh database.

Rows go in by the database's own bulk road (COPY, executemany), since a million are made for each measure. Names are
made of twenty syllables, nobody's, and drawn as unevenly as names are: the first of a thousand surnames is an eighth of all.
"""

import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from siraba.foundation.access import crypto
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.pseudonyms import ALPHABET, written
from siraba.foundation.accounts.models import Account
from siraba.foundation.accounts.roles import Role
from siraba.foundation.consent.actions import record_consent
from siraba.foundation.forms.shipped import load_forms
from siraba.foundation.geography.loading import load_areas
from siraba.foundation.geography.selectors import current_areas
from siraba.foundation.organisations.loading import load_organisations
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.people.models import Identity
from siraba.foundation.people.names import keys_of
from siraba.protection.cases import actions as care
from siraba.protection.cases.elements import Elements
from siraba.protection.cases.instruments import answered
from siraba.protection.cases.models import Case, CaseState

SYLLABLES = "ba ko ma sa di ra fa to lé na yé so ka mi ndé wa gou bi ta sé".split()
AGENCIES = ("oim", "hcr", "helvetas", "crm")
FIRST, LAST = 2_000, 1_000
PASSWORD = "a-password-for-the-bench"
BATCH = 20_000


def prepare(cases: int, seed: int = 1) -> dict[str, Any]:
    """Fill the database; returns the username of a supervisor and of a case manager, a long case's code, and codes."""
    load_areas()
    load_organisations()
    load_forms()
    agencies = list(Organisation.objects.filter(code__in=AGENCIES).order_by("-code"))
    accounts = {
        agency.pk: [
            Account.objects.create_user(
                f"{role}-{n}-{agency.code}",
                PASSWORD if n < 2 else None,
                full_name=f"{role} {n}",
                role=role,
                organisation=agency,
            )
            for role, n in [(Role.SUPERVISOR, 0), *((Role.CASE_MANAGER, n) for n in range(1, 21))]
        ]
        for agency in agencies
    }
    regions = [area.pk for area in current_areas(1)]
    makers = random.Random(seed)
    with transaction.atomic():
        for start in range(0, cases, BATCH):
            _insert_batch(makers, range(start, min(start + BATCH, cases)), agencies, accounts, regions)
    with connection.cursor() as cursor:
        # A database at rest: what follows so large a load (autovacuum, checkpoint) is done before the measure
        for statement in (
            ("VACUUM ANALYZE", "CHECKPOINT") if connection.vendor == "postgresql" else ("ANALYZE",)
        ):
            cursor.execute(statement)
    supervisor, manager = accounts[agencies[0].pk][:2]
    return {
        "supervisor": supervisor.username,
        "manager": manager.username,
        "code": _full_case(manager, supervisor),
        "codes": list(
            Case.objects.system("a measure")
            .filter(owner=manager)
            .order_by("code")
            .values_list("code", flat=True)[:500]
        ),
    }


def _full_case(manager: Account, supervisor: Account) -> str:
    """A case with something of each kind in it, written through the actions; its code."""
    at_work, above = Actor.of(manager), Actor.of(supervisor)
    case = care.receive_person(
        at_work,
        names="Bana Koma",
        sex="female",
        age=14,
        citizenships="ML",
        urgent_need="shelter",
        languages="bm",
    )
    elements = Elements(("recruitment",), ("deception",), ("servitude",))
    care.screen_case(
        at_work, case, elements=elements, immediate_danger=False, presumed=True, pathway="victim"
    )
    for recipient in ("hcr", "helvetas", "crm"):
        record_consent(
            at_work, case.person, scope="share_named_agency", categories=["identity", "case"], giver="caregiver",
            giver_name="Fato Koma", modality="voice", language="bm", recipient=Organisation.objects.get(code=recipient),
        )  # fmt: skip
    for version in range(3):
        care.assess_case(at_work, case, answers=answered(alone="yes"), risk="high")
        words = {"service": "shelter", "what": f"version {version}", "due": ""}
        plan = care.submit_plan(at_work, case, objective="Un lieu sûr", actions=[words], person_agrees=True)
    care.approve_plan(above, case, plan)
    today = timezone.localdate()
    for _week in range(5):
        care.record_service(at_work, case, service_type="psychosocial", delivered_on=today)
        care.record_follow_up(at_work, case, met_on=today, risk="high", note="Va mieux.")
    return case.code


def _insert_batch(makers, numbers, agencies, accounts, regions) -> None:
    now = datetime.now(UTC)
    states = [s.value for s in CaseState if s != CaseState.CLOSED]
    persons, identities, cases, keys = [], [], [], []
    for n in numbers:
        person, identity, case = (UUID(int=makers.getrandbits(128), version=4) for _ in range(3))
        agency = agencies[n % len(agencies)]
        owner = accounts[agency.pk][1 + makers.randrange(20)]
        received = now - timedelta(minutes=makers.randrange(1_500_000))
        names = f"{drawn(makers, FIRST)} {drawn(makers, LAST)}"
        words = {"names": names, "birth_date": "", "contact": f"+223 {n:08d}", "contact_advice": ""}
        code = fresh_code(makers)
        persons.append(
            (_id(person), makers.choice(["female", "male"]), 1970 + n % 50, "stated", "ML", False, "bm", now,
             agency.pk, True)
        )  # fmt: skip
        identities.append(
            (_id(identity), crypto.seal("protection", f"people.identity:{identity}", words), _id(person))
        )
        keys += [(key, _id(identity)) for key in keys_of(Identity.compartment, names)]
        cases.append(
            (_id(case), code, "victim", "", makers.choice(states), "none", makers.choice(["high", "medium", "low"]),
             "none", False, received, received, None, "follow_up", received + timedelta(days=30), "", False, True,
             agency.pk, None, owner.pk, _id(person), owner.pk, None, makers.choice(regions))
        )  # fmt: skip
    _insert("people_person", PERSON, persons)
    _insert("people_identity", ("id", "sealed", "person_id"), identities)
    _insert("cases_case", CASE, cases)
    _insert("people_namekey", ("key", "identity_id"), keys)


_codes: set[str] = set()


def fresh_code(makers: random.Random) -> str:
    """A code that no other case has: among a million, two alike are drawn once in three times."""
    while (code := written("".join(makers.choices(ALPHABET, k=8)))) in _codes:
        pass
    _codes.add(code)
    return code


@cache
def word(n: int) -> str:
    """The nth of the made-up names."""
    count = len(SYLLABLES)
    return "".join(SYLLABLES[n // count**place % count] for place in range(3)).capitalize()


@cache
def _weights(count: int) -> list[float]:
    return list(accumulate(1 / (n + 1) for n in range(count)))


def drawn(makers: random.Random, count: int) -> str:
    (n,) = makers.choices(range(count), cum_weights=_weights(count))
    return word(n * 7 % 8_000 + count)


PERSON = (
    "id", "sex", "birth_year", "age_method", "citizenships", "stateless", "languages", "created_at", "created_for_id",
    "fictitious",
)  # fmt: skip
CASE = (
    "id", "code", "pathway", "population_groups", "state", "identification", "risk", "urgent_need",
    "immediate_danger", "received_at", "opened_at", "closed_at", "due_what", "due_at", "closure_reason",
    "person_informed", "fictitious", "agency_id", "area_id", "owner_id", "person_id", "received_by_id",
    "reception_unit_id", "region_id",
)  # fmt: skip


def _id(value: UUID) -> UUID | str:
    return value if connection.vendor == "postgresql" else value.hex


def _insert(table: str, columns: Iterable[str], rows: list[tuple]) -> None:
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(_plain(rows)))


def _plain(rows: list[tuple]) -> Iterator[list]:
    for row in rows:
        yield [v.replace(tzinfo=None).isoformat(" ") if isinstance(v, datetime) else v for v in row]
