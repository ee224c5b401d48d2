"""Journeys run in Debian's Chromium, on a small phone in Bamako."""

import os
from pathlib import Path

import pytest

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
