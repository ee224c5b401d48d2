"""The command that looks for people in a register says what it does, and what is wrong with a file."""

import csv

from click.testing import CliRunner

from siraba.cli import main

REGISTER = (
    "record_id,given_name,family_name,dob,cercle\nr1,Coulibaly,Mahamadou,2008,Kita\nr2,Awa,Diarra,1990,Gao\n"
)
REQUESTS = "request_id,given_name,family_name,age,record_year,cercle\nq1,Mamoutou,Koulibaly,17,2025,Kita\n"


def run(folder, *more: str):
    (folder / "requests.csv").write_text(REQUESTS, encoding="utf-8")
    arguments = ["tracing", "match", str(folder / "requests.csv"), str(folder / "register.csv"), *more]
    return CliRunner().invoke(main, [*arguments, "--out", str(folder / "out.csv")])


def test_leads_are_written_best_first_with_their_weight_and_probability(tmp_path):
    (tmp_path / "register.csv").write_text(REGISTER, encoding="utf-8")
    done = run(tmp_path, "--top", "1")
    assert (done.exit_code, "1 réponses" in done.output) == (0, True)
    with (tmp_path / "out.csv").open(encoding="utf-8") as file:
        (lead,) = csv.DictReader(file)
    assert (lead["request_id"], lead["record_id"], lead["rank"]) == ("q1", "r1", "1")
    assert float(lead["weight"]) > 0
    assert 0 < float(lead["probability"]) < 1


def test_a_file_that_is_wrong_is_refused_in_french_and_nothing_is_written(tmp_path):
    (tmp_path / "register.csv").write_bytes(b"record_id,given_name\nr1,Awa\nr2,A\xefssata\n")
    done = run(tmp_path)
    assert done.exit_code == 1
    assert "Erreur" in done.output
    assert "pas en UTF-8 : lignes 3" in done.output
    assert not (tmp_path / "out.csv").exists()


def explained(folder, request: str, record: str):
    (folder / "requests.csv").write_text(REQUESTS, encoding="utf-8")
    (folder / "register.csv").write_text(REGISTER, encoding="utf-8")
    files = [str(folder / "requests.csv"), str(folder / "register.csv")]
    return CliRunner().invoke(main, ["tracing", "explain", *files, request, record])


def test_a_lead_is_explained_in_french_with_what_speaks_for_it_and_against(tmp_path):
    lines = explained(tmp_path, "q1", "r1").output.splitlines()
    assert "Lieu : Kita ~ Kita, même cercle : +" in "\n".join(lines)
    assert any(line.startswith("Prénom : Mamoutou ~ Mahamadou, ") for line in lines)
    assert any(line.startswith("Nom et prénom dans l’autre ordre : −") for line in lines)
    assert lines[-1].startswith("Poids : ")
    assert "probabilité" in lines[-1]


def test_two_records_that_share_nothing_are_said_to_and_an_unknown_one_is_an_error(tmp_path):
    assert "rien de commun" in explained(tmp_path, "q1", "r2").output
    unknown = explained(tmp_path, "q1", "r9")
    assert unknown.exit_code == 1
    assert "r9 : inconnu" in unknown.output
