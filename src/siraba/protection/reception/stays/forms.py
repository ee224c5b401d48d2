"""What is asked for a room, a bed, and each act on a stay."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.forms import DayField, KitForm, long_text
from siraba.protection.reception.stays.housing import Group
from siraba.protection.reception.stays.models import Extending, Leaving

DAY, A_YEAR = timedelta(days=1), timedelta(days=366)


class RoomForm(KitForm):
    name = forms.CharField(label=_("Nom de la chambre"), max_length=60)
    group = forms.ChoiceField(label=_("Pour qui"), choices=Group, widget=forms.RadioSelect)
    beds = forms.IntegerField(label=_("Lits"), min_value=1, max_value=500)
    out_of_use = forms.IntegerField(
        label=_("Lits hors d’usage"), min_value=0, max_value=500, required=False, initial=0
    )
    reason = forms.CharField(
        label=_("Pourquoi ils sont hors d’usage"),
        max_length=200,
        required=False,
        help_text=_("Sans nommer personne."),
    )

    def clean_out_of_use(self) -> int:
        return self.cleaned_data["out_of_use"] or 0


def _bed() -> forms.CharField:
    return forms.CharField(label=_("Numéro du lit"), max_length=10, required=False)


class NightsForm(forms.Form):
    """The nights that a bed is looked for; sent by GET, so that the rooms that fit are shown before one is chosen."""

    first = DayField(label=_("Première nuit"))
    until = DayField(label=_("Jour du départ"))

    def span(self) -> tuple[date, date]:
        """What was asked, from today and for a year at most; tonight when nothing was."""
        today = timezone.localdate()
        if not self.is_valid() or self.cleaned_data["until"] <= self.cleaned_data["first"]:
            return today, today + DAY
        first = min(max(self.cleaned_data["first"], today), today + A_YEAR)
        return first, min(max(self.cleaned_data["until"], first + DAY), first + A_YEAR)


class ReserveForm(KitForm):
    """`rooms` are (number, label) of those that fit, `others` of those that do not: they may be asked for, and say why not."""

    room = forms.TypedChoiceField(label=_("Chambre"), coerce=int, widget=forms.RadioSelect)
    first = DayField(label=_("Première nuit"))
    until = DayField(label=_("Jour du départ"))
    bed = _bed()
    note = long_text(_("À savoir pour cette nuit"))
    split = forms.CharField(
        label=_("Pourquoi la loger séparée de sa famille"),
        max_length=200,
        required=False,
        help_text=_("À remplir seulement si le reste de sa famille dort ailleurs."),
    )
    more_fields = ["bed", "note", "split"]

    def __init__(self, *args: Any, rooms: list[tuple[int, str]], with_family: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["room"].choices = rooms  # type: ignore[attr-defined]
        if with_family:
            self.more_fields = ["bed", "note"]
        else:
            del self.fields["split"]


class ShelterForm(ReserveForm):
    family = forms.ChoiceField(
        label=_("De la même famille que"),
        required=False,
        help_text=_("Une personne qui a déjà un lit ici : un enfant dort avec un adulte de sa famille."),
    )

    def __init__(self, *args: Any, families: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["family"].choices = [("", _("Personne")), *families]  # type: ignore[attr-defined]


class PartyForm(KitForm):
    unit = forms.TypedChoiceField(label=_("Lieu"), coerce=int, widget=forms.RadioSelect)
    first = DayField(label=_("Première nuit"))
    until = DayField(label=_("Jour du départ"))
    note = long_text(_("À savoir pour cette nuit"))
    more_fields = ["note"]

    def __init__(self, *args: Any, places: list[tuple[int, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = places  # type: ignore[attr-defined]


class TakeInForm(KitForm):
    bed = _bed()


class LeavingForm(KitForm):
    leaving = forms.ChoiceField(label=_("Motif du départ"), choices=Leaving, widget=forms.RadioSelect)
    note = long_text(_("Précisions"))


class ExtensionForm(KitForm):
    until = DayField(label=_("Nouveau jour de départ"))
    extending = forms.ChoiceField(label=_("Motif"), choices=Extending, widget=forms.RadioSelect)
    note = long_text(_("Précisions"), help_text=_("Lues dans ce lieu seulement."))


class NoteForm(KitForm):
    note = long_text(_("Précisions"))


SHOWN = (
    ("", _("Tous les séjours")),
    ("here", _("Présentes")),
    ("today", _("Attendues aujourd’hui")),
    ("leaving", _("Départs du jour")),
    ("over", _("Séjours trop longs")),
    ("no_show", _("Pas venues")),
)


class StayFilter(forms.Form):
    voir = forms.ChoiceField(label=_("Voir"), choices=SHOWN, required=False)


class PeriodForm(forms.Form):
    """A period, both days included; the last thirty days unless it is said."""

    first = DayField(label=_("Du"))
    last = DayField(label=_("Au"))


class ExportForm(KitForm):
    first = DayField(label=_("Du"))
    last = DayField(label=_("Au"))
    form = forms.ChoiceField(
        label=_("Format"),
        choices=(("csv", "CSV"), ("xlsx", "Excel")),
        widget=forms.RadioSelect,
        initial="csv",
    )
