"""The forms of family links: a person described, a request, somebody found, and what each decision asks for."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.forms import DayField, KitForm, long_text
from siraba.foundation.tables.forms import TableForm
from siraba.foundation.vocabulary import choices
from siraba.protection.tracing.describing import FACTS, NAMES
from siraba.protection.tracing.following import Wish
from siraba.protection.tracing.models import (
    ClosureReason,
    Kind,
    MessageState,
    RegistrationState,
    Relation,
    RequestState,
    Search,
    Shield,
    Side,
)

DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
DAY_FIRST = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})")
QUESTIONS = 3


def _line(label: Any, required: bool = False, most: int = 80, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        widget=forms.TextInput({"autocomplete": "off"}),
        **more,
    )


def _yes_or_no(label: Any, **more: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=[("yes", _("Oui")), ("no", _("Non"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        **more,
    )


class PersonForm(KitForm):
    """Who it is: each field may be missing, and two are needed to search."""

    given_name = _line(_("Prénom(s)"))
    family_name = _line(_("Nom de famille"))
    sex = forms.ChoiceField(
        label=_("Sexe"), choices=lambda: choices("sex"), initial="unknown", widget=forms.RadioSelect
    )
    age = forms.IntegerField(
        label=_("Âge en années"), min_value=0, max_value=120, required=False, help_text=_("Même estimé.")
    )
    dob = _line(
        _("Date de naissance"), most=10, help_text=_("Ce qui est connu : 2008, 2008-05 ou 2008-05-17.")
    )
    father_given = _line(_("Prénom du père"))
    mother_given = _line(_("Prénom de la mère"))
    mother_family = _line(_("Nom de famille de la mère"))
    place = _line(_("Lieu d’origine"), help_text=_("Village, ville, cercle ou région, comme on le dit."))
    phone = _line(_("Téléphone de la personne"), most=30)

    def clean_dob(self) -> str:
        text = _iso(self.cleaned_data["dob"])
        if not text:
            return ""
        if not DATE.fullmatch(text) or not _is_date(text):
            raise forms.ValidationError(
                gettext("Cette date n’existe pas : écrivez 2008, 2008-05 ou 2008-05-17.")
            )
        if text > timezone.localdate().isoformat():
            raise forms.ValidationError(gettext("Cette date est dans le futur."))
        return text

    def person(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in (*FACTS, "place") if self.cleaned_data.get(name)}


def _iso(text: str) -> str:
    """17/05/2008 → 2008-05-17"""
    text = text.strip().replace("/", "-").replace(".", "-")
    day_first = DAY_FIRST.fullmatch(text)
    return f"{day_first[3]}-{day_first[2]:0>2}-{day_first[1]:0>2}" if day_first else text


def _is_date(text: str) -> bool:
    pieces = [int(piece) for piece in text.split("-")]
    year, month, day = [*pieces, 1, 1][:3]
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


class SoughtForm(PersonForm):
    """What a family says of who it looks for, and of itself."""

    seeker_names = _line(_("Qui cherche : ses noms"), required=True, most=120)
    relation = forms.ChoiceField(label=_("La personne cherchée est"), choices=Relation)
    seeker_phone = _line(_("Téléphone sûr de qui cherche"), most=80)
    seeker_advice = _line(_("Précautions pour joindre qui cherche"), most=200)
    last_contact = _line(_("Dernières nouvelles, quand"), most=60)
    last_place = _line(_("Dernières nouvelles, où"), most=120)
    circumstances = long_text(_("Ce qui s’est passé"))
    seeker_is_child = forms.BooleanField(label=_("Qui cherche a moins de 18 ans"), required=False)
    agrees = forms.BooleanField(
        label=_("Qui cherche accepte que ses coordonnées soient remises à la personne retrouvée"),
        required=False,
    )
    may_share = forms.BooleanField(
        label=_("Accepte que d’autres Sociétés de la Croix-Rouge et le CICR cherchent aussi"), required=False
    )
    field_order = [
        "seeker_names",
        "relation",
        "given_name",
        "family_name",
        "sex",
        "age",
        "father_given",
        "place",
        "seeker_phone",
    ]
    more_fields = ["dob", "mother_given", "mother_family", "phone", "seeker_advice", "may_share"]

    def seeker(self) -> dict[str, str]:
        return {name: self.cleaned_data[f"seeker_{name}"] for name in ("names", "phone", "advice")}

    def told(self) -> dict[str, Any]:
        names = (
            "relation",
            "last_contact",
            "last_place",
            "circumstances",
            "seeker_is_child",
            "agrees",
            "may_share",
        )
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}

    @staticmethod
    def initial_of(request: Any) -> dict[str, Any]:
        words = request.words
        return {
            **request.person,
            **{f"seeker_{name}": value for name, value in words["seeker"].items()},
            **{name: words.get(name, "") for name in ("last_contact", "last_place", "circumstances")},
            **{
                name: getattr(request, name)
                for name in ("relation", "seeker_is_child", "agrees", "may_share")
            },
        }


class RequestForm(SoughtForm):
    """The same, with what only the family can know: asked of every family, before anybody is found."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _add_questions(self)

    def questions(self) -> list[tuple[str, str]]:
        return _questions(self.cleaned_data)


