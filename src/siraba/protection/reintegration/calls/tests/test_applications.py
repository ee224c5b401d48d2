"""An application from its first word to the committee: what is asked, what is refused, who sees what, and when a consent ends."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from siraba.foundation.access.errors import Invalid, NotAllowed, NotVisible, StateNotOpen
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.receipts import new_number
from siraba.foundation.consent.actions import withdraw_all, withdraw_consent
from siraba.foundation.consent.models import ConsentNotice
from siraba.foundation.messaging.models import OutgoingMessage
from siraba.foundation.retention.holdings import erase, make_anonymous
from siraba.protection.reintegration.calls.applications import (
    admit_application,
    amend_application,
    receive_application,
    reject_application,
    renew_application_receipt,
    start_application,
    submit_application,
    withdraw_application,
)
from siraba.protection.reintegration.calls.holdings import forget_applications
from siraba.protection.reintegration.calls.keys import household_key, number_key
from siraba.protection.reintegration.calls.models import Application, ApplicationState
from siraba.protection.reintegration.calls.selectors import (
    application_by_receipt,
    application_file,
    application_for,
    applications_of_call,
    applications_visible_to,
    counts_of,
    document_for,
)
from tests import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("awa", "boubacar", "coumba", "garba")]
SYSTEM = "a test looks at the row itself"


def all_applications() -> list[Application]:
    return list(Application.objects.system(SYSTEM))


# What may be asked


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"asked": 0}, "asked"),
        ({"asked": 2_000_001}, "asked"),
        ({"asked": 860_000}, "asked"),
        ({"own_share": -1}, "own_share"),
        ({"kind": "group", "people": 1}, "people"),
        ({"phone": "76 11"}, "phone"),
        ({"wallet": "abc"}, "wallet"),
        ({"costs": [{"label": "Rien", "amount": 0}]}, "costs"),
        ({"costs": [{"label": "Moins", "amount": -5}]}, "costs"),
    ],
    ids=lambda value: "" if isinstance(value, str) else str(value),
)
def test_what_cannot_be_asked_is_refused_with_its_field(changes, field):
    with pytest.raises(Invalid) as refused:
        scene.drafted_application(**changes)
    assert refused.value.field == field
    assert all_applications() == []


def test_nothing_is_handed_in_once_the_call_has_closed():
    application = scene.drafted_application()
    scene.close(application.call)
    with pytest.raises(Invalid, match="ne reçoit pas"):
        submit_application(scene.actor("oumou"), application)
    with pytest.raises(Invalid):
        scene.drafted_application(application.call)


def test_an_application_without_a_name_or_a_project_is_not_handed_in():
    for missing in ("applicant", "title", "description"):
        application = scene.drafted_application(**{missing: " "})
        with pytest.raises(Invalid) as refused:
            submit_application(scene.actor("oumou"), application)
        assert refused.value.field == missing


def test_begun_again_under_its_number_it_is_one_application():
    call, number = scene.call(), uuid4()
    made = [
        start_application(scene.actor("oumou"), call, number=number, **scene.application_words())
        for _ in range(2)
    ]
    assert made[0] == made[1]
    assert len(all_applications()) == 1
    with pytest.raises((NotVisible, NotAllowed)):
        start_application(scene.actor("aminata"), call, number=number, **scene.application_words())


def test_words_are_sealed_and_what_two_have_in_common_is_found_by_keys():
    call = scene.call()
    one = scene.application(call)
    other = scene.application(
        call, phone="+223 76112233", applicant="Noûhoum BAGAYOGO", household="nouhoum bagayoko"
    )
    assert one.phone_key == other.phone_key != ""
    assert one.household_key == other.household_key != ""
    assert one.wallet_key == one.phone_key
    for word in (scene.APPLICANT, scene.PHONE, "Poulailler"):
        assert word.encode() not in bytes(one.sealed)
    group = scene.application(call, kind="group", people=12)
    assert group.household_key == ""


def test_a_household_needs_a_name_and_a_village():
    assert household_key("Moussa Traoré", "") == ""
    assert household_key("", "Kita") == ""
    assert household_key("Moussa Traoré", "Kita") == household_key("traore MOUSSA", "kita")
    assert household_key("Moussa Traoré", "Kita") != household_key("Moussa Traoré", "Nioro")
    assert number_key("") == ""


# The receipt


def test_the_receipt_leads_to_the_application_and_is_not_kept():
    application = scene.drafted_application()
    receipt = submit_application(scene.actor("oumou"), application)
    assert receipt not in str(list(Application.objects.system(SYSTEM).values()))
    assert application_by_receipt(receipt) == application
    assert application_by_receipt(new_number()) is None
    other = renew_application_receipt(scene.actor("oumou"), application)
    assert application_by_receipt(receipt) is None
    assert application_by_receipt(other) == application


def test_a_number_that_a_device_has_made_is_taken_once():
    first, second = scene.drafted_application(), scene.drafted_application(scene.call(title="Un autre"))
    number = new_number()
    assert submit_application(scene.actor("oumou"), first, number=number) == number
    with pytest.raises(Invalid, match="déjà pris"):
        submit_application(scene.actor("oumou"), second, number=number)
    with pytest.raises(Invalid, match="manque ou est faux"):
        submit_application(scene.actor("oumou"), second, number=str(int(number) + 1))


def test_who_applies_alone_sends_twice_and_has_one_application():
    call, number = scene.call(), uuid4()
    first, _lost = receive_application(None, call, number=number, **scene.application_words())
    second, receipt = receive_application(None, call, number=number, **scene.application_words())
    assert first == second
    assert application_by_receipt(receipt) == first
    assert len(all_applications()) == 1
    assert first.state == ApplicationState.SUBMITTED


# A person who is followed


def test_for_the_person_of_a_case_a_live_consent_is_needed():
    case = scene.open_case()
    application = scene.drafted_application(case=case, woman=False, protected=False)
    assert (application.woman, application.protected) == (True, True)  # the file says it: a girl of fourteen
    with pytest.raises(Invalid, match="Aucun consentement"):
        submit_application(scene.actor("awa"), application)
    scene.agree("awa", case, "crm", "identity")
    with pytest.raises(Invalid, match="Aucun consentement"):
        submit_application(scene.actor("awa"), application)
    scene.agree("awa", case, "crm", "case")
    submit_application(scene.actor("awa"), application)
    assert application.state == ApplicationState.SUBMITTED


def test_only_who_manages_the_case_files_for_its_person():
    case = scene.open_case()
    call = scene.call()
    for other in ("boubacar", "oumou"):
        with pytest.raises(NotAllowed):
            start_application(scene.actor(other), call, case=case, **scene.application_words())
    scene.drafted_application(call, case, by="coumba")


def test_the_end_of_the_consent_withdraws_what_is_not_decided_and_tells_the_fund():
    case = scene.open_case()
    application = scene.drafted_application(case=case)
    consent = scene.agree("awa", case, "crm")
    submit_application(scene.actor("awa"), application)
    admit_application(scene.actor("oumou"), application)
    assert application_file(scene.actor("oumou"), application.code).applicant["applicant"] == scene.APPLICANT
    withdraw_consent(scene.actor("awa"), consent)
    scene.reread(application)
    assert application.state == ApplicationState.WITHDRAWN
    (notice,) = ConsentNotice.objects.system(SYSTEM)
    assert (notice.recipient.code, notice.codes) == ("crm", [application.code])
    closed = application_file(scene.actor("oumou"), application.code)
    assert (closed.named, closed.applicant) == (False, {})


def test_what_is_granted_stays_when_the_consent_ends():
    case = scene.open_case()
    application = scene.application(case=case)
    application.state, application.granted = ApplicationState.APPROVED, 500_000
    application.save()
    withdraw_all(scene.actor("awa"), case.person)
    scene.reread(application)
    assert application.state == ApplicationState.APPROVED


def test_a_draft_is_of_who_writes_it():
    case = scene.open_case()
    application = scene.drafted_application(case=case)
    for fund_officer in ("oumou", "aminata", "pierre"):
        with pytest.raises(NotVisible):
            application_for(scene.actor(fund_officer), application.code)
    assert application_for(scene.actor("awa"), application.code) == application
    assert application_for(scene.actor("coumba"), application.code) == application
    with pytest.raises(NotVisible):
        application_for(scene.actor("boubacar"), application.code)


# Who reads what


def test_who_judges_reads_the_project_and_no_name():
    application = scene.admitted_application()
    for username, named in [
        ("oumou", True),
        ("pierre", True),
        ("kadi", True),
        ("sory", False),
        ("tidiane", False),
        ("aminata", False),
    ]:
        found = application_file(scene.actor(username), application.code)
        assert found.named is named
        assert found.project["description"] == scene.PROJECT
        said = f"{found.project} {found.applicant}"
        assert (scene.APPLICANT in said, scene.PHONE in said) == (named, named)


def test_without_a_charge_nothing_of_a_fund_is_seen(account_for):
    application = scene.application()
    account_for("idle", "Sans charge", "fund_officer", "crm")
    assert not applications_visible_to(scene.actor("idle")).exists()
    assert applications_of_call(scene.actor("oumou"), application.call).count() == 1
    assert counts_of(scene.actor("oumou"), application.call) == {"submitted": 1}
    assert not applications_visible_to(scene.actor("oumou", Purpose.FUNDING)).exists()


def test_a_paper_opens_to_who_may_know_the_name_and_to_nobody_else():
    application = scene.application()
    paper = scene.application_document(application)
    assert b"%PDF" not in bytes(paper.document)
    assert document_for(scene.actor("kadi"), application, paper.pk) == paper
    with pytest.raises(NotVisible):
        document_for(scene.actor("sory"), application, paper.pk)
    for _ in range(5):
        scene.application_document(application)
    with pytest.raises(Invalid, match="Pas plus"):
        scene.application_document(application)


# How it goes


def test_what_a_person_who_is_followed_asked_goes_with_her():
    case = scene.open_case()
    application = scene.application(case=case)
    paper = scene.application_document(application, "awa")
    make_anonymous(case.person_id)
    scene.reread(application)
    scene.reread(paper)
    assert (bytes(application.sealed), application.phone_key, application.asked) == (b"", "", 800_000)
    assert (bytes(paper.sealed), bytes(paper.document)) == (b"", b"")
    erase(case.person_id)
    assert all_applications() == []


def test_what_somebody_asked_by_himself_long_ago_is_emptied_and_what_is_under_way_is_not(settings):
    call = scene.call()
    old, running, fresh = (
        scene.rejected_application(call),
        scene.application(call),
        scene.rejected_application(call),
    )
    long_ago = timezone.now() - timedelta(days=settings.FUND_KEEP_DAYS + 1)
    Application.objects.system(SYSTEM).filter(pk__in=[old.pk, running.pk]).update(started_at=long_ago)
    assert [forget_applications(None), forget_applications(None)] == [1, 0]
    for application in (old, running, fresh):
        scene.reread(application)
    assert [bool(one.sealed) for one in (old, running, fresh)] == [False, True, True]
    assert (old.state, old.receipt_key, old.asked) == ("inadmissible", "", 800_000)


# The road


def test_it_is_written_admitted_or_not_and_withdrawn_in_its_states():
    application = scene.drafted_application()
    amend_application(scene.actor("oumou"), application, asked=700_000)
    assert (application.asked, application.words["title"]) == (700_000, "Poulailler")
    submit_application(scene.actor("oumou"), application)
    with pytest.raises(StateNotOpen):
        amend_application(scene.actor("oumou"), application, asked=1)
    with pytest.raises(Invalid, match="pourquoi"):
        reject_application(scene.actor("oumou"), application, reason=" ")
    reject_application(scene.actor("oumou"), application, reason="Hors zone")
    assert application.decided_by_id == scene.account("oumou").pk
    with pytest.raises(StateNotOpen):
        withdraw_application(scene.actor("oumou"), application)
    assert application_file(scene.actor("oumou"), application.code).reason == "Hors zone"


def test_who_agreed_is_told_by_an_sms_that_says_nothing():
    scene.application()
    scene.application(scene.call(title="Autre"), texts=False)
    (message,) = OutgoingMessage.objects.system(SYSTEM)
    text = message.words["text"].lower()
    assert message.words["number"] == "22376112233"
    for word in ("fonds", "projet", "traite", "retour", "demande", scene.APPLICANT.lower()):
        assert word not in text
    assert timezone.now() < message.valid_until
