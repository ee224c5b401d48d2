"""The acts of a case as pages: one entry says the address, the form, what is explained and what is done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from siraba.engines.xforms import by_name
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import NotVisible, StateNotOpen
from siraba.foundation.consent.actions import record_consent
from siraba.foundation.consent.models import Consent
from siraba.foundation.interface.forms import KitForm
from siraba.foundation.people.actions import correct_identity, facts_of
from siraba.foundation.people.models import Identity
from siraba.foundation.people.selectors import identities_for
from siraba.protection.cases import actions, forms, transfers
from siraba.protection.cases.instruments import assessment_form
from siraba.protection.cases.models import CASE_MOVES, Assessment, Case, Due, Plan, Reviewed, ReviewState
from siraba.protection.cases.selectors import CaseFile

R = TypeVar("R", bound=Reviewed)
Data = Mapping[str, Any]
Do = Callable[[Actor, Case, Data, Any], Any]


@dataclass(frozen=True)
class CasePage:
    """`do(actor, case, data, form)` calls the action; `options(actor, case)` are the form's own arguments.

    `subject(actor, case)` is what the right is checked on.
    """

    slug: str
    act: str
    form: type[KitForm]
    do: Do
    explanation: str | Promise = ""
    done: str | Promise = _("C’est enregistré.")
    danger: bool = False
    template: str = "interface/act.html"
    options: Callable[[Actor, Case], dict] = lambda actor, case: {}
    subject: Callable[[Actor, Case], Any] = lambda actor, case: case

    def url(self, case: Case) -> str:
        return reverse("cases:act", args=[case.code, self.slug])


def _without(data: Data, *names: str) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in ("form_id", *names)}


def receive(actor: Actor, data: Data) -> Case:
    """Receive a person with the data of a `ReceptionForm`."""
    return actions.receive_person(
        actor,
        **_without(data, "languages", "place"),
        languages=" ".join(data["languages"]),
        area=data["place"],
        fictitious=settings.DEMONSTRATION,
    )


def _identity(actor: Actor, case: Case) -> Identity:
    """Raises NotVisible when it is not open to the actor."""
    identity = identities_for(actor, [case.person_id]).get(case.person_id)
    if identity is None:
        raise NotVisible
    return identity


def _screen(actor: Actor, case: Case, data: Data, form: forms.ScreeningForm) -> None:
    rest = _without(data, "acts", "means", "purposes")
    actions.screen_case(actor, case, elements=form.elements(), **rest)


def _assess(actor: Actor, case: Case, data: Data, form: forms.AssessmentForm) -> None:
    actions.assess_case(actor, case, answers=by_name(data["answers"]), risk=data["risk"], asked=form.version)


def _plan(actor: Actor, case: Case, data: Data, form: forms.PlanForm) -> None:
    actions.submit_plan(
        actor,
        case,
        objective=data["objective"],
        actions=form.actions(),
        person_agrees=data["person_agrees"],
        person_view=data["person_view"],
    )


def _consent(actor: Actor, case: Case, data: Data, form: forms.ConsentForm) -> Consent:
    return record_consent(actor, case.person, **_without(data, "valid_to"), valid_to=form.end())


def _waiting(kind: type[R], case: Case) -> R:
    """The version that waits for the supervisor. Raises StateNotOpen when none does."""
    document = (
        kind.objects.system("a document of a case open to the actor")
        .filter(case=case, state=ReviewState.SUBMITTED)
        .select_related("author")
        .first()
    )
    if document is None:
        raise StateNotOpen(str(_("Rien n’attend votre accord dans ce dossier.")))
    return document


PAGES = [
    CasePage(
        "identite",
        "correct_identity",
        forms.IdentityForm,
        lambda actor, case, data, form: correct_identity(actor, _identity(actor, case), **_without(data)),
        options=lambda actor, case: {"initial": facts_of(_identity(actor, case))},
        subject=_identity,
    ),
    CasePage(
        "reperage",
        "screen_case",
        forms.ScreeningForm,
        _screen,
        _("Le premier regard sur ce qui s’est passé. La personne peut ne pas répondre."),
        options=lambda actor, case: {"initial": {"pathway": case.pathway}},
    ),
    CasePage(
        "consentement",
        "record_consent",
        forms.ConsentForm,
        _consent,
        _(
            "Expliquez d’abord, dans une langue que la personne comprend : qui recevra quoi, pour quoi faire, et qu’elle peut dire non ou changer d’avis sans perdre l’aide."
        ),
        template="cases/consent.html",
        options=lambda actor, case: {"case": case},
        subject=lambda actor, case: case.person,
    ),
    CasePage(
        "confier",
        "send_transfer",
        forms.TransferForm,
        lambda actor, case, data, form: transfers.send_transfer(
            actor, case, data["to"], reason=data["reason"]
        ),
        _(
            "L’autre structure voit le besoin, le lieu, l’âge et le sexe, et rien qui nomme la personne avant d’avoir accepté."
        ),
        _("Le dossier est proposé à l’autre structure."),
        options=lambda actor, case: {"case": case},
    ),
    CasePage(
        "attribuer",
        "assign_case",
        forms.AssignForm,
        lambda actor, case, data, form: actions.assign_case(actor, case, data["owner"]),
        options=lambda actor, case: {"actor": actor, "case": case},
    ),
    CasePage(
        "evaluation",
        "assess_case",
        forms.AssessmentForm,
        _assess,
        _("Grille proposée, à valider par le comité. Le risque retenu fixe les délais."),
        options=lambda actor, case: {"version": assessment_form(), "initial": {"risk": case.risk}},
    ),
    CasePage(
        "evaluation-approuver",
        "approve_assessment",
        KitForm,
        lambda actor, case, data, form: actions.approve_assessment(actor, case, _waiting(Assessment, case)),
    ),
    CasePage(
        "evaluation-renvoyer",
        "return_assessment",
        forms.RemarkForm,
        lambda actor, case, data, form: actions.return_assessment(
            actor, case, _waiting(Assessment, case), remark=data["remark"]
        ),
    ),
    CasePage(
        "plan",
        "submit_plan",
        forms.PlanForm,
        _plan,
        _(
            "Le plan part chez le superviseur, qui l’approuve ou le renvoie. Une nouvelle version remplace la précédente."
        ),
        _("Le plan est soumis au superviseur."),
    ),
    CasePage(
        "plan-approuver",
        "approve_plan",
        KitForm,
        lambda actor, case, data, form: actions.approve_plan(actor, case, _waiting(Plan, case)),
        _("La prise en charge peut commencer ; le premier suivi est fixé selon le risque."),
        _("Le plan est approuvé."),
    ),
    CasePage(
        "plan-renvoyer",
        "return_plan",
        forms.RemarkForm,
        lambda actor, case, data, form: actions.return_plan(
            actor, case, _waiting(Plan, case), remark=data["remark"]
        ),
    ),
    CasePage(
        "identification",
        "decide_identification",
        forms.IdentificationForm,
        lambda actor, case, data, form: actions.decide_identification(actor, case, **_without(data)),
        _("L’aide d’urgence ne dépend jamais de cette décision."),
        options=lambda actor, case: {"decided": case.identification in actions.DECIDED},
    ),
    CasePage(
        "prestation",
        "record_service",
        forms.ServiceForm,
        lambda actor, case, data, form: actions.record_service(actor, case, **_without(data)),
    ),
    CasePage(
        "suivi",
        "record_follow_up",
        forms.FollowUpForm,
        lambda actor, case, data, form: actions.record_follow_up(actor, case, **_without(data)),
        options=lambda actor, case: {"initial": {"risk": case.risk}},
    ),
    CasePage(
        "note",
        "add_note",
        forms.NoteForm,
        lambda actor, case, data, form: actions.add_note(actor, case, text=data["text"]),
    ),
    CasePage(
        "piece",
        "attach_document",
        forms.AttachmentForm,
        lambda actor, case, data, form: actions.attach_document(actor, case, **_without(data)),
        _("Le document est chiffré ; son nom de fichier n’est pas gardé."),
    ),
    CasePage(
        "cloture",
        "request_closure",
        forms.ClosureForm,
        lambda actor, case, data, form: actions.request_closure(actor, case, **_without(data)),
        _("Le superviseur décide de la clôture."),
        _("La clôture est demandée au superviseur."),
    ),
    CasePage(
        "cloture-refuser",
        "refuse_closure",
        forms.ReasonForm,
        lambda actor, case, data, form: actions.refuse_closure(actor, case, reason=data["reason"]),
    ),
    CasePage(
        "clore",
        "close_case",
        KitForm,
        lambda actor, case, data, form: actions.close_case(actor, case),
        _("Le dossier se ferme ; il pourra être rouvert par un superviseur."),
        _("Le dossier est clos."),
        danger=True,
    ),
    CasePage(
        "rouvrir",
        "reopen_case",
        forms.ReasonForm,
        lambda actor, case, data, form: actions.reopen_case(actor, case, reason=data["reason"]),
    ),
]
BY_SLUG = {page.slug: page for page in PAGES}
BY_ACT = {page.act: page for page in PAGES}

# The act that answers each deadline
NEXT = {
    Due.SCREENING: "screen_case",
    Due.ASSESSMENT: "assess_case",
    Due.PLAN: "submit_plan",
    Due.FOLLOW_UP: "record_follow_up",
    Due.CLOSURE: "close_case",
}
REVIEWS = {
    "approve_assessment": "assessments",
    "return_assessment": "assessments",
    "approve_plan": "plans",
    "return_plan": "plans",
}


def offered(actor: Actor, file: CaseFile) -> list[CasePage]:
    """The pages of the acts open now: a review where a version waits, then what is due, then the rest."""
    names = [rule.name for rule in CASE_MOVES.open_acts(actor, file.case) if rule.name in BY_ACT]
    waiting = [name for name in names if name not in REVIEWS or _waits(getattr(file, REVIEWS[name]))]
    due = NEXT.get(Due(file.case.due_what)) if file.case.due_what else None
    return [BY_ACT[name] for name in sorted(waiting, key=lambda name: (name not in REVIEWS, name != due))]


def _waits(versions: Sequence[Reviewed]) -> bool:
    return any(version.state == ReviewState.SUBMITTED for version in versions)
