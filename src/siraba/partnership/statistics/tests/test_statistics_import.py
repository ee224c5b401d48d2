"""Historic records: what goes in, what is refused and how it is said, and that nothing is lost or doubled."""

import csv
from collections import Counter
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import Invalid, NotAllowed
from siraba.foundation.audit.models import AuditLine
from siraba.partnership.statistics.actions import export_historic_records, import_historic_records
from siraba.partnership.statistics.importing import import_file
from siraba.partnership.statistics.layouts import CODEBOOK
from siraba.partnership.statistics.models import HistoricCount, HistoricRecord, ImportRun
from siraba.partnership.statistics.reading import FileRefused

pytestmark = pytest.mark.django_db

K_ANONYMISED = (
    "yearOfRegistration,Datasource,gender,citizenship,isForcedLabour,ControlCategory,RecruiterCategory,"
    "ExploitType,Labor_Type,ageCategories"
)
GIRL = "2016,Hotline,Female,0,0,Threats,Not Specified,Sexual Exploitation,Unknown,Age 9-17"
MAN = "2013,Case Management,Male,LK,1,Financial,Family/Relative,Forced Labor,Construction,Age 30-38"
SYNTHETIC = (
    "Age Band,Trafficking Duration,Means Debt Bondage Earnings,Means Threats,Means Abuse,"
    "Means False Promises,Means Drugs Alcohol,Means Deny Basic Needs,Means Excessive Work Hours,"
    "Means Withhold Docs,isForcedLabour,isSexualExploit,Recruiter Relation Intimate Partner,"
    "Recruiter Relation Friend,Recruiter Relation Family,"
    "Recruiter Relation Other,Trans/NonConforming,Woman,Is Citizen of Country"
)


@pytest.fixture
def write(tmp_path, settings):
    settings.VAR_DIR = tmp_path / "var"

    def write(*lines, encoding="utf-8", name="extrait.csv"):
        path = tmp_path / name
        path.write_bytes("".join(f"{line}\n" for line in lines).encode(encoding))
        return path

    return write


def totals():
    return {
        (row.dataset, row.year, row.sex, row.age_band, row.form): row.count
        for row in HistoricCount.objects.all()
    }


def test_k_anonymised_lines_become_records_in_the_codes_of_the_value_lists(write):
    report = import_file("ctdc", write(K_ANONYMISED, GIRL, MAN))
    girl, man = HistoricRecord.objects.order_by("-year")
    assert (girl.sex, girl.age_band, girl.citizenship, girl.forms) == (
        "female",
        "9-17",
        "",
        "SexualExploitation",
    )
    assert (man.year, man.citizenship, man.forms) == (2013, "LK", "ForcedLabour")
    assert (man.controls, man.recruiters, man.source) == ("Financial", "Family", "Case Management")
    assert (report.run.rows_read, report.run.added, report.run.refused) == (2, 2, 0)


def test_either_command_takes_either_layout_and_says_which_it_recognised(write):
    report = import_file("htcds", write(K_ANONYMISED, GIRL))
    assert report.run.dataset == "ctdc-k-anonymised"
    assert report.lines()[0] == "Disposition reconnue : CTDC, données k-anonymisées"


def test_synthetic_lines_follow_the_published_recoding(write):
    import_file(
        "ctdc",
        write(
            SYNTHETIC,
            "2,0,0,1,1,0,0,0,0,0,1,1,0,0,1,1,0,1,0",
            "0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0",
            "9,0,0,0,0,0,0,0,0,0,0,1,0,0,0,0,1,0,0",
        ),
    )
    woman, unknown, other = HistoricRecord.objects.order_by("id")
    assert (woman.sex, woman.age_band, woman.year) == ("female", "9-17", None)
    assert woman.forms == "ForcedLabour SexualExploitation"
    assert woman.controls == "meansThreats meansAbusePsyPhySex"
    assert woman.recruiters == "Family Other"
    assert (unknown.sex, unknown.age_band, unknown.forms) == ("male_or_unknown", "", "Other")
    assert (other.sex, other.age_band) == ("other", "48+")
    assert ("ctdc-synthetic", None, "female", "9-17", "multiple") in totals()


