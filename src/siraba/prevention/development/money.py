"""The money of a project: written down once, reversed when it was wrong, never changed."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.organisations.models import Organisation
from siraba.prevention.development.models import PROJECT_MOVES, Project, Transaction


def _on(actor: Actor, project: Project, act: str) -> None:
    check_right(actor, act, project)
    lock(project)
    PROJECT_MOVES.require(project, act)
    project.changed_at = timezone.now()
    project.save(update_fields=["changed_at"])


@action
def record_transaction(
    actor: Actor,
    project: Project,
    *,
    kind: str,
    amount: int,
    day: date,
    value_date: date | None = None,
    description: str,
    provider: Organisation | None = None,
    receiver: Organisation | None = None,
) -> Transaction:
    """Write down money that was promised, received, committed or spent, in whole francs.

    Raises:
        Invalid: nothing, or on a day to come.
    """
    _on(actor, project, "record_transaction")
    if amount < 1:
        raise Invalid(_("Le montant doit être d’au moins 1 franc."), "amount")
    if day > timezone.localdate():
        raise Invalid(_("Ce jour n’est pas encore venu."), "day")
    made = Transaction.objects.create(
        project=project,
        kind=kind,
        amount=amount,
        day=day,
        value_date=value_date or day,
        description=description,
        provider=provider,
        receiver=receiver,
        recorded_by_id=actor.account_id,
    )
    record(actor, "record_transaction", project.code, transaction=made.pk, kind=kind, amount=amount)
    return made


@action
def reverse_transaction(
    actor: Actor, project: Project, *, transaction: Transaction, reason: str
) -> Transaction:
    """Undo what was written down by mistake: a second line of the same kind and amount counts against it.

    Raises:
        Invalid: it is a reversal itself, or is reversed already.
    """
    _on(actor, project, "reverse_transaction")
    if transaction.project_id != project.pk or transaction.reverses_id is not None:
        raise Invalid(_("Cette opération ne se contre-passe pas."), "transaction")
    if Transaction.objects.filter(reverses=transaction).exists():
        raise Invalid(_("Cette opération est déjà contre-passée."), "transaction")
    today = timezone.localdate()
    made = Transaction.objects.create(
        project=project,
        kind=transaction.kind,
        amount=transaction.amount,
        day=today,
        value_date=transaction.value_date,
        description=reason,
        provider=transaction.provider,
        receiver=transaction.receiver,
        reverses=transaction,
        recorded_by_id=actor.account_id,
    )
    record(actor, "reverse_transaction", project.code, transaction=made.pk, reverses=transaction.pk)
    return made
