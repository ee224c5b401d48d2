import json

import numpy as np
import pytest
from click.testing import CliRunner

from siraba.engines.allocation.command import allocate

PMED = """ 4 5 1
 1 2 7
 2 3 2
 3 4 2
 1 4 50
 1 2 3
"""
GAP = """2
2 3
5 1 4
1 6 3
2 2 2
3 1 3
4 3
1 2
8 9
1 1
2
"""
MKNAP = """1
3 2 0
5 4 3
2 3 1
4 1 2
5 11
"""
PLACES = """demand;site;distance;weight
Kayes;Kita;10;2
Kayes;Ségou;30;2
Ségou;Kita;30;1
Ségou;Ségou;0;1
Gao;Kita;9;1
Gao;Ségou;8;1
"""
PEOPLE = """person,place,cost,capacity,class,group
Awa,Foyer,5,1,2,
Binta,Foyer,9,1,1,
Binta,Centre,9.5,2,1,
Awa,Centre,1,2,2,
Issa,Centre,1,2,3,frères
Idrissa,Centre,1,2,3,frères
"""
FUND = {
    "budget": 10,
    "zones": [{"id": 0, "min_spend": 4}, {"id": 1, "min_spend": 0}],
    "min_women_share_pct": 50,
    "min_protected_share_pct": 0,
    "max_per_household": 1,
    "applications": [
        {"id": 7, "zone": 0, "amount": 4, "score": 2, "woman": 1, "minor_or_vot": 0, "household": 1},
        {"id": 8, "zone": 1, "amount": 6, "score": 9, "woman": 0, "minor_or_vot": 0, "household": 2},
        {"id": 9, "zone": 1, "amount": 6, "score": 8, "woman": 0, "minor_or_vot": 1, "household": 3},
        {"id": 10, "zone": 0, "amount": 4, "score": 5, "woman": 1, "minor_or_vot": 0, "household": 2},
    ],
}


@pytest.fixture
def run(tmp_path):
    def command(name, text, *options):
        file = tmp_path / "fichier.txt"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return CliRunner().invoke(allocate, [name, str(file), *options])

    return command


def answers(result):
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_last_cost_of_an_edge_counts(run):
    result = run("p-median", PMED)
    assert result.exit_code == 0
    assert result.output.startswith("fichier : valeur 9, optimum prouvé")


def test_an_edge_may_have_no_length(run):
    assert answers(run("p-median", "3 2 1\n1 2 0\n2 3 4\n", "--json"))[0]["value"] == 4


def test_details_name_the_sites(run):
    [answer] = answers(run("p-median", PMED, "--json", "--details"))
    assert answer["sites"] in (["2"], ["3"])
    assert set(answer["assignment"].values()) == set(answer["sites"])
    assert "assignment" not in answers(run("p-median", PMED, "--json"))[0]


def test_p_can_be_said_and_sites_be_there_already(run):
    [answer] = answers(
        run("p-median", PMED, "-p", "1", "--existing", "1", "--forbidden", "3", "--json", "--details")
    )
    assert (answer["value"], answer["sites"]) == (5, ["4"])


def test_the_worst_distance_and_the_weight_covered(run):
    assert answers(run("p-centre", PMED, "--json"))[0]["value"] == 4
    assert answers(run("covering", PMED, "--within", "2", "--json"))[0]["value"] == 3


def test_a_curve_has_a_line_for_each_number_of_sites(run):
    values = [answer["value"] for answer in answers(run("p-median", PMED, "--curve", "--json"))]
    assert values == [9, 4, 2, 0]


def test_a_table_of_our_own(run):
    [answer] = answers(run("p-median", PLACES, "-p", "1", "--json", "--details"))
    assert answer["value"] == 2 * 10 + 30 + 9
    assert answer["sites"] == ["Kita"]
    assert run("p-median", PLACES).exit_code == 1


def test_each_problem_of_a_file_is_answered(run):
    first, second = answers(run("assignment", GAP, "--json", "--details"))
    assert (first["problem"], first["value"], first["agents"]) == ("fichier-1", 5 + 6 + 4, [1, 2, 1])
    assert (second["value"], second["bound"], second["gap"], second["proven"]) == (17, 17, 0, True)


def test_persons_by_class_and_together(run):
    result = run("assignment", PEOPLE, "--details")
    assert result.exit_code == 0
    assert "Binta → Foyer" in result.output
    assert "Awa → Centre" in result.output
    assert "Issa → —" in result.output
    assert "Idrissa → —" in result.output


def test_a_knapsack_and_a_fund(run):
    [answer] = answers(run("knapsack", MKNAP, "--json", "--details"))
    assert (answer["value"], answer["chosen"]) == (9, [1, 2])
    [grants] = answers(run("knapsack", json.dumps(FUND), "--json", "--details"))
    assert (grants["value"], grants["chosen"]) == (13, ["9", "10"])


