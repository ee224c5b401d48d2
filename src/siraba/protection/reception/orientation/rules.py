"""Which needs and orientations are open, to whom, and who may do what: those of the arrivals of one's branch."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow
from siraba.foundation.access.guard import register_rows, row_filters
from siraba.foundation.access.policy import Category, Scope
from siraba.protection.reception.arrivals.models import Arrival
from siraba.protection.reception.arrivals.rules import comes_to_own_branch
from siraba.protection.reception.branches.rules import BRANCH, HEAD_OFFICE, NOT_YOURS, RECEPTION
from siraba.protection.reception.orientation.models import Need, Orientation, Recording


def _of_open_arrivals(actor: Actor) -> Q:
    """What is said of somebody is open as long as the arrival is."""
    open_arrivals = row_filters(Arrival)[Category.ARRIVAL][Scope.ARRIVALS](actor)
    return Q(Exists(Arrival.objects.filter(open_arrivals, pk=OuterRef("arrival_id"))))


register_rows(Need, Category.ARRIVAL, {Scope.ARRIVALS: _of_open_arrivals})
register_rows(Orientation, Category.ARRIVAL, {Scope.ARRIVALS: _of_open_arrivals})


def of_head_office(actor: Actor, recording: Recording | None) -> bool:
    if actor.organisation_id is None:
        return False
    return recording is None or recording.organisation_id == actor.organisation_id


NOT_YOUR_RECORDING = _("Cet enregistrement est celui d’une autre structure.")

for name, label in {
    "record_need": _("Noter un besoin"),
    "choose_service": _("Choisir le service proposé"),
    "override_proposal": _("Choisir un autre service"),
    "propose_plan": _("Proposer un service à chacun"),
    "send_orientation": _("Envoyer au service"),
    "give_sheet": _("Remettre la fiche"),
    "mark_served": _("Service rendu"),
    "mark_refused": _("Noter un refus"),
    "mark_lost": _("Perdue de vue"),
}.items():
    allow(name, label, BRANCH, RECEPTION, comes_to_own_branch, NOT_YOURS)
for name, label in {
    "add_recording": _("Ajouter un enregistrement"),
    "remove_recording": _("Retirer un enregistrement"),
}.items():
    allow(name, label, HEAD_OFFICE, RECEPTION, of_head_office, NOT_YOUR_RECORDING)
