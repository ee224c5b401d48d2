"""The layouts of files of historic records, recognised by their header, and how each line is read.

All of them end in the codes of the value lists (HTCDS 2.0 and the CTDC codebook). Sources:
- k-anonymised: gh-mrmoore/Human-Trafficking-Analysis, ETL/final_etl.ipynb (citizenship 0 = suppressed);
- synthetic: madiforman/CTDC_analysis, data_cleaning.ipynb at d74b257c, which states that age 0 is unknown
  and 1 to 9 are the codebook's bands from the youngest, that men and missing sex share the reference
  category, and that a line with neither forced labour nor sexual exploitation is another exploitation;
- HTCDS: the field standards, version 2.0.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from babel.core import get_global
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from siraba.foundation.vocabulary import codes
from siraba.partnership.statistics.models import FIRST_YEAR, ControlGroup, Dataset, Sex

Row = Mapping[str, str]


class LineRefused(Exception):
    """One line cannot be read: the column, its value, and why."""

    def __init__(self, column: str, value: str, reason: str | Promise):
        self.column, self.value, self.reason = column, value, reason
        super().__init__(column, value)


@dataclass(frozen=True)
class Content:
    """What a line says, in the platform's codes; several codes are separated by a space."""

    year: int | None
    sex: str
    age_band: str
    citizenship: str
    forms: str
    controls: str
    recruiters: str
    source: str


@dataclass(frozen=True)
class Layout:
    dataset: Dataset
    required: frozenset[str]
    read: Callable[[Row], Content]

    def missing(self, header: Collection[str]) -> list[str]:
        return sorted(self.required - set(header))


# What names or reaches a person has no place among historic records.
IDENTIFYING = frozenset(
    {
        "prs_FirstName",
        "prs_MiddleName",
        "prs_SecondName",
        "prs_Birthdate",
        "prs_IdentityNumber",
        "prs_Email",
        "prs_HomePhone",
        "prs_MobilePhone",
        "prs_MailingStreet",
        "prs_MailingLongitude",
        "prs_MailingLatitude",
    }
)


def one_of(row: Row, column: str, known: Mapping[str, str]) -> str:
    """The platform's code for the value of a column.

    Raises:
        LineRefused: the value is not one that the layout knows.
    """
    value = row[column].strip()
    try:
        return known[value]
    except KeyError:
        raise LineRefused(column, value, _("Code inconnu dans cette colonne")) from None


def several_of(row: Row, column: str, known: Mapping[str, str]) -> str:
    values = row.get(column, "").replace(";", " ").split()
    return " ".join(dict.fromkeys(one_of({column: value}, column, known) for value in values))


def flagged(row: Row, columns: Mapping[str, str], known: Mapping[str, str] | None = None) -> str:
    """The codes whose column holds 1; `known` says what else a column may hold, 0 alone by default."""
    return " ".join(code for column, code in columns.items() if one_of(row, column, known or FLAG))


def year_in(row: Row, column: str) -> int | None:
    value = row.get(column, "").strip()
    if not value:
        return None
    if not (value[:4].isdecimal() and FIRST_YEAR <= int(value[:4]) <= timezone.now().year):
        raise LineRefused(column, value, _("Année impossible"))
    return int(value[:4])


def same(list_name: str) -> dict[str, str]:
    return {code: code for code in codes(list_name)}


FLAG = {"0": "", "1": "1"}

K_ANONYMISED_SEX = {"Female": Sex.FEMALE, "Male": Sex.MALE, "": Sex.UNKNOWN}
K_ANONYMISED_FORMS = {
    "Sexual Exploitation": "SexualExploitation",
    "Forced Labor": "ForcedLabour",
    "Forced Marriage": "ForcedMarriage",
    "Other": "Other",
}
K_ANONYMISED_RECRUITERS = {
    "Intimate Partner": "IntimatePartner",
    "Family/Relative": "Family",
    "Friend/Acquaintance": "Friend",
    "Other": "Other",
    "Not Specified": "",
}
# Not kept, yet a value that does not belong there shows that the line is damaged.
K_ANONYMISED_CHECKS = {
    "isForcedLabour": dict.fromkeys(("0", "1", "-99"), ""),
    "Labor_Type": dict.fromkeys(
        ("Agriculture", "Aquafarming", "Begging", "Construction", "Domestic Work", "Manufacturing", "Other",
         "Peddling", "Unknown"), "",
    ),
}  # fmt: skip


