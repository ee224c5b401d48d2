"""What is done with assessments and files. Each act is a page."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siraba.foundation.access.acts import ACT_RULES, check_right
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.deeds import deed_page
from siraba.foundation.interface.templatetags.kit import label_of
from siraba.protection.cases.models import Case
from siraba.protection.cases.rules import MANAGERS
from siraba.protection.cases.selectors import case_for
from siraba.protection.statelessness.assessing import assess_nationality
from siraba.protection.statelessness.deeds import (
    ASSESSMENT_DEEDS,
    CHILD_DEEDS,
    ENQUIRY_DEEDS,
    FILE_DEEDS,
    STATE_DEEDS,
)
from siraba.protection.statelessness.files import open_determination
from siraba.protection.statelessness.forms import ApplicationForm, AssessmentForm
from siraba.protection.statelessness.models import (
    ASSESSMENT_MOVES,
    CHILD_MOVES,
    DETERMINATION_MOVES,
    ENQUIRY_MOVES,
    STATE_MOVES,
    ChildFollowUp,
    Enquiry,
    LinkedState,
    NationalityAssessment,
)
from siraba.protection.statelessness.rules import ASSESSING, ASSESSORS, BOTH, OFFICERS
from siraba.protection.statelessness.selectors import assessment_for, file_for, part_for

assessors_page = page(*ASSESSING, roles=ASSESSORS)
managers_page = page(Purpose.CARE, roles=MANAGERS)
both_page = page(Purpose.DETERMINATION, roles=BOTH)
officers_page = page(Purpose.DETERMINATION, roles=OFFICERS)
FACTS = gettext_lazy(
    "Des faits seulement, avec la personne et dans sa langue. Rien n’est noté ni classé d’elle : les réponses "
    "disent quels papiers manquent et qui les donne."
)


def _assess(request: ActorRequest, case: Case | None, heading: str, back: str) -> HttpResponse:
    check_right(request.actor, "assess_nationality", case)
    form = AssessmentForm(request.POST or None, with_case=case is not None)
    act = Act(heading, _("Voir ce qui manque"), back, FACTS)

    def do(_data: dict) -> str:
        made = assess_nationality(request.actor, case, **form.words())
        return reverse("statelessness:assessment", args=[made.pk])

    return act_page(request, form, do, act)


@both_page
def assess(request: ActorRequest) -> HttpResponse:
    label = str(ACT_RULES["assess_nationality"].label)
    return _assess(request, None, label, reverse("statelessness:assessments"))


@managers_page
def assess_case(request: ActorRequest, code: str) -> HttpResponse:
    case = case_for(request.actor, code)
    heading = _("Papiers et nationalité – dossier %(code)s") % {"code": case.code}
    return _assess(request, case, heading, reverse("statelessness:of_case", args=[case.code]))


@assessors_page
def assessment_act(request: ActorRequest, pk: UUID, slug: str) -> HttpResponse:
    found = assessment_for(request.actor, pk)
    back = reverse("statelessness:assessment", args=[pk])
    return deed_page(
        request, found, slug, ASSESSMENT_DEEDS, ASSESSMENT_MOVES, back, _("papiers et nationalité")
    )


@both_page
def open_new(request: ActorRequest) -> HttpResponse:
    """Write an application down; `evaluation` in the address is the assessment that it follows."""
    check_right(request.actor, "open_determination")
    before = _assessment_before(request)
    form = ApplicationForm(
        request.POST or None, initial={"names": before.words.get("who", "")} if before else None
    )
    act = Act(
        ACT_RULES["open_determination"].label,
        _("Enregistrer"),
        reverse("statelessness:files"),
        _("La demande peut être dite, dans toute langue. Le délai court du jour où elle est faite."),
        _("La demande est enregistrée : imprimez le récépissé et remettez-le."),
    )

    def do(_data: dict) -> str:
        found = open_determination(request.actor, assessment=before, **form.words())
        return reverse("statelessness:file", args=[found.code])

    return act_page(request, form, do, act)


def _assessment_before(request: ActorRequest) -> NationalityAssessment | None:
    try:
        pk = UUID(request.GET.get("evaluation", ""))
    except ValueError:
        return None
    return assessment_for(request.actor, pk)


@both_page
def act(request: ActorRequest, code: str, slug: str) -> HttpResponse:
    found = file_for(request.actor, code)
    back = reverse("statelessness:file", args=[found.code])
    title = _("dossier %(code)s") % {"code": found.code}
    return deed_page(request, found, slug, FILE_DEEDS, DETERMINATION_MOVES, back, title)


@officers_page
def state_act(request: ActorRequest, pk: UUID, slug: str) -> HttpResponse:
    linked = part_for(request.actor, LinkedState, pk)
    back = reverse("statelessness:file", args=[linked.determination.code])
    return deed_page(
        request, linked, slug, STATE_DEEDS, STATE_MOVES, back, label_of(linked.country, "country")
    )


@officers_page
def enquiry_act(request: ActorRequest, pk: UUID, slug: str) -> HttpResponse:
    enquiry = part_for(request.actor, Enquiry, pk)
    back = reverse("statelessness:file", args=[enquiry.determination.code])
    title = _("dossier %(code)s") % {"code": enquiry.determination.code}
    return deed_page(request, enquiry, slug, ENQUIRY_DEEDS, ENQUIRY_MOVES, back, title)


@officers_page
def child_act(request: ActorRequest, pk: UUID, slug: str) -> HttpResponse:
    child = part_for(request.actor, ChildFollowUp, pk)
    back = reverse("statelessness:file", args=[child.determination.code])
    title = _("dossier %(code)s") % {"code": child.determination.code}
    return deed_page(request, child, slug, CHILD_DEEDS, CHILD_MOVES, back, title)
