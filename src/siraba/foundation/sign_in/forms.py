"""What is asked to sign in, to change a password and to make a key."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import ROLE_PURPOSES
from siraba.foundation.accounts.roles import Role
from siraba.foundation.interface.forms import KitForm
from siraba.foundation.sign_in.rules import PROGRAM_PURPOSES


class Unfocused(forms.Form):
    """No field takes the focus by itself: it belongs to the error summary, and to whoever reads by ear."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("autofocus", None)


class SignInForm(Unfocused, AuthenticationForm):
    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("L’identifiant ou le mot de passe n’est pas bon."),
    }


class PasswordForm(Unfocused, PasswordChangeForm, KitForm):
    field_order = ["form_id", "old_password", "new_password1", "new_password2"]


class TokenForm(KitForm):
    name = forms.CharField(
        label=_("Nom du programme"),
        max_length=60,
        help_text=_("Pour le reconnaître dans la liste de vos jetons."),
    )
    purpose = forms.ChoiceField(
        label=_("Finalité"),
        widget=forms.RadioSelect,
        help_text=_("Le programme ne verra et ne fera que ce que cette finalité ouvre à votre rôle."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, **kwargs)
        purposes = [p for p in ROLE_PURPOSES[Role(actor.role)] if p in PROGRAM_PURPOSES]
        self.fields["purpose"].choices = [(p.value, p.label) for p in purposes]  # type: ignore[attr-defined]
