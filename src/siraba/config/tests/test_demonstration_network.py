"""The fictitious network: whole, with its wrong lines told, its aliases to decide, and one person who is never a target."""

import csv

import pytest

from siraba.config.demonstration.accounts import create_accounts
from siraba.config.demonstration.network import DATA, FORCED, Networks
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Purpose
from siraba.prosecution.networks.models import Analysis, GraphImport, Merge
from siraba.prosecution.networks.selectors import graph_of

SYSTEM = "a test looks at the row itself"


@pytest.fixture
def drawn(db):
    accounts = create_accounts()
    Networks(accounts).tell()
    return graph_of(
        Analysis.objects.system(SYSTEM).get(), Actor.of(accounts["enqueteur"], Purpose.PROSECUTION)
    )


def test_the_network_is_there_with_routes_transfers_and_one_person_forced_to_act(drawn):
    kinds = {one.kind for one in drawn.entities}
    assert kinds >= {"person", "phone", "agent", "vehicle", "place", "safe_house", "event", "channel"}
    assert {one.kind for one in drawn.links} >= {"call", "transfer", "uses", "works_for", "route", "kinship"}
    protected = [(one.label, one.removable) for one in drawn.entities if one.standing]
    assert protected == [(FORCED, False)]
    persons = [one.label for one in drawn.entities if one.kind == "person"]
    assert 18 <= len(persons) <= 40
    assert all("Invent" in name for name in persons)


def test_the_wrong_lines_are_told_and_the_aliases_wait_for_somebody(drawn):
    refused = {one.layout: one.refused for one in GraphImport.objects.system(SYSTEM)}
    assert refused == {"things": 0, "links": 0, "calls": 4, "transfers": 1}
    pairs = {
        frozenset((one.one.label, one.other.label))
        for one in Merge.objects.system(SYSTEM).select_related("one", "other")
    }
    assert frozenset(("Bakary Inventé Cissé", "Bacary Inventé Sissé")) in pairs
    assert frozenset(("Mamoutou Inventé Koulibaly", "Mamoutou Inventé Coulibaly")) in pairs
    assert frozenset(("Brahim Inventé Ould Fictif", "Brahima Inventé Ould Fictif")) in pairs
    assert len(pairs) <= 8


@pytest.mark.parametrize("name", ["entites.csv", "appels.csv", "transferts.csv"])
def test_no_number_of_the_scene_belongs_to_a_country(name):
    rows = csv.reader((DATA / name).read_text().splitlines(), delimiter=";")
    for cell in (cell for row in rows for cell in row):
        digits = "".join(filter(str.isdigit, cell))
        if len(digits) >= 11 and "2026" not in cell:
            assert digits.removeprefix("00").startswith("999"), cell
