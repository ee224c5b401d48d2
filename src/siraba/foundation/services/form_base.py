"""What the pages of an entry have in common: columns, and numbered rows for its parts."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms

from siraba.foundation.access.actor import Actor
from siraba.foundation.interface.forms import KitForm
from siraba.foundation.services.models import Service
from siraba.foundation.vocabulary import choices

Fields = dict[str, Any]


def text(label: Any, length: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=False, **more)


def several(label: Any, list_name: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        choices=lambda: choices(list_name),
        widget=forms.CheckboxSelectMultiple,
    )


class EntryForm(KitForm):
    """A page of an entry: opened with what the entry says, and giving back what has to change."""

    columns: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, actor: Actor, service: Service | None = None, **kwargs: Any):
        if service:
            kwargs["initial"] = self.told(service)
        super().__init__(*args, **kwargs)
        self.actor = actor

    def told(self, service: Service) -> Fields:
        """What the fields say of an entry."""
        return {name: getattr(service, name) for name in self.columns}

    def fields_told(self) -> Fields:
        return {name: self.cleaned_data[name] for name in self.columns}

    def parts_told(self) -> dict[str, list[Any]]:
        return {}


class RowsForm(EntryForm):
    """A page that also has numbered rows of fields (`name_1`, `name_2`…) for one kind of part.

    There is always a row more than the entry has. The rows after the second, and the fields of `rarer`, are folded away
    until they are used.
    """

    kind: ClassVar[str] = ""
    size: ClassVar[int] = 4
    rarer: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, service: Service | None = None, **kwargs: Any):
        super().__init__(*args, service=service, **kwargs)
        self.more_fields = []
        self.count = max(self.size, len(self.rows_of(service)) + 1) if service else self.size
        for number in range(1, self.count + 1):
            for name, field in self.row_fields().items():
                field.label = f"{field.label} ({number})"
                self.fields[f"{name}_{number}"] = field
                if number > 2 or name in self.rarer:
                    self.more_fields.append(f"{name}_{number}")

    def row_fields(self) -> dict[str, forms.Field]:
        raise NotImplementedError

    def told(self, service: Service) -> Fields:
        return super().told(service) | {
            f"{name}_{number}": value
            for number, row in enumerate(self.rows_of(service), start=1)
            for name, value in row.items()
        }

    def rows_of(self, service: Service) -> list[Fields]:
        raise NotImplementedError

    def rows(self) -> Iterator[tuple[int, Fields]]:
        names = list(self.row_fields())
        for number in range(1, self.count + 1):
            yield number, {name: self.cleaned_data.get(f"{name}_{number}") for name in names}
