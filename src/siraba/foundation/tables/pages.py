"""The pages of tables that come in, step by step: the list, adding one, its columns, how far it is."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import ACT_RULES, Moves, check_right
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.guard import GuardedQuerySet, one_of
from siraba.foundation.access.views import ActorRequest
from siraba.foundation.audit.journal import record
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.forms import KitForm
from siraba.foundation.interface.paging import page_by_key
from siraba.foundation.tables.forms import ColumnsForm, TableForm
from siraba.foundation.tables.handed import rows_of
from siraba.foundation.tables.meaning import Meaning
from siraba.foundation.tables.models import HandedTable, ImportState

LOOKED_AT = 5_000
TRY, TAKE = "essayer", "importer"


@dataclass(frozen=True)
class TablePages:
    """Pages of one kind of table. `names`: what the list, adding, a table, its columns, its next rows and dropping it are
    called in the URLconf; the five acts are called with the actor and the table."""

    names: dict[str, str]
    visible_to: Callable[[Actor], GuardedQuerySet]
    meaning_of: Callable[[Any], Meaning]
    moves: Moves
    add: Callable[..., Any]
    give_meaning: Callable[..., None]
    check: Callable[..., None]
    take: Callable[..., None]
    drop: Callable[..., None]
    title: str | Promise
    empty: str | Promise
    kept: str | Promise
    form: type[KitForm] = TableForm
    # What is to be said of a table besides its numbers
    note: Callable[[Any], str] = lambda _table: ""
    # What else a list page offers: label and address name
    also: tuple[tuple[str | Promise, str], ...] = ()

    def url(self, name: str, *arguments: Any) -> str:
        return reverse(self.names[name], args=arguments)

    def _act(self, name: str) -> str:
        return getattr(self, name).__name__

    def find(self, actor: Actor, pk: UUID) -> HandedTable:
        return one_of(self.visible_to(actor), pk=pk)

    def list_page(self, request: ActorRequest) -> HttpResponse:
        shown = page_by_key(
            self.visible_to(request.actor).defer("content"), request, key=("-added_at", "-id")
        )
        context = {
            "page": shown,
            "title": self.title,
            "empty": self.empty,
            "add": self.url("add"),
            "also": [(label, reverse(name)) for label, name in self.also],
            "tables": [(one, self.url("table", one.pk)) for one in shown.rows],
        }
        return render(request, "tables/list.html", context)

    def add_page(self, request: ActorRequest, about: Any = None) -> HttpResponse:
        """Hand a table in, for a record that it is `about` where its kind belongs to one."""
        check_right(request.actor, self._act("add"), about)
        whose = () if about is None else (about,)
        act = Act(
            ACT_RULES[self._act("add")].label,
            _("Ajouter"),
            self.url("list"),
            _(
                "Rien n’est encore importé : vous direz ce que veulent dire les colonnes, puis vous essaierez."
            ),
        )

        def do(data: dict) -> str:
            words = {name: value for name, value in data.items() if name not in ("form_id", "table")}
            made = self.add(request.actor, *whose, content=data["table"], **words)
            return self.url("columns", made.pk)

        return act_page(request, self.form(request.POST or None, request.FILES or None), do, act)

    def table_page(self, request: ActorRequest, pk: UUID) -> HttpResponse:
        """How far a table is, and what its rows met."""
        found = self.find(request.actor, pk)
        record(request.actor, "read_import", found.code)
        step = TAKE if found.state == ImportState.RUNNING else TRY
        context = {
            "table": found,
            "report": found.words.get("report", []),
            "own": found.account_id == request.actor.account_id,
            "checked": found.state == ImportState.DRAFT and found.place == found.rows,
            "going": found.state == ImportState.RUNNING
            or (found.state == ImportState.DRAFT and 0 < found.place < found.rows),
            "next": self.url("go", found.pk, step),
            "take": self.url("go", found.pk, TAKE),
            "try": self.url("go", found.pk, TRY),
            "columns": self.url("columns", found.pk),
            "drop": self.url("drop", found.pk),
            "back": self.url("list"),
            "note": self.note(found),
        }
        return render(request, "tables/table.html", context)

    def columns_page(self, request: ActorRequest, pk: UUID) -> HttpResponse:
        found = self.find(request.actor, pk)
        check_right(request.actor, self._act("give_meaning"), found)
        if request.method == "GET":
            self.moves.require(found, self._act("give_meaning"))
        meaning = self.meaning_of(found)
        rows = [row for _number, row in islice(rows_of(found), LOOKED_AT)]
        unknown = meaning.not_understood(rows, found.mapping)
        form = ColumnsForm(request.POST or None, table=found, meaning=meaning, unknown=unknown)
        act = Act(
            _("Colonnes – %(source)s") % {"source": found.source},
            _("Enregistrer"),
            self.url("table", pk),
            _(
                "À gauche, ce que demande la plateforme ; dites quelle colonne y répond. « Prénom + Nom » en met deux bout à bout ; « =none » donne toujours la même réponse."
            ),
            _("Les colonnes sont enregistrées : essayez maintenant."),
        )

        def do(_data: dict) -> str:
            self.give_meaning(request.actor, found, mapping=form.mapping())
            return self.url("table", pk)

        context = {"columns": found.header, "sample": _sample(found, rows)}
        return act_page(request, form, do, act, "tables/columns.html", context)

    def go_page(self, request: ActorRequest, pk: UUID, slug: str) -> HttpResponse:
        """The next rows; the page of the table asks for more until there are none."""
        found = self.find(request.actor, pk)
        if slug not in (TRY, TAKE):
            raise NotVisible
        if slug == TRY and found.place == found.rows and "again" in request.POST:
            self.give_meaning(request.actor, found, mapping=found.mapping)
        (self.check if slug == TRY else self.take)(request.actor, found)
        return HttpResponseRedirect(self.url("table", pk))

    def drop_page(self, request: ActorRequest, pk: UUID) -> HttpResponse:
        found = self.find(request.actor, pk)
        check_right(request.actor, self._act("drop"), found)
        if request.method == "GET":
            self.moves.require(found, self._act("drop"))
        act = Act(
            _("Abandonner la table « %(source)s »") % {"source": found.source},
            ACT_RULES[self._act("drop")].label,
            self.url("table", pk),
            self.kept,
            _("La table est abandonnée."),
            danger=True,
        )

        def do(_data: dict) -> str:
            self.drop(request.actor, found)
            return self.url("list")

        return act_page(request, KitForm(request.POST or None), do, act)


def _sample(table: HandedTable, rows: list[dict[str, str]]) -> list[tuple[str, list[str]]]:
    """Each column with its first three different words."""
    return [
        (column, list(dict.fromkeys(row[column] for row in rows[:200] if row[column]))[:3])
        for column in table.header
    ]
