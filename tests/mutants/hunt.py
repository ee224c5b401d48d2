"""A pytest plugin: instead of running the tests once, run for each mutant, in a child, the tests that reach it.

HUNT names a file with the mutants and their tests; a line with the first test that fails, or with nothing, is added
to the file of answers for each.
"""

import json
import os
import shutil
import signal
from pathlib import Path

import pytest
from django.db import connection

from tests.mutants.operators import mutants
from tests.mutants.swap import swaps

LIMIT = 120
APART = "apart"


class First:
    failed = ""

    def pytest_runtest_logreport(self, report) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session):
    order = json.loads(Path(os.environ["HUNT"]).read_text())
    by_name = {mutant.name: mutant for mutant in mutants()}
    items = {item.nodeid: item for item in session.items}
    _warm(session)
    with Path(order["answers"]).open("a") as answers:
        for name, tests in order["mutants"]:
            exchanged = swaps(by_name[name])
            chosen = [items[test] for test in tests if test in items]
            by = _in_child(session, exchanged, chosen) if exchanged and chosen else APART
            answers.write(json.dumps([name, by]) + "\n")
            answers.flush()
    return True


def _warm(session) -> None:
    """Make the test database, as the first test that needs one does."""
    first = next(item for item in session.items if item.get_closest_marker("django_db"))
    session.config.hook.pytest_runtest_protocol(item=first, nextitem=session.items[-1])
    connection.close()


def _in_child(session, exchanged, items) -> str:
    here, there = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(here)
        _run(session, exchanged, items, there)
        os._exit(0)
    os.close(there)
    with os.fdopen(here) as answer:
        told = answer.read()
    _pid, status = os.waitpid(child, 0)
    if told:
        return told.removeprefix("=")
    return f"no end ({status})"


def _run(session, exchanged, items, there) -> None:
    signal.alarm(LIMIT)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    database = Path(connection.settings_dict["NAME"])
    own = database.with_name(f"{database.name}-{os.getpid()}")
    shutil.copy(database, own)
    connection.settings_dict["NAME"] = str(own)
    for function, code in exchanged:
        function.__code__ = code
    first = First()
    session.config.pluginmanager.register(first)
    try:
        for item in items:
            session.config.hook.pytest_runtest_protocol(item=item, nextitem=session.items[-1])
            if first.failed:
                break
    except BaseException as error:
        first.failed = first.failed or f"stopped: {error!r}"[:200]
    finally:
        connection.close()
        for left in own.parent.glob(f"{own.name}*"):
            left.unlink()
    os.write(there, f"={first.failed}".encode())
    os.close(there)
