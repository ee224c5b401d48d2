"""What the columns of a list answer: somebody found, or somebody sought."""

from django import forms
from django.utils.translation import gettext_lazy as _

from siraba.foundation.tables.meaning import Meaning
from siraba.foundation.vocabulary import choices
from siraba.protection.tracing.forms import FoundForm, SoughtForm
from siraba.protection.tracing.models import Side


class _Row(forms.Form):
    reference = forms.CharField(label=_("Numéro dans la source"), max_length=200, required=False)
    record_year = forms.IntegerField(
        label=_("Année où l’âge a été dit"), min_value=1900, max_value=2100, required=False
    )
    village = forms.CharField(label=_("Village"), max_length=80, required=False)
    cercle = forms.CharField(label=_("Cercle"), max_length=80, required=False)
    region = forms.CharField(label=_("Région"), max_length=80, required=False)
    sex = forms.ChoiceField(label=_("Sexe"), choices=lambda: choices("sex"), required=False)

    def clean_sex(self) -> str:
        return self.cleaned_data["sex"] or "unknown"


class FoundRow(_Row, FoundForm):
    """A row of those found. Whether she may be shared is nothing that a list can say for her."""

    may_share = None  # type: ignore[assignment]


class SoughtRow(_Row, SoughtForm):
    """A row of those sought."""

    may_share = None  # type: ignore[assignment]
    agrees = None  # type: ignore[assignment]
    seeker_is_child = None  # type: ignore[assignment]


PERSON = {
    "given_name": ("prénom", "prénoms", "given name", "first name"),
    "family_name": ("nom", "nom de famille", "family name", "last name", "surname"),
    "sex": ("sexe", "genre", "gender"),
    "age": ("âge", "age"),
    "dob": ("date de naissance", "né le", "né en", "date of birth", "année de naissance"),
    "father_given": ("père", "prénom du père", "nom du père", "father"),
    "mother_given": ("mère", "prénom de la mère", "mother"),
    "mother_family": ("nom de la mère", "mother's family name"),
    "place": ("lieu", "lieu d'origine", "origine", "provenance", "place"),
    "village": ("village", "localité"),
    "phone": ("téléphone", "tél", "phone"),
    "reference": ("numéro", "n°", "id", "identifiant", "code", "record_id", "request_id"),
    "record_year": ("année", "record_year"),
}
FOUND = Meaning(
    FoundRow,
    needed=("kind",),
    other_names=PERSON
    | {
        "whereabouts": ("où", "lieu actuel", "hébergement"),
        "circumstances": ("observations", "circonstances", "remarques"),
    },
    always={"kind": "=returnee"},
)
SOUGHT = Meaning(
    SoughtRow,
    needed=("relation", "seeker_names"),
    other_names=PERSON
    | {
        "seeker_names": ("demandeur", "qui cherche", "seeker"),
        "seeker_phone": ("téléphone du demandeur",),
        "circumstances": ("observations", "circonstances", "remarques"),
    },
    always={"relation": "=other_kin"},
)
MEANINGS = {Side.FOUND: FOUND, Side.SOUGHT: SOUGHT}
