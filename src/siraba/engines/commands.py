"""What the commands share: how a refusal is said, how far long work is, and a solver that keeps its words to itself."""

import ctypes
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any

import click


class Refused(click.ClickException):
    """What went wrong, in the language of the command."""

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(f"Erreur : {self.format_message()}", file=file, err=file is None)


def progress_line() -> Callable[[int, int], None]:
    """Shows how far a long job is: one line rewritten in a terminal, a line every tenth elsewhere."""
    terminal = sys.stderr.isatty()
    step, shown = 1 if terminal else 10, -1

    def show(done: int, total: int) -> None:
        nonlocal shown
        percent = 100 * done // total if total else 100
        if percent // step > shown:
            shown = percent // step
            start, end = ("\r", done >= total) if terminal else ("", True)
            click.echo(f"{start}  {percent} % ({done} / {total})", nl=end, err=True)

    return show


@contextmanager
def solver_aside() -> Iterator[None]:
    """What HiGHS writes to the standard output by itself goes to the other one, so that answers stay JSON."""
    flush, kept = ctypes.CDLL(None).fflush, os.dup(1)
    sys.stdout.flush()
    os.dup2(2, 1)
    try:
        yield
    finally:
        flush(None)
        os.dup2(kept, 1)
        os.close(kept)