def test_htcds_columns_are_read_by_their_names_in_the_standard(write):
    import_file(
        "htcds",
        write(
            "vic_TypeOfExploitation,prs_Gender,prs_Citizenship,vic_AgeWhenTrafficked,vic_MethodsOfControl,"
            "cas_IncomingReferralDate,vic_RelationshipToTrafficker",
            "Servitude;ForcedBegging,Feminine,ML,14,PhysicalThreats;Other,2021-03-04,Familial",
        ),
    )
    record = HistoricRecord.objects.get()
    assert (record.forms, record.sex, record.citizenship) == ("Servitude ForcedBegging", "female", "ML")
    assert (record.age_band, record.controls, record.year) == ("9-17", "Threats Other", 2021)
    assert record.recruiters == "Family"


def test_a_file_that_names_persons_is_refused(write):
    path = write("prs_FirstName,prs_Gender,vic_TypeOfExploitation", "Aïssata,Feminine,Servitude")
    with pytest.raises(FileRefused, match="données d’identité.*prs_FirstName"):
        import_file("htcds", path)


def test_identical_lines_are_different_records_and_importing_again_adds_nothing(write):
    path = write(K_ANONYMISED, GIRL, GIRL, MAN, GIRL)
    assert import_file("ctdc", path).run.added == 4
    again = import_file("ctdc", path).run
    assert (again.added, again.already_there) == (0, 4)
    assert HistoricRecord.objects.count() == 4
    assert ImportRun.objects.count() == 2


def test_a_longer_file_adds_only_what_is_new(write):
    import_file("ctdc", write(K_ANONYMISED, GIRL, MAN))
    run = import_file("ctdc", write(K_ANONYMISED, MAN, GIRL, GIRL, MAN, GIRL)).run
    assert (run.added, run.already_there) == (3, 2)
    assert sum(totals().values()) == 5


def test_an_unknown_code_refuses_its_line_and_lets_the_others_in(write):
    report = import_file(
        "ctdc", write(K_ANONYMISED, GIRL, GIRL.replace("Sexual Exploitation", "Sorcellerie"), MAN)
    )
    assert (report.run.added, report.run.refused) == (2, 1)
    told = "ligne 3, colonne « ExploitType », valeur « Sorcellerie » : Code inconnu dans cette colonne"
    assert told in report.lines()
    with report.path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["Ligne", "Colonne", "Valeur", "Motif"],
            ["3", "ExploitType", "Sorcellerie", "Code inconnu dans cette colonne"],
        ]


@pytest.mark.parametrize(
    ("before", "after", "column", "reason"),
    [
        ("2016", "1066", "yearOfRegistration", "Année impossible"),
        ("2016", "vers 2016", "yearOfRegistration", "Année impossible"),
        ("Age 9-17", "Age 12", "ageCategories", "Code inconnu dans cette colonne"),
        (",0,0,", ",XX,0,", "citizenship", "Code inconnu dans cette colonne"),
        (",0,0,", ",0,2,", "isForcedLabour", "Code inconnu dans cette colonne"),
        (",Age 9-17", "", "", "Nombre de colonnes incorrect"),
    ],
)
def test_each_damaged_line_is_told_with_its_column_and_reason(write, before, after, column, reason):
    report = import_file("ctdc", write(K_ANONYMISED, GIRL.replace(before, after)))
    assert (report.run.added, report.run.refused) == (0, 1)
    assert (report.refused[0].column, report.refused[0].reason) == (column, reason)


def test_the_report_is_safe_for_a_spreadsheet(write):
    report = import_file("ctdc", write(K_ANONYMISED, GIRL.replace("Threats", "=HYPERLINK(1)")))
    assert "'=HYPERLINK(1)" in report.path.read_text(encoding="utf-8-sig")


def test_many_refused_lines_are_counted_and_not_all_printed(write):
    report = import_file("ctdc", write(K_ANONYMISED, *[GIRL.replace("Female", "?")] * 30))
    assert "… et 10 autres lignes" in report.lines()
    assert len(report.path.read_text(encoding="utf-8-sig").splitlines()) == 31


@pytest.mark.parametrize(
    ("encoding", "line"), [("cp1252", "la ligne 3"), ("utf-16", "la ligne 1"), ("utf-16-le", "la ligne 1")]
)
def test_a_file_in_another_encoding_is_refused_with_its_first_bad_line(write, encoding, line):
    path = write(K_ANONYMISED, GIRL, GIRL.replace("Unknown", "Élevage"), encoding=encoding)
    with pytest.raises(FileRefused, match=f"{line} ne peut pas être lue.*Rien.*--encoding"):
        import_file("ctdc", path)
    assert not HistoricRecord.objects.exists()
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8-sig"])
def test_a_file_is_read_in_the_encoding_that_is_named(write, encoding):
    assert import_file("ctdc", write(K_ANONYMISED, GIRL, encoding=encoding), encoding).run.added == 1


