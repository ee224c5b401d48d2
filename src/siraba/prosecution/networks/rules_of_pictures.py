"""Who may draw a network, keep views of it, ask how to break it down, and decide of it: whoever reads the open analysis."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow
from siraba.foundation.access.guard import RowFilter, register_rows
from siraba.foundation.access.policy import Category
from siraba.prosecution.networks.models import Analysis, AnalysisState, DismantlingPlan, Picture, SavedView
from siraba.prosecution.networks.rules import (
    IN_ANALYSIS,
    INVESTIGATORS,
    NOT_OPEN,
    PROSECUTION,
    READERS,
    analysis_of,
    works_on_analysis,
)


def _own(rows: RowFilter) -> RowFilter:
    return lambda actor: Q(rows(actor), account=actor.account_id)


for model in (Picture, DismantlingPlan):
    register_rows(model, Category.PERPETRATOR, IN_ANALYSIS)
register_rows(SavedView, Category.PERPETRATOR, {scope: _own(rows) for scope, rows in IN_ANALYSIS.items()})


def reads_open_analysis(actor: Actor, record: Any) -> bool:
    rows = Analysis.objects.visible_to(actor, Category.PERPETRATOR)
    return rows.filter(pk=analysis_of(record).pk, state=AnalysisState.OPEN).exists()


def _plans(actor: Actor, record: Any) -> bool:
    return works_on_analysis(actor, record) and analysis_of(record).state == AnalysisState.OPEN


def _own_view(actor: Actor, view: SavedView) -> bool:
    return view.account_id == actor.account_id and reads_open_analysis(actor, view)


for name, label in {
    "draw_picture": _("Dessiner le réseau"),
    "save_view": _("Garder cette vue"),
    "decide_plan": _("Décider de ce plan"),
    "print_lead": _("Imprimer la fiche de piste"),
}.items():
    allow(name, label, READERS, PROSECUTION, reads_open_analysis, NOT_OPEN)
allow(
    "drop_view",
    _("Oublier la vue"),
    READERS,
    PROSECUTION,
    _own_view,
    _("Cette vue a été gardée par un autre compte."),
)
for name, label in {
    "ask_plan": _("Demander un plan"),
    "compute_plan": _("Calculer le plan"),
}.items():
    allow(name, label, INVESTIGATORS, PROSECUTION, _plans, NOT_OPEN)