class AnswersForm(KitForm):
    """What only the family can know."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _add_questions(self)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not _questions(data):
            self.add_error("question_1", gettext("Écrivez au moins une question et sa réponse."))
        return data

    def words(self) -> dict[str, Any]:
        return {"questions": _questions(self.cleaned_data)}


def _add_questions(form: forms.Form) -> None:
    hint = _(
        "Ce que seule la famille sait : un surnom, une cicatrice, le nom d’un voisin. Demandé à chaque famille."
    )
    for number in range(1, QUESTIONS + 1):
        form.fields[f"question_{number}"] = _line(
            gettext("Question %(n)d") % {"n": number}, most=200, help_text=hint if number == 1 else ""
        )
        form.fields[f"answer_{number}"] = _line(gettext("Sa réponse %(n)d") % {"n": number}, most=200)


def _questions(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    pairs = ((data.get(f"question_{n}", ""), data.get(f"answer_{n}", "")) for n in range(1, QUESTIONS + 1))
    return [(question, answer) for question, answer in pairs if question and answer]


class FoundForm(PersonForm):
    """Somebody found, registered, safe and well, or dead."""

    kind = forms.ChoiceField(label=_("Nature"), choices=Kind, initial=Kind.RETURNEE)
    whereabouts = _line(_("Où est la personne"), most=120)
    contact = _line(_("Comment la joindre sans danger"), most=120)
    circumstances = long_text(_("Circonstances"))
    wish = _line(
        _("Ce qu’elle veut que l’on annonce, et à qui"),
        most=300,
        help_text=_("Rien tant qu’elle n’a rien dit. Pour « saine et sauve », sa parole est nécessaire."),
    )
    authority = _line(
        _("Autorité chargée de la mort"), most=120, help_text=_("Elle seule l’annonce, en personne.")
    )
    may_share = forms.BooleanField(
        label=_("Accepte que d’autres Sociétés de la Croix-Rouge et le CICR la trouvent"), required=False
    )
    valid_until = DayField(label=_("Gardée jusqu’au"), required=False)
    field_order = ["kind", "given_name", "family_name", "sex", "age", "father_given", "place", "whereabouts"]
    more_fields = [
        "dob",
        "mother_given",
        "mother_family",
        "phone",
        "contact",
        "circumstances",
        "authority",
        "may_share",
        "valid_until",
    ]

    def clean_valid_until(self) -> Any:
        day = self.cleaned_data["valid_until"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(gettext("Cette date est passée."))
        return day

    def told(self) -> dict[str, Any]:
        names = (
            "kind",
            "whereabouts",
            "contact",
            "circumstances",
            "wish",
            "authority",
            "may_share",
            "valid_until",
        )
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}

    @staticmethod
    def initial_of(registration: Any) -> dict[str, Any]:
        fields = ("kind", "may_share", "valid_until")
        return {
            **registration.person,
            **{name: value for name, value in registration.words.items() if name != "person"},
            **{name: getattr(registration, name) for name in fields},
        }


class LookForm(PersonForm):
    """What is known of somebody who may be in the register."""

    sex = forms.ChoiceField(
        label=_("Sexe"),
        choices=lambda: choices("sex"),
        initial="unknown",
        required=False,
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        known = [name for name in (*NAMES, "place", "phone", "age", "dob") if data.get(name)]
        if not self.errors and len(known) < 2:
            raise forms.ValidationError(
                gettext("Donnez au moins deux faits : un nom seul désigne trop de monde.")
            )
        return data


class ReasonForm(KitForm):
    reason = long_text(_("Pourquoi"), required=True)


class ConfirmForm(ReasonForm):
    evidence = long_text(
        _("Pour une personne décédée : ce qui l’établit, hors le nom"),
        help_text=_("Un document, un signe du corps, un témoin, un objet."),
    )


class BestInterestsForm(KitForm):
    officer = _line(_("Agent de protection de l’enfant"), required=True, most=120)
    on = DayField(label=_("Évaluée le"))
    child_view = long_text(_("Ce que l’enfant en dit"), required=True)
    favourable = _yes_or_no(_("Le contact est dans son intérêt"))
    reason = long_text(_("Pourquoi"), required=True)


class AnswerForm(KitForm):
    question = _line(_("Question"), required=True, most=200)
    expected = _line(_("Réponse de la famille"), required=True, most=200)
    answer = _line(_("Réponse de l’autre côté"), required=True, most=200)
    agrees = _yes_or_no(_("Les deux réponses disent la même chose"))


class WishForm(KitForm):
    what = forms.ChoiceField(label=_("Ce que la famille saura"), choices=Wish, widget=forms.RadioSelect)
    place = _line(_("Le lieu, tel qu’elle veut qu’il soit connu"), most=100)
    reason = long_text(_("Avec ses mots"), required=True)


class DeathForm(KitForm):
    authority = _line(_("Autorité qui l’a annoncée"), required=True, most=120)
    on = DayField(label=_("Annoncée le"))
    place = _line(_("Où, en personne"), required=True, most=120)
    reason = long_text(_("Comment cela s’est passé"), required=True)


class RestoredForm(KitForm):
    on = DayField(label=_("Rétabli le"))
    reason = long_text(_("Comment cela s’est passé"), required=True)


class SearchForm(KitForm):
    way = forms.ChoiceField(label=_("Comment"), choices=Search.Way)
    made_on = DayField(label=_("Faite le"))
    place = _line(_("Où"), most=120)
    result = long_text(_("Ce que cela a donné"), required=True)


class ClosureForm(KitForm):
    closure = forms.ChoiceField(label=_("Raison"), choices=ClosureReason)
    reason = long_text(_("Pourquoi"), required=True)


class ShieldForm(KitForm):
    shield = forms.ChoiceField(label=_("Danger"), choices=Shield)
    reason = long_text(_("Pourquoi"), required=True)


class MessageForm(KitForm):
    sender = _line(_("De la part de"), required=True, most=120)
    recipient = _line(_("Pour"), required=True, most=120)
    address = _line(_("Où le remettre"), most=200)
    text = long_text(_("Nouvelles de la famille"), required=True)


class RemarkForm(KitForm):
    remark = long_text(_("Pourquoi"), required=True)


class ListForm(TableForm):
    """A table or a PFIF document, and what it holds."""

    side = forms.ChoiceField(label=_("Ce que contient la liste"), choices=Side, widget=forms.RadioSelect)
    field_order = ["side", "source", "table"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        table = self.fields["table"]
        table.label = gettext("Liste")
        table.help_text = gettext(
            "CSV ou XLSX, les noms des colonnes d’abord, ou PFIF 1.1 à 1.4 ; 20 Mo et 100 000 lignes au plus."
        )
        table.widget.attrs["accept"] = ".csv,.xlsx,.txt,.xml"


class RequestFilter(forms.Form):
    q = _line(_("Code ou noms"), most=120)
    state = forms.ChoiceField(
        label=_("État"), required=False, choices=[("", _("Tous")), *RequestState.choices]
    )


class RegistrationFilter(forms.Form):
    q = _line(_("Code ou noms"), most=120)
    kind = forms.ChoiceField(label=_("Nature"), required=False, choices=[("", _("Toutes")), *Kind.choices])
    state = forms.ChoiceField(
        label=_("État"), required=False, choices=[("", _("Tous")), *RegistrationState.choices]
    )


class MessageFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("État"), required=False, choices=[("", _("Tous")), *MessageState.choices]
    )
