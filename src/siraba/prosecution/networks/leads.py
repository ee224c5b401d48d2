"""The lead sheet: a plan on paper, which says on every page that it is a lead to verify and accuses nobody."""

from typing import Any

from django.template.defaultfilters import floatformat
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.accounts.models import Account
from siraba.foundation.audit.journal import action, record
from siraba.foundation.interface.papers import Paper, Sheet
from siraba.prosecution.networks.cautions import told_of
from siraba.prosecution.networks.drawing import Drawing
from siraba.prosecution.networks.models import PLAN_MOVES, DismantlingPlan
from siraba.prosecution.networks.telling import step_rows


@action
def print_lead(actor: Actor, plan: DismantlingPlan) -> Paper:
    """The sheet of a plan that was answered; that it was printed is in the journal."""
    check_right(actor, "print_lead", plan)
    PLAN_MOVES.require(plan, "print_lead")
    record(actor, "print_lead", plan.code, analysis=plan.analysis.code)
    return lead_paper(plan, Account.objects.get(pk=actor.account_id).full_name)


def lead_paper(plan: DismantlingPlan, printed_by: str) -> Paper:
    words = plan.words
    drawing, result = Drawing.read(words["network"]), words["result"]
    best = result.get("best", {})
    rows = step_rows(drawing, best, result)
    facts = [
        (_("Dossier d’analyse"), f"{plan.analysis.code} ({plan.analysis.get_handling_display()})"),
        (_("Demandé par"), f"{plan.asked_by.full_name}, {date_format(plan.asked_at, 'DATE_FORMAT')}"),
        (_("Pourquoi"), words["why"]),
        (_("Imprimé par"), printed_by),
        (_("Réseau"), _("%(n)d entités, %(m)d liens connus ce jour-là") % {"n": len(drawing.nodes), "m": len(drawing.lines)}),
    ]  # fmt: skip
    if plan.decided_by:
        facts.append((_("Décision"), f"{plan.get_decision_display()} – {words.get('reasons', '')}"))
    return Paper(
        _("Fiche de piste – plan n° %(n)d") % {"n": plan.number},
        facts,
        (_steps(rows), _behind(rows), _stability(result)),
        _notes(result),
        margin_note=_("Piste à vérifier. Cette fiche n’accuse personne et n’est pas une preuve."),
    )


def _steps(rows: list[dict[str, Any]]) -> Sheet:
    return Sheet(
        _("Ce que le calcul propose, dans l’ordre"),
        [_("Pas"), _("Entité"), _("Plus grande cellule ensuite"), _("Effort"), _("Pourquoi")],
        [
            [str(row["number"]), f"{row['node']} ({row['node'].kind})", str(row["largest"]), f"{row['cost']:g}", row["reason"]]
            for row in rows
        ],
        (0, 2, 3),
        _("Le calcul n’a trouvé aucun retrait."),
    )  # fmt: skip


def _behind(rows: list[dict[str, Any]]) -> Sheet:
    told = [
        [
            str(row["node"]),
            f"{link['kind']} : {link['other']}",
            floatformat(link["strength"], 2),
            str(link["sources"]),
            _("une seule source, sans pièce") if row["held_by_one"] else "",
        ]
        for row in rows
        for link in row["links"]
    ]
    return Sheet(
        _("Ce qui est connu derrière chaque pas"),
        [_("Entité"), _("Lien"), _("Force (0 à 1)"), _("Sources indépendantes"), _("À savoir")],
        told,
        (2, 3),
        _("Rien."),
    )


def _stability(result: dict[str, Any]) -> Sheet:
    robust = result.get("robust", {})
    names = ((_("Meilleur plan sur ce qui est connu"), robust.get("plain_trial")), (_("Plan robuste"), robust.get("trial")))  # fmt: skip
    return Sheet(
        _("Si une partie du réseau n’a pas été vue (réseaux tirés au sort)"),
        [
            _("Plan"),
            _("Part du réseau dans la plus grande cellule ensuite, en moyenne"),
            _("5 % – 95 % des tirages"),
        ],
        [
            [name, f"{trial['mean']:.0%}", f"{trial['low']:.0%} – {trial['high']:.0%}"]
            for name, trial in names
            if trial
        ],
        (1,),
        _("Non calculé."),
    )


def _notes(result: dict[str, Any]) -> list[str]:
    notes = [
        _("Méthode : recherche des retraits qui coupent le plus le réseau des liens connus, pondérés par leurs sources ; ce qu’une seule personne utilise compte avec elle ; la parenté ne compte pas, et les personnes protégées ne sont jamais visées."),
        _("Ce que cela ne dit pas : qu’une personne a commis une infraction. Être au centre de ce qui est connu n’est pas être coupable."),
    ]  # fmt: skip
    if refusal := result.get("refusal"):
        notes.append(refusal)
    if result.get("cells"):
        notes.append(str(told_of("cells")["caution"]))
    return notes
