from django import forms
from django.utils.translation import gettext_lazy as _

from siraba.partnership.statistics.selectors import DatasetSummary


class HistoricFilter(forms.Form):
    """Which data set, from which year to which."""

    jeu = forms.ChoiceField(label=_("Jeu de données"))
    de = forms.TypedChoiceField(label=_("De l’année"), coerce=int, empty_value=None, required=False)
    a = forms.TypedChoiceField(label=_("À l’année"), coerce=int, empty_value=None, required=False)

    def __init__(self, data, datasets: list[DatasetSummary]):
        super().__init__(data)
        self._offer("jeu", [(one.dataset.value, one.dataset.label) for one in datasets])
        firsts = [one.first for one in datasets if one.first is not None]
        lasts = [one.last for one in datasets if one.last is not None]
        years = range(min(firsts), max(lasts) + 1) if firsts else ()
        for name in ("de", "a"):
            self._offer(name, [("", _("Toutes")), *((year, str(year)) for year in years)])

    def _offer(self, name: str, choices: list) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self):
        chosen = super().clean() or {}
        first, last = chosen.get("de"), chosen.get("a")
        if first is not None and last is not None and first > last:
            self.add_error("a", _("L’année de fin précède l’année de début."))
        return chosen


class YearFilter(forms.Form):
    """One of the years that were counted; the last unless another is chosen."""

    annee = forms.TypedChoiceField(label=_("Année"), coerce=int, empty_value=None, required=False)

    def __init__(self, data, years: list[int]):
        super().__init__(data)
        field = self.fields["annee"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(year, str(year)) for year in years]