def test_an_encoding_that_does_not_exist_is_said(write):
    with pytest.raises(FileRefused, match="Encodage inconnu : utf-9"):
        import_file("ctdc", write(K_ANONYMISED, GIRL), "utf-9")


def test_semicolons_of_french_spreadsheets_are_understood(write):
    assert (
        import_file("ctdc", write(*(line.replace(",", ";") for line in (K_ANONYMISED, GIRL)))).run.added == 1
    )


def test_columns_may_come_in_another_order(write):
    import_file("ctdc", write(K_ANONYMISED, GIRL))
    turned = (",".join(reversed(line.split(","))) for line in (K_ANONYMISED, GIRL))
    assert import_file("ctdc", write(*turned)).run.already_there == 1


def test_an_unknown_header_lists_the_known_layouts_and_what_is_missing(write):
    path = write(K_ANONYMISED.replace(",ExploitType", ""), GIRL)
    with pytest.raises(FileRefused) as refused:
        import_file("ctdc", path)
    assert "– CTDC, données k-anonymisées : il manque ExploitType" in refused.value.message
    assert "– Données au format HTCDS 2.0" in refused.value.message


def test_a_column_named_twice_is_refused(write):
    with pytest.raises(FileRefused, match="le même nom"):
        import_file("ctdc", write(f"{K_ANONYMISED},gender", f"{GIRL},Male"))


def test_a_missing_or_empty_file_is_said(write, tmp_path):
    with pytest.raises(FileRefused, match="introuvable"):
        import_file("ctdc", tmp_path / "absent.csv")
    with pytest.raises(FileRefused, match="vide"):
        import_file("ctdc", write())


def test_a_file_broken_off_in_the_middle_loads_nothing_and_leaves_no_report(write, tmp_path):
    path = write(K_ANONYMISED, *[GIRL] * 10, '2016,"Hotline')
    with pytest.raises(FileRefused, match="n’est pas une ligne de tableau"):
        import_file("ctdc", path)
    assert not HistoricRecord.objects.exists()
    assert list((tmp_path / "var" / "imports").iterdir()) == []


def test_a_crash_while_loading_leaves_nothing_and_the_next_import_does_it_all(write):
    path = write(K_ANONYMISED, *[GIRL] * 5)

    def crash(done, lines):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_file("ctdc", path, progress=crash)
    assert not HistoricRecord.objects.exists()
    assert import_file("ctdc", path).run.added == 5


def test_progress_is_told(write):
    told = []
    import_file(
        "ctdc", write(K_ANONYMISED, GIRL, MAN), progress=lambda done, lines: told.append((done, lines))
    )
    assert told == [(2, 3)]


def test_an_import_is_written_into_the_journal(write):
    run = import_file("ctdc", write(K_ANONYMISED, GIRL)).run
    line = AuditLine.objects.get(act="import_historic_records")
    assert (line.object, line.account_id, line.detail["added"]) == (str(run.pk), None, 1)


def test_a_refused_import_is_written_into_the_journal(write):
    with pytest.raises(FileRefused):
        import_file("ctdc", write("a,b", "1,2"))
    assert AuditLine.objects.get(act="import_historic_records").decision == "refused"


LINES = st.builds(
    lambda year, sex, form, age: f"{year},Hotline,{sex},0,0,Other,Not Specified,{form},Unknown,Age {age}",
    st.sampled_from(["2015", "2016", ""]),
    st.sampled_from(["Female", "Male", "Robot"]),
    st.sampled_from(["Sexual Exploitation", "Forced Labor"]),
    st.sampled_from(["9-17", "48+"]),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(LINES, max_size=12), data=st.data())
def test_any_order_and_repetition_comes_to_the_same_counts(write, lines, data):
    HistoricRecord.objects.all().delete()
    HistoricCount.objects.all().delete()
    first = data.draw(st.integers(0, len(lines)))
    import_file("ctdc", write(K_ANONYMISED, *lines[:first]))
    import_file("ctdc", write(K_ANONYMISED, *data.draw(st.permutations(lines))))
    assert import_file("ctdc", write(K_ANONYMISED, *data.draw(st.permutations(lines)))).run.added == 0

    expected = Counter(line for line in lines if "Robot" not in line)
    assert HistoricRecord.objects.count() == expected.total()
    assert sum(totals().values()) == expected.total()
    women = sum(number for line, number in expected.items() if "Female" in line)
    assert sum(number for key, number in totals().items() if key[2] == "female") == women


