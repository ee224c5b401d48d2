"""The acts on a project and on a portfolio, as pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.interface.deeds import Deed
from siraba.prevention.development import actions, choosing, forms, forms_of_needs, money
from siraba.prevention.development.models import Project


def _with(_actor: Actor, project: Project) -> dict[str, Any]:
    return {"project": project}


PROJECT_DEEDS = {
    "modifier": Deed("amend_project", actions.amend_project, "", forms.ProjectForm, make=_with),
    "secteurs": Deed(
        "set_sectors",
        actions.set_sectors,
        _("Les codes sont ceux du CAD de l’OCDE ; les parts font 100 %."),
        forms.SectorsForm,
        make=_with,
    ),
    "budget": Deed(
        "set_budget",
        actions.set_budget,
        _("En francs CFA entiers, par année."),
        forms.BudgetForm,
        make=_with,
    ),
    "indicateur": Deed(
        "add_indicator",
        actions.add_indicator,
        _("Ce qui montrera un résultat : d’où l’on part, où l’on veut arriver, dans quelle période."),
        forms.IndicatorForm,
    ),
    "retirer-indicateur": Deed(
        "drop_indicator",
        actions.drop_indicator,
        "",
        forms.OneIndicatorForm,
        danger=True,
        fits=lambda project: project.indicators.exists(),
        make=_with,
    ),
    "documents": Deed(
        "set_links",
        actions.set_links,
        _("Des documents publics, sans nom ni image d’une personne aidée."),
        forms.LinksForm,
        make=_with,
    ),
    "instruire": Deed(
        "appraise_project",
        actions.appraise_project,
        _("Le projet peut ensuite être choisi et financé ; son porteur ne l’écrit plus."),
        forms.AppraisalForm,
    ),
    "renvoyer": Deed(
        "return_project",
        actions.return_project,
        _("Le projet redevient une idée, que son porteur écrit ; il quitte la page publique."),
        forms.ReasonForm,
        danger=True,
    ),
    "financer": Deed("fund_project", actions.fund_project, "", forms.FunderForm),
    "demarrer": Deed("launch_project", actions.launch_project, "", forms.LaunchForm),
    "resultat": Deed(
        "record_result",
        actions.record_result,
        "",
        forms.ResultForm,
        fits=lambda project: project.indicators.exists(),
        make=_with,
    ),
    "operation": Deed(
        "record_transaction",
        money.record_transaction,
        _("Une opération écrite ne change plus : une erreur se contre-passe."),
        forms.TransactionForm,
    ),
    "contre-passer": Deed(
        "reverse_transaction",
        money.reverse_transaction,
        _("Une seconde ligne, de même nature et de même montant, vient en moins."),
        forms.ReversalForm,
        danger=True,
        fits=lambda project: project.transactions.exists(),
        make=_with,
    ),
    "publier": Deed(
        "publish_project",
        actions.publish_project,
        _(
            "Chacun lira ce projet sur la page publique et dans le fichier IATI : vérifiez qu’il ne nomme personne."
        ),
        fits=lambda project: project.published_at is None,
    ),
    "depublier": Deed(
        "unpublish_project",
        actions.unpublish_project,
        _("Ceux qui ont déjà pris le fichier le gardent."),
        danger=True,
        fits=lambda project: project.published_at is not None,
    ),
    "clore": Deed("close_project", actions.close_project, "", forms.CloseForm),
    "abandonner": Deed("drop_project", actions.drop_project, "", forms.ReasonForm, danger=True),
}
PORTFOLIO_DEEDS = {
    "decider": Deed(
        "decide_portfolio",
        choosing.decide_portfolio,
        _(
            "Le calcul propose, vous décidez. Chaque projet retenu est ensuite dit financé, avec son bailleur."
        ),
        forms_of_needs.DecisionForm,
        make=lambda _actor, portfolio: {"portfolio": portfolio},
    ),
}
