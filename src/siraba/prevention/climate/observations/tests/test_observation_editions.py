"""Taking editions: once, whole or not at all, one source a series, and names that a person settles."""

from datetime import date

import pytest

from siraba.foundation.access.errors import Invalid, NotAllowed, StateNotOpen
from siraba.foundation.geography.models import Area
from siraba.prevention.climate.observations import actions, loading, writing
from siraba.prevention.climate.observations.models import (
    Edition,
    Incident,
    Observation,
    UnplacedName,
)
from tests import observing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hawa", "nana")]

HEADER, ROWS = observing.RAIN_HEADER, observing.RAIN
CHIRPS = "date,ADM2_PCODE,rfh"
DEKADS = [f"2020-07-{day},ML0101,50" for day in ("01", "11", "21")]


def values(indicator="rain-mm"):
    rows = Observation.objects.filter(indicator__code=indicator)
    return {(one.place.name, one.start.isoformat()): one.value for one in rows.select_related("place")}


def test_the_same_file_again_changes_nothing():
    first = observing.take(HEADER, ROWS)
    again = observing.take(HEADER, ROWS, name="another name.csv")
    assert again.taken.again
    assert again.taken.edition == first.taken.edition
    assert "rien n’est changé" in again.line()
    assert Observation.objects.count() == 3


def test_a_newer_edition_changes_what_differs_and_is_named_there():
    old = observing.rain()
    said = observing.take(
        HEADER, [ROWS[0].replace("210.5", "211"), *ROWS[1:]], retrieved_on=date(2026, 11, 25)
    )
    edition = said.taken.edition
    assert (edition.rows_new, edition.rows_changed, said.taken.tally.same) == (0, 1, 2)
    by_edition = {one.value: one.edition for one in Observation.objects.select_related("edition")}
    assert by_edition == {211: edition, 240: old, 101: old}


def test_an_older_edition_does_not_undo_a_newer_one():
    observing.rain()
    said = observing.take(
        HEADER, [ROWS[0].replace("210.5", "9"), "ML0103,Kayes,2020-07,1,1"], retrieved_on=date(2020, 1, 1)
    )
    assert said.taken.tally.older == 1
    assert values()["Bafoulabé", "2020-07-01"] == 210.5
    assert len(values()) == 4


def test_a_series_never_mixes_two_sources_unless_one_gives_way():
    observing.rain()
    said = observing.take(
        CHIRPS, [*DEKADS, *(row.replace("ML0101", "ML0103") for row in DEKADS)], version="cod-2021"
    )
    assert "ne mêle pas deux sources" in said.taken.edition.faults[0][1]
    assert values()["Bafoulabé", "2020-07-01"] == 210.5
    assert len(values()) == 4
    observing.take(CHIRPS, DEKADS, version="cod-2021", replace=True)
    assert {key: value for key, value in values().items() if key[0] == "Bafoulabé"} == {
        ("Bafoulabé", "2020-07-01"): 150
    }


def test_nothing_is_half_written(monkeypatch):
    def breaks(*_arguments, **_more):
        raise RuntimeError("the machine stops")

    monkeypatch.setattr(writing, "_write_events", breaks)
    with pytest.raises(RuntimeError):
        observing.rain()
    assert not Edition.objects.exists()
    assert not Observation.objects.exists()


def test_a_file_of_which_nothing_can_be_taken_is_refused_with_its_first_line():
    with pytest.raises(Invalid, match="ligne 2 : « peu »"):
        observing.take(HEADER, ["ML0101,Bafoulabe,2020-07,peu,1"])
    with pytest.raises(Invalid, match="ne dit rien des lieux"):
        observing.take("iso3,year,precip_mm", ["BRA,2020,3"])
    with pytest.raises(Invalid, match="pas encore venu"):
        observing.take(HEADER, ROWS, retrieved_on=date(2099, 1, 1))


def test_incidents_are_kept_once_and_follow_a_newer_edition():
    header = "id,year,country,adm_1,latitude,longitude,date_start,best"
    observing.take(header, ["7,2020,Mali,Gao,16,0,2020-02-03,12", "8,2020,Mali,Gao,16,0,2020-02-04,1"])
    said = observing.take(header, ["7,2020,Mali,Gao,16,0,2020-02-03,13", "8,2020,Mali,Gao,16,0,2020-02-04,1"])
    assert (said.taken.edition.rows_changed, said.taken.tally.same) == (1, 1)
    assert Incident.objects.get(reference="7").dead == 13
    assert Incident.objects.count() == 2


