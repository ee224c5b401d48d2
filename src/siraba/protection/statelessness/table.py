"""The table of gaps: which answers show which gap, what remedies it, and which office gives the remedy.

It is data, to be read and corrected by a jurist: no rule stands anywhere else. A row shows when any of its `when` holds;
a `when` holds when each of its questions has one of the answers named. A remedy is kept back from who gave an answer of
its `never`: who fled a State is not sent to its consulate.

Every row is à valider by a jurist before it is used with anybody: the Code des personnes et de la famille (CPF, Loi
n° 2011-087 of 30 December 2011) was read through public pages about it, not in its own text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

When = Mapping[str, tuple[str, ...]]


class Level(TextChoices):
    """How far papers go, the lesser need first; it says nothing of a person's worth or of her good faith."""

    DOCUMENTED = "documented", _("Documentée")
    PROVABLE = "provable", _("Prouvable avec de l’aide")
    UNDETERMINED = "undetermined", _("Indéterminée")
    POSSIBLY_STATELESS = "possibly_stateless", _("Peut-être apatride")


ORDER = tuple(Level.values)


@dataclass(frozen=True)
class Remedy:
    code: str
    text: str | Promise
    office: str | Promise
    source: str
    never: When = field(default_factory=dict)


@dataclass(frozen=True)
class Gap:
    code: str
    text: str | Promise
    level: Level
    when: tuple[When, ...]
    remedies: tuple[str, ...]
    source: str


FLED = {"refuge": ("first", "second", "unknown")}
TRIBUNAL = _("Tribunal du lieu de naissance ou de résidence")
CENTRE = _("Centre d’état civil")
CONSULATE = _("Consulat de l’État concerné, avec l’accord de la personne")
HCR = _("HCR")
AUTHORITY = _("Instance de détermination de l’apatridie")

CPF_133 = "CPF art. 133 (dnec.gouv.ml/jugements-suppletifs)"
CPF_ORIGIN = "CPF art. 224–229 (jurisprudence et citizenshiprightsafrica.org)"
CPF_ABROAD = "CPF art. 90, 93, 99 (dnec.gouv.ml/faq)"
HANDBOOK = "HCR, Manuel sur la protection des apatrides, 2014"
CONVENTION_1961 = "Convention de 1961 sur la réduction des cas d’apatridie, art. 1 et 2"
PROJECT = "Siraba"

REMEDIES: tuple[Remedy, ...] = (
    Remedy(
        "declaration",
        _("Déclarer la naissance, dans les 30 jours francs, sans frais"),
        CENTRE,
        "CPF, Loi n° 2011-087 (dnec.gouv.ml/faq)",
    ),
    Remedy("late_registration", _("Enregistrement tardif par jugement supplétif"), TRIBUNAL, CPF_133),
    Remedy(
        "mobile_hearing",
        _("Audience foraine, au plus près du campement ou du village"),
        TRIBUNAL,
        f"{CPF_133}; audiences foraines",
    ),
    Remedy("copy", _("Chercher l’acte au registre et en demander une copie"), CENTRE, "CPF, Loi n° 2011-087"),
    Remedy(
        "rectification",
        _("Rectifier l’acte par jugement, avec mention en marge"),
        TRIBUNAL,
        "dnec.gouv.ml, centre spécial",
    ),
    Remedy("certificate", _("Certificat de nationalité"), TRIBUNAL, CPF_ORIGIN),
    Remedy(
        "marriage", _("Nationalité par mariage"), TRIBUNAL, "CPF art. 233 (demarchesadministratives.gouv.ml)"
    ),
    Remedy(
        "naturalisation",
        _("Naturalisation après une résidence"),
        _("Ministère chargé de la justice"),
        "CPF art. 237 et suivants (demarchesadministratives.gouv.ml)",
    ),
    Remedy(
        "transcription",
        _("Transcrire l’acte fait à l’étranger"),
        _("Centre spécial d’état civil"),
        CPF_ABROAD,
        FLED,
    ),
    Remedy("consular_act", _("Acte ou carte consulaire"), CONSULATE, PROJECT, FLED),
    Remedy(
        "replacement",
        _("Remplacer les papiers sous la protection du dossier, sans passer par qui les a pris"),
        _("Gestionnaire du dossier"),
        "Protocole de Palerme, art. 6 et 8, à valider",
    ),
    Remedy("unhcr", _("Orienter vers le HCR"), HCR, HANDBOOK),
    Remedy("determination", _("Demander la détermination de l’apatridie"), AUTHORITY, HANDBOOK),
)

