"""One alert an act, whatever the order; every gap and none false; and the command on good files and bad ones."""

import csv
from dataclasses import fields

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from siraba.engines.irregularities import KINDS, Act, Acts, Alert, find_irregularities
from siraba.engines.irregularities.alerts import by_act, calibrated
from siraba.engines.irregularities.command import COLUMNS, irregularities
from siraba.engines.irregularities.rules.sequence import sequence_gaps
from siraba.engines.irregularities.tests.made import changed, honest

ACTS = honest(200)


@settings(max_examples=40)
@given(st.sets(st.integers(0, 189), max_size=30))
def test_each_act_taken_from_the_middle_is_one_gap(taken):
    kept = [act for n, act in enumerate(ACTS) if n not in taken]
    gaps = [alert.place for alert in sequence_gaps(Acts(kept))]
    assert sorted(gaps) == sorted((*ACTS[n].series, ACTS[n].act_number) for n in taken)


def test_a_number_written_wrong_is_one_alert_and_an_extract_is_counted_from_its_first_number():
    wrong = changed(ACTS, [5], act_number=10_000_000)
    assert len(list(sequence_gaps(Acts(wrong)))) == 2
    extract = [act for act in honest(1000) if act.act_number > 60]
    assert not list(sequence_gaps(Acts(extract)))


@settings(max_examples=5, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_lines_changes_nothing(draw):
    acts = changed(ACTS, [50, 60, 70], approver_id="OPC00", mother_birth_year=2020)[:150]
    shuffled = list(acts)
    draw.shuffle(shuffled)
    assert find_irregularities(Acts(shuffled)) == find_irregularities(Acts(acts))


@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(sorted(KINDS)), st.floats(0, 1)), max_size=20)
)
def test_an_act_has_one_alert_with_its_strongest_kind(drawn):
    alerts = by_act(Alert(act, kind, score, "règle", f"{kind}.") for act, kind, score in drawn)
    assert len({alert.act_id for alert in alerts}) == len(alerts)
    for alert in alerts:
        strongest = max(score for act, _kind, score in drawn if act == alert.act_id)
        assert alert.score >= min(calibrated(strongest), 0.995) - 1e-4
        assert (alert.act_id, alert.kind, strongest) in drawn
    assert [one.score for one in alerts] == sorted((one.score for one in alerts), reverse=True)


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_calibrated_chance_keeps_the_order_and_the_ends(one, other):
    assert 0 <= calibrated(one) <= 1
    assert calibrated(min(one, other)) <= calibrated(max(one, other))
    assert (calibrated(0), calibrated(1)) == (0, 1)
    assert calibrated(0.5) < 0.5 < calibrated(0.99)


def test_an_alert_says_its_rule_its_figures_and_its_group():
    acts = changed(ACTS, [50], mother_birth_year=2020)
    (alert,) = find_irregularities(Acts(acts))
    assert (alert.act_id, alert.kind) == ("A00050", "impossible_birth")
    assert alert.rule
    assert alert.group
    assert alert.figures["count"] == 1
    assert "2020" in alert.reason


def test_what_is_keyed_after_today_is_not_judged():
    acts = changed(ACTS, [150], mother_birth_year=2020)
    day = acts[150].keyed_at.date()
    assert not find_irregularities(Acts(acts), today=day.replace(day=day.day - 1))
    assert find_irregularities(Acts(acts), today=day)


def test_a_very_small_register_is_read_without_a_word():
    assert find_irregularities(Acts(ACTS[:1])) == []
    bare = Act(act_id="A", centre_id="C", register="N", register_year=2025, act_number=1)
    assert find_irregularities(Acts([bare])) == []


def write(path, acts, drop=()):
    names = [one.name for one in fields(Act) if one.name not in drop]
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(names)
        for act in acts:
            writer.writerow([_told(getattr(act, name)) for name in names])
    return path


def _told(value):
    return "" if value is None else f"{value.isoformat()}Z" if hasattr(value, "hour") else value


def check(file, out, *more):
    return CliRunner().invoke(irregularities, ["check", str(file), "--out", str(out), *map(str, more)])


def test_the_command_writes_what_the_engine_finds(tmp_path):
    acts = [act for n, act in enumerate(changed(ACTS, [50], mother_birth_year=2020)) if n != 33]
    result = check(write(tmp_path / "acts.csv", acts), tmp_path / "alerts.csv")
    assert result.exit_code == 0, result.output
    with (tmp_path / "alerts.csv").open(encoding="utf-8", newline="") as text:
        gap, act = csv.DictReader(text)
    assert tuple(gap) == COLUMNS
    assert (gap["act_id"], gap["kind"]) == ("", "sequence_gap")
    assert (gap["centre_id"], gap["register"], gap["register_year"], gap["act_number"]) == (
        "C3",
        "N",
        "2025",
        "4",
    )
    assert (act["act_id"], act["kind"], act["centre_id"]) == ("A00050", "impossible_birth", "")
    assert 0 <= float(act["score"]) <= 1


def test_the_command_reads_mandates(tmp_path):
    table = tmp_path / "mandates.csv"
    table.write_text(
        "agent_id,centre_id,act_types,from,to\nOFC1,C1,N|JS,2025-01-01,2025-01-08\n", encoding="utf-8"
    )
    acts = [act for act in ACTS if act.centre_id == "C1"]
    result = check(write(tmp_path / "acts.csv", acts), tmp_path / "alerts.csv", "--mandates", table)
    assert result.exit_code == 0, result.output
    assert "outside_mandate" in (tmp_path / "alerts.csv").read_text(encoding="utf-8")


HEADER = ",".join(one.name for one in fields(Act))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "le fichier est vide"),
        (HEADER.encode(), "ne contient aucun acte"),
        (b"act_id,centre_id\nA,C\n", "il manque des colonnes : register, register_year"),
        (HEADER.encode() + b"\nA,C\n", "ligne 2"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"PK\x03\x04\x00\x00", "il manque des colonnes"),
    ],
)
def test_a_wrong_file_is_refused_in_french_and_nothing_is_written(tmp_path, content, told):
    (tmp_path / "acts.csv").write_bytes(content)
    result = check(tmp_path / "acts.csv", tmp_path / "alerts.csv")
    assert result.exit_code == 1
    assert told in result.output
    assert [one.name for one in tmp_path.iterdir()] == ["acts.csv"]


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("birth_date", "31/12/2024", "n’est pas une date AAAA-MM-JJ (birth_date)"),
        ("keyed_at", "hier", "n’est pas une date et une heure (keyed_at)"),
        ("act_number", "douze", "n’est pas un nombre entier positif (act_number)"),
        ("act_id", "A00000", "est déjà à la ligne 2"),
        ("centre_id", "", "centre_id manque"),
    ],
)
def test_a_wrong_line_is_named_and_an_older_answer_is_kept(tmp_path, column, value, told):
    file, out = write(tmp_path / "acts.csv", ACTS[:10]), tmp_path / "alerts.csv"
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    rows[4][column] = value
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    out.write_text("avant", encoding="utf-8")
    result = check(file, out)
    assert result.exit_code == 1
    assert told in result.output
    assert "ligne" in result.output
    assert out.read_text(encoding="utf-8") == "avant"


def test_a_folder_that_is_not_there_is_said(tmp_path):
    result = check(write(tmp_path / "acts.csv", ACTS[:10]), tmp_path / "none" / "alerts.csv")
    assert result.exit_code == 1
    assert "ne peut pas être écrit" in result.output
