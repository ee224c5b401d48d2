"""Forms of scenarios."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siraba.foundation.access.actor import Actor
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import current_areas
from siraba.foundation.interface.forms import DayField, KitForm
from siraba.foundation.tables.reading import LARGEST
from siraba.protection.reception.network.models import MOST, DemandBasis, LocationModel, Scenario, SiteRole
from siraba.protection.reception.network.places import Host, apart, areas_of, borrowed, hosts, possible_sites
from siraba.protection.reception.network.selectors import scenarios_open_to

TO_VALIDATE = gettext_lazy("À valider.")


def months_field(**more: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=gettext_lazy("Mois comptés"), min_value=1, max_value=60, initial=12, required=False, **more
    )


class ScenarioForm(KitForm):
    name = forms.CharField(label=gettext_lazy("Nom du scénario"), max_length=80)
    basis = forms.ChoiceField(
        label=gettext_lazy("Qui est à joindre"),
        choices=DemandBasis.choices,
        initial=DemandBasis.EQUAL,
        widget=forms.RadioSelect,
    )
    months = months_field(help_text=gettext_lazy("Pour les arrivées : de 1 à 60."))
    table = forms.FileField(
        label=gettext_lazy("Table de lieux et de poids"),
        required=False,
        help_text=gettext_lazy("CSV ou XLSX, deux colonnes : lieu et poids."),
        widget=forms.FileInput({"accept": ".csv,.xlsx,.txt"}),
    )
    model = forms.ChoiceField(
        label=gettext_lazy("Ce qui est cherché"),
        choices=LocationModel.choices,
        initial=LocationModel.MEDIAN,
        widget=forms.RadioSelect,
    )
    wanted = forms.IntegerField(
        label=gettext_lazy("Nouvelles antennes"), min_value=1, max_value=MOST, initial=3
    )
    within_hours = forms.FloatField(
        label=gettext_lazy("T, en heures"), min_value=0.1, max_value=48, initial=2
    )
    detour = forms.FloatField(
        label=gettext_lazy("Détour (route / vol d’oiseau)"),
        min_value=1,
        max_value=5,
        help_text=TO_VALIDATE,
    )
    speed_km_h = forms.FloatField(
        label=gettext_lazy("Vitesse moyenne, en km/h"), min_value=1, max_value=120, help_text=TO_VALIDATE
    )
    like = forms.ModelChoiceField(
        label=gettext_lazy("Avec les sites du scénario"),
        queryset=Scenario.objects.none(),
        required=False,
        empty_label=gettext_lazy("Sites habituels"),
    )
    more_fields = ["within_hours", "detour", "speed_km_h", "like"]
    more_label = gettext_lazy("Détour, vitesse, durée, sites")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["detour"].initial = settings.ROAD_DETOUR
        self.fields["speed_km_h"].initial = settings.ROAD_SPEED_KM_H
        self.fields["like"].queryset = scenarios_open_to(actor)  # type: ignore[attr-defined]

    def clean_table(self) -> bytes:
        upload = self.cleaned_data["table"]
        if upload is None:
            return b""
        if upload.size > LARGEST:
            raise forms.ValidationError(_("Ce fichier dépasse 20 Mo : coupez-le."))
        return upload.read()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("basis") == DemandBasis.TABLE and not data.get("table"):
            self.add_error("table", _("Donnez la table de lieux et de poids."))
        data["months"] = data.get("months") or 12
        return data


class Places(forms.ModelMultipleChoiceField):
    """Areas, each with what it lies in and what stands there."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(Area.objects.none(), *args, **kwargs)
        self.said: dict[int, str] = {}

    def label_from_instance(self, area: Area) -> str:
        return self.said.get(area.pk, str(area))


