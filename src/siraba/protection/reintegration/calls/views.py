"""Pages of a fund for who works in it, and for who files for a person: calls, applications, the desk of evaluation, appeals."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from siraba.foundation.access.acts import ACT_RULES, check_right, may
from siraba.foundation.access.errors import Invalid, NotVisible
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.receipts import written
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.audit.journal import record
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import area_and_below
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.deeds import deed_page, offered
from siraba.foundation.interface.forms import KitForm
from siraba.foundation.interface.paging import capped_count, page_by_key
from siraba.foundation.interface.uploads import opened_document
from siraba.foundation.people.selectors import names_for
from siraba.protection.cases.models import ACTIVE
from siraba.protection.cases.rules import manages
from siraba.protection.cases.selectors import case_for
from siraba.protection.reintegration.calls import actions, applications, forms
from siraba.protection.reintegration.calls.asking import ApplicationForm, as_answers
from siraba.protection.reintegration.calls.criteria import criteria_of
from siraba.protection.reintegration.calls.deeds import (
    APPEAL_DEEDS,
    APPLICATION_DEEDS,
    CALL_DEEDS,
    EVALUATION_DEEDS,
    evaluation_slugs,
)
from siraba.protection.reintegration.calls.models import (
    APPEAL_MOVES,
    APPLICATION_MOVES,
    CALL_MOVES,
    Application,
    ApplicationState,
    Call,
    Charge,
)
from siraba.protection.reintegration.calls.rules import FILING, FUND, KEEPERS, application_of, evaluates
from siraba.protection.reintegration.calls.selectors import (
    appeal_for,
    application_file,
    application_for,
    applications_of_call,
    applications_visible_to,
    call_for,
    calls_visible_to,
    charge_for,
    counts_of,
    desk_of,
    document_for,
    fund_for,
    funds_visible_to,
    open_calls,
    scores_of,
)

keeper_page = page(Purpose.ACCOUNTS, roles=KEEPERS)
fund_page = page(Purpose.FUND, roles=FUND)
filing_page = page(Purpose.CARE, Purpose.FUND, roles=FILING)
MOST_OF_A_CASE = 20
SAVED = gettext_lazy("C’est enregistré.")


# The fund and its charges, for who gives them


@keeper_page
@require_safe
def funds(request: ActorRequest) -> HttpResponse:
    found = list(funds_visible_to(request.actor))
    held = Charge.objects.filter(fund__in=found, until__isnull=True).select_related("account")
    rows = [(fund, [charge for charge in held if charge.fund_id == fund.pk]) for fund in found]
    return render(request, "calls/funds.html", {"rows": rows})


@keeper_page
def open_fund(request: ActorRequest) -> HttpResponse:
    check_right(request.actor, "open_fund")
    back = reverse("calls:funds")
    act = Act(ACT_RULES["open_fund"].label, _("Ouvrir"), back, done=SAVED)
    form = forms.FundForm(request.POST or None)

    def do(_data: dict) -> str:
        actions.open_fund(request.actor, **form.words())
        return back

    return act_page(request, form, do, act)


@keeper_page
def give_charge(request: ActorRequest, pk: int) -> HttpResponse:
    fund = fund_for(request.actor, pk)
    check_right(request.actor, "give_charge", fund)
    back = reverse("calls:funds")
    act = Act(
        _("Confier une charge – %(fund)s") % {"fund": fund.name},
        ACT_RULES["give_charge"].label,
        back,
        _(
            "Ne se cumulent pas : ordonnateur et agent comptable ; secrétariat et comité ; évaluation, ou contrôle, et toute autre."
        ),
        SAVED,
    )
    form = forms.ChargeForm(request.POST or None, fund=fund)

    def do(_data: dict) -> str:
        actions.give_charge(request.actor, fund, **form.words())
        return back

    return act_page(request, form, do, act)


@keeper_page
def end_charge(request: ActorRequest, pk: int) -> HttpResponse:
    charge = charge_for(request.actor, pk)
    check_right(request.actor, "end_charge", charge)
    back = reverse("calls:funds")
    act = Act(
        _("Fin de charge – %(name)s, %(duty)s")
        % {"name": charge.account.full_name, "duty": charge.get_duty_display()},
        ACT_RULES["end_charge"].label,
        back,
        _("Dès maintenant, ce compte ne peut plus agir à ce titre."),
        SAVED,
        danger=True,
    )

    def do(_data: dict) -> str:
        actions.end_charge(request.actor, charge)
        return back

    return act_page(request, KitForm(request.POST or None), do, act)


# Calls


def _url_of_call(call: Call) -> str:
    return reverse("calls:call", args=[call.pk])


@fund_page
@require_safe
def calls(request: ActorRequest) -> HttpResponse:
    shown = page_by_key(calls_visible_to(request.actor), request, key=("-opens_on", "-id"))
    own = [fund for fund in funds_visible_to(request.actor) if may(request.actor, "draft_call", fund)]
    return render(request, "calls/list.html", {"page": shown, "funds": own})


@fund_page
def draft_call(request: ActorRequest, pk: int) -> HttpResponse:
    fund = fund_for(request.actor, pk)
    check_right(request.actor, "draft_call", fund)
    act = Act(
        _("Préparer un appel – %(fund)s") % {"fund": fund.name},
        _("Enregistrer"),
        reverse("calls:list"),
        _("La présidence du comité l’ouvrira ; jusque-là, tout se change."),
    )
    form = forms.CallForm(request.POST or None)

    def do(_data: dict) -> str:
        return _url_of_call(actions.draft_call(request.actor, fund, **form.words()))

    return act_page(request, form, do, act)


@fund_page
@require_safe
def call(request: ActorRequest, pk: int) -> HttpResponse:
    """A call with its applications by state; no name stands here."""
    found = call_for(request.actor, pk)
    filters = forms.ApplicationFilter(request.GET)
    wanted = filters.cleaned_data if filters.is_valid() else {}
    rows = _wanted(applications_of_call(request.actor, found), wanted)
    counts = counts_of(request.actor, found)
    context = {
        "call": found,
        "page": page_by_key(rows, request, key=("-started_at", "-id")),
        "found": capped_count(rows),
        "filters": filters,
        "counts": [
            (state, label, counts[state]) for state, label in ApplicationState.choices if counts.get(state)
        ],
        "criteria": criteria_of(found),
        "acts": [
            (label, reverse("calls:call_act", args=[pk, slug]))
            for slug, _deed, label in offered(request.actor, found, CALL_DEEDS, CALL_MOVES)
        ],
        "may_file": may(request.actor, "start_application", Application(call=found)),
    }
    record(request.actor, "list_applications", found.code)
    return render(request, "calls/call.html", context)


def _wanted(rows: Any, wanted: dict[str, Any]) -> Any:
    if wanted.get("state"):
        rows = rows.filter(state=wanted["state"])
    if wanted.get("zone"):
        area = Area.objects.get(pk=wanted["zone"])
        rows = rows.filter(zone__in=area_and_below(area).values("pk"))
    return rows


@fund_page
def call_act(request: ActorRequest, pk: int, slug: str) -> HttpResponse:
    found = call_for(request.actor, pk)
    return deed_page(request, found, slug, CALL_DEEDS, CALL_MOVES, _url_of_call(found), str(found))


# Filing an application


@fund_page
def file_here(request: ActorRequest, pk: int) -> HttpResponse:
    """The fund's secretary writes down what somebody who comes by asks for."""
    found = call_for(request.actor, pk)
    check_right(request.actor, "start_application", Application(call=found))
    return _file(request, found, ApplicationForm(request.POST or None), _url_of_call(found))


