"""Whom a service takes: the rules of its entry set beside what is known of a person."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from siraba.foundation.services.models import Rule, Service, Target
from siraba.foundation.services.terms import Alone
from siraba.foundation.vocabulary import label

ADULT = 18


@dataclass(frozen=True)
class PersonFacts:
    """What is known of a person. What is not known (empty, None, `unknown`) refuses nothing: a human asks.

    `sex`, `groups` and `languages` are codes of the lists `sex`, `population_group` and `language`; `alone_minor` is a
    child without an adult of its own; `referred` is a person who comes with a referral.
    """

    sex: str = ""
    age: int | None = None
    groups: Collection[str] = ()
    languages: Collection[str] = ()
    alone_minor: bool = False
    referred: bool = False


def refuses(service: Service, person_facts: PersonFacts) -> list[str]:
    """Why this service does not fit the person, each reason in the reader's language; an empty list when it does.

    A person who fits one of the rules fits; else the reasons are those of the rule that is nearest. Reads `rules` and
    `languages`, which `with_parts` loads. Whether the service is open or has a place is not asked here.
    """
    missed = [_missed(rule, person_facts) for rule in service.rules.all()]
    reasons = min(missed, key=len, default=[])
    if service.by_referral and not person_facts.referred:
        reasons = [*reasons, _("Sur référencement seulement.")]
    if not _understood(service, person_facts.languages):
        reasons = [*reasons, _("Aucune langue en commun, et pas d’interprète.")]
    return reasons


def vacancy_of(service: Service, group: str = Target.ALL) -> int | None:
    """The places free for the group (`women`, `men`, `families`, `children`), or for everybody where the group is not
    counted apart; None when the service tells no number. Reads `vacancies`, which `with_parts` loads."""
    free = {row.group: row.vacant for row in service.vacancies.all()}
    return free.get(group, free.get(Target.ALL.value))


def rules_in_words(rules: Iterable[Rule]) -> str:
    """“Féminin, 15 ans et plus ; mineurs seuls seulement”, in the reader's language; empty without rules."""
    return " ; ".join(filter(None, (_in_words(rule) for rule in rules)))


def _missed(rule: Rule, facts: PersonFacts) -> list[str]:
    reasons = []
    if rule.sex and facts.sex not in ("", "unknown", rule.sex):
        reasons.append(_("Pour une personne de sexe %(sex)s.") % {"sex": label("sex", rule.sex).lower()})
    if facts.age is not None and rule.age_from is not None and facts.age < rule.age_from:
        reasons.append(_("À partir de %(age)s ans.") % {"age": rule.age_from})
    if facts.age is not None and rule.age_to is not None and facts.age > rule.age_to:
        reasons.append(_("Jusqu’à %(age)s ans.") % {"age": rule.age_to})
    if rule.groups and facts.groups and not set(rule.groups).intersection(facts.groups):
        groups = ", ".join(label("population_group", code) for code in rule.groups)
        reasons.append(_("Pour d’autres groupes : %(groups)s.") % {"groups": groups})
    if rule.alone == Alone.ACCOMPANIED and facts.alone_minor:
        reasons.append(_("Pas de mineur seul."))
    if rule.alone == Alone.ONLY and not facts.alone_minor:
        reasons.append(_("Pour les mineurs seuls seulement."))
    return reasons


def _understood(service: Service, languages: Collection[str]) -> bool:
    spoken = {row.code for row in service.languages.all()}
    return bool(not spoken or not languages or service.interpretation or spoken.intersection(languages))


def _in_words(rule: Rule) -> str:
    words = [label("sex", rule.sex)] if rule.sex else []
    if rule.age_from is not None and rule.age_to is not None:
        words.append(_("%(from)s à %(to)s ans") % {"from": rule.age_from, "to": rule.age_to})
    elif rule.age_from is not None:
        words.append(_("%(age)s ans et plus") % {"age": rule.age_from})
    elif rule.age_to is not None:
        words.append(_("jusqu’à %(age)s ans") % {"age": rule.age_to})
    words += [label("population_group", code) for code in rule.groups]
    if rule.alone != Alone.ANY:
        words.append(str(rule.get_alone_display()))
    return ", ".join(words)
