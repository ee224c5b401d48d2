"""The acts on a pledge as pages."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.deeds import Deed
from siraba.partnership.funding import actions, forms


def _of(_actor: object, pledge: object) -> dict[str, object]:
    return {"pledge": pledge}


PLEDGE_DEEDS = {
    "engager": Deed(
        "commit_pledge",
        actions.commit_pledge,
        _("Une enveloppe s’ouvre avec l’affectation de la promesse, qui ne changera plus."),
        forms.CommitForm,
        _("L’engagement est enregistré, et son enveloppe ouverte."),
        make=lambda _actor, pledge: {
            "pledge": pledge,
            "initial": {"committed": pledge.amount, "expected_on": pledge.expected_on},
        },
    ),
    "encaisser": Deed(
        "receive_instalment",
        actions.receive_instalment,
        _(
            "L’argent entre dans l’enveloppe et le livre l’écrit. On ne reçoit pas plus que ce qui est engagé."
        ),
        forms.ReceiptForm,
        _("L’encaissement est écrit."),
        make=_of,
    ),
    "reporter": Deed(
        "postpone_pledge",
        actions.postpone_pledge,
        _("Le retard se compte à partir du nouveau jour ; l’ancien reste au journal."),
        forms.PostponeForm,
    ),
    "annuler": Deed(
        "cancel_pledge",
        actions.cancel_pledge,
        _("Ce qui n’est pas venu ne viendra pas. Ce qui est reçu reste dans son enveloppe."),
        forms.ReasonForm,
        danger=True,
    ),
}
