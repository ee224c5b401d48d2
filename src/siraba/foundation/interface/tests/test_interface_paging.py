from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siraba.foundation.interface.models import FormReceipt
from siraba.foundation.interface.paging import capped_count, page_by_key

pytestmark = pytest.mark.django_db

START = datetime(2026, 1, 1, tzinfo=UTC)
KEYS = [("-at", "form"), ("at", "-form"), ("-location", "at", "form"), ("form",), ("-at", "-pk")]


def receipts(account, rows):
    FormReceipt.objects.all().delete()
    made = FormReceipt.objects.bulk_create(
        FormReceipt(form=UUID(int=n), account=account, location=f"/{place}")
        for n, (place, _) in enumerate(rows, 1)
    )
    for receipt, (_, step) in zip(made, rows, strict=True):
        receipt.at = START + timedelta(microseconds=step)
    FormReceipt.objects.bulk_update(made, ["at"])


def get(rf, query=""):
    request = rf.get("/")
    request.GET = QueryDict(query.lstrip("?"))
    return request


def walk(rf, key, size, query="", way="next"):
    while True:
        page = page_by_key(FormReceipt.objects.all(), get(rf, query), key, size)
        yield page
        query = getattr(page, way)
        if not query:
            return


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(st.sampled_from("abé"), st.integers(0, 3)), max_size=14),
    size=st.integers(1, 5),
    key=st.sampled_from(KEYS),
)
def test_walking_the_pages_gives_each_row_once_in_order_and_back_again(rf, awa, rows, size, key):
    receipts(awa, rows)
    whole = list(FormReceipt.objects.order_by(*key))

    forth = list(walk(rf, key, size, "etat=ouvert"))
    assert [row for page in forth for row in page.rows] == whole
    assert all(len(page.rows) == size for page in forth[:-1])

    back = list(walk(rf, key, size, forth[-1].previous, "previous")) if len(forth) > 1 else []
    assert [page.rows for page in reversed(back)] == [page.rows for page in forth[:-1]]


def test_the_links_keep_the_filters_and_drop_the_old_cursor(rf, awa):
    receipts(awa, [("a", n) for n in range(6)])
    second = list(walk(rf, ("-at", "form"), 2, "etat=ouvert"))[1]
    assert second.next.startswith("?etat=ouvert&apres=")
    assert second.next.count("apres") == 1
    assert "apres" not in second.previous


@pytest.mark.parametrize(
    "cursor", ["apres=", "apres=n%27importe%20quoi", "avant=W10:x", "apres=%00", "avant"]
)
def test_a_cursor_that_is_not_ours_gives_the_first_page(rf, awa, cursor):
    receipts(awa, [("a", n) for n in range(5)])
    first = page_by_key(FormReceipt.objects.all(), get(rf), ("-at", "form"), 2)
    assert page_by_key(FormReceipt.objects.all(), get(rf, cursor), ("-at", "form"), 2).rows == first.rows


def test_a_cursor_of_another_order_gives_the_first_page(rf, awa):
    receipts(awa, [("a", n) for n in range(5)])
    cursor = page_by_key(FormReceipt.objects.all(), get(rf), ("-at", "form"), 2).next
    page = page_by_key(FormReceipt.objects.all(), get(rf, cursor), ("form",), 2)
    assert [row.form.int for row in page.rows] == [1, 2]


def test_a_page_costs_one_query_and_no_count(rf, awa, django_assert_num_queries):
    receipts(awa, [("a", n) for n in range(5)])
    with django_assert_num_queries(1):
        page_by_key(FormReceipt.objects.all(), get(rf), ("-at", "form"), 2)


def test_a_count_stops_at_its_cap(awa):
    receipts(awa, [("a", n) for n in range(5)])
    assert capped_count(FormReceipt.objects.all(), cap=3) == (3, False)
    assert capped_count(FormReceipt.objects.all(), cap=5) == (5, True)
