"""Those who keep an entry: write it, say it is true, count its places, put it away; others may not."""

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from siraba.foundation.access.errors import Invalid, NotAllowed, StateNotOpen
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.messaging.models import OutgoingMessage
from siraba.foundation.services import actions
from siraba.foundation.services.models import Service, Vacancy
from siraba.foundation.services.selectors import place_open_to, proposable_services
from tests import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("coumba", "provider", "hawa", "awa", "garba")]
SYSTEM = "a test looks at what was queued"


@pytest.fixture
def coumba_s(entry):
    return entry("oim", state="draft", verified_on=None)


def test_a_new_entry_is_proposed_once_it_is_verified(awa):
    told = {
        "name": "Soins",
        "service_type": "medical",
        "area": scene.region(),
        "valid_from": date(2026, 1, 1),
    }
    office = [{"weekday": 0, "opens": time(8), "closes": time(16)}]
    service = actions.add_service(
        scene.actor("coumba"), parts={"schedules": office, "languages": ["fr"]}, **told
    )
    assert (service.state, service.hours) == ("draft", "Lundi 8\xa0h\xa0– 16\xa0h")
    assert service not in proposable_services(scene.actor("awa"))
    actions.verify_service(scene.actor("coumba"), service)
    assert service in proposable_services(scene.actor("awa"))
    assert (service.verified_on, service.verified_by) == (timezone.localdate(), scene.account("coumba"))


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"name": "x"}, "name"),
        ({"fees": "x" * 161}, "fees"),
        ({"service_type": "rien"}, "service_type"),
        ({"valid_to": date(2025, 1, 1)}, "valid_to"),
        ({"latitude": 12.0}, "latitude"),
        ({"latitude": 91.0, "longitude": 0.0}, "latitude"),
        ({"parts": {"languages": ["klingon"]}}, "languages"),
        ({"parts": {"vacancies": [{"group": "", "capacity": 2, "vacant": 3}]}}, "vacancies"),
        ({"parts": {"rules": [{"groups": ["rien"]}]}}, "rules"),
        ({"parts": {"rules": [{"age_from": 9, "age_to": 8}]}}, "rules"),
    ],
)
def test_a_value_that_cannot_be_is_refused_on_its_field_and_nothing_changes(coumba_s, change, name):
    before = Service.objects.values().get()
    with pytest.raises(Invalid) as refusal:
        actions.amend_service(scene.actor("coumba"), coumba_s, **change)
    assert refusal.value.field == name
    assert Service.objects.values().get() == before


def test_a_unit_of_another_organisation_is_refused(coumba_s):
    unit = scene.organisation("dgme").units.first()
    with pytest.raises(Invalid, match="autre structure"):
        actions.amend_service(scene.actor("coumba"), coumba_s, unit=unit)


def test_two_entries_of_one_name_and_day_are_refused(coumba_s, entry):
    other = entry("oim")
    with pytest.raises(Invalid, match="déjà une fiche de ce nom"):
        actions.amend_service(scene.actor("coumba"), other, name=coumba_s.name)


@pytest.mark.parametrize("vacant", [-1, 6])
def test_free_places_stay_between_none_and_the_capacity(entry, vacant):
    service = entry("oim", vacancies=[{"group": "", "capacity": 5, "vacant": 2}])
    with pytest.raises(Invalid, match="De 0 à 5 places"):
        actions.update_vacancy(scene.actor("coumba"), service, vacant=vacant)
    with pytest.raises(IntegrityError), transaction.atomic():
        Vacancy.objects.update(vacant=6)
    actions.update_vacancy(scene.actor("coumba"), service, vacant=0)
    row = service.vacancies.get()
    assert (row.vacant, row.updated_by) == (0, scene.account("coumba"))


def test_a_group_that_is_not_counted_has_no_places(entry):
    with pytest.raises(Invalid, match="ne compte pas"):
        actions.update_vacancy(scene.actor("coumba"), entry("oim"), vacant=1)


def test_another_organisation_may_do_nothing_to_it(coumba_s):
    for act in (actions.verify_service, actions.archive_service, actions.amend_service):
        with pytest.raises(NotAllowed):
            act(scene.actor("provider"), coumba_s)


def test_who_may_not_know_where_the_house_is_does_not_keep_its_entry(entry):
    house = entry("dgme", address_protected=True)
    garba = scene.actor("garba")
    assert not place_open_to(garba, house)
    with pytest.raises(NotAllowed):
        actions.amend_service(garba, house, fees="Gratuit")


def test_an_archived_entry_comes_back_to_be_verified(coumba_s):
    coumba = scene.actor("coumba")
    actions.archive_service(coumba, coumba_s)
    for act in (actions.verify_service, actions.archive_service):
        with pytest.raises(StateNotOpen, match="Reprendre la fiche"):
            act(coumba, coumba_s)
    actions.restore_service(coumba, coumba_s)
    assert coumba_s.state == "draft"


