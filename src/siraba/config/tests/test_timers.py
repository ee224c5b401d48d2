"""`siraba deadlines`, as the timer calls it: everything is done, and said."""

import pytest
from click.testing import CliRunner
from django.utils import translation

from siraba.cli import main
from siraba.config.timers import LABELS


@pytest.fixture
def deadlines(db, settings, tmp_path):
    settings.AUDIT_ANCHORS = tmp_path / "anchors"

    def call() -> list[str]:
        before = translation.get_language()
        try:
            ended = CliRunner().invoke(main, ["deadlines"], catch_exceptions=False)
        finally:
            translation.activate(before)
        assert ended.exit_code == 0, ended.output
        return [line.partition(" : ")[0] for line in ended.stdout.splitlines()]

    return call


def test_what_the_timer_does_is_said_once_a_day_in_full(deadlines):
    assert {*deadlines()} == {*LABELS.values()}
    assert {*deadlines()} < {*LABELS.values()}
