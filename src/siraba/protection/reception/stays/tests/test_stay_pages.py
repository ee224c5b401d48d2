"""The pages of beds: what an agent does in a row, what each is shown, and how often the database is asked."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from siraba.foundation.people.selectors import names_for
from siraba.protection.cases.models import Transfer
from siraba.protection.cases.transfers import accept_transfer
from siraba.protection.reception.arrivals.models import Arrival
from siraba.protection.reception.branches.board import doors_of, figures_of
from siraba.protection.reception.branches.models import Branch
from siraba.protection.reception.stays import actions
from siraba.protection.reception.stays.models import Room, Stay
from siraba.protection.reception.stays.selectors import stays_visible_to
from tests import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
LOOK = "a test looks at the row itself"


@pytest.fixture
def cast(account_for):
    for one in ("awa", "coumba", "garba", "nana", "provider"):
        account_for(one)
    account_for("other_branch", "Yaya Sidibé", "reception_branch", "dgme")
    host = account_for("host", "Kadia Bah", "reception_branch", "dgme")
    host.unit = scene.unit_of("niamakoro")
    host.save()


@pytest.fixture
def opens(client_for):
    """What an account is shown at an address, as text."""

    def shown(who: str, name: str, *arguments, status: int = 200, **query) -> str:
        answer = client_for(scene.account(who)).get(reverse(name, args=arguments), query)
        assert answer.status_code == status
        return answer.content.decode()

    return shown


@pytest.fixture
def sends(client_for):
    def sent(who: str, url: str, /, *arguments, status: int = 302, **data):
        answer = client_for(scene.account(who)).post(
            reverse(url, args=arguments), {"form_id": uuid4(), **data}
        )
        assert answer.status_code == status, answer.content.decode()
        return answer

    return sent


def span(days: int = 2, later: int = 0) -> dict[str, str]:
    return {name: day.isoformat() for name, day in scene.nights_from_now(days, later).items()}


def protect(unit: str) -> None:
    found = scene.unit_of(unit)
    found.address_protected = True
    found.save()


def test_an_agent_adds_a_room_houses_somebody_and_frees_the_bed(opens, sends):
    sends("garba", "stays:add_room", "gogui", name="Enfants", group="minors", beds=2)
    came = scene.arrival()
    assert scene.NAMES in opens("garba", "stays:to_house")
    page = opens("garba", "stays:reserve", came.code)
    assert "Enfants" in page
    room = Room.objects.get()
    sends("garba", "stays:reserve", came.code, room=room.pk, **span())
    stay = Stay.objects.system(LOOK).get()
    assert scene.NAMES not in opens("garba", "stays:to_house")
    assert scene.NAMES in opens("garba", "stays:place", "gogui")
    sends("garba", "stays:act", stay.pk, "entree", bed="3")
    page = " ".join(opens("garba", "stays:detail", stay.pk).split())
    assert "lit 3" in page
    sends("garba", "stays:act", stay.pk, "sortie", leaving="family")
    assert "Remise à sa famille" in opens("garba", "stays:detail", stay.pk)
    assert opens("garba", "arrivals:arrival", came.code).count("Libéré") == 1


def test_the_rooms_that_do_not_fit_say_why_and_the_refusal_keeps_what_was_typed(opens, sends):
    women = scene.room("women", 4)
    scene.room("minors", 1)
    came = scene.arrival()
    page = opens("garba", "stays:reserve", came.code)
    assert "un enfant seul dort dans une chambre d’enfants" in page
    answer = sends(
        "garba", "stays:reserve", came.code, status=422, room=women.pk, note="Sans escalier", **span()
    )
    page = answer.content.decode()
    assert "Sans escalier" in page
    assert "Chambre minors" in page


def test_a_family_is_housed_by_one_form(opens, sends):
    scene.room("families", 4)
    mother, _child = scene.family("garba", None, 6)
    page = opens("garba", "stays:reserve_family", mother.code)
    assert "Oumou Sangaré" in page
    assert "Petit Sangaré" in page
    sends("garba", "stays:reserve_family", mother.code, unit=scene.unit_of("gogui").pk, **span())
    assert Stay.objects.system(LOOK).count() == 2
    text = opens("garba", "stays:reserve_family", mother.code)
    assert "Loger la famille" in text


def test_a_shelter_houses_the_person_of_a_referral_and_sees_her_by_its_code(opens, sends):
    referral = scene.accepted_referral(scene.open_case())
    room = scene.room("minors", 2, "foyer")
    assert referral.code in opens("provider", "stays:to_house")
    sends("provider", "stays:shelter", referral.code, room=room.pk, **span())
    page = opens("provider", "stays:place", "foyer")
    assert referral.code in page
    assert scene.NAMES not in page
    assert referral.code in opens("provider", "interface:my_day")


def test_the_calendar_shows_each_night_of_each_room(opens):
    bus, one = scene.convoy(), scene.room("women", 2)
    for nights in (1, 3):
        scene.reserved(scene.grown_arrival(on=bus), in_room=one, **scene.nights_from_now(nights))
    page = "".join(opens("garba", "stays:calendar", "gogui").split())
    assert page.count("2/2") == 1
    assert page.count("1/2") == 2
    assert page.count("0/2") == 11
    assert "plein" in page
    later = timezone.localdate() + timedelta(days=14)
    assert "2/2" not in "".join(opens("garba", "stays:calendar", "gogui", du=later.isoformat()).split())


@pytest.mark.parametrize("name", ["stays:place", "stays:calendar"])
@pytest.mark.parametrize("day", ["9999-12-31", "2026-02-31", "bientôt"])
def test_a_day_that_cannot_be_is_today(opens, name, day):
    scene.room()
    opens("garba", name, "gogui", du=day, first=day, until=day)


# The wall


def test_the_head_office_counts_and_reads_no_name(opens, sends):
    stay = scene.staying()
    actions.extend_stay(
        scene.actor("garba"),
        stay,
        until=stay.until + timedelta(days=1),
        extending="papers",
        note="Pour Aïssata",
    )
    pages = [
        opens("nana", "stays:places"),
        opens("nana", "stays:place", "gogui"),
        opens("nana", "stays:calendar", "gogui"),
        opens("nana", "stays:extensions"),
        opens("nana", "stays:approve", stay.pk),
        opens("nana", "stays:report"),
    ]
    assert not [page for page in pages if "Aïssata" in page]
    assert "Attend ses documents" in pages[3]
    opens("nana", "stays:detail", stay.pk, status=404)
    opens("nana", "stays:list", status=404)
    sends("nana", "stays:approve", stay.pk)
    assert Stay.objects.system(LOOK).get().wanted_until is None


def test_a_place_knows_by_name_who_sleeps_there_as_long_as_she_does(opens):
    came = scene.arrival()
    host, person = scene.actor("host"), [came.person_id]
    assert names_for(host, person) == {}
    stay = scene.reserved(came, in_room=scene.room("minors", 2, "niamakoro"))
    assert scene.NAMES in opens("host", "stays:place", "niamakoro")
    actions.take_in(host, stay)
    assert names_for(host, person) == {came.person_id: scene.NAMES}
    actions.free_bed(host, stay, leaving="home")
    assert names_for(host, person) == {}
    assert "stay:" in opens("host", "stays:list")


def test_another_branch_sees_neither_the_place_nor_the_stay(opens):
    stay = scene.staying()
    other = scene.actor("other_branch")
    assert not stays_visible_to(other).exists()
    assert names_for(other, [stay.person_id]) == {}
    for name, argument in (
        ("place", "gogui"),
        ("calendar", "gogui"),
        ("detail", stay.pk),
        ("amend_room", stay.room_id),
    ):
        opens("other_branch", f"stays:{name}", argument, status=404)
        opens("provider", f"stays:{name}", argument, status=404)


def test_a_protected_place_has_no_name_for_who_sends_there(opens):
    protect("niamakoro")
    came = scene.arrival()
    room = scene.room("minors", 2, "niamakoro", "Dortoir Niamakoro")
    pages = [opens("garba", "stays:reserve", came.code)]
    stay = scene.reserved(came, in_room=room)
    pages += [opens("garba", "stays:list"), opens("garba", "stays:detail", stay.pk)]
    pages += [opens("garba", "arrivals:arrival", came.code), opens("garba", "stays:act", stay.pk, "annuler")]
    pages += [opens("nana", "stays:places"), opens("nana", "stays:report")]
    for page in pages:
        assert "iamakoro" not in page
    assert all("Lieu protégé (DGME)" in page for page in pages[:4])
    opens("nana", "stays:place", "niamakoro", status=404)
    assert "Dortoir Niamakoro" in opens("host", "stays:place", "niamakoro")
    board = figures_of(scene.actor("nana"), list(Branch.objects.select_related("unit__organisation")))
    assert not [one for one in board[room.unit_id] if "niamakoro" in one.url]


def test_a_case_manager_sees_that_she_sleeps_somewhere_and_not_where(opens):
    case = scene.open_case()
    scene.sheltered(case)
    page = opens("awa", "cases:timeline", case.code)
    assert "Lieu protégé (Foyer Yɛlɛn)" in page
    assert "Chambre minors" not in page


def test_a_branch_that_gave_the_case_away_keeps_the_name_while_she_sleeps_there(opens):
    came = scene.arrival(wants_case=True)
    stay = scene.staying(came)
    scene.hand_over(came.case)
    accept_transfer(scene.actor("awa"), Transfer.objects.system(LOOK).get())
    Arrival.objects.system(LOOK).update(registered_at=timezone.now() - timedelta(days=9))
    type(came.case).objects.system(LOOK).update(received_at=timezone.now() - timedelta(days=9))
    garba = scene.actor("garba")
    assert names_for(garba, [came.person_id]) == {came.person_id: scene.NAMES}
    actions.free_bed(garba, stay, leaving="home")
    assert names_for(garba, [came.person_id]) == {}


# Counts


def test_the_board_shows_free_beds_and_who_stays_too_long():
    bus, one = scene.convoy(), scene.room("women", 2)
    stay = scene.staying(scene.grown_arrival(on=bus), in_room=one)
    today = timezone.localdate()
    branches = list(Branch.objects.select_related("unit__organisation"))

    def shown() -> list[tuple[str, str, bool]]:
        found = figures_of(scene.actor("garba"), branches)[one.unit_id]
        wanted = ("Lits libres ce soir", "Séjours trop longs")
        return [(figure.label, figure.value, figure.alert) for figure in found if figure.label in wanted]

    assert shown() == [("Lits libres ce soir", "Femmes 1/2", False), ("Séjours trop longs", "0", False)]
    Stay.objects.system(LOOK).update(first=today - timedelta(days=4), until=today - timedelta(days=1))
    assert shown() == [("Lits libres ce soir", "Femmes 1/2", False), ("Séjours trop longs", "1", True)]
    assert stay.room_id == one.pk
    labels = [str(door.label) for door in doors_of(scene.actor("nana"), report=True)]
    assert "Occupation et séjours trop longs" in labels


def test_every_branch_has_the_same_figures_so_that_they_stand_in_columns():
    scene.room()
    branches = list(Branch.objects.select_related("unit__organisation"))
    found = figures_of(scene.actor("nana"), branches)
    assert len({tuple(figure.label for figure in each) for each in found.values()}) == 1


def test_the_report_counts_nights_and_overstays_and_a_file_says_the_same(opens, sends):
    bus, one = scene.convoy(), scene.room("women", 2)
    today = timezone.localdate()
    stay = scene.staying(scene.grown_arrival(on=bus), in_room=one)
    Stay.objects.system(LOOK).filter(pk=stay.pk).update(
        first=today - timedelta(days=4),
        until=today - timedelta(days=2),
        in_at=timezone.now() - timedelta(days=4),
    )
    gone = scene.reserved(scene.grown_arrival(on=bus), in_room=one)
    actions.mark_no_show(scene.actor("garba"), gone)
    period = {"first": (today - timedelta(days=9)).isoformat(), "last": today.isoformat()}
    page = opens("garba", "stays:report", **period)
    assert "Antenne de Gogui" in page
    answer = sends("nana", "stays:export", status=200, form="csv", **period)
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[1] == "Antenne de Gogui,2,4,20,1,1,0,1"
    assert "Oumou" not in answer.content.decode()
    answer = sends("nana", "stays:export", status=200, form="xlsx", **period)
    rows = list(openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[1] == ("Antenne de Gogui", 2, 4, 20, 1, 1, 0, 1)
    sends("nana", "stays:export", status=422, form="csv", first="2020-01-01", last="2026-01-01")
    assert "Un an au plus" in opens("nana", "stays:report", first="2020-01-01", last="2026-01-01")


PAGES = [
    ("stays:places", ()),
    ("stays:place", ("gogui",)),
    ("stays:calendar", ("gogui",)),
    ("stays:to_house", ()),
    ("stays:list", ()),
    ("stays:extensions", ()),
    ("stays:report", ()),
]


@pytest.mark.parametrize(("name", "arguments"), PAGES)
def test_however_many_sleep_there_a_page_asks_the_database_as_often(name, arguments, client_for):
    bus = scene.convoy()
    client = client_for(scene.account("garba"))

    def asked() -> int:
        """The second time: the first tells PostgreSQL who reads."""
        for _ in range(2):
            with CaptureQueriesContext(connection) as seen:
                assert client.get(reverse(name, args=arguments)).status_code == 200
        return len(seen)

    def more(number: int) -> None:
        for n in range(number):
            one = scene.room("women", 9, name=f"Femmes {n}")
            stay = scene.staying(scene.grown_arrival(on=bus), in_room=one)
            actions.extend_stay(
                scene.actor("garba"), stay, until=stay.until + timedelta(days=1), extending="papers"
            )
            scene.grown_arrival(on=bus)

    more(2)
    few = asked()
    more(6)
    assert asked() == few
    assert few <= 20


def test_the_board_asks_as_often_for_one_branch_as_for_all():
    for unit in ("gogui", "kayes", "niamakoro", "gao"):
        scene.room("women", 3, unit)
    branches = list(Branch.objects.select_related("unit__organisation"))

    def asked(some: list[Branch]) -> int:
        for _ in range(2):
            with CaptureQueriesContext(connection) as seen:
                figures_of(scene.actor("nana"), some)
        return len(seen)

    assert asked(branches[:1]) == asked(branches)
