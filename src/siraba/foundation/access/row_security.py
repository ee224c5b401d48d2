"""The second line in PostgreSQL: row-level security, generated from the same table as the filters of the pages.

Each guarded table is closed to everybody but its owner. The application connects as another role and says, before
it reads, for whom: the policy of a table opens the rows that `register_rows` gives to that role and purpose, so
that a query written without its filter returns nothing that it should not. What the system itself must read it
names as such (`system`), as on every database. Writing is left to the acts, which have checked the right.

The limit: it stops a query written wrongly, not somebody who holds the application's password to the database.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from django.apps import apps
from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection, models
from django.db.models.functions import Now

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.guard import Reader, RowFilter, row_filters
from siraba.foundation.access.models import Guarded
from siraba.foundation.access.policy import POLICY, ROLE_PURPOSES, Scope, scopes

# In a sub-select it is asked once in a query, which matters where the system walks a whole table. The other questions
# are asked of few rows, and a plan with a hundred sub-selects would take longer to start than to run.
SYSTEM = "(SELECT current_setting('siraba.acting', true) = 'system')"
APPEND_ONLY = ("audit", "ledger")
POLICIES = ("reads", "adds", "changes", "removes")


class Setting(models.Func):
    """A number of the reader, as the database knows it."""

    template = "NULLIF(current_setting('siraba.%(name)s', true), '')::bigint"

    def __init__(self, name: str):
        super().__init__(name=name, output_field=models.BigIntegerField())


@dataclass(frozen=True)
class DatabaseActor:
    """Stands for whoever reads, while a row filter is written down as SQL."""

    account_id: Any = Setting("account")
    organisation_id: Any = Setting("organisation")
    unit_id: Any = Setting("unit")
    now: Any = Now()
    may_join: ClassVar[bool] = False


class Crossing(RuntimeError):
    """A row filter joins another table: its policy would hide rows or never end. Ask with `Exists` instead."""


class GuardedTable(NamedTuple):
    name: str
    condition: str


def guarded_models() -> list[type[Guarded]]:
    return [model for model in apps.get_models() if issubclass(model, Guarded)]


def policy_of(model: type[Guarded]) -> GuardedTable:
    """The table of a model and the SQL condition under which a row may be read."""
    opened = [
        f"({_acting(category, scope)} AND ({_condition(model, rows)}))"
        for category, by_scope in row_filters(model).items()
        for scope, rows in by_scope.items()
        if _acting(category, scope)
    ]
    return GuardedTable(model._meta.db_table, "\n    OR ".join([SYSTEM, *opened]))


def _acting(category: str, scope: Scope) -> str:
    """Whether the reader's role, for its purpose, has the scope in the category; empty when no role ever has."""
    who = [
        f"{role.value}:{purpose.value}"
        for role in POLICY
        for purpose in ROLE_PURPOSES[role]
        if scope in scopes(role, purpose, category)
    ]
    if not who:
        return ""
    return f"current_setting('siraba.acting', true) = ANY ('{{{','.join(who)}}}')"


def _condition(model: type[Guarded], rows: RowFilter) -> str:
    """The filter as SQL; a filter that asks whether the reader has a unit is written down for both."""
    with_unit, without = (
        _sql(model, rows, actor) for actor in (DatabaseActor(), DatabaseActor(unit_id=None))
    )
    if with_unit == without:
        return with_unit
    unit = "(NULLIF(current_setting('siraba.unit', true), '') IS NULL)"
    return f"(NOT {unit} AND ({with_unit})) OR ({unit} AND ({without}))"


def _sql(model: type[Guarded], rows: Callable[[Any], models.Q], actor: DatabaseActor) -> str:
    query = models.QuerySet(model).filter(rows(actor)).query
    if len([alias for alias, count in query.alias_refcount.items() if count]) > 1:
        raise Crossing(f"{model.__name__}: a row filter joins another table")
    compiler = query.get_compiler(connection=connection)
    try:
        sql, parameters = compiler.compile(query.where)
    except EmptyResultSet:
        return "FALSE"
    except FullResultSet:
        return "TRUE"
    return connection.ops.compose_sql(sql, parameters)  # type: ignore[attr-defined]


def policy_statements() -> Iterator[str]:
    """The SQL that closes every guarded table and opens what the policy opens; it can be run again."""
    for table, condition in map(policy_of, guarded_models()):
        yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
        for name in POLICIES:
            yield f'DROP POLICY IF EXISTS {name} ON "{table}"'
        yield f'CREATE POLICY reads ON "{table}" FOR SELECT USING (\n    {condition}\n)'
        yield f'CREATE POLICY adds ON "{table}" FOR INSERT WITH CHECK ({SYSTEM})'
        yield f'CREATE POLICY changes ON "{table}" FOR UPDATE USING ({SYSTEM}) WITH CHECK ({SYSTEM})'
        yield f'CREATE POLICY removes ON "{table}" FOR DELETE USING ({SYSTEM})'


def grants(role: str) -> Iterator[str]:
    """What the application's role may do: everything but change the tables, and the past of the journal and of the books."""
    who = connection.ops.quote_name(role)
    yield f"GRANT USAGE ON SCHEMA public TO {who}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {who}"
    yield f"GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {who}"
    for model in (model for label in APPEND_ONLY for model in apps.get_app_config(label).get_models()):
        yield f'REVOKE DELETE ON "{model._meta.db_table}" FROM {who}'
    yield f'REVOKE INSERT, UPDATE, DELETE ON "django_migrations" FROM {who}'


def secure(role: str) -> None:
    """Write the policies, and the grants of the application's role, as the owner of the tables (PostgreSQL)."""
    with connection.cursor() as cursor:
        for statement in (*policy_statements(), *grants(role)):
            cursor.execute(statement)


def is_enforced() -> bool:
    """Whether the role of this connection is bound by the policies of the tables."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_or(row_security_active(oid)) FROM pg_class WHERE relname = ANY(%s)",
            [[model._meta.db_table for model in guarded_models()]],
        )
        return bool(cursor.fetchone()[0])


def read_as(actor: Actor) -> None:
    """Say for whom the queries that follow are, on a database that asks."""
    Reader.of(actor).declare(connection)
