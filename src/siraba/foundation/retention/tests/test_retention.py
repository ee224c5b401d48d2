"""Records go when two persons decide it; what forbids it is said; what is gone stays gone, also from a backup."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from siraba.foundation.access.errors import Invalid, NotAllowed, StateNotOpen
from siraba.foundation.access.models import Guarded, Sealed
from siraba.foundation.accounts.models import Account
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.handover.disclosures import recall_disclosure, request_disclosure
from siraba.foundation.handover.models import BlindRequest, CourtOrder, DisclosedCopy
from siraba.foundation.handover.orders import record_court_order
from siraba.foundation.interface.models import FormReceipt
from siraba.foundation.messaging.models import MessagePart, OutgoingMessage
from siraba.foundation.people.models import Identity, NameKey, Person
from siraba.foundation.retention import actions, holdings
from siraba.foundation.retention.models import Keeping, LegalHold, Removal, RemovalState
from siraba.foundation.retention.traces import purge_traces
from siraba.protection.cases import actions as cases
from siraba.protection.cases.holdings import due_for_review
from siraba.protection.cases.models import Case
from siraba.protection.exchange.models import Import
from siraba.protection.reception.arrivals.models import ArrivalList, Convoy
from siraba.protection.referrals import actions as referring
from siraba.protection.referrals.models import Referral
from siraba.protection.reintegration.committee.models import Run
from siraba.protection.reintegration.payments.models import Batch, Reconciliation, WalletCheck
from siraba.protection.reintegration.safeguards.models import NameMark, Screening
from tests import scene

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("awa", "boubacar", "coumba", "daouda", "garba", "provider", "account_for"),
]
LOOK = "a test looks at the row itself"
SUPERVISORS = ("coumba", "djeneba")
# Of two persons at least, of accounts, or of nobody yet; the numbers of retention itself outlast the person
# The vault of the Red Cross forgets by its own rules, and holds nobody that protection knows
VAULT = {model for model in apps.get_app_config("tracing").get_models() if issubclass(model, Guarded)}
# What leaves by SMS empties itself once it has left, and names nobody after
LEAVING = {OutgoingMessage, MessagePart}
# Networks are of whom an inquiry is about, and never of the persons of protection; a closed analysis is emptied
NETWORKS = {model for model in apps.get_app_config("networks").get_models() if issubclass(model, Guarded)}
# Donors' money is of organisations
MONEY = {model for model in apps.get_app_config("funding").get_models() if issubclass(model, Guarded)}
# What justice holds names no victim, and empties who was cleared by its own rule
JUSTICE = {
    model for model in apps.get_app_config("investigations").get_models() if issubclass(model, Guarded)
}
# Acts of civil status are kept for good, and are of persons whom protection does not know
REGISTERS = {
    model
    for room in ("registers", "papers")
    for model in apps.get_app_config(room).get_models()
    if issubclass(model, Guarded)
}
# What is suspected of an act is emptied by its own rule, and names no person of protection
INSPECTION = {model for model in apps.get_app_config("inspection").get_models() if issubclass(model, Guarded)}
APART = (
    {
        Import,
        Convoy,
        ArrivalList,
        DisclosedCopy,
        BlindRequest,
        Removal,
        LegalHold,
        Keeping,
        Run,
        Batch,
        Reconciliation,
    }
    | VAULT
    | LEAVING
    | MONEY
    | NETWORKS
    | JUSTICE
    | REGISTERS
    | INSPECTION
)


@pytest.fixture(autouse=True)
def register(settings, tmp_path, account_for):
    settings.REMOVALS_REGISTER = tmp_path / "removals.log"
    account_for("djeneba", "Djénéba Kouyaté", "supervisor", "oim")
    return settings.REMOVALS_REGISTER


def closed_case(**changes) -> Case:
    """Referred, served, and closed; everything that people write is in it."""
    case = scene.open_case(**changes)
    scene.assess(case)
    cases.add_note(scene.actor("awa"), case, text=scene.WORDS)
    referral = scene.accepted_referral(case)
    referring.complete_referral(scene.actor("provider"), referral, outcome=scene.WORDS)
    close(case)
    return case


def close(case: Case) -> None:
    case.state, case.closed_at = "closed", timezone.now()
    Case.objects.system(LOOK).filter(pk=case.pk).update(state=case.state, closed_at=case.closed_at)


def aged(case: Case, months: int) -> None:
    Case.objects.system(LOOK).filter(pk=case.pk).update(
        closed_at=timezone.now() - timedelta(days=31 * months)
    )


def asked(case: Case, how: str = "anonymise", by: str = "awa") -> Removal:
    return actions.request_removal(
        scene.actor(by), case.person, how=how, ground="asked", reason="Elle le demande"
    )


def rows_with_words(person) -> int:
    sealed = [one for one in holdings.HOLDINGS if issubclass(one.model, Sealed)]
    return sum(one.of(person).exclude(sealed=b"").count() for one in sealed)


def test_every_guarded_record_says_how_it_goes():
    """A new kind of record is held by a removal the day it is written."""
    guarded = {model for model in apps.get_models() if issubclass(model, Guarded)}
    assert {holding.model for holding in holdings.HOLDINGS} == (guarded - APART) | {
        NameKey,
        NameMark,
        Screening,
        WalletCheck,
    }


def test_a_record_made_anonymous_says_nothing_any_more_and_still_counts(client_for):
    case = closed_case()
    assert rows_with_words(case.person_id) > 5
    removal = asked(case)
    actions.approve_removal(scene.actor("coumba"), removal)
    assert rows_with_words(case.person_id) == 0
    assert not NameKey.objects.exists()
    person = Person.objects.system(LOOK).get()
    assert (person.sex, person.birth_year % 5, person.languages) == ("female", 0, "")
    kept = Case.objects.system(LOOK).get()
    assert (kept.code, kept.state, kept.region, kept.area) == (case.code, "closed", case.region, case.region)
    assert Referral.objects.system(LOOK).get().state == "completed"
    page = client_for(scene.account("coumba")).get(reverse("cases:detail", args=[case.code]))
    assert page.status_code == 200
    assert not any(secret in page.content.decode() for secret in scene.SECRETS)
    referral = Referral.objects.system(LOOK).get()
    for who, url in (("awa", "cases:list"), ("coumba", "cases:crossing"), ("coumba", "cases:retention")):
        arguments = [case.code] if url != "cases:list" else []
        shown = client_for(scene.account(who)).get(reverse(url, args=arguments))
        assert shown.status_code == 200
    assert client_for(scene.account("provider")).get(f"/referencements/{referral.code}/").status_code == 200


def test_an_erased_person_leaves_the_trace_of_it_and_nothing_else():
    case, other = closed_case(), closed_case(names="Kadidia Dicko")
    actions.approve_removal(scene.actor("coumba"), asked(case, "erase"))
    assert [one.model.__name__ for one in holdings.HOLDINGS if one.of(case.person_id).exists()] == []
    assert rows_with_words(other.person_id) > 5
    removal = Removal.objects.system(LOOK).get()
    assert (removal.state, removal.words) == (RemovalState.DONE, {})
    assert AuditLine.objects.filter(act="approve_removal", object=removal.code).exists()


def test_who_asks_does_not_decide_and_only_a_supervisor_of_the_agency_does(account_for):
    case = closed_case()
    removal = asked(case, by="coumba")
    for who in ("coumba", "awa"):
        with pytest.raises(NotAllowed):
            actions.approve_removal(scene.actor(who), removal)
    account_for("elsewhere", "Superviseur d’ailleurs", "supervisor", "helvetas")
    for act in (actions.approve_removal, actions.refuse_removal):
        with pytest.raises(NotAllowed):
            act(scene.actor("elsewhere"), removal)
    with pytest.raises(NotAllowed):
        asked(case, by="boubacar")
    actions.approve_removal(scene.actor("djeneba"), removal)
    for act in (actions.approve_removal, actions.refuse_removal):
        with pytest.raises(StateNotOpen):
            act(scene.actor("djeneba"), removal)


def test_a_refused_removal_leaves_everything():
    case = closed_case()
    before = rows_with_words(case.person_id)
    actions.refuse_removal(scene.actor("coumba"), asked(case))
    assert rows_with_words(case.person_id) == before
    asked(case)


def test_one_request_at_a_time():
    case = closed_case()
    asked(case)
    with pytest.raises(Invalid):
        asked(case)


# What keeps a record


def test_an_open_case_keeps_its_records():
    case = scene.planned_case()
    with pytest.raises(StateNotOpen, match="encore ouvert"):
        asked(case)


def test_a_running_referral_keeps_the_records():
    case = scene.open_case()
    scene.accepted_referral(case)
    close(case)
    with pytest.raises(StateNotOpen, match="pas terminé"):
        asked(case)


def test_a_hold_forbids_and_another_person_lifts_it():
    case = closed_case()
    removal = asked(case)
    standing = actions.place_hold(scene.actor("coumba"), case.person, reason="Procès en cours")
    with pytest.raises(StateNotOpen, match="gel"):
        actions.approve_removal(scene.actor("djeneba"), removal)
    with pytest.raises(NotAllowed):
        actions.lift_hold(scene.actor("coumba"), standing)
    actions.lift_hold(scene.actor("djeneba"), standing)
    with pytest.raises(StateNotOpen):
        actions.lift_hold(scene.actor("djeneba"), standing)
    actions.approve_removal(scene.actor("coumba"), removal)


def test_an_order_of_justice_keeps_the_records_while_it_is_in_force():
    case, today = closed_case(), timezone.localdate()
    record_court_order(
        scene.actor("coumba"), case.person, authority=scene.organisation("justice"), reference="RP 3", dated=today,
        valid_to=today, fields=["names"],
    )  # fmt: skip
    with pytest.raises(StateNotOpen, match="justice"):
        asked(case)


def test_the_case_of_another_agency_keeps_the_records():
    case = closed_case()
    other = Case.objects.system(LOOK).get(pk=case.pk)
    other.pk, other.code, other.agency = None, "AAAA-AAAA-A", scene.organisation("helvetas")
    other.id = None
    Case.objects.bulk_create(
        [Case(**{f.attname: getattr(other, f.attname) for f in Case._meta.fields if f.name != "id"})]
    )
    with pytest.raises(StateNotOpen, match="autre structure"):
        asked(case)


def test_the_hold_and_the_request_of_another_person_are_another_matter(client_for):
    case, other = closed_case(), closed_case(names="Kadidia Dicko")
    actions.place_hold(scene.actor("coumba"), other.person, reason="Procès")
    waiting = asked(other := closed_case(names="Oumou Sangaré"))
    actions.approve_removal(scene.actor("coumba"), asked(case))
    assert Removal.objects.system(LOOK).get(pk=waiting.pk).state == RemovalState.REQUESTED
    client = client_for(scene.account("coumba"))
    page = reverse("cases:retention_step", args=[other.code, waiting.pk, "accorder"])
    assert client.post(page, {"form_id": ""}).status_code == 302
    assert Removal.objects.system(LOOK).get(pk=waiting.pk).state == RemovalState.DONE
    nobody = reverse("cases:retention_step", args=[other.code, case.pk, "accorder"])
    assert client.get(nobody).status_code == 404


def test_each_hold_is_lifted_by_its_own_number(client_for):
    case = closed_case()
    first, second = (
        actions.place_hold(scene.actor("awa"), case.person, reason=why) for why in ("Un", "Deux")
    )
    page = reverse("cases:retention_step", args=[case.code, first.pk, "lever"])
    client_for(scene.account("coumba")).post(page, {"form_id": ""})
    assert LegalHold.objects.system(LOOK).get(lifted_at__isnull=False).pk == first.pk
    assert LegalHold.objects.system(LOOK).get(lifted_at__isnull=True).pk == second.pk


# When it is time


def due() -> list[str]:
    return [case.code for case in due_for_review(scene.actor("coumba"))]


def test_a_closed_case_is_due_when_its_time_is_over_and_a_review_puts_it_off(settings):
    settings.RETENTION_MONTHS = 12
    case = closed_case(age=30)
    assert due() == []
    aged(case, 13)
    assert due() == [case.code]
    actions.keep_longer(scene.actor("coumba"), case.person, until=timezone.localdate() + timedelta(days=40))
    assert due() == []
    Keeping.objects.system(LOOK).update(until=timezone.localdate() - timedelta(days=1))
    assert due() == [case.code]


def test_a_child_s_record_stays_until_the_child_could_ask_for_it(settings):
    settings.RETENTION_MONTHS, settings.RETENTION_CHILD_AGE = 12, 25
    case = closed_case(age=14)
    aged(case, 20)
    assert due() == []
    settings.RETENTION_CHILD_AGE = 10
    assert due() == [case.code]


@pytest.mark.parametrize("days", [0, -1, 31 * 60 + 1])
def test_a_day_that_is_past_or_too_far_is_refused(days):
    case = closed_case()
    with pytest.raises(Invalid):
        actions.keep_longer(
            scene.actor("coumba"), case.person, until=timezone.localdate() + timedelta(days=days)
        )


# After a backup is put back


def test_what_was_removed_is_removed_again_from_the_register(register, django_capture_on_commit_callbacks):
    case, erased = closed_case(), closed_case(names="Kadidia Dicko")
    with django_capture_on_commit_callbacks(execute=True):
        actions.approve_removal(scene.actor("coumba"), asked(case))
        actions.approve_removal(scene.actor("coumba"), asked(erased, "erase"))
    told = register.read_text()
    assert str(case.person_id) in told
    assert scene.NAMES not in told
    identity = Identity.objects.system(LOOK).get(person=case.person_id)
    identity.write(names=scene.NAMES)
    identity.save()
    assert actions.replay_removals(None, register) == 1
    assert rows_with_words(case.person_id) == 0
    assert actions.replay_removals(None, register.with_name("none")) == 0


def test_old_traces_go_and_new_ones_stay(awa):
    old = FormReceipt.objects.create(form="5f3a1c1e-8d0b-4a2e-9b7f-1c2d3e4f5a6b", account=awa, location="/")
    FormReceipt.objects.create(form="5f3a1c1e-8d0b-4a2e-9b7f-1c2d3e4f5a6c", account=awa, location="/")
    FormReceipt.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=200))
    assert purge_traces(None) == 1
    assert FormReceipt.objects.count() == 1


# The pages


def test_two_supervisors_walk_the_pages_to_the_end(client_for):
    case = closed_case(age=30)
    aged(case, 80)
    first, second = (client_for(Account.objects.get(username=name)) for name in SUPERVISORS)
    assert (
        case.code in first.get(reverse("interface:my_day")).content.decode().split("Conservation à revoir")[1]
    )
    page = reverse("cases:retention", args=[case.code])
    assert "est passée" in first.get(page).content.decode()
    first.post(reverse("cases:retention_act", args=[case.code, "effacer"]),
               {"how": "anonymise", "ground": "over", "reason": "Cinq ans"})  # fmt: skip
    removal = Removal.objects.system(LOOK).get()
    decide = reverse("cases:retention_step", args=[case.code, removal.pk, "accorder"])
    assert decide not in first.get(page).content.decode()
    assert decide in second.get(page).content.decode()
    assert "Un effacement attend" in second.get(reverse("interface:my_day")).content.decode()
    answer = second.post(decide, {"form_id": ""})
    assert answer.status_code == 302, answer.content.decode()
    assert rows_with_words(case.person_id) == 0


@pytest.mark.parametrize("slug", ["inconnu", "accorder", "lever"])
def test_an_act_that_does_not_fit_its_record_is_not_there(slug, client_for):
    case = closed_case()
    standing = actions.place_hold(scene.actor("awa"), case.person, reason="Procès")
    client = client_for(scene.account("coumba"))
    status = client.get(reverse("cases:retention_step", args=[case.code, standing.pk, slug])).status_code
    assert status == (200 if slug == "lever" else 404)
    assert client.get(reverse("cases:retention_act", args=[case.code, "inconnu"])).status_code == 404


def test_everybody_reads_how_long_things_are_kept(client_for, garba):
    page = client_for(garba).get(reverse("retention:table")).content.decode()
    assert "60 mois après la clôture" in page


def test_an_order_or_a_disclosure_that_has_ended_keeps_nothing():
    case, today = closed_case(), timezone.localdate()
    past = today - timedelta(days=1)
    order = record_court_order(
        scene.actor("coumba"), case.person, authority=scene.organisation("brigade"), reference="RP 4", dated=past,
        valid_to=today, fields=["names"],
    )  # fmt: skip
    disclosure = request_disclosure(
        scene.actor("awa"), case.person, recipient=scene.organisation("brigade"), fields=["names"], purpose="Plainte",
        order=order,
    )  # fmt: skip
    CourtOrder.objects.system(LOOK).update(valid_to=past)
    with pytest.raises(StateNotOpen, match="divulgation"):
        asked(case)
    recall_disclosure(scene.actor("awa"), disclosure)
    assert asked(case)


def test_what_is_about_another_person_has_no_step_on_this_case(client_for):
    case, other = closed_case(), closed_case(names="Kadidia Dicko")
    standing = actions.place_hold(scene.actor("awa"), other.person, reason="Procès")
    client = client_for(scene.account("coumba"))
    assert (
        client.get(reverse("cases:retention_step", args=[case.code, standing.pk, "lever"])).status_code == 404
    )
    assert (
        client.get(reverse("cases:retention_step", args=[other.code, standing.pk, "lever"])).status_code
        == 200
    )
