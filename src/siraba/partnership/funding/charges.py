"""Who of a fund's officers reads its book and writes in it: by charge, once the organisation has a fund with charges.

The accountant keeps the book; who orders payments and who controls read it.
"""

from siraba.foundation.access.actor import Actor
from siraba.foundation.ledger.rules import Power, entrust
from siraba.protection.reintegration.calls.models import Charge, Duty
from siraba.protection.reintegration.calls.rules import charges_of

CHARGED = {
    Power.WRITE: (Duty.ACCOUNTANT,),
    Power.READ: (Duty.ACCOUNTANT, Duty.PAYER, Duty.AUDITOR),
}


def _has(power: Power, actor: Actor, holder: int) -> bool:
    own = charges_of(actor).filter(fund__organisation=holder, duty__in=CHARGED[power])
    return own.exists() or not Charge.objects.filter(fund__organisation=holder).exists()


entrust(Power.READ, lambda actor, holder: _has(Power.READ, actor, holder))
entrust(Power.WRITE, lambda actor, holder: _has(Power.WRITE, actor, holder))
