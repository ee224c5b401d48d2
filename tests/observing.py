"""Public data of the climate for tests that cross apps: a small file of rain, a name that waits, a file handed in."""

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Purpose
from siraba.foundation.accounts.models import Account
from siraba.foundation.geography.models import Area
from siraba.prevention.climate.observations import actions
from siraba.prevention.climate.observations.loading import Said, take_file
from siraba.prevention.climate.observations.models import Edition, Place, Taking, UnplacedName
from siraba.prevention.climate.observations.reading.files import Reading, read_file

RETRIEVED = date(2026, 11, 24)
RAIN_HEADER = "adm2_pcode_2021,adm2_name,date,rain_mm,cover"
RAIN = (
    "ML0101,Bafoulabe,2020-07,210.5,1.0",
    "ML0101,Bafoulabe,2020-08,240,1.0",
    "ML0102,Diema,2020-07,101,0.4",
)
DTM_HEADER = "date,adm1,adm2,adm3,idp_ind"
DTM = ("2019-12-31,Mopti,Mopti,Socoura,1200", "2019-12-31,Mopti,Moptti,Konna,300")


def keeper(name: str = "hawa") -> Actor:
    return Actor.of(Account.objects.get(username=name), Purpose.ANTICIPATION)


def table(header: str, rows: Sequence[str]) -> bytes:
    return "\n".join([header, *rows, ""]).encode()


def take(header: str, rows: Sequence[str], *, name: str = "table.csv", by: str = "hawa", **more: Any) -> Said:
    """Take a table as a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(table(header, rows))
        return take_file(path, actor=keeper(by), **{"retrieved_on": RETRIEVED, **more})


def rain() -> Edition:
    taken = take(RAIN_HEADER, RAIN).taken
    assert taken is not None
    return taken.edition


def waiting_name() -> UnplacedName:
    """A name of the DTM that fits no place, with a value of 300 people."""
    take(DTM_HEADER, DTM)
    return UnplacedName.objects.get(name="Moptti")


def a_place() -> Place:
    return Place.objects.get(name="Bafoulabé")


def read_rain() -> Reading:
    """A file that was read, and is not taken yet."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pluie.csv"
        path.write_bytes(table(RAIN_HEADER, RAIN))
        return read_file(path)


def placed_name() -> UnplacedName:
    name = waiting_name()
    mopti = Area.objects.get(name="Mopti", level=Area.Level.CERCLE, version__current=True)
    actions.place_name(keeper(), name, area=mopti, reason="faute de frappe")
    return name


def handed_in(content: bytes | None = None) -> Taking:
    return actions.hand_in_edition(
        keeper(),
        content=table(RAIN_HEADER, RAIN) if content is None else content,
        file_name="pluie.csv",
        retrieved_on=RETRIEVED,
    )
