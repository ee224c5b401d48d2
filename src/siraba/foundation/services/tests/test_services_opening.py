"""Open now: the same answer from one entry in memory and from the database, in the time of Bamako."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siraba.foundation.access.errors import Invalid
from siraba.foundation.services.models import Schedule, Service
from siraba.foundation.services.opening import hours_in_words, is_holiday, open_at, opened_at
from siraba.foundation.services.parts import hours_in_order, replace_parts

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 6, 1)
OFFICE = [{"days": "1-5", "opens": "08:00", "closes": "16:00", "closed_on_holidays": True}]


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), UTC)  # Bamako keeps the hour of Greenwich


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (at(MONDAY, 7, 59), False),
        (at(MONDAY, 8), True),
        (at(MONDAY, 15, 59), True),
        (at(MONDAY, 16), False),
        (at(MONDAY + timedelta(days=5), 10), False),
    ],
)
def test_an_office_opens_and_closes_at_its_hours(entry, moment, expected):
    assert open_at(entry(schedules=OFFICE), moment) is expected


def test_the_hour_is_that_of_bamako_whatever_the_clock_of_the_reader(entry):
    from zoneinfo import ZoneInfo

    nairobi = datetime(2026, 6, 1, 18, 30, tzinfo=ZoneInfo("Africa/Nairobi"))  # 15 h 30 in Bamako
    assert open_at(entry(schedules=OFFICE), nairobi)


def test_a_day_and_a_night_never_close(entry):
    service = entry(schedules=[{"days": "1-7", "opens": "00:00", "closes": "00:00"}])
    assert all(open_at(service, at(MONDAY + timedelta(days=d), h)) for d in range(7) for h in (0, 12, 23))


def test_a_holiday_closes_what_says_so_and_only_that(entry, settings):
    settings.PUBLIC_HOLIDAYS = ["06-01"]
    kept = entry(schedules=[{**OFFICE[0], "closed_on_holidays": False}])
    assert not open_at(entry(schedules=OFFICE), at(MONDAY, 10))
    assert open_at(kept, at(MONDAY, 10))


def test_a_holiday_that_moves_is_a_whole_date(settings):
    settings.PUBLIC_HOLIDAYS = ["2026-05-27"]
    assert is_holiday(date(2026, 5, 27))
    assert not is_holiday(date(2027, 5, 27))


def test_a_schedule_of_a_season_ends_with_it(entry):
    service = entry(schedules=[{**OFFICE[0], "valid_from": MONDAY, "valid_to": MONDAY + timedelta(days=1)}])
    days = [open_at(service, at(MONDAY + timedelta(days=d), 10)) for d in (-3, 0, 1, 2)]
    assert days == [False, True, True, False]


def test_a_service_that_told_no_hours_is_not_known_to_be_open(entry):
    service = entry()
    assert not open_at(service, at(MONDAY, 10))
    assert service not in opened_at(Service.objects.all(), at(MONDAY, 10))


def test_an_hour_that_ends_before_it_starts_is_refused_by_the_act_and_by_the_database(entry):
    service = entry(schedules=OFFICE)
    with pytest.raises(Invalid, match="vient avant l’heure d’ouverture") as refusal:
        replace_parts(service, {"schedules": [{"weekday": 0, "opens": time(20), "closes": time(6)}]})
    assert refusal.value.field == "schedules"
    assert service.schedules.count() == 5
    with pytest.raises(IntegrityError), transaction.atomic():
        Schedule.objects.create(service=service, weekday=0, opens=time(20), closes=time(6))


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (OFFICE, "Lundi à vendredi 8\xa0h\xa0– 16\xa0h"),
        ([{"days": "1-7", "opens": "00:00", "closes": "00:00"}], "Tous les jours 24\xa0h sur 24"),
        (
            [*OFFICE, {"days": "6", "opens": "08:30", "closes": "00:00"}],
            "Lundi à vendredi 8\xa0h\xa0– 16\xa0h ; samedi 8\xa0h\xa030\xa0– 24\xa0h",
        ),
        ([], ""),
    ],
)
def test_hours_are_said_in_words(entry, rows, words):
    assert hours_in_words(entry(schedules=rows).schedules.all()) == words


SPANS = st.tuples(st.times(), st.times()).map(
    lambda pair: tuple(t.replace(second=0, microsecond=0) for t in pair)
)
DAYS = st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2026, 12, 31)))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    span=SPANS.filter(lambda pair: hours_in_order(*pair)),
    weekday=st.integers(0, 6),
    bounds=st.tuples(DAYS, DAYS).filter(lambda pair: None in pair or pair[0] <= pair[1]),
    closed_on_holidays=st.booleans(),
    moment=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),
)
def test_the_two_answers_agree_at_any_moment(entry, span, weekday, bounds, closed_on_holidays, moment):
    service = Service.objects.first() or entry()
    hours = {"weekday": weekday, "opens": span[0], "closes": span[1]}
    dates = {"valid_from": bounds[0], "valid_to": bounds[1]}
    replace_parts(service, {"schedules": [hours | dates | {"closed_on_holidays": closed_on_holidays}]})
    assert open_at(service, moment) == opened_at(Service.objects.all(), moment).exists()
