"""What is done: declarations, requests, decisions, registers, forms, volets, mandates."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siraba.foundation.access.acts import ACT_RULES, check_right
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.accounts.models import Account
from siraba.foundation.interface.acts import Act as Page
from siraba.foundation.interface.acts import act_page
from siraba.foundation.interface.deeds import deed_page
from siraba.foundation.interface.forms import KitForm
from siraba.protection.civil_status.registers import actions, forms, keeping, selectors
from siraba.protection.civil_status.registers.deeds import REQUEST_DEEDS
from siraba.protection.civil_status.registers.models import MOVES, Act, Asked, Centre, RegisterKind
from siraba.protection.civil_status.registers.rules import GIVERS, REGISTRARS
from siraba.protection.civil_status.registers.wording import act_label

registrars_page = page(Purpose.ISSUANCE, roles=REGISTRARS)
givers_page = page(Purpose.ACCOUNTS, roles=GIVERS)
SAVED = gettext_lazy("C’est enregistré.")


def _page(
    request: ActorRequest,
    name: str,
    about: str,
    back: str,
    form: KitForm,
    do: Callable[[], Any],
    explanation: Any = "",
    danger: bool = False,
    template: str = "interface/act.html",
) -> HttpResponse:
    """The page of one act: `do` carries it out and may give another place to go to than `back`."""
    label = ACT_RULES[name].label
    heading = _("%(act)s – %(title)s") % {"act": label, "title": about}
    described = Page(heading, label, back, explanation, SAVED, danger)
    return act_page(request, form, lambda _data: do() or back, described, template)


# Declarations and requests


@registrars_page
def declare(request: ActorRequest, code: str) -> HttpResponse:
    """Take down a declaration: the child, the parents, who declares, the witnesses."""
    actor, register = request.actor, selectors.register_for(request.actor, code)
    check_right(actor, "receive_declaration", register)
    form = forms.DeclarationForm(
        request.POST or None, kind=register.kind, judged=register.kind == RegisterKind.JUDGMENT
    )

    def do() -> str:
        made = actions.receive_declaration(
            actor, register, fields=form.said(), basis=form.basis(), **form.paper()
        )
        return reverse("registers:issuance", args=[made.code])

    back = reverse("registers:register", args=[code])
    return _page(request, "receive_declaration", str(register), back, form, do)


@registrars_page
def amend(request: ActorRequest, code: str) -> HttpResponse:
    actor, asked = request.actor, selectors.request_for(request.actor, code)
    check_right(actor, "amend_declaration", asked)
    MOVES.require(asked, "amend_declaration")
    basis = {name: getattr(asked, name) for name in forms.JUDGMENT}
    form = forms.FieldsForm(
        request.POST or None,
        kind=asked.register.kind,
        said=asked.fields,
        judged=bool(asked.judgment) or asked.register.kind == RegisterKind.JUDGMENT,
        initial=basis,
    )
    back = reverse("registers:issuance", args=[code])

    def do() -> None:
        actions.amend_declaration(actor, asked, fields=form.said(), basis=form.basis())

    return _page(request, "amend_declaration", asked.code, back, form, do)


@registrars_page
def void(request: ActorRequest, code: str) -> HttpResponse:
    actor, register = request.actor, selectors.register_for(request.actor, code)
    check_right(actor, "ask_void", register)
    form = forms.ReasonForm(request.POST or None)

    def do() -> str:
        made = actions.ask_void(actor, register, **form.words())
        return reverse("registers:issuance", args=[made.code])

    explanation = _(
        "Le prochain numéro du registre ne servira à rien : il reste au registre, avec son motif, une fois approuvé."
    )
    back = reverse("registers:register", args=[code])
    return _page(request, "ask_void", str(register), back, form, do, explanation)


@registrars_page
def ask(request: ActorRequest, code: str, slug: str) -> HttpResponse:
    """Take down what is asked about an act."""
    if slug not in forms.ASKED:
        raise NotVisible
    kind, explanation = forms.ASKED[slug]
    actor, act = request.actor, selectors.act_for(request.actor, code)
    check_right(actor, "receive_request", act)
    form = _asked_form(request, act, kind)

    def do() -> str:
        words = {name: form.cleaned_data[name] for name in ("mention", "reason") if name in form.fields}
        said = form.said() if isinstance(form, forms.FieldsForm) else None
        made = actions.receive_request(actor, act, asked=kind, fields=said, basis=form.basis(), **words)
        return reverse("registers:issuance", args=[made.code])

    about = f"{kind.label}, {act_label(act)}"
    back = reverse("registers:act", args=[code])
    return _page(request, "receive_request", about, back, form, do, explanation)


def _asked_form(request: ActorRequest, act: Act, kind: Asked) -> Any:
    if kind in (Asked.CORRECTION, Asked.REISSUE):
        said = selectors.versions_for(request.actor, act)[-1].fields
        judged = kind == Asked.CORRECTION or act.register.kind == RegisterKind.JUDGMENT
        return forms.FieldsForm(request.POST or None, kind=act.register.kind, said=said, judged=judged)
    by_kind: dict[Asked, type[Any]] = {
        Asked.COPY: forms.CopyForm,
        Asked.MENTION: forms.MentionForm,
        Asked.ANNULMENT: forms.AnnulmentForm,
    }
    return by_kind[kind](request.POST or None)


@registrars_page
def issuance_act(request: ActorRequest, code: str, slug: str) -> HttpResponse:
    asked = selectors.request_for(request.actor, code)
    back = reverse("registers:issuance", args=[code])
    return deed_page(request, asked, slug, REQUEST_DEEDS, MOVES, back, asked.code)


# Registers, forms, volets


@registrars_page
def open_register(request: ActorRequest, code: str) -> HttpResponse:
    actor, centre = request.actor, selectors.centre_for(request.actor, code)
    check_right(actor, "open_register", centre)
    form = forms.RegisterForm(request.POST or None, initial={"year": timezone.localdate().year})

    def do() -> str:
        made = keeping.open_register(actor, centre, **form.words())
        return reverse("registers:register", args=[made.code])

    return _page(request, "open_register", centre.name, reverse("registers:registers"), form, do)


@registrars_page
def close(request: ActorRequest, code: str) -> HttpResponse:
    actor, register = request.actor, selectors.register_for(request.actor, code)
    check_right(actor, "close_register", register)
    explanation = _("Plus aucun numéro n’y est donné. Les actes se corrigent encore.")
    back = reverse("registers:register", args=[code])
    form = KitForm(request.POST or None)
    return _page(
        request,
        "close_register",
        str(register),
        back,
        form,
        lambda: keeping.close_register(actor, register),
        explanation,
        danger=True,
    )


@registrars_page
def add_stock(request: ActorRequest, code: str) -> HttpResponse:
    return _of_centre(
        request, code, "add_form_stock", forms.StockForm(request.POST or None), keeping.add_form_stock
    )


@registrars_page
def spoil(request: ActorRequest, code: str) -> HttpResponse:
    return _of_centre(
        request, code, "spoil_form", forms.SpoiledForm(request.POST or None), keeping.spoil_form
    )


def _of_centre(
    request: ActorRequest, code: str, name: str, form: KitForm, act: Callable[..., Any]
) -> HttpResponse:
    centre: Centre = selectors.centre_for(request.actor, code)
    check_right(request.actor, name, centre)

    def do() -> None:
        act(request.actor, centre, **form.words())

    return _page(request, name, centre.name, reverse("registers:stocks"), form, do)


@registrars_page
def move(request: ActorRequest, code: str, number: int) -> HttpResponse:
    volet = selectors.volet_for(request.actor, code, number)
    check_right(request.actor, "move_volet", volet)
    now = {"state": volet.state, "whereabouts": volet.whereabouts}
    form = forms.VoletForm(request.POST or None, initial=now)

    def do() -> None:
        keeping.move_volet(request.actor, volet, **form.words())

    about = _("volet %(number)d, %(act)s") % {"number": number, "act": act_label(volet.act)}
    return _page(request, "move_volet", about, reverse("registers:act", args=[code]), form, do)


# Mandates


@givers_page
def give(request: ActorRequest, code: str) -> HttpResponse:
    actor, centre = request.actor, selectors.centre_for(request.actor, code)
    check_right(actor, "give_mandate", centre)
    accounts = list(selectors.accounts_for(centre))
    form = forms.MandateForm(
        request.POST or None,
        accounts=[(one.pk, one.full_name) for one in accounts],
        initial={"start": timezone.localdate()},
    )

    def do() -> None:
        words = form.words()
        account = Account.objects.get(pk=words.pop("account"))
        keeping.give_mandate(actor, centre, account=account, **words)

    explanation = _("Nul ne se donne un mandat à soi-même. Un mandat donné ne change plus : on y met fin.")
    back = reverse("registers:mandates")
    return _page(request, "give_mandate", centre.name, back, form, do, explanation)


@givers_page
def end(request: ActorRequest, pk: int) -> HttpResponse:
    mandate = selectors.mandate_for(request.actor, pk)
    check_right(request.actor, "end_mandate", mandate)
    explanation = _("Le mandat prend fin maintenant. Ce qui a été fait sous lui reste.")
    about = f"{mandate.account.full_name}, {mandate.centre}"
    return _page(
        request,
        "end_mandate",
        about,
        reverse("registers:mandates"),
        KitForm(request.POST or None),
        lambda: keeping.end_mandate(request.actor, mandate),
        explanation,
        danger=True,
    )
