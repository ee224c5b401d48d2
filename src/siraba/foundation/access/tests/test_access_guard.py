"""A protected model says nothing to whoever does not name an actor and a purpose."""

import pytest
from django.db.models import Count

from siraba.foundation.access.errors import AccessUndeclared
from siraba.foundation.access.guard import row_filter
from siraba.foundation.access.policy import Category, Purpose
from siraba.foundation.consent.models import Consent
from siraba.foundation.people.models import Identity, Person
from tests import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("awa", "coumba", "garba")]
SYSTEM = "a test looks at the row itself"

READS = {
    "fetch": lambda rows: list(rows.all()),
    "len": lambda rows: len(rows.all()),
    "bool": lambda rows: bool(rows.all()),
    "repr": lambda rows: repr(rows.all()),
    "contains": lambda rows: object() in rows.all(),
    "one": lambda rows: rows.get(),
    "first": lambda rows: rows.first(),
    "last": lambda rows: rows.last(),
    "latest": lambda rows: rows.latest("pk"),
    "by place": lambda rows: rows.all()[0],
    "slice": lambda rows: list(rows.all()[:1]),
    "stepped slice": lambda rows: rows.all()[:2:2],
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "aggregate": lambda rows: rows.aggregate(Count("pk")),
    "iterator": lambda rows: next(rows.iterator()),
    "in bulk": lambda rows: rows.in_bulk(),
    "values": lambda rows: list(rows.values("pk")),
    "values list": lambda rows: list(rows.values_list("pk", flat=True)),
    "only": lambda rows: list(rows.only("pk")),
    "filtered": lambda rows: list(rows.filter(pk__isnull=False)),
    "distinct": lambda rows: list(rows.distinct()),
    "annotated": lambda rows: list(rows.annotate(n=Count("pk"))),
    "union": lambda rows: list(rows.all().union(rows.all())),
    "raw": lambda rows: list(rows.raw(f"SELECT * FROM {rows.model._meta.db_table}")),
    "get or create": lambda rows: rows.get_or_create(pk="00000000-0000-0000-0000-000000000000"),
}


@pytest.fixture
def case():
    return scene.receive()


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_a_read_without_an_actor_is_refused(case, read):
    with pytest.raises(AccessUndeclared):
        read(Person.objects)


def test_related_managers_are_refused(case):
    with pytest.raises(AccessUndeclared):
        list(case.person.consents.all())
    with pytest.raises(AccessUndeclared):
        case.person.consents.count()
    with pytest.raises(AccessUndeclared):
        Person.objects.get(pk=case.person_id).identity  # noqa: B018


def test_a_foreign_key_that_was_not_read_with_its_row_is_refused(case):
    scene.agree("garba", case, "oim")
    consent = Consent.objects.system(SYSTEM).get()
    with pytest.raises(AccessUndeclared):
        consent.person  # noqa: B018


def test_one_to_one_relations_and_deferred_fields_are_refused(case):
    person = Person.objects.system(SYSTEM).only("pk").get()
    with pytest.raises(AccessUndeclared):
        person.identity  # noqa: B018
    with pytest.raises(AccessUndeclared):
        person.sex  # noqa: B018
    with pytest.raises(AccessUndeclared):
        person.refresh_from_db()


def test_prefetching_does_not_open_what_its_own_model_closes(case):
    with pytest.raises(AccessUndeclared):
        list(Person.objects.system(SYSTEM).prefetch_related("consents"))


def test_a_declared_read_cannot_be_widened_by_an_undeclared_one(case):
    declared = Identity.objects.visible_to(scene.actor("awa"), Category.IDENTITY)
    for widen in (
        lambda: declared | Identity.objects.all(),
        lambda: declared ^ Identity.objects.all(),
        lambda: declared.union(Identity.objects.all()),
    ):
        with pytest.raises(AccessUndeclared):
            list(widen())


def test_two_reads_for_one_actor_can_be_joined_and_those_for_two_cannot(case):
    garba, awa = (
        Identity.objects.visible_to(scene.actor(name), Category.IDENTITY) for name in ("garba", "awa")
    )
    assert [row.names for row in garba.filter(person=case.person_id) | garba.none()] == [scene.NAMES]
    for widen in (
        lambda: awa | garba,
        lambda: awa | Identity.objects.system(SYSTEM),
        lambda: awa.union(garba),
    ):
        with pytest.raises(AccessUndeclared, match="two readers"):
            list(widen())


def test_a_model_without_a_rule_for_the_category_is_a_fault_of_the_program(case):
    for category in (Category.CASE, Category.HEALTH, Category.AUDIT):
        with pytest.raises(AccessUndeclared, match="no rule"):
            Identity.objects.visible_to(scene.actor("awa"), category)
    with pytest.raises(AccessUndeclared):
        row_filter(Person, scene.actor("awa"), Category.IDENTITY)


def test_a_role_or_a_purpose_without_a_scope_reads_no_row(case, hawa, daouda, issa, awa):
    for username, purpose in (
        ("hawa", Purpose.COORDINATION),
        ("daouda", Purpose.PROSECUTION),
        ("issa", Purpose.CARE),
        ("awa", Purpose.STATISTICS),
    ):
        rows = Identity.objects.visible_to(scene.actor(username, purpose), Category.IDENTITY)
        assert not rows.exists()


def test_what_is_visible_stays_within_the_rule_whatever_is_asked_of_it(case):
    rows = Identity.objects.visible_to(scene.actor("awa"), Category.IDENTITY)
    assert list(rows.filter(pk__isnull=False)) == []
    assert rows.count() == 0
    assert rows.in_bulk() == {}
    assert Identity.objects.visible_to(scene.actor("garba"), Category.IDENTITY).count() == 1


def test_the_system_reads_for_a_stated_reason(case):
    assert Person.objects.system(SYSTEM).count() == 1
