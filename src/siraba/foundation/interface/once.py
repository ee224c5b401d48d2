"""A form sent twice is carried out once."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _

from siraba.foundation.access.errors import NotAllowed
from siraba.foundation.accounts.models import Account
from siraba.foundation.audit.journal import refusals_afterwards
from siraba.foundation.interface.models import FormReceipt


def once(request: HttpRequest, form_id: UUID, do: Callable[[], str | Model]) -> HttpResponseRedirect:
    """Carry out `do` once, as `carry_out_once`, and redirect to the place it gives: an address, a url name or an
    object with `get_absolute_url`. The same form sent again only redirects.
    """
    account = request.user
    if not isinstance(account, Account):
        raise NotAllowed
    location, new = carry_out_once(account.pk, form_id, lambda: resolve_url(do()))
    if not new:
        messages.info(request, _("Ce formulaire avait déjà été enregistré : rien n’a été doublé."))
    return HttpResponseRedirect(location)


def carry_out_once(account_id: int, form_id: UUID, do: Callable[[], str]) -> tuple[str, bool]:
    """Carry out `do` in one transaction with the form's receipt; returns the place it gave, and whether it was done now.

    What `do` raises keeps nothing. Raises NotAllowed when another account has sent this form.
    """
    with refusals_afterwards(), transaction.atomic():
        receipt, new = FormReceipt.objects.get_or_create(form=form_id, defaults={"account_id": account_id})
        if new:
            receipt.location = do()
            receipt.save(update_fields=["location"])
    if receipt.account_id != account_id:
        raise NotAllowed(_("Ce formulaire appartient à un autre compte : ouvrez la page à nouveau."))
    return receipt.location, new
