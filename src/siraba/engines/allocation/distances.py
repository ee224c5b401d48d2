"""Distances on the globe, and the hours they take, until a network of roads is there."""

import numpy as np

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG 1980


def great_circle_km(
    latitudes: np.ndarray, longitudes: np.ndarray, to_latitudes: np.ndarray, to_longitudes: np.ndarray
) -> np.ndarray:
    """Kilometres from each point to each other one, on a sphere (haversine); degrees in, (from × to) out."""
    latitude, to_latitude = np.radians(latitudes)[:, None], np.radians(to_latitudes)[None, :]
    longitude, to_longitude = np.radians(longitudes)[:, None], np.radians(to_longitudes)[None, :]
    half = (
        np.sin((to_latitude - latitude) / 2) ** 2
        + np.cos(latitude) * np.cos(to_latitude) * np.sin((to_longitude - longitude) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))


def travel_hours(km: np.ndarray, speed_km_h: float, detour: float = 1.0) -> np.ndarray:
    """Hours of a straight line of `km`, made longer by the factor `detour` (1 or more), at a mean speed."""
    if speed_km_h <= 0 or detour < 1:
        raise ValueError("speed above 0 and detour of 1 or more")
    return np.asarray(km) * detour / speed_km_h
