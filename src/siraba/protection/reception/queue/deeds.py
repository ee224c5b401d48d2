"""What may be done with a visit, as pages: the address of each act, its form, and what is explained."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import ACT_RULES, may
from siraba.foundation.interface.forms import KitForm
from siraba.protection.reception.queue import actions
from siraba.protection.reception.queue.forms import CauseForm, TogetherForm, TransferForm
from siraba.protection.reception.queue.models import VISIT_MOVES, Visit


@dataclass(frozen=True)
class Deed:
    """`do(actor, visit, **words)` does it; `words(form)` are those of the form. `asks`: it has a page of its own."""

    act: str
    do: Callable[..., Any]
    explanation: str | Promise = ""
    form: type[KitForm] = TogetherForm
    words: Callable[[Any], dict[str, Any]] = lambda form: {}
    asks: bool = False
    first: bool = False
    danger: bool = False


DEEDS: Mapping[str, Deed] = {
    "commencer": Deed("begin_service", actions.begin_service, first=True),
    "servi": Deed("serve_visit", actions.serve_visit, first=True),
    "absent": Deed(
        "mark_absent",
        actions.mark_absent,
        _("La première fois, la personne attend de nouveau et garde sa place ; la seconde, elle est partie."),
    ),
    "conduire": Deed(
        "transfer_visit",
        actions.transfer_visit,
        _("À un autre guichet, elle garde son ticket et sa place dans le temps."),
        TransferForm,
        lambda form: form.place(),
        asks=True,
    ),
    "devant": Deed(
        "raise_priority",
        actions.raise_priority,
        _("Le rang suit de la raison. Il ne recule jamais."),
        CauseForm,
        lambda form: {"cause": form.cleaned_data["cause"]},
        asks=True,
    ),
    "parti": Deed(
        "leave_queue",
        actions.leave_queue,
        _("La personne s’en va sans avoir été servie."),
        asks=True,
        danger=True,
    ),
}


@dataclass(frozen=True)
class Button:
    """A button of a page: a form of its own, or a link to a page that asks."""

    label: str
    url: str
    form: KitForm | None
    first: bool


def buttons(actor: Actor, visit: Visit) -> list[Button]:
    """The acts that are open on a visit now, the most usual first."""
    open_now = set(VISIT_MOVES.open_from(visit.state))
    return [
        Button(
            str(ACT_RULES[deed.act].label),
            reverse("queue:act", args=[visit.pk, slug]),
            None if deed.asks else KitForm(auto_id=False),
            deed.first,
        )
        for slug, deed in DEEDS.items()
        if deed.act in open_now and may(actor, deed.act, visit)
    ]
