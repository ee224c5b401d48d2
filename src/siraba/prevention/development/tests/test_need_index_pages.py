"""The need index as it is published: each component with its source, what is missing said, versions that do not change."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from siraba.foundation.access.errors import Invalid, NotAllowed
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import current_areas
from siraba.prevention.development import needs
from siraba.prevention.development.models import ComponentTable, NeedIndex
from siraba.prevention.development.tables import read_component
from tests import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moussa", "hawa")]
CERCLES = 53


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (b"place,number\nKayes,1\n", "nommer les colonnes"),
        (b"code,value\nML0103,1\n", "nommer les colonnes"),
        (b"name,value\nCercle de Kayes,beaucoup\n", "ligne 2 : « beaucoup » n’est pas un nombre"),
        (b"name,value\nCercle de Kayes,-1\n", "négatif"),
        (b"name,value\nCercle de Kayes,nan\n", "négatif"),
        (b"name,value\nCercle de Paris,1\n", "« Cercle de Paris » n’est pas un cercle"),
        (b"version,code,value\ncod-2021,ML01,1\n", "n’est pas un cercle"),
        (b"version,code,value\n,ML0103,1\n", "version"),
        (b"name,value\nCercle de Kayes,1\nKayes,2\n", "deux fois"),
        (b"name,value\nCercle de Kayes,\n", "Aucune valeur"),
        ("name,value\nKayes,é\n".encode("latin-1"), "UTF-8"),
        (b"", "nommer les colonnes"),
    ],
)
def test_a_table_that_is_wrong_is_refused_whole_with_its_line(table, said):
    with pytest.raises(Invalid, match=said):
        read_component(table)


def test_a_p_code_is_read_in_its_version():
    """ML0501 was Mopti in 2015 and is Bandiagara since 2021."""
    then, now = (
        read_component(f"version;code;value\n{v};ML0501;1,5\n".encode()) for v in ("cod-2015", "cod-2021")
    )
    names = {pk: area.name for pk in (*then, *now) for area in [Area.objects.get(pk=pk)]}
    assert [names[pk] for pk in (*then, *now)] == ["Mopti", "Bandiagara"]
    assert [*then.values()] == [1.5]


def test_the_newest_table_counts_and_the_old_one_stays():
    old, new = scene.component(), scene.component(values={"Kita": 3})
    assert needs.latest_tables() == {"departures": new}
    assert ComponentTable.objects.filter(pk=old.pk).exists()
    with pytest.raises(NotAllowed):
        scene.component(by="moussa")


def test_no_table_is_of_a_day_to_come():
    with pytest.raises(Invalid, match="pas encore venu"):
        needs.load_component(
            scene.actor("hawa"),
            key="poverty",
            source="Enquête d’essai",
            licence="essai",
            as_of=timezone.localdate() + timedelta(days=1),
            unit="%",
            table=b"name,value\nCercle de Kita,1\n",
        )


def test_services_are_counted_where_they_are_and_for_the_whole_region():
    scene.offered(area="Kayes", name="Région")
    scene.offered("helvetas", area="Kayes", name="Autre")
    scene.offered("helvetas", area="Kayes", name="Cachée", address_protected=True)
    kita = scene.zone("Kita")
    found = needs.count_services(scene.actor("hawa"))
    assert len(found.known) == CERCLES
    assert found.known[kita.pk] == 2
    assert found.known[scene.zone("Gao").pk] == 0


def published(**weights):
    return needs.publish_index(scene.actor("hawa"), weights=weights, why="Essai")


def test_a_cercle_with_a_missing_component_has_no_rank_and_says_why():
    scene.component()
    scene.component("drought", {"Kayes": 5, "Kita": 9})
    index = published(departures=2, drought=1, poverty=0)
    told = {one.area.name: one for one in index.scores.select_related("area")}
    assert len(told) == CERCLES
    assert {name for name, one in told.items() if one.rank} == {"Kayes", "Kita"}
    assert (told["Nioro"].score, told["Nioro"].missing) == (None, ["drought"])
    assert told["Gao"].missing == ["departures", "drought"]
    assert told["Kayes"].score == pytest.approx(100 * 2 / 3)
    assert told["Kayes"].stability == 1
    page = Client().get(reverse("projects:needs")).content.decode()
    assert "2 cercles sur 53 ont un rang" in page
    assert "incomplet : Exposition à la sécheresse" in page
    assert "Chiffres d’essai" in page
    assert "3 / 53" in page


def test_a_weight_on_what_nobody_counted_is_refused():
    scene.component()
    with pytest.raises(Invalid, match="Pauvreté"):
        published(departures=1, poverty=1)
    with pytest.raises(Invalid, match="poids"):
        published(departures=0)
    assert not NeedIndex.objects.exists()


def test_a_version_does_not_change_when_another_comes():
    first = scene.need_index()
    before = list(first.scores.values_list("area", "score"))
    scene.component(values={"Gao": 100, "Kita": 1})
    second = published(departures=1)
    assert (first.version, second.version) == (1, 2)
    assert list(first.scores.values_list("area", "score")) == before
    page = Client().get(reverse("projects:needs_version", args=[1])).content.decode()
    assert "Version 1 de l’indice" in page
    assert reverse("projects:needs_version", args=[2]) in page
    assert Client().get(reverse("projects:needs_version", args=[9])).status_code == 404


def test_the_map_and_the_table_say_the_same():
    scene.need_index()
    page = Client().get(reverse("projects:needs")).content.decode()
    assert page.count('class="unknown"') == CERCLES - 3
    for area in current_areas(Area.Level.CERCLE):
        assert page.count(f'id="cercle-{area.pk}"') == 1
    assert "rang 1, besoin 100 sur 100" in page


def test_the_index_leaves_as_hxl():
    scene.need_index()
    response = Client().get(reverse("projects:needs_csv", args=[1]))
    header, tags, *rows = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    assert len(header) == len(tags)
    assert tags[:5] == ["#adm1+name", "#adm2+name", "#adm2+code", "#indicator+rank", "#indicator+need+index"]
    assert rows[0][:5] == ["Kayes", "Kayes", "ML0103", "1", "100.0"]
    assert rows[-1][3:7] == ["", "", "", "departures"]
    assert len(rows) == CERCLES


def test_the_coordination_keeps_it_on_its_pages(client_for, hawa):
    client = client_for(hawa)
    assert "Aucun indice n’est publié" in Client().get(reverse("projects:needs")).content.decode()
    assert "rien n’est connu" in client.get(reverse("development:needs")).content.decode()
    sent = {
        "key": "returns",
        "source": "Registre des retours, essai",
        "licence": "essai",
        "as_of": date(2026, 6, 30).isoformat(),
        "unit": "pour 1 000",
    }
    wrong = SimpleUploadedFile("t.csv", b"name,value\nCercle de Paris,4\n")
    page = client.post(reverse("development:load"), sent | {"table": wrong}).content.decode()
    assert "Cercle de Paris" in page
    assert "Registre des retours, essai" in page
    right = SimpleUploadedFile("t.csv", "name,value\nCercle de Kéniéba,4\nCercle de Kita,2\n".encode())
    assert client.post(reverse("development:load"), sent | {"table": right}).status_code == 302
    assert client.post(reverse("development:count")).status_code == 302
    weights = {"departures": 0, "returns": 1, "drought": 0, "poverty": 0, "services": 1}
    said = weights | {"method": "min-max", "top": 3, "why": "Les retours comptent"}
    sent = client.post(reverse("development:publish"), said)
    page = client.get(sent.headers["Location"]).content.decode()
    assert "Les retours comptent" in page
    assert "2 cercles sur 53" in page
    assert "Du plus petit" not in page
    assert "la plus petite valeur connue fait 0" in page
    assert "2 / 53" in client.get(reverse("development:needs")).content.decode()
