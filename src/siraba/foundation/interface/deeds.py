"""The acts on one record as pages: one entry says the form, what is explained, and what is done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import ACT_RULES, Moves, check_right, may
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.views import ActorRequest
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.forms import KitForm


@dataclass(frozen=True)
class Deed:
    """`do(actor, record, **data)` does the act; `fits(record)` says whether it makes sense for this record at all.

    `make(actor, record)` are the form's own arguments, such as its choices.
    """

    act: str
    do: Callable[..., Any]
    explanation: str | Promise = ""
    form: type[KitForm] = KitForm
    done: str | Promise = gettext_lazy("C’est enregistré.")
    danger: bool = False
    fits: Callable[[Any], bool] = lambda record: True
    make: Callable[[Actor, Any], dict[str, Any]] = lambda actor, record: {}


def offered(
    actor: Actor, record: Any, deeds: Mapping[str, Deed], moves: Moves
) -> list[tuple[str, Deed, str]]:
    """The acts that the actor may do to the record now: slug, deed and label."""
    open_now = set(moves.open_from(record.state))
    known = {name for name, _move in moves}
    return [
        (slug, deed, str(ACT_RULES[deed.act].label))
        for slug, deed in deeds.items()
        if (deed.act in open_now or deed.act not in known)
        and deed.fits(record)
        and may(actor, deed.act, record)
    ]


def deed_page(
    request: ActorRequest,
    record: Any,
    slug: str,
    deeds: Mapping[str, Deed],
    moves: Moves,
    back: str,
    title: str,
    afterwards: Callable[[], str] | None = None,
) -> HttpResponse:
    """Show the form of an act, or carry it out and go back, or where `afterwards` says.

    Raises:
        NotVisible: it is no act of this record.
    """
    if slug not in deeds:
        raise NotVisible
    deed = deeds[slug]
    check_right(request.actor, deed.act, record)
    if request.method == "GET" and deed.act in dict(moves):
        moves.require(record, deed.act)
    label = ACT_RULES[deed.act].label
    heading = _("%(act)s – %(title)s") % {"act": label, "title": title}
    act = Act(heading, label, back, deed.explanation, deed.done, deed.danger)
    own = deed.make(request.actor, record)
    form = deed.form(request.POST or None, request.FILES or None, **own)

    def do(_data: dict) -> str:
        deed.do(request.actor, record, **form.words())
        return afterwards() if afterwards else back

    return act_page(request, form, do, act)
