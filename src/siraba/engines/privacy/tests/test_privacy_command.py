from click.testing import CliRunner

from siraba.engines.privacy.command import suppress_command


def run(tmp_path, text, *options):
    file = tmp_path / "tableau.csv"
    file.write_text(text, encoding="utf-8")
    return CliRunner().invoke(suppress_command, [str(file), *options])


def test_a_table_comes_back_with_its_margins_and_without_small_counts(tmp_path):
    result = run(tmp_path, "région,F,M\nKayes,3,40\nMénaka,50,60\n")
    assert result.exit_code == 0
    assert result.output == "région,F,M,Total\nKayes,<5,·,43\nMénaka,·,·,110\nTotal,53,100,153\n"


def test_the_threshold_can_be_raised(tmp_path):
    assert "<11" in run(tmp_path, "région,F\nKayes,9\nGao,40\n", "--threshold", "11").output


def test_a_wrong_line_is_named(tmp_path):
    result = run(tmp_path, "région,F\nKayes,neuf\n")
    assert result.exit_code == 1
    assert "Ligne 2" in result.output


def test_a_file_without_a_table_is_refused(tmp_path):
    assert run(tmp_path, "").exit_code == 1
    assert run(tmp_path, "région,F\nKayes,-4\n").exit_code == 1
