from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils.translation import override

from siraba.foundation.interface.templatetags.kit import (
    badge,
    is_late,
    label_of,
    labels_of,
    local_date,
    since,
    thousands,
    until,
)

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("later", "words"),
    [
        (timedelta(seconds=20), "dans 1 min"),
        (timedelta(minutes=119), "dans 119 min"),
        (timedelta(hours=3), "dans 3 h"),
        (timedelta(hours=47, minutes=59), "dans 47 h"),
        (timedelta(days=2), "dans 2 j"),
        (-timedelta(hours=5), "en retard de 5 h"),
        (-timedelta(days=2, hours=3), "en retard de 2 j"),
    ],
)
def test_a_deadline_is_told_as_a_delay(later, words):
    assert until(NOW + later, NOW) == words


def test_a_past_moment_is_told_as_a_delay():
    assert since(NOW - timedelta(hours=3), NOW) == "il y a 3 h"


def test_what_is_missing_is_empty():
    assert (until(None), since(None), local_date(None), thousands(None), label_of(None, "act")) == ("",) * 5
    assert is_late(None) is False


def test_a_date_reads_in_the_active_language_and_local_time():
    assert local_date(date(2026, 11, 25)) == "25 nov. 2026"
    assert local_date(NOW) == "25 nov. 2026, 12:00"
    with override("en"):
        assert local_date(date(2026, 5, 1)) == "1 May 2026"


def test_a_large_number_is_grouped_as_the_language_does():
    assert thousands(14299) == "14\u202f299"
    with override("en"):
        assert thousands(14299) == "14,299"


def test_a_badge_says_its_label_and_escapes_it():
    assert badge("closed", "Clos") == '<span class="badge tone-done">Clos</span>'
    assert "<script>" not in badge("<script>", "<script>")
    assert "tone-plain" in badge("inconnu", "Inconnu")


def test_codes_read_as_labels_and_unknown_ones_as_themselves():
    assert label_of("recruitment", "act") == "Recrutement"
    assert label_of("xyz", "act") == "xyz"
    assert labels_of(["recruitment", "transfer"], "act") == "Recrutement, Transfert"


def test_the_query_keeps_the_filters_and_changes_one(rf):
    page = Template("{% query_with etat='clos' region=None %}")
    assert (
        page.render(Context({"request": rf.get("/?etat=ouvert&region=Gao&q=%C3%A9")}))
        == "?etat=clos&amp;q=%C3%A9"
    )
