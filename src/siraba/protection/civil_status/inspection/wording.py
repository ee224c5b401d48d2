"""What the pages say in words: each rule, what it may be mistaken for, and what an alert names."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siraba.protection.civil_status.inspection.models import Alert, Kind, Lookalike, Question

K, L = Kind, Lookalike

# What is tested, and the ordinary explanations to think of first
RULES: dict[str, tuple[str | Promise, tuple[Lookalike, ...]]] = {
    K.SEQUENCE_GAP: (
        gettext_lazy(
            "Chaque numéro d’un registre est un acte ou un numéro annulé ; rien ne se trouve sous celui-ci."
        ),
        (L.PAPER, L.MISTAKE),
    ),
    K.NUMBER_REUSED: (gettext_lazy("Un numéro sert à un seul acte."), (L.MISTAKE, L.PAPER)),
    K.FORM_REUSED: (gettext_lazy("Un imprimé sert à un seul acte."), (L.MISTAKE,)),
    K.BACK_DATED: (
        gettext_lazy(
            "La saisie vient longtemps après la date de l’acte, ou les dates ne suivent pas les numéros."
        ),
        (L.PAPER, L.CATCH_UP, L.MISTAKE),
    ),
    K.JUDGMENT_BURST: (
        gettext_lazy(
            "Plus de jugements supplétifs en quelques jours que ce centre et cet officier n’en ont d’habitude."
        ),
        (L.HEARING, L.CATCH_UP),
    ),
    K.DECLARANT: (
        gettext_lazy(
            "Le même déclarant pour les enfants de trop de mères, d’après les autres déclarants du centre."
        ),
        (L.HEALTH_AGENT, L.TWINS, L.HOMONYM),
    ),
    K.WITNESS: (
        gettext_lazy(
            "Le même témoin pour les enfants de trop de mères, d’après les autres témoins du centre."
        ),
        (L.HEALTH_AGENT, L.HOMONYM),
    ),
    K.OUT_OF_HOURS: (
        gettext_lazy("Des saisies par une personne seule quand le reste du registre est fermé."),
        (L.CATCH_UP, L.STAFFING),
    ),
    K.DUPLICATE: (
        gettext_lazy("Deux actes se ressemblent par les noms, la date et les parents."),
        (L.TWINS, L.HOMONYM, L.MISTAKE),
    ),
    K.ROUND_DATE: (
        gettext_lazy("Plus de naissances dites connues au jour près un 1er janvier que chez les autres."),
        (L.HEARING, L.MISTAKE),
    ),
    K.JUDGMENT_REUSED: (
        gettext_lazy("Un jugement est pour une personne ; celui-ci est déjà sur un autre acte."),
        (L.TWINS, L.HEARING, L.MISTAKE),
    ),
    K.OUT_OF_AREA: (
        gettext_lazy(
            "Des approbations en quelques secondes de naissances d’un autre lieu que le centre, d’après les autres"
            " opérateurs : la façon de travailler est comparée, jamais l’origine des personnes."
        ),
        (L.DISPLACED, L.CATCH_UP),
    ),
    K.OWN_APPROVAL: (gettext_lazy("Qui saisit un acte ne l’approuve pas."), (L.STAFFING, L.PAPER)),
    K.HASTY_PAIR: (
        gettext_lazy("Deux agents approuvent en quelques secondes plus souvent que les autres."),
        (L.STAFFING, L.CATCH_UP),
    ),
    K.IMPOSSIBLE_BIRTH: (
        gettext_lazy("L’âge de la mère, ou le temps entre deux naissances, n’est pas possible."),
        (L.TWINS, L.HOMONYM, L.MISTAKE),
    ),
    K.OUTSIDE_MANDATE: (
        gettext_lazy("Qui a agi n’avait pas de mandat pour ce registre et ce centre le jour de l’acte."),
        (L.PAPER, L.STAFFING, L.MISTAKE),
    ),
}

FIGURES: dict[str, str | Promise] = {
    "count": gettext_lazy("Actes comptés"),
    "among": gettext_lazy("Sur"),
    "expected": gettext_lazy("Attendus"),
    "days": gettext_lazy("Jours"),
    "seconds": gettext_lazy("En moins de (s)"),
    "mothers": gettext_lazy("Mères distinctes"),
    "households": gettext_lazy("Foyers"),
    "number": gettext_lazy("Numéro"),
    "act_number": gettext_lazy("Numéro de l’acte"),
    "act_date": gettext_lazy("Date de l’acte"),
    "present": gettext_lazy("Numéros présents"),
    "first": gettext_lazy("Acte comparé"),
    "serial": gettext_lazy("Imprimé"),
    "judgment": gettext_lazy("Jugement"),
    "chance": gettext_lazy("Ressemblance"),
    "agent": gettext_lazy("Compte"),
    "mandates": gettext_lazy("Mandats connus"),
}


def subject(alert: Alert | Question) -> str:
    """« N° 57, Naissances 2025, Kayes »."""
    return _("N° %(number)d, %(register)s") % {"number": alert.number, "register": alert.register}


def rule_of(kind: str) -> tuple[str, list[str]]:
    """The rule, and the ordinary explanations to think of."""
    text, lookalikes = RULES[kind]
    return str(text), [str(one.label) for one in lookalikes]


def figures_of(alert: Alert) -> list[tuple[str, str]]:
    """Label and value of what the rule counted; nothing once the alert was emptied."""
    figures = alert.words.get("figures", {})
    return [(str(FIGURES.get(name, name)), str(value)) for name, value in figures.items()]
