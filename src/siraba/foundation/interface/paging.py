"""Pages by key: the next page starts after the last row shown, so that page 4,000 costs as much as page 1."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

AFTER, BEFORE = "apres", "avant"


@dataclass(frozen=True)
class Page:
    """Rows in order; `next` and `previous` are query strings, empty where there is no such page."""

    rows: Sequence
    next: str = ""
    previous: str = ""


class Count(NamedTuple):
    """A number of rows; `exact` is false where counting stopped at the cap."""

    number: int
    exact: bool


def page_by_key(
    queryset: QuerySet,
    request: HttpRequest,
    key: Sequence[str] = ("-received_at", "-id"),
    size: int | None = None,
) -> Page:
    """The page that the request asks for, ordered by `key`.

    `key` names fields of the model that are never null, the last one unique. A cursor that is not ours, or
    that belongs to another order, gives the first page.
    """
    return _Keyset(queryset, request, tuple(key), size or settings.PAGE_SIZE).page()


def capped_count(queryset: QuerySet, cap: int = 1000) -> Count:
    """How many rows there are, up to the cap."""
    number = queryset.order_by()[: cap + 1].count()
    return Count(min(number, cap), number <= cap)


@dataclass(frozen=True)
class _Keyset:
    queryset: QuerySet
    request: HttpRequest
    key: tuple[str, ...]
    size: int

    def page(self) -> Page:
        if (start := self._start(BEFORE)) and len(rows := self._rows(reverse(self.key), start)) > self.size:
            rows = rows[: self.size][::-1]
            return Page(rows, self._query(AFTER, rows[-1]), self._query(BEFORE, rows[0]))
        start = self._start(AFTER)
        rows = self._rows(self.key, start)
        shown = rows[: self.size]
        return Page(
            shown,
            self._query(AFTER, shown[-1]) if len(rows) > self.size else "",
            self._query(BEFORE, shown[0]) if start and shown else "",
        )

    def _rows(self, key: tuple[str, ...], start: list | None) -> list:
        rows = self.queryset.order_by(*key)
        if start:
            rows = rows.filter(beyond(key, start))
        return list(rows[: self.size + 1])

    def _start(self, direction: str) -> list | None:
        """The key values of the cursor, if the request has one of ours."""
        try:
            texts = self._signer.unsign_object(self.request.GET[direction])
            return [field.to_python(text) for field, text in zip(self._fields, texts, strict=True)]
        except (KeyError, BadSignature, ValidationError, ValueError):
            return None

    def _query(self, direction: str, row: Model) -> str:
        query = self.request.GET.copy()
        query.pop(AFTER, None)
        query.pop(BEFORE, None)
        query[direction] = self._signer.sign_object([field.value_to_string(row) for field in self._fields])
        return f"?{query.urlencode()}"

    @property
    def _fields(self) -> list:
        options = self.queryset.model._meta
        return [
            options.pk if name.lstrip("-") == "pk" else options.get_field(name.lstrip("-"))
            for name in self.key
        ]

    @property
    def _signer(self) -> Signer:
        return Signer(salt=f"page {self.queryset.model._meta.label} {' '.join(self.key)}")


def reverse(key: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name[1:] if name.startswith("-") else f"-{name}" for name in key)


def beyond(key: tuple[str, ...], values: list) -> Q:
    """Rows after these values. The bound on the first field stands alone, so that its index is used."""
    name, value = key[0].lstrip("-"), values[0]
    strictly = Q(**{f"{name}__{'lt' if key[0].startswith('-') else 'gt'}": value})
    if len(key) == 1:
        return strictly
    bound = Q(**{f"{name}__{'lte' if key[0].startswith('-') else 'gte'}": value})
    return bound & (strictly | beyond(key[1:], values[1:]))
