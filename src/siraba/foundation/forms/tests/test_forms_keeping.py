"""The national forms: taken from a sheet, read again, published, replaced; and what a bad sheet is told."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from siraba.foundation.access.errors import Invalid, NotAllowed, StateNotOpen
from siraba.foundation.forms import shipped
from siraba.foundation.forms.actions import add_form, publish_form, retire_form
from siraba.foundation.forms.models import FormState, FormVersion
from siraba.foundation.forms.pages import BLANK_ROWS, FormPage
from siraba.foundation.forms.selectors import published
from tests import scene

SHEET = """
| survey |
| | type | name | label::Français (fr) | label::English (en) | relevant | required | hint::Français (fr) | appearance |
| | note | hello | Parlez doucement. | Speak softly. | | | | |
| | begin_group | who | La personne | The person | | | | |
| | select_one yn | child | Est-ce un enfant ? | A child? | | yes | | |
| | integer | age | Âge | Age | ${child} = 'yes' | yes | Estimé | |
| | end_group | | | | | | | |
| | select_multiple need | needs | Besoins | Needs | | | | |
| | date | seen_on | Vu le | Seen on | | | | |
| | text | story | Récit | Story | | | | multiline |
| | acknowledge | told | La personne est informée | The person was told | | | | |
| | begin_repeat | kin | Parent | Relative | | | | |
| | text | kin_name | Nom | Name | | | | |
| | end_repeat | | | | | | | |
| choices |
| | list_name | name | label::Français (fr) | label::English (en) |
| | yn | yes | Oui | Yes |
| | yn | no | Non | No |
| | need | food | Nourriture | Food |
| | need | care | Soins | Care |
| settings |
| | form_id | form_title | version | default_language |
| | meeting | Première rencontre | {version} | Français (fr) |
"""


def sheet(version: str = "1", **changes: str) -> dict:
    text = SHEET.replace("{version}", version)
    for old, new in changes.items():
        text = text.replace(old, new)
    return {"content": text.encode(), "name": "rencontre.md"}


@pytest.fixture
def keeper(hawa):
    return scene.actor("hawa")


def test_a_sheet_comes_in_as_a_draft_and_is_offered_once_published(keeper):
    version = add_form(keeper, **sheet())
    assert (version.code, version.version, version.title) == ("meeting", "1", "Première rencontre")
    assert version.state == FormState.DRAFT
    publish_form(keeper, version)
    assert published("meeting") == version


def test_a_new_version_takes_the_place_of_the_one_before(keeper):
    first, second = add_form(keeper, **sheet("1")), add_form(keeper, **sheet("2"))
    publish_form(keeper, first)
    publish_form(keeper, second)
    first.refresh_from_db()
    assert (first.state, published("meeting")) == (FormState.RETIRED, second)


def test_a_version_that_was_retired_can_come_back(keeper):
    version = add_form(keeper, **sheet())
    publish_form(keeper, version)
    retire_form(keeper, version)
    with pytest.raises(StateNotOpen):
        retire_form(keeper, version)
    publish_form(keeper, version)
    assert published("meeting") == version


def test_the_same_version_twice_is_refused(keeper):
    add_form(keeper, **sheet())
    with pytest.raises(Invalid, match="« 1 »"):
        add_form(keeper, **sheet(Récit="Histoire"))


def test_a_form_of_the_platform_is_neither_replaced_nor_retired(keeper, tmp_path, monkeypatch):
    (tmp_path / "meeting.md").write_bytes(sheet()["content"])
    monkeypatch.setattr(shipped, "_folders", {tmp_path: {}})
    assert shipped.load_forms() == shipped.load_forms() == 1
    with pytest.raises(Invalid, match="plateforme"):
        add_form(keeper, **sheet("2"))
    with pytest.raises(NotAllowed):
        retire_form(keeper, published("meeting"))


def test_a_new_version_of_a_form_of_the_platform_replaces_the_old(db, tmp_path, monkeypatch):
    monkeypatch.setattr(shipped, "_folders", {tmp_path: {}})
    for number in ("1", "2"):
        (tmp_path / "meeting.md").write_bytes(sheet(number)["content"])
        shipped.load_forms()
    assert published("meeting").version == "2"
    assert FormVersion.objects.filter(code="meeting").count() == 2


def test_a_form_of_the_platform_that_changed_without_a_new_version_stops_the_loading(
    db, tmp_path, monkeypatch
):
    monkeypatch.setattr(shipped, "_folders", {tmp_path: {}})
    (tmp_path / "meeting.md").write_bytes(sheet()["content"])
    shipped.load_forms()
    (tmp_path / "meeting.md").write_bytes(sheet(Récit="Histoire")["content"])
    with pytest.raises(shipped.ChangedVersion):
        shipped.load_forms()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"bonjour", "notes.docx", r"\.xlsx"),
        (b"PK\x03\x04", "form.xlsx", "abîmé"),
        (b"\xff\xfe", "form.csv", "UTF-8"),
        (sheet(integer="entier")["content"], "form.md", "'entier'"),
        (sheet(seen_on="vu le")["content"], "form.md", "Ligne 8"),
        (sheet(**{"${child} = 'yes'": "${age} = 3"})["content"], "form.md", "age → age"),
        (sheet(**{"${child} = 'yes'": "pays(${child})"})["content"], "form.md", "Question : age"),
    ],
)
def test_a_bad_sheet_is_told_what_and_where(keeper, content, name, said):
    with pytest.raises(Invalid, match=said):
        add_form(keeper, content=content, name=name)
    assert not FormVersion.objects.filter(shipped=False).exists()


# As pages


def test_the_pages_lead_from_the_sheet_to_the_published_form(hawa, client_for):
    client = client_for(hawa)
    upload = SimpleUploadedFile("rencontre.md", sheet()["content"])
    read = client.post("/formulaires/ajouter/", {"file": upload}, follow=True)
    place = read.redirect_chain[-1][0]
    assert "Première rencontre" in read.text
    assert "Est-ce un enfant" in read.text
    assert client.get(f"{place}feuille/").content == sheet()["content"]
    assert client.post(f"{place}publier/", {"form_id": ""}, follow=True).status_code == 200
    assert client.get(f"{place}publier/").status_code == 409
    assert client.get(f"{place}autre/").status_code == 404
    assert client.post(f"{place}retirer/", {"form_id": ""}, follow=True).status_code == 200
    assert "Première rencontre" in client.get("/formulaires/").text


@pytest.mark.parametrize(
    ("upload", "said"),
    [
        (None, "Ce champ est obligatoire"),
        (("rencontre.md", b"x" * (2 * 1024 * 1024 + 1)), "2 Mo"),
        (("rencontre.md", b"x"), "abîmé"),
    ],
)
def test_a_refused_file_is_said_on_its_field(hawa, client_for, upload, said):
    files = {"file": SimpleUploadedFile(*upload)} if upload else {"form_id": ""}
    answer = client_for(hawa).post("/formulaires/ajouter/", files)
    assert said in answer.text
    assert not FormVersion.objects.filter(shipped=False).exists()


def test_those_who_keep_no_forms_find_no_such_page(awa, client_for):
    assert client_for(awa).get("/formulaires/").status_code == 404


# Filled in on a page

SENT = {
    "who/child": "yes",
    "who/age": "9",
    "needs": ["food", "care"],
    "seen_on": "2026-11-20",
    "told": "on",
    "kin-1/kin_name": "Moussa",
}


@pytest.fixture
def meeting(keeper):
    return add_form(keeper, **sheet())


def test_a_page_gives_the_answers_of_the_form(meeting):
    page = FormPage(SENT, version=meeting)
    assert page.is_valid(), page.errors
    assert page.cleaned_data["answers"] == {
        "who": {"child": "yes", "age": "9"},
        "needs": "food care",
        "seen_on": "2026-11-20",
        "told": "OK",
        "kin": [{"kin_name": "Moussa"}],
    }


def test_what_is_missing_or_wrong_is_said_on_its_question(meeting):
    page = FormPage(SENT | {"who/age": "", "seen_on": "hier", "needs": ["gold"]}, version=meeting)
    assert not page.is_valid()
    assert set(page.errors) == {"who/age", "seen_on", "needs"}
    assert page["who/age"].errors == ["Cette réponse est nécessaire."]


def test_a_question_that_is_not_relevant_is_not_missed(meeting):
    page = FormPage(SENT | {"who/child": "no", "who/age": "60"}, version=meeting)
    assert page.is_valid(), page.errors
    assert page.cleaned_data["answers"]["who"] == {"child": "no"}


def test_the_page_shows_the_answers_that_were_given(meeting):
    answers = FormPage(SENT, version=meeting)
    assert answers.is_valid()
    html = str(FormPage(version=meeting, answers=answers.cleaned_data["answers"]))
    assert "Moussa" in html
    assert "Parlez doucement." in html
    assert html.count("checked") == 4
    assert [s.label for s in FormPage(version=meeting).sections if s.label] == [
        "La personne",
        *["Parent"] * 3,
    ]


def test_a_question_that_the_form_wants_answered_is_not_called_optional(meeting):
    html = str(FormPage(version=meeting))
    assert html.count("(facultatif)") == 3 + BLANK_ROWS  # child and age are wanted
    assert "/rencontre/who/age" in html  # the condition that the page's script looks at


def test_the_page_speaks_the_language_of_the_reader(meeting, settings):
    from django.utils.translation import override

    with override("en"):
        assert "A child?" in str(FormPage(version=meeting))
    assert "Est-ce un enfant ?" in str(FormPage(version=meeting))