# What time does


@pytest.fixture
def old(entry, settings):
    def make(days: int = settings.DIRECTORY_DAYS, **more):
        numbers = [{"number": "+223 70 00 00 01", "function": "Chargé de l’accueil"}]
        return entry("oim", verified_on=timezone.localdate() - timedelta(days=days), phones=numbers, **more)

    return make


def messages():
    return [one.words for one in OutgoingMessage.objects.system(SYSTEM).order_by("queued_at")]


def test_an_entry_that_nobody_verified_expires_and_its_focal_point_is_asked_once(old, settings):
    stale, fresh = old(name="Soins à Gao"), old(days=settings.DIRECTORY_DAYS - 1)
    assert actions.expire_services(None) == 1
    assert actions.expire_services(None) == 0
    stale.refresh_from_db()
    fresh.refresh_from_db()
    assert (stale.state, fresh.state) == ("expired", "verified")
    (message,) = messages()
    assert message["number"] == "22370000001"
    assert "« Soins à Gao » est périmée" in message["text"]
    assert AuditLine.objects.filter(act="expire_services").first().detail == {"count": 1}


def test_the_message_does_not_name_a_protected_house(old):
    old(name="Foyer secret", address_protected=True)
    actions.expire_services(None)
    (message,) = messages()
    assert "secret" not in message["text"]


def test_a_service_that_closed_yesterday_expires_and_its_focal_point_is_asked_once(old):
    service = old(name="Soins à Gao", days=3, valid_to=timezone.localdate() - timedelta(days=1))
    assert [actions.expire_services(None) for _day in range(2)] == [1, 0]
    service.refresh_from_db()
    assert service.state == "expired"
    (message,) = messages()
    assert "« Soins à Gao » a passé son dernier jour" in message["text"]


def test_a_service_whose_last_day_is_past_is_not_said_true(old):
    service = old(days=3, valid_to=timezone.localdate() - timedelta(days=1))
    with pytest.raises(Invalid, match="Son dernier jour est passé"):
        actions.verify_service(scene.actor("coumba"), service)
    actions.amend_service(scene.actor("coumba"), service, valid_to=timezone.localdate())
    actions.verify_service(scene.actor("coumba"), service)
    assert service.verified_on == timezone.localdate()


def test_a_number_that_cannot_receive_does_not_stop_the_timer(entry, old):
    entry("oim", verified_on=date(2026, 1, 2), phones=[{"number": "115"}])
    old()
    assert actions.expire_services(None) == 2
    assert len(messages()) == 1


# The pages