@filing_page
@require_safe
def choose_call(request: ActorRequest, case_code: str) -> HttpResponse:
    """What was asked of a fund for the person of a case, and the open calls."""
    case = case_for(request.actor, case_code)
    asked = applications_visible_to(request.actor).filter(case=case)[:MOST_OF_A_CASE]
    may_file = case.state in ACTIVE and manages(request.actor, case)
    calls = list(open_calls()) if may_file else []
    return render(
        request, "calls/choose.html", {"case": case, "asked": asked, "calls": calls, "may_file": may_file}
    )


@filing_page
def file_for_case(request: ActorRequest, case_code: str, pk: int) -> HttpResponse:
    case, found = case_for(request.actor, case_code), call_for(request.actor, pk)
    check_right(request.actor, "start_application", Application(call=found, case=case))
    names = names_for(request.actor, [case.person_id]).get(case.person_id, "")
    form = ApplicationForm(request.POST or None, of_case=True, initial={"kind": "person", "applicant": names})
    return _file(request, found, form, reverse("cases:detail", args=[case.code]), case=case)


def _file(request: ActorRequest, call: Call, form: ApplicationForm, back: str, **also: Any) -> HttpResponse:
    act = Act(
        _("Demande de financement – %(call)s") % {"call": call.title},
        _("Enregistrer"),
        back,
        _("Rien ne part encore : relisez, joignez les pièces, puis déposez."),
    )

    def do(data: dict) -> str:
        made = applications.start_application(
            request.actor, call, number=data["form_id"], **also, **form.said()
        )
        return _url(made)

    return act_page(request, form, do, act, "calls/file.html", {"call": call})


@filing_page
def amend(request: ActorRequest, code: str) -> HttpResponse:
    found = application_for(request.actor, code)
    check_right(request.actor, "amend_application", found)
    if request.method == "GET":
        APPLICATION_MOVES.require(found, "amend_application")
    form = ApplicationForm(request.POST or None, of_case=found.case_id is not None, initial=as_answers(found))
    act = Act(
        _("Modifier la demande %(code)s") % {"code": found.code}, _("Enregistrer"), _url(found), done=SAVED
    )

    def do(_data: dict) -> str:
        applications.amend_application(request.actor, found, **form.said())
        return _url(found)

    return act_page(request, form, do, act, "calls/file.html", {"call": found.call})


