"""The connection remembers its reader, and forgets it where the server does: at the start and at a rollback."""

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    reader: object | None = None

    def init_connection_state(self) -> None:
        super().init_connection_state()
        self.reader = None

    def _rollback(self) -> None:
        super()._rollback()  # type: ignore[misc]
        self.reader = None

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self.reader = None