class SitesForm(KitForm):
    existing = Places(
        label=gettext_lazy("Antennes comptées comme ouvertes"),
        required=False,
        help_text=gettext_lazy("Celles qui sont ouvertes sont cochées ; cochez-en une prévue pour voir ce qu’elle change."),
    )  # fmt: skip
    candidates = Places(
        label=gettext_lazy("Sites possibles"),
        required=False,
        help_text=gettext_lazy("Les chefs-lieux et les localités frontières connues. Un site interdit n’y est pas."),
    )  # fmt: skip

    def __init__(self, *args: Any, scenario: Scenario, **kwargs: Any):
        sites = list(scenario.sites.all())
        by_role = {role: [one.area_id for one in sites if one.role == role] for role in SiteRole.values}
        first = {"existing": by_role[SiteRole.EXISTING], "candidates": by_role[SiteRole.CANDIDATE]}
        super().__init__(*args, **{**kwargs, "initial": first})
        here = hosts(scenario.organisation_id)
        known = {host.area.pk for host in here}
        usual = {area.pk for area in apart(possible_sites(), areas_of(known).values())}
        free = usual | set(by_role[SiteRole.CANDIDATE]) | known
        self._offer("existing", known | set(by_role[SiteRole.EXISTING]), here)
        self._offer("candidates", free - set(by_role[SiteRole.FORBIDDEN]), here)

    def _offer(self, name: str, numbers: set[int], here: list[Host]) -> None:
        field: Any = self.fields[name]
        field.queryset = Area.objects.filter(pk__in=numbers)
        branches = {host.area.pk: host.label for host in here}
        field.said = {pk: said(area, branches.get(pk, "")) for pk, area in areas_of(numbers).items()}


def said(area: Area, branches: str = "") -> str:
    """An area for whoever has to choose: its name, what it lies in, what stands there, and a point that is not its own."""
    text = f"{area} – {area.parent}" if area.parent and area.parent.name != area.name else str(area)
    if branches:
        text = f"{text} : {branches}"
    return _("%(place)s (placé au chef-lieu)") % {"place": text} if borrowed(area) else text


class ForbidForm(KitForm):
    area = forms.ModelChoiceField(label=gettext_lazy("Site ou région"), queryset=Area.objects.none())
    reason = forms.CharField(
        label=gettext_lazy("Motif"), max_length=200, help_text=gettext_lazy("D’où vient l’information.")
    )
    since = DayField(label=gettext_lazy("Depuis le"), initial=timezone.localdate)

    def __init__(self, *args: Any, scenario: Scenario, **kwargs: Any):
        super().__init__(*args, **kwargs)
        regions = current_areas(Area.Level.REGION).values_list("pk", flat=True)
        free = scenario.sites.filter(role=SiteRole.CANDIDATE).values_list("area_id", flat=True)
        rows = Area.objects.filter(pk__in={*regions, *free}).order_by("level", "name")
        self.fields["area"].queryset = rows.select_related("parent")  # type: ignore[attr-defined]
        self.fields["area"].label_from_instance = _with_level  # type: ignore[attr-defined]


class AllowForm(KitForm):
    area = forms.ModelChoiceField(label=gettext_lazy("Site ou région"), queryset=Area.objects.none())

    def __init__(self, *args: Any, scenario: Scenario, **kwargs: Any):
        super().__init__(*args, **kwargs)
        closed = scenario.sites.filter(role=SiteRole.FORBIDDEN).values("area")
        self.fields["area"].queryset = Area.objects.filter(pk__in=closed)  # type: ignore[attr-defined]
        self.fields["area"].label_from_instance = _with_level  # type: ignore[attr-defined]


def _with_level(area: Area) -> str:
    return f"{area} ({area.get_level_display()})"


class ChosenNumber(forms.Form):
    nombre = forms.IntegerField(min_value=0, max_value=MOST, required=False)


class CompareForm(forms.Form):
    """Two scenarios of the reader's organisation."""

    a = forms.ModelChoiceField(label=gettext_lazy("Premier scénario"), queryset=Scenario.objects.none())
    b = forms.ModelChoiceField(label=gettext_lazy("Second scénario"), queryset=Scenario.objects.none())

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for field in ("a", "b"):
            self.fields[field].queryset = scenarios_open_to(actor)  # type: ignore[attr-defined]


class CoverageForm(forms.Form):
    basis = forms.ChoiceField(
        label=gettext_lazy("Qui est à joindre"),
        choices=[choice for choice in DemandBasis.choices if choice[0] != DemandBasis.TABLE],
        required=False,
    )
    months = months_field()
    scenario = forms.ModelChoiceField(
        label=gettext_lazy("Et avec le scénario"),
        queryset=Scenario.objects.none(),
        required=False,
        empty_label=gettext_lazy("Aucun"),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["scenario"].queryset = scenarios_open_to(actor)  # type: ignore[attr-defined]
