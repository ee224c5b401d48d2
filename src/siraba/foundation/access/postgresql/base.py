"""PostgreSQL as the platform uses it: short queries of many people at once, each held to its reader's rows."""

from django.db.backends.postgresql import base

# The conditions by row make a short query look long: compiling it, or giving it more processes, costs more than running
# it. What pages ask for lies in memory or on a disk without heads, where a row here and there costs as much as the next.
SHORT_QUERIES = "SET jit = off; SET max_parallel_workers_per_gather = 0; SET random_page_cost = 1.1"


class DatabaseWrapper(base.DatabaseWrapper):
    """The connection remembers its reader, and forgets it where the server does: at either end, and at a rollback."""

    reader: object | None = None

    def init_connection_state(self) -> None:
        super().init_connection_state()
        self.reader = None
        with self.connection.cursor() as cursor:
            cursor.execute(SHORT_QUERIES)

    def _rollback(self) -> None:
        super()._rollback()  # type: ignore[misc]
        self.reader = None

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self.reader = None

    def close(self) -> None:
        super().close()
        self.reader = None
