"""The two worlds again, with the filters of the application switched off: PostgreSQL alone keeps them the same."""

import pytest
from django.db.models import Q

from siraba.foundation.access import guard
from tests import test_two_worlds
from tests.test_two_worlds import WORLDS, cast  # noqa: F401


@pytest.mark.postgresql
@pytest.mark.django_db
@pytest.mark.parametrize("username", WORLDS)
def test_without_the_filters_a_role_still_cannot_tell_two_worlds_apart(username, cast, monkeypatch):  # noqa: F811
    monkeypatch.setattr(guard, "row_filter", lambda model, actor, category: Q())
    test_two_worlds.test_a_role_cannot_tell_two_worlds_that_differ_in_what_it_must_not_see(
        username, cast, monkeypatch
    )
