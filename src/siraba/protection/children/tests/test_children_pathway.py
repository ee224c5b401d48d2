"""A child's way: the eight steps, a guardian, best interests first; and no crossing of a border before they are decided."""

import pytest
from django.urls import reverse

from siraba.engines.xforms import FormUnreadable, read_xform
from siraba.foundation.access.errors import Invalid, NotVisible, StateNotOpen
from siraba.foundation.forms.models import FormVersion
from siraba.foundation.forms.shipped import sheets
from siraba.protection.cases import actions
from siraba.protection.cases.models import Milestone
from siraba.protection.children.pathway import RAO
from siraba.protection.referrals.actions import accept_referral, start_service
from tests import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("awa", "coumba", "garba")]
SYSTEM = "a test looks at the row itself"
ASSESSED = {
    "question": "Où dormir ?",
    "child_view": "Rentrer chez sa mère",
    "heard_alone": "yes",
    "safety": "Bonne",
    "ties": "Une sœur à Bobo",
    "options": "Foyer ou famille d’accueil",
    "advice": "Famille d’accueil",
    "panel": "yes",
}
DECIDED = {
    "met_on": "2026-11-10",
    "member": [{"seat": seat} for seat in ("Service social", "OIM", "Foyer")],
    "quorum": "yes",
    "question": "durable_solution",
    "child_view": "Elle veut rentrer",
    "options": "Rester ou rentrer",
    "decision": "Rentrer",
    "reasons": "Sa mère l’attend",
    "child_told": "yes",
    "review_on": "2027-02-10",
}
HANDED = {
    "country": "BF",
    "service": "Action sociale de Bobo-Dioulasso",
    "focal_point": "Chef de service",
    "accepted": "yes",
    "decided": "yes",
    "child_view": "Contente",
    "escort": "Une assistante sociale",
    "papers": "laissez_passer file",
}
GUARDIAN = {
    "kind": "social_worker",
    "name": "Service social de Bamako",
    "contact": "Au service",
    "authority": "court",
    "since": "2026-11-01",
    "conflict": "no",
    "child_view": "D’accord",
}


@pytest.fixture
def girl():
    """Unaccompanied, 13, on the way of the West Africa Network."""
    case = scene.open_case(age=13, citizenships="BF", population_groups=("uac",))
    scene.screen(case, pathway="child")
    return case


def done(case) -> list[str]:
    rows = Milestone.objects.system(SYSTEM).filter(case=case, done_at__isnull=False)
    return sorted(rows.values_list("step", flat=True))


def approved(case, form, **answers):
    filled = scene.fill(case, form=form, **answers)
    actions.approve_form(scene.actor("coumba"), case, filled)
    return filled


def test_the_eight_steps_are_there_in_their_order(girl):
    rows = Milestone.objects.system(SYSTEM).filter(case=girl).order_by("position")
    steps = list(rows.values_list("step", flat=True))
    assert steps[: len(RAO)] == [step.code for step in RAO]
    assert len(RAO) == 8
    assert {"guardian", "best_interests", "determination"} <= set(steps)


def test_a_referral_that_begins_carries_out_the_step_that_waited_for_it(girl, provider):
    scene.agree("awa", girl, "foyer")
    referral = scene.refer(girl, "foyer")
    accept_referral(scene.actor("provider"), referral)
    assert "rao_2" not in done(girl)
    start_service(scene.actor("provider"), referral)
    assert "rao_2" in done(girl)


def test_each_step_is_named_as_its_own_pathway_names_it(girl, awa, client_for):
    page = client_for(awa).get(reverse("cases:detail", args=[girl.code])).text
    assert "1. Identification de l’enfant" in page
    assert "8. Soutien familial et communautaire" in page


def test_a_child_on_another_way_has_a_guardian_and_best_interests_too():
    case = scene.open_case()
    steps = set(Milestone.objects.system(SYSTEM).filter(case=case).values_list("step", flat=True))
    assert {"guardian", "best_interests"} <= steps
    assert "determination" not in steps
    adult = scene.open_case(age=30, names="Kadidia Dicko")
    steps = set(Milestone.objects.system(SYSTEM).filter(case=adult).values_list("step", flat=True))
    assert not {"guardian", "best_interests"} & steps


def test_no_child_crosses_a_border_before_a_panel_has_decided(girl):
    with pytest.raises(StateNotOpen, match="Détermination"):
        scene.fill(girl, form="cross_border_handover", **HANDED)
    decision = scene.fill(girl, form="best_interests_determination", **DECIDED)
    with pytest.raises(StateNotOpen):
        scene.fill(girl, form="cross_border_handover", **HANDED)
    actions.approve_form(scene.actor("coumba"), girl, decision)
    scene.fill(girl, form="cross_border_handover", **HANDED)
    assert {"rao_6", "best_interests", "determination"} <= set(done(girl))


def test_an_assessment_of_best_interests_counts_once_another_person_agrees(girl):
    filled = scene.fill(girl, form="best_interests_assessment", **ASSESSED)
    assert "best_interests" not in done(girl)
    actions.approve_form(scene.actor("coumba"), girl, filled)
    assert "best_interests" in done(girl)
    assert "determination" not in done(girl)


@pytest.mark.parametrize(
    ("form", "answers", "field"),
    [
        ("best_interests_determination", DECIDED | {"member": DECIDED["member"][:2]}, "quorum"),
        ("best_interests_determination", DECIDED | {"review_on": "2026-11-01"}, "review_on"),
        ("cross_border_handover", HANDED | {"accepted": "no"}, "accepted"),
        ("cross_border_handover", HANDED | {"decided": "no"}, "decided"),
        ("guardian", GUARDIAN | {"conflict": "yes"}, "conflict"),
        ("guardian", GUARDIAN | {"since": "2199-01-01"}, "since"),
        ("guardian", {"kind": "none", "child_view": "?"}, "next"),
        (
            "age_estimation",
            {"method": "interview", "youngest": "15", "oldest": "214", "child_agrees": "yes", "reasons": "?"},
            "oldest",
        ),
        (
            "age_estimation",
            {"method": "interview", "youngest": "17", "oldest": "15", "child_agrees": "yes", "reasons": "?"},
            "oldest",
        ),
    ],
)
def test_what_would_harm_a_child_is_refused(girl, form, answers, field):
    with pytest.raises(Invalid) as refused:
        scene.fill(girl, form=form, **answers)
    assert refused.value.field == field


def test_the_forms_of_children_are_for_children():
    adult = scene.open_case(age=30, names="Kadidia Dicko")
    with pytest.raises(NotVisible):
        scene.fill(adult, form="guardian", **GUARDIAN)


def test_all_forms_of_the_platform_speak_french_and_english():
    found = list(FormVersion.objects.filter(shipped=True))
    assert len(found) == len(list(sheets())) > 15
    for version in found:
        form = read_xform(version.xform)
        for question in form.questions.values():
            assert question.label.in_language("fr"), (version.code, question.path)
            assert question.label.in_language("en") != "", (version.code, question.path)
            assert bool(question.hint.in_language("fr")) == bool(question.hint.in_language("en"))
            for choice in question.choices:
                assert len(choice.label.by_language) == 2, (version.code, question.path, choice.code)


def test_a_form_cannot_be_read_when_it_is_cut():
    version = FormVersion.objects.filter(shipped=True).first()
    with pytest.raises(FormUnreadable):
        read_xform(version.xform[: len(version.xform) // 2])
