"""The pages of networks: analyses, what they hold, what says so, what comes in and what leaves."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import ACT_RULES, check_right, may
from siraba.foundation.access.errors import Invalid, Refusal
from siraba.foundation.access.policy import Category, Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.audit.journal import record
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.deeds import deed_page, offered
from siraba.foundation.interface.paging import page_by_key
from siraba.foundation.tables.pages import TablePages
from siraba.prosecution.investigations.models import Inquiry
from siraba.prosecution.networks import actions, exporting, forms, selectors
from siraba.prosecution.networks import tables as taking
from siraba.prosecution.networks.deeds import ANALYSIS_DEEDS, ENTITY_DEEDS, MERGE_DEEDS, STATEMENT_DEEDS
from siraba.prosecution.networks.layouts import MEANINGS
from siraba.prosecution.networks.models import (
    ANALYSIS_MOVES,
    ENTITY_MOVES,
    GRAPH_IMPORT_MOVES,
    MERGE_MOVES,
    STATEMENT_MOVES,
    Analysis,
    AnalysisState,
    Entity,
    MergeState,
)
from siraba.prosecution.networks.rules import INVESTIGATORS, READERS

readers_page = page(Purpose.PROSECUTION, roles=READERS)
workers_page = page(Purpose.PROSECUTION, roles=INVESTIGATORS)
NUMBERED, LINKED = ("number",), ("-strength", "-id")
OFFERED = 300  # entities named beside the numbers that a link asks for


@readers_page
@require_safe
def analyses(request: ActorRequest) -> HttpResponse:
    shown = page_by_key(selectors.analyses_visible_to(request.actor), request, ("-opened_at", "-id"))
    record(request.actor, "list_analyses", "list:analyses")
    context = {"page": shown, "rows": shown.rows, "works": request.actor.role in INVESTIGATORS}
    return render(request, "networks/list.html", context)


@workers_page
def propose(request: ActorRequest) -> HttpResponse:
    rows = Inquiry.objects.visible_to(request.actor, Category.INVESTIGATION).order_by("-opened_at", "-id")
    inquiries = {str(one.pk): one for one in rows[:OFFERED]}
    choices = [(pk, f"{one.code} {one.words.get('title', '')}") for pk, one in inquiries.items()]
    form = forms.AnalysisForm(request.POST or None, inquiries=choices)
    act = Act(
        ACT_RULES["propose_analysis"].label,
        _("Demander l’ouverture"),
        reverse("networks:list"),
        _("Rien ne pourra y être lu ni noté avant qu’une seconde personne l’approuve."),
        _("Une seconde personne doit maintenant approuver."),
    )

    def do(data: dict) -> str:
        words = {name: data[name] for name in ("title", "purpose", "grounds", "handling")}
        made = actions.propose_analysis(request.actor, inquiries[data["inquiry"]], **words)
        return reverse("networks:detail", args=[made.code])

    return act_page(request, form, do, act)


def _acts(actor: Actor, analysis: Analysis) -> list[tuple[str, str]]:
    if analysis.state != AnalysisState.OPEN:
        deeds = offered(actor, analysis, ANALYSIS_DEEDS, ANALYSIS_MOVES)
        return [(label, reverse("networks:act", args=[analysis.code, slug])) for slug, _deed, label in deeds]
    pages = {
        "add_entity": "networks:add_entity",
        "add_link": "networks:add_link",
        "add_graph_import": "networks:add_table",
        "export_network": "networks:export",
    }
    own = [
        (str(ACT_RULES[name].label), reverse(url, args=[analysis.code]))
        for name, url in pages.items()
        if may(actor, name, analysis)
    ]
    deeds = offered(actor, analysis, ANALYSIS_DEEDS, ANALYSIS_MOVES)
    return own + [
        (label, reverse("networks:act", args=[analysis.code, slug])) for slug, _deed, label in deeds
    ]


@readers_page
@require_safe
def detail(request: ActorRequest, code: str) -> HttpResponse:
    """The dossier, and the entities that it names once it is open."""
    analysis = selectors.analysis_for(request.actor, code)
    chosen = forms.EntityFilter(request.GET)
    kind = chosen.cleaned_data["genre"] if chosen.is_valid() else ""
    shown = page_by_key(selectors.entities_of(request.actor, analysis, kind), request, NUMBERED)
    record(request.actor, "read_analysis", analysis.code, entities=len(shown.rows))
    context = {
        "analysis": analysis,
        "acts": _acts(request.actor, analysis),
        "filters": chosen,
        "page": shown,
        "rows": shown.rows,
        "is_open": analysis.state == AnalysisState.OPEN,
    }
    return render(request, "networks/detail.html", context)


@workers_page
def act(request: ActorRequest, code: str, slug: str) -> HttpResponse:
    analysis = selectors.analysis_for(request.actor, code)
    back = reverse("networks:detail", args=[analysis.code])
    afterwards = None
    if slug == "rapprocher":
        afterwards = lambda: reverse("networks:merges", args=[analysis.code])  # noqa: E731
    return deed_page(request, analysis, slug, ANALYSIS_DEEDS, ANALYSIS_MOVES, back, analysis.code, afterwards)


@readers_page
@require_safe
def links(request: ActorRequest, code: str) -> HttpResponse:
    analysis = selectors.analysis_for(request.actor, code)
    chosen = forms.LinkFilter(request.GET)
    data: dict[str, Any] = chosen.cleaned_data if chosen.is_valid() else {}
    rows = selectors.links_of(
        request.actor,
        analysis,
        [data["genre"]] if data.get("genre") else [],
        data.get("du"),
        data.get("au"),
        float(data.get("force") or 0),
    ).select_related("source", "target")
    shown = page_by_key(rows, request, LINKED)
    record(request.actor, "list_links", analysis.code, links=len(shown.rows))
    context = {"analysis": analysis, "filters": chosen, "page": shown, "rows": shown.rows}
    return render(request, "networks/links.html", context)


@readers_page
@require_safe
def link(request: ActorRequest, pk: UUID) -> HttpResponse:
    found, said = selectors.read_link(request.actor, pk)
    context = {
        "link": found,
        "statements": _with_acts(request.actor, found.analysis, said),
        "analysis": found.analysis,
    }
    return render(request, "networks/link.html", context)


def _with_acts(actor: Actor, analysis: Analysis, said: Any) -> list[tuple[Any, list[tuple[str, str]]]]:
    """Statements with what may be done to each. The right is the same for all of one analysis: it is asked once."""
    if not may(actor, "confirm_statement", analysis):
        return [(one, []) for one in said]
    return [
        (
            one,
            [
                (str(ACT_RULES[deed.act].label), reverse("networks:statement_act", args=[one.pk, slug]))
                for slug, deed in STATEMENT_DEEDS.items()
                if deed.act in STATEMENT_MOVES.open_from(one.state)
            ],
        )
        for one in said
    ]


@readers_page
@require_safe
def entity(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One entity with what it stands for, what is said of it and by whom, and its links."""
    read = selectors.read_entity(request.actor, pk)
    analysis = read.entity.analysis
    deeds = offered(request.actor, read.entity, ENTITY_DEEDS, ENTITY_MOVES)
    acts = [(label, reverse("networks:entity_act", args=[pk, slug])) for slug, _deed, label in deeds]
    if may(request.actor, "add_link", analysis):
        url = reverse("networks:add_link", args=[analysis.code])
        acts.append((str(ACT_RULES["add_link"].label), f"{url}?de={read.entity.number}"))
    context = {
        "entity": read.entity,
        "analysis": analysis,
        "group": [one for one in read.group if one.pk != read.entity.pk],
        "statements": _with_acts(request.actor, analysis, read.statements),
        "links": read.links,
        "merges": read.merges,
        "acts": acts,
        "splits": may(request.actor, "split_merge", analysis),
    }
    return render(request, "networks/entity.html", context)


