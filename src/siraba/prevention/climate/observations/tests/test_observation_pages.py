"""The pages of public data, as a reader and as a keeper see them."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse

from siraba.foundation.accounts.models import Account
from siraba.prevention.climate.observations import actions
from siraba.prevention.climate.observations.loading import run_takings
from siraba.prevention.climate.observations.models import Observation, Place, Taking, UnplacedName
from tests import observing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hawa", "nana")]


@pytest.fixture
def sign_in(account_for, client_for):
    known = Account.objects.filter
    return lambda name: client_for(known(username=name).first() or account_for(name))


def at(name, *arguments, **query):
    address = reverse(f"observations:{name}", args=arguments)
    return f"{address}?{'&'.join(f'{key}={value}' for key, value in query.items())}" if query else address


def text(response):
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_who_may_read_reads_and_others_find_nothing(sign_in):
    observing.rain()
    assert "Pluie" in text(sign_in("nana").get(at("index")))
    for outsider in ("etienne", "awa", "daouda", "issa"):
        assert sign_in(outsider).get(at("index")).status_code == 404, outsider


def test_before_anything_is_loaded_the_page_says_the_command(sign_in):
    assert "siraba climate load DOSSIER" in text(sign_in("hawa").get(at("index")))
    assert "siraba climate load DOSSIER" in text(sign_in("hawa").get(at("lacking")))
    assert "Charger un fichier" not in text(sign_in("nana").get(at("index")))


def test_a_value_is_shown_with_its_source_edition_and_licence(sign_in):
    observing.rain()
    page = text(sign_in("nana").get(at("indicator", "rain-mm")))
    for said in ("Bafoulabé", "210,5", "PERSIANN-CDR", "données ouvertes", "Écart de pluie"):
        assert said in page, said
    diema = Place.objects.get(name="Diéma")
    only = text(sign_in("nana").get(at("indicator", "rain-mm", place=diema.pk)))
    assert "101" in only
    assert "210,5" not in only
    assert "Aucune valeur" in text(sign_in("nana").get(at("indicator", "rain-mm", since=2021)))


def test_the_csv_has_a_row_of_hxl_tags_and_no_formula(sign_in):
    observing.rain()
    Place.objects.filter(name="Diéma").update(name="=Diéma")
    lines = text(sign_in("nana").get(at("indicator", "rain-mm", format="csv"))).splitlines()
    assert lines[1].startswith("#meta+version,#loc+code,#loc+name,#adm1+name,#date+start,#date+end")
    assert "#indicator+rainfall+mm" in lines[1]
    assert "#meta+licence" in lines[1]
    assert len(lines) == 5
    assert any(line.startswith("cod-2021,ML0102,'=Diéma,Kayes,2020-07-01,2020-07-31,101.0") for line in lines)


def test_the_cercles_without_rain_are_named_with_the_people_displaced_there(sign_in):
    observing.rain()
    observing.waiting_name()
    page = text(sign_in("nana").get(at("lacking")))
    assert "53 cercles sur 53" in page  # two and one values are too few to say anything
    assert "100 % des personnes déplacées" in page.replace("\N{NO-BREAK SPACE}", " ")
    for state in ("aucune valeur", "trop peu de valeurs"):
        assert state in page
    assert "Tin-Essako" in page
    assert "1" in page


def test_a_place_shows_the_last_value_of_each_indicator(sign_in):
    observing.rain()
    page = text(sign_in("nana").get(at("place", Place.objects.get(name="Bafoulabé").pk)))
    assert "240" in page
    assert "210,5" not in page
    assert "cod-2021:ML0101" in page


def test_a_keeper_hands_in_a_file_and_reads_what_came_of_it(sign_in):
    client = sign_in("hawa")
    rows = [*observing.RAIN, "ML0103,Kayes,2020-07,beaucoup,1", "ML0103,Kayes,2099-07,3,1"]
    upload = SimpleUploadedFile("pluie.csv", observing.table(observing.RAIN_HEADER, rows))
    sent = client.post(at("load"), {"table": upload, "retrieved_on": "2026-11-24"})
    job = Taking.objects.get()
    assert sent.headers["Location"] == at("taking", job.pk)
    assert "data-continue" in text(client.get(at("taking", job.pk)))
    client.post(at("read", job.pk))
    page = text(client.get(at("taking", job.pk)))
    assert "« beaucoup » n’est pas un nombre" in page
    assert "est dans le futur" in page
    assert Observation.objects.count() == 3
    job.refresh_from_db()
    assert job.state == Taking.State.DONE
    assert bytes(job.content) == b""
    # Sent again, nothing changes and the page says so
    again = observing.handed_in(observing.table(observing.RAIN_HEADER, rows))
    client.post(at("read", again.pk))
    assert "était déjà chargé" in text(client.get(at("taking", again.pk)))


def test_a_file_without_a_column_is_refused_with_its_name(sign_in):
    client = sign_in("hawa")
    job = observing.handed_in(observing.table("adm2_pcode_2021,adm2_name,date,cover", observing.RAIN))
    client.post(at("read", job.pk))
    page = text(client.get(at("taking", job.pk)))
    assert "rain_mm" in page
    assert "Rien n’a été pris" in page
    assert not Observation.objects.exists()


def test_a_day_to_come_is_refused_at_its_field_and_loses_nothing(sign_in):
    upload = SimpleUploadedFile("pluie.csv", observing.table(observing.RAIN_HEADER, observing.RAIN))
    answer = sign_in("hawa").post(at("load"), {"table": upload, "retrieved_on": "2099-01-01"})
    assert answer.status_code == 422
    assert "pas encore venu" in answer.content.decode()
    assert "2099-01-01" in answer.content.decode()
    assert not Taking.objects.exists()


@override_settings(CLIMATE_PAGE_MB=0)
def test_a_large_file_waits_for_the_timer(sign_in):
    client, job = sign_in("hawa"), observing.handed_in()
    page = text(client.get(at("taking", job.pk)))
    assert "minuteur" in page
    assert "data-continue" not in page
    client.post(at("read", job.pk))
    assert not Observation.objects.exists()
    assert run_takings() == 1
    assert Observation.objects.count() == 3


def test_a_file_of_somebody_else_is_not_there(account_for, client_for):
    job = observing.handed_in()
    steward = account_for("steward", "Une intendante", "data_steward", "cnltppa")
    assert client_for(steward).get(at("taking", job.pk)).status_code == 404


def test_a_name_is_placed_on_its_page_and_reopened(sign_in):
    name, client = observing.waiting_name(), sign_in("hawa")
    page = text(client.get(at("name", name.pk)))
    assert "Mopti" in page
    assert "300" in page
    assert "Placer le nom" not in text(sign_in("nana").get(at("name", name.pk)))
    mopti = Observation.objects.get(indicator__code="idps")
    client = sign_in("hawa")
    client.post(at("name_act", name.pk, "placer"), {"area": mopti.place.area_id, "reason": "faute de frappe"})
    mopti.refresh_from_db()
    assert mopti.value == 1500
    assert "faute de frappe" in text(client.get(at("name", name.pk)))
    client.post(at("name_act", name.pk, "rouvrir"), {"form_id": uuid4()})
    mopti.refresh_from_db()
    assert mopti.value == 1200
    assert UnplacedName.objects.get().state == UnplacedName.State.WAITING


def test_my_day_shows_names_that_wait_and_old_editions(sign_in, settings):
    observing.waiting_name()
    assert "Moptti" in text(sign_in("hawa").get(reverse("interface:my_day")))
    actions.dismiss_name(observing.keeper(), UnplacedName.objects.get(), reason="écrit par erreur")
    assert "Moptti" not in text(sign_in("hawa").get(reverse("interface:my_day")))
    settings.CLIMATE_STALE_DAYS = -1
    assert "Dernière édition obtenue" in text(sign_in("hawa").get(reverse("interface:my_day")))
    assert "ancienne" in text(sign_in("nana").get(at("sources")))


def test_sources_say_what_they_do_not_say(sign_in):
    observing.rain()
    page = text(sign_in("nana").get(at("sources")))
    assert "jamais des départs" in page
    assert "Délai de publication à valider" in page
    edition = observing.rain()
    assert edition.digest in text(sign_in("nana").get(at("edition", edition.pk)))
