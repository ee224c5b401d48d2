"""What anybody is asked who reports something, in words that may be read in Bambara too."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.receipts import read_number
from siraba.foundation.interface.forms import KitForm


class PublicReportForm(KitForm):
    """What anybody may send. Only the first question must be answered."""

    what = forms.CharField(
        label=_("Que se passe-t-il ?"),
        max_length=4000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_(
            "Dites ce que vous avez vu ou entendu. Ne vous mettez pas en danger pour en savoir plus."
        ),
    )
    where = forms.CharField(label=_("Où ?"), max_length=200, required=False)
    when = forms.CharField(label=_("Quand ?"), max_length=200, required=False)
    contact = forms.CharField(
        label=_("Comment vous joindre, si vous le voulez"),
        max_length=200,
        required=False,
        help_text=_("Rien si vous préférez que personne ne sache qui vous êtes."),
    )
    earlier = forms.CharField(
        label=_("Numéro d’un signalement que vous avez déjà fait"),
        max_length=30,
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    more_fields = ["contact", "earlier"]

    def clean_earlier(self) -> str:
        typed = self.cleaned_data["earlier"]
        if typed and read_number(typed) is None:
            raise forms.ValidationError(
                gettext("Un chiffre manque ou est faux : regardez le numéro à nouveau.")
            )
        return typed
