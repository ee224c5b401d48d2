"""What every part of the crowd draws with: one seeded source of chance, one present, one pile of rows to write."""

import random
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone

from siraba.foundation.access.pseudonyms import ALPHABET, new_code


class Draw(random.Random):
    """Chance by a seed; `rows` are the drawn records by model, until `write` puts them into the database."""

    def __init__(self, seed: int):
        super().__init__(seed)
        self.now = timezone.now()
        self.rows: dict[type[models.Model], list[Any]] = {}

    def add(self, row: Any) -> Any:
        self.rows.setdefault(type(row), []).append(row)
        return row

    def write(self) -> None:
        for model, rows in self.rows.items():
            model._default_manager.bulk_create(rows, batch_size=500)
        self.rows = {}

    def once_in(self, times: float) -> bool:
        return self.random() * times < 1

    def uuid(self) -> UUID:
        return UUID(int=self.getrandbits(128), version=4)

    def code(self) -> str:
        """A national code that the seed decides."""
        return new_code(lambda _alphabet: self.choice(ALPHABET))

    def later(self, start: datetime, hours: float, until: datetime | None = None) -> datetime:
        """A moment within `hours` of the start, and never after `until` (by default the present)."""
        span = min(timedelta(hours=hours), (until or self.now) - start)
        return start + max(span, timedelta()) * self.random()
