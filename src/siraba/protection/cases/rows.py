"""One line of the list of cases, made ready so that the template only prints."""

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import get_language

from siraba.foundation.interface.templatetags.kit import badge, label_of, until
from siraba.protection.cases.models import Case, CaseState, Due


class Row(NamedTuple):
    code: str
    names: str
    age: str
    sex: str
    pathway: str
    state: str
    risk: str
    due: str
    late: bool
    owner: str


def list_row(case: Case, names: str, now: datetime) -> Row:
    language = get_language() or "fr"
    age = case.person.age()
    return Row(
        case.code,
        names,
        "" if age is None else str(age),
        _label("sex", case.person.sex, language),
        _label("pathway", case.pathway, language),
        badge(case.state, _state(case.state, language)),
        badge(case.risk, _label("risk_level", case.risk, language)) if case.risk else "",
        f"{_due(case.due_what, language)} {until(case.due_at, now)}" if case.due_at else "",
        case.late(now),
        case.owner.full_name if case.owner else "",
    )


@lru_cache(512)
def _label(list_name: str, code: str, language: str) -> str:
    return label_of(code, list_name)


@lru_cache(64)
def _state(state: str, language: str) -> str:
    return str(CaseState(state).label)


@lru_cache(64)
def _due(what: str, language: str) -> str:
    return str(Due(what).label)
