"""A next step on something of a case (an override, a disclosure, a removal): what it says, asks and does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import ACT_RULES, Moves, check_right
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.views import ActorRequest
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.forms import KitForm
from siraba.protection.cases.models import Case
from siraba.protection.cases.selectors import case_for, cases_visible_to

Facts = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Step:
    """`find(actor, case, pk)` gives what the act is about and raises NotVisible; `do(actor, found, **answers)` does it.

    `back` names the page of the case that it belongs to, `facts(found)` what is read before deciding, and
    `right_on(found)` what the right is checked on.
    """

    act: str
    find: Callable[[Actor, Case, UUID], Any]
    do: Callable[..., Any]
    explanation: str | Promise
    form: type[KitForm] = KitForm
    danger: bool = False
    moves: Moves | None = None
    back: str = "cases:crossing"
    facts: Callable[[Any], Facts] | None = None
    right_on: Callable[[Any], Any] = lambda found: found


def step_page(request: ActorRequest, steps: dict[str, Step], code: str, pk: UUID, slug: str) -> HttpResponse:
    """The page of one step. Raises NotVisible for a step that is none, and for a record of another case."""
    if slug not in steps:
        raise NotVisible
    step, case = steps[slug], case_for(request.actor, code)
    found = step.find(request.actor, case, pk)
    return carry(request, case, step, found)


def carry(request: ActorRequest, case: Case, step: Step, found: Any) -> HttpResponse:
    """Show the form of a step on a record that was found, or carry it out."""
    check_right(request.actor, step.act, step.right_on(found))
    if request.method == "GET" and step.moves:
        step.moves.require(found, step.act)
    label, back = ACT_RULES[step.act].label, reverse(step.back, args=[case.code])
    act = Act(
        _("%(act)s – dossier %(code)s") % {"act": label, "code": case.code},
        label,
        back,
        step.explanation,
        _("C’est enregistré."),
        danger=step.danger,
    )

    def do(data: dict) -> str:
        step.do(request.actor, found, **{name: value for name, value in data.items() if name != "form_id"})
        # After a removal there may be no case to come back to.
        here = cases_visible_to(request.actor).filter(pk=case.pk).exists()
        return back if here else reverse("cases:list")

    facts = step.facts(found) if step.facts else ()
    return act_page(request, step.form(request.POST or None), do, act, "cases/step.html", {"facts": facts})
