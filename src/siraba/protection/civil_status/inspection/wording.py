"""What the pages say in words: each rule, what it may be mistaken for, and what an alert names."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from siraba.protection.civil_status.inspection.models import Alert, Kind, Lookalike, Question

K, L = Kind, Lookalike

# What is tested, and the ordinary explanations to think of first
RULES: dict[str, tuple[str | Promise, tuple[Lookalike, ...]]] = {
    K.SEQUENCE_GAP: (
        lazy(
            "Chaque numéro d’un registre est un acte ou un numéro annulé ; rien ne se trouve sous celui-ci."
        ),
        (L.PAPER, L.MISTAKE),
    ),
    K.NUMBER_REUSED: (lazy("Un numéro sert à un seul acte."), (L.MISTAKE, L.PAPER)),
    K.FORM_REUSED: (lazy("Un imprimé sert à un seul acte."), (L.MISTAKE,)),
    K.BACK_DATED: (
        lazy("La saisie vient longtemps après la date de l’acte, ou les dates ne suivent pas les numéros."),
        (L.PAPER, L.CATCH_UP, L.MISTAKE),
    ),
    K.JUDGMENT_BURST: (
        lazy(
            "Plus de jugements supplétifs en quelques jours que ce centre et cet officier n’en ont d’habitude."
        ),
        (L.HEARING, L.CATCH_UP),
    ),
    K.DECLARANT: (
        lazy("Le même déclarant pour les enfants de trop de mères, d’après les autres déclarants du centre."),
        (L.HEALTH_AGENT, L.TWINS, L.HOMONYM),
    ),
    K.WITNESS: (
        lazy("Le même témoin pour les enfants de trop de mères, d’après les autres témoins du centre."),
        (L.HEALTH_AGENT, L.HOMONYM),
    ),
    K.OUT_OF_HOURS: (
        lazy("Des saisies par une personne seule quand le reste du registre est fermé."),
        (L.CATCH_UP, L.STAFFING),
    ),
    K.DUPLICATE: (
        lazy("Deux actes se ressemblent par les noms, la date et les parents."),
        (L.TWINS, L.HOMONYM, L.MISTAKE),
    ),
    K.ROUND_DATE: (
        lazy("Plus de naissances dites connues au jour près un 1er janvier que chez les autres."),
        (L.HEARING, L.MISTAKE),
    ),
    K.JUDGMENT_REUSED: (
        lazy("Un jugement est pour une personne ; celui-ci est déjà sur un autre acte."),
        (L.TWINS, L.HEARING, L.MISTAKE),
    ),
    K.OUT_OF_AREA: (
        lazy(
            "Des approbations en quelques secondes de naissances d’un autre lieu que le centre, d’après les autres"
            " opérateurs : la façon de travailler est comparée, jamais l’origine des personnes."
        ),
        (L.DISPLACED, L.CATCH_UP),
    ),
    K.OWN_APPROVAL: (lazy("Qui saisit un acte ne l’approuve pas."), (L.STAFFING, L.PAPER)),
    K.HASTY_PAIR: (
        lazy("Deux agents approuvent en quelques secondes plus souvent que les autres."),
        (L.STAFFING, L.CATCH_UP),
    ),
    K.IMPOSSIBLE_BIRTH: (
        lazy("L’âge de la mère, ou le temps entre deux naissances, n’est pas possible."),
        (L.TWINS, L.HOMONYM, L.MISTAKE),
    ),
    K.OUTSIDE_MANDATE: (
        lazy("Qui a agi n’avait pas de mandat pour ce registre et ce centre le jour de l’acte."),
        (L.PAPER, L.STAFFING, L.MISTAKE),
    ),
}

FIGURES: dict[str, str | Promise] = {
    "count": lazy("Actes comptés"),
    "among": lazy("Sur"),
    "expected": lazy("Attendus"),
    "days": lazy("Jours"),
    "seconds": lazy("En moins de (s)"),
    "mothers": lazy("Mères distinctes"),
    "households": lazy("Foyers"),
    "number": lazy("Numéro"),
    "act_number": lazy("Numéro de l’acte"),
    "act_date": lazy("Date de l’acte"),
    "present": lazy("Numéros présents"),
    "first": lazy("Acte comparé"),
    "serial": lazy("Imprimé"),
    "judgment": lazy("Jugement"),
    "chance": lazy("Ressemblance"),
    "agent": lazy("Compte"),
    "mandates": lazy("Mandats connus"),
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
