"""The panel, DGME's branches and the fictitious bodies are loaded once."""

import pytest
from django.db import IntegrityError, transaction

from siraba.foundation.geography.loading import load_areas
from siraba.foundation.geography.models import AreaCode
from siraba.foundation.geography.selectors import UnknownArea, region_of
from siraba.foundation.organisations.loading import load_organisations
from siraba.foundation.organisations.models import Organisation, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded():
    load_areas()
    load_organisations()


def test_reload_is_idempotent(loaded):
    before = list(Organisation.objects.order_by("pk").values()), list(Unit.objects.order_by("pk").values())
    load_organisations()
    after = list(Organisation.objects.order_by("pk").values()), list(Unit.objects.order_by("pk").values())
    assert after == before


def test_loading_without_areas_says_which_code_is_missing():
    AreaCode.objects.all().delete()
    with pytest.raises(UnknownArea, match="2460596"):
        load_organisations()


def test_panel_and_branches_are_there(loaded):
    panel = {"cnltppa", "oim", "unodc", "hcr", "crm", "helvetas", "dgme", "brigade", "justice", "dnec"}
    assert set(Organisation.objects.filter(fictitious=False).values_list("code", flat=True)) == panel
    assert Unit.objects.filter(organisation__code="dgme").count() == 18
    assert set(Unit.objects.filter(organisation__code="oim").values_list("code", flat=True)) == {
        "bamako",
        "gao",
        "kayes",
    }


def test_every_unit_lies_in_a_region(loaded):
    assert all(region_of(unit.area) for unit in Unit.objects.select_related("area"))
    assert region_of(Unit.objects.get(code="gogui").area).name == "Kayes"


def test_fictitious_bodies_say_so_in_their_name(loaded):
    assert all("ficti" in body.name for body in Organisation.objects.filter(fictitious=True))


def test_only_the_shelter_has_a_protected_address(loaded):
    assert [unit.organisation.code for unit in Unit.objects.filter(address_protected=True)] == ["foyer"]


def test_a_kind_outside_the_list_is_refused_by_the_database(loaded):
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(code="oim").update(kind="pirate")


def test_a_name_too_long_is_refused_by_the_database(loaded):
    with pytest.raises(Exception, match="(?i)constraint|too long"), transaction.atomic():
        Organisation.objects.filter(code="oim").update(name="x" * 200)