@workers_page
def entity_act(request: ActorRequest, pk: UUID, slug: str) -> HttpResponse:
    found = selectors.entity_for(request.actor, pk)
    back = reverse("networks:entity", args=[pk])
    return deed_page(request, found, slug, ENTITY_DEEDS, ENTITY_MOVES, back, found.handle)


@workers_page
def statement_act(request: ActorRequest, pk: UUID, slug: str) -> HttpResponse:
    found = selectors.statement_for(request.actor, pk)
    name, number = ("entity", found.entity_id) if found.entity_id else ("link", found.link_id)
    back = reverse(f"networks:{name}", args=[number])
    title = f"{found.get_prop_display()} ({found.grade})"
    return deed_page(request, found, slug, STATEMENT_DEEDS, STATEMENT_MOVES, back, title)


@readers_page
@require_safe
def merges(request: ActorRequest, code: str) -> HttpResponse:
    """What may be one: the pairs to decide, then those that were."""
    analysis = selectors.analysis_for(request.actor, code)
    state = request.GET.get("etat", MergeState.PROPOSED)
    state = state if state in MergeState.values else MergeState.PROPOSED
    shown = page_by_key(selectors.merges_of(request.actor, analysis, state), request, ("-score", "-id"))
    record(request.actor, "list_merges", analysis.code, pairs=len(shown.rows))
    works = may(request.actor, "accept_merge", analysis)
    rows = [
        (
            one,
            [
                (str(ACT_RULES[deed.act].label), reverse("networks:merge_act", args=[one.pk, slug]))
                for slug, deed in MERGE_DEEDS.items()
                if works and deed.act in MERGE_MOVES.open_from(one.state)
            ],
        )
        for one in shown.rows
    ]
    context = {
        "analysis": analysis,
        "page": shown,
        "rows": rows,
        "states": MergeState.choices,
        "wanted": state,
        "find": reverse("networks:act", args=[analysis.code, "rapprocher"]) if works else "",
    }
    return render(request, "networks/merges.html", context)


