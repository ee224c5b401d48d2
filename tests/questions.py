"""How many questions a page or an endpoint puts to the database: twenty at most, however much there is to show."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

MOST = 20
# What is said to the database without asking it anything: savepoints, who reads (PostgreSQL), and who waits for whom.
NO_QUESTION = ("SAVEPOINT", "RELEASE", "SELECT set_config", "SELECT pg_advisory")


@contextmanager
def few_questions(what: str, most: int = MOST) -> Iterator[None]:
    """Fails where more than `most` questions are asked inside; sealing the journal is among them."""
    with CaptureQueriesContext(connection) as asked:
        yield
    questions = [query["sql"] for query in asked if not query["sql"].startswith(NO_QUESTION)]
    assert len(questions) <= most, f"{what}: {len(questions)} questions\n" + "\n".join(
        one[:300] for one in questions
    )
