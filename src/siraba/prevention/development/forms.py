"""Forms of projects. An amount is whole francs; what was typed stays on the form when it is refused."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siraba.foundation.geography.models import Area
from siraba.foundation.interface.forms import DayField, KitForm, long_text
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.vocabulary import choices
from siraba.prevention.development.models import MARKERS, Project, ProjectState, Significance
from siraba.prevention.development.models.parts import MOST_FRANCS, Measure

NOBODY = gettext_lazy("Ne nommez personne : ce texte est public.")
LEAST_YEAR, LAST_YEAR = 2000, 2100
SPACES = str.maketrans("", "", " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}")


class FrancsField(forms.IntegerField):
    """A whole number of francs, above zero unless `min_value` says otherwise; spaces between the thousands are read."""

    default_error_messages = {
        "invalid": gettext_lazy("Écrivez un nombre entier de francs : le franc CFA n’a pas de centimes."),
        "min_value": gettext_lazy("Il faut au moins %(limit_value)s franc CFA."),
    }

    def __init__(self, **more: Any):
        super().__init__(**{"min_value": 1, "max_value": MOST_FRANCS, "widget": forms.TextInput, **more})
        self.widget.attrs["inputmode"] = "numeric"

    def to_python(self, value: Any) -> int | None:
        text = str(value).translate(SPACES) if value not in self.empty_values else value
        if isinstance(text, str) and not text.lstrip("-").isdecimal():
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(text)


def zones() -> Any:
    """Regions and cercles of today, each region with its cercles after it."""
    rows = Area.objects.filter(version__current=True, level__in=(Area.Level.REGION, Area.Level.CERCLE))
    return rows.select_related("parent").order_by("level", "parent__name", "name")


def zone_label(area: Area) -> str:
    if area.level == Area.Level.REGION:
        return _("Toute la région : %(region)s") % {"region": area}
    return f"{area} ({area.parent})"


class ZonesField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return zone_label(obj)


def partners() -> Any:
    return Organisation.objects.filter(active=True)


class ProjectForm(KitForm):
    """What a project says from its first day."""

    title = forms.CharField(label=gettext_lazy("Intitulé"), max_length=150, help_text=NOBODY)
    summary = forms.CharField(
        label=gettext_lazy("Résumé"), max_length=2000, widget=forms.Textarea({"rows": 5}), help_text=NOBODY
    )
    zones = ZonesField(label=gettext_lazy("Zones"), queryset=Area.objects.none())
    starts_on = DayField(label=gettext_lazy("Début prévu"))
    ends_on = DayField(label=gettext_lazy("Fin prévue"))
    women = forms.IntegerField(label=gettext_lazy("Femmes"), min_value=0, max_value=10_000_000)
    men = forms.IntegerField(label=gettext_lazy("Hommes"), min_value=0, max_value=10_000_000)
    youth = forms.IntegerField(
        label=gettext_lazy("Dont jeunes de 15 à 35 ans"),
        min_value=0,
        max_value=10_000_000,
        help_text=gettext_lazy("Comptés parmi les femmes et les hommes."),
    )
    partners: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Partenaires"),
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    more_fields = ["partners"]
    more_label = gettext_lazy("Partenaires")

    def __init__(self, *args: Any, project: Project | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["zones"].queryset = zones()  # type: ignore[attr-defined]
        self.fields["partners"].queryset = partners()  # type: ignore[attr-defined]
        for name in MARKERS:
            self.fields[name] = _marker(name)
        if project is not None:
            self.initial = _said(project)

    def words(self) -> dict[str, Any]:
        said = super().words()
        for name in MARKERS:
            said[name] = None if said[name] in ("", None) else int(said[name])
        return said


def _marker(name: str) -> forms.ChoiceField:
    """Adaptation is answered by every project; the others before the project is appraised."""
    label = Project._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    first = name == "adaptation"
    return forms.ChoiceField(
        label=str(label).capitalize(),
        choices=[*([] if first else [("", _("Pas encore examiné"))]), *Significance.choices],
        required=first,
        widget=forms.RadioSelect,
        help_text=_("Chaque projet dit s’il tient compte du changement climatique.") if first else "",
    )


def _said(project: Project) -> dict[str, Any]:
    fields = ("title", "summary", "starts_on", "ends_on", "women", "men", "youth", *MARKERS)
    return {name: getattr(project, name) for name in fields} | {
        "zones": list(project.zones.values_list("pk", flat=True)),
        "partners": list(project.partners.values_list("pk", flat=True)),
    }


class RowsForm(KitForm):
    """A few rows of the same fields; a row is whole or empty."""

    rows = 6

    def cells(self) -> dict[str, forms.Field]:
        """The fields of one row, in order."""
        raise NotImplementedError

    def __init__(self, *args: Any, said: Iterable[Sequence[Any]] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        known = list(said)
        for number in range(max(self.rows, len(known) + 1)):
            for place, (name, field) in enumerate(self.cells().items()):
                field.required = False
                field.label = _("%(label)s, ligne %(number)d") % {"label": field.label, "number": number + 1}
                if number < len(known):
                    field.initial = known[number][place]
                self.fields[f"{name}_{number}"] = field
        self._count = max(self.rows, len(known) + 1)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        names = list(self.cells())
        for number in range(self._count):
            keys = [f"{name}_{number}" for name in names]
            empty = [key for key in keys if data.get(key) in (None, "") and key not in self.errors]
            if 0 < len(empty) < len(keys):
                for key in empty:
                    self.add_error(key, _("Cette ligne n’est pas complète."))
        return data

    def given(self) -> list[tuple]:
        names = list(self.cells())
        rows = [tuple(self.cleaned_data[f"{name}_{n}"] for name in names) for n in range(self._count)]
        return [row for row in rows if row[0] not in (None, "")]


class SectorsForm(RowsForm):
    def __init__(self, *args: Any, project: Project, **kwargs: Any):
        super().__init__(*args, said=project.sectors.values_list("code", "share"), **kwargs)

    def cells(self) -> dict[str, forms.Field]:
        sectors = [("", "—"), *((code, f"{code} {label}") for code, label in choices("dac_sector"))]
        return {
            "code": forms.ChoiceField(label=_("Secteur"), choices=sectors),
            "share": forms.IntegerField(label=_("Part, en %"), min_value=1, max_value=100),
        }

    def words(self) -> dict[str, Any]:
        return {"shares": self.given()}


class BudgetForm(RowsForm):
    rows = 8

    def __init__(self, *args: Any, project: Project, **kwargs: Any):
        super().__init__(*args, said=project.budget.values_list("label", "year", "amount"), **kwargs)

    def cells(self) -> dict[str, forms.Field]:
        return {
            "label": forms.CharField(label=_("Poste"), max_length=120),
            "year": forms.IntegerField(label=_("Année"), min_value=LEAST_YEAR, max_value=LAST_YEAR),
            "amount": FrancsField(label=_("Montant (FCFA)")),
        }

    def words(self) -> dict[str, Any]:
        return {"lines": self.given()}


class LinksForm(RowsForm):
    rows = 4

    def __init__(self, *args: Any, project: Project, **kwargs: Any):
        super().__init__(*args, said=project.links.values_list("title", "url", "category"), **kwargs)

    def cells(self) -> dict[str, forms.Field]:
        return {
            "title": forms.CharField(label=_("Titre"), max_length=120),
            "url": forms.URLField(label=_("Adresse"), max_length=300, assume_scheme="https"),
            "category": forms.ChoiceField(
                label=_("Nature"), choices=[("", "—"), *choices("project_document")]
            ),
        }

    def words(self) -> dict[str, Any]:
        return {"links": self.given()}


class IndicatorForm(KitForm):
    title = forms.CharField(label=gettext_lazy("Indicateur"), max_length=200, help_text=NOBODY)
    result = forms.ChoiceField(
        label=gettext_lazy("Résultat"), choices=lambda: choices("project_result"), widget=forms.RadioSelect
    )
    measure = forms.ChoiceField(
        label=gettext_lazy("Mesure"), choices=Measure.choices, initial=Measure.UNIT, widget=forms.RadioSelect
    )
    baseline = forms.DecimalField(label=gettext_lazy("Point de départ"), max_digits=15, decimal_places=2)
    baseline_year = forms.IntegerField(
        label=gettext_lazy("Année du point de départ"), min_value=LEAST_YEAR, max_value=LAST_YEAR
    )
    target = forms.DecimalField(label=gettext_lazy("Cible"), max_digits=15, decimal_places=2)
    starts_on = DayField(label=gettext_lazy("Du"))
    ends_on = DayField(label=gettext_lazy("Au"))


class OneIndicatorForm(KitForm):
    indicator: forms.ModelChoiceField = forms.ModelChoiceField(
        label=gettext_lazy("Indicateur"), queryset=None, widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["indicator"].queryset = project.indicators.all()  # type: ignore[attr-defined]


class ResultForm(OneIndicatorForm):
    actual = forms.DecimalField(label=gettext_lazy("Atteint"), max_digits=15, decimal_places=2)
    measured_on = DayField(label=gettext_lazy("Mesuré le"), initial=timezone.localdate)


class AppraisalForm(KitForm):
    appraisal = long_text(gettext_lazy("Avis"), True, help_text=gettext_lazy("Ne nommez personne."))
    appraisal.max_length = 1000


class ReasonForm(KitForm):
    reason = forms.CharField(
        label=gettext_lazy("Motif"), max_length=300, help_text=gettext_lazy("Ne nommez personne.")
    )


class FunderForm(KitForm):
    funder: forms.ModelChoiceField = forms.ModelChoiceField(
        label=gettext_lazy("Bailleur"), queryset=Organisation.objects.none()
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["funder"].queryset = partners()  # type: ignore[attr-defined]


class LaunchForm(KitForm):
    started_on = DayField(label=gettext_lazy("Début réel"), initial=timezone.localdate)


class CloseForm(KitForm):
    ended_on = DayField(label=gettext_lazy("Fin réelle"), initial=timezone.localdate)


class TransactionForm(KitForm):
    kind = forms.ChoiceField(label=gettext_lazy("Nature"), choices=lambda: choices("project_transaction"))
    amount = FrancsField(label=gettext_lazy("Montant (FCFA)"))
    day = DayField(label=gettext_lazy("Date"), initial=timezone.localdate)
    value_date = DayField(
        label=gettext_lazy("Date de valeur"),
        required=False,
        help_text=gettext_lazy("La même que la date si elle est vide."),
    )
    description = forms.CharField(label=gettext_lazy("Objet"), max_length=200, help_text=NOBODY)
    provider: forms.ModelChoiceField = forms.ModelChoiceField(
        label=gettext_lazy("D’où vient l’argent"), queryset=Organisation.objects.none(), required=False
    )
    receiver: forms.ModelChoiceField = forms.ModelChoiceField(
        label=gettext_lazy("Où il va"),
        queryset=Organisation.objects.none(),
        required=False,
        help_text=gettext_lazy("Une structure, jamais une personne."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("provider", "receiver"):
            self.fields[name].queryset = partners()  # type: ignore[attr-defined]


class ReversalForm(ReasonForm):
    transaction: forms.ModelChoiceField = forms.ModelChoiceField(
        label=gettext_lazy("Opération"), queryset=None, widget=forms.RadioSelect, empty_label=None
    )
    field_order = ["transaction", "reason"]

    def __init__(self, *args: Any, project: Project, **kwargs: Any):
        super().__init__(*args, **kwargs)
        open_now = project.transactions.filter(reverses=None, reversed_by=None)
        self.fields["transaction"].queryset = open_now  # type: ignore[attr-defined]
        self.fields["transaction"].label_from_instance = (  # type: ignore[attr-defined]
            lambda one: f"{one.day:%d/%m/%Y} – {one} FCFA – {one.description}"
        )


class ProjectFilter(forms.Form):
    region: forms.ModelChoiceField = forms.ModelChoiceField(
        label=gettext_lazy("Région"),
        queryset=Area.objects.filter(version__current=True, level=Area.Level.REGION),
        required=False,
        empty_label=gettext_lazy("Toutes les régions"),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("État"),
        choices=(("", gettext_lazy("Tous les états")), *ProjectState.choices),
        required=False,
    )
