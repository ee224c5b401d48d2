"""Files that are whole or absent, whatever the instant of a power cut."""

import ctypes
import errno
import os
from pathlib import Path

MOST_PENDING = 1024  # files written under a temporary name before they are synced together
_LIBC = ctypes.CDLL(None, use_errno=True)


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace_durably(path: Path, raw: bytes, mode: int = 0o644) -> None:
    """The file holds `raw` when this returns; if it raises, the file is as it was."""
    aside = path.with_name(path.name + ".tmp")
    try:
        with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError:
        aside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def append_durably(path: Path, raw: bytes) -> None:
    with path.open("ab") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def _write(path: str, raw: bytes) -> None:
    with open(path, "wb", buffering=0) as file:
        if file.write(raw) != len(raw):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)


class Batch:
    """Many files at once: written under temporary names, synced, then renamed.

    The file system is synced once for all of them where the system can (`syncfs`, which tells errors of writing
    since Linux 5.8): a thousand `fsync`, one a file, take some fifty times as long for the same promise.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pending: dict[str, str] = {}
        self.folders: set[str] = set()

    def put(self, path: str, raw: bytes) -> None:
        """`path` is relative to the folder."""
        whole = f"{self.folder}/{path}"
        if (parent := os.path.dirname(whole)) not in self.folders:
            os.makedirs(parent, exist_ok=True)
            self.folders.add(parent)
        self.pending[whole + ".tmp"] = whole
        _write(whole + ".tmp", raw)
        if len(self.pending) >= MOST_PENDING:
            self.settle()

    def settle(self) -> None:
        if not self.pending:
            return
        self._sync()
        for aside, whole in self.pending.items():
            os.replace(aside, whole)
        for folder in self._touched():
            sync_folder(Path(folder))
        self._clear()

    def forget(self) -> None:
        """Leaves nothing of what has not been renamed."""
        for aside in self.pending:
            Path(aside).unlink(missing_ok=True)
        self._clear()

    def _clear(self) -> None:
        self.pending.clear()
        self.folders.clear()

    def _sync(self) -> None:
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            if hasattr(_LIBC, "syncfs"):
                if _LIBC.syncfs(handle):
                    raise OSError(code := ctypes.get_errno(), os.strerror(code), str(self.folder))
                return
        finally:
            os.close(handle)
        for aside in self.pending:
            with open(aside, "rb") as file:
                os.fsync(file.fileno())

    def _touched(self) -> set[str]:
        """The folders that got files, and those above them, which may have got folders."""
        found = set(self.folders)
        for folder in self.folders:
            while folder != str(self.folder):
                folder = os.path.dirname(folder)
                found.add(folder)
        return found
