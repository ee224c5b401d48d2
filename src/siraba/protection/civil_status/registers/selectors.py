"""Reading registers, requests and acts, always for an actor; who acts is read beside them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from siraba.foundation.access import crypto
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.guard import GuardedQuerySet, combine, one_of, row_filters
from siraba.foundation.access.policy import Category, Scope
from siraba.foundation.accounts.models import Account
from siraba.foundation.people.names import keys_as_heard, name_parts
from siraba.protection.civil_status.registers.fields import names_in
from siraba.protection.civil_status.registers.models import (
    OPEN,
    Act,
    ActName,
    ActVersion,
    Approval,
    Centre,
    Copy,
    FormStock,
    IssuanceRequest,
    Mandate,
    Register,
    RequestState,
    Volet,
    held_at,
)
from siraba.protection.civil_status.registers.numbering import holes
from siraba.protection.civil_status.registers.rules import GIVERS, INSPECTORS

CIVIL_STATUS = Category.CIVIL_STATUS
OF_THE_ACT = ("act__register__centre",)


# Centres, registers, mandates


def centres_of(actor: Actor) -> QuerySet[Centre]:
    """The centres of the actor's own unit; all of its organisation for who gives mandates, and all for an inspector."""
    centres = Centre.objects.select_related("unit__organisation", "area")
    if actor.role in INSPECTORS:
        return centres
    if actor.role in GIVERS:
        return centres.filter(unit__organisation=actor.organisation_id)
    return centres.filter(unit=actor.unit_id) if actor.unit_id else centres.none()


def centre_for(actor: Actor, code: str) -> Centre:
    """Raises NotVisible."""
    found = centres_of(actor).filter(code=code).first()
    if found is None:
        raise NotVisible
    return found


def registers_of(actor: Actor) -> QuerySet[Register]:
    return Register.objects.filter(centre__in=centres_of(actor)).select_related(
        "centre__unit", "centre__area"
    )


def register_for(actor: Actor, code: str) -> Register:
    """Raises NotVisible."""
    found = registers_of(actor).filter(code=code).first()
    if found is None:
        raise NotVisible
    return found


def mandates_of(actor: Actor) -> QuerySet[Mandate]:
    """The mandates of the centres open to the actor."""
    return Mandate.objects.filter(centre__in=centres_of(actor)).select_related(
        "account", "centre__unit", "given_by"
    )