def read_k_anonymised(row: Row) -> Content:
    for column, known in K_ANONYMISED_CHECKS.items():
        one_of(row, column, known)
    return Content(
        year=year_in(row, "yearOfRegistration"),
        sex=one_of(row, "gender", K_ANONYMISED_SEX),
        age_band=one_of(row, "ageCategories", {"": "", **{f"Age {b}": b for b in codes("age_band_ctdc")}}),
        citizenship=one_of(row, "citizenship", {"0": "", "": "", **same("country")}),
        forms=one_of(row, "ExploitType", K_ANONYMISED_FORMS),
        controls=one_of(row, "ControlCategory", {group: group for group in ControlGroup.values}),
        recruiters=one_of(row, "RecruiterCategory", K_ANONYMISED_RECRUITERS),
        source=one_of(row, "Datasource", {name: name for name in ("Hotline", "Case Management")}),
    )


SYNTHETIC_CONTROLS = {
    "Means Debt Bondage Earnings": "meansDebtBondageEarnings",
    "Means Threats": "meansThreats",
    "Means Abuse": "meansAbusePsyPhySex",
    "Means False Promises": "meansFalsePromises",
    "Means Drugs Alcohol": "meansDrugsAlcohol",
    "Means Deny Basic Needs": "meansDenyBasicNeeds",
    "Means Excessive Work Hours": "meansExcessiveWorkHours",
    "Means Withhold Docs": "meansWithholdDocs",
}
SYNTHETIC_FORMS = {"isForcedLabour": "ForcedLabour", "isSexualExploit": "SexualExploitation"}
SYNTHETIC_RECRUITERS = {
    "Recruiter Relation Intimate Partner": "IntimatePartner",
    "Recruiter Relation Friend": "Friend",
    "Recruiter Relation Family": "Family",
    "Recruiter Relation Other": "Other",
}


def read_synthetic(row: Row) -> Content:
    bands = {str(number): band for number, band in enumerate(["", *codes("age_band_ctdc")])}
    return Content(
        year=None,
        sex=_synthetic_sex(row),
        age_band=one_of(row, "Age Band", bands),
        citizenship="",
        forms=flagged(row, SYNTHETIC_FORMS) or "Other",
        controls=flagged(row, SYNTHETIC_CONTROLS),
        recruiters=flagged(row, SYNTHETIC_RECRUITERS),
        source="",
    )


def _synthetic_sex(row: Row) -> str:
    woman, other = one_of(row, "Woman", FLAG), one_of(row, "Trans/NonConforming", FLAG)
    if woman and other:
        raise LineRefused("Woman", row["Woman"], _("Deux valeurs qui s’excluent"))
    return Sex.FEMALE if woman else Sex.OTHER if other else Sex.MALE_OR_UNKNOWN


# Source: Codebook of the CTDC Global Synthetic Dataset, version 2 (February 2024), the 27 variables
CODEBOOK_CONTROLS = (
    *("meansDebtBondageEarnings", "meansThreats", "meansAbusePsyPhySex", "meansFalsePromises"),
    *("meansDrugsAlcohol", "meansDenyBasicNeeds", "meansExcessiveWorkHours", "meansWithholdDocs"),
)
CODEBOOK_FORMS = {
    "isForcedLabour": "ForcedLabour",
    "isSexualExploit": "SexualExploitation",
    "isOtherExploit": "Other",
}
CODEBOOK_RECRUITERS = {
    f"recruiterRelation{who}": who for who in ("IntimatePartner", "Friend", "Family", "Other")
}
CODEBOOK_LABOUR = (
    *("typeOfLabourAgriculture", "typeOfLabourConstruction", "typeOfLabourDomesticWork"),
    *("typeOfLabourHospitality", "typeOfSexProstitution", "typeOfSexPornography"),
)
CODEBOOK = (
    *("yearOfRegistration", "gender", "ageBroad", "citizenship", "CountryOfExploitation", "traffickMonths"),
    *(*CODEBOOK_CONTROLS, *CODEBOOK_FORMS, *CODEBOOK_LABOUR, *CODEBOOK_RECRUITERS),
)
MISSING = {"": "", "NULL": ""}
CODEBOOK_SEX = {
    "Man": Sex.MALE,
    "Woman": Sex.FEMALE,
    "Trans/Transgender/NonConforming": Sex.OTHER,
    **dict.fromkeys(MISSING, Sex.UNKNOWN),
}
CODEBOOK_MONTHS = ("0--12 (0-1 yr)", "13--24 (1-2 yrs)", "25+ (2+ yrs)")
CODEBOOK_FLAG = {**FLAG, **MISSING}


