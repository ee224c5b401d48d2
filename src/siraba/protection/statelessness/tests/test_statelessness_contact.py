"""No State is contacted while asylum is claimed, and none without the person's agreement: by the acts and by the database."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siraba.foundation.access.errors import Invalid, NotAllowed, Refusal
from siraba.protection.statelessness import contacting
from siraba.protection.statelessness.models import Agreement, Determination, Enquiry, Interview, LinkedState
from tests import determining

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("samba", "solange")]
SYSTEM = "a test looks at the row itself"


def today():
    return timezone.localdate()


def sent() -> int:
    return Enquiry.objects.system(SYSTEM).filter(state="sent").count()


def ask(linked: LinkedState) -> None:
    contacting.send_enquiry(determining.officer(), linked, question=determining.QUESTION, sent_on=today())


def test_a_state_is_asked_once_the_person_agreed():
    made = determining.examined()
    linked = determining.linked(made)
    with pytest.raises(Invalid):
        ask(linked)
    determining.agreed(made)
    ask(linked)
    assert sent() == 1


def test_a_claim_of_asylum_stops_what_is_under_way_and_closes_every_door():
    made = determining.agreed()
    asked = determining.enquiry(made)
    contacting.record_asylum_claim(determining.unhcr_of(made), made)
    assert determining.reread(asked).state == "stopped"
    with pytest.raises(Invalid):
        ask(asked.linked_state)
    with pytest.raises(Invalid):
        contacting.agree_to_contact(determining.officer(), made, how="voice", given_on=today())
    contacting.end_asylum_claim(determining.officer(), made, reason="Demande retirée")
    assert determining.reread(asked).state == "stopped"


def test_an_agreement_that_is_withdrawn_stops_what_is_under_way():
    made = determining.agreed()
    asked = determining.enquiry(made)
    contacting.withdraw_contact(determining.officer(), made)
    assert determining.reread(asked).state == "stopped"
    with pytest.raises(Invalid):
        ask(asked.linked_state)
    with pytest.raises(Invalid):
        contacting.withdraw_contact(determining.officer(), made)
    contacting.record_state_answer(
        determining.officer(), determining.reread(asked), answered_on=today(), answer="Inconnue"
    )
    assert sent() == 0


def test_the_enquiry_is_not_before_the_agreement_and_its_silence_not_before_its_end():
    made = determining.examined(applied_on=today() - timedelta(days=20))
    contacting.agree_to_contact(determining.officer(), made, how="thumb", given_on=today())
    linked = determining.linked(made)
    with pytest.raises(Invalid):
        contacting.send_enquiry(
            determining.officer(), linked, question="?", sent_on=today() - timedelta(days=1)
        )
    asked = contacting.send_enquiry(determining.officer(), linked, question="?", sent_on=today())
    with pytest.raises(Invalid):
        contacting.note_state_silence(determining.officer(), asked)
    with pytest.raises(Invalid):
        contacting.conclude_on_state(determining.officer(), linked, conclusion="not_national", reasons="?")
    late = determining.overdue(asked)
    assert late.is_late
    contacting.note_state_silence(determining.officer(), late)
    contacting.conclude_on_state(determining.officer(), linked, conclusion="unestablished", reasons="Silence")


def raw_enquiry(linked: LinkedState, agreement: Agreement) -> Enquiry:
    """Written past the acts, as a fault of the program would."""
    return Enquiry(
        determination=linked.determination,
        linked_state=linked,
        agreement=agreement,
        sent_on=today(),
        due_on=today(),
        sent_by_id=determining.officer().account_id,
    )


def refused(write) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


def test_the_database_refuses_what_an_act_would():
    made = determining.agreed()
    linked, agreement = determining.linked(made), contacting.live_agreement(made, "contact")
    other = determining.linked()
    elsewhere = determining.agreed(determining.reread(other).determination)
    refused(raw_enquiry(linked, contacting.live_agreement(elsewhere, "contact")).save)
    refused(raw_enquiry(other, agreement).save)
    unheard = raw_enquiry(linked, agreement)
    unheard.agreement = None
    refused(unheard.save)

    asked = determining.enquiry_to(linked)
    files, agreements = Determination.objects.system(SYSTEM), Agreement.objects.system(SYSTEM)
    refused(lambda: files.filter(pk=made.pk).update(asked_asylum=True))
    refused(lambda: agreements.filter(pk=agreement.pk).update(withdrawn_at=timezone.now()))
    refused(lambda: agreements.filter(pk=agreement.pk).update(about="unhcr"))
    contacting.withdraw_contact(determining.officer(), made)
    refused(lambda: Enquiry.objects.system(SYSTEM).filter(pk=asked.pk).update(state="sent"))
    refused(raw_enquiry(linked, determining.reread(agreement)).save)
    assert sent() == 0


def test_the_agreement_to_unhcr_is_none_to_ask_a_state():
    made = determining.shared()
    linked = determining.linked(made)
    with pytest.raises(Invalid):
        ask(linked)
    refused(raw_enquiry(linked, contacting.live_agreement(made, "unhcr")).save)


def test_who_takes_no_part_touches_nothing():
    made = determining.agreed()
    with pytest.raises(NotAllowed):
        contacting.record_asylum_claim(determining.unhcr(), made)
    with pytest.raises(NotAllowed):
        contacting.withdraw_contact(determining.unhcr(), made)


def test_an_interview_is_not_changed():
    made = determining.examined()
    held = determining.interview(made)
    rows = Interview.objects.system(SYSTEM).filter(pk=held.pk)
    refused(lambda: rows.update(held_on=today() - timedelta(days=3)))
    assert rows.update(sealed=b"") == 1


STEPS = (
    "claim",
    "end_claim",
    "agree",
    "withdraw",
    "ask",
    "answer",
    "write_past",
    "claim_past",
    "withdraw_past",
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.booleans(), st.lists(st.sampled_from(STEPS), max_size=14))
def test_whatever_is_done_in_whichever_order_no_enquiry_is_under_way_against_the_person(db, asylum, steps):
    """The words of the person, kept apart, say at each step what is allowed; nobody got past them."""
    with transaction.atomic():
        made = determining.examined(asked_asylum=asylum)
        linked, officer = determining.linked(made), determining.officer()
        claimed, agreed = asylum, False
        for step in steps:
            before = sent()
            try:
                with transaction.atomic():
                    _do(step, officer, made, linked)
            except (Refusal, IntegrityError):
                pass
            else:
                claimed = {"claim": True, "end_claim": False, "claim_past": True}.get(step, claimed)
                agreed = {"agree": True, "withdraw": False, "withdraw_past": False}.get(step, agreed)
            if sent() > before:
                assert agreed, (step, steps)
                assert not claimed, (step, steps)
            assert sent() == 0 or (agreed and not claimed), (step, steps)
        transaction.set_rollback(True)


def _do(step: str, officer, made: Determination, linked: LinkedState) -> None:
    own = Agreement.objects.system(SYSTEM).filter(determination=made, about="contact")
    if step == "claim":
        contacting.record_asylum_claim(officer, made)
    elif step == "end_claim":
        contacting.end_asylum_claim(officer, made, reason="Décidée")
    elif step == "agree":
        contacting.agree_to_contact(officer, made, how="voice", given_on=today())
    elif step == "withdraw":
        contacting.withdraw_contact(officer, made)
    elif step == "ask":
        ask(linked)
    elif step == "answer":
        asked = Enquiry.objects.system(SYSTEM).filter(determination=made).exclude(state="answered").first()
        if asked:
            contacting.record_state_answer(
                officer, determining.reread(asked), answered_on=today(), answer="Non"
            )
    elif step == "write_past":
        agreement = own.order_by("-recorded_at").first()
        if agreement:
            raw_enquiry(linked, agreement).save()
    elif step == "claim_past":
        Determination.objects.system(SYSTEM).filter(pk=made.pk).update(asked_asylum=True)
    elif not own.filter(withdrawn_at=None).update(withdrawn_at=timezone.now()):
        raise Invalid("nothing to withdraw")
