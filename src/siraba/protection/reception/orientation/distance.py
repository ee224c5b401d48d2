"""How far places are from a point, without a road graph: the great circle, made longer by a factor for roads."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from siraba.engines.allocation.distances import great_circle_km

Point = tuple[float, float]


def road_km(origin: Point, latitudes: ArrayLike, longitudes: ArrayLike, detour: float) -> NDArray[np.float64]:
    """Kilometres from the origin to each place (degrees WGS 84); not a number where a place has no coordinates."""
    latitude, longitude = (np.array([degrees], dtype=float) for degrees in origin)
    there = (np.asarray(degrees, dtype=float) for degrees in (latitudes, longitudes))
    return great_circle_km(latitude, longitude, *there)[0] * detour
