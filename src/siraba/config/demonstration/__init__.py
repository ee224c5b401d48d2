"""The fictitious national scene: about 3,000 people who do not exist, at every step of the road.

It exists so that a newcomer, a trainer or a ministry sees the platform at work without a single real person in it.
"""

from collections.abc import Callable

from django.utils.translation import gettext as _

from siraba.config.demonstration.accounts import PASSWORD, create_accounts
from siraba.config.demonstration.civil_status import CivilStatus
from siraba.config.demonstration.crowd import Crowd
from siraba.config.demonstration.development import Development
from siraba.config.demonstration.fund import ReintegrationFund
from siraba.config.demonstration.funding import Funding
from siraba.config.demonstration.justice import Justice
from siraba.config.demonstration.links import Links
from siraba.config.demonstration.network import Networks
from siraba.config.demonstration.payments import PilotCall
from siraba.config.demonstration.reception import Reception
from siraba.config.demonstration.returns import Returns
from siraba.config.demonstration.scenarios import Scenarios
from siraba.config.demonstration.statelessness import Statelessness
from siraba.config.demonstration.stories import Stories
from siraba.foundation.access.errors import Invalid
from siraba.foundation.accounts.models import Account
from siraba.foundation.audit.chain import seal
from siraba.foundation.audit.journal import action, record
from siraba.foundation.geography.loading import load_areas
from siraba.foundation.organisations.loading import load_organisations
from siraba.foundation.services.loading import load_demonstration_services
from siraba.partnership.statistics.actions import refresh_board
from siraba.protection.cases.models import Case
from siraba.protection.reception.branches.loading import load_branches

__all__ = ["PASSWORD", "load"]

BATCH = 250
Progress = Callable[[int, int], None]


def load(seed: int = 2026, persons: int = 3000, progress: Progress | None = None) -> bool:
    """Fill the database with the scene; False when it is there already, and nothing is done.

    The draw of the crowd depends on `seed` alone; its dates end today.

    Raises:
        Invalid: the database holds accounts or cases that are not fictitious.
    """
    if Account.objects.filter(fictitious=True).exists():
        return False
    cases = Case.objects.system("is there anything real in this database")
    if Account.objects.exists() or cases.filter(fictitious=False).exists():
        raise Invalid(
            _("Cette base contient de vrais comptes ou dossiers : la démonstration n’y est pas chargée.")
        )
    load_areas()
    load_organisations()
    load_branches()
    load_demonstration_services()
    load_demonstration(None, seed, persons, progress)
    refresh_board(None)
    while seal():
        pass
    return True


@action
def load_demonstration(actor: None, seed: int, persons: int, progress: Progress | None) -> None:
    accounts = create_accounts()
    Stories(accounts).tell()
    Scenarios(accounts).tell()
    Links(accounts, seed).tell()
    Reception(accounts, seed).tell()
    Funding(accounts).tell()
    fund = ReintegrationFund(accounts, seed)
    PilotCall(fund).tell(fund.tell())
    Returns(accounts).tell()
    Development(accounts, seed).tell()
    Justice(accounts).tell()
    Networks(accounts).tell()
    CivilStatus(accounts, seed).tell()
    Statelessness(accounts).tell()
    crowd = Crowd(seed, accounts)
    for done in range(1, persons + 1):
        crowd.person()
        if done % BATCH == 0 or done == persons:
            crowd.write()
            if progress:
                progress(done, persons)
    crowd.date_people()
    record(actor, "load_demonstration", persons=persons, seed=seed)
