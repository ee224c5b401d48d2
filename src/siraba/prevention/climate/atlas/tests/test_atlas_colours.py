"""The colours of the maps are told apart in grey print, and by whoever does not see all colours."""

from itertools import combinations

import pytest

from siraba.prevention.climate.atlas.looks import HATCH, LOOKS, OUTLINE, PLAIN, RAMPS

# Linear RGB seen without one of the three kinds of cones (Viénot, Brettel and Mollon 1999)
BLINDNESS = {
    "protanopia": ((0.11238, 0.88762, 0), (0.11238, 0.88762, 0), (0.00401, -0.00401, 1)),
    "deuteranopia": ((0.29275, 0.70725, 0), (0.29275, 0.70725, 0), (-0.02234, 0.02234, 1)),
}


def linear(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def luminance(parts):
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def seen(colour, blindness):
    parts = linear(colour)
    return [max(sum(a * b for a, b in zip(row, parts, strict=True)), 0) for row in BLINDNESS[blindness]]


@pytest.mark.parametrize("ramp", RAMPS)
def test_five_classes_are_five_greys(ramp):
    assert len(ramp) == 5
    assert min(contrast(linear(one), linear(other)) for one, other in combinations(ramp, 2)) >= 1.2


@pytest.mark.parametrize("blindness", BLINDNESS)
@pytest.mark.parametrize("ramp", RAMPS)
def test_neighbours_differ_without_one_kind_of_cones(ramp, blindness):
    for one, other in zip(ramp, ramp[1:], strict=False):
        assert contrast(seen(one, blindness), seen(other, blindness)) >= 1.3


@pytest.mark.parametrize("ramp", RAMPS)
def test_an_outline_is_seen_on_every_class(ramp):
    assert all(contrast(linear(OUTLINE), linear(colour)) >= 1.5 for colour in ramp)


def test_the_hatching_is_seen_on_white():
    assert contrast(linear(HATCH), linear("#ffffff")) >= 3


def test_each_fixed_set_of_classes_has_four_breaks_in_order():
    for look in (*LOOKS.values(), PLAIN):
        assert list(look.breaks) == sorted(set(look.breaks))
        assert len(look.breaks) in (0, 4)
