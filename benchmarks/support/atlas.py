"""A database with maps, for the measure of their page: 160 cercles over 20 years, and the published cercles; prints a session.

Made once in its folder; a second run opens another session.

The official drawing of 160 cercles is not with the platform: this one is made here, with as many points an area as the
drawing of the 50 former cercles has (113), wavy borders shared by neighbours, and no meaning.
"""

import json
import random
import sys
from datetime import date

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.core.management import call_command  # noqa: E402

from siraba.foundation.accounts.models import Account  # noqa: E402
from siraba.foundation.accounts.sessions import SessionStore  # noqa: E402
from siraba.foundation.geography.models import Area, AreaCode, AreaDrawing, AreaVersion  # noqa: E402

ROWS, COLUMNS, ALONG = 10, 16, 28
WEST, SOUTH, STEP = -12.2, 10.2, 1.0
FIRST_YEAR, YEARS = 2002, 20
VERSION = "essai-160"


def wavy(chance: random.Random, start: tuple[float, float], end: tuple[float, float]) -> list[list[float]]:
    """From one corner to another, without the last point."""
    points = []
    for n in range(ALONG):
        share, sway = n / ALONG, 0 if n == 0 else chance.uniform(-0.06, 0.06)
        x, y = (a + share * (b - a) for a, b in zip(start, end, strict=True))
        points.append(
            [
                round(x + (sway if start[0] == end[0] else 0), 2),
                round(y + (sway if start[1] == end[1] else 0), 2),
            ]
        )
    return points


def drawn(chance: random.Random) -> str:
    corner = lambda row, column: (WEST + column * STEP, SOUTH + row * STEP * 1.4)  # noqa: E731
    along = {
        (row, column, to): wavy(
            chance, corner(row, column), corner(row + (to == "up"), column + (to == "east"))
        )
        for row in range(ROWS + 1)
        for column in range(COLUMNS + 1)
        for to in ("up", "east")
    }
    features = []
    for row in range(ROWS):
        for column in range(COLUMNS):
            back = lambda line, end: [*map(list, [end]), *reversed(line[1:])]  # noqa: E731
            ring = [
                *along[row, column, "east"],
                *along[row, column + 1, "up"],
                *back(along[row + 1, column, "east"], corner(row + 1, column + 1)),
                *back(along[row, column, "up"], corner(row + 1, column)),
            ]
            code = f"E{row:02d}{column:02d}"
            told = {"code": code, "name": f"Cercle d’essai {code}", "version": VERSION}
            shape = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
            features.append({"type": "Feature", "properties": told, "geometry": shape})
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def areas(version: AreaVersion) -> dict:
    from siraba.prevention.climate.observations.models import Place

    found = {}
    for row in range(ROWS):
        for column in range(COLUMNS):
            code = f"E{row:02d}{column:02d}"
            area = Area.objects.create(version=version, level=2, name=f"Cercle d’essai {code}")
            AreaCode.objects.create(version=version, area=area, code=code, level=2)
            found[code] = Place.objects.create(
                kind="area", code=f"{VERSION}:{code}", name=area.name, area=area
            )
    return found


def session_of(account) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "siraba.foundation.accounts.backends.AccountBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session["language"] = "fr"
    session.create()
    return session.session_key or ""


def prepare() -> str:
    from conftest import make_account
    from siraba.foundation.geography.loading import load_areas
    from siraba.foundation.organisations.loading import load_organisations
    from tests import mapping

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    if found := Account.objects.filter(username="hawa").first():
        return session_of(found)
    load_areas()
    load_organisations()
    chance = random.Random(1)
    version = AreaVersion.objects.create(
        code=VERSION, label="160 zones d’essai", source="fictif", licence="aucune"
    )
    AreaDrawing.objects.create(version=version, level=2, geojson=drawn(chance))
    many = mapping.indicator("essai-annuel", "Mesure annuelle d’essai", "mm", frequency="year")
    found = areas(version)
    for year in range(FIRST_YEAR, FIRST_YEAR + YEARS):
        values = {one: chance.uniform(200, 1400) for n, one in enumerate(found.values()) if n % 9}
        mapping.observe(many, values, date(year, 1, 1), date(year, 12, 31))
    mapping.rain(range(1983, 2022))
    mapping.displaced()
    mapping.deaths()
    return session_of(make_account("hawa"))


if __name__ == "__main__":
    print(json.dumps({"session": prepare()}))
    sys.exit(0)
