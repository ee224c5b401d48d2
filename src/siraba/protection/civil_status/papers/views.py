"""Pages of papers: printing one, seeing it again, and the keys that sign them."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from siraba.foundation.access.acts import check_right
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.audit.journal import record
from siraba.foundation.audit.log import LogAhead, sequence
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.deeds import Deed, deed_page, offered
from siraba.foundation.interface.forms import KitForm
from siraba.protection.civil_status.papers import actions
from siraba.protection.civil_status.papers.certificate import LAYOUTS, pdf_of, qr_of
from siraba.protection.civil_status.papers.lists import last_publication
from siraba.protection.civil_status.papers.models import KEY_MOVES, PaperKey
from siraba.protection.civil_status.papers.selectors import key_for, paper_for, papers_of
from siraba.protection.civil_status.registers.rules import INSPECTORS, REGISTRARS
from siraba.protection.civil_status.registers.selectors import act_for

print_page = page(Purpose.ISSUANCE, roles=REGISTRARS)
key_page = page(Purpose.INSPECTION, roles=INSPECTORS)


@print_page
def print_paper(request: ActorRequest, code: str) -> HttpResponse:
    act = act_for(request.actor, code)
    check_right(request.actor, "print_document", act)
    told = Act(
        _("Imprimer un papier de %(act)s") % {"act": act.code},
        _("Numéroter et signer"),
        reverse("registers:act", args=[act.code]),
        _("Le papier reçoit un numéro et entre dans le journal. Son code se vérifie sans réseau."),
    )

    def do(_data: dict) -> str:
        _give_places()
        made = actions.print_document(request.actor, act)
        return reverse("papers:document", args=[made.pk])

    papers = papers_of(request.actor, act)
    return act_page(request, KitForm(request.POST or None), do, told, "papers/print.html", {"papers": papers})


def _give_places() -> None:
    """The act that was signed a moment ago may still wait for its place; without one the paper is provisional."""
    try:
        sequence()
    except LogAhead:
        return


@print_page
@require_safe
def document(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = paper_for(request.actor, pk)
    record(request.actor, "read_document", found.act.code, number=found.number)
    drawing, _width = qr_of(actions.text_of(found))
    return render(
        request, "papers/document.html", {"document": found, "drawing": drawing, "layouts": LAYOUTS}
    )


@print_page
@require_safe
def pdf(request: ActorRequest, pk: UUID, layout: str) -> HttpResponse:
    """The paper to print; set anew each time, and the same each time."""
    if layout not in LAYOUTS:
        raise Http404
    found = paper_for(request.actor, pk)
    record(request.actor, "read_document", found.act.code, number=found.number)
    name = f"{found.act.code}-{found.number}.pdf".replace("/", "-")
    return HttpResponse(
        pdf_of(found, layout),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', "X-Robots-Tag": "noindex"},
    )


@key_page
@require_safe
def paper_keys(request: ActorRequest) -> HttpResponse:
    keys = list(PaperKey.objects.select_related("centre"))
    rows = [(key, offered(request.actor, key, KEY_DEEDS, KEY_MOVES)) for key in keys]
    return render(request, "papers/keys.html", {"rows": rows, "publication": last_publication()})


@key_page
def key_act(request: ActorRequest, code: str, slug: str) -> HttpResponse:
    key = key_for(code)
    return deed_page(request, key, slug, KEY_DEEDS, KEY_MOVES, reverse("papers:keys"), str(key))


KEY_DEEDS: dict[str, Any] = {
    "retirer": Deed(
        "retire_paper_key",
        actions.retire_paper_key,
        _("Ce qu’elle a signé vaut toujours. Le centre en reçoit une autre au prochain papier."),
    ),
    "volee": Deed(
        "declare_key_compromised",
        actions.declare_key_compromised,
        _(
            "Les papiers qu’elle a signés deviennent provisoires : seul le centre peut dire lesquels sont vrais. Les suivants sont faux."
        ),
        danger=True,
    ),
}
