"""The pathways: which steps a person's way has, what carries each out, and by when.

One engine for both national referral mechanisms (victims of trafficking; migrants most in need) and for children,
refugees, displaced and stateless persons: a pathway is a table of steps. Other rooms add theirs (`register`), and steps
that some people have whatever their pathway (`add`). The steps follow the stages of the mechanisms validated in 2021
(`nrm_stage` in the value lists); their lengths are settings, to be validated by the committee.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from siraba.protection.cases.deadlines import MEDIUM, hours
from siraba.protection.cases.models import (
    Assessment,
    Case,
    FilledForm,
    FollowUp,
    IdentificationDecision,
    Milestone,
    Plan,
    ReviewState,
    Screening,
    ServiceRecord,
)

# What was approved, or was until a newer version took its place
AGREED = (ReviewState.APPROVED, ReviewState.SUPERSEDED)
SYSTEM = "the steps of a case whose act the actor had the right to"
Facts = dict[str, datetime]


@dataclass(frozen=True)
class PathwayStep:
    """One step. `by` is the fact that carries it out: `screening`, `plan`…, `form:<code>`, or several, any of them.

    It is due `within` (a name of `DEADLINES`; `{risk}` stands for the case's) of the step named by `after`, or of the
    person's reception.
    """

    code: str
    label: str | Promise
    by: tuple[str, ...]
    within: str
    after: str = ""


SCREENING = PathwayStep("screening", _("Repérage"), ("screening",), "response_{risk}")
SAFETY = PathwayStep("safety", _("Plan de sécurité"), ("form:safety",), "safety", "screening")
ASSESSMENT = PathwayStep(
    "assessment",
    _("Évaluation des vulnérabilités et des besoins"),
    ("assessment",),
    "assessment",
    "screening",
)
IDENTIFICATION = PathwayStep(
    "identification", _("Décision d’identification"), ("identification",), "identification", "screening"
)
PLAN = PathwayStep("plan", _("Plan approuvé"), ("plan",), "plan", "assessment")
SERVICE = PathwayStep("service", _("Première prestation"), ("service",), "first_service", "screening")
FOLLOW_UP = PathwayStep("follow_up", _("Premier suivi"), ("follow_up",), "follow_up_{risk}", "plan")

_pathways: dict[str, tuple[PathwayStep, ...]] = {}
_additions: list[tuple[Callable[[Case], bool], tuple[PathwayStep, ...]]] = []


def register(pathway: str, *steps: PathwayStep) -> None:
    _pathways[pathway] = steps


def add(applies: Callable[[Case], bool], *steps: PathwayStep) -> None:
    """Steps of everybody to whom it applies, after those of the pathway."""
    _additions.append((applies, steps))


register("victim", SCREENING, SAFETY, ASSESSMENT, IDENTIFICATION, SERVICE, PLAN, FOLLOW_UP)
register("migrant", SCREENING, ASSESSMENT, SERVICE, PLAN, FOLLOW_UP)
for _pathway in ("child", "refugee", "displaced", "stateless"):
    register(_pathway, SCREENING, ASSESSMENT, SERVICE, PLAN, FOLLOW_UP)


def steps_of(case: Case) -> list[PathwayStep]:
    """The steps of the case, each once, in their order."""
    steps = list(_pathways[case.pathway])
    for applies, more in _additions:
        if applies(case):
            steps += more
    return list({step.code: step for step in steps}.values())


def step_named(code: str, pathway: str) -> PathwayStep | None:
    """A step as this pathway words it; as another does, where it was done before the pathway changed."""
    known = (_pathways[pathway], *_pathways.values(), *(steps for _applies, steps in _additions))
    return next((step for steps in known for step in steps if step.code == code), None)


def track(case: Case, new: bool = False) -> None:
    """Bring the milestones of a case up to what has been done; every act that carries a step out ends with it.

    What was done stays, also where the pathway has changed; what is not of the pathway any more and was not done goes.
    A `new` case has neither.
    """
    facts = {} if new else facts_of(case)
    known = {} if new else {row.step: row for row in Milestone.objects.system(SYSTEM).filter(case=case)}
    done: Facts = {step: row.done_at for step, row in known.items() if row.done_at}
    kept = []
    for position, step in enumerate(steps_of(case)):
        if at := done.get(step.code) or _first(facts, step.by):
            done[step.code] = at
        start = done.get(step.after) or case.received_at
        row = known.pop(step.code, None) or Milestone(case=case, step=step.code)
        row.position, row.done_at = position, done.get(step.code)
        row.due_at = start + hours(step.within.format(risk=case.risk or MEDIUM))
        kept.append(row)
    Milestone.objects.bulk_create(
        kept,
        update_conflicts=True,
        unique_fields=["case", "step"],
        update_fields=["position", "due_at", "done_at"],
    )
    gone = [row.pk for row in known.values() if row.done_at is None]
    if gone:
        Milestone.objects.system(SYSTEM).filter(pk__in=gone).remove()


def carried_out(case: Case, fact: str) -> None:
    """Something that another room knows has been done for the person, such as a service that a referral brought."""
    names = {fact, fact.split(":")[0]}
    steps = [step.code for step in steps_of(case) if names & set(step.by)]
    waiting = Milestone.objects.system(SYSTEM).filter(case=case, step__in=steps, done_at__isnull=True)
    waiting.update(done_at=timezone.now())
    track(case)


def _first(facts: Facts, names: Iterable[str]) -> datetime | None:
    return min((facts[name] for name in names if name in facts), default=None)


def facts_of(case: Case) -> Facts:
    """What has been done in the case, and when it was first done."""
    found: Facts = {}
    for name, at in _facts(case):
        for one in (name, name.split(":")[0]):
            found[one] = min(found.get(one, at), at)
    return found


def _facts(case: Case) -> Any:
    """All of it in one query: the name of each fact and its moment."""
    written = [
        _named(kind, case, Value(name), F("written_at"))
        for name, kind in (
            ("screening", Screening),
            ("identification", IdentificationDecision),
            ("assessment", Assessment),
            ("follow_up", FollowUp),
        )
    ]
    plans = _named(Plan, case, Value("plan"), F("reviewed_at"), state__in=AGREED, reviewed_at__isnull=False)
    services = _named(ServiceRecord, case, Concat(Value("service:"), "service_type"), F("written_at"))
    agreed_at = Coalesce("reviewed_at", "written_at")
    forms = _named(FilledForm, case, Concat(Value("form:"), "form__code"), agreed_at, state__in=AGREED)
    return written[0].union(*written[1:], plans, services, forms)


def _named(kind: Any, case: Case, name: Any, at: Any, **more: Any) -> Any:
    rows = kind.objects.system(SYSTEM).filter(case=case, **more).order_by()
    return rows.annotate(fact=Cast(name, CharField()), at=at).values_list("fact", "at")
