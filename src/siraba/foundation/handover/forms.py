"""What is asked to hand something over, to record an order, and to ask a person through others."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.policy import Category
from siraba.foundation.handover.content import FIELDS
from siraba.foundation.handover.models import Answer, CourtOrder
from siraba.foundation.interface.forms import DayField, KitForm, long_text
from siraba.foundation.interface.uploads import DocumentField
from siraba.foundation.organisations.models import Organisation


def authorities() -> Any:
    return Organisation.objects.filter(active=True, house=Organisation.House.PROSECUTION).order_by("name")


class FieldsForm(KitForm):
    """The base of what names fields: those on health stand last and are never ticked beforehand."""

    fields_wanted = forms.MultipleChoiceField(
        label=_("Informations"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Le moins possible. La santé, seulement si elle est indispensable."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        named = sorted(FIELDS.items(), key=lambda item: item[1][1] == Category.HEALTH)
        self.fields["fields_wanted"].choices = [(name, label) for name, (label, _c) in named]  # type: ignore[attr-defined]


class DisclosureForm(FieldsForm):
    recipient = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("À quelle autorité"), empty_label=_("Choisir…")
    )
    order = forms.ModelChoiceField(
        CourtOrder.objects.none(),
        label=_("Décision de justice, s’il y en a une"),
        required=False,
        empty_label=_("Aucune : la personne consent"),
    )
    purpose = long_text(_("Pour quoi faire"), required=True)
    field_order = ["form_id", "recipient", "fields_wanted", "purpose", "order"]

    def __init__(self, *args: Any, orders: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["recipient"].queryset = authorities()  # type: ignore[attr-defined]
        self.fields["order"].queryset = orders  # type: ignore[attr-defined]
        self.fields["order"].label_from_instance = lambda order: (  # type: ignore[attr-defined]
            f"{order.authority}, {order.dated:%d/%m/%Y}, {order.words.get('reference', '')}"
        )


class OrderForm(FieldsForm):
    authority = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Autorité"), empty_label=_("Choisir…")
    )
    reference = forms.CharField(label=_("Référence"), max_length=120)
    dated = DayField(label=_("Datée du"))
    valid_to = DayField(label=_("Valable jusqu’au"))
    document = DocumentField(
        label=_("Copie de la décision"), required=False, help_text=_("PDF, JPEG ou PNG, 5 Mo au plus.")
    )
    field_order = ["form_id", "authority", "reference", "dated", "valid_to", "fields_wanted", "document"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["authority"].queryset = authorities()  # type: ignore[attr-defined]


class GroundsForm(KitForm):
    grounds = long_text(_("Motifs de l’opposition"), required=True)


class UpheldForm(KitForm):
    upheld = forms.TypedChoiceField(
        label=_("Issue"),
        choices=[("yes", _("Opposition admise : rien n’est remis")), ("no", _("Opposition rejetée"))],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )


class AskForm(KitForm):
    code = forms.CharField(
        label=_("Code de la personne"),
        max_length=20,
        help_text=_("Tel qu’elle vous l’a donné : XXXX-XXXX-C."),
    )
    question = long_text(_("Ce que vous lui demandez"), required=True)


class AnswerForm(KitForm):
    answer = forms.ChoiceField(
        label=_("Réponse de la personne"), choices=Answer.choices[1:], widget=forms.RadioSelect
    )
