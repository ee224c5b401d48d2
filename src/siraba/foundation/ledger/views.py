"""The pages of a book: its entries, accounts, envelopes, its statement and its export."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from siraba.foundation.access.acts import ACT_RULES, check_right, may
from siraba.foundation.access.errors import NotVisible, Refusal
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.accounts.roles import Role
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.deeds import Deed, deed_page, offered
from siraba.foundation.interface.paging import page_by_key
from siraba.foundation.interface.papers import paper_file, wanted_paper
from siraba.foundation.ledger import actions, forms
from siraba.foundation.ledger.actions import Posting
from siraba.foundation.ledger.balances import envelope_balances, statement_of
from siraba.foundation.ledger.exporting import export_month
from siraba.foundation.ledger.models import ENVELOPE_MOVES, Line, What
from siraba.foundation.ledger.rules import KEEPERS
from siraba.foundation.ledger.selectors import (
    book_of,
    entries_of,
    entry_for,
    envelope_for,
    envelopes_of,
    labels_of,
    lines_of,
)
from siraba.foundation.ledger.statement import paper_of
from siraba.foundation.organisations.models import Organisation

readers_page = page(Purpose.FUNDING, roles=KEEPERS | {Role.DONOR})
keepers_page = page(Purpose.FUNDING, roles=KEEPERS)
SAVED = gettext_lazy("C’est enregistré.")
KEY = ("-recorded_at", "-id")

ENVELOPE_DEEDS = {
    "depenser": Deed(
        "spend",
        actions.spend,
        gettext_lazy(
            "L’affectation de l’enveloppe et ce qui y reste sont vérifiés. Une écriture ne s’efface pas."
        ),
        forms.SpendForm,
        gettext_lazy("La dépense est écrite."),
        fits=lambda envelope: envelope.is_open,
        make=lambda _actor, envelope: {"holder": envelope.holder},
    ),
    "clore": Deed(
        "close_envelope",
        actions.close_envelope,
        gettext_lazy("Plus rien n’y entre et plus rien n’en sort ; une extourne reste possible."),
        danger=True,
    ),
}


@readers_page
@require_safe
def entries(request: ActorRequest) -> HttpResponse:
    filters = forms.EntryFilter(request.GET or None)
    rows = entries_of(request.actor)
    if filters.is_valid():
        if what := filters.cleaned_data["what"]:
            rows = rows.filter(what=what)
        if code := filters.cleaned_data["envelope"].strip().upper():
            rows = rows.filter(
                pk__in=Line.objects.filter(envelope__in=envelopes_of(request.actor).filter(code=code)).values(
                    "entry"
                )
            )
    context = {
        "page": page_by_key(rows, request, KEY),
        "filters": filters,
        "keeps": request.actor.role in KEEPERS,
    }
    return render(request, "ledger/entries.html", context)


@readers_page
@require_safe
def entry(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = entry_for(request.actor, pk)
    context = {
        "entry": found,
        "lines": list(lines_of(request.actor, found)),
        "keeps": request.actor.role in KEEPERS,
        "may_reverse": found.what != What.REVERSAL
        and not hasattr(found, "reversed_by")
        and may(request.actor, "reverse_entry", found),
    }
    return render(request, "ledger/entry.html", context)


@keepers_page
def reverse_entry(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = entry_for(request.actor, pk)
    check_right(request.actor, "reverse_entry", found)
    act = Act(
        _("Extourner l’écriture n° %(number)d") % {"number": found.number},
        ACT_RULES["reverse_entry"].label,
        reverse("ledger:entry", args=[pk]),
        _("L’écriture contraire est passée aujourd’hui. Rien n’est effacé."),
        _("L’écriture est extournée."),
        danger=True,
    )

    def do(data: dict) -> str:
        back = actions.reverse_entry(request.actor, found, reason=data["reason"])
        return reverse("ledger:entry", args=[back.pk])

    return act_page(request, forms.ReasonForm(request.POST or None), do, act)


@keepers_page
def transfer(request: ActorRequest) -> HttpResponse:
    holder = _holder(request)
    act = Act(
        _("Virement entre comptes"),
        _("Écrire le virement"),
        reverse("ledger:accounts"),
        _("L’argent d’une enveloppe reste dans cette enveloppe."),
        SAVED,
    )

    def do(data: dict) -> str:
        lines = [
            Posting(data["target"], data["amount"], data["envelope"]),
            Posting(data["source"], -data["amount"], data["envelope"]),
        ]
        words = {name: data[name] for name in ("day", "label", "reference")}
        made = actions.post(request.actor, holder=holder, what=What.TRANSFER, lines=lines, **words)
        return reverse("ledger:entry", args=[made.pk])

    return act_page(request, forms.TransferForm(request.POST or None, holder=holder), do, act)


@keepers_page
@require_safe
def accounts(request: ActorRequest) -> HttpResponse:
    """The accounts with their balances, as a page, or the whole statement as a paper by `?format=`."""
    book = book_of(request.actor)
    statement = statement_of(book.holder) if book else None
    if statement and (kind := wanted_paper(request)):
        return paper_file("etat-du-fonds", kind, paper_of(statement))
    return render(request, "ledger/accounts.html", {"statement": statement})


@readers_page
@require_safe
def envelopes(request: ActorRequest) -> HttpResponse:
    shown = page_by_key(envelopes_of(request.actor), request, ("-from_day", "-id"))
    return render(
        request, "ledger/envelopes.html", {"page": shown, "balances": envelope_balances(shown.rows)}
    )


@readers_page
@require_safe
def envelope(request: ActorRequest, code: str) -> HttpResponse:
    found = envelope_for(request.actor, code)
    acts = [
        (label, reverse("ledger:act", args=[code, slug]))
        for slug, _deed, label in offered(request.actor, found, ENVELOPE_DEEDS, ENVELOPE_MOVES)
    ]
    (balance,) = envelope_balances([found])
    context = {"envelope": found, "balance": balance, "acts": acts, "earmark": labels_of(found)}
    return render(request, "ledger/envelope.html", context)


@keepers_page
def act(request: ActorRequest, code: str, slug: str) -> HttpResponse:
    found = envelope_for(request.actor, code)
    back = reverse("ledger:envelope", args=[code])
    return deed_page(request, found, slug, ENVELOPE_DEEDS, ENVELOPE_MOVES, back, found.title)


@keepers_page
def export(request: ActorRequest) -> HttpResponse:
    """The answer is the file itself, so that a form sent twice writes it out twice, and the journal says so."""
    holder = _holder(request)
    check_right(request.actor, "export_month", holder)
    form = forms.MonthForm(request.POST or None, initial={"first": timezone.localdate().replace(day=1)})
    act = Act(
        ACT_RULES["export_month"].label,
        _("Exporter"),
        reverse("ledger:accounts"),
        _(
            "Un fichier de texte pour Beancount, que « bean-check » vérifie à son tour. L’export s’écrit au journal."
        ),
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            text = export_month(request.actor, holder, **form.words())
            name = f"{holder.code}-{form.cleaned_data['first']:%Y-%m}.beancount"
            headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Robots-Tag": "noindex"}
            return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            status = refusal.status
    return render(request, "interface/act.html", {"form": form, "act": act}, status=status)


def _holder(request: ActorRequest) -> Organisation:
    book = book_of(request.actor)
    if book is None:
        raise NotVisible
    return book.holder
