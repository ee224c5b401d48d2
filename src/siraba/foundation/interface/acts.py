"""The page of one act: a heading, what it does, a form, a button; sent twice, it is done once."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from siraba.foundation.access.errors import NotAllowed, NotVisible, Refusal
from siraba.foundation.interface.forms import KitForm
from siraba.foundation.interface.once import once


@dataclass(frozen=True)
class Act:
    """What the page says: its title, an explanation of the consequences, the button, the way back."""

    heading: str | Promise
    confirm: str | Promise
    cancel: str
    explanation: str | Promise = ""
    done: str | Promise = ""
    danger: bool = False


def act_page(
    request: HttpRequest,
    form: KitForm,
    do: Callable[[dict], str | Model],
    act: Act,
    template: str = "interface/act.html",
    context: dict | None = None,
) -> HttpResponse:
    """Show the form; once it is valid call `do(form.cleaned_data)` and go to the place it returns.

    A refusal about what was entered or about the state comes back on the form (409 or 422) with all that
    was typed; NotAllowed and NotVisible become their pages.
    """
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            return once(request, form.cleaned_data["form_id"], lambda: carry_out(request, form, do, act))
        except (NotAllowed, NotVisible):
            raise
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
            status = refusal.status
        except ValidationError as refusal:
            form.add_error(None, refusal)
    return render(request, template, {"form": form, "act": act, **(context or {})}, status=status)


def carry_out(
    request: HttpRequest, form: KitForm, do: Callable[[dict], str | Model], act: Act
) -> str | Model:
    place = do(form.cleaned_data)
    if act.done:
        messages.success(request, str(act.done))
    return place
