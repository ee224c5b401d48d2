"""What is asked to invite somebody, and of somebody who is invited."""

from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Category, Scope
from siraba.foundation.accounts.roles import Role
from siraba.foundation.interface.forms import KitForm
from siraba.foundation.membership.rules import GIVEN_FROM_ABOVE, roles_to_give
from siraba.foundation.organisations.models import Organisation, Unit


class InviteForm(KitForm):
    full_name = forms.CharField(label=_("Nom complet"), max_length=120)
    username = forms.RegexField(
        r"^[a-zA-Z0-9][a-zA-Z0-9._-]{2,59}$",
        label=_("Identifiant"),
        help_text=_("Des lettres sans accent, des chiffres, un point ou un tiret : prenom.nom."),
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisation"), empty_label=_("Choisir…")
    )
    role = forms.ChoiceField(label=_("Rôle"))
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Unité"), required=False, empty_label=_("Aucune")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if Scope.META in actor.scopes(Category.ACCOUNT):
            roles: tuple[Role, ...] = GIVEN_FROM_ABOVE
            homes = Organisation.objects.filter(active=True)
            del self.fields["unit"]
        else:
            homes = Organisation.objects.filter(pk=actor.home)
            roles = roles_to_give(actor, homes.get())
            self.fields["unit"].queryset = Unit.objects.filter(organisation=actor.home)  # type: ignore[attr-defined]
            self.fields["organisation"].initial = actor.home
        self.fields["organisation"].queryset = homes.order_by("name")  # type: ignore[attr-defined]
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]


class ChoosePasswordForm(SetPasswordForm, KitForm):
    field_order = ["form_id", "new_password1", "new_password2"]