def test_a_placed_name_takes_its_rows_and_those_of_later_files():
    name, mopti = observing.waiting_name(), Area.objects.get(name="Mopti", level=2, version__current=True)
    assert values("idps") == {("Mopti", "2019-12-31"): 1200}
    assert actions.place_name(observing.keeper(), name, area=mopti, reason="faute de frappe") == 1
    assert values("idps") == {("Mopti", "2019-12-31"): 1500}
    later = [row.replace("2019", "2020") for row in observing.DTM]
    assert observing.take(observing.DTM_HEADER, later).taken.edition.rows_waiting == 0
    assert values("idps")["Mopti", "2020-12-31"] == 1500


def test_reopening_a_name_puts_back_what_was_there_but_not_what_came_since():
    name, mopti = observing.waiting_name(), Area.objects.get(name="Mopti", level=2, version__current=True)
    actions.place_name(observing.keeper(), name, area=mopti, reason="faute de frappe")
    assert actions.reopen_name(observing.keeper(), name) == 1
    assert values("idps") == {("Mopti", "2019-12-31"): 1200}
    actions.place_name(observing.keeper(), name, area=mopti, reason="encore")
    observing.take(
        observing.DTM_HEADER, ["2019-12-31,Mopti,Mopti,Socoura,2000"], retrieved_on=date(2026, 11, 25)
    )
    assert actions.reopen_name(observing.keeper(), name) == 0
    assert values("idps") == {("Mopti", "2019-12-31"): 2000}


def test_a_dismissed_name_waits_no_more_and_its_later_rows_are_refused():
    name = observing.waiting_name()
    actions.dismiss_name(observing.keeper(), name, reason="hors du pays")
    with pytest.raises(StateNotOpen):
        actions.dismiss_name(observing.keeper(), name, reason="encore")
    later = [row.replace("2019", "2020") for row in observing.DTM]
    edition = observing.take(observing.DTM_HEADER, later).taken.edition
    assert (edition.rows_waiting, edition.rows_refused) == (0, 1)
    assert "nom écarté" in edition.faults[0][1]


def test_a_name_goes_to_an_area_of_its_version_and_level_alone():
    name = observing.waiting_name()
    region = Area.objects.get(name="Mopti", level=1, version__current=True)
    with pytest.raises(Invalid, match="version du nom"):
        actions.place_name(observing.keeper(), name, area=region, reason="non")
    name.refresh_from_db()
    assert name.state == UnplacedName.State.WAITING


def test_only_keepers_change_anything():
    name = observing.waiting_name()
    for act in (
        lambda actor: actions.dismiss_name(actor, name, reason="non"),
        lambda actor: actions.compute_indicators(actor),
        lambda actor: actions.hand_in_edition(
            actor, content=b"a", file_name="a.csv", retrieved_on=observing.RETRIEVED
        ),
    ):
        with pytest.raises(NotAllowed):
            act(observing.keeper("nana"))
    with pytest.raises(NotAllowed):
        observing.take(HEADER, ROWS, by="nana")


def test_a_file_handed_in_that_is_too_large_names_the_command(monkeypatch):
    monkeypatch.setattr(actions, "LARGEST", 10)
    with pytest.raises(Invalid, match="siraba climate take"):
        observing.handed_in()


def test_a_folder_is_taken_whole_and_one_bad_file_stops_no_other(tmp_path):
    (tmp_path / "rain").mkdir()
    (tmp_path / "rain" / "a.csv").write_bytes(observing.table(HEADER, ROWS))
    (tmp_path / "rain" / "b.csv").write_bytes(observing.table("adm2_pcode_2021,date", ["ML0101,2020-01"]))
    (tmp_path / "chirps.csv").write_bytes(
        observing.table(CHIRPS, [row.replace("ML0101", "ML0103") for row in DEKADS])
    )
    (tmp_path / "notes.csv").write_text("a,b\n1,2\n")
    (tmp_path / "picture.png").write_bytes(b"x")
    told = []
    found = {
        said.path.name: said for said in loading.take_folder(tmp_path, progress=lambda *far: told.append(far))
    }
    assert set(found) == {"a.csv", "b.csv", "chirps.csv", "notes.csv"}
    assert found["a.csv"].taken
    assert "colonnes absentes : rain_mm" in found["b.csv"].line()
    assert "P-codes sans dire leur version" in found["chirps.csv"].line()
    assert found["notes.csv"].foreign
    assert told[-1][0] == told[-1][1]
    again = {said.path.name: said for said in loading.take_folder(tmp_path, version="cod-2021")}
    assert again["a.csv"].taken.again
    assert again["chirps.csv"].taken.tally.new == 1
