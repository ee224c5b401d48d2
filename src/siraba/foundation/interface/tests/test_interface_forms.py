import pytest
from django import forms
from django.contrib.messages.storage.cookie import CookieStorage
from django.utils.translation import gettext_lazy, override

from siraba.foundation.access.errors import Invalid, NotAllowed, NotVisible, StateNotOpen
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.forms import DayField, KeptSelect, KitForm


class ReceptionForm(KitForm):
    name = forms.CharField(label="Nom et prénoms", help_text="Dans l’ordre donné.", max_length=20)
    sex = forms.ChoiceField(label="Sexe", choices=[("f", "Femme"), ("m", "Homme")], widget=forms.RadioSelect)
    born = DayField(label="Date de naissance", required=False)
    note = forms.CharField(label="Remarques", required=False)
    more_fields = ["note"]


ACT = Act("Recevoir une personne", "Enregistrer", "/", "Cinq réponses suffisent.", "Personne enregistrée.")


@pytest.fixture
def send(rf, awa):
    def post(do=lambda data: "/dossiers/1/", **data):
        request = rf.post("/", data)
        request.user, request.session = awa, {}
        request._messages = CookieStorage(request)
        return act_page(request, ReceptionForm(request.POST), do, ACT)

    return post


def test_a_field_has_its_label_hint_and_width():
    page = ReceptionForm().render()
    assert '<label class="form-label" for="id_name">' in " ".join(page.split())
    assert 'aria-describedby="id_name_helptext"' in page
    assert 'id="id_name_helptext"' in page
    assert "form-control" in page
    assert 'type="date"' in page


def test_an_optional_field_says_so_and_a_required_one_does_not():
    page = ReceptionForm().render()
    assert page.count("(facultatif)") == 2


def test_a_group_of_choices_is_a_fieldset_with_its_legend():
    page = ReceptionForm().render()
    assert "<fieldset" in page
    assert "<legend>Sexe" in page


def test_errors_are_tied_to_their_fields_and_listed_with_links():
    page = ReceptionForm({"name": "x" * 30}).render()
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'aria-invalid="true"' in page
    assert 'id="id_name_error"' in page
    assert 'href="#id_name"' in page
    assert 'href="#id_sex_0"' in page
    assert 'id="id_sex_0"' in page


def test_a_form_without_errors_has_no_summary():
    assert "error-summary" not in ReceptionForm().render()


def test_what_was_typed_is_escaped():
    assert "<script>" not in ReceptionForm({"name": "<script>"}).render()


def test_the_rarer_fields_are_folded_and_open_when_filled_in():
    assert '<details class="fold">' in ReceptionForm().render()
    assert '<details class="fold" open>' in ReceptionForm({"note": "À rappeler"}).render()


def test_each_form_has_its_own_number_which_survives_an_error():
    first, second = ReceptionForm(), ReceptionForm()
    assert first["form_id"].value() != second["form_id"].value()
    number = str(first["form_id"].value())
    assert number in ReceptionForm({"form_id": number}).render()


@pytest.mark.django_db
def test_an_invalid_form_comes_back_with_its_title_and_what_was_typed(send):
    page = send(name="Aïssata Traoré").content.decode()
    assert "<title>Erreur : " in " ".join(page.split())
    assert "Aïssata Traoré" in page


@pytest.mark.django_db
def test_a_valid_form_is_carried_out(send):
    response = send(name="Aïssata", sex="f")
    assert (response.status_code, response.url) == (302, "/dossiers/1/")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("refusal", "status", "link"),
    [
        (StateNotOpen("Le dossier est clos."), 409, False),
        (Invalid("Date impossible.", "born"), 422, True),
        (forms.ValidationError("Consentement expiré."), 200, False),
    ],
)
def test_a_refusal_comes_back_on_the_form(send, refusal, status, link):
    def do(data):
        raise refusal

    response = send(do, name="Aïssata", sex="f")
    page = response.content.decode()
    assert response.status_code == status
    assert refusal.message in page
    assert ('href="#id_born"' in page) is link


@pytest.mark.django_db
@pytest.mark.parametrize("refusal", [NotAllowed, NotVisible])
def test_a_refusal_of_the_right_is_not_told_on_the_form(send, refusal):
    def do(data):
        raise refusal

    with pytest.raises(refusal):
        send(do, name="Aïssata", sex="f")


class Filter(forms.Form):
    state = forms.ChoiceField(
        choices=[("", gettext_lazy("Tous")), ("open", gettext_lazy("Ouvert"))],
        required=False,
        widget=KeptSelect,
    )


@pytest.mark.parametrize("sent", ["", "open", "<script>"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_kept_choice_reads_as_any_other_in_each_language_and_for_each_value(sent, language):
    with override(language):
        plain = Filter({"state": sent})
        plain.fields["state"].widget = forms.Select(choices=Filter.base_fields["state"].choices)
        for _again in range(2):
            assert str(Filter({"state": sent})["state"]) == str(plain["state"])
