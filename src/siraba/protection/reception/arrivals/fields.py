"""What is written of somebody who arrives: five fields, and those that come later. Each is checked by itself."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.errors import Invalid
from siraba.foundation.vocabulary import choices

# The five of the page; the sex and the age decide where somebody can sleep
FIVE = ("names", "sex", "age", "citizenships", "urgent_need")


class Presence:
    EXPECTED, HERE, ABSENT, MISTAKE, DOUBLE = "expected", "here", "absent", "mistake", "double"
    choices = (
        (EXPECTED, _("Attendue")),
        (HERE, _("Arrivée")),
        (ABSENT, _("Pas venue")),
        (MISTAKE, _("Inscrite par erreur")),
        (DOUBLE, _("Inscrite deux fois")),
    )
    labels = dict(choices)


class Codes(forms.MultipleChoiceField):
    """Several codes of a list, kept in the order of the list."""

    def clean(self, value: Any) -> list[str]:
        given = set(super().clean(value))
        known: Any = self.choices
        return [code for code, _label in known if code in given]


class Truth(forms.BooleanField):
    def __init__(self, **kwargs: Any):
        super().__init__(required=False, **kwargs)


class Number(forms.CharField):
    """A UUID as text, or nothing."""

    def clean(self, value: Any) -> str:
        said = super().clean(value)
        try:
            return str(UUID(said)) if said else ""
        except ValueError:
            raise ValidationError(_("Ce numéro n’est pas lisible.")) from None


FIELDS: Mapping[str, forms.Field] = {
    "names": forms.CharField(label=_("Noms"), max_length=120),
    "sex": forms.ChoiceField(label=_("Sexe"), choices=lambda: choices("sex")),
    "age": forms.IntegerField(label=_("Âge en années"), min_value=0, max_value=120),
    "citizenships": forms.ChoiceField(label=_("Nationalité"), choices=lambda: choices("country")),
    "urgent_need": forms.ChoiceField(label=_("Besoin urgent"), choices=lambda: choices("urgent_need")),
    "alone": Truth(label=_("Moins de 18 ans et sans adulte de sa famille")),
    "languages": Codes(label=_("Langues parlées"), choices=lambda: choices("language"), required=False),
    "contact": forms.CharField(label=_("Contact sûr"), max_length=80, required=False),
    "destination": forms.CharField(label=_("Où elle veut aller"), max_length=80, required=False),
    "party": Number(label=_("Famille ou groupe"), required=False),
    "ticket": forms.CharField(
        label=_("Ticket"),
        max_length=12,
        required=False,
        validators=[RegexValidator(r"^[A-Z]{1,2}-\d{1,4}$", _("Un ticket s’écrit comme A-014."))],
    ),
    "band": forms.CharField(
        label=_("Bracelet"),
        max_length=12,
        required=False,
        validators=[RegexValidator(r"^[0-9A-Z-]{6,12}$", _("Ce bracelet n’est pas lisible."))],
    ),
    "signals": Codes(
        label=_("Ce qui a été remarqué"),
        choices=lambda: choices("ilo_forced_labour_indicator"),
        required=False,
    ),
    "danger": Truth(label=_("Danger immédiat")),
    "wants_case": Truth(label=_("Ouvrir un dossier")),
    "presence": forms.ChoiceField(label=_("Présence"), choices=Presence.choices),
    "double_of": Number(label=_("La même personne que"), required=False),
}


def cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are kept. Raises Invalid at the first that cannot be, with the label of its field."""
    return {name: _cleaned(name, value) for name, value in values.items()}


def _cleaned(name: str, value: Any) -> Any:
    field = FIELDS.get(name)
    if field is None:
        raise Invalid(gettext("Ce renseignement n’est pas demandé ici."), name)
    try:
        return field.clean(value)
    except ValidationError as error:
        raise Invalid(f"{field.label} : {error.messages[0]}", name) from None
