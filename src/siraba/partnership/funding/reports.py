"""The report to a donor on one earmark, as a paper in French: promised, committed, received, spent, left."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from siraba.foundation.access.actor import Actor
from siraba.foundation.geography.selectors import region_of
from siraba.foundation.interface.francs import spaced
from siraba.foundation.interface.papers import Paper, Sheet
from siraba.foundation.ledger.models import Kind, Line, Pillar
from siraba.foundation.ledger.selectors import labels_of
from siraba.partnership.funding.models import Pledge, Receipt
from siraba.partnership.funding.selectors import Standing, receipts_visible_to, standings


@dataclass(frozen=True)
class Report:
    """A pledge as its donor reads it. `spending` is FCFA by pillar and region: no place is told nearer than that."""

    standing: Standing
    receipts: list[Receipt]
    earmark: dict[str, str]
    spending: list[tuple[str, str, int]]


def report_on(actor: Actor, pledge: Pledge) -> Report:
    """What the actor may read of a pledge that it was given."""
    receipts = receipts_visible_to(actor).filter(pledge=pledge).order_by("received_on", "pk")
    (standing,) = standings(actor, [pledge])
    return Report(standing, list(receipts), labels_of(pledge), spending_of(pledge))


def spending_of(pledge: Pledge) -> list[tuple[str, str, int]]:
    """What was spent from the envelope by pillar and region, reversals deducted."""
    if pledge.envelope is None:
        return []
    lines = Line.objects.filter(envelope=pledge.envelope, account__kind=Kind.EXPENSE)
    sums: dict[tuple[str, str], int] = {}
    zones = {line.zone_id: line.zone for line in lines.select_related("zone__parent__parent")}
    for one in lines.order_by().values("pillar", "zone").annotate(sum=Sum("amount")):
        zone = zones.get(one["zone"])
        region = region_of(zone) if zone else None
        pillar = str(Pillar(one["pillar"]).label) if one["pillar"] else _("sans pilier")
        key = (pillar, region.name if region else _("tout le pays"))
        sums[key] = sums.get(key, 0) + one["sum"]
    return [(*key, amount) for key, amount in sorted(sums.items()) if amount]


def money(amount: Decimal | None, currency: str) -> str:
    """« 1 000,00 EUR » with spaces that do not break."""
    if amount is None:
        return "–"
    return f"{number_format(amount, 2, use_l10n=True, force_grouping=True)}\u00a0{currency}"


def paper_of(report: Report) -> Paper:
    with override("fr"):
        return _paper(report)


def _paper(report: Report) -> Paper:
    one = report.standing
    pledge, currency = one.pledge, one.pledge.currency
    earmark = labels_of(pledge)
    day = lambda on: date_format(on, "j F Y") if on else "–"  # noqa: E731
    sums = [
        [
            _("Promis"),
            money(pledge.amount, currency),
            spaced(pledge.francs),
            pledge.rate_said,
        ],
        [
            _("Engagé"),
            money(pledge.committed, currency),
            spaced(pledge.committed_francs) if pledge.committed_francs else "–",
            pledge.committed_rate_said,
        ],
        [
            _("Reçu"),
            money(one.received, currency),
            spaced(one.received_francs),
            _("taux de chaque encaissement"),
        ],
        [_("Dépensé"), money(one.spent, currency), spaced(one.spent_francs), _("taux moyen reçu")],
        [_("Reste"), money(one.left, currency), spaced(one.left_francs), _("taux moyen reçu")],
    ]
    receipts = [
        [
            day(receipt.received_on),
            receipt.reference,
            money(receipt.amount, currency),
            spaced(receipt.francs),
            receipt.rate_said,
            _("extourné") if receipt.reversed else "",
        ]
        for receipt in report.receipts
    ]
    spending = [[pillar, region, spaced(amount)] for pillar, region, amount in report.spending]
    return Paper(
        title=_("Rapport au bailleur – %(title)s") % {"title": pledge.title},
        facts=(
            (_("Bailleur"), pledge.donor.name),
            (_("Fonds tenu par"), pledge.holder.name),
            (_("Arrêté le"), day(timezone.localdate())),
            (_("État"), str(pledge.get_state_display())),
            (_("Convention"), pledge.agreement or "–"),
            (_("Réservé aux piliers"), earmark["pillars"]),
            (_("Réservé aux zones"), earmark["zones"]),
            (_("Réservé aux publics"), earmark["groups"]),
            (_("À dépenser"), f"{day(pledge.from_day)} – {day(pledge.until_day)}"),
        ),
        sheets=(
            Sheet(
                _("Où en est l’argent"),
                ("", _("Dans la monnaie du bailleur"), _("En FCFA"), _("Taux")),
                sums,
                (1, 2),
            ),
            Sheet(
                _("Encaissements"),
                (_("Jour"), _("Référence"), _("Montant"), _("FCFA"), _("Taux"), _("Remarque")),
                receipts,
                (2, 3),
                _("Rien n’est encore reçu."),
            ),
            Sheet(
                _("Dépenses par pilier et par région"),
                (_("Pilier"), _("Région"), _("FCFA")),
                spending,
                (2,),
                _("Rien n’est encore dépensé."),
            ),
        ),
        notes=(
            _(
                "Les dépenses sont en FCFA ; dans la monnaie du bailleur elles sont données au taux moyen de ce qui est reçu."
            ),
            _("Personne n’est nommé, et aucun lieu plus petit qu’une région."),
        )
        + ((_("Données fictives de démonstration."),) if pledge.fictitious else ()),
    )
