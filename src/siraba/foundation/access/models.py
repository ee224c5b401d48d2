"""What protected records have in common. This app has no table of its own."""

import uuid
from collections.abc import Callable
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

from django.apps import apps
from django.db import models

from siraba.foundation.access import crypto
from siraba.foundation.access.guard import GuardedManager


class Guarded(models.Model):
    """A record that cannot be read without an actor and a purpose, related managers included."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    objects: ClassVar[Any] = GuardedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"


class Sealed(Guarded):
    """A guarded record whose words are encrypted as one piece, tied to this row and to its compartment."""

    compartment: ClassVar[str] = crypto.PROTECTION
    sealed = models.BinaryField(default=b"")

    class Meta(Guarded.Meta):
        abstract = True

    @classmethod
    def _place(cls, pk: uuid.UUID) -> str:
        return f"{cls._meta.label_lower}:{pk}"

    @classmethod
    def open_words(cls, pk: uuid.UUID, sealed: bytes | None) -> dict[str, Any]:
        """The decrypted content of a row read without its model; see `words`."""
        return crypto.unseal(cls.compartment, cls._place(pk), bytes(sealed)) if sealed else {}

    def write(self, **words: Any) -> None:
        """Set the encrypted content: names to JSON values. The row still has to be saved."""
        self.sealed = crypto.seal(self.compartment, self._place(self.pk), words)
        self.__dict__.pop("words", None)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        super().refresh_from_db(*args, **kwargs)
        self.__dict__.pop("words", None)

    @cached_property
    def words(self) -> dict[str, Any]:
        """The decrypted content; empty when nothing was written.

        Raises:
            crypto.CannotOpen: the key is not here, or the bytes were altered or moved from another row.
        """
        return self.open_words(self.pk, bytes(self.sealed))


class SealedColumn(NamedTuple):
    """A column that holds sealed bytes, and the place that each row's bytes are tied to."""

    model: type[models.Model]
    name: str
    compartment: str
    place: Callable[[Any], str]


_further: list[SealedColumn] = []


def also_sealed(model: type[models.Model], name: str, compartment: str, place: Callable[[Any], str]) -> None:
    """Register a sealed column that is not the `sealed` of a `Sealed` model; `place(row)` names its place."""
    _further.append(SealedColumn(model, name, compartment, place))


def sealed_columns(compartment: str) -> list[SealedColumn]:
    """Every column whose bytes the keys of the compartment seal."""
    found = [
        SealedColumn(model, "sealed", model.compartment, lambda row: row._place(row.pk))
        for model in apps.get_models()
        if issubclass(model, Sealed)
    ]
    return [column for column in (*found, *_further) if column.compartment == compartment]
