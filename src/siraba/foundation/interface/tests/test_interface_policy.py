"""The policy as people read it says what the code applies."""

import pytest
from django.urls import reverse

from siraba.foundation.access.policy import ROLE_PURPOSES, Category, scopes
from siraba.foundation.accounts.roles import Role
from siraba.foundation.interface.policy_table import policy_for, rows_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", Role)
def test_a_category_is_listed_where_some_purpose_opens_it_and_nowhere_else(role):
    opened = {
        str(category.label)
        for category in Category
        if any(scopes(role, purpose, category) for purpose in ROLE_PURPOSES[role])
    }
    assert {category for category, _how_much, _purposes in rows_of(role)} == opened


def test_the_own_role_comes_first_and_all_are_there():
    policy = policy_for("investigator")
    assert [one.role for one in policy if one.own] == [policy[0].role] == ["investigator"]
    assert {one.role for one in policy} == set(Role)


def test_everybody_who_works_here_may_read_it(client_for, issa, daouda):
    for account in (issa, daouda):
        page = client_for(account).get(reverse("interface:policy")).content.decode()
        assert "Divulgation à la justice" in page
        assert "(votre rôle)" in page
