"""What is typed: the persons and the date of an act, a judgment, a decision, a form, a mandate."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siraba.foundation.geography.selectors import current_areas
from siraba.foundation.interface.forms import DayField, KitForm, long_text
from siraba.protection.civil_status.registers.actions import Basis
from siraba.protection.civil_status.registers.fields import (
    FIELDS,
    Precision,
    Relation,
    Sex,
    first_day,
)
from siraba.protection.civil_status.registers.models import (
    Asked,
    Capacity,
    RegisterKind,
    RequestState,
    Volet,
)

CERCLE = 2
MONTHS = [("", gettext_lazy("Inconnu")), *((str(n), f"{n:02d}") for n in range(1, 13))]
ABROAD = gettext_lazy("À l’étranger, ou inconnu")
REQUIRED = (
    "child_last",
    "child_first",
    "deceased_last",
    "deceased_first",
    "husband_name",
    "wife_name",
    "place",
)
JUDGMENT = ("court", "judgment", "judgment_date", "hearing")


def _judgment_fields() -> dict[str, forms.Field]:
    return {
        "court": forms.CharField(label=gettext_lazy("Tribunal"), max_length=120, required=False),
        "judgment": forms.CharField(label=gettext_lazy("Numéro du jugement"), max_length=60, required=False),
        "judgment_date": DayField(label=gettext_lazy("Date du jugement"), required=False),
        "hearing": forms.CharField(
            label=gettext_lazy("Numéro de l’audience foraine"), max_length=60, required=False
        ),
    }


def _field(name: str, label: Any) -> forms.Field:
    if name == "sex":
        return forms.ChoiceField(label=label, choices=Sex, widget=forms.RadioSelect)
    if name == "declarant_relation":
        return forms.ChoiceField(label=label, choices=[("", "–"), *Relation.choices], required=False)
    if name == "mother_birth_year":
        return forms.IntegerField(label=label, min_value=1900, max_value=2200, required=False)
    if name == "area":
        return forms.ChoiceField(label=label, required=False)
    return forms.CharField(label=label, max_length=160, required=name in REQUIRED)


class _Basis(KitForm):
    """A form that may have a judgment in it."""

    def basis(self) -> Basis:
        words: dict[str, Any] = {
            name: self.cleaned_data[name] for name in JUDGMENT if self.cleaned_data.get(name)
        }
        return Basis(**words)


class FieldsForm(_Basis):
    """What an act of a kind says. The date is typed in parts, and what is not known is left empty."""

    def __init__(
        self, *args: Any, kind: str, said: Mapping[str, str] | None = None, judged: bool = False, **more: Any
    ):
        if said:
            more["initial"] = {**initial_of(said), **more.get("initial", {})}
        super().__init__(*args, **more)
        self.kind = kind
        for name, label in FIELDS[kind].items():
            if name == "precision":
                continue
            if name == "date":
                self._add_date(label)
            else:
                self.fields[name] = _field(name, label)
        area: Any = self.fields["area"]
        area.choices = [("", ABROAD), *((str(one.pk), one.name) for one in current_areas(CERCLE))]
        if judged:
            self.fields.update(_judgment_fields())
        self.more_fields = [
            name
            for name in ("mother_number", "witness1_number", "witness2_number", "hearing")
            if name in self.fields
        ]

    def _add_date(self, label: Any) -> None:
        year = timezone.localdate().year
        self.fields["year"] = forms.IntegerField(
            label=_("%(label)s : année") % {"label": label}, min_value=1900, max_value=year
        )
        self.fields["month"] = forms.ChoiceField(
            label=_("Mois"),
            choices=MONTHS,
            required=False,
            help_text=_("Laissez vide ce que personne ne sait."),
        )
        self.fields["day"] = forms.IntegerField(label=_("Jour"), min_value=1, max_value=31, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        year, month, day = (data.get(name) for name in ("year", "month", "day"))
        if not year:
            return data
        if day and not month:
            self.add_error("month", _("Un jour sans son mois ne dit rien."))
        text = "-".join(
            [
                f"{year:04d}",
                *([f"{int(month):02d}"] if month else []),
                *([f"{day:02d}"] if day and month else []),
            ]
        )
        if first_day(text) is None:
            self.add_error("day", _("Ce jour n’existe pas."))
        data["date"] = text
        data["precision"] = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
        return data

    def said(self) -> dict[str, str]:
        """The fields of the act, as text."""
        return {name: str(self.cleaned_data.get(name) or "") for name in FIELDS[self.kind]}


def initial_of(said: Mapping[str, str]) -> dict[str, Any]:
    """What a form shows of fields typed before: the date in its parts."""
    year, month, day = (*said.get("date", "").split("-"), "", "", "")[:3]
    return {**said, "year": year, "month": month.lstrip("0"), "day": day.lstrip("0")}


class DeclarationForm(FieldsForm):
    claimed = forms.IntegerField(
        label=gettext_lazy("Numéro déjà écrit sur le papier"),
        min_value=1,
        required=False,
        help_text=gettext_lazy("Seulement si l’acte a été écrit sans réseau."),
    )
    declared_on = DayField(label=gettext_lazy("Jour de cette déclaration"), required=False)

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        self.order_fields([name for name in self.fields if name not in ("claimed", "declared_on")])
        self.more_fields = [*self.more_fields, "claimed", "declared_on"]

    def paper(self) -> dict[str, Any]:
        return {name: self.cleaned_data.get(name) for name in ("claimed", "declared_on")}


class CopyForm(_Basis):
    reason = long_text(gettext_lazy("Qui demande, et pour quoi"))


class MentionForm(_Basis):
    mention = long_text(gettext_lazy("Mention à porter en marge"), required=True)

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        self.fields.update(_judgment_fields())


class AnnulmentForm(_Basis):
    reason = long_text(gettext_lazy("Motif"))

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        self.fields.update(_judgment_fields())


class ReasonForm(KitForm):
    reason = long_text(gettext_lazy("Motif"), required=True)


class ApproveForm(KitForm):
    """`centres` are those of which an officer may approve in second; without them nobody has to."""

    second = forms.TypedChoiceField(
        label=gettext_lazy("Centre dont un officier approuve en second"), coerce=int
    )

    def __init__(self, *args: Any, centres: list[tuple[int, str]] | None, **more: Any):
        super().__init__(*args, **more)
        if centres is None:
            del self.fields["second"]
        else:
            self.fields["second"].choices = centres  # type: ignore[attr-defined]


class SignForm(KitForm):
    serial = forms.IntegerField(
        label=gettext_lazy("Numéro de l’imprimé"),
        min_value=1,
        required=False,
        help_text=gettext_lazy("Laissé vide, c’est le suivant du stock du centre."),
    )

    def __init__(self, *args: Any, with_form: bool, **more: Any):
        super().__init__(*args, **more)
        if not with_form:
            del self.fields["serial"]


class HandOverForm(KitForm):
    receiver = forms.CharField(label=gettext_lazy("Remis à"), max_length=160)
    fee_charged = forms.IntegerField(label=gettext_lazy("Montant perçu, en FCFA"), min_value=0, initial=0)


class RequestFilter(forms.Form):
    voir = forms.ChoiceField(
        label=gettext_lazy("Voir"),
        required=False,
        choices=(
            ("", gettext_lazy("Toutes")),
            ("open", gettext_lazy("En cours")),
            ("late", gettext_lazy("En retard")),
            ("second", gettext_lazy("Attendent un autre centre")),
            ("to_hand_over", gettext_lazy("À remettre")),
            ("to_sort", RequestState.TO_SORT.label),
            ("refused", gettext_lazy("Refusées")),
        ),
    )


class SearchForm(forms.Form):
    q = forms.CharField(label=gettext_lazy("Numéro, code ou noms"), max_length=120, required=False)


class RegisterForm(KitForm):
    kind = forms.ChoiceField(label=gettext_lazy("Registre"), choices=RegisterKind, widget=forms.RadioSelect)
    year = forms.IntegerField(label=gettext_lazy("Année"), min_value=1900, max_value=2200)


class StockForm(KitForm):
    series = forms.CharField(label=gettext_lazy("Série"), max_length=10)
    first = forms.IntegerField(label=gettext_lazy("Premier numéro"), min_value=1, max_value=2_000_000_000)
    last = forms.IntegerField(label=gettext_lazy("Dernier numéro"), min_value=1, max_value=2_000_000_000)
    delivered_on = DayField(label=gettext_lazy("Livrés le"))
    reference = forms.CharField(label=gettext_lazy("Bordereau"), max_length=80, required=False)


class SpoiledForm(KitForm):
    serial = forms.IntegerField(
        label=gettext_lazy("Numéro de l’imprimé"), min_value=1, max_value=2_000_000_000
    )
    reason = forms.CharField(label=gettext_lazy("Motif"), max_length=200)


class VoletForm(KitForm):
    state = forms.ChoiceField(label=gettext_lazy("Où il est"), choices=Volet.State, widget=forms.RadioSelect)
    whereabouts = forms.CharField(
        label=gettext_lazy("Précisions"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Sans nommer personne."),
    )


class MandateForm(KitForm):
    account = forms.TypedChoiceField(label=gettext_lazy("À qui"), coerce=int)
    capacity = forms.ChoiceField(label=gettext_lazy("Qualité"), choices=Capacity, widget=forms.RadioSelect)
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Registres"), choices=RegisterKind, widget=forms.CheckboxSelectMultiple
    )
    start = DayField(label=gettext_lazy("Premier jour"))
    last = DayField(
        label=gettext_lazy("Dernier jour"), required=False, help_text=gettext_lazy("Vide : sans terme fixé.")
    )
    order = forms.CharField(label=gettext_lazy("Décision qui le donne"), max_length=120)

    def __init__(self, *args: Any, accounts: list[tuple[int, str]], **more: Any):
        super().__init__(*args, **more)
        self.fields["account"].choices = accounts  # type: ignore[attr-defined]


# What may be asked about an act: slug, what it is, its explanation
ASKED: dict[str, tuple[Asked, Any]] = {
    "copie": (Asked.COPY, gettext_lazy("Une copie numérotée de l’acte tel qu’il est.")),
    "rectification": (
        Asked.CORRECTION,
        gettext_lazy("L’acte corrigé devient la version suivante ; l’ancienne reste lisible."),
    ),
    "mention": (Asked.MENTION, gettext_lazy("La mention s’ajoute à l’acte, qui ne change pas.")),
    "annulation": (
        Asked.ANNULMENT,
        gettext_lazy("L’acte reste au registre, annulé ; ses papiers ne valent plus."),
    ),
    "nouvel-acte": (
        Asked.REISSUE,
        gettext_lazy("Un nouvel acte, sous un autre numéro ; un officier d’un autre centre approuve aussi."),
    ),
}
