"""What is asked to refer a person and to answer a referral."""

from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.interface.forms import KitForm, long_text
from siraba.foundation.services.models import Service
from siraba.foundation.services.selectors import entries_for
from siraba.foundation.vocabulary import choices, label
from siraba.protection.cases.forms import DeclineForm, listed
from siraba.protection.cases.models import Case
from siraba.protection.referrals.actions import releasable_by
from siraba.protection.referrals.models import RELEASABLE, ReferralState
from siraba.protection.referrals.selectors import services_to_refer

__all__ = ["DeclineForm", "FailForm", "OutcomeForm", "PrepareForm", "ReferralFilter"]


class PrepareForm(KitForm):
    service = forms.ChoiceField(label=_("Service"))
    urgency = forms.ChoiceField(
        label=_("Urgence"),
        choices=listed("urgency", blank=False),
        initial="normal",
        widget=forms.RadioSelect,
        help_text=_("Urgent : réponse attendue en 24 h. Sinon en 72 h. Délais proposés, à valider."),
    )
    released_fields = forms.MultipleChoiceField(
        label=_("Informations transmises après acceptation"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Seulement ce dont le service a besoin, et que le consentement ouvre."),
    )
    request = long_text(_("Ce qui est demandé au service"), help_text=_("Lu après acceptation seulement."))

    def __init__(self, *args: Any, actor: Actor, case: Case, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["released_fields"].choices = [  # type: ignore[attr-defined]
            (name, RELEASABLE[name][0]) for name in releasable_by(actor)
        ]
        services = list(services_to_refer(actor, case.agency_id).order_by("service_type", "name"))
        self._services = {str(service.pk): service for service in services}
        pairs = zip(services, entries_for(actor, services), strict=True)
        protected = gettext("lieu protégé")
        self.fields["service"].choices = [("", gettext("Choisir…"))] + [  # type: ignore[attr-defined]
            (
                label("service_type", kind),
                [
                    (str(service.pk), f"{entry.name} – {entry.provider}, {entry.place or protected}")
                    for service, entry in group
                ],
            )
            for kind, group in groupby(pairs, key=lambda pair: pair[0].service_type)
        ]

    def clean_service(self) -> Service:
        return self._services[self.cleaned_data["service"]]


class OutcomeForm(KitForm):
    outcome = long_text(_("Résultat"))


class FailForm(KitForm):
    outcome = long_text(_("Pourquoi la prestation n’a pas pu être donnée"), required=True)


class ReferralFilter(forms.Form):
    side = forms.ChoiceField(
        label=_("Sens"),
        required=False,
        choices=[("", _("Tous")), ("recus", _("Reçus")), ("envoyes", _("Envoyés"))],
    )
    state = forms.ChoiceField(
        label=_("État"), required=False, choices=[("", _("Tous")), *ReferralState.choices]
    )
    service = forms.ChoiceField(
        label=_("Prestation"),
        required=False,
        choices=lambda: [("", gettext("Toutes")), *choices("service_type")],
    )
