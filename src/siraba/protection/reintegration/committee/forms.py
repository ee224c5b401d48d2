"""Forms of the committee's room."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.accounts.models import Account
from siraba.foundation.interface.forms import DayField, KitForm, long_text
from siraba.foundation.interface.francs import FrancsField
from siraba.protection.reintegration.committee.meeting import committee_of
from siraba.protection.reintegration.committee.models import (
    Forced,
    Item,
    Outcome,
    Proposal,
    Session,
    Voice,
)


class SessionForm(KitForm):
    held_on = DayField(label=_("La session se tient le"), initial=timezone.localdate)
    place = forms.CharField(label=_("Lieu"), max_length=120)
    quorum = forms.IntegerField(label=_("Quorum"), min_value=2, max_value=50, help_text=_("À valider."))

    def __init__(self, *args: Any, session: Session | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["quorum"].initial = settings.COMMITTEE_QUORUM
        if session is not None:
            for name in ("held_on", "place", "quorum"):
                self.fields[name].initial = getattr(session, name)


class PresentForm(KitForm):
    present = forms.ModelMultipleChoiceField(
        label=_("Membres présents"),
        queryset=Account.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Vous présidez, et êtes compté présent."),
    )

    def __init__(self, *args: Any, session: Session, **kwargs: Any):
        super().__init__(*args, **kwargs)
        known = [one.pk for one in committee_of(session)]
        field: Any = self.fields["present"]
        field.queryset = Account.objects.filter(pk__in=known).order_by("full_name", "pk")
        field.label_from_instance = lambda account: account.full_name


class ProposalVoteForm(KitForm):
    proposal = forms.ChoiceField(label=_("Proposition"), choices=Proposal.choices, widget=forms.RadioSelect)
    voice = forms.ChoiceField(label=_("Votre voix"), choices=Voice.choices, widget=forms.RadioSelect)


class AdoptForm(KitForm):
    proposal = forms.ChoiceField(label=_("Proposition"), choices=Proposal.choices, widget=forms.RadioSelect)
    reserve = forms.IntegerField(
        label=_("Combien attendent"),
        min_value=0,
        max_value=500,
        initial=0,
        help_text=_("Les mieux notées de celles qui ne sont pas retenues ; les autres sont refusées."),
    )


class VoteForm(KitForm):
    voice = forms.ChoiceField(label=_("Accorder l’aide"), choices=Voice.choices, widget=forms.RadioSelect)


class RecuseForm(KitForm):
    nature = long_text(_("En quoi"), required=True)


class ForceForm(KitForm):
    forced = forms.ChoiceField(
        label=_("Dans les calculs à venir"),
        choices=[(Forced.IN, Forced.IN.label), (Forced.OUT, Forced.OUT.label), ("", _("Ni l’un ni l’autre"))],
        widget=forms.RadioSelect,
        required=False,
    )
    reason = long_text(_("Pourquoi"))


class SettleForm(KitForm):
    outcome = forms.ChoiceField(
        label=_("Décision"),
        choices=[choice for choice in Outcome.choices if choice[0]],
        widget=forms.RadioSelect,
    )
    granted = FrancsField(
        label=_("Montant accordé (FCFA)"),
        required=False,
        help_text=_("Si l’aide est retenue. Laissé vide : ce qui est demandé."),
    )
    reason = long_text(_("Pourquoi, si elle est refusée"))

    def __init__(self, *args: Any, item: Item, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["granted"].initial = item.granted


class PromoteForm(KitForm):
    amount = FrancsField(label=_("Montant accordé (FCFA)"))
    reason = long_text(_("D’où vient l’argent"), required=True)

    def __init__(self, *args: Any, item: Item, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["amount"].initial = min(item.application.asked, item.session.call.ceiling)
