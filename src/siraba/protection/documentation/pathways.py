"""Refugees, displaced and stateless persons: their status as a fact with its source, their papers, their services."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from siraba.foundation.forms.shipped import ship
from siraba.protection.cases import instruments
from siraba.protection.cases.instruments import Instrument
from siraba.protection.cases.pathways import (
    ASSESSMENT,
    FOLLOW_UP,
    PLAN,
    SCREENING,
    SERVICE,
    PathwayStep,
    register,
)

STATUS = PathwayStep("status", _("Statut, avec sa source"), ("form:legal_status",), "status", "screening")
PAPERS = PathwayStep(
    "papers", _("Papiers : ce que la personne a, ce qui manque"), ("form:papers",), "papers", "screening"
)

ship(Path(__file__).parent / "sheets")
instruments.register(Instrument("legal_status", _("Statut et sa source")))
instruments.register(Instrument("papers", _("Papiers et démarches")))
for pathway in ("refugee", "displaced", "stateless"):
    register(pathway, SCREENING, STATUS, PAPERS, ASSESSMENT, SERVICE, PLAN, FOLLOW_UP)
