"""The pages of an entry, one subject each; what each says becomes columns (`fields`) and rows (`parts`) of an act."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import find_area
from siraba.foundation.interface.forms import DayField, KitForm, long_text
from siraba.foundation.organisations.models import Unit
from siraba.foundation.services.models import Service, ServiceState, Target, Vacancy
from siraba.foundation.services.parts import hours_in_order
from siraba.foundation.services.terms import Alone, Day
from siraba.foundation.vocabulary import choices

Fields = dict[str, Any]
MORNING = forms.TimeInput(format="%H:%M", attrs={"type": "time"})


def text(label: Any, length: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=False, **more)


def several(label: Any, list_name: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        choices=lambda: choices(list_name),
        widget=forms.CheckboxSelectMultiple,
    )


class EntryForm(KitForm):
    """A page of an entry: opened with what the entry says, and giving back what has to change."""

    columns: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, actor: Actor, service: Service | None = None, **kwargs: Any):
        if service:
            kwargs["initial"] = self.told(service)
        super().__init__(*args, **kwargs)
        self.actor = actor

    def told(self, service: Service) -> Fields:
        """What the fields say of an entry."""
        return {name: getattr(service, name) for name in self.columns}

    def fields_told(self) -> Fields:
        return {name: self.cleaned_data[name] for name in self.columns}

    def parts_told(self) -> dict[str, list[Any]]:
        return {}


class RowsForm(EntryForm):
    """A page that also has numbered rows of fields (`name_1`, `name_2`…) for one kind of part.

    The rows after the second, and the fields of `rarer`, are folded away until they are used.
    """

    kind: ClassVar[str] = ""
    size: ClassVar[int] = 4
    rarer: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.more_fields = []
        for number in range(1, self.size + 1):
            for name, field in self.row_fields().items():
                field.label = f"{field.label} ({number})"
                self.fields[f"{name}_{number}"] = field
                if number > 2 or name in self.rarer:
                    self.more_fields.append(f"{name}_{number}")

    def row_fields(self) -> dict[str, forms.Field]:
        raise NotImplementedError

    def told(self, service: Service) -> Fields:
        return super().told(service) | {
            f"{name}_{number}": value
            for number, row in enumerate(self.rows_of(service), start=1)
            for name, value in row.items()
        }

    def rows_of(self, service: Service) -> list[Fields]:
        raise NotImplementedError

    def rows(self) -> Iterator[tuple[int, Fields]]:
        names = list(self.row_fields())
        for number in range(1, self.size + 1):
            yield number, {name: self.cleaned_data.get(f"{name}_{number}") for name in names}


class SheetForm(EntryForm):
    """What is offered, where and under which conditions of price and date."""

    columns = (
        "name", "service_type", "description", "unit", "place", "latitude", "longitude", "address_protected",
        "fees", "wait_time", "application", "capacity", "valid_from", "valid_to", "closed_for_now",
    )  # fmt: skip
    name = forms.CharField(label=_("Nom"), min_length=2, max_length=120)
    service_type = forms.ChoiceField(
        label=_("Type de service"), choices=lambda: [("", gettext("Choisir…")), *choices("service_type")]
    )
    description = long_text(_("Description"))
    unit: "forms.ModelChoiceField[Unit]" = forms.ModelChoiceField(
        label=_("Unité"), queryset=Unit.objects.none(), required=False
    )
    area = forms.CharField(
        label=_("Zone (ville, cercle, région ou Mali)"),
        max_length=80,
        widget=forms.TextInput({"list": "towns"}),
    )
    place = text(_("Repère du lieu"), 160, help_text=_("Par exemple : face à la gare routière."))
    address_protected = forms.BooleanField(
        label=_("Adresse protégée"),
        required=False,
        help_text=_("Le lieu n’est alors montré qu’à votre structure, et jamais sur la carte."),
    )
    fees = text(_("Frais"), 160)
    costs = text(
        _("Tarifs"),
        1000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Un par ligne : objet ; montant en FCFA."),
    )
    documents = text(
        _("Documents demandés"), 1000, widget=forms.Textarea({"rows": 2}), help_text=_("Un par ligne.")
    )
    wait_time = text(_("Délai d’attente"), 80)
    application = text(_("Comment faire la demande"), 300)
    capacity = forms.IntegerField(label=_("Capacité"), min_value=0, max_value=100_000, required=False)
    valid_from = DayField(label=_("Valable du"))
    valid_to = DayField(label=_("Valable jusqu’au"), required=False)
    closed_for_now = forms.BooleanField(label=_("Fermé pour le moment"), required=False)
    latitude = forms.FloatField(label=_("Latitude"), required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    more_fields = ["latitude", "longitude", "application", "costs", "valid_to"]

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, actor=actor, **kwargs)
        units = Unit.objects.filter(organisation=actor.organisation_id)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def told(self, service: Service) -> Fields:
        return super().told(service) | {
            "area": service.area.name if service.area_id else "",
            "documents": "\n".join(row.name for row in service.documents.all()),
            "costs": "\n".join(f"{row.option} ; {row.amount}" for row in service.costs.all()),
        }

    def clean_area(self) -> Area:
        area = find_area(self.cleaned_data["area"])
        if area is None:
            raise forms.ValidationError(
                gettext("Lieu introuvable. Écrivez le nom d’une ville, d’un cercle ou d’une région.")
            )
        return area

    def clean_costs(self) -> list[Fields]:
        return [_cost(line) for line in _lines(self.cleaned_data["costs"])]

    def fields_told(self) -> Fields:
        return super().fields_told() | {"area": self.cleaned_data["area"]}

    def parts_told(self) -> dict[str, list[Any]]:
        return {"documents": _lines(self.cleaned_data["documents"]), "costs": self.cleaned_data["costs"]}


class HoursForm(RowsForm):
    """The same hours for several days, on one row."""

    kind, rarer = "schedules", ("valid_from", "valid_to")
    columns = ("hours",)
    hours = text(
        _("Horaires en mots"), 160, help_text=_("Seulement si les lignes ne suffisent pas : « sur demande ».")
    )

    def row_fields(self) -> dict[str, forms.Field]:
        return {
            "days": forms.MultipleChoiceField(
                label=_("Jours"), required=False, choices=Day.choices, widget=forms.CheckboxSelectMultiple
            ),
            "opens": forms.TimeField(label=_("Ouvre à"), required=False, widget=MORNING),
            "closes": forms.TimeField(
                label=_("Ferme à"),
                required=False,
                widget=MORNING,
                help_text=_("00:00 est minuit à la fin du jour ; de 00:00 à 00:00, c’est 24 heures."),
            ),
            "closed_on_holidays": forms.BooleanField(label=_("Fermé les jours fériés"), required=False),
            "valid_from": DayField(label=_("À partir du"), required=False),
            "valid_to": DayField(label=_("Jusqu’au"), required=False),
        }

    def rows_of(self, service: Service) -> list[Fields]:
        names = ("opens", "closes", "closed_on_holidays", "valid_from", "valid_to")
        same: dict[tuple, list[int]] = {}
        for row in service.schedules.all():
            same.setdefault(tuple(getattr(row, name) for name in names), []).append(row.weekday)
        return [{"days": days, **dict(zip(names, key, strict=True))} for key, days in same.items()]

    def clean(self) -> Fields:
        data = super().clean() or {}
        for number, row in self.rows():
            if not (row["days"] or row["opens"] or row["closes"]):
                continue
            for name in ("days", "opens", "closes"):
                if row[name] in (None, [], ""):
                    self.add_error(f"{name}_{number}", gettext("Remplissez les jours et les deux heures."))
            if row["opens"] and row["closes"] and not hours_in_order(row["opens"], row["closes"]):
                self.add_error(
                    f"closes_{number}",
                    gettext(
                        "L’heure de fermeture vient avant l’heure d’ouverture. Après minuit, notez une ligne le lendemain."
                    ),
                )
            if row["valid_from"] and row["valid_to"] and row["valid_to"] < row["valid_from"]:
                self.add_error(f"valid_to_{number}", gettext("Cette date vient avant le premier jour."))
        return data

    def parts_told(self) -> dict[str, list[Any]]:
        names = ("opens", "closes", "closed_on_holidays", "valid_from", "valid_to")
        return {
            "schedules": [
                {"weekday": int(day), **{name: row[name] for name in names}}
                for _number, row in self.rows()
                for day in row["days"] or []
            ]
        }


class WhoForm(RowsForm):
    """Whom the service takes. A person who fits one of the rows is taken; without any row, everybody is."""

    kind, size = "rules", 3
    columns = ("eligibility", "by_referral")
    eligibility = text(_("Conditions en mots"), 300)
    by_referral = forms.BooleanField(label=_("Sur référencement seulement"), required=False)

    def row_fields(self) -> dict[str, forms.Field]:
        return {
            "sex": forms.ChoiceField(
                label=_("Sexe"), required=False, choices=lambda: [("", gettext("Tous")), *choices("sex")]
            ),
            "age_from": forms.IntegerField(
                label=_("Âge, à partir de"), required=False, min_value=0, max_value=120
            ),
            "age_to": forms.IntegerField(label=_("Âge, jusqu’à"), required=False, min_value=0, max_value=120),
            "alone": forms.ChoiceField(label=_("Mineurs seuls"), required=False, choices=Alone.choices),
            "groups": several(_("Groupes"), "population_group"),
        }

    def rows_of(self, service: Service) -> list[Fields]:
        return [
            {name: getattr(row, name) for name in ("sex", "age_from", "age_to", "alone", "groups")}
            for row in service.rules.all()
        ]

    def clean(self) -> Fields:
        data = super().clean() or {}
        for number, row in self.rows():
            if None not in (row["age_from"], row["age_to"]) and row["age_to"] < row["age_from"]:
                self.add_error(f"age_to_{number}", gettext("Cet âge est plus bas que le premier."))
        return data

    def parts_told(self) -> dict[str, list[Any]]:
        rows = [row | {"alone": row["alone"] or Alone.ANY} for _number, row in self.rows()]
        empty: Fields = {"sex": "", "age_from": None, "age_to": None, "alone": Alone.ANY, "groups": []}
        return {"rules": [row for row in rows if row != empty]}


class PlacesForm(RowsForm):
    """The places that are counted, for all or group by group."""

    kind = "vacancies"

    def row_fields(self) -> dict[str, forms.Field]:
        return {
            "group": forms.ChoiceField(label=_("Pour qui"), required=False, choices=Target.choices),
            "measure": forms.ChoiceField(
                label=_("Unité comptée"), required=False, choices=Vacancy.Measure.choices
            ),
            "capacity": forms.IntegerField(
                label=_("Places en tout"), required=False, min_value=0, max_value=100_000
            ),
            "vacant": forms.IntegerField(label=_("Libres"), required=False, min_value=0, max_value=100_000),
        }

    def rows_of(self, service: Service) -> list[Fields]:
        return [
            {name: getattr(row, name) for name in ("group", "measure", "capacity", "vacant")}
            for row in service.vacancies.all()
        ]

    def clean(self) -> Fields:
        data = super().clean() or {}
        seen: set[str] = set()
        for number, row in self._filled():
            if row["capacity"] is None or row["vacant"] is None:
                self.add_error(
                    f"capacity_{number}", gettext("Donnez les places en tout et les places libres.")
                )
            elif row["vacant"] > row["capacity"]:
                self.add_error(f"vacant_{number}", gettext("Plus de places libres que de places."))
            if row["group"] in seen:
                self.add_error(f"group_{number}", gettext("Ce groupe est déjà compté."))
            seen.add(row["group"])
        return data

    def _filled(self) -> Iterator[tuple[int, Fields]]:
        return (pair for pair in self.rows() if {pair[1]["capacity"], pair[1]["vacant"]} != {None})

    def parts_told(self) -> dict[str, list[Any]]:
        return {
            "vacancies": [
                row
                | {"measure": row["measure"] or Vacancy.Measure.PLACE, "updated_by_id": self.actor.account_id}
                for _number, row in self._filled()
            ]
        }


class ContactForm(RowsForm):
    """Languages and the telephones of a function; no name of a person."""

    kind, size = "phones", 3
    columns = ("interpretation", "focal_point")
    languages = several(_("Langues parlées"), "language")
    interpretation = text(_("Interprétation"), 160)
    focal_point = text(
        _("Point focal (fonction)"), 80, help_text=_("Une fonction, jamais le nom d’une personne.")
    )

    def row_fields(self) -> dict[str, forms.Field]:
        return {
            "number": forms.CharField(
                label=_("Téléphone"),
                required=False,
                max_length=20,
                widget=forms.TextInput({"inputmode": "tel"}),
            ),
            "function": forms.CharField(label=_("Fonction"), required=False, max_length=80),
            "public": forms.BooleanField(label=_("Visible de tous"), required=False),
        }

    def told(self, service: Service) -> Fields:
        return super().told(service) | {"languages": [row.code for row in service.languages.all()]}

    def rows_of(self, service: Service) -> list[Fields]:
        return [
            {name: getattr(row, name) for name in ("number", "function", "public")}
            for row in service.phones.all()
        ]

    def parts_told(self) -> dict[str, list[Any]]:
        phones = [row for _number, row in self.rows() if row["number"]]
        return {"languages": self.cleaned_data["languages"], "phones": phones}


# The subjects of an entry, by the word of their address
SUBJECTS: dict[str, tuple[Any, type[EntryForm]]] = {
    "fiche": (_("Ce qui est offert, et où"), SheetForm),
    "horaires": (_("Horaires"), HoursForm),
    "public": (_("Pour qui"), WhoForm),
    "places": (_("Places"), PlacesForm),
    "contacts": (_("Langues et téléphones"), ContactForm),
}


class VacancyForm(KitForm):
    """One number, with keys large enough for a thumb."""

    vacant = forms.IntegerField(
        label=_("Libres"), min_value=0, widget=forms.NumberInput({"inputmode": "numeric"})
    )

    def __init__(self, *args: Any, row: Vacancy, **kwargs: Any):
        kwargs["initial"] = {"vacant": row.vacant}
        super().__init__(*args, **kwargs)
        group = f" – {row.get_group_display()}" if row.group else ""
        self.fields["vacant"].label = gettext("Libres, sur %(capacity)s %(measure)s%(group)s") % {
            "capacity": row.capacity,
            "measure": row.get_measure_display(),
            "group": group,
        }


class EntriesFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("État"), required=False, choices=[("", _("Tous")), *ServiceState.choices]
    )
    name = forms.CharField(label=_("Nom"), required=False, max_length=120)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _cost(line: str) -> Fields:
    option, _mark, amount = line.rpartition(";")
    digits = "".join(amount.split())
    if not option.strip() or not digits.isdecimal():
        raise forms.ValidationError(gettext("Écrivez « objet ; montant » : %(line)s") % {"line": line})
    return {"option": option.strip(), "amount": int(digits)}
