"""An amount in a donor's currency, with the rate and its date, and what it is in whole FCFA.

One euro is 655.957 FCFA: the fixed parity of the franc CFA, set when the euro came (decision 98/683/EC of the Council of 23
November 1998: the franc CFA, 100 to the French franc, itself 6.55957 to the euro). Any other rate is typed, with its date
and its source.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db import models
from django.utils.formats import date_format, get_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siraba.foundation.access.errors import Invalid

EURO = Decimal("655.957")
CENT = Decimal("0.01")


class Currency(models.TextChoices):
    """ISO 4217."""

    XOF = "XOF", gettext_lazy("franc CFA (XOF)")
    EUR = "EUR", gettext_lazy("euro (EUR)")
    USD = "USD", gettext_lazy("dollar des États-Unis (USD)")
    GBP = "GBP", gettext_lazy("livre sterling (GBP)")
    CHF = "CHF", gettext_lazy("franc suisse (CHF)")
    CAD = "CAD", gettext_lazy("dollar canadien (CAD)")
    SEK = "SEK", gettext_lazy("couronne suédoise (SEK)")
    NOK = "NOK", gettext_lazy("couronne norvégienne (NOK)")
    DKK = "DKK", gettext_lazy("couronne danoise (DKK)")
    JPY = "JPY", gettext_lazy("yen (JPY)")


FIXED = {Currency.XOF: Decimal(1), Currency.EUR: EURO}


@dataclass(frozen=True)
class Rate:
    """FCFA for one unit of the currency, on a day, according to a source."""

    value: Decimal
    day: date
    source: str


def rate_for(currency: str, day: date, typed: Decimal | None, on: date | None, source: str) -> Rate:
    """The fixed rate of the currency, else the one that was typed.

    Raises:
        Invalid: the currency has no fixed rate and its rate, day or source is missing; or the currency is not known.
    """
    if currency not in Currency.values:
        raise Invalid(_("Cette monnaie n’est pas connue."), "currency")
    if fixed := FIXED.get(Currency(currency)):
        said = _("monnaie du livre") if currency == Currency.XOF else _("parité fixe du franc CFA")
        return Rate(fixed, day, said)
    if typed is None or typed <= 0:
        raise Invalid(_("Donnez le taux : combien de FCFA pour une unité."), "rate")
    if on is None:
        raise Invalid(_("Donnez le jour du taux."), "rate_on")
    if not source.strip():
        raise Invalid(_("Dites d’où vient le taux."), "rate_source")
    return Rate(typed, on, source.strip())


def rate_said(rate: Decimal | None, on: date | None, source: str) -> str:
    """« 655,957 FCFA, du 3 mars 2026 : parité fixe du franc CFA »."""
    if rate is None or on is None:
        return "–"
    text = f"{rate:f}".rstrip("0").rstrip(".") if rate % 1 else f"{rate:.0f}"
    return _("%(rate)s FCFA, du %(day)s : %(source)s") % {
        "rate": text.replace(".", get_format("DECIMAL_SEPARATOR")),
        "day": date_format(on, "j N Y"),
        "source": source,
    }


def in_francs(amount: Decimal, rate: Decimal) -> int:
    """Whole FCFA, halves rounded up."""
    return int((amount * rate).quantize(Decimal(1), ROUND_HALF_UP))


def check_amount(amount: Decimal, currency: str, rate: Decimal) -> None:
    """Raises Invalid: it is nothing, has more than two decimals, or is a part of a franc."""
    if amount <= 0 or amount != amount.quantize(CENT):
        raise Invalid(_("Le montant est positif, avec deux décimales au plus."), "amount")
    if currency in (Currency.XOF, Currency.JPY) and amount != amount.to_integral_value():
        raise Invalid(_("Cette monnaie n’a pas de centimes."), "amount")
    if in_francs(amount, rate) < 1:
        raise Invalid(_("Le montant fait moins d’un franc."), "amount")
