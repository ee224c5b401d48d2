"""Who may record and withdraw consents. Which are open follows, as for identities, from each house's rules."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import ACT_RULES, allow
from siraba.foundation.access.guard import register_rows
from siraba.foundation.access.policy import Category, Purpose, Scope
from siraba.foundation.accounts.roles import Role
from siraba.foundation.consent.models import Consent, ConsentNotice, Override
from siraba.foundation.people.models import Identity
from siraba.foundation.people.rules import RECEIVING_ROLES

PURPOSES = {Purpose.CARE, Purpose.RECEPTION}
PARENT = {"withdraw_categories": "withdraw_consent", "withdraw_all": "record_consent"}
CLOSED = _("Le dossier de cette personne ne vous est pas ouvert.")

allow(
    "record_consent",
    _("Enregistrer un consentement"),
    RECEIVING_ROLES,
    PURPOSES,
    lambda actor, person: (
        Identity.objects.visible_to(actor, Category.IDENTITY).filter(person_id=person.pk).exists()
    ),
    CLOSED,
)
allow(
    "withdraw_consent",
    _("Enregistrer un retrait de consentement"),
    RECEIVING_ROLES,
    PURPOSES,
    lambda actor, consent: (
        Consent.objects.visible_to(actor, Category.IDENTITY).filter(pk=consent.pk).exists()
    ),
    CLOSED,
)
for name, label in (
    ("withdraw_categories", _("Retirer une partie d’un consentement")),
    ("withdraw_all", _("Retirer tous les consentements")),
):
    allow(name, label, RECEIVING_ROLES, PURPOSES, ACT_RULES[PARENT[name]].holds, CLOSED)

SUPERVISOR = {Role.SUPERVISOR}
HOLDERS = {Role.CASE_MANAGER, Role.UNHCR_OFFICER, Role.SUPERVISOR}
EMERGENCY = {Purpose.EMERGENCY}
NOT_SUPERVISED = _("Seul un superviseur de la structure peut le décider.")
NOT_RECEIVED = _("Cet avis n’est pas adressé à votre structure.")


def _own_agency(actor: Actor, override: Override) -> bool:
    return override.requested_for_id == actor.organisation_id


allow(
    "request_override",
    _("Demander une dérogation pour intérêt vital"),
    HOLDERS,
    EMERGENCY,
    ACT_RULES["record_consent"].holds,
    CLOSED,
)
for name, label in (
    ("approve_override", _("Accorder la dérogation")),
    ("refuse_override", _("Refuser la dérogation")),
    ("review_override", _("Revoir la dérogation")),
):
    allow(name, label, SUPERVISOR, EMERGENCY, _own_agency, NOT_SUPERVISED)

TAKERS = {
    Role.CASE_MANAGER,
    Role.SUPERVISOR,
    Role.UNHCR_OFFICER,
    Role.PROVIDER,
    Role.RECEPTION_BRANCH,
    Role.FAMILY_LINKS_OFFICER,
    Role.FUND_OFFICER,
}
allow(
    "acknowledge_notice",
    _("Prendre acte du retrait"),
    TAKERS,
    {Purpose.CARE, Purpose.RECEPTION, Purpose.FAMILY_LINKS, Purpose.FUND},
    lambda actor, notice: notice.recipient_id == actor.organisation_id,
    NOT_RECEIVED,
)


def _received(actor: Actor) -> Q:
    return Q(recipient=actor.organisation_id)


def _sent(actor: Actor) -> Q:
    return Q(sender=actor.organisation_id)


def _of_own_agency(actor: Actor) -> Q:
    return _received(actor) | _sent(actor)


# A notice names nobody: whoever works on referrals in the agency may see that it came, or that it left.
register_rows(
    ConsentNotice,
    Category.REFERRAL,
    {Scope.OWN: _of_own_agency, Scope.ASG: _of_own_agency, Scope.SENT: _sent, Scope.RECEIVED: _received},
)
