"""The two worlds again, with the filters of the application switched off: PostgreSQL alone keeps them the same.

Walked by the roles that see a part of what differs, and by two of those that see nothing. That no role at all reads a
row more, table by table, is shown in `test_row_security`.
"""

import pytest
from django.db.models import Q

from siraba.foundation.access import guard
from tests.test_two_worlds import cast, compare  # noqa: F401

A_PART = ("colleague", "donor", "fanta", "fund", "hawa", "lassana", "nana", "provider", "sory", "tidiane")
NOTHING = ("boubacar", "daouda")


@pytest.mark.postgresql
@pytest.mark.django_db
@pytest.mark.parametrize("username", [*A_PART, *NOTHING])
def test_without_the_filters_a_role_still_cannot_tell_two_worlds_apart(username, cast, monkeypatch):  # noqa: F811
    monkeypatch.setattr(guard, "row_filter", lambda model, actor, category: Q())
    assert compare([username], monkeypatch) == {}
