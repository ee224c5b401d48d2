"""The access policy in words, role by role, as everybody who works here may read it."""

from dataclasses import dataclass

from siraba.foundation.access.policy import POLICY, ROLE_PURPOSES, Category, scopes
from siraba.foundation.accounts.roles import Role


@dataclass(frozen=True)
class RoleRows:
    """What one role sees: for each category in words, how much of it and for which purposes."""

    role: Role
    rows: list[tuple[str, str, str]]
    own: bool


def rows_of(role: Role) -> list[tuple[str, str, str]]:
    """Category, scopes, purposes; only what some purpose of the role opens."""
    found = []
    for category in POLICY[role]:
        opened = {purpose: scopes(role, purpose, category) for purpose in ROLE_PURPOSES[role]}
        seen = frozenset().union(*opened.values())
        if seen:
            how_much = "; ".join(str(scope.label) for scope in POLICY[role][category] if scope in seen)
            purposes = ", ".join(str(purpose.label) for purpose, some in opened.items() if some)
            found.append((str(Category(category).label), how_much, purposes))
    return found


def policy_for(own_role: str) -> list[RoleRows]:
    """All roles, the reader's own first."""
    roles = sorted(Role, key=lambda role: role != own_role)
    return [RoleRows(role, rows_of(role), role == own_role) for role in roles]
