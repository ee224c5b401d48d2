"""How each figure about a network was found, and what it does not mean, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

METHODS: dict[str, Promise] = {
    "actors": _("nombre de liens, intermédiarité exacte (Brandes), k-cœur"),
    "communities": _("Leiden sur la modularité, la meilleure de plusieurs recherches"),
    "cuts": _("ponts et points d’articulation (Tarjan)"),
    "routes": _("enchaînements de trajets datés, l’un après l’autre"),
    "cells": _("ce qui reste relié après les retraits, trois membres ou plus"),
}
ESTIMATED = _("nombre de liens, intermédiarité estimée sur un échantillon (KADABRA), k-cœur")
CAUTIONS: dict[str, Promise] = {
    "actors": _(
        "Être au centre de ce qui est connu n’est pas être coupable, ni chef : une victime, un taxi, une boutique ou une personne très surveillée peut y être. Qui se cache bien est au bord."
    ),
    "communities": _(
        "Une communauté dit que des liens connus sont denses ; elle ne dit ni une bande, ni un chef, ni une intention. Un lien absent peut n’avoir pas été vu."
    ),
    "cuts": _(
        "Un passage unique dans ce qui est connu peut avoir des doubles que personne n’a vus. Il dit où regarder, non qui est responsable."
    ),
    "routes": _(
        "Un enchaînement possible n’est pas un trajet prouvé : rien ne dit que la même personne a fait chaque partie."
    ),
    "cells": _(
        "Un réseau se reforme : des liens nouveaux ou jamais vus peuvent relier ces cellules dès le lendemain."
    ),
}


def told_of(part: str, found: Mapping[str, Any] | None = None) -> dict[str, Promise]:
    """The method and the caution of one part of an analysis; `found` is what it found."""
    estimated = part == "actors" and bool((found or {}).get("error"))
    return {"method": ESTIMATED if estimated else METHODS[part], "caution": CAUTIONS[part]}
