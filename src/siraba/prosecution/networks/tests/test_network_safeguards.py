"""Two persons open an analysis; who is protected is never a target; what nobody confirms goes; every reading is written."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from siraba.foundation.access.errors import Invalid, NotAllowed, NotVisible, StateNotOpen
from siraba.foundation.audit.models import AuditLine
from siraba.prosecution.networks import actions, selectors
from siraba.prosecution.networks.models import Analysis, Entity, Identifier, Link, Property, Statement
from siraba.prosecution.networks.models.entities import NEVER_RANKED
from siraba.prosecution.networks.recording import Extent
from tests import networking, scene
from tests.networking import daouda, ibrahima

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("awa", "coumba", "daouda", "etienne", "hawa", "ibrahima", "lassana"),
]
SYSTEM = "a test looks at the row itself"


def lines(act):
    return list(AuditLine.objects.filter(act=act, decision="allowed"))


def test_who_opens_an_analysis_cannot_approve_it_and_another_of_the_service_can():
    made = networking.proposed()
    with pytest.raises(NotAllowed):
        actions.approve_analysis(daouda(), made)
    actions.approve_analysis(ibrahima(), made)
    assert Analysis.objects.system(SYSTEM).get().state == "open"


def test_the_database_holds_two_persons():
    made = networking.proposed()
    made.state, made.decided_by_id, made.decided_at = "open", made.opened_by_id, timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save()
    made.decided_by_id = None
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save()


@pytest.mark.parametrize("missing", ["purpose", "grounds"])
def test_an_analysis_says_its_purpose_and_its_grounds(missing):
    with pytest.raises(Invalid):
        networking.proposed(**{missing: "  "})


def test_nothing_is_written_or_read_before_the_approval_nor_after_the_closing():
    made = networking.proposed()
    with pytest.raises(NotAllowed):
        networking.entity(made)
    actions.approve_analysis(ibrahima(), made)
    entity = networking.entity(made)
    assert selectors.entity_for(daouda(), entity.pk).label == networking.BOSS
    actions.close_analysis(daouda(), made, closing="Jugé")
    with pytest.raises(NotVisible):
        selectors.entity_for(daouda(), entity.pk)
    assert selectors.graph_of(made, daouda()).entities == []


@pytest.mark.parametrize("who", ["awa", "coumba", "etienne", "hawa"])
def test_nobody_outside_justice_reads_a_network(who):
    entity = networking.entity(networking.analysis())
    with pytest.raises(NotVisible):
        selectors.read_entity(scene.actor(who), entity.pk)
    assert list(selectors.analyses_visible_to(scene.actor(who))) == []


def test_the_magistrate_reads_the_network_of_a_file_that_was_sent_and_writes_nothing():
    analysis = networking.analysis()
    entity = networking.entity(analysis)
    lassana = scene.actor("lassana")
    with pytest.raises(NotVisible):
        selectors.entity_for(lassana, entity.pk)
    inquiry = analysis.inquiry
    inquiry.court_id, inquiry.referred_at, inquiry.state = lassana.organisation_id, timezone.now(), "referred"
    inquiry.save()
    assert selectors.read_entity(lassana, entity.pk).entity.label == networking.BOSS
    with pytest.raises(NotAllowed):
        actions.add_statement(
            lassana,
            selectors.entity_for(lassana, entity.pk),
            prop="alias",
            value="X",
            grading=networking.grading(),
        )


def test_each_reading_of_a_named_person_is_in_the_journal():
    analysis = networking.analysis()
    one, other = networking.entity(analysis), networking.entity(analysis, name="Autre Fictif")
    link = networking.link(analysis, one, other)
    selectors.read_entity(daouda(), one.pk)
    selectors.read_link(daouda(), link.pk)
    selectors.graph_of(analysis, daouda())
    assert [line.object for line in lines("read_entity")] == [one.code]
    assert [line.object for line in lines("read_link")] == [link.code]
    assert lines("read_graph")[0].detail == {"entities": 2, "links": 1}
    assert networking.BOSS not in str([line.detail for line in AuditLine.objects.all()])


# Protection


def test_who_is_protected_is_not_removable_in_code_nor_in_the_database():
    analysis = networking.analysis()
    forced = networking.forced(analysis)
    (shown,) = selectors.graph_of(analysis, daouda()).entities
    assert (shown.standing, shown.removable) == ("forced", False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entity.objects.filter(pk=forced.pk).update(removable=True)


def test_only_another_person_lifts_a_protection_and_says_why():
    forced = networking.forced(networking.analysis())
    with pytest.raises(NotAllowed):
        actions.unmark_entity(daouda(), forced, reason="Erreur")
    with pytest.raises(Invalid):
        actions.unmark_entity(ibrahima(), forced, reason=" ")
    with pytest.raises(StateNotOpen):
        actions.mark_entity(daouda(), forced, standing="witness", reason="Encore")
    actions.unmark_entity(ibrahima(), forced, reason="Deux personnes du même nom")
    assert Entity.objects.system(SYSTEM).get(pk=forced.pk).removable


def test_only_a_person_is_protected():
    phone = networking.entity(networking.analysis(), "phone", phone="+999 10 00 00 01")
    with pytest.raises(Invalid):
        actions.mark_entity(daouda(), phone, standing="forced", reason="Non")


def test_no_property_can_hold_an_origin_and_kinship_is_never_ranked():
    said = {prop.value for prop in Property}
    columns = {field.name for model in (Entity, Link, Statement) for field in model._meta.get_fields()}
    for word in ("nationality", "citizenship", "ethnic", "religion", "origin_country", "tribe", "sex"):
        assert not [name for name in said | columns if word in name]
    analysis = networking.analysis()
    one, other = networking.entity(analysis), networking.entity(analysis, name="Autre Fictif")
    networking.link(analysis, one, other, kind="kinship")
    assert [link.ranked for link in selectors.graph_of(analysis, daouda()).links] == [False]
    assert "kinship" in NEVER_RANKED


# Strength and expiry


def test_a_strength_has_its_sources_and_the_database_holds_it():
    analysis = networking.analysis()
    one, other = networking.entity(analysis), networking.entity(analysis, name="Autre Fictif")
    link = networking.link(analysis, one, other)
    weak = link.strength
    assert (link.sources, 0 < weak < 1) == (1, True)
    assert networking.link(analysis, one, other).strength == weak, "the same source twice counts once"
    again = networking.link(analysis, one, other, graded=networking.grading(origin="Patrouille du 3 mars"))
    assert (again.sources, again.strength > weak) == (2, True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Link.objects.filter(pk=link.pk).update(sources=0)


def test_what_nobody_confirms_expires_is_emptied_and_counts_no_more():
    analysis = networking.analysis()
    one, other = networking.entity(analysis), networking.entity(analysis, "phone", phone="99910000001")
    link = networking.link(analysis, one, other, kind="uses")
    kept = networking.link(analysis, one, other, kind="owns", graded=networking.record())
    confirmed = networking.statement(other)
    actions.confirm_statement(daouda(), confirmed, evidence="PV 3", confirmation="Vu")
    yesterday = timezone.localdate() - timedelta(days=1)
    Statement.objects.filter(state="unconfirmed").update(expires_on=yesterday)
    assert actions.expire_statements(None) == 2
    assert actions.expire_statements(None) == 0
    gone = Statement.objects.system(SYSTEM).filter(state="expired")
    assert {(bytes(row.sealed), row.words == {}, row.times) for row in gone} == {(b"", True, 0)}
    link, kept = (Link.objects.system(SYSTEM).get(pk=row.pk) for row in (link, kept))
    assert (link.strength, link.sources, link.first, kept.sources) == (0, 0, None, 1)
    assert Entity.objects.system(SYSTEM).get(pk=one.pk).label == one.handle
    assert Entity.objects.system(SYSTEM).get(pk=other.pk).label == "+99910000001"
    assert [row.kind for row in selectors.graph_of(analysis, daouda()).links] == ["owns"]


def test_before_it_expires_it_is_in_the_list_of_those_that_will(settings):
    analysis = networking.analysis()
    one = networking.entity(analysis)
    assert list(selectors.expiring_for(daouda(), analysis)) == []
    settings.NETWORK_WARNING_DAYS = settings.NETWORK_EXPIRY_DAYS
    assert [row.entity_id for row in selectors.expiring_for(daouda(), analysis)] == [one.pk]


def test_what_is_withdrawn_is_emptied_with_what_found_it():
    analysis = networking.analysis()
    phone = networking.entity(analysis, "phone", phone="+999 10 00 00 01")
    assert Identifier.objects.count() == 1
    actions.withdraw_statement(daouda(), networking.statement(phone))
    assert Identifier.objects.count() == 0
    assert Entity.objects.system(SYSTEM).get(pk=phone.pk).label == phone.handle
    with pytest.raises(IntegrityError), transaction.atomic():
        Statement.objects.filter(entity=phone).update(sealed=b"words")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"origin": "  "}, "origin"),
        ({"stated_on": timezone.localdate() + timedelta(days=2)}, "stated_on"),
        ({"source": "operator"}, "evidence"),
        ({"credibility": "1"}, "evidence"),
    ],
)
def test_a_statement_without_a_source_or_a_reference_is_refused(said, field):
    with pytest.raises(Invalid) as refused:
        networking.entity(networking.analysis(), graded=networking.grading(**said))
    assert refused.value.field == field
    assert Entity.objects.system(SYSTEM).count() == 0


def test_an_analysis_that_is_closed_long_enough_is_emptied(settings):
    analysis = networking.analysis()
    networking.taken(analysis)
    networking.pair(analysis)
    networking.table(analysis, networking.CALLS + "\n99910000003;99910000004;2026-03-01;1\n")
    actions.close_analysis(daouda(), analysis, closing="Jugé")
    assert actions.forget_analyses(None) == 0
    Analysis.objects.update(closed_at=timezone.now() - timedelta(days=settings.NETWORK_KEEP_DAYS + 1))
    assert actions.forget_analyses(None) == 1
    left = Analysis.objects.system(SYSTEM).get()
    assert (left.state, bytes(left.sealed)) == ("emptied", b"")
    assert not Entity.objects.system(SYSTEM).exists()
    assert not Statement.objects.system(SYSTEM).exists()


# Bad input


def test_a_link_to_itself_or_to_another_analysis_is_refused():
    analysis, elsewhere = networking.analysis(), networking.analysis()
    one, other = networking.entity(analysis), networking.entity(elsewhere)
    for target in (one, other):
        with pytest.raises(Invalid):
            networking.link(analysis, one, target)
    with pytest.raises(IntegrityError), transaction.atomic():
        Link(analysis=analysis, kind="call", source=one, target=one).save(force_insert=True)


def test_a_period_that_ends_before_it_begins_is_refused():
    analysis = networking.analysis()
    one, other = networking.entity(analysis), networking.entity(analysis, name="Autre Fictif")
    today = timezone.localdate()
    with pytest.raises(Invalid):
        networking.link(analysis, one, other, extent=Extent(today, today - timedelta(days=1)))
    assert Link.objects.system(SYSTEM).count() == 0


def test_a_telephone_written_in_five_ways_is_one():
    analysis = networking.analysis()
    phone = networking.entity(analysis, "phone", phone="+999 10 00 00 01")
    for written in ("0099910000001", "99910000001", "(+999) 10-00-00-01", "+999.10.00.00.01"):
        with pytest.raises(Invalid, match="déjà celui de"):
            networking.entity(analysis, "phone", phone=written)
    assert Entity.objects.system(SYSTEM).get().label == "+99910000001"
    assert actions.Identifier.objects.get().entity_id == phone.pk
