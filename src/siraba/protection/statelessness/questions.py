"""The factual questions of the prevention of statelessness: what papers and facts there are, and nothing about worth or truth.

Source of the list: the platform's research note on statelessness (section 5, « Statelessness »); wording à valider.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What the rows of the table below were written for; an assessment keeps the version that it was made with
VERSION = "1"


@dataclass(frozen=True)
class Question:
    """`answers` are code → label; each has « unknown », since not knowing is an answer and never a fault."""

    code: str
    text: Any
    answers: Mapping[str, str | Promise]


YES_NO = {"yes": _("Oui"), "no": _("Non"), "unknown": _("On ne sait pas")}
UNKNOWN = {"unknown": _("On ne sait pas")}
NATIONALITY_PAPERS = {
    "malian": _("Du Mali"),
    "foreign": _("D’un autre État"),
    "both": _("Du Mali et d’un autre État"),
    "none": _("Aucun"),
    **UNKNOWN,
}

QUESTIONS: tuple[Question, ...] = (
    Question(
        "birth",
        _("Sa naissance est-elle inscrite à l’état civil ?"),
        {
            "yes": _("Oui"),
            "new": _("Pas encore : née il y a 30 jours ou moins"),
            "no": _("Non"),
            **UNKNOWN,
        },
    ),
    Question("volet", _("Tient-elle le volet n° 3 ou une copie de son acte de naissance ?"), YES_NO),
    Question(
        "birthplace",
        _("Où est-elle née ?"),
        {"mali": _("Au Mali"), "abroad": _("Hors du Mali"), **UNKNOWN},
    ),
    Question(
        "border", _("Est-elle née ou vit-elle dans un village que la frontière traverse ou longe ?"), YES_NO
    ),
    Question("foundling", _("A-t-elle été trouvée enfant, de parents inconnus ?"), YES_NO),
    Question(
        "parents_birthplace",
        _("Où sont nés ses parents ?"),
        {
            "both": _("Les deux au Mali"),
            "one": _("Un des deux au Mali"),
            "elsewhere": _("Tous deux hors du Mali"),
            **UNKNOWN,
        },
    ),
    Question(
        "parents_papers",
        _("Quels papiers disent la nationalité de ses parents, ou de l’un d’eux ?"),
        NATIONALITY_PAPERS,
    ),
    Question("own_papers", _("Quels papiers disent sa propre nationalité ?"), NATIONALITY_PAPERS),
    Question(
        "marriage",
        _("Un mariage a-t-il changé, ou peut-il changer, sa nationalité ?"),
        {
            "none": _("Non, ou pas mariée"),
            "malian": _("Mariée à une personne malienne"),
            "lost": _("A perdu une nationalité par un mariage ou par sa fin"),
            **UNKNOWN,
        },
    ),
    Question("nomadic", _("Sa famille vit-elle sur une route de transhumance ou nomade ?"), YES_NO),
    Question(
        "refuge",
        _("A-t-elle fui un État, ou ses parents avant elle ?"),
        {
            "none": _("Non"),
            "first": _("Elle-même, ou elle demande l’asile"),
            "second": _("Ses parents ou grands-parents"),
            **UNKNOWN,
        },
    ),
    Question("lost", _("Ses papiers ont-ils été perdus, détruits ou confisqués ?"), YES_NO),
    Question("mismatch", _("Un nom, une date ou un lieu diffèrent-ils d’un papier à l’autre ?"), YES_NO),
    Question(
        "consulate",
        _("Un consulat a-t-il refusé de la reconnaître ?"),
        {
            "yes": _("Oui, ou n’a jamais répondu"),
            "no": _("Non, il la reconnaît"),
            "not_asked": _("Pas demandé"),
            **UNKNOWN,
        },
    ),
    Question("trafficking", _("A-t-elle été exploitée ou transportée par des trafiquants ?"), YES_NO),
)

BY_CODE = {question.code: question for question in QUESTIONS}
Answers = Mapping[str, str]


def mistaken(answers: Answers) -> list[str]:
    """The questions without an answer, and the answers to no question or that a question does not have."""
    missing = [code for code in BY_CODE if code not in answers]
    wrong = [
        code for code, said in answers.items() if code not in BY_CODE or said not in BY_CODE[code].answers
    ]
    return missing + wrong