@workers_page
def merge_act(request: ActorRequest, pk: UUID, slug: str) -> HttpResponse:
    found = selectors.merge_for(request.actor, pk)
    back = reverse("networks:merges", args=[found.analysis.code])
    title = f"{found.one.handle} / {found.other.handle}"
    return deed_page(request, found, slug, MERGE_DEEDS, MERGE_MOVES, back, title)


@readers_page
@require_safe
def expiring(request: ActorRequest, code: str) -> HttpResponse:
    """Unconfirmed intelligence that goes before long unless somebody confirms it."""
    analysis = selectors.analysis_for(request.actor, code)
    rows = selectors.expiring_for(request.actor, analysis)
    shown = page_by_key(rows, request, ("expires_on", "id"))
    record(request.actor, "list_expiring", analysis.code, statements=len(shown.rows))
    context = {"analysis": analysis, "page": shown, "rows": _with_acts(request.actor, analysis, shown.rows)}
    return render(request, "networks/expiring.html", context)


@workers_page
def add_entity(request: ActorRequest, code: str) -> HttpResponse:
    analysis = selectors.analysis_for(request.actor, code)
    check_right(request.actor, "add_entity", analysis)
    form = forms.EntityForm(request.POST or None)
    act = _adding(analysis, "add_entity")

    def do(data: dict) -> str:
        made = actions.add_entity(
            request.actor,
            analysis,
            kind=data["kind"],
            said=form.said(),
            grading=form.grading(),
            latitude=data["latitude"],
            longitude=data["longitude"],
        )
        return reverse("networks:entity", args=[made.pk])

    return act_page(request, form, do, act)


def _adding(analysis: Analysis, name: str) -> Act:
    label = ACT_RULES[name].label
    heading = _("%(act)s – %(title)s") % {"act": label, "title": analysis.code}
    return Act(
        heading, _("Ajouter"), reverse("networks:detail", args=[analysis.code]), done=_("C’est ajouté.")
    )


