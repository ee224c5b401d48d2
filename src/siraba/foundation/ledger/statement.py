"""The statement of a fund as a paper in French: it goes to a ministry and to donors."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from siraba.foundation.interface.francs import spaced
from siraba.foundation.interface.papers import Paper, Sheet
from siraba.foundation.ledger.balances import Statement


def paper_of(statement: Statement) -> Paper:
    with override("fr"):
        return _paper(statement)


def _paper(statement: Statement) -> Paper:
    proof = statement.proof
    accounts = [
        [one.account.code, one.account.name, spaced(one.debit), spaced(one.credit), spaced(one.balance)]
        for one in statement.accounts
    ]
    envelopes = [
        [
            one.envelope.code,
            one.envelope.title,
            one.envelope.donor.short_name,
            spaced(one.received),
            spaced(one.spent),
            spaced(one.left),
        ]
        for one in statement.envelopes
    ]
    return Paper(
        title=_("État du fonds – %(holder)s") % {"holder": statement.holder.name},
        facts=(
            (_("Arrêté le"), date_format(statement.day, "j F Y")),
            (_("Monnaie"), _("franc CFA (XOF), sans centimes")),
            (_("Somme des débits"), spaced(proof.debit)),
            (_("Somme des crédits"), spaced(proof.credit)),
            (_("Équilibre"), _("oui") if proof.balanced else _("NON")),
            (_("Dernière écriture"), f"n° {proof.number}"),
            (_("Son empreinte (SHA-256)"), proof.digest or "–"),
        ),
        sheets=(
            Sheet(
                _("Comptes"),
                (_("Code"), _("Compte"), _("Débits"), _("Crédits"), _("Solde")),
                accounts,
                (2, 3, 4),
                _("Aucun compte."),
            ),
            Sheet(
                _("Enveloppes"),
                (_("Code"), _("Enveloppe"), _("Bailleur"), _("Reçu"), _("Dépensé"), _("Reste")),
                envelopes,
                (3, 4, 5),
                _("Aucune enveloppe."),
            ),
        ),
        notes=(
            _(
                "Chaque écriture porte une empreinte qui contient la précédente : changer l’une d’elles se verrait."
            ),
        )
        + ((_("Données fictives de démonstration."),) if statement.fictitious else ()),
    )
