"""The head office asks where the next branches should open, is told who gains, and sees no name."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from siraba.foundation.access.errors import Invalid, NotAllowed, NotVisible
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import find_area
from siraba.foundation.organisations.models import Unit
from siraba.protection.reception.branches.models import Branch
from siraba.protection.reception.network import places
from siraba.protection.reception.network.actions import (
    allow_site,
    compute_scenario,
    forbid_site,
    make_scenario,
    set_sites,
)
from siraba.protection.reception.network.models import Scenario
from siraba.protection.reception.network.reading import read
from siraba.protection.reception.network.selectors import scenario_for
from tests import scene

pytestmark = pytest.mark.django_db


def computed(**changes) -> Scenario:
    made = scene.scenario(**changes)
    while made.state != "completed":
        compute_scenario(scene.actor("nana"), made)
    return made


def roles(scenario: Scenario, role: str) -> set[str]:
    return {str(site.area) for site in scenario.sites.filter(role=role).select_related("area")}


@pytest.fixture(autouse=True)
def _cast(nana, garba):
    """The head office, and an agent of a branch."""


def test_open_branches_count_as_open_and_planned_ones_are_places_like_others():
    made = scene.scenario()
    assert {"Bamako", "Kayes", "Gao", "Zégoua"} == roles(made, "existing")
    assert {"Gogui", "Nara", "Kidal", "Sikasso", "Kita"} <= roles(made, "candidate")


def test_the_curve_goes_from_today_to_ten_and_only_falls():
    made = computed()
    results = list(made.results.all())
    assert [result.number for result in results] == list(range(11))
    assert all(result.proven and result.gap == 0 for result in results)
    assert all(len(result.areas) == result.number for result in results)
    values = [result.value for result in results]
    assert values == sorted(values, reverse=True)
    reading = read(made)
    assert reading.chosen.result.number == 3
    assert reading.after.mean == pytest.approx(reading.chosen.value)
    assert reading.before.mean == pytest.approx(reading.steps[0].value)


def test_who_gains_is_told_with_the_nearest_branch_and_adds_up_to_the_figure():
    reading = read(computed(basis="equal"))
    gains = reading.gains()
    assert len(gains) == len(reading.scenario.demand)
    total = sum(gain.weight for gain in gains)
    assert sum(gain.weight * gain.after for gain in gains) / total == pytest.approx(reading.chosen.value)
    assert all(gain.saved >= 0 for gain in gains)
    assert all(gain.new for gain in gains if gain.saved > 0)
    saved = [gain.weight * gain.saved for gain in gains]
    assert saved == sorted(saved, reverse=True)


def test_a_forbidden_site_says_why_and_never_opens():
    asked = {"model": "centre"}
    free = read(computed(**asked))
    unwanted = free.proposed[0].area
    made = scene.scenario(**asked)
    with pytest.raises(Invalid):
        forbid_site(
            scene.actor("nana"),
            made,
            area=unwanted,
            reason="x",
            since=timezone.localdate() + timedelta(days=1),
        )
    forbid_site(scene.actor("nana"), made, area=unwanted, reason="Attaque", since=timezone.localdate())
    while made.state != "completed":
        compute_scenario(scene.actor("nana"), made)
    chosen = {area for result in made.results.all() for area in result.areas}
    assert unwanted.pk not in chosen
    assert read(made).forbidden[0].reason == "Attaque"
    assert read(made).chosen.value >= free.chosen.value
    # Changed again, the answer of before is forgotten
    allow_site(scene.actor("nana"), made, area=unwanted)
    assert (made.state, made.place, made.results.count()) == ("draft", 0, 0)
    assert str(unwanted) in roles(made, "candidate")


def test_a_whole_region_may_be_forbidden_and_let_go():
    made = scene.scenario()
    region = Area.objects.get(level=1, name="Kidal", version__current=True)
    forbid_site(scene.actor("nana"), made, area=region, reason="Accès", since=timezone.localdate())
    while made.state != "completed":
        compute_scenario(scene.actor("nana"), made)
    regions = {
        places.area_and_above(area)[-2].name
        for area in places.areas_of({pk for one in made.results.all() for pk in one.areas}).values()
    }
    assert "Kidal" not in regions
    allow_site(scene.actor("nana"), made, area=region)
    assert not made.sites.filter(area=region).exists()


def test_a_planned_branch_that_is_ticked_counts_as_open_and_brings_its_neighbours_nearer():
    before = read(computed())
    made = scene.scenario()
    gogui = find_area("Gogui")
    existing = [*Area.objects.filter(pk__in=made.sites.filter(role="existing").values("area")), gogui]
    candidates = Area.objects.filter(pk__in=made.sites.filter(role="candidate").values("area"))
    set_sites(scene.actor("nana"), made, existing=existing, candidates=candidates)
    assert "Gogui" in roles(made, "existing")
    assert "Gogui" not in roles(made, "candidate")
    assert read(made).before.mean < before.before.mean
    with pytest.raises(Invalid):
        set_sites(scene.actor("nana"), made, existing=existing, candidates=existing)
    with pytest.raises(Invalid):
        forbid_site(scene.actor("nana"), made, area=gogui, reason="x", since=timezone.localdate())


def test_arrivals_weigh_where_they_were_received_or_where_their_convoy_left():
    with pytest.raises(Invalid) as refusal:
        scene.scenario(basis="arrivals")
    assert refusal.value.field == "basis"
    bus, other = scene.convoy(from_place="Kayes"), scene.convoy(reference="Car 13", from_place="Nouadhibou")
    for convoy in (bus, bus, other):
        scene.grown_arrival(on=convoy)
    scene.grown_arrival(on=bus, presence="expected")
    nioro = find_area("Cercle de Nioro")
    received = scene.scenario(basis="arrivals")
    assert (received.demand, received.unplaced, received.months) == ([[nioro.pk, 3]], 0, 12)
    left = scene.scenario(basis="departures", months=1)
    # “Kayes” is a region, a cercle and a town: the widest, which is true whichever was meant
    assert (left.demand, left.unplaced) == ([[find_area("Kayes").pk, 2]], 1)


def test_a_table_of_places_is_read_and_each_mistake_is_told_with_its_line():
    table = b"Lieu;Poids\nKita;12,5\nNiono;3\nKita;1\n"
    made = scene.scenario(basis="table", table=table)
    weights = {str(places.areas_of([pk])[pk]): weight for pk, weight in made.demand}
    assert weights == {"Kita": 13.5, "Niono": 3}
    for wrong, said in (
        ("lieu,poids\nKitaa,2\n", "ligne 2, lieu inconnu : Kitaa"),
        ("lieu,poids\nKita,beaucoup\n", "ligne 2, poids illisible : beaucoup"),
        ("lieu,poids\nKita,-1\n", "ligne 2, poids illisible : -1"),
        ("ville,poids\nKita,1\n", "deux colonnes"),
    ):
        with pytest.raises(Invalid, match=said):
            scene.scenario(basis="table", table=wrong.encode())
    assert Scenario.objects.count() == 1


def test_a_protected_unit_is_no_place_of_the_network():
    unit = Unit.objects.get(organisation__code="dgme", code="gao")
    unit.address_protected = True
    unit.save()
    assert "Gao" not in {str(host.area) for host in places.hosts(unit.organisation_id)}
    made = scene.scenario()
    assert "Gao" not in roles(made, "existing")
    shelter = Unit.objects.get(organisation__code="foyer")
    Branch.objects.create(unit=shelter, state="open")
    assert shelter.name not in " ".join(host.label for host in places.hosts(shelter.organisation_id))


def test_a_scenario_is_the_head_office_s_of_its_own_organisation(account_for):
    made = scene.scenario()
    with pytest.raises(NotAllowed):
        make_scenario(scene.actor("garba"), **scene.ASKED)
    with pytest.raises(NotVisible):
        scenario_for(scene.actor("garba"), made.pk)
    account_for("elsewhere", "Ali Bâ", "reception_head", "helvetas")
    with pytest.raises(NotVisible):
        scenario_for(scene.actor("elsewhere"), made.pk)
    with pytest.raises(NotAllowed):
        compute_scenario(scene.actor("elsewhere"), made)
    with pytest.raises(Invalid):
        make_scenario(scene.actor("elsewhere"), **scene.ASKED, like=made)


def test_a_head_office_without_an_open_branch_begins_at_one(account_for):
    account_for("elsewhere", "Ali Bâ", "reception_head", "helvetas")
    who = scene.actor("elsewhere")
    made = make_scenario(who, **scene.ASKED)
    while made.state != "completed":
        compute_scenario(who, made)
    reading = read(made)
    assert [step.result.number for step in reading.steps] == list(range(1, 11))
    assert reading.before.mean is None
    assert {gain.before for gain in reading.gains()} == {None}


# The pages


def test_a_scenario_is_prepared_chosen_computed_and_read_on_pages(nana, client_for):
    client = client_for(nana)
    asked = {**scene.ASKED, "months": 12}
    refused = client.post(reverse("network:make"), asked | {"basis": "table"})
    assert refused.status_code == 200
    assert "Donnez la table" in refused.content.decode()
    table = SimpleUploadedFile("poids.csv", b"lieu,poids\nKita,5\nNara,3\n")
    made_at = client.post(reverse("network:make"), asked | {"basis": "table", "table": table}).url
    page = client.get(made_at).content.decode()
    assert "vol d’oiseau" in page
    assert '<svg class="network-map"' in page
    made = Scenario.objects.get()
    assert client.post(reverse("network:go", args=[made.pk])).url == made_at
    made.refresh_from_db()
    while made.state != "completed":
        client.post(reverse("network:go", args=[made.pk]))
        made.refresh_from_db()
    page = client.get(made_at).content.decode()
    assert "c’est prouvé" in page
    assert '<svg class="network-curve"' in page
    assert "Qui y gagne" in page
    one = client.get(made_at, {"nombre": 1}).content.decode()
    assert "1 nouvelle antenne" in one
    assert client.get(made_at, {"nombre": "x"}).status_code == 200
    for slug in ("sites", "interdire"):
        assert client.get(reverse("network:act", args=[made.pk, slug])).status_code == 200


def test_the_page_asks_for_the_rest_by_itself_while_it_is_being_computed(nana, client_for):
    made = scene.scenario()
    compute_scenario(scene.actor("nana"), made, seconds=-1)
    assert (made.state, made.place) == ("running", 1)
    page = client_for(nana).get(reverse("network:scenario", args=[made.pk])).content.decode()
    assert "data-continue" in page
    assert "<progress" in page
    assert "1 / 11" in page


def test_two_scenarios_stand_side_by_side(nana, client_for):
    one, other = computed(name="Le plus juste"), computed(name="Le plus près", model="centre", wanted=5)
    page = client_for(nana).get(reverse("network:compare"), {"a": one.pk, "b": other.pk}).content.decode()
    assert page.count('<svg class="network-map"') == 2
    assert "Le plus juste" in page
    assert "Le plus près" in page
    assert "ne se comparent qu’à moitié" not in page
    assert client_for(nana).get(reverse("network:compare"), {"a": one.pk}).status_code == 200


def test_the_coverage_says_the_share_within_hours_today_and_with_a_scenario(nana, client_for):
    client = client_for(nana)
    nothing = client.get(reverse("network:coverage")).content.decode()
    assert "Rien à mesurer encore" in nothing
    today = client.get(reverse("network:coverage"), {"basis": "equal"})
    made = computed()
    after = client.get(reverse("network:coverage"), {"scenario": made.pk})
    assert today.context["before"].within == after.context["before"].within
    assert after.context["after"].within == read(made).after.within
    assert sum(after.context["after"].within) > sum(after.context["before"].within)
    table = client.get(reverse("network:coverage"), {"basis": "equal", "format": "csv"}).content.decode()
    assert "Kita" in table
    assert table.count("\n") == 1 + len(made.demand)


def test_the_head_office_reads_no_name_and_a_branch_finds_no_page(nana, garba, client_for):
    for _ in range(2):
        scene.arrival(on=scene.convoy(reference=f"Car {_}", from_place="Kita"))
    made = computed(basis="arrivals")
    pages = [
        reverse("network:scenarios"),
        reverse("network:scenario", args=[made.pk]),
        reverse("network:coverage"),
        reverse("network:compare") + f"?a={made.pk}&b={made.pk}",
    ]
    for url in pages:
        shown = client_for(nana).get(url)
        assert shown.status_code == 200
        assert not [word for word in scene.SECRETS if word in shown.content.decode()]
        assert client_for(garba).get(url).status_code == 404


def test_where_a_new_branch_would_bring_nobody_nearer_none_is_proposed_and_the_page_says_why(
    client_for, nana
):
    scene.arrival()
    Branch.objects.filter(unit__code="gogui").update(state="open")
    made = computed(basis="arrivals")
    reading = read(made)
    assert list(reading.proposed) == []
    page = client_for(nana).get(reverse("network:scenario", args=[made.pk])).content.decode()
    assert "un autre lieu ne rapprocherait personne" in page
    assert "prenez le même poids pour chaque cercle" in page
