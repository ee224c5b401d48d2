"""The forms of the queue: opening a desk, giving a ticket, letting somebody go before, leading her elsewhere."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.forms import DayField, KitForm
from siraba.foundation.vocabulary import choices
from siraba.protection.reception.queue.models import Cause, Desk, Reason, Room

MOST_PERSONS, MOST_DESKS, MOST_MINUTES = 2000, 40, 240


def _languages(label: Any, **more: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        choices=lambda: choices("language"),
        widget=forms.CheckboxSelectMultiple,
        **more,
    )


class DeskForm(KitForm):
    number = forms.IntegerField(label=_("Numéro du guichet"), min_value=1, max_value=99)
    name = forms.CharField(label=_("Nom du guichet"), max_length=40, required=False)
    languages = _languages(
        _("Langues que vous parlez"),
        help_text=_("Qui parle l’une d’elles vous est proposé d’abord, dans son rang."),
    )


class TicketForm(KitForm):
    """For somebody of an arrival, whose languages and rank are known, or for a passer-by; no name is asked."""

    more_fields = ["cause", "access_need"]
    more_label = _("Passer devant, aide pour se déplacer")

    reason = forms.ChoiceField(
        label=_("Motif"), choices=Reason, initial=Reason.RECEPTION, widget=forms.RadioSelect
    )
    languages = _languages(_("Langues parlées"))
    cause = forms.ChoiceField(
        label=_("Passe devant"), choices=[("", _("Non")), *Cause.choices], required=False
    )
    access_need = forms.BooleanField(
        label=_("A besoin d’aide pour se déplacer, voir ou entendre"), required=False
    )


class CauseForm(KitForm):
    cause = forms.ChoiceField(label=_("Pourquoi"), choices=Cause, widget=forms.RadioSelect)


class TogetherForm(KitForm):
    """An act on all who were called together, unless told otherwise."""

    together = forms.BooleanField(label=_("Toute la famille"), required=False, initial=True)

    def __init__(self, *args: Any, tickets: Iterable[str] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        known = list(tickets)
        if len(known) > 1:
            self.fields["together"].label = gettext("Ensemble : %(tickets)s") % {"tickets": ", ".join(known)}
        else:
            del self.fields["together"]


class TransferForm(TogetherForm):
    where = forms.ChoiceField(label=_("Où"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, desks: Iterable[Desk] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._desks = {f"desk-{desk.pk}": desk for desk in desks}
        where: Any = self.fields["where"]
        where.choices = [*((key, str(desk)) for key, desk in self._desks.items()), *Room.choices]

    def place(self) -> dict[str, Any]:
        """The desk or the room chosen, as `transfer_visit` takes it."""
        chosen = self.cleaned_data["where"]
        desk = self._desks.get(chosen)
        return {"desk": desk} if desk is not None else {"room": chosen}


def _thirty_days_ago() -> date:
    return timezone.localdate() - timedelta(days=30)


class PeriodForm(forms.Form):
    """Two days, both counted; the last thirty when nothing is said."""

    de = DayField(label=_("Du"))
    a = DayField(label=_("Au"))

    def __init__(self, data: Any):
        said = data.copy()
        said.setdefault("de", _thirty_days_ago().isoformat())
        said.setdefault("a", timezone.localdate().isoformat())
        super().__init__(said)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("de") and said.get("a") and said["a"] < said["de"]:
            self.add_error("a", gettext("La fin vient avant le début."))
        return said


class CharterForm(forms.Form):
    """A plane or several buses at once: how many people, how many desks, how long each takes."""

    personnes = forms.IntegerField(label=_("Personnes"), min_value=1, max_value=MOST_PERSONS)
    guichets = forms.IntegerField(label=_("Guichets"), min_value=1, max_value=MOST_DESKS)
    minutes = forms.FloatField(label=_("Minutes par personne"), min_value=0.5, max_value=MOST_MINUTES)