@workers_page
def add_link(request: ActorRequest, code: str) -> HttpResponse:
    actor, analysis = request.actor, selectors.analysis_for(request.actor, code)
    check_right(actor, "add_link", analysis)
    known = selectors.entities_of(actor, analysis)
    form = forms.LinkForm(request.POST or None, initial={"source_number": request.GET.get("de", "")})

    def end(number: int, field: str) -> Entity:
        found = known.filter(number=number).first()
        if found is None:
            raise Invalid(_("Aucune entité de ce dossier n’a ce numéro."), field)
        return found

    def do(data: dict) -> str:
        made = actions.add_link(
            actor,
            analysis,
            kind=data["kind"],
            source=end(data["source_number"], "source_number"),
            target=end(data["target_number"], "target_number"),
            extent=form.extent(),
            grading=form.grading(),
        )
        return reverse("networks:link", args=[made.pk])

    context = {"entities": list(known[:OFFERED])}
    record(actor, "list_entities", analysis.code, entities=len(context["entities"]))
    return act_page(request, form, do, _adding(analysis, "add_link"), "networks/add_link.html", context)


# Files that come in: see `foundation.tables.pages`


def _add_graph_import(actor: Actor, analysis: Analysis, *, content: Any, layout: str, **graded: Any) -> Any:
    grading = forms.Grading(**{name: graded[name] for name in forms.GRADED})
    return taking.add_graph_import(actor, analysis, layout=layout, content=content, grading=grading)


_add_graph_import.__name__ = "add_graph_import"


def _note(table: Any) -> str:
    taken = table.words.get("taken")
    if not taken:
        return ""
    return (
        _("Écrit. Entités nouvelles : %(entities)d ; liens nouveaux : %(links)d ; éléments : %(statements)d.")
        % taken
    )


PAGES = TablePages(
    names={
        "list": "networks:tables",
        "add": "networks:list",
        **{name: f"networks:{name}" for name in ("table", "columns", "go", "drop")},
    },
    visible_to=selectors.tables_visible_to,
    meaning_of=lambda table: MEANINGS[table.layout],
    moves=GRAPH_IMPORT_MOVES,
    add=_add_graph_import,
    give_meaning=taking.map_graph_import,
    check=taking.check_graph_import,
    take=taking.take_graph_import,
    drop=taking.drop_graph_import,
    title=gettext_lazy("Tables des réseaux"),
    empty=gettext_lazy("Aucune table. Ouvrez un dossier d’analyse, puis « Ajouter une table au réseau »."),
    kept=gettext_lazy("Le fichier est oublié. Rien n’en a été écrit dans le réseau."),
    form=forms.GraphTableForm,
    note=_note,
)
tables = workers_page(require_safe(PAGES.list_page))
table = workers_page(require_safe(PAGES.table_page))
columns = workers_page(PAGES.columns_page)
go = workers_page(require_POST(PAGES.go_page))
drop = workers_page(PAGES.drop_page)


@workers_page
def add_table(request: ActorRequest, code: str) -> HttpResponse:
    return PAGES.add_page(request, selectors.analysis_for(request.actor, code))


# What leaves: the answer is the file itself, so that a form sent twice writes it out twice, and the journal says so


@workers_page
def export(request: ActorRequest, code: str) -> HttpResponse:
    analysis = selectors.analysis_for(request.actor, code)
    check_right(request.actor, "export_network", analysis)
    form = forms.ExportForm(request.POST or None)
    act = Act(
        _("Exporter le réseau – %(code)s") % {"code": analysis.code},
        _("Exporter"),
        reverse("networks:detail", args=[analysis.code]),
        _(
            "Des pistes à vérifier, avec leur diffusion : %(handling)s. Les personnes protégées n’y sont pas. L’export s’écrit au journal."
        )
        % {"handling": analysis.get_handling_display()},
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            content = exporting.export_network(request.actor, analysis, **form.words())
            return _file(content, form.cleaned_data["form"], analysis.code)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
    return render(request, "networks/export.html", {"form": form, "act": act}, status=status)


def _file(content: bytes, form: str, code: str) -> HttpResponse:
    day = timezone.localdate().isoformat()
    ending, kind = ("json", "application/stix+json") if form == "stix" else ("ftm.json", "application/json")
    headers = {
        "Content-Disposition": f'attachment; filename="{day}-{code}.{ending}"',
        "X-Robots-Tag": "noindex",
    }
    return HttpResponse(content, content_type=f"{kind}; charset=utf-8", headers=headers)
