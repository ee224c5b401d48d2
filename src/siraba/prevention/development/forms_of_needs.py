"""Forms of the need index and of portfolios."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siraba.foundation.geography.models import Area
from siraba.foundation.interface.forms import DayField, KitForm
from siraba.prevention.development.forms import FrancsField, RowsForm
from siraba.prevention.development.models import ComponentKey, Portfolio
from siraba.prevention.development.models.needs import Method
from siraba.prevention.development.tables import LARGEST

GIVEN = [(key.value, key.label) for key in ComponentKey if key != ComponentKey.SERVICES]


class ComponentForm(KitForm):
    key = forms.ChoiceField(label=gettext_lazy("Composante"), choices=GIVEN)
    table = forms.FileField(
        label=gettext_lazy("Table"),
        help_text=gettext_lazy(
            "CSV en UTF-8 : version, code, value (P-code du cercle) ; ou name, value. Une case vide n’est pas remplie."
        ),
        widget=forms.FileInput({"accept": ".csv,.txt"}),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"), max_length=300, help_text=gettext_lazy("Qui a compté, quoi, comment.")
    )
    licence = forms.CharField(
        label=gettext_lazy("Licence"),
        max_length=120,
        help_text=gettext_lazy("L’indice est public : la source permet-elle de publier ?"),
    )
    as_of = DayField(label=gettext_lazy("État au"), initial=timezone.localdate)
    unit = forms.CharField(label=gettext_lazy("Unité"), max_length=80)

    def words(self) -> dict[str, Any]:
        said = super().words()
        return said | {"table": said["table"].read(LARGEST + 1)}


class IndexForm(KitForm):
    """The weight of each component; 0 leaves it out."""

    why = forms.CharField(
        label=gettext_lazy("Pourquoi ces poids"), max_length=500, widget=forms.Textarea({"rows": 3})
    )
    method = forms.ChoiceField(
        label=gettext_lazy("Mise à l’échelle"),
        choices=Method.choices,
        initial=Method.RANK,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Les rangs ne laissent pas une valeur extrême écraser les autres."),
    )
    top = forms.IntegerField(
        label=gettext_lazy("Zones de tête"),
        min_value=1,
        max_value=50,
        initial=10,
        help_text=gettext_lazy("Le doute est dit pour elles : à quelle part des tirages une zone en est."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for key in ComponentKey:
            self.fields[key.value] = forms.FloatField(
                label=_("Poids : %(component)s") % {"component": key.label},
                min_value=0,
                max_value=100,
                initial=1,
            )
        self.order_fields([*ComponentKey.values, "method", "top", "why"])

    def words(self) -> dict[str, Any]:
        said = super().words()
        return {"weights": {key: said.pop(key) for key in ComponentKey.values}, **said}


class PortfolioForm(RowsForm):
    rows = 3
    name = forms.CharField(label=gettext_lazy("Nom"), max_length=80)
    budget = FrancsField(label=gettext_lazy("Budget (FCFA)"))
    adaptation_number = forms.IntegerField(
        label=gettext_lazy("Au moins tant de projets d’adaptation au climat"),
        min_value=0,
        max_value=1000,
        initial=0,
    )
    adaptation_spend = FrancsField(
        label=gettext_lazy("Au moins tant de francs pour eux"), min_value=0, initial=0
    )

    def cells(self) -> dict[str, forms.Field]:
        regions = Area.objects.filter(version__current=True, level=Area.Level.REGION)
        return {
            "region": forms.ModelChoiceField(label=_("Région"), queryset=regions),
            "least": FrancsField(label=_("Au moins (FCFA)"), min_value=0),
            "most": FrancsField(label=_("Au plus (FCFA)"), min_value=0),
        }

    def clean(self) -> dict[str, Any]:
        """Only the region is needed to begin a row: a limit that is left empty does not count."""
        data = self.cleaned_data
        seen = set()
        for number in range(self._count):
            region, least, most = (data.get(f"{name}_{number}") for name in ("region", "least", "most"))
            if region is None and (least is not None or most is not None):
                self.add_error(f"region_{number}", _("Choisissez la région."))
            if region is not None and region.pk in seen:
                self.add_error(f"region_{number}", _("Cette région est donnée deux fois."))
            if least is not None and most is not None and least > most:
                self.add_error(f"most_{number}", _("Moins que le minimum."))
            if region is not None:
                seen.add(region.pk)
        return data

    def words(self) -> dict[str, Any]:
        rows = self.given()
        names = ("name", "budget", "adaptation_number", "adaptation_spend")
        return {name: self.cleaned_data[name] for name in names} | {
            "least_by_zone": {region.pk: least for region, least, _most in rows if least is not None},
            "most_by_zone": {region.pk: most for region, _least, most in rows if most is not None},
        }


class DecisionForm(KitForm):
    kept: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Projets retenus"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    why = forms.CharField(
        label=gettext_lazy("Motif, si ce n’est pas ce qui était proposé"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, portfolio: Portfolio, **kwargs: Any):
        super().__init__(*args, **kwargs)
        rows = portfolio.decisions.select_related("project")
        self.fields["kept"].queryset = rows  # type: ignore[attr-defined]
        self.fields["kept"].initial = [one.pk for one in rows if one.proposed]
