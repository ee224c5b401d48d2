"""The public pages of a fund: the open calls, applying by oneself a few questions at a time, following by a receipt.

What is typed before the end is kept in the session, encrypted, and nowhere else.
"""

import base64
import binascii
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from siraba.foundation.access import crypto
from siraba.foundation.access.errors import Invalid, NotVisible, StateNotOpen
from siraba.foundation.access.receipts import written
from siraba.protection.feedback.views import too_often
from siraba.protection.reintegration.calls.appeals import appeal_by_receipt
from siraba.protection.reintegration.calls.applications import receive_application, withdraw_by_receipt
from siraba.protection.reintegration.calls.asking import STEPS, said_by
from siraba.protection.reintegration.calls.following import FollowForm, news_of
from siraba.protection.reintegration.calls.models import Application, Call
from siraba.protection.reintegration.calls.selectors import application_by_receipt, open_calls

DRAFT, RECEIPT = "fund_draft", "fund_receipt"
LAST = "relire"
SLUGS = [*STEPS, LAST]


@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    return render(request, "calls/public.html", {"calls": list(open_calls()), "first": SLUGS[0]})


def step(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """One screen of the application: its questions, or at the end all answers read again and sent."""
    call = open_calls().filter(pk=pk).first()
    if call is None or slug not in SLUGS:
        raise NotVisible
    draft = _draft(request, pk)
    if slug == LAST:
        return _read_again(request, call, draft)
    heading, kind = STEPS[slug]
    form = kind(request.POST or None, initial=draft["answers"].get(slug, {}))
    if request.method == "POST" and form.is_valid():
        draft["answers"][slug] = _as_typed(form)
        _keep(request, draft)
        return redirect("calls:apply", pk=pk, slug=SLUGS[SLUGS.index(slug) + 1])
    return _page(request, "calls/step.html", call, slug, form=form, heading=heading)


def _page(
    request: HttpRequest, template: str, call: Call, slug: str, status: int = 200, **context: Any
) -> HttpResponse:
    place = SLUGS.index(slug)
    context |= {
        "call": call,
        "number": place + 1,
        "count": len(SLUGS),
        "back": reverse("calls:apply", args=[call.pk, SLUGS[place - 1]])
        if place
        else reverse("calls:public"),
    }
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _read_again(request: HttpRequest, call: Call, draft: dict[str, Any]) -> HttpResponse:
    filled = {slug: kind(draft["answers"].get(slug, {})) for slug, (_heading, kind) in STEPS.items()}
    wrong = next((slug for slug, form in filled.items() if not form.is_valid()), None)
    if wrong:
        return redirect("calls:apply", pk=call.pk, slug=wrong)
    said = {name: value for form in filled.values() for name, value in form.cleaned_data.items()}
    errors: list[tuple[str, str]] = []
    status = 200
    if request.method == "POST":
        if too_often(request):
            errors, status = [("", _("Trop de demandes d’ici : réessayez dans une heure."))], 429
        else:
            try:
                return _send(request, call, draft, said)
            except Invalid as refusal:
                errors, status = [(_where(call, refusal.field), refusal.message)], refusal.status
    parts = [
        (STEPS[slug][0], reverse("calls:apply", args=[call.pk, slug]), _in_words(form))
        for slug, form in filled.items()
    ]
    return _page(request, "calls/read_again.html", call, LAST, status, parts=parts, errors=errors)


def _send(request: HttpRequest, call: Call, draft: dict[str, Any], said: Mapping[str, Any]) -> HttpResponse:
    _application, number = receive_application(None, call, number=UUID(draft["number"]), **said_by(said))
    request.session.pop(DRAFT, None)
    request.session[RECEIPT] = _sealed({"number": number})
    return redirect("calls:applied")


def _where(call: Call, field: str | None) -> str:
    """The screen on which what is wrong was typed."""
    of_costs = "asked" if field == "costs" else field
    slug = next((slug for slug, (_heading, kind) in STEPS.items() if of_costs in kind.base_fields), "")
    return reverse("calls:apply", args=[call.pk, slug]) if slug else ""


def _in_words(form: forms.Form) -> list[tuple[str, str]]:
    """What was typed, as a person reads it; nothing of what was left empty."""
    found = []
    for bound in form:
        value = bound.value()
        if value in (None, "", False):
            continue
        choices = dict(_flat(getattr(bound.field, "choices", ())))
        found.append(
            (str(bound.label), _("oui") if value in (True, "on") else str(choices.get(value, value)))
        )
    return found


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    flat: list[tuple[Any, Any]] = []
    for value, label in choices:
        flat.extend(label) if isinstance(label, list) else flat.append((value, label))
    return flat


@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """The number, for as long as this browser stays: it is nowhere else."""
    kept = _opened(request.session.get(RECEIPT, ""))
    if "number" not in kept:
        return redirect("calls:public")
    response = render(request, "calls/applied.html", {"number": written(kept["number"])})
    response["Cache-Control"] = "no-store"
    return response


def follow(request: HttpRequest) -> HttpResponse:
    """What became of an application, by its receipt; a number that is nobody's is told what one just handed in is."""
    form = FollowForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        if too_often(request):
            form.add_error(None, _("Trop de demandes d’ici : réessayez dans une heure."))
            status = 429
        else:
            said = form.cleaned_data
            found = application_by_receipt(said["number"])
            problem = _asked(found, said["what"], said["text"])
            context = {
                "news": news_of(found),
                "number": said["number"],
                "done": said["what"],
                "problem": problem,
            }
            response = render(request, "calls/news.html", context)
            response["Cache-Control"] = "no-store"
            return response
    response = render(request, "calls/follow.html", {"form": form}, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _asked(found: Application | None, what: str, text: str) -> str:
    """Carry out what the applicant asks with the receipt; why not, in words."""
    if found is None or not what:
        return ""
    try:
        if what == FollowForm.WITHDRAW:
            withdraw_by_receipt(None, found)
        else:
            appeal_by_receipt(None, found, text=text)
    except (Invalid, StateNotOpen) as refusal:
        return refusal.message if isinstance(refusal, Invalid) else _("Ce n’est plus possible à ce stade.")
    return ""


PUBLIC: tuple[Any, ...] = (calls, step, receipt, follow)
for shown in PUBLIC:
    shown.in_bambara = True


# The draft in the session


def _draft(request: HttpRequest, pk: int) -> dict[str, Any]:
    """What was typed for this call; the number makes the application one, however often it is sent."""
    kept = _opened(request.session.get(DRAFT, ""))
    return kept if kept.get("call") == pk else {"call": pk, "number": str(uuid4()), "answers": {}}


def _keep(request: HttpRequest, draft: dict[str, Any]) -> None:
    request.session[DRAFT] = _sealed(draft)


def _as_typed(form: forms.Form) -> dict[str, Any]:
    """Answers as they were typed, so that they are shown and checked again in the same way."""
    return {bound.name: bound.data for bound in form if bound.data not in (None, "", [])}


def _sealed(content: dict[str, Any]) -> str:
    return base64.b64encode(crypto.seal(crypto.PROTECTION, DRAFT, content)).decode()


def _opened(sealed: str) -> dict[str, Any]:
    try:
        return crypto.unseal(crypto.PROTECTION, DRAFT, base64.b64decode(sealed)) if sealed else {}
    except (crypto.CannotOpen, binascii.Error):
        return {}
