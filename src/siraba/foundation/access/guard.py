"""Models that cannot be read without saying for whom: the default manager refuses.

An app declares, in its `rules.py`, which rows each scope opens (`register_rows`). A read then names its
actor (`visible_to`), or says why the system itself must read (`system`); anything else is a fault.
"""

from collections.abc import Callable, Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Q

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import AccessUndeclared
from siraba.foundation.access.policy import Category, Scope

RowFilter = Callable[[Actor], Q]
_ROWS: dict[tuple[type[models.Model], str], Mapping[Scope, RowFilter]] = {}
NOTHING = Q(pk__in=[])


def register_rows(model: type[models.Model], category: Category, rows: Mapping[Scope, RowFilter]) -> None:
    """State which rows of `model` each scope opens in `category`. A scope that is not named opens none."""
    _ROWS[model, category] = rows


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


class GuardedQuerySet(models.QuerySet[Any]):
    """Refuses to fetch, count or aggregate until its basis has been declared."""

    _basis: str | None = None

    def _clone(self):
        clone = super()._clone()  # type: ignore[misc]
        clone._basis = self._basis
        return clone

    def visible_to(self, actor: Actor, category: Category):
        """The rows that the actor may read for its purpose."""
        rows = self.filter(row_filter(self.model, actor, category))
        rows._basis = f"{actor.role} for {actor.purpose}"
        return rows

    def system(self, why: str):
        """All rows, for the system's own work (deadlines, uniqueness, summaries); `why` is for the reader."""
        rows = self.all()
        rows._basis = why
        return rows

    def _require_basis(self) -> None:
        if self._basis is None:
            raise AccessUndeclared(f"{self.model.__name__} was read without an actor and a purpose")

    def _fetch_all(self):
        self._require_basis()
        super()._fetch_all()

    def _merge_sanity_check(self, other: Any) -> None:
        # Joined by | or ^, the rows of the other come too.
        other._require_basis()
        super()._merge_sanity_check(other)  # type: ignore[misc]

    def _combinator_query(self, combinator: str, *others: Any, all: bool = False):
        for other in others:
            other._require_basis()
        return super()._combinator_query(combinator, *others, all=all)  # type: ignore[misc]

    def raw(self, *args: Any, **kwargs: Any):
        raise AccessUndeclared(f"{self.model.__name__} was read by raw SQL")

    def iterator(self, *args: Any, **kwargs: Any):
        self._require_basis()
        return super().iterator(*args, **kwargs)

    def count(self):
        self._require_basis()
        return super().count()

    def exists(self):
        self._require_basis()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any):
        self._require_basis()
        return super().aggregate(*args, **kwargs)


GuardedManager = models.Manager.from_queryset(GuardedQuerySet)
