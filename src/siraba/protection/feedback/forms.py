"""The forms of the person's own words, and of the answer."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.receipts import read_number
from siraba.foundation.interface.forms import KitForm, long_text
from siraba.protection.feedback.models import Kind


class ReceiptForm(forms.Form):
    """The number of a receipt that somebody holds."""

    number = forms.CharField(
        label=_("Numéro de votre reçu"),
        max_length=30,
        help_text=_("Les douze chiffres du papier que l’on vous a remis."),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_number(self) -> str:
        number = read_number(self.cleaned_data["number"])
        if number is None:
            raise forms.ValidationError(
                gettext("Un chiffre manque ou est faux : regardez le papier à nouveau.")
            )
        return number


class VoiceForm(ReceiptForm):
    kind = forms.ChoiceField(label=_("Vous voulez dire"), choices=Kind, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Avec vos mots"), required=False, max_length=2000, widget=forms.Textarea({"rows": 4})
    )
    contact = forms.CharField(
        label=_("Comment vous répondre sans danger"),
        required=False,
        max_length=200,
        help_text=_("Rien si vous préférez attendre la prochaine rencontre."),
    )


class AnswerForm(KitForm):
    answer = long_text(_("Ce qui a été fait, et dit à la personne"), required=True)
