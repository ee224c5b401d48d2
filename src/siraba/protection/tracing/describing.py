"""How a person is described: fields of a form or of a list become what the engine compares, places found in the gazetteer."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from siraba.foundation.access import crypto
from siraba.foundation.access.crypto import blind_index
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import area_and_above, find_area

ADULT = 18
NAMES = ("given_name", "family_name", "father_given", "mother_given", "mother_family")
PLACES = ("village", "cercle", "region")
FACTS = (*NAMES, "sex", "dob", "age", "record_year", *PLACES, "phone")
LEVELS = {Area.Level.REGION: "region", Area.Level.CERCLE: "cercle", Area.Level.LOCALITY: "village"}


def described(said: Mapping[str, Any], on: date) -> dict[str, Any]:
    """The person as it is kept: what is empty left out, the year in which an age was told, the place found or as it was said."""
    person = {name: said[name] for name in (*FACTS, "place") if said.get(name) not in (None, "")}
    if "age" in person:
        person.setdefault("record_year", on.year)
    return {**person, **_placed(person)}


def _placed(person: Mapping[str, Any]) -> dict[str, str]:
    """Village, cercle and region of a place that one name says; what was told apart is believed."""
    said = str(person.get("place") or person.get("village") or "")
    if not said or person.get("cercle"):
        return {}
    area = find_area(said)
    if area is None:
        return {"village": said}
    found = {LEVELS[Area.Level(one.level)]: one.name for one in area_and_above(area) if one.level in LEVELS}
    return found if person.get("region") in (None, "", found.get("region")) else {"village": said}


def birth_year(person: Mapping[str, Any]) -> int | None:
    """The year of birth, as near as it was told."""
    if person.get("dob"):
        return int(str(person["dob"])[:4])
    if person.get("age") not in (None, "") and person.get("record_year"):
        return int(person["record_year"]) - int(person["age"])
    return None


def is_child(person: Mapping[str, Any], on: date) -> bool:
    """Under eighteen as far as is known, the younger one where the month is not."""
    year = birth_year(person)
    return year is not None and on.year - year <= ADULT


def facts_of(person: Mapping[str, Any]) -> str:
    """A keyed hash of what describes the person: the same as long as nothing new is known."""
    told = json.dumps([str(person.get(name, "")) for name in FACTS], ensure_ascii=False)
    return blind_index(crypto.FAMILY_LINKS, "facts", told)
