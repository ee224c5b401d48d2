"""Read a record again under a lock, inside the transaction of an act."""

from typing import Any

from django.db.models import Model

from siraba.foundation.access.models import Guarded


def lock(record: Model) -> None:
    """Refresh the record and hold its row until the transaction ends, so that two acts cannot both pass."""
    rows = type(record)._default_manager.all()
    if isinstance(record, Guarded):
        rows = type(record).objects.system("an act on a record already given to the actor")
    relations: list[Any] = [field for field in record._meta.fields if field.is_relation]
    related = {field: field.get_cached_value(record) for field in relations if field.is_cached(record)}
    record.refresh_from_db(from_queryset=rows.select_for_update(of=("self",)))
    for relation, value in related.items():
        if value is not None and value.pk == getattr(record, relation.attname):
            relation.set_cached_value(record, value)
