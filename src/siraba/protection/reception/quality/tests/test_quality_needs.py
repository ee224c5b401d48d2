"""What each branch needs, ranked by a score that is explained; the head office sees counts and no name."""

import io

import openpyxl
import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from siraba.protection.reception.branches.actions import add_member, count_equipment
from siraba.protection.reception.branches.needs import Cell, measures, ranked, ranks, score_of
from siraba.protection.reception.queue.models import Visit
from tests import scene

FIGURES = st.dictionaries(st.integers(0, 8), st.one_of(st.none(), st.integers(0, 6)), min_size=2, max_size=9)


@given(FIGURES, st.data())
def test_who_needs_more_never_ranks_lower(values, data):
    unit = data.draw(st.sampled_from(sorted(values)))
    if values[unit] is None:
        assert unit not in ranks(values, "low")
        return
    before = ranks(values, "low")
    after = ranks(values | {unit: values[unit] + data.draw(st.integers(0, 5))}, "low")
    assert after[unit] >= before[unit]
    assert all(after[other] <= before[other] for other in before if other != unit)


@given(FIGURES)
def test_ranks_lie_between_0_and_1_and_both_sides_mirror_each_other(values):
    low, high = ranks(values, "low"), ranks(values, "high")
    assert low.keys() == high.keys() == {unit for unit, value in values.items() if value is not None}
    assert all(0 <= rank <= 1 for rank in low.values())
    assert all(low[unit] == pytest.approx(1 - high[unit]) for unit in low)
    if low:
        assert sum(low.values()) / len(low) == pytest.approx(0.5)


@given(
    st.lists(st.one_of(st.none(), st.floats(0, 1)), min_size=5, max_size=5),
    st.lists(st.integers(0, 10), min_size=5, max_size=5),
)
def test_the_score_is_a_mean_of_what_is_known_and_nothing_known_is_no_zero(found, given_weights):
    known = measures()[:5]
    cells = [Cell(measure, rank, rank) for measure, rank in zip(known, found, strict=True)]
    weights = dict(zip((measure.code for measure in known), given_weights, strict=True))
    counted = [rank for rank, weight in zip(found, given_weights, strict=True) if rank is not None and weight]
    score = score_of(cells, weights)
    if not counted:
        assert score is None
    else:
        assert 100 * min(counted) - 1e-9 <= score <= 100 * max(counted) + 1e-9


@pytest.fixture
def busy(garba, nana):
    """Gogui: an agent who speaks Bambara, and three who arrived, of whom two speak Soninke alone. Kayes: two agents."""
    gogui, kayes = scene.branch("gogui"), scene.branch("kayes")
    add_member(scene.actor("nana"), gogui, name="Agent un", duty="reception", languages=["bm", "fr"])
    for name in ("Agent deux", "Agent trois"):
        add_member(scene.actor("nana"), kayes, name=name, duty="reception", languages=["snk"])
    gogui.desks = 1
    gogui.save()
    bus = scene.convoy()
    scene.arrival(on=bus, languages=["bm"])
    for _ in range(2):
        scene.grown_arrival(on=bus, languages=["snk"])
    count_equipment(scene.actor("nana"), gogui, kind="water", number=1, working=0)
    count_equipment(scene.actor("nana"), gogui, kind="printer", number=1, working=1)
    scene.quality_action(scene.inspected("gogui"))
    scene.room("women", beds=4)
    scene.room("men", beds=2)
    waited = scene.called_visit()
    Visit.objects.system("how long one waited").filter(pk=waited.pk).update(waited=40)
    return gogui, kayes


@pytest.mark.django_db
def test_each_measure_says_what_is_known_and_no_more(busy):
    gogui, kayes = busy
    (first, second) = ranked(scene.actor("nana"), [kayes, gogui], {})
    assert (first.branch, second.branch) == (gogui, kayes)
    told = {cell.measure.code: cell.value for cell in first.cells}
    expected = {"per_agent": 3, "per_desk": 3, "unspoken": 2, "broken": 1, "to_do": 1}
    expected |= {"per_bed": 0.5, "waiting": 40}
    assert {code: told[code] for code in expected} == expected
    elsewhere = {cell.measure.code: cell.value for cell in second.cells}
    unknown = {"per_agent": 0, "per_desk": None, "unspoken": 0, "broken": None, "to_do": None}
    unknown |= {"per_bed": None, "waiting": None}
    assert {code: elsewhere[code] for code in unknown} == unknown