def read_codebook(row: Row) -> Content:
    one_of(
        {"traffickMonths": plain(row["traffickMonths"])},
        "traffickMonths",
        {**MISSING, **same_text(CODEBOOK_MONTHS)},
    )
    country_of(row, "CountryOfExploitation")
    marked({name: row[name] for name in CODEBOOK_LABOUR}, dict.fromkeys(CODEBOOK_LABOUR, "1"))
    return Content(
        year=None if row["yearOfRegistration"].strip() in MISSING else year_in(row, "yearOfRegistration"),
        sex=one_of(row, "gender", CODEBOOK_SEX),
        age_band=one_of(
            {"ageBroad": plain(row["ageBroad"], "-")}, "ageBroad", {**MISSING, **same("age_band_ctdc")}
        ),
        citizenship=country_of(row, "citizenship"),
        forms=marked(row, CODEBOOK_FORMS),
        controls=marked(row, same_text(CODEBOOK_CONTROLS)),
        recruiters=marked(row, CODEBOOK_RECRUITERS),
        source="",
    )


def plain(value: str, dash: str = "--") -> str:
    """`0—8` and `0--8` are one band."""
    return value.strip().replace("—", "--").replace("–", "--").replace("--", dash)


def same_text(names: Collection[str]) -> dict[str, str]:
    return {name: name for name in names}


def marked(row: Row, columns: Mapping[str, str]) -> str:
    """The same where an empty column says nothing."""
    return flagged(row, columns, CODEBOOK_FLAG)


def country_of(row: Row, column: str) -> str:
    """The two letters of a country named by three (ISO 3166-1, by the aliases of Unicode CLDR)."""
    value = row[column].strip()
    if value in MISSING:
        return ""
    known = get_global("territory_aliases").get(value, [value])
    return one_of({column: known[0]}, column, same("country"))


HTCDS_SEX = {
    "Feminine": Sex.FEMALE,
    "Masculine": Sex.MALE,
    "TransgenderFeminine": Sex.OTHER,
    "TransgenderMasculine": Sex.OTHER,
    "NonConforming": Sex.OTHER,
    "NonSpecifiedUnknown": Sex.UNKNOWN,
    "": Sex.UNKNOWN,
}
# The names of the pick list where they differ from those of the field definitions.
HTCDS_CONTROLS = {
    "PhysicalThreats": "Threats",
    "ThreatensChildrenFamily": "Threats",
    "ThreatsLawEnforcement": "ThreatOfLawEnforcement",
    "PsychoactiveSubstance": "PsychoactiveSubstances",
}
HTCDS_RECRUITERS = {"Familial": "Family", "Acquainted": "Friend", "Unaquainted": "Unacquainted", "": ""}


def read_htcds(row: Row) -> Content:
    return Content(
        year=year_in(row, "cas_IncomingReferralDate"),
        sex=one_of(row, "prs_Gender", HTCDS_SEX),
        age_band=_band_of_age(row, "vic_AgeWhenTrafficked"),
        citizenship=several_of(row, "prs_Citizenship", same("country")),
        forms=several_of(row, "vic_TypeOfExploitation", same("exploitation_type")),
        controls=several_of(row, "vic_MethodsOfControl", same("method_of_control") | HTCDS_CONTROLS),
        recruiters=several_of(row, "vic_RelationshipToTrafficker", HTCDS_RECRUITERS),
        source="",
    )


def _band_of_age(row: Row, column: str) -> str:
    value = row.get(column, "").strip()
    if not value:
        return ""
    if not value.isdecimal() or int(value) > 120:
        raise LineRefused(column, value, _("Âge impossible"))
    starts = ((int(band.rstrip("+").partition("-")[0]), band) for band in codes("age_band_ctdc"))
    return max((start, band) for start, band in starts if start <= int(value))[1]


LAYOUTS = (
    Layout(
        Dataset.CTDC_K_ANONYMISED,
        frozenset(
            {"yearOfRegistration", "Datasource", "gender", "citizenship", "ControlCategory"}
            | {"RecruiterCategory", "ExploitType", "ageCategories"}
            | K_ANONYMISED_CHECKS.keys()
        ),
        read_k_anonymised,
    ),
    Layout(
        Dataset.CTDC_SYNTHETIC,
        frozenset(
            {"Age Band", "Trafficking Duration", "Woman", "Trans/NonConforming", "Is Citizen of Country"}
            | SYNTHETIC_CONTROLS.keys()
            | SYNTHETIC_FORMS.keys()
            | SYNTHETIC_RECRUITERS.keys()
        ),
        read_synthetic,
    ),
    Layout(Dataset.CTDC_CODEBOOK, frozenset(CODEBOOK), read_codebook),
    Layout(Dataset.HTCDS, frozenset({"prs_Gender", "vic_TypeOfExploitation"}), read_htcds),
)
