"""A code is read with its version, and a reload changes nothing."""

from decimal import Decimal

import pytest

from siraba.foundation.geography.loading import load_areas
from siraba.foundation.geography.models import Area, AreaCode, AreaLink, AreaName
from siraba.foundation.geography.selectors import (
    UnknownArea,
    area_and_above,
    area_and_below,
    area_by_code,
    current_areas,
    region_of,
    successors,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def areas():
    load_areas()


def test_current_map_has_ten_regions_and_fifty_three_cercles():
    assert [current_areas(level).count() for level in (0, 1, 2)] == [1, 10, 53]
    assert current_areas(3).count() > 80


def test_reload_is_idempotent():
    def state():
        return [list(model.objects.order_by("pk").values()) for model in (Area, AreaCode, AreaName, AreaLink)]

    before = state()
    load_areas()
    assert state() == before


def test_reload_restores_a_changed_name():
    Area.objects.filter(codes__code="ML10").update(name="Menaca")
    load_areas()
    assert area_by_code("cod-2021", "ML10").name == "Ménaka"


def test_same_code_names_another_cercle_in_another_version():
    assert area_by_code("cod-2015", "ML0501").name == "Mopti"
    assert area_by_code("cod-2021", "ML0501").name == "Bandiagara"


@pytest.mark.parametrize("version", ["", None])
def test_bare_code_is_refused(version):
    with pytest.raises(UnknownArea, match="ML0501 n’a de sens qu’avec sa version"):
        area_by_code(version, "ML0501")


def test_unknown_code_is_refused():
    with pytest.raises(UnknownArea, match="ML9999"):
        area_by_code("cod-2021", "ML9999")


def test_former_cercle_of_menaka_is_the_region_of_today():
    area = area_by_code("cod-2015", "ML0704")
    assert (area.level, area.name) == (Area.Level.REGION, "Ménaka")


def test_former_region_of_gao_is_kept_with_what_it_became():
    former = area_by_code("cod-2015", "ML07")
    assert former not in current_areas(1)
    shares = successors(former)
    assert [area.name for area, _ in shares] == ["Gao", "Ménaka"]
    assert sum(share for _, share in shares) == Decimal(1)


def test_region_of_each_level():
    gogui = area_by_code("siraba", "gogui")
    assert (gogui.parent.name, region_of(gogui).name) == ("Nioro", "Kayes")
    assert region_of(area_by_code("cod-2021", "ML01")).name == "Kayes"
    assert region_of(area_by_code("cod-2021", "ML")) is None


def test_every_locality_and_cercle_lies_in_a_region():
    for level in (2, 3):
        assert all(region_of(area) for area in current_areas(level))


def test_area_and_above_climbs_to_the_country():
    chain = area_and_above(area_by_code("siraba", "gogui"))
    assert [area.name for area in chain] == ["Gogui", "Nioro", "Kayes", "Mali"]


def test_area_and_below_holds_its_cercles_and_towns_only():
    inside = set(area_and_below(area_by_code("cod-2021", "ML10")).values_list("name", flat=True))
    assert {"Ménaka", "Inékar", "Tidermène"} <= inside
    assert "Gao" not in inside
