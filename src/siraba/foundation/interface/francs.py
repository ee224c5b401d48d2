"""Amounts of money: whole francs CFA, since the XOF has no cents (ISO 4217)."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

SPACES = re.compile(r"[\s\u00a0\u202f]")


def spaced(amount: int) -> str:
    """`1 968 000`, with spaces that no line breaks."""
    return f"{amount:,}".replace(",", "\u202f")


class FrancsField(forms.CharField):
    """An amount as people write it, `1 968 000`; its value is an int, or None where nothing was written."""

    widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
    default_error_messages = {
        "cents": _("Le franc CFA n’a pas de centimes : écrivez un nombre entier, comme 1 000."),
        "negative": _("Un montant n’est jamais négatif."),
        "zero": _("Écrivez un montant plus grand que zéro."),
        "not_a_number": _("Écrivez le montant en chiffres, comme 250 000."),
    }

    def __init__(self, *, least: int = 1, **options: Any):
        self.least = least
        super().__init__(max_length=20, **options)

    def prepare_value(self, value: Any) -> Any:
        return spaced(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        text = SPACES.sub("", super().clean(value) or "")
        if not text:
            return None
        if re.fullmatch(r"-[\d.,]+", text):
            raise self._error("negative")
        # `1.000.000` and `1,000` are thousands; one or two digits after a sign are cents
        if re.fullmatch(r"\d+([.,]\d{3})*[.,]\d{1,2}", text):
            raise self._error("cents")
        if not re.fullmatch(r"[0-9]{1,15}|[0-9]{1,3}([.,][0-9]{3}){1,4}", text):
            raise self._error("not_a_number")
        amount = int(re.sub(r"[.,]", "", text))
        if amount < self.least:
            raise self._error("zero")
        return amount

    def _error(self, code: str) -> forms.ValidationError:
        return forms.ValidationError(self.error_messages[code], code=code)