def test_no_account_imports_through_the_platform(write, issa):
    with pytest.raises(NotAllowed):
        import_historic_records(Actor.of(issa), "ctdc", write(K_ANONYMISED, GIRL))
    assert not HistoricRecord.objects.exists()


# The 27 variables of the codebook, and giving a data set back

BLANK_OR = {
    "yearOfRegistration": ["2002", "2016", "2022"],
    "gender": ["", "NULL", "Man", "Woman", "Trans/Transgender/NonConforming"],
    "ageBroad": ["", "0--8", "9—17", "30--38", "48+"],
    "citizenship": ["", "MLI", "BFA", "USA", "ML"],
    "CountryOfExploitation": ["", "MLI", "CIV"],
    "traffickMonths": ["", "0--12 (0-1 yr)", "13—24 (1-2 yrs)", "25+ (2+ yrs)"],
}
VARIABLE = st.fixed_dictionaries(
    {name: st.sampled_from(BLANK_OR.get(name, ["", "1", "0"])) for name in CODEBOOK}
)


def given_back(dataset: str, tmp_path) -> list[dict[str, str]]:
    path = tmp_path / f"{uuid4().hex}.csv"
    export_historic_records(None, dataset, path)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@given(st.lists(VARIABLE, min_size=1, max_size=8))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_27_variables_of_the_codebook_come_back_as_they_went_in(write, tmp_path, lines):
    HistoricRecord.objects.all().delete()
    assert len(CODEBOOK) == 27
    report = import_file(
        "ctdc", write(",".join(CODEBOOK), *(",".join(line[name] for name in CODEBOOK) for line in lines))
    )
    assert (report.run.dataset, report.run.refused) == ("ctdc-codebook", 0)
    back = given_back("ctdc-codebook", tmp_path)
    assert Counter(tuple(row.items()) for row in back) == Counter(
        tuple((name, line[name]) for name in CODEBOOK) for line in lines
    )


def test_a_line_of_the_codebook_is_read_in_the_codes_of_the_platform(write):
    line = dict.fromkeys(CODEBOOK, "") | {
        "yearOfRegistration": "2016", "gender": "Woman", "ageBroad": "9—17", "citizenship": "MLI",
        "meansThreats": "1", "isForcedLabour": "1", "isOtherExploit": "1", "recruiterRelationFamily": "1",
    }  # fmt: skip
    import_file("ctdc", write(",".join(CODEBOOK), ",".join(line.values())))
    found = HistoricRecord.objects.get()
    assert (found.year, found.sex, found.age_band, found.citizenship) == (2016, "female", "9-17", "ML")
    assert (found.forms, found.controls, found.recruiters) == ("ForcedLabour Other", "meansThreats", "Family")


@pytest.mark.parametrize(
    ("column", "value"),
    [("ageBroad", "214"), ("citizenship", "ZZZ"), ("traffickMonths", "long"), ("meansThreats", "2"),
     ("typeOfLabourHospitality", "x"), ("gender", "?"), ("yearOfRegistration", "1066")],
)  # fmt: skip
def test_a_damaged_variable_is_refused_with_its_column(write, column, value):
    line = dict.fromkeys(CODEBOOK, "") | {column: value}
    report = import_file("ctdc", write(",".join(CODEBOOK), ",".join(line.values())))
    assert (report.run.refused, report.refused[0].column) == (1, column)


def test_a_data_set_is_given_back_with_the_columns_it_had(write, tmp_path):
    import_file("ctdc", write(K_ANONYMISED, GIRL, MAN, GIRL))
    back = given_back("ctdc-k-anonymised", tmp_path)
    assert sorted(",".join(row.values()) for row in back) == sorted([GIRL, MAN, GIRL])


def test_nothing_is_given_back_over_a_file_nor_to_an_account_nor_where_there_is_nothing(tmp_path, coumba):
    path = tmp_path / "there.csv"
    with pytest.raises(Invalid):
        export_historic_records(None, "htcds", path)
    path.write_text("kept")
    with pytest.raises(Invalid):
        export_historic_records(None, "htcds", path)
    with pytest.raises(NotAllowed):
        export_historic_records(Actor.of(coumba), "htcds", tmp_path / "new.csv")
    assert path.read_text() == "kept"
