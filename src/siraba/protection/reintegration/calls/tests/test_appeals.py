"""A no may be appealed within its days, once, and somebody else decides."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from siraba.foundation.access.errors import Invalid, NotAllowed, StateNotOpen
from siraba.foundation.messaging.models import OutgoingMessage
from siraba.protection.reintegration.calls.appeals import (
    appeal_by_receipt,
    appeal_until,
    dismiss_appeal,
    file_appeal,
    uphold_appeal,
)
from siraba.protection.reintegration.calls.applications import note_decision
from siraba.protection.reintegration.calls.models import ApplicationState
from siraba.protection.reintegration.calls.selectors import appeals_to_decide
from siraba.protection.reintegration.calls.telling import tell_applicants
from tests import scene

pytestmark = pytest.mark.django_db
SYSTEM = "a test looks at the row itself"


def refused_application():
    application = scene.shortlisted_application()
    application.state = ApplicationState.REFUSED
    note_decision(application, scene.account("aminata").pk)
    application.save()
    return application


def test_who_said_no_does_not_hear_the_appeal():
    appeal = scene.appeal()
    with pytest.raises(NotAllowed, match="quelqu’un d’autre"):
        uphold_appeal(scene.actor("oumou"), appeal)
    assert not appeals_to_decide(scene.actor("oumou")).exists()
    assert list(appeals_to_decide(scene.actor("aminata"))) == [appeal]
    uphold_appeal(scene.actor("aminata"), appeal, answer="La zone convient.")
    application = appeal.application
    scene.reread(application)
    assert (application.state, application.words["reason"]) == ("admissible", "")
    with pytest.raises(StateNotOpen):
        dismiss_appeal(scene.actor("aminata"), appeal, answer="Non")


def test_a_refusal_of_the_committee_goes_back_before_it_through_the_secretary():
    application = refused_application()
    application.filed_by = None
    application.save()
    appeal = appeal_by_receipt(None, application, text="Le devis était joint.")
    assert list(appeals_to_decide(scene.actor("oumou"))) == [appeal]
    for of_the_committee in ("aminata", "tidiane"):
        assert not appeals_to_decide(scene.actor(of_the_committee)).exists()
        with pytest.raises(NotAllowed):
            uphold_appeal(scene.actor(of_the_committee), appeal)
    uphold_appeal(scene.actor("oumou"), appeal)
    scene.reread(application)
    assert application.state == ApplicationState.SHORTLISTED


def test_an_appeal_is_dismissed_with_a_reason_and_not_filed_again():
    appeal = scene.appeal()
    with pytest.raises(Invalid, match="pourquoi"):
        dismiss_appeal(scene.actor("aminata"), appeal, answer=" ")
    dismiss_appeal(scene.actor("aminata"), appeal, answer="Le village est à Ségou.")
    assert (appeal.state, appeal.words["answer"]) == ("dismissed", "Le village est à Ségou.")
    with pytest.raises(Invalid, match="ou il l’est déjà"):
        scene.appeal(appeal.application)


def test_the_days_of_an_appeal_are_counted_from_the_no():
    application = scene.rejected_application()
    until = appeal_until(application)
    assert until == application.decided_at + timedelta(days=settings.FUND_APPEAL_DAYS)
    application.decided_at = timezone.now() - timedelta(days=settings.FUND_APPEAL_DAYS)
    application.save()
    with pytest.raises(Invalid, match="délai"):
        file_appeal(scene.actor("oumou"), application, text="Trop tard")


def test_there_is_no_appeal_against_a_yes():
    application = scene.admitted_application()
    assert appeal_until(application) is None
    with pytest.raises(Invalid):
        scene.appeal(application)


def test_an_answer_is_told_once_and_again_when_it_changes():
    application = scene.rejected_application()
    told = lambda: OutgoingMessage.objects.system(SYSTEM).filter(kind="application_answered").count()  # noqa: E731
    assert [tell_applicants(None), tell_applicants(None), told()] == [1, 0, 1]
    uphold_appeal(scene.actor("aminata"), scene.appeal(application))
    assert tell_applicants(None) == 0
    scene.reread(application)
    application.state = ApplicationState.REFUSED
    application.save()
    assert [tell_applicants(None), told()] == [1, 2]