NO_PAPER = ("none", "unknown")
NOT_MALIAN = ("foreign", "none", "unknown")
NOT_FOUND = ("no", "unknown")

GAPS: tuple[Gap, ...] = (
    # The birth
    Gap(
        "birth_new",
        _("Naissance à déclarer, encore dans le délai"),
        Level.PROVABLE,
        ({"birth": ("new",)},),
        ("declaration",),
        "CPF, Loi n° 2011-087",
    ),
    Gap(
        "birth_unregistered",
        _("Naissance au Mali jamais inscrite"),
        Level.PROVABLE,
        ({"birth": ("no",), "birthplace": ("mali", "unknown")},),
        ("late_registration", "mobile_hearing"),
        CPF_133,
    ),
    Gap(
        "birth_unsearched",
        _("On ne sait pas si la naissance est inscrite"),
        Level.PROVABLE,
        ({"birth": ("unknown",)},),
        ("copy", "late_registration"),
        PROJECT,
    ),
    Gap(
        "birth_abroad_unregistered",
        _("Naissance hors du Mali jamais inscrite"),
        Level.PROVABLE,
        ({"birth": ("no",), "birthplace": ("abroad",)},),
        ("consular_act", "late_registration", "unhcr"),
        CPF_ABROAD,
    ),
    Gap(
        "act_to_transcribe",
        _("Acte fait à l’étranger, d’un parent malien, non transcrit"),
        Level.PROVABLE,
        (
            {
                "birth": ("yes",),
                "birthplace": ("abroad",),
                "parents_papers": ("malian", "both"),
                "own_papers": NOT_MALIAN,
            },
        ),
        ("transcription", "certificate"),
        CPF_ABROAD,
    ),
    Gap(
        "act_not_held",
        _("Naissance inscrite, acte qu’elle ne tient pas"),
        Level.PROVABLE,
        ({"birth": ("yes",), "volet": ("no", "unknown")},),
        ("copy",),
        "CPF, Loi n° 2011-087",
    ),
    Gap(
        "act_without_registration",
        _("Un acte en main, mais aucune inscription connue"),
        Level.PROVABLE,
        ({"birth": ("no", "unknown"), "volet": ("yes",)},),
        ("copy", "rectification"),
        PROJECT,
    ),
    Gap(
        "birthplace_unknown",
        _("Lieu de naissance inconnu"),
        Level.UNDETERMINED,
        ({"birthplace": ("unknown",)},),
        ("late_registration", "unhcr"),
        PROJECT,
    ),
    Gap(
        "nomadic_unregistered",
        _("Famille nomade, naissance non inscrite"),
        Level.PROVABLE,
        ({"nomadic": ("yes",), "birth": ("no", "unknown")},),
        ("mobile_hearing",),
        PROJECT,
    ),
    # The nationality: what link there is, and whether it is said on a paper
    Gap(
        "by_parent",
        _("Un parent malien, et aucun papier qui dise la nationalité"),
        Level.PROVABLE,
        ({"own_papers": NO_PAPER, "parents_papers": ("malian", "both")},),
        ("certificate",),
        CPF_ORIGIN,
    ),
    Gap(
        "foundling_in_mali",
        _("Enfant trouvée au Mali, nationalité à constater"),
        Level.PROVABLE,
        ({"own_papers": NO_PAPER, "foundling": ("yes",), "birthplace": ("mali",)},),
        ("late_registration", "certificate"),
        f"{CPF_ORIGIN}; {CONVENTION_1961}",
    ),
    Gap(
        "foundling_elsewhere",
        _("Enfant trouvée, on ne sait pas où ou hors du Mali"),
        Level.UNDETERMINED,
        ({"own_papers": NO_PAPER, "foundling": ("yes",), "birthplace": ("abroad", "unknown")},),
        ("late_registration", "unhcr", "determination"),
        CONVENTION_1961,
    ),
    Gap(
        "double_birth",
        _("Née au Mali d’un parent étranger né au Mali"),
        Level.PROVABLE,
        (
            {
                "own_papers": NO_PAPER,
                "birthplace": ("mali",),
                "parents_birthplace": ("both", "one"),
                "parents_papers": ("foreign",),
            },
        ),
        ("certificate",),
        CPF_ORIGIN,
    ),
    Gap(
        "family_without_papers",
        _("Née au Mali, comme ses parents, et nul papier dans la famille"),
        Level.PROVABLE,
        (
            {
                "own_papers": NO_PAPER,
                "birthplace": ("mali",),
                "parents_birthplace": ("both",),
                "parents_papers": NO_PAPER,
                "foundling": NOT_FOUND,
            },
        ),
        ("late_registration", "mobile_hearing", "certificate"),
        CPF_ORIGIN,
    ),
    Gap(
        "one_parent_without_papers",
        _("Née au Mali, un seul parent né au Mali, sans papier"),
        Level.UNDETERMINED,
        (
            {
                "own_papers": NO_PAPER,
                "birthplace": ("mali",),
                "parents_birthplace": ("one",),
                "parents_papers": NO_PAPER,
                "foundling": NOT_FOUND,
            },
        ),
        ("late_registration", "certificate", "unhcr"),
        CPF_ORIGIN,
    ),
    Gap(
        "no_known_link",
        _("Née au Mali, de parents nés ailleurs et sans nationalité connue"),
        Level.POSSIBLY_STATELESS,
        (
            {
                "own_papers": NO_PAPER,
                "birthplace": ("mali",),
                "parents_birthplace": ("elsewhere",),
                "parents_papers": ("none",),
                "foundling": NOT_FOUND,
            },
        ),
        ("unhcr", "determination"),
        f"{HANDBOOK}; {CONVENTION_1961}",
    ),
    Gap(
        "link_unsearched",
        _("Née au Mali, et on ne sait d’où sont ses parents"),
        Level.UNDETERMINED,
        (
            {
                "own_papers": NO_PAPER,
                "birthplace": ("mali",),
                "parents_birthplace": ("elsewhere",),
                "parents_papers": ("unknown",),
                "foundling": NOT_FOUND,
            },
            {
                "own_papers": NO_PAPER,
                "birthplace": ("mali",),
                "parents_birthplace": ("unknown",),
                "parents_papers": NO_PAPER,
                "foundling": NOT_FOUND,
            },
        ),
        ("certificate", "unhcr"),
        PROJECT,
    ),
    Gap(
        "foreign_by_parent",
        _("Un parent d’un autre État, dont elle n’a pas de papier"),
        Level.PROVABLE,
        (
            {
                "own_papers": NO_PAPER,
                "parents_papers": ("foreign",),
                "birthplace": ("abroad", "unknown"),
                "refuge": ("none", "unknown"),
            },
            {
                "own_papers": NO_PAPER,
                "parents_papers": ("foreign",),
                "birthplace": ("mali",),
                "parents_birthplace": ("elsewhere", "unknown"),
                "refuge": ("none", "unknown"),
            },
        ),
        ("consular_act", "unhcr"),
        PROJECT,
    ),
    Gap(
        "abroad_without_link",
        _("Née hors du Mali, sans papier et sans parent qui en ait"),
        Level.UNDETERMINED,
        ({"own_papers": NO_PAPER, "birthplace": ("abroad",), "parents_papers": NO_PAPER},),
        ("unhcr", "determination"),
        HANDBOOK,
    ),
    Gap(
        "second_nationality",
        _("Un parent de deux nationalités : une seconde est à faire constater si elle le veut"),
        Level.DOCUMENTED,
        ({"parents_papers": ("both",), "own_papers": ("malian", "none", "unknown")},),
        ("consular_act", "certificate"),
        PROJECT,
    ),
    Gap(
        "refused",
        _("Un consulat ne la reconnaît pas, et aucun autre lien n’est connu"),
        Level.POSSIBLY_STATELESS,
        (
            {
                "consulate": ("yes",),
                "own_papers": NOT_MALIAN,
                "parents_papers": NOT_MALIAN,
                "birthplace": ("abroad", "unknown"),
            },
            {
                "consulate": ("yes",),
                "own_papers": NOT_MALIAN,
                "parents_papers": NOT_MALIAN,
                "birthplace": ("mali",),
                "parents_birthplace": ("elsewhere", "unknown"),
                "foundling": NOT_FOUND,
            },
        ),
        ("unhcr", "determination"),
        HANDBOOK,
    ),
    Gap(
        "refugee",
        _("A fui un État et n’a pas de papier de nationalité"),
        Level.UNDETERMINED,
        ({"own_papers": NO_PAPER, "refuge": ("first",), "parents_papers": NOT_MALIAN},),
        ("unhcr",),
        HANDBOOK,
    ),
    Gap(
        "refugee_child",
        _("Enfant ou petit-enfant de réfugiés, sans papier de nationalité"),
        Level.UNDETERMINED,
        (
            {
                "own_papers": NO_PAPER,
                "refuge": ("second",),
                "parents_papers": NOT_MALIAN,
                "parents_birthplace": ("elsewhere", "unknown"),
            },
        ),
        ("unhcr", "naturalisation", "determination"),
        HANDBOOK,
    ),
    Gap(
        "border_village",
        _("Village de la frontière, et nationalité non établie"),
        Level.UNDETERMINED,
        ({"border": ("yes",), "own_papers": NO_PAPER, "parents_papers": NOT_MALIAN},),
        ("mobile_hearing", "certificate", "unhcr"),
        PROJECT,
    ),
    Gap(
        "lost_by_marriage",
        _("Nationalité perdue par un mariage ou par sa fin"),
        Level.UNDETERMINED,
        ({"marriage": ("lost",), "own_papers": NO_PAPER},),
        ("certificate", "unhcr", "determination"),
        HANDBOOK,
    ),
    Gap(
        "malian_spouse",
        _("Mariée à une personne malienne, sans nationalité établie"),
        Level.PROVABLE,
        ({"marriage": ("malian",), "own_papers": NO_PAPER, "parents_papers": NOT_MALIAN},),
        ("marriage",),
        "CPF art. 233",
    ),
    # The papers themselves
    Gap(
        "papers_lost",
        _("Papiers perdus, détruits ou confisqués"),
        Level.PROVABLE,
        ({"lost": ("yes",), "own_papers": ("malian", "both", "none", "unknown")},),
        ("copy", "certificate"),
        PROJECT,
    ),
    Gap(
        "foreign_papers_lost",
        _("Papiers d’un autre État perdus, détruits ou confisqués"),
        Level.PROVABLE,
        ({"lost": ("yes",), "own_papers": ("foreign", "both")},),
        ("consular_act", "unhcr"),
        PROJECT,
    ),
    Gap(
        "names_differ",
        _("Noms, dates ou lieux qui diffèrent d’un papier à l’autre"),
        Level.PROVABLE,
        ({"mismatch": ("yes",)},),
        ("rectification",),
        "dnec.gouv.ml, centre spécial",
    ),
    Gap(
        "trafficked",
        _("Exploitée ou transportée : ses papiers sont à refaire sans l’exposer"),
        Level.PROVABLE,
        ({"trafficking": ("yes",), "own_papers": NO_PAPER}, {"trafficking": ("yes",), "lost": ("yes",)}),
        ("replacement",),
        "Protocole de Palerme, art. 6 et 8, à valider",
    ),
)

REMEDY = {remedy.code: remedy for remedy in REMEDIES}
GAP = {gap.code: gap for gap in GAPS}
