"""What protected records have in common. This app has no table of its own."""

import uuid
from functools import cached_property
from typing import Any, ClassVar

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

    @cached_property
    def words(self) -> dict[str, Any]:
        """The decrypted content; empty when nothing was written.

        Raises:
            crypto.CannotOpen: the key is not here, or the bytes were altered or moved from another row.
        """
        return self.open_words(self.pk, bytes(self.sealed))
