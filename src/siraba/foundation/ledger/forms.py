"""What is asked for an entry, a spending, a month."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import current_areas
from siraba.foundation.interface.forms import DayField, KitForm
from siraba.foundation.interface.francs import FrancsField
from siraba.foundation.ledger.models import Envelope, EnvelopeState, Group, Kind, LedgerAccount, Pillar, What
from siraba.foundation.organisations.models import Organisation

CODES = _("Des codes seulement : ne nommez personne.")


class EntryFilter(forms.Form):
    what = forms.ChoiceField(label=_("Nature"), required=False, choices=(("", _("Toutes")), *What.choices))
    envelope = forms.CharField(label=_("Code d’enveloppe"), required=False, max_length=11)


class SpendForm(KitForm):
    """A spending by hand; an aid to a person is paid by its own page, which spends by itself."""

    amount = FrancsField(label=_("Montant en FCFA"))
    day = DayField(label=_("Jour"), initial=timezone.localdate)
    pillar = forms.ChoiceField(label=_("Pilier"), choices=Pillar)
    zone: "forms.ModelChoiceField[Area]" = forms.ModelChoiceField(
        label=_("Région"), queryset=current_areas(1), required=False, empty_label=_("Tout le pays")
    )
    groups = forms.MultipleChoiceField(
        label=_("Pour qui"), choices=Group, required=False, widget=forms.CheckboxSelectMultiple
    )
    account = forms.ChoiceField(label=_("Compte de charges"))
    paid_from = forms.ChoiceField(label=_("Payé par"))
    label = forms.CharField(label=_("Libellé"), max_length=200, help_text=CODES)
    reference = forms.CharField(label=_("Référence de la pièce"), max_length=80, help_text=CODES)

    def __init__(self, *args: Any, holder: Organisation, **kwargs: Any):
        super().__init__(*args, **kwargs)
        accounts = list(LedgerAccount.objects.filter(holder=holder))
        chosen = {"account": (Kind.EXPENSE,), "paid_from": (Kind.ASSET, Kind.LIABILITY)}
        for name, kinds in chosen.items():
            self.fields[name].choices = [  # type: ignore[attr-defined]
                (one.code, str(one)) for one in accounts if one.kind in kinds
            ]


class TransferForm(KitForm):
    amount = FrancsField(label=_("Montant en FCFA"))
    source = forms.ChoiceField(label=_("De"))
    target = forms.ChoiceField(label=_("Vers"))
    envelope: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Enveloppe"), queryset=None, required=False, empty_label=_("Aucune")
    )
    day = DayField(label=_("Jour"), initial=timezone.localdate)
    label = forms.CharField(label=_("Libellé"), max_length=200, help_text=CODES)
    reference = forms.CharField(
        label=_("Référence de la pièce"), max_length=80, required=False, help_text=CODES
    )

    def __init__(self, *args: Any, holder: Organisation, **kwargs: Any):
        super().__init__(*args, **kwargs)
        held = LedgerAccount.objects.filter(holder=holder, kind__in=(Kind.ASSET, Kind.LIABILITY))
        for name in ("source", "target"):
            self.fields[name].choices = [(one.code, str(one)) for one in held]  # type: ignore[attr-defined]
        kept = Envelope.objects.filter(holder=holder, state=EnvelopeState.OPEN)
        self.fields["envelope"].queryset = kept  # type: ignore[attr-defined]


class ReasonForm(KitForm):
    reason = forms.CharField(label=_("Pourquoi"), max_length=200, help_text=CODES)


class MonthForm(KitForm):
    first = DayField(label=_("Premier jour du mois"))
