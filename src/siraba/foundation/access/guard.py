"""Models that cannot be read without saying for whom: the default manager refuses.

An app declares, in its `rules.py`, which rows each scope opens (`register_rows`). A read then names its
actor (`visible_to`), or says why the system itself must read (`system`); anything else is a fault. PostgreSQL is
told who reads before each query, and holds it to the same rows (`row_security`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import AccessUndeclared, NotVisible
from siraba.foundation.access.policy import Category, Scope

RowFilter = Callable[[Actor], Q]
_ROWS: dict[tuple[type[models.Model], str], Mapping[Scope, RowFilter]] = {}
NOTHING = Q(pk__in=[])


def register_rows(model: type[models.Model], category: Category, rows: Mapping[Scope, RowFilter]) -> None:
    """State which rows of `model` each scope opens in `category`. A scope that is not named opens none."""
    _ROWS[model, category] = rows


def also_rows(model: type[models.Model], category: Category, rows: Mapping[Scope, RowFilter]) -> None:
    """Open more rows of a model that a room beneath has registered already: a scope opens what either says."""
    known = _ROWS.get((model, category), {})
    _ROWS[model, category] = {
        **known,
        **{scope: _either(known[scope], more) if scope in known else more for scope, more in rows.items()},
    }


def _either(one: RowFilter, other: RowFilter) -> RowFilter:
    return lambda actor: one(actor) | other(actor)


def row_filters(model: type[models.Model]) -> dict[str, Mapping[Scope, RowFilter]]:
    """What was registered for a model: by category, the rows of each scope."""
    return {category: rows for (registered, category), rows in _ROWS.items() if registered is model}


def row_filter(model: type[models.Model], actor: Actor, category: Category) -> Q:
    """The rows of `model` open to the actor.

    Raises:
        AccessUndeclared: no rule was written for this model and category.
    """
    try:
        rows = _ROWS[model, category]
    except KeyError:
        raise AccessUndeclared(f"{model.__name__} has no rule for {category}") from None
    return combine(rows, actor, category)


def combine(rows: Mapping[Scope, RowFilter], actor: Actor, category: Category) -> Q:
    """The union of what the actor's scopes open; no row when none does."""
    opened = [rows[scope](actor) for scope in sorted(actor.scopes(category) & rows.keys())]
    return reduce(or_, opened) if opened else NOTHING


def beneath(relation: str, condition: Q) -> Q:
    """The same condition, asked of the row that `relation` leads to."""
    found: list[Any] = condition.children
    children = [
        beneath(relation, child) if isinstance(child, Q) else (f"{relation}__{child[0]}", child[1])
        for child in found
    ]
    return Q(*children, _connector=condition.connector, _negated=condition.negated)


@dataclass(frozen=True)
class Reader:
    """For whom a query is, in the words that the database is told: `role:purpose`, or `system`."""

    acting: str
    account: str = ""
    organisation: str = ""
    unit: str = ""

    @classmethod
    def of(cls, actor: Actor) -> "Reader":
        numbers = (actor.account_id, actor.organisation_id, actor.unit_id)
        return cls(f"{actor.role}:{actor.purpose or ''}", *("" if n is None else str(n) for n in numbers))

    def declare(self, connection: BaseDatabaseWrapper) -> None:
        """Tell PostgreSQL who reads, unless it knows already; other databases do not ask."""
        if connection.vendor == "postgresql" and getattr(connection, "reader", None) != self:
            with connection.cursor() as cursor:
                cursor.execute(DECLARE, (self.acting, self.account, self.organisation, self.unit))
            connection.reader = self  # type: ignore[attr-defined]


DECLARE = "SELECT " + ", ".join(
    f"set_config('siraba.{name}', %s, false)" for name in ("acting", "account", "organisation", "unit")
)
SYSTEM = Reader("system")


class GuardedQuerySet(models.QuerySet[Any]):
    """Refuses to fetch, count or aggregate until its basis has been declared."""

    _reader: Reader | None = None

    def _clone(self):
        clone = super()._clone()  # type: ignore[misc]
        clone._reader = self._reader
        return clone

    def visible_to(self, actor: Actor, category: Category):
        """The rows that the actor may read for its purpose."""
        rows = self.filter(row_filter(self.model, actor, category))
        rows._reader = Reader.of(actor)
        return rows

    def system(self, why: str):
        """All rows, for the system's own work (deadlines, uniqueness, summaries); `why` is for the reader of the code."""
        rows = self.all()
        rows._reader = SYSTEM
        return rows

    def declare_reader(self) -> None:
        """Say for whom, before the query is sent.

        Raises:
            AccessUndeclared: nobody said it.
        """
        if self._reader is None:
            raise AccessUndeclared(f"{self.model.__name__} was read without an actor and a purpose")
        self._reader.declare(connections[self.db])

    def _fetch_all(self):
        if self._result_cache is None:
            self.declare_reader()
        super()._fetch_all()

    def _merge_sanity_check(self, other: Any) -> None:
        # Joined by | or ^, the rows of the other come too.
        self._require_same_reader(other)
        super()._merge_sanity_check(other)  # type: ignore[misc]

    def _combinator_query(self, combinator: str, *others: Any, all: bool = False):
        for other in others:
            self._require_same_reader(other)
        return super()._combinator_query(combinator, *others, all=all)  # type: ignore[misc]

    def _require_same_reader(self, other: Any) -> None:
        if None in (self._reader, other._reader):
            raise AccessUndeclared(f"{self.model.__name__} was read without an actor and a purpose")
        if self._reader != other._reader:
            raise AccessUndeclared(f"{self.model.__name__} was read for two readers at once")

    def raw(self, *args: Any, **kwargs: Any):
        raise AccessUndeclared(f"{self.model.__name__} was read by raw SQL")

    def iterator(self, *args: Any, **kwargs: Any):
        self.declare_reader()
        return super().iterator(*args, **kwargs)

    def count(self):
        if self._result_cache is None:
            self.declare_reader()
        return super().count()

    def exists(self):
        if self._result_cache is None:
            self.declare_reader()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any):
        self.declare_reader()
        return super().aggregate(*args, **kwargs)

    # Acts write, once they have checked the right; the database lets only the system do so.

    def _insert(self, *args: Any, **kwargs: Any):
        SYSTEM.declare(connections[self.db])
        return super()._insert(*args, **kwargs)  # type: ignore[misc]

    def _update(self, values: Any):
        SYSTEM.declare(connections[self.db])
        return super()._update(values)  # type: ignore[misc]

    def update(self, **values: Any):
        SYSTEM.declare(connections[self.db])
        return super().update(**values)

    def remove(self) -> None:
        """Delete just these rows, without looking for what leans on them: the database refuses if something does."""
        self.declare_reader()
        SYSTEM.declare(connections[self.db])
        self._raw_delete(self.db)

    def delete(self):
        self.declare_reader()
        SYSTEM.declare(connections[self.db])
        return super().delete()


GuardedManager = models.Manager.from_queryset(GuardedQuerySet)


def one_of(rows: GuardedQuerySet, **wanted: Any) -> Any:
    """The one row wanted, among those open to an actor.

    Raises:
        NotVisible: there is none, or it is not open to the actor.
    """
    found = rows.filter(**wanted).first()
    if found is None:
        raise NotVisible
    return found
