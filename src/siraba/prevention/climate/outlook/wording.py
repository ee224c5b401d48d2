"""What the pages say in words: each step of the ladder, and what each number means."""

from collections.abc import Iterable
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# The code of a step: its name, and how it says the next value
STEPS: dict[str, tuple[str | Promise, str | Promise]] = {
    "last_value": (
        gettext_lazy("Dernière valeur"),
        gettext_lazy("la prochaine sera comme la dernière"),
    ),
    "seasonal_naive": (
        gettext_lazy("Même saison, un an avant"),
        gettext_lazy("la prochaine sera comme celle de la même saison"),
    ),
    "recent_mean": (
        gettext_lazy("Moyenne récente"),
        gettext_lazy("la prochaine sera comme la moyenne des 3 dernières années, ou des 12 derniers mois"),
    ),
    "count_panel": (
        gettext_lazy("Modèle de comptage par zone"),
        gettext_lazy("un modèle de comptage, avec un niveau propre à chaque zone"),
    ),
    "count_panel_with_covariates": (
        gettext_lazy("Modèle de comptage, avec la pluie"),
        gettext_lazy("le même, qui regarde aussi la pluie des douze mois d’avant"),
    ),
    "quantile_boosting": (
        gettext_lazy("Arbres de décision calibrés"),
        gettext_lazy("des arbres de décision, dont la plage est calibrée sur le passé"),
    ),
    "quantile_boosting_with_covariates": (
        gettext_lazy("Arbres de décision, avec la pluie"),
        gettext_lazy("les mêmes, qui regardent aussi la pluie des douze mois d’avant"),
    ),
}
REASONS: dict[str, str | Promise] = {
    "shown": gettext_lazy("oui, son gain est sûr"),
    "not_sure": gettext_lazy("non : l’intervalle de son gain contient zéro"),
    "not_better": gettext_lazy("non : une étape plus simple fait aussi bien"),
    "placebo": gettext_lazy("non : la pluie n’ajoute pas de gain sûr, ou pas plus que des pluies mélangées"),
    "too_few_rows": gettext_lazy("non : pas assez de données pour l’ajuster"),
    "not_fitted": gettext_lazy("non : l’ajustement n’aboutit pas"),
    "no_library": gettext_lazy("non : la bibliothèque qu’elle demande n’est pas installée"),
}
NUMBERS: tuple[tuple[str | Promise, str | Promise], ...] = (
    (
        gettext_lazy("Erreur moyenne"),
        gettext_lazy("de combien la prévision se trompe d’ordinaire, dans l’unité de l’indicateur ; plus petit est mieux"),
    ),
    (
        gettext_lazy("MASE"),
        gettext_lazy("la même erreur, rapportée aux variations ordinaires de chaque lieu ; sous 1, elle est plus petite qu’elles"),
    ),
    (
        gettext_lazy("Perte de quantile"),
        gettext_lazy("la qualité de la plage entière (10, 50 et 90 %), pas seulement du milieu ; plus petit est mieux"),
    ),
    (
        gettext_lazy("Couverture"),
        gettext_lazy("la part des valeurs vraies qui sont tombées dans la plage ; elle devrait être de 80 %"),
    ),
    (
        gettext_lazy("Gain"),
        gettext_lazy("la part de l’erreur de la dernière valeur que l’étape évite, avec son intervalle à 95 % ; s’il contient 0, il n’y a pas de gain établi"),
    ),
)  # fmt: skip
INPUTS: dict[str, str | Promise] = {
    "spi": gettext_lazy("Pluie des douze mois d’avant (SPI)"),
    "conflict": gettext_lazy("Conflits de l’année d’avant, en % de changement"),
}


def number(value: float) -> str:
    """With as many digits as its size deserves: 12 744, 66, 1,25, 0,004."""
    digits = 0 if abs(value) >= 10 else 2 if abs(value) >= 1 or not value else 3
    return number_format(round(value, digits), digits, force_grouping=True)


def step_name(code: str) -> str:
    return str(STEPS[code][0]) if code in STEPS else code


def step_says(code: str) -> str:
    return str(STEPS[code][1]) if code in STEPS else ""


def verdict_sentence(run: Any) -> str:
    """Why the page shows the step that it shows."""
    if run.verdict == "not_enough":
        return _(
            "Pas assez de données : il faut plusieurs lieux ou plusieurs années, cinq valeurs au moins par lieu, et une mesure qui couvre assez du lieu. Aucune prévision n’est montrée."
        )
    if run.verdict == "model":
        return _(
            "« %(step)s » fait mieux que la dernière valeur : tout l’intervalle de son gain est au-dessus de zéro. C’est l’étape montrée."
        ) % {"step": step_name(run.shown)}
    return _(
        "La dernière valeur fait aussi bien : aucun modèle n’a un gain dont tout l’intervalle soit au-dessus de zéro. Aucun n’est donc montré ; la prévision est la dernière valeur, avec la plage de ses erreurs passées."
    )


def reason_of(code: str) -> str:
    """Why a step is shown or not."""
    return str(REASONS.get(code, code))


def placebo_sentence(steps: Iterable[dict[str, Any]]) -> str:
    """What shuffling the rain between years did to the gain of the steps that use it."""
    tried = [one for one in steps if one.get("gain") is not None]
    if not tried:
        return _(
            "Placebo : aucune étape n’a pu employer la pluie ici ; il n’y a pas d’effet du climat à éprouver."
        )
    if any(one["why"] == "shown" for one in tried):
        return _(
            "Placebo : avec des pluies mélangées entre les années, le gain disparaît. L’indicateur est associé à la pluie dans ces données ; cela ne dit pas pourquoi."
        )
    if any(0 < one["gain"] <= (one["placebo"] or 0) for one in tried):
        return _(
            "Placebo : avec des pluies mélangées entre les années, le gain reste. Il ne vient donc pas de la pluie, et aucun effet du climat n’est montré."
        )
    return _("Placebo : la pluie n’apporte pas de gain établi ; aucun effet du climat n’est montré.")
