"""Answers to a form, examined where they are written down: whoever sends them, and from wherever."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from siraba.engines.xforms import Examined, Fault, examine
from siraba.foundation.access.errors import Invalid
from siraba.foundation.forms.models import FormVersion


def examined(version: FormVersion, answers: Mapping[str, Any]) -> Examined:
    """The answers that count, now. Raises Invalid at the first that is missing or wrong; its field is its place."""
    found = examine(version.form, answers, timezone.now(), (get_language() or "fr")[:2])
    for fault in found.faults:
        question = version.form.questions[fault.path].label.in_language((get_language() or "fr")[:2])
        raise Invalid(f"{question} : {said(fault)}", fault.key)
    return found


def placed(version: FormVersion, by_name: Mapping[str, Any]) -> dict[str, Any]:
    """Answers by the names of their questions, as an answer sheet. Raises Invalid for an unknown name."""
    unknown = sorted(by_name.keys() - version.form.names.keys())
    if unknown:
        raise Invalid(_("Question inconnue : %(names)s.") % {"names": ", ".join(unknown)}, "answers")
    return version.form.placed(by_name)


def said(fault: Fault) -> str:
    """What is wrong, in the form's own words where it has some."""
    if fault.words:
        return fault.words
    return {
        "required": _("Cette réponse est nécessaire."),
        "type": _("Cette réponse n’a pas la forme attendue."),
        "choice": _("Cette réponse n’est pas dans la liste."),
        "constraint": _("Cette réponse n’est pas possible."),
        "long": _("Cette réponse est trop longue."),
    }[fault.code]
