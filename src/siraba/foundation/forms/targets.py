"""What a form that comes from the field becomes: an arrival, a screening, a follow-up… Each room registers its own."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from siraba.engines.xforms import by_name
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.policy import Purpose
from siraba.foundation.accounts.roles import Role
from siraba.foundation.forms.models import FormVersion
from siraba.foundation.interface.forms import refuse_mistakes


class Taken(Protocol):
    """What a sheet became: a case."""

    code: str
    person_id: UUID


Take = Callable[[Actor, Any, FormVersion, Mapping[str, Any]], Taken]


@dataclass(frozen=True)
class Target:
    """`form(words)` asks for what the act needs, as its page does; `take(actor, form, version, answers)` carries it out
    with that form, which is valid, and returns the case."""

    code: str
    label: str | Promise
    roles: Collection[Role]
    purposes: Collection[Purpose]
    form: Callable[..., forms.Form]
    take: Take


CONSTANT = "="
OF_A_CASE = "fiche"
_targets: dict[str, Target] = {}


def register(target: Target) -> None:
    _targets[target.code] = target


def targets() -> list[Target]:
    return list(_targets.values())


def target_of(version: FormVersion, about: str = "") -> Target | None:
    """A form that becomes nothing by itself is, when it is about a case, one of that case's own."""
    return _targets.get(version.target or (OF_A_CASE if about else ""))


def open_to(actor: Actor, version: FormVersion, about: str = "") -> bool:
    """Whether the actor may send this form in."""
    target = target_of(version, about)
    return target is not None and actor.role in target.roles and actor.purpose in target.purposes


def take(actor: Actor, version: FormVersion, answers: Mapping[str, Any], about: str = "") -> Taken:
    """Carry out what the answers say; returns the case. `about`: the code of the case that they are about.

    Raises:
        Refusal: what the act itself refuses; Invalid also for an answer that its page would not take.
    """
    target = target_of(version, about)
    if target is None or not open_to(actor, version, about):
        raise Invalid(_("Ce formulaire ne sert pas à votre travail : il n’a pas été appliqué."))
    words = mapped(target, version, answers)
    form = target.form({**words, "code": about} if about else words)
    refuse_mistakes(form)
    return target.take(actor, form, version, answers)


def mapped(target: Target, version: FormVersion, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers under the names of the act's own questions, their codes turned into the platform's.

    A question of the form answers the act's question of the same name unless the form's mapping names another, or
    several, whose answers are put together, or an answer that is always the same (`=none`).
    """
    said = by_name(answers)
    words = {}
    for name, field in target.form().fields.items():
        answer = _answer(version.mapping.get(name, name), said)
        if answer:
            words[name] = coded(field, answer, version.mapping.get(f"{name}:values", {}))
    return words


def _answer(asked: str, said: Mapping[str, str]) -> str:
    if asked.startswith(CONSTANT):
        return asked.removeprefix(CONSTANT).strip()
    return " ".join(filter(None, (said.get(question, "") for question in asked.split())))


def coded(field: forms.Field, answer: str, values: Mapping[str, str]) -> Any:
    """An answer as the act's own list writes it: by the mapping, by code, or by label in French or English."""
    return coded_by(meanings(field), field, answer, values)


def coded_by(known: Mapping[str, Any], field: forms.Field, answer: str, values: Mapping[str, str]) -> Any:
    """The same, for many answers: `known` is what `meanings` gave for the field."""
    if not known:
        return answer
    several = isinstance(field, forms.MultipleChoiceField)
    given = answer.split() if several else [answer]
    found = [values.get(one) or known.get(one.lower(), one) for one in given]
    return found if several else found[0]


def meanings(field: forms.Field) -> dict[str, Any]:
    """What each word of the field's list means: its codes, and their labels in French and English."""
    choices = list(getattr(field, "choices", None) or ())
    known = {str(code).lower(): code for code, _label in choices}
    for language in ("fr", "en"):
        with override(language):
            known |= {str(label).lower(): code for code, label in choices}
    return known
