"""What is asked to sign in, to change a password and to make a key."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import ROLE_PURPOSES
from siraba.foundation.accounts.models import Account
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
    shared = forms.BooleanField(
        label=_("Ce téléphone ou cet ordinateur est partagé"),
        required=False,
        help_text=_("La session se verrouille après quelques minutes sans geste."),
    )


class ShownOnce(KitForm):
    """The base of what is asked between the password and the day."""

    WRONG = _("Ce code n’est pas bon, ou il a déjà servi. Attendez le suivant.")


class CodeForm(ShownOnce):
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
        help_text=_("Les six chiffres de votre application de codes, ou un code de secours."),
    )


class FirstCodeForm(ShownOnce):
    name = forms.CharField(
        label=_("Nom de ce téléphone"),
        max_length=60,
        help_text=_("Pour le reconnaître dans votre compte."),
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        help_text=_("Les six chiffres que l’application montre."),
    )


class PasskeyForm(ShownOnce):
    """The device's answer, which a script writes; it is no field that anybody types in."""

    FAILED = _("Cette clé n’a pas été reconnue. Réessayez, ou servez-vous d’un code.")
    credential = forms.CharField(max_length=8_000, widget=forms.HiddenInput, required=False)

    def clean_credential(self) -> str:
        if not self.cleaned_data["credential"]:
            raise forms.ValidationError(self.FAILED)
        return self.cleaned_data["credential"]


class FirstPasskeyForm(PasskeyForm):
    name = forms.CharField(
        label=_("Nom de cette clé"),
        max_length=60,
        help_text=_("Pour la reconnaître dans votre compte : « ce téléphone », « clé USB bleue »."),
    )
    field_order = ["form_id", "name", "credential"]


class OwnPasswordForm(KitForm):
    """What changes the ways into an account asks for its password again."""

    password = forms.CharField(
        label=_("Votre mot de passe"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_password(self) -> str:
        if not self.account.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError(_("Le mot de passe n’est pas bon."))
        return self.cleaned_data["password"]


class NewFactorForm(OwnPasswordForm, FirstCodeForm):
    field_order = ["form_id", "name", "code", "password"]


class NewPasskeyForm(OwnPasswordForm, FirstPasskeyForm):
    field_order = ["form_id", "name", "password", "credential"]


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