def mandate_for(actor: Actor, pk: int) -> Mandate:
    """Raises NotVisible."""
    found = mandates_of(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def own_mandates(actor: Actor) -> list[Mandate]:
    """The mandates that the actor holds now where its own unit answers for the centre."""
    held = Mandate.objects.filter(
        held_at(timezone.now()), account=actor.account_id, centre__unit=actor.unit_id
    )
    return list(held.select_related("centre__unit"))


def why_nothing(actor: Actor) -> str:
    """Why a registrar without a mandate has nothing to do; empty for who has one. Codes: `no_unit`, `no_centre`, `ended`, `none`."""
    if own_mandates(actor):
        return ""
    if actor.unit_id is None:
        return "no_unit"
    if not Centre.objects.filter(unit=actor.unit_id).exists():
        return "no_centre"
    ended = Mandate.objects.filter(account=actor.account_id, end__lte=timezone.now()).exists()
    return "ended" if ended else "none"


def centres_for_second(register: Register) -> QuerySet[Centre]:
    """The centres of other units where an officer has a mandate for this kind of register now."""
    held = Mandate.objects.filter(
        held_at(timezone.now()), capacity="officer", kinds__regex=rf"(^| ){register.kind}( |$)"
    )
    return (
        Centre.objects.filter(active=True, pk__in=held.values("centre"))
        .exclude(unit=register.centre.unit_id)
        .order_by("name")
    )


def numbers_of(registers: Iterable[Register]) -> dict[int, tuple[int, int]]:
    """By register, how many acts it has and its highest number: one query. Counts alone."""
    rows = Act.objects.system("counts of a register, and nobody in it")
    counted = rows.filter(register__in=[one.pk for one in registers]).order_by().values("register")
    return {
        one["register"]: (one["n"], one["last"])
        for one in counted.annotate(n=Count("pk"), last=Max("number"))
    }


# Acts


def acts_visible_to(actor: Actor) -> GuardedQuerySet:
    return Act.objects.visible_to(actor, CIVIL_STATUS).select_related("register__centre__unit")


def act_for(actor: Actor, code: str) -> Act:
    """Raises NotVisible."""
    found: Act = one_of(acts_visible_to(actor), code=code)
    return found


def versions_for(actor: Actor, act: Act) -> list[ActVersion]:
    """The versions of an act, the first one first; without what they say for whom `reads_identity` is not so."""
    rows = ActVersion.objects.visible_to(actor, CIVIL_STATUS).filter(act=act).order_by("n")
    rows = rows.select_related("line", "request", *_PEOPLE)
    if not reads_identity(actor, act):
        rows = rows.defer("sealed")
    found = list(rows)
    for version in found:
        version.act = act
    return found


_PEOPLE = ("made_by", "approved_by", "second_by", "signed_by", "second_unit")


def reads_identity(actor: Actor, act: Act) -> bool:
    """Whether the actor may read what the act says: any scope but META opens it."""
    scopes = actor.scopes(CIVIL_STATUS) - {Scope.META}
    rows = {scope: one for scope, one in row_filters(Act)[CIVIL_STATUS].items() if scope in scopes}
    opened = Act.objects.visible_to(actor, CIVIL_STATUS).filter(combine(rows, actor, CIVIL_STATUS))
    return bool(opened.filter(pk=act.pk).exists())


def names_of(actor: Actor, acts: Sequence[Act]) -> dict[UUID, str]:
    """Whom each act is about, for an actor who may read it: one query for all of them."""
    scopes = actor.scopes(CIVIL_STATUS) - {Scope.META}
    rows = {scope: one for scope, one in row_filters(ActVersion)[CIVIL_STATUS].items() if scope in scopes}
    wanted = Q(pk__in=[])
    for act in acts:
        wanted |= Q(act=act.pk, n=act.current)
    found = ActVersion.objects.visible_to(actor, CIVIL_STATUS).filter(combine(rows, actor, CIVIL_STATUS))
    kinds = {act.pk: act.register.kind for act in acts}
    return {
        one.act_id: ", ".join(names_in(kinds[one.act_id], one.fields))
        for one in found.filter(wanted).only("act_id", "sealed", "n")
    }


def with_names(rows: GuardedQuerySet, text: str) -> GuardedQuerySet:
    """The acts of this number or code, or about somebody whose name sounds so."""
    text = text.strip()
    if text.isdecimal():
        return rows.filter(number=int(text[:9]))
    exact = rows.filter(code__iexact=text)
    if "-" in text and exact.exists():
        return exact
    if not name_parts(text):
        return rows.none()
    for ways in keys_as_heard(crypto.CIVIL_STATUS, text):
        rows = rows.filter(pk__in=ActName.objects.filter(key__in=ways).values("act"))
    return rows


def volets_for(actor: Actor, act: Act) -> list[Volet]:
    return list(Volet.objects.visible_to(actor, CIVIL_STATUS).filter(act=act).order_by("number"))


def volet_for(actor: Actor, code: str, number: int) -> Volet:
    """Raises NotVisible."""
    rows = Volet.objects.visible_to(actor, CIVIL_STATUS).select_related("act__register__centre__unit")
    found: Volet = one_of(rows, act__code=code, number=number)
    return found


def volets_out_of_place(actor: Actor) -> GuardedQuerySet:
    """The volets that cannot be found, or have waited too long for whom they are for."""
    late = timezone.now() - timedelta(days=settings.CIVIL_STATUS_VOLET_DAYS)
    rows = Volet.objects.visible_to(actor, CIVIL_STATUS).select_related("act__register__centre")
    return rows.filter(Q(state=Volet.State.MISSING) | Q(state=Volet.State.HERE, since__lt=late))


def copies_for(actor: Actor, act: Act) -> list[Copy]:
    rows = Copy.objects.visible_to(actor, CIVIL_STATUS).select_related("by")
    return list(rows.filter(act=act).order_by("number"))


def missing_numbers(register: Register) -> list[int]:
    """The numbers before the last that nothing stands under: holes of a paper register."""
    rows = Act.objects.system("numbers of a register, and nobody in it").filter(register=register)
    return holes(rows.values_list("number", flat=True))


# Requests


def requests_visible_to(actor: Actor) -> GuardedQuerySet:
    rows = IssuanceRequest.objects.visible_to(actor, CIVIL_STATUS)
    rows = rows.select_related("register__centre__unit", "register__centre__area", "act", "made_by")
    return rows if Scope.OWN in actor.scopes(CIVIL_STATUS) else rows.defer("sealed")


def request_for(actor: Actor, code: str) -> IssuanceRequest:
    """Raises NotVisible."""
    found: IssuanceRequest = one_of(requests_visible_to(actor), code=code)
    return found


def approvals_of(actor: Actor, asked: IssuanceRequest) -> list[Approval]:
    rows = Approval.objects.visible_to(actor, CIVIL_STATUS).filter(request=asked)
    return list(rows.select_related("by", "from_unit", "mandate").order_by("at", "pk"))


FILTERS: dict[str, Q] = {
    "open": Q(state__in=OPEN),
    "to_sort": Q(state=RequestState.TO_SORT),
    "second": Q(state=RequestState.APPROVED, second_by__isnull=True) & ~Q(second_for=""),
    "to_hand_over": Q(state=RequestState.SIGNED),
    "refused": Q(state=RequestState.REFUSED),
}


def filtered(rows: GuardedQuerySet, wanted: str) -> GuardedQuerySet:
    """The requests that wait, that are late, to sort, to approve in second, to hand over, refused; all otherwise."""
    if wanted == "late":
        return rows.filter(FILTERS["open"], due_at__lt=timezone.now())
    return rows.filter(FILTERS[wanted]) if wanted in FILTERS else rows


# Forms


@dataclass(frozen=True)
class StockLeft:
    stock: FormStock
    used: int
    spoiled: int

    @property
    def delivered(self) -> int:
        return self.stock.last - self.stock.first + 1

    @property
    def left(self) -> int:
        return self.delivered - self.used - self.spoiled


def stocks_of(actor: Actor) -> list[StockLeft]:
    """The forms of the centres open to the actor: delivered, used, annulled, left. Two queries more, however many stocks."""
    stocks = list(
        FormStock.objects.filter(centre__in=centres_of(actor))
        .select_related("centre")
        .annotate(n=Count("spoiled"))
        .order_by("-pk")[:200]
    )
    acts = Act.objects.system("forms that served, and for nobody in particular")
    used = dict(
        acts.filter(stock__in=stocks)
        .order_by()
        .values("stock")
        .annotate(n=Count("pk"))
        .values_list("stock", "n")
    )
    return [StockLeft(one, used.get(one.pk, 0), one.n) for one in stocks]


def accounts_for(centre: Centre) -> QuerySet[Account]:
    """Who may be given a mandate in the centre."""
    return Account.objects.filter(unit=centre.unit_id, role="registrar", is_active=True).order_by("full_name")


# For the engine of irregularities


def acts_for_inspection(why: str) -> Iterator[dict[str, Any]]:
    """Each act in the columns of the engine, in the order of its register; who declares or bears witness is a number.

    Times are UTC ISO; whoever has no official number is a blind key, the same for the same names. `why` is for the reader
    of the code.
    """
    rows = ActVersion.objects.system(f"irregularities: {why}")
    rows = rows.select_related("act__register__centre", "act__stock")
    areas = _regions()
    ordered = rows.order_by(
        "act__register__centre", "act__register__kind", "act__register__year", "act__number", "n"
    )
    for _act, versions in groupby(ordered.iterator(chunk_size=2000), key=lambda one: one.act_id):
        first, *later = versions
        yield _columns(first, later[-1] if later else first, areas)


def _regions() -> dict[int, str]:
    from siraba.foundation.geography.models import Area
    from siraba.foundation.geography.selectors import region_of

    found = {}
    for area in Area.objects.select_related("parent__parent__parent"):
        region = region_of(area)
        found[area.pk] = region.name if region else area.name
    return found


def _columns(first: ActVersion, last: ActVersion, regions: dict[int, str]) -> dict[str, Any]:
    act, fields = first.act, last.fields
    register, centre = act.register, act.register.centre
    area = fields.get("area", "")
    who = {
        f"{name}_id": _number(fields.get(f"{name}_number", ""), fields.get(f"{name}_name", ""))
        for name in ("declarant", "witness1", "witness2")
    }
    mother = f"{fields.get('mother_name', '')} {fields.get('mother_birth_year', '')}"
    return {
        "act_id": act.code,
        "centre_id": centre.code,
        "centre_type": centre.kind,
        "region": regions.get(centre.area_id or 0, ""),
        "register": register.kind,
        "register_year": register.year,
        "act_number": act.number,
        "form_serial": f"{act.stock.series}{act.serial}" if act.stock else "",
        "status": act.state,
        "mode": "paper" if register.taken_over else "online",
        "judgment_no": first.judgment,
        "court": first.court,
        "judgment_date": first.judgment_date.isoformat() if first.judgment_date else "",
        "hearing_id": first.hearing,
        "birth_date": fields.get("date", ""),
        "birth_precision": fields.get("precision", ""),
        "birth_region": regions.get(int(area), "") if area.isdecimal() else "",
        "act_date": fields.get("declared_on", ""),
        "keyed_at": first.made_at.isoformat(),
        "approved_at": first.approved_at.isoformat(),
        "operator_id": first.made_by_id,
        "approver_id": first.approved_by_id,
        "officer_id": first.signed_by_id,
        "child_last": fields.get("child_last", ""),
        "child_first": fields.get("child_first", ""),
        "sex": fields.get("sex", ""),
        "father_name": fields.get("father_name", ""),
        "mother_name": fields.get("mother_name", ""),
        "mother_id": _number(fields.get("mother_number", ""), mother),
        "mother_birth_year": fields.get("mother_birth_year", ""),
        "declarant_relation": fields.get("declarant_relation", ""),
        **who,
    }


def _number(given: str, names: str) -> str:
    """The official number, else a blind key of the names."""
    if given or not names.strip():
        return given
    return crypto.blind_index(crypto.CIVIL_STATUS, "person", " ".join(name_parts(names)))
