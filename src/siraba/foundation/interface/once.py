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
    """Carry out `do` in one transaction with the form's receipt, and redirect to the place it gives.

    `do` returns an address, a url name or an object with `get_absolute_url`; what it raises keeps nothing.
    The same form sent again by the same account only redirects. Raises NotAllowed for another account
    and for a visitor.
    """
    account = request.user
    if not isinstance(account, Account):
        raise NotAllowed
    with refusals_afterwards(), transaction.atomic():
        receipt, new = FormReceipt.objects.get_or_create(form=form_id, defaults={"account": account})
        if new:
            receipt.location = resolve_url(do())
            receipt.save(update_fields=["location"])
    if receipt.account_id != account.pk:
        raise NotAllowed(_("Ce formulaire appartient à un autre compte : ouvrez la page à nouveau."))
    if not new:
        messages.info(request, _("Ce formulaire avait déjà été enregistré : rien n’a été doublé."))
    return HttpResponseRedirect(receipt.location)
