"""The acts on a scenario as pages."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.interface.deeds import Deed
from siraba.protection.reception.network import actions, forms
from siraba.protection.reception.network.models import Scenario, SiteRole


def _make(_actor: Actor, scenario: Scenario) -> dict:
    return {"scenario": scenario}


FORGOTTEN = _("Ce qui a été calculé est oublié : calculez de nouveau ensuite.")
SCENARIO_DEEDS = {
    "sites": Deed("set_sites", actions.set_sites, FORGOTTEN, forms.SitesForm, make=_make),
    "interdire": Deed("forbid_site", actions.forbid_site, FORGOTTEN, forms.ForbidForm, make=_make),
    "permettre": Deed(
        "allow_site",
        actions.allow_site,
        FORGOTTEN,
        forms.AllowForm,
        fits=lambda scenario: scenario.sites.filter(role=SiteRole.FORBIDDEN).exists(),
        make=_make,
    ),
}
