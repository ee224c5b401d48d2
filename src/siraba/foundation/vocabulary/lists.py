"""Value lists read once from the CSV files of `data/` (columns: list, code, label_en, label_fr)."""

import csv
from functools import cache
from pathlib import Path

from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _

DATA = Path(__file__).parent / "data"
FILES = ("value_lists_en_fr.csv", "siraba_lists.csv", "development_lists.csv", "countries.csv")


class UnknownCode(LookupError):
    """The list does not exist, or does not hold this code."""

    def __init__(self, list_name: str, code: str | None = None):
        self.list_name, self.code = list_name, code
        super().__init__(list_name, code)

    def __str__(self) -> str:
        if self.code is None:
            return _("Liste de valeurs inconnue : %(list)s") % {"list": self.list_name}
        return _("Code inconnu dans la liste %(list)s : %(code)s") % {
            "list": self.list_name,
            "code": self.code,
        }


def choices(list_name: str) -> list[tuple[str, str]]:
    """The list as (code, label) in its own order; each label follows the active language.

    Raises UnknownCode when there is no such list.
    """
    return [(code, _lazy_label(list_name, code)) for code in _list(list_name)]


def codes(list_name: str) -> tuple[str, ...]:
    """The codes of the list, in its own order. Raises UnknownCode."""
    return tuple(_list(list_name))


def label(list_name: str, code: str) -> str:
    """The label of the code: English when English is active, French otherwise. Raises UnknownCode."""
    labels = _list(list_name)
    if code not in labels:
        raise UnknownCode(list_name, code)
    english, french = labels[code]
    return english if (get_language() or "").startswith("en") else french


_lazy_label = lazy(label, str)


def _list(list_name: str) -> dict[str, tuple[str, str]]:
    lists = _lists()
    if list_name not in lists:
        raise UnknownCode(list_name)
    return lists[list_name]


@cache
def _lists() -> dict[str, dict[str, tuple[str, str]]]:
    lists: dict[str, dict[str, tuple[str, str]]] = {}
    for name in FILES:
        with (DATA / name).open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                labels = lists.setdefault(row["list"], {})
                labels[row["code"]] = (row["label_en"], row["label_fr"])
    return lists
