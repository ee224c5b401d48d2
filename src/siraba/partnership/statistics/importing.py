"""The public face of the imports, for commands and scripts."""

from collections.abc import Callable
from pathlib import Path

from siraba.partnership.statistics.actions import import_historic_records
from siraba.partnership.statistics.loading import ImportReport


def import_file(
    kind: str,
    path: str | Path,
    encoding: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ImportReport:
    """Import a file of historic records as the system itself: see `import_historic_records`.

    Raises:
        FileRefused: its text, in the active language, says what is wrong; nothing was loaded.
    """
    return import_historic_records(None, kind, Path(path), encoding, progress)
