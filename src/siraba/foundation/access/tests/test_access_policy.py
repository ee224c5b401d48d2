"""The policy as it was agreed, written a second time and independently, cell by cell."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siraba.foundation.access.policy import (
    POLICY,
    PURPOSES,
    ROLE_PURPOSES,
    Category,
    Purpose,
    Scope,
    scopes,
)
from siraba.foundation.accounts.roles import Role

# role | purpose | category: scopes; whatever is not written here is closed
AGREED = """
first_line | reception | identity: RECENT | case: ENTRY | exploitation: ENTRY | referral: SENT
first_line | oversight | audit: ENTRY
case_manager | care | identity: ASG CON | case: ASG CON | health: ASG | exploitation: ASG | referral: ASG | shelter: ASG | grants: ASG | statelessness: ASG | disclosure: ASG | audit: ASG
case_manager | emergency | identity: ASG | case: ASG
case_manager | statistics | statistics: OWN
case_manager | oversight | audit: ASG
supervisor | care | identity: OWN | case: OWN | health: OWN | exploitation: OWN | referral: OWN | shelter: OWN | grants: OWN | statelessness: OWN | disclosure: OWN | audit: OWN
supervisor | emergency | identity: OWN | case: OWN
supervisor | statistics | statistics: OWN
supervisor | oversight | audit: OWN
provider | care | identity: CON | case: CON | health: CON | referral: RECEIVED | shelter: OWN
provider | oversight | audit: ENTRY
reception_branch | reception | identity: ARRIVALS | case: ARRIVALS | exploitation: ARRIVALS | referral: SENT RECEIVED | arrival: ARRIVALS
reception_head | reception | arrival: META
reception_head | oversight | audit: ENTRY
reception_branch | oversight | audit: ENTRY
coordinator | coordination | case: META | referral: META | funding: META | project: META | statistics: AGG
coordinator | statistics | exploitation: AGG | investigation: AGG | statistics: AGG
coordinator | oversight | audit: META
data_steward | coordination | case: META | referral: META | statistics: AGG
data_steward | statistics | statistics: AGG
data_steward | oversight | audit: META
investigator | prosecution | identity: DIS | case: DIS | exploitation: DIS | perpetrator: OWN | investigation: OWN | disclosure: RECEIVED
investigator | oversight | audit: OWN
magistrate | prosecution | identity: DIS | case: DIS | exploitation: DIS | perpetrator: ASG | investigation: ASG | disclosure: RECEIVED
magistrate | statistics | statistics: AGG
magistrate | oversight | audit: ENTRY
unodc | statistics | exploitation: AGG | investigation: AGG | statistics: AGG
unhcr_officer | care | identity: ASG CON | case: ASG CON | health: ASG | exploitation: ASG | referral: ASG | shelter: ASG | statelessness: OWN | disclosure: ASG | audit: OWN
unhcr_officer | determination | statelessness: OWN
unhcr_officer | emergency | identity: ASG | case: ASG
unhcr_officer | statistics | statistics: OWN AGG
unhcr_officer | oversight | audit: OWN
family_links_officer | family_links | identity: OWN CON | case: CON | referral: SENT RECEIVED | family_links: OWN
family_links_officer | statistics | statistics: AGG
family_links_officer | oversight | audit: OWN
fund_officer | fund | identity: CON | case: CON | referral: RECEIVED | grants: OWN
fund_officer | funding | funding: OWN
fund_officer | statistics | statistics: AGG
fund_officer | oversight | audit: OWN
project_lead | development | project: OWN
project_lead | oversight | audit: ENTRY
registrar | issuance | civil_status: OWN
registrar | oversight | audit: ENTRY
inspector | inspection | civil_status: META FLAGGED
inspector | oversight | audit: ENTRY
statelessness_officer | determination | statelessness: OWN
statelessness_officer | oversight | audit: OWN
donor | funding | funding: OWN
donor | statistics | exploitation: AGG | investigation: AGG | statistics: AGG
data_protection_officer | oversight | audit: LOG
organisation_administrator | accounts | account: OWN
organisation_administrator | oversight | audit: ENTRY
administrator | accounts | account: META
"""


# role | category: scopes; the rows of the design, whatever the purpose
ROWS = """
first_line | identity: RECENT | case: ENTRY | exploitation: ENTRY | referral: SENT | audit: ENTRY
case_manager | identity: ASG CON | case: ASG CON | health: ASG | exploitation: ASG | referral: ASG | shelter: ASG | grants: ASG | statelessness: ASG | statistics: OWN | disclosure: ASG | audit: ASG
supervisor | identity: OWN | case: OWN | health: OWN | exploitation: OWN | referral: OWN | shelter: OWN | grants: OWN | statelessness: OWN | statistics: OWN | disclosure: OWN | audit: OWN
provider | identity: CON | case: CON | health: CON | referral: RECEIVED | shelter: OWN | statistics: OWN | audit: ENTRY
reception_branch | identity: ARRIVALS | case: ARRIVALS | exploitation: ARRIVALS | referral: SENT RECEIVED | arrival: ARRIVALS | statistics: OWN | audit: ENTRY
reception_head | arrival: META | audit: ENTRY
coordinator | case: META | exploitation: AGG | perpetrator: AGG | referral: META | grants: AGG | funding: META | project: META | investigation: AGG | statistics: AGG | audit: META
data_steward | identity: CON | case: META | referral: META | statistics: AGG | audit: META
investigator | identity: DIS | case: DIS | exploitation: DIS | perpetrator: OWN | investigation: OWN | disclosure: RECEIVED | audit: OWN
magistrate | identity: DIS | case: DIS | exploitation: DIS | perpetrator: ASG | investigation: ASG | statistics: AGG | disclosure: RECEIVED | audit: ENTRY
unodc | exploitation: AGG | perpetrator: AGG | referral: AGG | investigation: AGG | statistics: AGG
unhcr_officer | identity: ASG CON | case: ASG CON | health: ASG | exploitation: ASG | referral: ASG | shelter: ASG | statelessness: OWN | statistics: OWN AGG | disclosure: ASG | audit: OWN
family_links_officer | identity: OWN CON | case: CON | referral: SENT RECEIVED | family_links: OWN | statistics: AGG | audit: OWN
fund_officer | identity: CON | case: CON | referral: RECEIVED | grants: OWN | funding: OWN | statistics: AGG | audit: OWN
project_lead | project: OWN | audit: ENTRY
registrar | civil_status: OWN | statistics: OWN | audit: ENTRY
inspector | civil_status: META FLAGGED | audit: ENTRY
statelessness_officer | statelessness: OWN | audit: OWN
donor | exploitation: AGG | referral: AGG | grants: AGG | funding: OWN | investigation: AGG | statistics: AGG
data_protection_officer | audit: LOG
organisation_administrator | account: OWN | audit: ENTRY
administrator | account: META
"""


def read_rows() -> dict[str, dict[str, set[str]]]:
    rows = {}
    for line in ROWS.strip().splitlines():
        role, *cells = (part.strip() for part in line.split("|"))
        rows[role] = {category: set(names.split()) for category, names in (cell.split(":") for cell in cells)}
    return rows


def test_each_row_of_the_table_is_as_agreed():
    written = {
        role: {category: set(names) for category, names in row.items()} for role, row in POLICY.items()
    }
    assert written == read_rows()


def read_agreed() -> dict[tuple[str, str, str], frozenset[str]]:
    cells = {}
    for line in AGREED.strip().splitlines():
        role, purpose, *opened = (part.strip() for part in line.split("|"))
        for cell in opened:
            category, names = cell.split(":")
            cells[role, purpose, category.strip()] = frozenset(names.split())
    return cells


def test_each_cell_of_the_table_is_as_agreed():
    agreed = read_agreed()
    for role, purpose, category in product(Role, Purpose, Category):
        cell = (role.value, purpose.value, category.value)
        assert scopes(role, purpose, category) == agreed.get(cell, frozenset()), cell


def test_each_role_has_the_purposes_that_were_agreed_and_no_other():
    agreed = {(role, purpose) for role, purpose, _category in read_agreed()}
    written = {
        (role.value, purpose.value) for role, purposes in ROLE_PURPOSES.items() for purpose in purposes
    }
    assert written == agreed


def test_no_purpose_opens_identities_further_than_its_roles_need():
    """No purpose names a scope on identities that none of its roles has."""
    for purpose, row in PURPOSES.items():
        for category, names in row.items():
            used = {name for role in Role for name in scopes(role, purpose, category)}
            if category == Category.IDENTITY:
                assert set(names) == used, purpose


@given(st.sampled_from(Role), st.sampled_from(Category))
def test_without_a_purpose_nothing_is_open(role, category):
    assert scopes(role, None, category) == frozenset()


@given(st.sampled_from(Role), st.sampled_from(Purpose), st.sampled_from(Category))
def test_a_purpose_never_opens_more_than_the_role_nor_a_role_more_than_the_purpose(role, purpose, category):
    opened = scopes(role, purpose, category)
    assert opened <= set(POLICY[role].get(category, ()))
    assert opened <= set(PURPOSES[purpose].get(category, ()))
    assert not opened or purpose in ROLE_PURPOSES[role]


def test_every_role_and_every_purpose_has_its_row():
    assert set(POLICY) == set(ROLE_PURPOSES) == set(Role)
    assert set(PURPOSES) == set(Purpose)


ADMINISTRATION = [Role.ADMINISTRATOR, Role.ORGANISATION_ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER]
PERSONAL = [Category.IDENTITY, Category.CASE, Category.HEALTH, Category.EXPLOITATION, Category.FAMILY_LINKS]


@pytest.mark.parametrize("role", [Role.INVESTIGATOR, Role.MAGISTRATE])
def test_the_police_and_the_courts_read_only_disclosures(role):
    for purpose, category in product(Purpose, PERSONAL):
        assert scopes(role, purpose, category) <= {Scope.DIS}


def test_only_the_red_cross_reads_family_links():
    open_to = {
        role for role, purpose in product(Role, Purpose) if scopes(role, purpose, Category.FAMILY_LINKS)
    }
    assert open_to == {Role.FAMILY_LINKS_OFFICER}


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.DONOR, Role.UNODC, Role.REGISTRAR, *ADMINISTRATION])
def test_who_coordinates_pays_or_administers_reads_no_person(role):
    for purpose, category in product(Purpose, PERSONAL):
        assert scopes(role, purpose, category) <= {Scope.META, Scope.AGG}
    assert not any(scopes(role, purpose, Category.IDENTITY) for purpose in Purpose)