def test_a_fund_in_three_ways_with_the_price_of_its_quotas(run):
    [answer] = answers(run("fund", json.dumps(FUND), "--json", "--details"))
    assert (answer["value"], answer["proven"], answer["gap"]) == (13, True, 0)
    assert answer["chosen"] == ["9", "10"]
    assert answer["without_quotas"] == 13
    assert answer["price_of_fairness"] == 0
    assert answer["proposals"]["ranked"]["broken"] == []
    told = {one["application"]: one for one in answer["reasons"]}
    assert told["8"]["lost"] == "household"
    assert told["7"] == {
        "application": "7",
        "lost": "score",
        "least_points": 2.0,
        "most_points": 3.0,
        "instead": "10",
        "added_budget": 4,
    }
    text = run("fund", json.dumps(FUND), "--details").output
    assert "valeur 13, optimum prouvé" in text
    assert "prix des quotas : 0,00 %" in text
    assert "ménage déjà servi" in text


def test_rules_of_a_fund_that_cannot_hold_together_are_named(run):
    zones = [{"id": 0, "min_spend": 8, "max_spend": 9}, {"id": 1, "min_spend": 6}]
    result = run("fund", json.dumps(FUND | {"zones": zones, "forced_no": [7]}))
    assert result.exit_code == 1
    assert "le minimum de 8 FCFA dans la zone « 0 » ; la demande « 7 » est écartée." in result.output


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"zones": [{"id": 0, "min_spend": 4}]}, "Zone inconnue : « 1 »"),
        ({"budget": -5}, "Le budget est trop petit"),
        ({"budget": 9.5}, "nombre entier de francs"),
        ({"applications": FUND["applications"] * 2}, "donnée deux fois"),
        ({"zones": FUND["zones"] * 2}, "La zone « 0 » est donnée deux fois"),
        ({"applications": [FUND["applications"][0] | {"woman": "oui"}]}, "type attendu"),
        ({"seed": 3, "forced_yes": ["x"]}, "Demande inconnue"),
    ],
)
def test_a_fund_that_is_wrong_is_refused_with_the_reason(run, changes, said):
    result = run("fund", json.dumps(FUND | changes))
    assert result.exit_code == 1
    assert said in result.output


def test_a_fund_that_cannot_be_is_refused(run):
    result = run("knapsack", json.dumps(FUND | {"budget": 3}))
    assert result.exit_code == 1
    assert "Erreur" in result.output


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("p-median", "", "ligne 1"),
        ("p-median", "3 1 1\n1 2 x\n", "ligne 2 : « x »"),
        ("p-median", "3 2 1\n1 2 4\n", "ligne 2 : le fichier s’arrête trop tôt"),
        ("p-median", "3 1 1\n1 2 4\n2 3 4\n", "ligne 3"),
        ("p-median", "3 1 1\n1 9 4\n", "ligne 2"),
        ("p-median", "3 1 1\n1 2 -4\n", "ligne 2"),
        ("p-median", "3 1 7\n1 2 4\n", "ligne 1"),
        ("p-median", "3 1 1\n1 2 4\n", "n’atteint pas"),
        ("p-median", "demand,site\na,b\n", "distance"),
        ("p-median", "demand,site,distance\na,b,1,2\n", "ligne 2"),
        ("p-median", "demand,site,distance\na,b,1\na,b,2\n", "ligne 3"),
        ("p-median", "demand,site,distance\na,b,-1\n", "ligne 2"),
        ("p-median", "demand,site,distance,weight\na,b,1,1\na,c,2,3\n", "ligne 3"),
        ("p-median", "demand,site,distance\n", "ligne 2"),
        ("assignment", "1\n2 2\n1 2 3\n", "s’arrête trop tôt"),
        ("assignment", "1\n1 1\n1\n5\n3\n", "capacités"),
        ("assignment", "person,place,cost,capacity\na,b,1,deux\n", "ligne 2"),
        ("assignment", "person,place,cost,class\na,b,1,1\na,c,1,2\n", "ligne 3"),
        ("assignment", "person,place,cost\n,b,1\n", "ligne 2"),
        ("knapsack", "{", "ligne 1"),
        ("knapsack", "{}", "applications"),
        ("knapsack", '{"applications": 3}', "type"),
        ("knapsack", b"\xff\xfe", "UTF-8"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(run, name, text, said):
    result = run(name, text, *(["-p", "1"] if "demand" in str(text) else []))
    assert result.exit_code == 1
    assert result.output.startswith("Erreur : ")
    assert said in result.output


def test_an_unknown_site_is_refused(run):
    result = run("p-median", PLACES, "-p", "1", "--existing", "Tessalit")
    assert result.exit_code == 1
    assert "Tessalit" in result.output


def test_without_time_the_gap_is_told(run):
    random = np.random.default_rng(5)
    edges = [f"{i} {i + 1} {random.integers(1, 101)}" for i in range(1, 100)]
    edges += [" ".join(map(str, [*random.integers(1, 101, 2), random.integers(1, 101)])) for _ in range(150)]
    text = f"100 {len(edges)} 5\n" + "\n".join(edges)
    assert "optimum non prouvé, écart" in run("p-median", text, "--seconds", "0").output
    [answer] = answers(run("p-median", text, "--seconds", "0", "--json"))
    assert not answer["proven"]
    assert answer["gap"] > 0
    assert answer["bound"] < answer["value"]
