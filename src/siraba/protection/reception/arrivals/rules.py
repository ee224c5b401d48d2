"""Which arrivals and convoys are open, to whom, and who may do what to them."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow
from siraba.foundation.access.guard import RowFilter, also_rows, register_rows
from siraba.foundation.access.policy import Category, Scope
from siraba.foundation.consent.models import Consent, ConsentGrant
from siraba.foundation.people.models import Identity, Person
from siraba.protection.cases.models import Case
from siraba.protection.cases.rules import of_the_last_hours
from siraba.protection.reception.arrivals.models import Arrival, ArrivalList, Convoy
from siraba.protection.reception.branches.rules import BRANCH, NOT_YOURS, RECEPTION


def at_own_branch(actor: Actor) -> Q:
    """No branch, no arrivals: an account that belongs to none sees none."""
    return Q(pk__in=[]) if actor.unit_id is None else Q(unit=actor.unit_id)


def _still_ours(actor: Actor) -> Q:
    """Once another agency holds the case, the names stay for the hours that a hand-over may need, and no longer."""
    own = Case.objects.filter(pk=OuterRef("case_id"), agency=actor.organisation_id)
    return Q(case__isnull=True) | Q(Exists(own)) | of_the_last_hours(actor, "registered_at")


def _arrivals(actor: Actor) -> Q:
    return at_own_branch(actor) & _still_ours(actor)


def _through_arrival(column: str) -> RowFilter:
    """The rows whose `column` names a person of an arrival that is open."""
    return lambda actor: Q(Exists(Arrival.objects.filter(_arrivals(actor), person=OuterRef(column))))


register_rows(Convoy, Category.ARRIVAL, {Scope.ARRIVALS: at_own_branch})
register_rows(ArrivalList, Category.ARRIVAL, {Scope.ARRIVALS: lambda actor: Q(account=actor.account_id)})
register_rows(Arrival, Category.ARRIVAL, {Scope.ARRIVALS: _arrivals})
for named in (Identity, Consent, ConsentGrant):
    also_rows(named, Category.IDENTITY, {Scope.ARRIVALS: _through_arrival("person_id")})
also_rows(Person, Category.CASE, {Scope.ARRIVALS: _through_arrival("pk")})


def has_branch(actor: Actor, _record: object) -> bool:
    return actor.unit_id is not None


def comes_to_own_branch(actor: Actor, record: Convoy | Arrival) -> bool:
    return actor.unit_id is not None and record.unit_id == actor.unit_id


def _own(actor: Actor, handed: ArrivalList) -> bool:
    return handed.account_id == actor.account_id


NO_BRANCH = _("Votre compte n’appartient à aucune antenne.")
NOT_YOUR_LIST = _("Cette liste a été ajoutée par un autre compte.")

allow("announce_convoy", _("Annoncer un convoi"), BRANCH, RECEPTION, has_branch, NO_BRANCH)
for name, label in {
    "begin_reception": _("Commencer l’accueil"),
    "end_reception": _("Terminer l’accueil"),
    "begin_reception_again": _("Reprendre l’accueil"),
    "add_arrival_list": _("Ajouter la liste du convoi"),
    "register_arrival": _("Inscrire une arrivée"),
    "settle_arrival": _("Choisir entre deux versions"),
    "mark_double": _("Dire que c’est la même personne"),
    "open_case_of_arrival": _("Ouvrir un dossier"),
    "print_bands": _("Imprimer des bracelets ou des tickets"),
}.items():
    allow(name, label, BRANCH, RECEPTION, comes_to_own_branch, NOT_YOURS)
for name, label in {
    "map_arrival_list": _("Dire ce que sont les colonnes"),
    "check_arrival_list": _("Essayer la liste sans rien écrire"),
    "import_arrival_list": _("Prendre la liste"),
    "drop_arrival_list": _("Abandonner la liste"),
}.items():
    allow(name, label, BRANCH, RECEPTION, _own, NOT_YOUR_LIST)
