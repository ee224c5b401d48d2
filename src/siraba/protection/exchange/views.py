"""The pages of tables: those that come in, step by step, and cases written out."""

from itertools import islice
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from siraba.foundation.access.acts import ACT_RULES, check_right
from siraba.foundation.access.errors import NotVisible, Refusal
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.audit.journal import record
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.forms import KitForm
from siraba.foundation.interface.paging import page_by_key
from siraba.protection.cases.rules import MANAGERS
from siraba.protection.cases.selectors import case_for
from siraba.protection.exchange import actions, exports
from siraba.protection.exchange.forms import ArchiveForm, ColumnsForm, ExportForm, TableForm
from siraba.protection.exchange.mapping import not_understood
from siraba.protection.exchange.models import IMPORT_MOVES, Import, ImportState
from siraba.protection.exchange.selectors import import_for, imports_visible_to

care_page = page(Purpose.CARE, roles=MANAGERS)
LOOKED_AT = 5_000


@care_page
@require_safe
def tables(request: ActorRequest) -> HttpResponse:
    shown = page_by_key(imports_visible_to(request.actor).defer("content"), request, key=("-added_at", "-id"))
    return render(request, "exchange/list.html", {"page": shown})


@care_page
def add(request: ActorRequest) -> HttpResponse:
    check_right(request.actor, "add_import")
    act = Act(
        _("Ajouter une table"),
        _("Ajouter"),
        reverse("exchange:list"),
        _("Rien n’est encore importé : vous direz ce que veulent dire les colonnes, puis vous essaierez."),
    )

    def do(data: dict) -> str:
        made = actions.add_import(request.actor, source=data["source"], content=data["table"])
        return reverse("exchange:columns", args=[made.pk])

    return act_page(request, TableForm(request.POST or None, request.FILES or None), do, act)


@care_page
@require_safe
def table(request: ActorRequest, pk: UUID) -> HttpResponse:
    """How far a table is, and what its rows met."""
    found = import_for(request.actor, pk)
    record(request.actor, "read_import", found.code)
    context = {
        "table": found,
        "report": found.words.get("report", []),
        "own": found.account_id == request.actor.account_id,
        "checked": found.state == ImportState.DRAFT and found.place == found.rows,
        "going": 0 < found.place < found.rows and found.state in (ImportState.DRAFT, ImportState.RUNNING),
        "next": reverse(
            "exchange:go", args=[found.pk, "importer" if found.state == ImportState.RUNNING else "essayer"]
        ),
    }
    return render(request, "exchange/table.html", context)


@care_page
def columns(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = import_for(request.actor, pk)
    check_right(request.actor, "map_import", found)
    if request.method == "GET":
        IMPORT_MOVES.require(found, "map_import")
    rows = [row for _number, row in islice(actions.rows_of(found), LOOKED_AT)]
    form = ColumnsForm(request.POST or None, table=found, unknown=not_understood(rows, found.mapping))
    act = Act(
        _("Colonnes – %(source)s") % {"source": found.source},
        _("Enregistrer"),
        reverse("exchange:table", args=[pk]),
        _(
            "À gauche, ce que demande la plateforme ; dites quelle colonne y répond. « Prénom + Nom » en met deux bout à bout ; « =none » donne toujours la même réponse."
        ),
        _("Les colonnes sont enregistrées : essayez maintenant."),
    )

    def do(_data: dict) -> str:
        actions.map_import(request.actor, found, mapping=form.mapping())
        return reverse("exchange:table", args=[pk])

    context = {"columns": found.header, "sample": _sample(found, rows)}
    return act_page(request, form, do, act, "exchange/columns.html", context)


def _sample(table: Import, rows: list[dict[str, str]]) -> list[tuple[str, list[str]]]:
    """Each column with its first three different words."""
    return [
        (column, list(dict.fromkeys(row[column] for row in rows[:200] if row[column]))[:3])
        for column in table.header
    ]


DO = {"essayer": actions.check_rows, "importer": actions.import_rows}


@care_page
@require_POST
def go(request: ActorRequest, pk: UUID, slug: str) -> HttpResponse:
    """The next rows; the page of the table asks for more until there are none."""
    found = import_for(request.actor, pk)
    if slug not in DO:
        raise NotVisible
    if slug == "essayer" and found.place == found.rows and "again" in request.POST:
        actions.map_import(request.actor, found, mapping=found.mapping)
    DO[slug](request.actor, found)
    return HttpResponseRedirect(reverse("exchange:table", args=[pk]))


@care_page
def drop(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = import_for(request.actor, pk)
    check_right(request.actor, "drop_import", found)
    if request.method == "GET":
        IMPORT_MOVES.require(found, "drop_import")
    act = Act(
        _("Abandonner la table « %(source)s »") % {"source": found.source},
        ACT_RULES["drop_import"].label,
        reverse("exchange:table", args=[pk]),
        _("Le fichier est oublié ; les dossiers qui en ont été faits restent."),
        _("La table est abandonnée."),
        danger=True,
    )

    def do(_data: dict) -> str:
        actions.drop_import(request.actor, found)
        return reverse("exchange:list")

    return act_page(request, KitForm(request.POST or None), do, act)


# Writing out: the answer is the file itself, so that a form sent twice writes it out twice, and the journal says so


@care_page
def export(request: ActorRequest) -> HttpResponse:
    check_right(request.actor, "export_cases")
    form = ExportForm(request.POST or None)
    act = Act(
        _("Exporter les dossiers"),
        _("Exporter"),
        reverse("cases:list"),
        _(
            "Ni noms, ni contacts, ni récits : des codes, des dates et des états. L’export s’écrit au journal."
        ),
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            content = exports.export_cases(
                request.actor, form=data["form"], state=data["state"], risk=data["risk"]
            )
            return _file(content, exports.FORMATS[data["form"]], f"dossiers.{_ending(data['form'])}")
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
    return render(request, "exchange/export.html", {"form": form, "act": act}, status=status)


def _ending(form: str) -> str:
    return "xlsx" if form == "xlsx" else "csv"


@care_page
def archive(request: ActorRequest, code: str) -> HttpResponse:
    case = case_for(request.actor, code)
    check_right(request.actor, "export_archive", case)
    form = ArchiveForm(request.POST or None)
    act = Act(
        _("Archive chiffrée – dossier %(code)s") % {"code": case.code},
        _("Faire l’archive"),
        reverse("cases:detail", args=[case.code]),
        _(
            "Tout ce que vous pouvez lire de ce dossier, noms et pièces compris, dans un ZIP chiffré (AES-256) que 7-Zip ouvre. Pour la personne elle-même, ou pour qui elle y consent."
        ),
    )
    if request.method == "POST" and form.is_valid():
        content = exports.export_archive(request.actor, case, password=form.cleaned_data["password"])
        return _file(content, "application/zip", f"{case.code}.zip")
    return render(request, "exchange/export.html", {"form": form, "act": act})


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    day = timezone.localdate().isoformat()
    return HttpResponse(
        content,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{day}-{name}"', "X-Robots-Tag": "noindex"},
    )
