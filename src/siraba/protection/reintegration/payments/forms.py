"""What is asked for a contract, a batch, a file, and each act on a payment."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.forms import DayField, KitForm, long_text
from siraba.foundation.interface.francs import FrancsField
from siraba.foundation.interface.uploads import DocumentField
from siraba.protection.reintegration.payments.contracts import Part
from siraba.protection.reintegration.payments.models import Channel
from siraba.protection.reintegration.payments.reconciling import MOST_BYTES

PARTS = 6


class ContractForm(KitForm):
    """Six instalments at most: what is left empty is none."""

    signed_on = DayField(label=_("Signé le"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for number in range(1, PARTS + 1):
            needed = number == 1
            named = {"number": number}
            self.fields[f"amount_{number}"] = FrancsField(
                label=_now("Tranche %(number)d : montant (FCFA)") % named, required=needed
            )
            self.fields[f"due_{number}"] = DayField(
                label=_now("Tranche %(number)d : due le") % named, required=needed
            )
            self.fields[f"milestone_{number}"] = forms.CharField(
                label=_now("Tranche %(number)d : jalon à prouver") % named,
                max_length=300,
                required=False,
                help_text=_("Rien si le jour suffit.") if needed else "",
            )
        self.more_fields = [
            f"{name}_{number}" for number in range(4, PARTS + 1) for name in ("amount", "due", "milestone")
        ]
        self.more_label = _("Autres tranches")

    def clean(self) -> dict[str, Any]:
        for number in range(2, PARTS + 1):
            amount, due = (self.cleaned_data.get(f"{name}_{number}") for name in ("amount", "due"))
            if (amount is None) != (due is None) and not self.errors:
                self.add_error(f"due_{number}", _("Une tranche a un montant et un jour."))
        return self.cleaned_data

    def parts(self) -> list[Part]:
        said = self.cleaned_data
        return [
            Part(said[f"amount_{number}"], said[f"due_{number}"], said[f"milestone_{number}"])
            for number in range(1, PARTS + 1)
            if said.get(f"amount_{number}")
        ]


class ProofForm(KitForm):
    proof = long_text(
        _("Ce qui prouve le jalon"), help_text=_("Visite, facture, photo : qui l’a vu et quand.")
    )
    document = DocumentField(label=_("Document"), required=False, help_text=_("PDF ou image, 5 Mo au plus."))


class ReasonForm(KitForm):
    reason = long_text(_("Pourquoi"), required=True)


class SeenForm(KitForm):
    proof = long_text(
        _("Ce qui le prouve"),
        required=True,
        help_text=_("Reçu signé, relevé, lettre de l’opérateur : lequel, et qui l’a vu."),
    )


class SurveyForm(forms.Form):
    """The way of paying, which decides who may be paid; sent by GET."""

    voie = forms.ChoiceField(label=_("Voie de paiement"), choices=Channel, required=False)

    def channel(self) -> str:
        return (self.cleaned_data["voie"] if self.is_valid() else "") or Channel.WALLET_FILE


class BatchForm(KitForm):
    """`lines` are (pk, label) of the instalments that may be paid; all of them unless some are left out."""

    channel = forms.ChoiceField(choices=Channel, widget=forms.HiddenInput)
    instalments = forms.TypedMultipleChoiceField(
        label=_("À payer"), widget=forms.CheckboxSelectMultiple, coerce=str
    )

    def __init__(self, *args: Any, lines: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["instalments"].choices = lines  # type: ignore[attr-defined]
        self.fields["instalments"].initial = [pk for pk, _label in lines]


class FileForm(KitForm):
    file = forms.FileField(
        label=_("Fichier CSV de la banque ou de l’opérateur"),
        help_text=_("Colonnes : reference, montant, resultat (paye ou echec), reference_operateur."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> bytes:
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(_("Le fichier dépasse 1 Mo."))
        content: bytes = upload.read()
        return content


class EnvelopeForm(KitForm):
    envelope = forms.TypedChoiceField(label=_("Enveloppe"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, envelopes: list[tuple[int, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["envelope"].choices = envelopes  # type: ignore[attr-defined]


def first_contract() -> dict[str, Any]:
    today = timezone.localdate()
    return {"signed_on": today, "due_1": today}
