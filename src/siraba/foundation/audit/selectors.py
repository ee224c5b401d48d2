"""Which lines of the journal an actor may read, and how much of each.

Own lines, or those of the own organisation, by the policy; all lines about a record whose care the actor
answers for; for who has only codes and dates (META), every line without the account and without the detail; for the
data protection officer (LOG), every line with its account. The Red Cross's lines are its own in each case.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import ROLE_PURPOSES, Category, Purpose, Scope
from siraba.foundation.access.pseudonyms import read_code
from siraba.foundation.accounts.roles import Role
from siraba.foundation.audit.labels import REASONS, act_label, object_label
from siraba.foundation.audit.mentions import lines_with
from siraba.foundation.audit.models import AuditLine, AuditSeal, Decision
from siraba.foundation.organisations.models import Organisation

# The Red Cross is neutral: what its people do is followed by nobody outside it.
NEUTRAL = (Role.FAMILY_LINKS_OFFICER, Role.FUND_OFFICER)
NOBODY = Q(pk__in=[])
# What has not left its agency has no code yet for who follows codes and dates.
BEFORE_SENDING = ("prepare_referral",)

_openers: list[Callable[[Actor, str], bool]] = []
_relatives: list[Callable[[str], Collection[str]]] = []


def open_objects_by(opener: Callable[[Actor, str], bool]) -> None:
    """Register how a house tells whether an actor answers for the record of a code, and may read its log."""
    _openers.append(opener)


def object_open_to(actor: Actor, code: str) -> bool:
    return any(opener(actor, code) for opener in _openers)


def belongs_with(find: Callable[[str], Collection[str]]) -> None:
    """Register how a house finds the codes of what hangs on a record: its referrals, what was handed over."""
    _relatives.append(find)


def lines_for_the_person(actor: Actor, code: str) -> QuerySet[AuditLine]:
    """Every line about a record that the actor answers for and about what hangs on it, for the person themself."""
    if not object_open_to(actor, code):
        return _lines(NOBODY)
    codes = {code, *(related for find in _relatives for related in find(code))}
    numbers = [lines_with(one) for one in sorted(codes)]
    return _lines(~Q(role__in=NEUTRAL)).filter(pk__in=numbers[0].union(*numbers[1:]))


def lines_visible_to(actor: Actor) -> QuerySet[AuditLine]:
    """The lines open to the actor, the last first."""
    return _lines(_by_scope(actor))


def lines_about(actor: Actor, code: str) -> QuerySet[AuditLine]:
    """Who did or read what in this record, as far as it is open to the actor."""
    condition = _by_scope(actor)
    if actor.scopes(Category.AUDIT) & {Scope.ASG, Scope.OWN} and object_open_to(actor, code):
        condition |= ~Q(role__in=NEUTRAL)
    return _lines(condition).filter(pk__in=lines_with(code))


def _by_scope(actor: Actor) -> Q:
    scopes = actor.scopes(Category.AUDIT)
    if Scope.META in scopes:
        return ~Q(role__in=NEUTRAL)
    if Scope.LOG in scopes:
        return _watched(actor)
    if Scope.OWN in scopes:
        return _of_own_organisation(actor) if actor.organisation_id else _own(actor)
    return _own(actor) if scopes & {Scope.ASG, Scope.ENTRY} else NOBODY


def _of_own_organisation(actor: Actor) -> Q:
    """What is done in the vault of family links is followed by those who work there, of the Red Cross itself too."""
    own = Q(organisation_id=actor.organisation_id)
    works_there = Purpose.FAMILY_LINKS in ROLE_PURPOSES[Role(actor.role)]
    return own if works_there else own & ~Q(purpose=Purpose.FAMILY_LINKS)


def _watched(actor: Actor) -> Q:
    """The whole log but the Red Cross's; the Red Cross's own officer watches over the Red Cross alone."""
    home = Organisation.objects.filter(pk=actor.organisation_id or 0).first()
    if home is None or home.kind == Organisation.Kind.RED_CROSS:
        return Q(organisation_id=actor.organisation_id) if home else _own(actor)
    neutral = Organisation.objects.filter(kind=Organisation.Kind.RED_CROSS).values("pk")
    return ~Q(role__in=NEUTRAL) & (Q(organisation_id__isnull=True) | ~Q(organisation_id__in=neutral))


def _own(actor: Actor) -> Q:
    return Q(account=actor.account_id)


def _lines(condition: Q) -> QuerySet[AuditLine]:
    return AuditLine.objects.filter(condition).select_related("account").order_by("-id")


def last_seal(actor: Actor) -> AuditSeal | None:
    """The root of the chain, for those who watch over the whole journal."""
    if not {Scope.META, Scope.LOG} & actor.scopes(Category.AUDIT):
        return None
    return AuditSeal.objects.order_by("-id").first()


@dataclass(frozen=True)
class ShownLine:
    """A line as its reader may see it, in words; `code` is a national code that has a log of its own."""

    at: datetime
    who: str
    role: str
    organisation: str
    purpose: str
    act: str
    object: str
    code: str
    decision: str
    decision_label: str
    remark: str


def shown_to(actor: Actor, lines: Collection[AuditLine]) -> list[ShownLine]:
    """The lines in words. The people of other organisations are not named; META has neither names nor remarks."""
    meta = Scope.META in actor.scopes(Category.AUDIT)
    watches = Scope.LOG in actor.scopes(Category.AUDIT)
    homes = Organisation.objects.in_bulk({line.organisation_id for line in lines} - {None})
    return [_shown(actor, line, homes, meta, watches) for line in lines]


def _shown(
    actor: Actor, line: AuditLine, homes: dict[int, Organisation], meta: bool, watches: bool
) -> ShownLine:
    own = (
        watches
        or line.account_id == actor.account_id
        or (line.organisation_id is not None and line.organisation_id == actor.organisation_id)
    )
    home = homes.get(line.organisation_id) if line.organisation_id else None
    code = line.object if read_code(line.object) == line.object else ""
    if meta and line.act in BEFORE_SENDING:
        code = ""
    return ShownLine(
        at=line.at,
        who=line.account.full_name if line.account and own and not meta else "",
        role=str(Role(line.role).label) if line.role else _("Sans compte"),
        organisation=home.short_name if home else "",
        purpose=str(Purpose(line.purpose).label) if line.purpose else "",
        act=act_label(line.act),
        object=code if meta else object_label(line.object),
        code=code,
        decision=line.decision,
        decision_label=str(Decision(line.decision).label),
        remark="" if meta else _remark(line),
    )


def _remark(line: AuditLine) -> str:
    """What of the detail can be said in words: why it was refused, how much it concerned."""
    if line.decision == Decision.REFUSED:
        return str(REASONS.get(line.detail.get("reason", ""), ""))
    for name in ("codes", "fields"):
        if name in line.detail:
            number = len(line.detail[name])
            return ngettext("%(n)d élément", "%(n)d éléments", number) % {"n": number}
    return ""
