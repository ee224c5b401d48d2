"""What a device carries of a case where there is no network: what an agent needs at the door, and no more.

Notes of health never go, nor does what the family-links vault holds, unless the policy of the platform says so
(`OFFLINE_CATEGORIES`).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import Invalid, NotVisible
from siraba.foundation.access.policy import Category, Scope
from siraba.foundation.access.pseudonyms import read_code
from siraba.foundation.forms.models import FormState, FormVersion
from siraba.foundation.forms.targets import open_to
from siraba.foundation.interface.templatetags.kit import label_of, local_date
from siraba.foundation.offline.carrying import Content, Field, Offer, register
from siraba.foundation.people.actions import correct_identity
from siraba.foundation.people.models import Identity
from siraba.foundation.people.selectors import identities_for, names_for
from siraba.foundation.vocabulary import choices
from siraba.protection.cases.instruments import forms_of_cases, instrument_of
from siraba.protection.cases.likeness import likenesses_visible_to
from siraba.protection.cases.milestones import label_of as label_of_step
from siraba.protection.cases.milestones import milestones_of
from siraba.protection.cases.models import NOT_CLOSED, Case, Due, Plan, ReviewState
from siraba.protection.cases.selectors import cases_visible_to

ARRIVAL = "arrival"
STEPS = 4


def _carried(category: Category) -> bool:
    return category in settings.OFFLINE_CATEGORIES


class Cases:
    """The cases, as devices know them."""

    def offers(self, actor: Actor) -> list[Offer]:
        rows = cases_visible_to(actor).filter(state__in=NOT_CLOSED).order_by("due_at", "pk")
        cases = list(rows[: settings.OFFLINE_RECORDS])
        names = _names(actor, cases)
        return [Offer(case.code, names.get(case.person_id) or case.code, _due(case)) for case in cases]

    def find(self, actor: Actor, codes: Collection[str]) -> list[Case]:
        rows = cases_visible_to(actor).select_related("person", "area")
        return list(rows.filter(code__in=[read_code(code) or "" for code in codes]))

    def contents(self, actor: Actor, records: Sequence[Case]) -> list[Content]:
        opened = (
            identities_for(actor, [case.person_id for case in records]) if _carried(Category.IDENTITY) else {}
        )
        plans, steps = _plans(actor, records), _steps(actor, records)
        of_a_case = forms_of_cases()
        found = []
        for case in records:
            identity = opened.get(case.person_id)
            fitting = [form for form in of_a_case if _fits(actor, form, case)]
            found.append(
                Content(
                    case.code,
                    identity.names if identity else case.code,
                    [*_facts(case), *steps.get(case.pk, []), *_plan(plans.get(case.pk))],
                    _values(identity, case),
                    [form.pk for form in fitting],
                )
            )
        return found

    def forms(self, actor: Actor) -> tuple[list[FormVersion], list[FormVersion]]:
        rows = FormVersion.objects.filter(state=FormState.PUBLISHED).exclude(target__in=("", "fiche"))
        sent = [form for form in rows.defer("source", "xform").order_by("pk") if open_to(actor, form)]
        return [one for one in sent if one.target == ARRIVAL], [one for one in sent if one.target != ARRIVAL]

    def fields(self) -> Mapping[str, Field]:
        return {
            "names": Field(gettext_lazy("Noms")),
            "contact": Field(gettext_lazy("Contact sûr")),
            "contact_advice": Field(gettext_lazy("Précautions pour joindre la personne")),
            "sex": Field(gettext_lazy("Sexe"), choices("sex")),
            "birth_year": Field(gettext_lazy("Année de naissance"), kind="number"),
        }

    def values(self, actor: Actor, record: Case) -> dict[str, str]:
        record.person.refresh_from_db(
            from_queryset=type(record.person).objects.system("the case's own person")
        )
        return _values(identities_for(actor, [record.person_id]).get(record.person_id), record)

    def change(self, actor: Actor, record: Case, field: str, value: str) -> None:
        identity = identities_for(actor, [record.person_id]).get(record.person_id)
        if identity is None:
            raise NotVisible
        correct_identity(actor, identity, **{field: _read(field, value)})

    def told(self, actor: Actor, code: str) -> str:
        """Whether somebody like the person is known elsewhere, without saying where."""
        alike = likenesses_visible_to(actor).filter(case__code=code).exists()
        return _("Une personne qui lui ressemble est peut-être déjà suivie ailleurs.") if alike else ""


def _names(actor: Actor, cases: Iterable[Case]) -> dict[UUID, str]:
    return names_for(actor, [case.person_id for case in cases]) if _carried(Category.IDENTITY) else {}


def _due(case: Case) -> str:
    return f"{Due(case.due_what).label} {local_date(case.due_at)}" if case.due_what and case.due_at else ""


def _facts(case: Case) -> list[tuple[str, str]]:
    person = case.person
    age = person.age()
    told = [
        (_("À faire"), _due(case)),
        (_("Risque"), label_of(case.risk, "risk_level")),
        (_("Parcours"), label_of(case.pathway, "pathway")),
        (_("État"), str(case.get_state_display())),
        (_("Âge"), "" if age is None else str(age)),
        (_("Langues"), ", ".join(label_of(code, "language") for code in person.languages.split())),
        (_("Lieu"), str(case.area) if case.area_id else ""),
        (_("Danger"), _("danger immédiat") if case.immediate_danger else ""),
    ]
    return [(label, fact) for label, fact in told if fact]


def _values(identity: Identity | None, case: Case) -> dict[str, str]:
    if identity is None:
        return {}
    year = case.person.birth_year
    said = {name: identity.words.get(name, "") for name in ("names", "contact", "contact_advice")}
    return {**said, "sex": case.person.sex, "birth_year": "" if year is None else str(year)}


def _read(field: str, value: str) -> str | int | None:
    """A field as its act wants it. Raises Invalid."""
    if field == "birth_year":
        if value and not value.isdecimal():
            raise Invalid(_("Une année s’écrit en quatre chiffres."), field)
        return int(value) if value else None
    if field == "sex" and value not in dict(choices("sex")):
        raise Invalid(_("Cette réponse n’est pas dans la liste."), field)
    if field == "names" and not value.strip():
        raise Invalid(_("Cette réponse est nécessaire."), field)
    return value


def _steps(actor: Actor, cases: Sequence[Case]) -> dict[UUID, list[tuple[str, str]]]:
    """The next steps of each case that are not done."""
    by_pk = {case.pk: case for case in cases}
    found: dict[UUID, list[tuple[str, str]]] = {}
    for one in milestones_of(actor).filter(case__in=list(by_pk), done_at__isnull=True).order_by("position"):
        steps = found.setdefault(one.case_id, [])
        if len(steps) < STEPS:
            steps.append((label_of_step(one, by_pk[one.case_id]), local_date(one.due_at)))
    return found


def _plans(actor: Actor, cases: Sequence[Case]) -> dict[UUID, Plan]:
    if not actor.scopes(Category.CASE) & {Scope.ASG, Scope.OWN}:
        return {}
    rows = Plan.objects.visible_to(actor, Category.CASE).filter(
        case__in=[case.pk for case in cases], state=ReviewState.APPROVED
    )
    return {plan.case_id: plan for plan in rows.order_by("version")}


def _plan(plan: Plan | None) -> list[tuple[str, str]]:
    """The plan in force, without what it says of health."""
    if plan is None:
        return []
    lines = [
        (label_of(line["service"], "service_type"), " ".join(filter(None, (line["what"], line["due"]))))
        for line in plan.words.get("actions", [])
        if _carried(Category.HEALTH) or line["service"] not in HEALTH
    ]
    return [(_("Objectif"), plan.words.get("objective", "")), *lines]


HEALTH = ("medical", "psychosocial")


def _fits(actor: Actor, form: FormVersion, case: Case) -> bool:
    instrument = instrument_of(form.code)
    return _carried(instrument.category) and instrument.fits(case) and open_to(actor, form, case.code)


register(Cases())