class TestPages:
    def test_my_day_verifies_with_one_press(self, client_for, coumba, coumba_s):
        client = client_for(coumba)
        page = client.get(reverse("interface:my_day")).content.decode()
        address = reverse("services:step", args=[coumba_s.uuid, "verifier"])
        assert f'action="{address}"' in page
        response = client.post(address, {"next": "my_day"})
        assert response["Location"] == reverse("interface:my_day")
        coumba_s.refresh_from_db()
        assert coumba_s.state == "verified"
        assert address not in client.get(reverse("interface:my_day")).content.decode()

    def test_free_places_take_one_field(self, client_for, coumba, entry):
        service = entry("oim", vacancies=[{"group": "women", "capacity": 5, "vacant": 2}])
        address = reverse("services:vacancy", args=[service.uuid, "women"])
        client = client_for(coumba)
        refused = client.post(address, {"vacant": "6"})
        assert refused.status_code == 422
        assert "De 0 à 5 places" in refused.content.decode()
        assert client.post(address, {"vacant": "4"}).status_code == 302
        assert service.vacancies.get().vacant == 4

    def test_an_hour_that_ends_before_it_starts_is_said_on_its_field(self, client_for, coumba, coumba_s):
        address = reverse("services:amend", args=[coumba_s.uuid, "horaires"])
        told = {"days_1": ["0"], "opens_1": "20:00", "closes_1": "06:00"}
        page = client_for(coumba).post(address, told)
        assert page.context["form"].errors.keys() == {"closes_1"}
        assert "vient avant l’heure d’ouverture" in page.content.decode()
        assert not coumba_s.schedules.exists()

    @pytest.mark.parametrize(
        ("subject", "told", "kind", "count"),
        [
            ("horaires", {"days_1": ["0", "1"], "opens_1": "08:00", "closes_1": "12:00"}, "schedules", 2),
            ("public", {"sex_1": "female", "age_from_1": "15", "alone_1": "any"}, "rules", 1),
            (
                "places",
                {"group_1": "", "capacity_1": "5", "vacant_1": "5", "measure_1": "bed"},
                "vacancies",
                1,
            ),
            ("contacts", {"number_1": "+22370000001", "languages": ["fr", "bm"]}, "languages", 2),
        ],
    )
    def test_each_subject_has_a_page_that_shows_what_it_kept(
        self, client_for, coumba, coumba_s, subject, told, kind, count
    ):
        address = reverse("services:amend", args=[coumba_s.uuid, subject])
        client = client_for(coumba)
        assert client.post(address, told).status_code == 302
        assert getattr(coumba_s, kind).count() == count
        form = client.get(address).context["form"]
        again = {name: form[name].value() for name in form.fields if name in told}
        assert {k: [str(i) for i in v] if isinstance(v, list) else str(v)[:5] for k, v in again.items()} == {
            k: v if isinstance(v, list) else v[:5] for k, v in told.items()
        }

    def test_a_page_loses_no_row_however_many_there_are(self, client_for, coumba, entry):
        rows = [{"days": str(day), "opens": f"0{day}:00", "closes": "16:00"} for day in range(1, 8)]
        service = entry("oim", schedules=rows)
        address = reverse("services:amend", args=[service.uuid, "horaires"])
        client = client_for(coumba)
        form = client.get(address).context["form"]
        told = {
            name: form[name].value() for name in form.fields if form[name].value() not in (None, "", False)
        }
        before = list(service.schedules.values("weekday", "opens", "closes"))
        assert client.post(address, told).status_code == 302
        assert list(service.schedules.values("weekday", "opens", "closes")) == before

    def test_a_new_sheet_is_written_with_its_documents_and_prices(self, client_for, coumba):
        told = {
            "name": "Soins à Gao", "service_type": "medical", "area": "Gao", "valid_from": "2026-01-01",
            "documents": "Carnet\nAttestation", "costs": "Copie ; 1 500",
        }  # fmt: skip
        response = client_for(coumba).post(reverse("services:add"), told)
        service = Service.objects.get(name="Soins à Gao")
        assert response["Location"] == reverse("services:detail", args=[service.uuid])
        assert [row.name for row in service.documents.all()] == ["Carnet", "Attestation"]
        assert [(row.option, row.amount) for row in service.costs.all()] == [("Copie", 1500)]

    def test_a_place_that_does_not_exist_loses_nothing_of_what_was_typed(self, client_for, coumba):
        told = {"name": "Soins", "service_type": "medical", "area": "Atlantide", "valid_from": "2026-01-01"}
        page = client_for(coumba).post(reverse("services:add"), told)
        assert "area" in page.context["form"].errors
        assert 'value="Soins"' in page.content.decode()

    def test_the_stale_page_lists_one_s_own_and_counts_for_the_coordinator(
        self, client_for, coumba, hawa, old
    ):
        old(name="Soins à Gao")
        actions.expire_services(None)
        address = reverse("services:stale")
        assert "Soins à Gao" in client_for(coumba).get(address).content.decode()
        seen = client_for(hawa).get(address)
        assert {"provider__short_name": "OIM", "all": 1, "verified": 0, "draft": 0, "expired": 1} in (
            seen.context["counts"]
        )

    @pytest.mark.parametrize("who", ["hawa", "nana"])
    def test_who_oversees_reads_which_entries_are_no_longer_sure_and_names_no_protected_house(
        self, client_for, request, who, old, entry
    ):
        old(name="Soins à Gao")
        old(name="Maison de repos", address_protected=True)
        entry("oim", name="Soins à Ségou")
        actions.expire_services(None)
        client = client_for(request.getfixturevalue(who))
        for address in ({}, {"format": "csv"}):
            told = client.get(reverse("services:stale"), address).content.decode()
            assert "Soins à Gao" in told
            assert "Maison de repos" not in told
            assert "Soins à Ségou" not in told
        assert reverse("services:stale") in client.get(reverse("services:directory")).content.decode()

    def test_who_only_reads_finds_no_way_to_write(self, client_for, awa, coumba_s, entry):
        service = entry("oim")
        page = client_for(awa).get(reverse("services:detail", args=[service.uuid]))
        assert "Tenir cette fiche" not in page.content.decode()
        assert client_for(awa).get(reverse("services:entries")).status_code == 404
        assert client_for(awa).get(reverse("services:detail", args=[coumba_s.uuid])).status_code == 200

    def test_few_queries_for_my_day(self, client_for, coumba, entry, django_assert_max_num_queries):
        for _number in range(12):
            entry("oim", state="draft", verified_on=None)
        client = client_for(coumba)
        client.get(reverse("interface:my_day"))
        with django_assert_max_num_queries(40):
            client.get(reverse("interface:my_day"))