@filing_page
def hand_in(request: ActorRequest, code: str, slug: str) -> HttpResponse:
    """Hand an application in (`deposer`), or replace a receipt that was lost (`recu`); the number is shown once."""
    if slug not in ("deposer", "recu"):
        raise NotVisible
    name = "submit_application" if slug == "deposer" else "renew_application_receipt"
    found = application_for(request.actor, code)
    check_right(request.actor, name, found)
    if request.method == "GET" and name == "submit_application":
        APPLICATION_MOVES.require(found, name)
    form = KitForm(request.POST or None)
    act = Act(
        _("%(act)s – %(title)s") % {"act": ACT_RULES[name].label, "title": found.code},
        ACT_RULES[name].label,
        _url(found),
        _(
            "Un numéro de reçu s’affichera une seule fois : donnez-le au demandeur, il suivra sa demande avec."
        ),
    )
    if request.method == "POST" and form.is_valid():
        try:
            number = getattr(applications, name)(request.actor, found)
        except Invalid as refusal:
            form.add_error(None, refusal.message)
            return render(request, "interface/act.html", {"form": form, "act": act}, status=refusal.status)
        return render(request, "calls/receipt.html", {"number": written(number), "application": found})
    return render(request, "interface/act.html", {"form": form, "act": act})


# One application


def _url(application: Application) -> str:
    return reverse("calls:application", args=[application.code])


@filing_page
@require_safe
def application(request: ActorRequest, code: str) -> HttpResponse:
    file = application_file(request.actor, code)
    found = file.application
    acts = [
        (label, reverse("calls:application_act", args=[found.code, slug]))
        for slug, _deed, label in offered(request.actor, found, APPLICATION_DEEDS, APPLICATION_MOVES)
    ]
    evaluating = [
        (
            str(ACT_RULES[EVALUATION_DEEDS[slug].act].label),
            reverse("calls:evaluate", args=[found.code, slug]),
        )
        for slug in (evaluation_slugs(request.actor, found) if evaluates(request.actor, found) else ())
    ]
    context = {
        "file": file,
        "application": found,
        "acts": [*_writing(request, found), *evaluating, *acts],
        "scores": scores_of(request.actor, found),
        "total": sum(one["amount"] for one in file.project["costs"]),
        "appeals": [(appeal, _acts_on_appeal(request, appeal)) for appeal in file.appeals],
    }
    return render(request, "calls/application.html", context)


def _writing(request: ActorRequest, found: Application) -> list[tuple[str, str]]:
    """Handing in first, then changing; a lost receipt last."""
    open_now = APPLICATION_MOVES.open_from(found.state)
    pages = [
        ("submit_application", "submit_application" in open_now, reverse("calls:hand_in", args=[found.code, "deposer"])),
        ("amend_application", "amend_application" in open_now, reverse("calls:amend", args=[found.code])),
        ("renew_application_receipt", found.submitted_at is not None, reverse("calls:hand_in", args=[found.code, "recu"])),
    ]  # fmt: skip
    return [
        (str(ACT_RULES[name].label), url)
        for name, fits, url in pages
        if fits and may(request.actor, name, found)
    ]


def _acts_on_appeal(request: ActorRequest, appeal: Any) -> list[tuple[str, str]]:
    return [
        (label, reverse("calls:appeal_act", args=[appeal.pk, slug]))
        for slug, _deed, label in offered(request.actor, appeal, APPEAL_DEEDS, APPEAL_MOVES)
    ]


@filing_page
def application_act(request: ActorRequest, code: str, slug: str) -> HttpResponse:
    found = application_for(request.actor, code)
    return deed_page(request, found, slug, APPLICATION_DEEDS, APPLICATION_MOVES, _url(found), found.code)


@filing_page
@require_safe
def document(request: ActorRequest, code: str, pk: UUID) -> HttpResponse:
    """A paper of the application, as a download that no browser opens in place."""
    found = application_for(request.actor, code)
    kept = document_for(request.actor, found, pk)
    record(request.actor, "read_application_document", found.code)
    return opened_document(kept.compartment, kept.document_place(), bytes(kept.document)).as_download()


@filing_page
def appeal_act(request: ActorRequest, pk: UUID, slug: str) -> HttpResponse:
    appeal = appeal_for(request.actor, pk)
    code = application_of(appeal).code
    back = reverse("calls:application", args=[code])
    return deed_page(request, appeal, slug, APPEAL_DEEDS, APPEAL_MOVES, back, code)


# Evaluation


@fund_page
@require_safe
def desk(request: ActorRequest) -> HttpResponse:
    """What waits for the evaluator."""
    rows = desk_of(request.actor)
    record(request.actor, "read_desk")
    return render(request, "calls/desk.html", {"rows": rows})


@fund_page
def evaluate(request: ActorRequest, code: str, slug: str) -> HttpResponse:
    found = application_for(request.actor, code)
    back = reverse("calls:desk") if slug != "sans-conflit" else _url(found)
    return deed_page(request, found, slug, EVALUATION_DEEDS, APPLICATION_MOVES, back, found.code)
