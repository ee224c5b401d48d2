"""Journeys run in Debian's Chromium, on a small phone in Bamako."""

import os
from pathlib import Path

import pytest

from tests.browser.site import Visitor, running

# Playwright's event loop runs in the thread of the test, where Django would refuse the database
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

FLAGS = (
    "--no-sandbox --disable-quic --disable-background-networking --disable-component-update"
    " --disable-dev-shm-usage --no-first-run"
)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": "/usr/bin/chromium", "args": FLAGS.split()}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {
        **browser_context_args,
        "locale": "fr-FR",
        "timezone_id": "Africa/Bamako",
        "viewport": {"width": 360, "height": 740},
    }


def pytest_collection_modifyitems(items):
    """Mark the journeys, which run on one database only."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The address of a real site with the demonstration in it, one for all the journeys of a process."""
    with running(tmp_path_factory.mktemp("site")) as address:
        yield address


@pytest.fixture
def visitor(browser, site):
    """Makes visitors of the site, at the width that is asked for; they leave when the test ends."""
    visitors = []

    def make(width: int = 360, **more) -> Visitor:
        visitors.append(Visitor(browser, site, width, 740 if width < 600 else 800, **more))
        return visitors[-1]

    yield make
    for visitor in visitors:
        visitor.page.context.close()
