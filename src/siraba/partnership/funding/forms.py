"""What is asked for a pledge, its commitment, a receipt, a need."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import current_areas
from siraba.foundation.interface.forms import DayField, KitForm
from siraba.foundation.interface.francs import FrancsField
from siraba.foundation.ledger.models import Group, Pillar
from siraba.foundation.organisations.models import Organisation
from siraba.partnership.funding.models import Pledge, PledgeState
from siraba.partnership.funding.money import FIXED, Currency

NOBODY = _("Ne nommez personne.")


class RateFields(forms.Form):
    """The rate of a currency that has no fixed one."""

    rate = forms.DecimalField(
        label=_("Taux : FCFA pour une unité"),
        max_digits=16,
        decimal_places=6,
        required=False,
        help_text=_("Pour une monnaie sans parité fixe. L’euro vaut 655,957 FCFA, sans rien saisir."),
    )
    rate_on = DayField(label=_("Taux du"), required=False)
    rate_source = forms.CharField(
        label=_("Source du taux"), max_length=120, required=False, help_text=_("Par exemple : BCEAO.")
    )


def _amount(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_digits=16, decimal_places=2, localize=True)


class PledgeFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("État"),
        required=False,
        choices=(("", _("Tous")), ("overdue", _("En retard")), *PledgeState.choices),
    )


class PledgeForm(KitForm, RateFields):
    donor: "forms.ModelChoiceField[Organisation]" = forms.ModelChoiceField(
        label=_("Bailleur"), queryset=Organisation.objects.filter(active=True)
    )
    title = forms.CharField(label=_("Intitulé"), max_length=120, help_text=NOBODY)
    currency = forms.ChoiceField(label=_("Monnaie"), choices=Currency, initial=Currency.EUR)
    amount = _amount(_("Montant promis, dans cette monnaie"))
    pledged_on = DayField(label=_("Promis le"), initial=timezone.localdate)
    expected_on = DayField(label=_("Attendu le"))
    from_day = DayField(label=_("À dépenser du"))
    until_day = DayField(label=_("À dépenser jusqu’au"))
    pillars = forms.MultipleChoiceField(
        label=_("Réservé à ces piliers"),
        choices=Pillar,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Rien de coché : tous."),
    )
    zones: "forms.ModelMultipleChoiceField[Area]" = forms.ModelMultipleChoiceField(
        label=_("Réservé à ces régions"),
        queryset=current_areas(1),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Rien de coché : tout le pays."),
    )
    groups = forms.MultipleChoiceField(
        label=_("Réservé à ces publics"),
        choices=Group,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Rien de coché : tous. Appartenir à l’un d’eux suffit."),
    )
    more_fields = ["rate", "rate_on", "rate_source"]
    more_label = _("Taux, pour une autre monnaie que l’euro ou le franc CFA")
    field_order = [
        "donor",
        "title",
        "currency",
        "amount",
        "pledged_on",
        "expected_on",
        "from_day",
        "until_day",
        "pillars",
        "zones",
        "groups",
    ]


class _OnPledge(KitForm, RateFields):
    """A form about one pledge; where the currency has a fixed rate, none is asked."""

    def __init__(self, *args: Any, pledge: Pledge, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if pledge.currency in FIXED:
            for name in ("rate", "rate_on", "rate_source"):
                del self.fields[name]


class CommitForm(_OnPledge):
    agreement = forms.CharField(label=_("Référence de la convention"), max_length=80)
    signed_on = DayField(label=_("Signée le"), initial=timezone.localdate)
    committed = _amount(_("Montant engagé, dans la monnaie de la promesse"))
    expected_on = DayField(label=_("Attendu le"))
    field_order = ["agreement", "signed_on", "committed", "expected_on"]


class ReceiptForm(_OnPledge):
    amount = _amount(_("Montant reçu, dans la monnaie de la promesse"))
    received_on = DayField(label=_("Reçu le"), initial=timezone.localdate)
    reference = forms.CharField(label=_("Référence du virement"), max_length=80)
    field_order = ["amount", "received_on", "reference"]


class PostponeForm(KitForm):
    expected_on = DayField(label=_("Attendu le"))


class ReasonForm(KitForm):
    reason = forms.CharField(label=_("Pourquoi"), max_length=200, help_text=NOBODY)


class YearFilter(forms.Form):
    year = forms.IntegerField(label=_("Année"), min_value=2000, max_value=2100)

    def chosen(self) -> int:
        return self.cleaned_data["year"] if self.is_valid() else timezone.localdate().year


class NeedForm(KitForm):
    year = forms.IntegerField(label=_("Année"), min_value=2000, max_value=2100)
    pillar = forms.ChoiceField(label=_("Pilier"), choices=Pillar, widget=forms.RadioSelect)
    zone: "forms.ModelChoiceField[Area]" = forms.ModelChoiceField(
        label=_("Région"), queryset=current_areas(1), required=False, empty_label=_("Tout le pays")
    )
    amount = FrancsField(label=_("Besoin en FCFA"))
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        help_text=_("Le document du plan et sa page, ou qui l’a dit et quand."),
    )
