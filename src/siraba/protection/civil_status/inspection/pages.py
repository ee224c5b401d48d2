"""What there is to read: the queue, an alert, what rules are worth, officers, missing numbers; an officer's questions."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.audit.journal import record
from siraba.foundation.interface.deeds import offered
from siraba.foundation.interface.exports import table_file, wanted
from siraba.foundation.interface.paging import page_by_key
from siraba.protection.civil_status.inspection import selectors
from siraba.protection.civil_status.inspection.deeds import ALERT_DEEDS, QUESTION_DEEDS
from siraba.protection.civil_status.inspection.forms import AlertFilter
from siraba.protection.civil_status.inspection.models import LIVE, MOVES, QUESTION_MOVES
from siraba.protection.civil_status.inspection.rules import INSPECTORS, REGISTRARS
from siraba.protection.civil_status.inspection.wording import figures_of, rule_of, subject
from siraba.protection.civil_status.registers.fields import shown
from siraba.protection.civil_status.registers.models import Act
from siraba.protection.civil_status.registers.selectors import (
    act_for,
    acts_visible_to,
    reads_identity,
    versions_for,
)

inspectors_page = page(Purpose.INSPECTION, roles=INSPECTORS)
registrars_page = page(Purpose.ISSUANCE, roles=REGISTRARS)


# Alerts


@inspectors_page
@require_safe
def alerts(request: ActorRequest) -> HttpResponse:
    """The queue, the likeliest first, and how far a search is."""
    filters = AlertFilter(request.GET)
    said = filters.cleaned_data if filters.is_valid() else {}
    rows = selectors.filtered(
        selectors.alerts_visible_to(request.actor),
        said.get("etat", ""),
        said.get("regle", ""),
        said.get("centre", ""),
    )
    found = page_by_key(rows.defer("sealed"), request, ("-score", "-id"))
    record(request.actor, "list_alerts", codes=[one.code for one in found.rows])
    context = {
        "filters": filters,
        "page": found,
        "rows": [(one, subject(one)) for one in found.rows],
        "going": selectors.running(),
        "last": selectors.last_look(),
    }
    return render(request, "inspection/alerts.html", context)


@inspectors_page
@require_safe
def alert(request: ActorRequest, code: str) -> HttpResponse:
    """Why the rule names the act, what it is compared with, what the act says, and what was decided."""
    actor, found = request.actor, selectors.alert_for(request.actor, code)
    record(actor, "read_alert", found.code)
    acts = [
        (label, reverse("inspection:alert_act", args=[code, slug]))
        for slug, _deed, label in offered(actor, found, ALERT_DEEDS, MOVES)
    ]
    rule, lookalikes = rule_of(found.kind)
    context = {
        "alert": found,
        "subject": subject(found),
        "acts": acts,
        "live": found.state in LIVE,
        "words": found.words,
        "rule": rule,
        "lookalikes": lookalikes,
        "figures": figures_of(found),
        "worth": selectors.worth_by_kind(actor)[found.kind],
        "sides": [_side(request, one) for one in (found.act, found.other) if one is not None],
        "decisions": selectors.decisions_of(actor, found),
        "questions": selectors.questions_of(actor, found),
        "before": found.before,
    }
    return render(request, "inspection/alert.html", context)


def _side(request: ActorRequest, named: Act) -> tuple[Act, list[tuple[str, str]]]:
    """An act and what its last version says; nothing of that once no live alert names it."""
    act = act_for(request.actor, named.code)
    if not reads_identity(request.actor, act):
        return act, []
    record(request.actor, "read_act", act.code)
    return act, shown(act.register.kind, versions_for(request.actor, act)[-1].fields)


# What is reckoned


@inspectors_page
@require_safe
def precision(request: ActorRequest) -> HttpResponse:
    """How often each rule was right, by kind and by quarter; hidden below five decisions."""
    context = {
        "kinds": list(selectors.worth_by_kind(request.actor).values()),
        "quarters": selectors.worth_by_quarter(request.actor),
        "least": selectors.LEAST_DECISIONS,
        "last": selectors.last_look(),
    }
    return render(request, "inspection/precision.html", context)


@inspectors_page
@require_safe
def officers(request: ActorRequest) -> HttpResponse:
    """Officers whose acts alerts name, from five days of acts and two rules on. Each look is a line of the journal."""
    views = selectors.officers_with_alerts(request.actor)
    record(request.actor, "read_officer_alerts", accounts=[one.account.pk for one in views])
    context = {"rows": views, "acts": selectors.LEAST_ACTS, "rules": selectors.LEAST_RULES}
    return render(request, "inspection/officers.html", context)


@inspectors_page
@require_safe
def gaps(request: ActorRequest) -> HttpResponse:
    """The registers of which numbers are missing, as a page or a file."""
    actor, kind = request.actor, wanted(request)
    rows = selectors.registers_with_gaps(actor)
    if kind:
        every = selectors.gaps_of(actor, rows.order_by("code"))
        record(actor, "export_gaps", format=kind, registers=len(every))
        header = [_("Centre"), _("Registre"), _("Année"), _("Numéro manquant")]
        lines = (
            [one.register.centre.name, str(one.register.get_kind_display()), one.register.year, number]
            for one in every
            for number in one.missing
        )
        return table_file("numeros-manquants", kind, header, lines)
    found = page_by_key(rows, request, ("-year", "code", "-id"))
    return render(
        request, "inspection/gaps.html", {"page": found, "rows": selectors.gaps_of(actor, found.rows)}
    )


# Questions to an officer


@registrars_page
@require_safe
def questions(request: ActorRequest) -> HttpResponse:
    rows = selectors.questions_visible_to(request.actor).defer("sealed")
    found = page_by_key(rows, request, ("-asked_at", "-id"))
    record(request.actor, "list_questions", codes=[one.code for one in found.rows])
    context = {"page": found, "rows": [(one, subject(one)) for one in found.rows]}
    return render(request, "inspection/questions.html", context)


@registrars_page
@require_safe
def question(request: ActorRequest, code: str) -> HttpResponse:
    """The question about the act, and the reply: nothing of the alert."""
    actor, found = request.actor, selectors.question_for(request.actor, code)
    record(actor, "read_question", found.code)
    acts = [
        (label, reverse("inspection:question_act", args=[code, slug]))
        for slug, _deed, label in offered(actor, found, QUESTION_DEEDS, QUESTION_MOVES)
    ]
    opened = found.act is not None and acts_visible_to(actor).filter(pk=found.act_id).exists()
    context = {
        "question": found,
        "subject": subject(found),
        "acts": acts,
        "words": found.words,
        "opened": opened,
    }
    return render(request, "inspection/question.html", context)
