"""Who has no scope on the journal reads nothing of it, neither in whole nor about one record."""

import pytest

from siraba.foundation.access.policy import Purpose
from siraba.foundation.audit.journal import record
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.audit.selectors import lines_about, lines_visible_to

pytestmark = pytest.mark.django_db


def test_without_a_scope_no_line_is_open(awa, issa, boubacar, actor_for):
    record(actor_for(awa), "read_case", "K7M2-P9QX-R")
    record(actor_for(issa), "sign_in")
    assert AuditLine.objects.count() == 2
    assert not lines_visible_to(actor_for(issa)).exists()
    assert not lines_about(actor_for(boubacar, Purpose.OVERSIGHT), "K7M2-P9QX-R").exists()
