"""Who prints a paper of an act, and who says of a key that it must not be believed any more."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow
from siraba.foundation.access.guard import register_rows, row_filters
from siraba.foundation.access.policy import Category, Purpose, Scope
from siraba.protection.civil_status.papers.models import Document
from siraba.protection.civil_status.registers.models import Act
from siraba.protection.civil_status.registers.rules import INSPECTORS, NO_MANDATE, REGISTRARS, mandate_of

CIVIL_STATUS = Category.CIVIL_STATUS
# A paper is open to whom its act is: to the unit of the centre
_of_acts = row_filters(Act)[CIVIL_STATUS]
register_rows(Document, CIVIL_STATUS, {scope: _of_acts[scope] for scope in (Scope.OWN, Scope.META)})


def _prints(actor: Actor, act: Act) -> bool:
    return mandate_of(actor, act.register.centre, act.register.kind) is not None


def _inspects(_actor: Actor, _record: Any) -> bool:
    return True


allow("print_document", _("Imprimer un papier"), REGISTRARS, {Purpose.ISSUANCE}, _prints, NO_MANDATE)
for name, label in (
    ("retire_paper_key", _("Retirer une clé de signature")),
    ("declare_key_compromised", _("Déclarer une clé volée ou perdue")),
):
    allow(name, label, INSPECTORS, {Purpose.INSPECTION}, _inspects, _("Un inspecteur le peut."))
