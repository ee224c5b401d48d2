"""Who opens and closes accounts: the administrator of an agency its own, the administrator of the system those of
administrators. Which roles fit an organisation follows from its kind and its pillar (to be validated)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow
from siraba.foundation.access.policy import Category, Purpose, Scope
from siraba.foundation.accounts.roles import Role
from siraba.foundation.organisations.models import Organisation

ADMINISTRATORS = {Role.ORGANISATION_ADMINISTRATOR, Role.ADMINISTRATOR}
# What only the administrator of the system gives, and all that it gives
GIVEN_FROM_ABOVE = (Role.ORGANISATION_ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER)
CASE_WORK = (Role.FIRST_LINE, Role.CASE_MANAGER, Role.SUPERVISOR)
ROLES_OF: dict[tuple[str, str], tuple[Role, ...]] = {
    ("state", "protection"): (
        Role.RECEPTION_BRANCH,
        Role.REGISTRAR,
        Role.INSPECTOR,
        Role.STATELESSNESS_OFFICER,
        *CASE_WORK,
    ),
    ("state", "prosecution"): (Role.INVESTIGATOR, Role.MAGISTRATE),
    ("state", "partnership"): (Role.COORDINATOR, Role.DATA_STEWARD),
    ("un", "protection"): (*CASE_WORK, Role.UNHCR_OFFICER),
    ("un", "partnership"): (Role.UNODC,),
    ("ngo", "protection"): CASE_WORK,
    ("red_cross", "protection"): (Role.FAMILY_LINKS_OFFICER, Role.FUND_OFFICER),
    ("provider", "protection"): (Role.PROVIDER,),
    ("public", "partnership"): (Role.DONOR,),
}
NOT_YOURS = _("Ce compte n’est pas de ceux que vous administrez.")


def roles_to_give(actor: Actor, organisation: Organisation) -> tuple[Role, ...]:
    """The roles that the actor may give in this organisation."""
    scopes = actor.scopes(Category.ACCOUNT)
    if Scope.META in scopes:
        return GIVEN_FROM_ABOVE
    if Scope.OWN in scopes and organisation.pk == actor.organisation_id:
        return ROLES_OF.get((organisation.kind, organisation.house), ())
    return ()


def administers(actor: Actor, account: Any) -> bool:
    """An account, or an invitation, that the actor may open or close; never one's own."""
    if getattr(account, "username", "") and account.pk == actor.account_id and hasattr(account, "password"):
        return False
    scopes = actor.scopes(Category.ACCOUNT)
    if Scope.META in scopes:
        return account.role in GIVEN_FROM_ABOVE
    own = Scope.OWN in scopes and account.organisation_id == actor.organisation_id
    return own and account.role not in (*GIVEN_FROM_ABOVE, Role.ADMINISTRATOR)


def _anyone(actor: Actor, _record: Any) -> bool:
    return True


for name, label, holds in (
    ("invite_account", _("Inviter une personne"), _anyone),
    ("revoke_invitation", _("Retirer une invitation"), administers),
    ("suspend_account", _("Suspendre un compte"), administers),
    ("reinstate_account", _("Rétablir un compte"), administers),
    ("renew_access", _("Rendre l’accès"), administers),
    ("end_membership", _("Fermer un compte pour départ"), administers),
):
    allow(name, label, ADMINISTRATORS, {Purpose.ACCOUNTS}, holds, NOT_YOURS)
