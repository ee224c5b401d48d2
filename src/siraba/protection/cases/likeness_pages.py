"""Somebody who may be known already, as the page of a case and My day show it; and the answer of who knows."""

from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.guard import one_of
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.interface import my_day
from siraba.foundation.interface.templatetags.kit import local_date
from siraba.foundation.people.rules import RECEIVING_ROLES
from siraba.foundation.vocabulary import label
from siraba.protection.cases import panels
from siraba.protection.cases.likeness import (
    confirm_likeness,
    dismiss_likeness,
    likenesses_visible_to,
    with_sides,
)
from siraba.protection.cases.models import LIKENESS_MOVES, Case, Likeness, LikenessState
from siraba.protection.cases.panels import Panel, PanelRow
from siraba.protection.cases.rules import handles
from siraba.protection.cases.selectors import cases_visible_to
from siraba.protection.cases.steps import Step, step_page


def _facts(likeness: Likeness) -> list[tuple[str, str]]:
    """What may be known of who was received elsewhere: no name."""
    received = likeness.case
    age = _("moins de 18 ans") if received.person.is_child else _("18 ans et plus")
    return [
        (_("Reçue par"), str(received.agency)),
        (_("Le"), local_date(received.received_at)),
        (_("Région"), str(received.region or "–")),
        (_("Âge, sexe"), f"{age}, {label('sex', received.person.sex)}"),
    ]


def _find(actor: Actor, case: Case, pk: UUID) -> Likeness:
    return with_sides([one_of(likenesses_visible_to(actor), pk=pk, other=case.pk)])[0]


STEPS = {
    "confirmer": Step(
        "confirm_likeness",
        _find,
        confirm_likeness,
        gettext_lazy(
            "Seulement si la personne est d’accord, ou si sa sécurité l’exige : l’autre structure apprendra que vous la suivez, et votre code."
        ),
        moves=LIKENESS_MOVES,
        back="cases:detail",
        facts=_facts,
    ),
    "ecarter": Step(
        "dismiss_likeness",
        _find,
        dismiss_likeness,
        gettext_lazy("L’autre structure apprend seulement que ce n’est pas elle."),
        moves=LIKENESS_MOVES,
        back="cases:detail",
        facts=_facts,
    ),
}


@page(Purpose.CARE, Purpose.RECEPTION, roles=RECEIVING_ROLES)
def step(request: ActorRequest, code: str, pk: UUID, slug: str) -> HttpResponse:
    return step_page(request, STEPS, code, pk, slug)


def likenesses_of(actor: Actor, case: Case) -> Panel | None:
    """On either side; the question is shown to those alone who may answer it."""
    found = list(likenesses_visible_to(actor).filter(Q(case=case) | Q(other=case)))
    with_sides(one for one in found if one.state == LikenessState.SAME)
    told = [_told(one) for one in found if one.case_id == case.pk]
    asked = (
        [row for one in found if one.case_id != case.pk for row in _asked(case, one)]
        if handles(actor, case)
        else []
    )
    rows = told + asked
    return Panel(_("Déjà connue ?"), rows) if rows else None


def _asked(case: Case, likeness: Likeness) -> list[PanelRow]:
    """On the page of the case that was there first: the question, and each of its answers while it is open."""
    shown = (likeness.state, str(likeness.get_state_display()), local_date(likeness.found_at))
    if likeness.state != LikenessState.OPEN:
        return [PanelRow(_("Une personne reçue ailleurs lui ressemble"), "", *shown)]
    answers = (
        (_("Une personne reçue ailleurs lui ressemble : c’est la même ?"), "confirmer"),
        (_("Une personne reçue ailleurs lui ressemble : ce sont deux personnes ?"), "ecarter"),
    )
    return [
        PanelRow(words, reverse("cases:likeness", args=[case.code, likeness.pk, slug]), *shown)
        for words, slug in answers
    ]


def _told(likeness: Likeness) -> PanelRow:
    """On the page of who was received: nothing of the other before its agency has said yes."""
    words = {
        LikenessState.OPEN: _(
            "Une personne qui lui ressemble est suivie ailleurs ; la structure qui la suit est prévenue"
        ),
        LikenessState.DIFFERENT: _("Une personne qui lui ressemblait est quelqu’un d’autre"),
    }
    said = words.get(LikenessState(likeness.state)) or _("Déjà suivie par %(agency)s, dossier %(code)s") % {
        "agency": likeness.other.agency,
        "code": likeness.other.code,
    }
    return PanelRow(
        said,
        "",
        likeness.state,
        likeness.get_state_display(),
        local_date(likeness.found_at),
    )


def to_look_at(actor: Actor) -> my_day.Section | None:
    mine = cases_visible_to(actor).filter(agency=actor.organisation_id).order_by().values("pk")
    waiting = likenesses_visible_to(actor).filter(state=LikenessState.OPEN, other__in=mine)
    rows = [_day_row(one) for one in waiting.select_related("other")[: my_day.ROWS]]
    return my_day.Section(_("Personnes peut-être déjà connues"), rows, "") if rows else None


def _day_row(likeness: Likeness) -> my_day.Row:
    return my_day.Row(
        likeness.other.code,
        reverse("cases:detail", args=[likeness.other.code]),
        local_date(likeness.found_at),
        likeness.state,
        likeness.get_state_display(),
    )


panels.register(likenesses_of)
my_day.register(to_look_at, RECEIVING_ROLES, 28)
