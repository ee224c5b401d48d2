"""How far places are from a point, without a road graph: the great circle, made longer by a factor for roads."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

EARTH_KM = 6371.0088  # mean radius, IUGG
Point = tuple[float, float]


def road_km(origin: Point, latitudes: ArrayLike, longitudes: ArrayLike, detour: float) -> NDArray[np.float64]:
    """Kilometres from the origin to each place (degrees WGS 84); not a number where a place has no coordinates."""
    here, there = np.radians(np.asarray(origin, dtype=float)), np.radians(np.asarray(latitudes, dtype=float))
    east = np.radians(np.asarray(longitudes, dtype=float)) - here[1]
    north = there - here[0]
    chord = np.sin(north / 2) ** 2 + np.cos(here[0]) * np.cos(there) * np.sin(east / 2) ** 2
    return 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(chord, 0, 1))) * detour
