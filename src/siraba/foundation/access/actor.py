"""Who asks, and what for: every read and every act is decided for an actor."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.errors import NotAllowed
from siraba.foundation.access.policy import ROLE_PURPOSES, Category, Purpose, Scope, scopes
from siraba.foundation.accounts.models import Account
from siraba.foundation.accounts.roles import Role


@dataclass(frozen=True)
class Actor:
    """An account at work for one purpose."""

    account_id: int
    role: str
    organisation_id: int | None
    unit_id: int | None
    purpose: str | None
    name: str = ""

    @classmethod
    def of(cls, account: Account, *purposes: Purpose) -> "Actor":
        """The account, acting for the first of the purposes that its role has; for its main one if none is given."""
        own = ROLE_PURPOSES[Role(account.role)]
        purpose = next((p for p in purposes or own if p in own), None)
        return cls(
            account.pk, account.role, account.organisation_id, account.unit_id, purpose, account.full_name
        )

    @property
    def home(self) -> int:
        """The number of the actor's organisation. Raises NotAllowed for an account that has none."""
        if self.organisation_id is None:
            raise NotAllowed(_("Votre compte n’appartient à aucune structure."))
        return self.organisation_id

    # A page joins, which Django writes in half the time of `Exists`; the policy of a table cannot.
    may_join: ClassVar[bool] = True

    @property
    def now(self) -> datetime:
        """The moment that a row filter counts from; in the database it is the moment of the query."""
        return timezone.now()

    def scopes(self, category: Category) -> frozenset[Scope]:
        return scopes(self.role, self.purpose, category)

    def acting_for(self, purpose: Purpose) -> "Actor":
        own = ROLE_PURPOSES[Role(self.role)]
        return replace(self, purpose=purpose if purpose in own else None)
