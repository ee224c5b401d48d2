"""The boards: thin pages over the selectors."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.audit.journal import record
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.forms import KitForm
from siraba.foundation.interface.spreadsheets import SheetWriter
from siraba.partnership.statistics.actions import refresh_board
from siraba.partnership.statistics.board import counted_at, lateness, national_tables, own_tables
from siraba.partnership.statistics.forms import HistoricFilter, YearFilter
from siraba.partnership.statistics.justice import READERS as JUSTICE_READERS
from siraba.partnership.statistics.justice import justice_tables, justice_years, sees_own
from siraba.partnership.statistics.models import Dataset
from siraba.partnership.statistics.rules import COORDINATION, OWN_COUNTS
from siraba.partnership.statistics.selectors import historic_datasets, historic_tables
from siraba.partnership.statistics.sources import SOURCES
from siraba.partnership.statistics.tables import HIDDEN, Table


@page(Purpose.COORDINATION, roles=COORDINATION)
def board(request: ActorRequest) -> HttpResponse:
    return render(
        request,
        "statistics/board.html",
        {
            "tables": national_tables(request.actor),
            "lateness": lateness(request.actor),
            "counted_at": counted_at(),
            "legend": legend(),
            "refresh_form": KitForm(),
        },
    )


@page(Purpose.COORDINATION, roles=COORDINATION)
def refresh(request: ActorRequest) -> HttpResponse:
    act = Act(
        heading=_("Actualiser le tableau"),
        explanation=_("Les dossiers sont comptés à nouveau ; aucun nom n’est lu."),
        confirm=_("Actualiser"),
        cancel=reverse("statistics:board"),
        done=_("Le tableau est à jour."),
    )

    def do(_entered: dict) -> str:
        refresh_board(request.actor)
        return "statistics:board"

    return act_page(request, KitForm(request.POST if request.method == "POST" else None), do, act)


@page(Purpose.STATISTICS, roles=OWN_COUNTS)
def own(request: ActorRequest) -> HttpResponse:
    """The same counts for the reader's own organisation, where nothing needs hiding."""
    context = {"tables": own_tables(request.actor), "counted_at": counted_at()}
    return render(request, "statistics/own.html", context)


@page(Purpose.STATISTICS)
def historic(request: ActorRequest) -> HttpResponse:
    form = _filter(request)
    tables = _tables(request, form)
    return render(
        request,
        "statistics/historic.html",
        {
            "form": form,
            "tables": tables,
            "source": SOURCES[Dataset(form.cleaned_data["jeu"])] if tables else None,
            "legend": legend(),
        },
    )


@page(Purpose.STATISTICS)
def historic_csv(request: ActorRequest, table: str) -> HttpResponse:
    """One of the tables, exactly as the page shows it."""
    form = _filter(request)
    chosen = next((one for one in _tables(request, form) if one.slug == table), None)
    if chosen is None:
        raise NotVisible
    source = SOURCES[Dataset(form.cleaned_data["jeu"])]
    return _csv(
        f"historique-{table}.csv", chosen, [*legend(), *map(str, (source.title, source.licence, source.note))]
    )


justice_page = page(Purpose.PROSECUTION, Purpose.STATISTICS, roles=JUSTICE_READERS)


@justice_page
def justice(request: ActorRequest) -> HttpResponse:
    """What the returns of justice ask for, by year."""
    filters, tables = _of_year(request)
    context = {
        "filters": filters,
        "tables": tables,
        "own": sees_own(request.actor),
        "legend": [] if sees_own(request.actor) else legend(),
    }
    return render(request, "statistics/justice.html", context)


@justice_page
def justice_csv(request: ActorRequest, table: str) -> HttpResponse:
    """One of the tables, exactly as the page shows it."""
    _filters, tables = _of_year(request)
    chosen = next((one for one in tables if one.slug == table), None)
    if chosen is None:
        raise NotVisible
    record(request.actor, "export_justice_counts", table=table)
    return _csv(f"justice-{table}.csv", chosen, [] if sees_own(request.actor) else legend())


def _of_year(request: ActorRequest) -> tuple[YearFilter, list[Table]]:
    years = justice_years(request.actor)
    filters = YearFilter(request.GET, years)
    asked = filters.cleaned_data.get("annee") if filters.is_valid() else None
    return filters, justice_tables(request.actor, asked or years[0]) if years else []


def legend() -> list[str]:
    """What the signs in place of a figure mean."""
    threshold = settings.SMALL_COUNT
    return [
        _("<%(threshold)d : de 1 à %(last)d") % {"threshold": threshold, "last": threshold - 1},
        _("%(sign)s : chiffre masqué pour qu’un petit effectif ne puisse pas être calculé")
        % {"sign": HIDDEN},
    ]


def _filter(request: ActorRequest) -> HistoricFilter:
    datasets = historic_datasets(request.actor)
    chosen = request.GET.copy()
    if datasets:
        chosen.setdefault("jeu", datasets[0].dataset)
    return HistoricFilter(chosen, datasets)


def _tables(request: ActorRequest, form: HistoricFilter) -> list[Table]:
    if not form.is_valid():
        return []
    chosen = form.cleaned_data
    return historic_tables(request.actor, chosen["jeu"], chosen["de"], chosen["a"])


def _csv(name: str, table: Table, notes: list[str]) -> HttpResponse:
    response = HttpResponse(
        "\N{ZERO WIDTH NO-BREAK SPACE}",
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    out = SheetWriter(response)
    for cells in table.lines():
        out.row(*cells)
    out.row()
    for note in (str(table.title), *notes):
        out.row(note)
    return response
