"""Who inspects a branch, who answers, who verifies.

There is no role of inspector: the DGME's head office inspects its own branches. An inspector from outside would be a role of
the platform, with an organisation that the national committee designates and a policy of its own; it comes with that
decision, not with this page.
"""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow
from siraba.protection.reception.branches.models import Branch
from siraba.protection.reception.branches.rules import (
    BRANCH_AND_HEAD,
    HEAD_OFFICE,
    NOT_RUN,
    NOT_YOURS,
    RECEPTION,
    of_own_organisation,
    runs,
)
from siraba.protection.reception.quality.models import Action, Inspection


def _inspects(actor: Actor, record: Branch | Inspection) -> bool:
    return of_own_organisation(actor, record.branch if isinstance(record, Inspection) else record)


def _answers(actor: Actor, record: Inspection | Action) -> bool:
    """Whoever runs the branch answers for it."""
    inspection = record.inspection if isinstance(record, Action) else record
    return runs(actor, inspection.branch)


def _verifies(actor: Actor, done: Action) -> bool:
    return of_own_organisation(actor, done.inspection.branch) and done.done_by_id != actor.account_id


NOT_THE_SAME = _("Une autre personne que celle qui l’a faite vérifie l’action.")

for name, label in {
    "plan_inspection": _("Prévoir une inspection"),
    "record_inspection": _("Remplir la grille"),
    "verify_inspection": _("Clore l’inspection"),
}.items():
    allow(name, label, HEAD_OFFICE, RECEPTION, _inspects, NOT_YOURS)
for name, label in {
    "add_quality_action": _("Ajouter une action"),
    "finish_quality_action": _("Dire que l’action est faite"),
}.items():
    allow(name, label, BRANCH_AND_HEAD, RECEPTION, _answers, NOT_RUN)
for name, label in {
    "verify_quality_action": _("Vérifier l’action"),
    "reopen_quality_action": _("Rouvrir l’action"),
}.items():
    allow(name, label, HEAD_OFFICE, RECEPTION, _verifies, NOT_THE_SAME)
