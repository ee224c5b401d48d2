"""Numbers of a register: one after the other, each given once, under a lock on the register."""

from collections.abc import Collection

from django.db.models import Max
from django.utils.translation import gettext as _

from siraba.foundation.access.errors import Invalid, StateNotOpen
from siraba.protection.civil_status.registers.models import (
    OPEN,
    Act,
    Centre,
    FormStock,
    IssuanceRequest,
    Register,
    RequestState,
    SpoiledForm,
)

SYSTEM = "which numbers of a register are taken"


def holes(numbers: Collection[int]) -> list[int]:
    """The numbers before the last that nothing stands under."""
    there = {*numbers}
    return [number for number in range(1, max(there, default=0)) if number not in there]


def lock_register(register: Register) -> Register:
    """The register, held until the transaction ends: two acts never take one number."""
    return Register.objects.select_for_update(of=("self",)).select_related("centre").get(pk=register.pk)


def next_number(register: Register) -> int:
    last = Act.objects.system(SYSTEM).filter(register=register).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def claims(register: Register, number: int) -> IssuanceRequest | None:
    """The request, still open, on whose paper the number is written already."""
    waiting = IssuanceRequest.objects.system(SYSTEM).exclude(state=RequestState.TO_SORT)
    found: IssuanceRequest | None = waiting.filter(register=register, claimed=number, state__in=OPEN).first()
    return found


def taken_by(register: Register, number: int) -> str:
    """The code of the act or of the request that has the number; empty when it is free."""
    act = Act.objects.system(SYSTEM).filter(register=register, number=number).first()
    other = act or claims(register, number)
    return other.code if other else ""


def take_number(register: Register, asked: IssuanceRequest) -> int:
    """The number that the request gets now, the register being locked.

    Raises:
        StateNotOpen: its paper has a number that is not next, or the next one is on the paper of another request.
    """
    number = next_number(register)
    if asked.claimed is not None and asked.claimed != number:
        raise StateNotOpen(
            _(
                "Le papier porte le numéro %(claimed)d, et le registre en est au %(next)d : "
                "inscrivez d’abord les numéros d’avant, ou annulez-les."
            )
            % {"claimed": asked.claimed, "next": number}
        )
    other = claims(register, number)
    if other is not None and other.pk != asked.pk:
        raise StateNotOpen(
            _(
                "Le numéro %(number)d est déjà écrit sur le papier de la demande %(code)s : terminez-la d’abord."
            )
            % {"number": number, "code": other.code}
        )
    return number


def act_code(register: Register, number: int) -> str:
    return f"{register.code}-{number:05d}"


# Numbered forms


def stock_of(centre: Centre, serial: int) -> FormStock:
    """The stock of the centre that the form is of.

    Raises:
        Invalid: the form was not delivered to the centre, was annulled or is used.
    """
    stock = FormStock.objects.filter(centre=centre, first__lte=serial, last__gte=serial).first()
    if stock is None:
        raise Invalid(_("L’imprimé %(n)d n’a pas été livré à ce centre.") % {"n": serial}, "serial")
    if SpoiledForm.objects.filter(stock=stock, serial=serial).exists():
        raise Invalid(_("L’imprimé %(n)d est annulé.") % {"n": serial}, "serial")
    used = Act.objects.system("a form serves once").filter(stock=stock, serial=serial).first()
    if used is not None:
        raise Invalid(
            _("L’imprimé %(n)d a déjà servi à l’acte %(code)s.") % {"n": serial, "code": used.code}, "serial"
        )
    return stock


def next_form(centre: Centre) -> tuple[FormStock, int] | None:
    """The form after the last that served, in the oldest stock that has one left."""
    for stock in FormStock.objects.filter(centre=centre).order_by("pk"):
        serial = max(
            stock.first - 1,
            Act.objects.system("forms left").filter(stock=stock).aggregate(last=Max("serial"))["last"] or 0,
        )
        spoiled = set(SpoiledForm.objects.filter(stock=stock).values_list("serial", flat=True))
        serial = next((n for n in range(serial + 1, stock.last + 1) if n not in spoiled), 0)
        if serial:
            return stock, serial
    return None
