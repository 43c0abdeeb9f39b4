"""How far two points are apart, and the box around a point in which everything near it lies."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

RADIUS = 6371.0  # of the earth, in km


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance of two points (longitude, latitude) along the ground, by the haversine formula."""
    (lon1, lat1), (lon2, lat2) = ((radians(x), radians(y)) for x, y in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * RADIUS * asin(sqrt(half))


def box(point: tuple[float, float], km: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """The longitudes and the latitudes between which all lies that is no further than so many km."""
    up = km / 111.0
    aside = up / max(cos(radians(point[1])), 0.01)
    return (point[0] - aside, point[0] + aside), (point[1] - up, point[1] + up)
