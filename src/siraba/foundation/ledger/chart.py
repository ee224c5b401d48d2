"""The chart of accounts with which a book is opened.

The numbers are of SYSCOHADA revised (OHADA uniform act on accounting law, 2017), which the holder's accountant is to
confirm. What the platform needs and for which no number is known with certainty has a code of its own that begins with a
letter: the corresponding accounts of SYCEBNL (OHADA uniform act on entities without profit, 2022) are à valider.
"""

from siraba.foundation.ledger.models import Kind

BANK, CASH, WALLET, SUPPLIERS = "521", "571", "552", "401"
FUNDS, GRANTS, ACTIVITIES, COSTS, OTHERS = "F1", "D1", "D2", "D3", "P1"

CHART: tuple[tuple[str, str, str], ...] = (
    (BANK, "Banques locales", Kind.ASSET),
    (WALLET, "Monnaie électronique – téléphone portable", Kind.ASSET),
    (CASH, "Caisse", Kind.ASSET),
    (SUPPLIERS, "Fournisseurs, dettes en compte", Kind.LIABILITY),
    (FUNDS, "Fonds affectés reçus des bailleurs (code à valider)", Kind.FUND),
    (GRANTS, "Aides versées aux bénéficiaires (code à valider)", Kind.EXPENSE),
    (ACTIVITIES, "Dépenses d’activités (code à valider)", Kind.EXPENSE),
    (COSTS, "Frais de gestion (code à valider)", Kind.EXPENSE),
    (OTHERS, "Produits sans affectation (code à valider)", Kind.INCOME),
)
