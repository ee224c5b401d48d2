"""`siraba networks dismantle`: files in and out, faults line by line, nothing half written."""

import csv
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from siraba.engines.dismantling.command import networks

EDGES = "source,target,weight\n" + "".join(f"Awa {n},Awa {n + 1},{n + 1}\n" for n in range(11)) + "x,y,1\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "edges.csv").write_text(EDGES, encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(
        networks, ["dismantle", "edges.csv", "--out", "plan.csv", "--seconds", "1", *arguments]
    )


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_plan_is_written_with_its_columns(here: Path) -> None:
    answer = run("--target", "0.25")
    assert answer.exit_code == 0, answer.output
    plan = rows(here / "plan.csv")
    assert list(plan[0]) == ["step", "node", "largest_component", "cost", "reason"]
    assert [row["step"] for row in plan] == ["1", "2", "3"]
    assert int(plan[-1]["largest_component"]) <= 3
    assert all(row["node"].startswith("Awa") and row["cost"] == "1" and row["reason"] for row in plan)
    assert "12 nœuds" in answer.output


def test_costs_turn_the_plan(here: Path) -> None:
    (here / "costs.csv").write_text("node;cost\nAwa 5;9,5\nAwa 6;0.5\nx;3\n", encoding="utf-8")
    assert run("--target", "0.5", "--costs", "costs.csv").exit_code == 0
    assert [(row["node"], row["cost"]) for row in rows(here / "plan.csv")] == [("Awa 6", "0.5")]


def test_exact_says_that_it_is_proven(here: Path) -> None:
    answer = run("--target", "0.25", "--exact", "--seconds", "60")
    assert answer.exit_code == 0
    assert "Optimum prouvé" in answer.output


def test_robust_shows_both_plans(here: Path) -> None:
    answer = run("--target", "0.5", "--robust")
    assert answer.exit_code == 0, answer.output
    assert "Plan robuste" in answer.output
    assert "Plan le meilleur" in answer.output
    assert rows(here / "plan.csv")


def test_target_nought_orders_all_nodes(here: Path) -> None:
    assert run("--target", "0").exit_code == 0
    plan = rows(here / "plan.csv")
    assert len(plan) == 12
    assert plan[-1]["largest_component"] == "0"


FAULTS = {
    "b,b,1": "relié à lui-même",
    ",c,1": "il manque un bout",
    "c,,1": "il manque un bout",
    "c,d": "2 colonnes au lieu de 3",
    "c,d,1,2": "4 colonnes au lieu de 3",
    "c,d,fort": "weight",
    "c,d,-2": "weight",
    "c,d,nan": "weight",
}


@pytest.mark.parametrize("line", FAULTS)
def test_a_wrong_line_is_named_and_nothing_is_written(here: Path, line: str) -> None:
    (here / "edges.csv").write_text(f"source,target,weight\na,b,1\n\n{line}\nb,c,\n", encoding="utf-8")
    answer = run()
    assert answer.exit_code != 0
    assert "ligne 4" in answer.output
    assert FAULTS[line] in answer.output
    assert sorted(os.listdir(here)) == ["edges.csv"]
    assert run("--skip-faulty").exit_code == 0
    assert [row["node"] for row in rows(here / "plan.csv")] == ["b"]


def test_all_wrong_lines_are_named(here: Path) -> None:
    (here / "edges.csv").write_text(
        "source,target,weight\n" + "\n".join(FAULTS) + "\na,b,1\n", encoding="utf-8"
    )
    answer = run()
    assert [f"ligne {line}" in answer.output for line in range(2, 11)] == [True] * 8 + [False]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("from,to\na,b\n", "colonne source, target"),
        ("", "colonne source, target"),
        ("source,target\n", "aucun lien"),
        ("source,target\na,a\n", "ligne 2"),
        ("source,source,target\na,b,c\n", "deux fois"),
    ],
)
def test_a_file_that_is_no_list_of_edges_is_refused(here: Path, content: str, told: str) -> None:
    (here / "edges.csv").write_text(content, encoding="utf-8")
    answer = run("--skip-faulty")
    assert answer.exit_code != 0
    assert told in answer.output
    assert not (here / "plan.csv").exists()


def test_a_file_that_is_not_text_is_refused(here: Path) -> None:
    (here / "edges.csv").write_bytes(b"source,target\n\xff\xfe,b\n")
    answer = run()
    assert answer.exit_code != 0
    assert "UTF-8" in answer.output


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Awa 2,-1", "négatif"),
        ("Awa 2,cher", "nombre"),
        ("Awa 2,", "nombre"),
        ("inconnu,1", "n’est dans aucun lien"),
        ("Awa 1,2", "déjà un coût"),
    ],
)
def test_wrong_costs_are_named(here: Path, line: str, told: str) -> None:
    (here / "costs.csv").write_text(f"node,cost\nAwa 1,1\n{line}\n", encoding="utf-8")
    answer = run("--costs", "costs.csv")
    assert answer.exit_code != 0
    assert "ligne 3" in answer.output
    assert told in answer.output
    assert not (here / "plan.csv").exists()


def test_a_target_out_of_reach_is_said(here: Path) -> None:
    kept = [word for n in range(12) for word in ("--forbidden", f"Awa {n}")]
    answer = run("--target", "0.1", *kept)
    assert answer.exit_code != 0
    assert "hors d’atteinte" in answer.output
    assert not (here / "plan.csv").exists()
    answer = run("--target", "0.1", "--budget", "1")
    assert answer.exit_code != 0
    assert "pas atteinte" in answer.output


def test_a_plan_that_is_there_is_replaced_whole(here: Path) -> None:
    (here / "plan.csv").write_text("ancien", encoding="utf-8")
    (here / "edges.csv").write_text("source,target\na,a\n", encoding="utf-8")
    assert run().exit_code != 0
    assert (here / "plan.csv").read_text(encoding="utf-8") == "ancien"


def test_a_folder_that_is_not_there_is_said_before_the_search(here: Path) -> None:
    answer = CliRunner().invoke(networks, ["dismantle", "edges.csv", "--out", "nowhere/plan.csv"])
    assert answer.exit_code != 0
    assert "n’existe pas" in answer.output