@pytest.mark.django_db
def test_weights_come_by_the_address_and_a_measure_of_weight_0_does_not_count(busy, nana, client_for):
    gogui, kayes = busy
    weights = {measure.code: 0 for measure in measures()}
    nothing = ranked(scene.actor("nana"), [gogui, kayes], weights)
    assert {need.score for need in nothing} == {None}
    only = ranked(scene.actor("nana"), [gogui, kayes], weights | {"per_agent": 3})
    assert [need.score for need in only] == [100, 0]
    client = client_for(nana)
    page = client.get(reverse("quality:needs"), {"per_agent": 3, "per_desk": "beaucoup"})
    assert page.status_code == 200
    assert 'class="error-message"' in page.content.decode()


@pytest.mark.django_db
def test_the_tables_and_the_case_for_money_give_the_figures_and_no_name(busy, nana, client_for):
    client = client_for(nana)
    pages = [
        client.get(reverse("quality:needs")).content.decode(),
        client.get(reverse("quality:needs"), {"format": "csv"}).content.decode(),
        client.get(reverse("quality:league")).content.decode(),
        client.get(reverse("quality:funding_case", args=["gogui"])).content.decode(),
    ]
    for page in pages:
        assert not [word for word in (*scene.SECRETS, "Oumou", "Sangaré") if word in page]
    case = pages[-1]
    assert "3 personnes y sont arrivées en 90 jours, soit 3,0 par agent" in case
    assert "2 personnes n’y ont trouvé aucun agent de leur langue (Soninké)" in case
    assert "Il manque ou ne marche pas : Point d’eau." in case
    assert "Actions demandées par une inspection et pas encore faites : 1." in case
    assert "Lits utilisables : 6, soit 0,5 arrivées par lit en 90 jours." in case
    assert "Neuf personnes sur dix y ont attendu 40 min au plus" in case
    sheet = openpyxl.load_workbook(
        io.BytesIO(client.get(reverse("quality:needs"), {"format": "xlsx"}).content)
    ).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[1][:2] == (1, "Antenne de Gogui")
    assert len(rows) == 1 + scene.organisation("dgme").units.filter(branch__isnull=False).count()


@pytest.mark.django_db
def test_a_branch_of_which_nothing_is_known_is_told_what_to_write(nana, client_for):
    page = client_for(nana).get(reverse("quality:funding_case", args=["koury"])).content.decode()
    assert "Rien n’est encore su de cette antenne" in page
    assert client_for(nana).get(reverse("quality:funding_case", args=["foyer"])).status_code == 404


@pytest.mark.django_db
def test_the_ranking_asks_the_database_the_same_number_of_times_for_any_number_of_branches(busy):
    gogui, kayes = busy
    asked = []
    for some in ([gogui], [gogui, kayes, scene.branch("gao"), scene.branch("koury")]):
        with CaptureQueriesContext(connection) as queries:
            ranked(scene.actor("nana"), some, {})
        asked.append(len(queries))
    assert asked[0] == asked[1]


@pytest.mark.django_db
def test_who_left_is_no_longer_counted_among_the_staff(busy):
    gogui, _kayes = busy
    gogui.members.update(left_on=timezone.localdate())
    (need,) = ranked(scene.actor("nana"), [gogui], {})
    told = {cell.measure.code: cell.value for cell in need.cells}
    assert (told["per_agent"], told["unspoken"]) == (None, None)


@pytest.mark.django_db
def test_a_branch_whose_beds_are_all_out_of_use_has_no_arrivals_by_bed(busy):
    gogui, _kayes = busy
    gogui.unit.rooms.update(out_of_use=F("beds"), reason="Travaux")
    (need,) = ranked(scene.actor("nana"), [gogui], {})
    assert {cell.measure.code: cell.value for cell in need.cells}["per_bed"] is None
