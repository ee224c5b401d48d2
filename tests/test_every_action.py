"""Every act of the platform is carried out once, and refused once; each time the journal says so."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db.models import Value
from django.db.models.functions import Concat
from django.utils import timezone

from siraba.engines.matching.duplicates import Pair
from siraba.engines.xforms import write_instance
from siraba.foundation.access.acts import ACT_RULES
from siraba.foundation.access.errors import NotAllowed, NotVisible
from siraba.foundation.access.keys import add_key, numbers
from siraba.foundation.access.policy import Category, Purpose
from siraba.foundation.accounts.models import Account
from siraba.foundation.accounts.tokens import make_token
from siraba.foundation.audit.chain import seal, verify
from siraba.foundation.audit.journal import ACTIONS
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.consent import overrides
from siraba.foundation.consent.models import Consent, ConsentNotice, Override
from siraba.foundation.forms import actions as form_acts
from siraba.foundation.forms import submissions as sending
from siraba.foundation.forms.selectors import published
from siraba.foundation.handover import disclosures, orders, requests
from siraba.foundation.handover.models import BlindQuestion
from siraba.foundation.interface.uploads import Document
from siraba.foundation.ledger.actions import Posting
from siraba.foundation.membership import actions as membership
from siraba.foundation.messaging.outbox import claim_next
from siraba.foundation.people.models import Identity
from siraba.foundation.retention import actions as retention
from siraba.foundation.services.loading import load_demonstration_services
from siraba.foundation.sign_in.actions import add_code_factor as add_code
from siraba.partnership.statistics import actions as statistics
from siraba.prevention.development import money as spending
from siraba.protection.cases import transfers
from siraba.protection.cases.elements import Elements
from siraba.protection.cases.models import Likeness
from siraba.protection.civil_status.inspection.models import Look
from siraba.protection.civil_status.registers.actions import Basis
from siraba.protection.civil_status.registers.models import Mandate
from siraba.protection.civil_status.registers.takeover import PaperAct
from siraba.protection.exchange.models import Import
from siraba.protection.feedback import actions as voices
from siraba.protection.reception.orientation.recordings import Sound
from siraba.protection.referrals import actions as referring
from siraba.protection.referrals.models import Referral
from siraba.protection.reintegration.committee import deciding, meeting, proposing, signing, voting
from siraba.protection.reintegration.committee.models import Item
from siraba.protection.reintegration.payments import outcomes
from siraba.protection.reintegration.payments.channels import Outcome, Result
from siraba.protection.reintegration.safeguards.finding import Finding
from siraba.protection.reintegration.safeguards.models import FlagKind
from siraba.protection.tracing.models import Registration
from tests import determining, inspecting, investigating, networking, paying, registering, returning, scene

for module in (settings.ROOT_URLCONF, "siraba.config.demonstration", "siraba.config.timers"):
    import_module(module)
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures(
        "awa",
        "boubacar",
        "coumba",
        "daouda",
        "etienne",
        "fanta",
        "garba",
        "hawa",
        "ibrahima",
        "issa",
        "kassim",
        "lassana",
        "mariam",
        "moussa",
        "nana",
        "provider",
    ),
]
SYSTEM = "a test looks at the row itself"
BY_THE_MACHINE = {
    "use_invitation",
    "rotate_key",
    "record_resealing",
    "retire_key",
    "expire_consents",
    "receive_message",
    "forget_tables",
    "forget_arrivals",
    "expire_disclosures",
    "create_administrator",
    "index_all_names",
    "purge_traces",
    "replay_removals",
    "close_blind_requests",
    "expire_referrals",
    "expire_services",
    "load_directory",
    "find_duplicates",
    "load_demonstration",
    "keep_vault",
    "keep_messages",
    "note_outcome",
    "queue_message",
    "index_vault_names",
    "replay_withdrawals",
    "free_unclaimed_beds",
    "empty_queues",
    *(
        "screen_application",
        "raise_flag",
        "open_instalments",
        "start_project",
        "claim_payment",
        "note_payment",
    ),
    *("note_wallet_name", "enter_late", "forget_payments"),
    "receive_application",
    "withdraw_by_receipt",
    "appeal_by_receipt",
    "tell_applicants",
    "schedule_follow_ups",
    "forget_applications",
    "forget_follow_ups",
    "expire_statements",
    "forget_analyses",
    "receive_report",
    "empty_cleared_suspects",
    "take_over_acts",
    "publish_lists",
    "forget_statelessness",
    "open_alerts",
    "forget_alerts",
}
OF_THE_PLATFORM = {name: run for name, run in ACTIONS.items() if ".tests." not in run.__module__}


@dataclass
class Scenario:
    """A scene that is ready: who acts (None: the system), on what, with which words; and the journal's object."""

    who: str | None
    arguments: tuple = ()
    words: dict[str, Any] | None = None
    object: str | None = None
    purpose: Purpose | None = None


SCENARIOS: dict[str, Callable[..., Scenario]] = {}


def scenario(build: Callable[..., Scenario]) -> Callable[..., Scenario]:
    SCENARIOS[build.__name__] = build
    return build


def on(case, who="awa", *more, **words) -> Scenario:
    return Scenario(who, (case, *more), words, case.code)


GIRL = {"names": scene.NAMES, "sex": "female", "age": 14, "citizenships": "ML"}


@scenario
def register_person():
    return Scenario("garba", (), GIRL)


@scenario
def correct_identity():
    case = scene.receive()
    identity = Identity.objects.visible_to(scene.actor("garba"), Category.IDENTITY).get()
    words = {"names": "Aïssata Sissoko", "contact": scene.CONTACT, "contact_advice": ""}
    return Scenario("garba", (identity,), words, f"person:{str(case.person_id)[:8]}")


@scenario
def receive_person():
    return Scenario("garba", (), {**GIRL, "urgent_need": "shelter"})


@scenario
def screen_case():
    elements = Elements(("recruitment",), (), ("servitude",))
    return on(
        scene.receive("awa"),
        elements=elements,
        immediate_danger=True,
        presumed=True,
        pathway="victim",
        note=scene.WORDS,
    )


@scenario
def decide_identification():
    return on(scene.open_case(), status="identified", body="NGO", grounds=scene.WORDS)


def a_likeness() -> Any:
    """Awa's case, and the same girl received again by somebody else."""
    case = scene.open_case()
    scene.receive("boubacar")
    return Likeness.objects.system(SYSTEM).select_related("other").get(other=case)


@scenario
def find_duplicates():
    case, other = scene.open_case(), scene.receive("boubacar", names="Kadidia Dicko")
    pair = Pair(str(case.pk), str(other.pk), 3.0, 0.9, {}, frozenset())
    return Scenario(None, ([pair],))


@scenario
def confirm_likeness():
    likeness = a_likeness()
    return Scenario("awa", (likeness,), {}, likeness.code)


@scenario
def dismiss_likeness():
    likeness = a_likeness()
    return Scenario("awa", (likeness,), {}, likeness.code)


@scenario
def assess_case():
    return on(scene.open_case(), answers={**scene.NOTHING_WRONG, "health": scene.HEALTH}, risk="high")


@scenario
def fill_form():
    return on(scene.open_case(), form=published("safety"), answers=scene.SAFE)


@scenario
def approve_form():
    case = scene.open_case()
    return on(case, "coumba", scene.waiting_form(case))


@scenario
def return_form():
    case = scene.open_case()
    return on(case, "coumba", scene.waiting_form(case), remark=scene.WORDS)


@scenario
def approve_assessment():
    case = scene.open_case()
    return on(case, "coumba", scene.assess(case))


@scenario
def return_assessment():
    case = scene.open_case()
    return on(case, "coumba", scene.assess(case), remark=scene.WORDS)


@scenario
def submit_plan():
    case = scene.open_case()
    scene.assess(case)
    return on(case, objective=scene.WORDS, actions=[], person_agrees=True)


@scenario
def approve_plan():
    case = scene.open_case()
    scene.assess(case)
    return on(case, "coumba", scene.plan(case))


@scenario
def return_plan():
    case = scene.open_case()
    scene.assess(case)
    return on(case, "coumba", scene.plan(case), remark=scene.WORDS)


@scenario
def record_service():
    return on(scene.open_case(), service_type="medical", delivered_on=timezone.localdate(), note=scene.HEALTH)


@scenario
def record_follow_up():
    return on(followed_case(), met_on=timezone.localdate(), risk="low", note=scene.WORDS)


def followed_case():
    case = scene.planned_case()
    run("record_service", "awa", case, service_type="shelter", delivered_on=timezone.localdate())
    return case


@scenario
def attach_document():
    return on(scene.open_case(), title="Certificat", category="health", document=scene.PAPER)


@scenario
def assign_case():
    return on(scene.open_case(), "coumba", scene.account("awa"))


@scenario
def request_closure():
    return on(scene.open_case(), reason="goals_met", person_informed=True)


def case_to_close():
    case = scene.open_case()
    run("request_closure", "awa", case, reason="goals_met", person_informed=True)
    return case


@scenario
def refuse_closure():
    return on(case_to_close(), "coumba", reason=scene.WORDS)


@scenario
def close_case():
    return on(case_to_close(), "coumba")


@scenario
def reopen_case():
    case = case_to_close()
    run("close_case", "coumba", case)
    return on(case, "coumba", reason=scene.WORDS)


@scenario
def add_note():
    return on(scene.open_case(), text=scene.WORDS)


@scenario
def send_transfer():
    case = scene.receive()
    scene.agree("garba", case, "oim")
    return on(case, "garba", scene.organisation("oim"), reason=scene.WORDS)


@scenario
def accept_transfer():
    case = scene.receive()
    return Scenario("awa", (scene.hand_over(case),), {}, case.code)


@scenario
def decline_transfer():
    transfer = scene.hand_over(scene.receive())
    return Scenario("awa", (transfer,), {"reason": "no_capacity"}, transfer.code)


@scenario
def revoke_transfer():
    transfer = scene.hand_over(scene.receive())
    return Scenario("garba", (transfer,), {}, transfer.code)


@scenario
def record_consent():
    words = {
        "scope": "share_named_agency",
        "recipient": scene.organisation("foyer"),
        "categories": ["identity"],
        "giver": "caregiver",
        "giver_name": scene.MOTHER,
        "modality": "voice",
        "language": "bm",
    }
    return Scenario("awa", (scene.open_case().person,), words)


@scenario
def withdraw_consent():
    consent = scene.agree("awa", scene.open_case(), "foyer")
    return Scenario("awa", (consent,), {}, consent.code)


@scenario
def expire_consents():
    scene.agree("awa", scene.open_case(), "foyer")
    past = timezone.now() - timedelta(days=1)
    Consent.objects.system(SYSTEM).update(valid_from=past - timedelta(days=9), valid_to=past)
    return Scenario(None)


@scenario
def prepare_referral():
    words = {"urgency": "urgent", "released_fields": ["names"], "request": scene.REQUEST}
    return Scenario("awa", (scene.open_case(), scene.service()), words)


@scenario
def send_referral():
    case = scene.open_case()
    scene.agree("awa", case, "foyer")
    referral = scene.prepare(case)
    return on(referral)


@scenario
def receive_referral():
    return on(scene.refer(scene.open_case()), "provider")


@scenario
def accept_referral():
    return on(scene.refer(scene.open_case()), "provider")


@scenario
def decline_referral():
    return on(scene.refer(scene.open_case()), "provider", reason="no_capacity")


@scenario
def start_service():
    return on(scene.accepted_referral(scene.open_case()), "provider")


@scenario
def complete_referral():
    return on(scene.accepted_referral(scene.open_case()), "provider", outcome=scene.WORDS)


@scenario
def fail_referral():
    return on(scene.accepted_referral(scene.open_case()), "provider", outcome=scene.WORDS)


@scenario
def revoke_referral():
    return on(scene.refer(scene.open_case()))


def late_referral():
    referral = scene.refer(scene.open_case())
    Referral.objects.system(SYSTEM).update(answer_due=timezone.now() - timedelta(hours=1))
    return referral


@scenario
def relaunch_referral():
    referral = late_referral()
    referring.expire_referrals(None)
    return on(referral, "hawa")


@scenario
def expire_referrals():
    late_referral()
    return Scenario(None)


@scenario
def change_password():
    account = scene.account("awa")
    return Scenario("awa", (account,), {"password": "Une pirogue à Gao"}, f"account:{account.pk}")


def own_account(**words) -> Scenario:
    account = scene.account("awa")
    return Scenario("awa", (account,), words, f"account:{account.pk}")


def at_need(case, **words):
    return overrides.request_override(
        scene.actor("awa", Purpose.EMERGENCY),
        case.person,
        recipient=scene.organisation("clinique"),
        **{"categories": ["identity"], "ground": "life", "reason": scene.WORDS, **words},
    )


@scenario
def request_override():
    case = scene.open_case()
    words = {"recipient": scene.organisation("clinique"), "categories": ["health"]}
    return Scenario(
        "awa", (case.person,), words | {"ground": "life", "reason": scene.WORDS}, purpose=Purpose.EMERGENCY
    )


@scenario
def approve_override():
    override = at_need(scene.open_case())
    return Scenario("coumba", (override,), {}, override.code, Purpose.EMERGENCY)


@scenario
def refuse_override():
    override = at_need(scene.open_case())
    return Scenario("coumba", (override,), {}, override.code, Purpose.EMERGENCY)


@scenario
def review_override():
    override = at_need(scene.open_case())
    overrides.approve_override(scene.actor("coumba", Purpose.EMERGENCY), override)
    Override.objects.system(SYSTEM).update(state="ended")
    words = {"justified": True, "person_told": False, "review": scene.WORDS}
    return Scenario("coumba", (override,), words, override.code, Purpose.EMERGENCY)


@scenario
def withdraw_categories():
    case = scene.open_case()
    consent = scene.agree("awa", case, "foyer")
    return Scenario("awa", (consent,), {"categories": ["case"]}, consent.code)


@scenario
def withdraw_all():
    case = scene.open_case()
    scene.agree("awa", case, "foyer")
    return Scenario("awa", (case.person,), {}, f"person:{str(case.person_id)[:8]}")


@scenario
def acknowledge_notice():
    case = scene.open_case()
    scene.accepted_referral(case)
    run("withdraw_all", "awa", case.person)
    notice = ConsentNotice.objects.system(SYSTEM).get()
    return Scenario("provider", (notice,), {}, notice.code)


def wanted_by_justice() -> Any:
    """A disclosure that Awa has asked for, on the person's consent."""
    case = scene.open_case()
    scene.agree("awa", case, "brigade", scope="share_law_enforcement")
    return disclosures.request_disclosure(
        scene.actor("awa"),
        case.person,
        recipient=scene.organisation("brigade"),
        fields=["names"],
        purpose=scene.WORDS,
    )


@scenario
def request_disclosure():
    case = scene.open_case()
    scene.agree("awa", case, "brigade", scope="share_law_enforcement")
    words = {"recipient": scene.organisation("brigade"), "fields": ["names"], "purpose": scene.WORDS}
    return Scenario("awa", (case.person,), words)


@scenario
def approve_disclosure():
    disclosure = wanted_by_justice()
    return Scenario("coumba", (disclosure,), {}, disclosure.code)


@scenario
def refuse_disclosure():
    return approve_disclosure()


@scenario
def recall_disclosure():
    disclosure = wanted_by_justice()
    return Scenario("awa", (disclosure,), {}, disclosure.code)


def handed_over() -> Any:
    return disclosures.approve_disclosure(scene.actor("coumba"), wanted_by_justice())


@scenario
def acknowledge_disclosure():
    copy = handed_over()
    return Scenario("daouda", (copy,), {}, copy.code)


@scenario
def use_disclosure():
    copy = handed_over()
    disclosures.acknowledge_disclosure(scene.actor("daouda"), copy)
    return Scenario("daouda", (copy,), {}, copy.code)


@scenario
def expire_disclosures():
    handed_over()
    return Scenario(None)


def closed_case() -> Any:
    case = scene.open_case()
    case.state, case.closed_at = "closed", timezone.now()
    case.save()
    return case


@scenario
def request_removal():
    words = {"how": "anonymise", "ground": "asked", "reason": scene.WORDS}
    return Scenario("awa", (closed_case().person,), words)


@scenario
def approve_removal():
    made = request_removal()
    removal = retention.request_removal(scene.actor("awa"), *made.arguments, **made.words)
    return Scenario("coumba", (removal,), {}, removal.code)


@scenario
def refuse_removal():
    return approve_removal()


@scenario
def place_hold():
    return Scenario("awa", (closed_case().person,), {"reason": scene.WORDS})


@scenario
def lift_hold():
    standing = retention.place_hold(scene.actor("awa"), closed_case().person, reason=scene.WORDS)
    return Scenario("coumba", (standing,), {}, standing.code)


@scenario
def keep_longer():
    until = timezone.localdate() + timedelta(days=30)
    return Scenario("coumba", (closed_case().person,), {"until": until})


@scenario
def replay_removals():
    return Scenario(None, (settings.REMOVALS_REGISTER,))


@scenario
def index_all_names():
    scene.receive()
    return Scenario(None)


@scenario
def hand_over_log():
    code = scene.open_case().code
    return Scenario("awa", (code,), {}, code, Purpose.OVERSIGHT)


@scenario
def create_administrator():
    return Scenario(None, (), {"username": "premier", "full_name": "Premier Administrateur"})


@scenario
def purge_traces():
    return Scenario(None)


def ordered(**changes) -> dict[str, Any]:
    today = timezone.localdate()
    words = {"authority": scene.organisation("brigade"), "reference": scene.WORDS, "fields": ["names"]}
    return words | {"dated": today, "valid_to": today} | changes


@scenario
def record_court_order():
    return Scenario("coumba", (scene.open_case().person,), ordered())


@scenario
def object_to_order():
    order = orders.record_court_order(scene.actor("coumba"), scene.open_case().person, **ordered())
    return Scenario("coumba", (order,), {"grounds": scene.WORDS}, order.code)


@scenario
def settle_objection():
    made = object_to_order()
    orders.object_to_order(scene.actor("coumba"), *made.arguments, grounds=scene.WORDS)
    return Scenario("coumba", made.arguments, {"upheld": True}, made.object)


@scenario
def ask_blindly():
    return Scenario("daouda", (), {"code": scene.open_case().code, "question": scene.WORDS})


@scenario
def answer_blind_question():
    requests.ask_blindly(scene.actor("daouda"), code=scene.open_case().code, question=scene.WORDS)
    question = BlindQuestion.objects.system(SYSTEM).get()
    return Scenario("awa", (question,), {"answer": "no"}, question.code)


@scenario
def close_blind_requests():
    ask_blindly()
    return Scenario(None)


@scenario
def rotate_key():
    return Scenario(None, ("family_links",), {}, "key:family_links")


@scenario
def record_resealing():
    return Scenario(None, ("family_links",), {"count": 0}, "key:family_links")


@scenario
def retire_key():
    add_key("family_links")
    return Scenario(None, ("family_links", numbers("family_links")[0]), {}, "key:family_links")


def invited() -> Any:
    home = scene.organisation("oim")
    return membership.invite_account(
        scene.actor("kassim"),
        organisation=home,
        role="case_manager",
        username="nouvelle",
        full_name="Nouvelle",
    )


@scenario
def invite_account():
    words = {"organisation": scene.organisation("oim"), "role": "case_manager", "username": "nouvelle"}
    return Scenario("kassim", (), words | {"full_name": "Nouvelle"})


@scenario
def revoke_invitation():
    invitation, _secret = invited()
    return Scenario("kassim", (invitation,), {}, f"invitation:{invitation.pk}")


@scenario
def use_invitation():
    _invitation, secret = invited()
    return Scenario(None, (secret,), {"password": "Une pirogue à Gao"})


def of_awa() -> Scenario:
    account = scene.account("awa")
    return Scenario("kassim", (account,), {}, f"account:{account.pk}")


@scenario
def suspend_account():
    return of_awa()


@scenario
def renew_access():
    return of_awa()


@scenario
def reinstate_account():
    account = scene.account("awa")
    account.set_password("Une pirogue à Gao")
    account.is_active = False
    account.save()
    return of_awa()


@scenario
def end_membership():
    return of_awa()


@scenario
def add_code_factor():
    return own_account(name="Téléphone", secret=b"12345678901234567890", step=1)


@scenario
def add_passkey():
    key = SimpleNamespace(sign_count=0, credential_id=b"1" * 16, credential_public_key=b"2" * 70)
    return own_account(name="Clé bleue", key=key)


@scenario
def remove_factor():
    with_second = own_account()
    factors = [
        add_code(scene.actor("awa"), *with_second.arguments, name=name, secret=b"1" * 20, step=1)
        for name in ("Téléphone", "Tablette")
    ]
    return Scenario("awa", (factors[0],), {}, with_second.object)


@scenario
def renew_recovery_codes():
    return own_account()


@scenario
def close_sessions():
    return own_account(but="")


@scenario
def acknowledge_notices():
    return own_account()


@scenario
def issue_token():
    return Scenario("awa", ("care",), {"name": "Tableur"})


@scenario
def revoke_token():
    token, _secret = make_token(scene.account("awa").pk, "care", "Tableur")
    return Scenario("awa", (token,), {}, f"token:{token.pk}")


def added_form() -> Any:
    return form_acts.add_form(scene.actor("hawa"), **scene.FORM)


@scenario
def add_form():
    return Scenario("hawa", (), scene.FORM, "essai")


@scenario
def map_form():
    return Scenario("hawa", (added_form(),), {"mapping": {"names": "story"}}, "essai")


ARRIVED = {"names": scene.NAMES, "sex": "female", "age": "14", "citizenships": "ML", "urgent_need": "none"}


def a_sheet(**changes: str) -> bytes:
    return write_instance(published("arrival").form, {**ARRIVED, **changes}, "uuid:1")


def kept_sheet(**changes: str) -> Any:
    return sending.keep_submission(scene.actor("garba"), xml=a_sheet(**changes), files={})


@scenario
def keep_submission():
    return Scenario("garba", (), {"xml": a_sheet(), "files": {}})


@scenario
def apply_submission():
    return Scenario("garba", (kept_sheet(),))


@scenario
def set_aside():
    kept = kept_sheet(age="214")
    return Scenario("garba", (kept,), {"reason": "Âge impossible"}, kept.code)


@scenario
def enrol_device():
    return Scenario("garba", (), {"name": "Téléphone"})


@scenario
def release_keys():
    device = scene.device("garba")
    return Scenario("garba", (device,), {}, device.code)


@scenario
def carry_records():
    case = scene.receive()
    return Scenario("garba", (scene.device("garba"),), {"codes": [case.code]}, case.code)


@scenario
def apply_edit():
    case = scene.receive()
    words = {"number": uuid4(), "code": case.code, "field": "contact", "seen": "", "wanted": scene.CONTACT}
    return Scenario("garba", (scene.device("garba"),), words, case.code)


@scenario
def wipe_device():
    device = scene.device("garba")
    return Scenario("garba", (device,), {}, device.code)


@scenario
def keep_edit():
    case = scene.open_case()
    edit = scene.conflict(case)
    return Scenario("awa", (edit,), {"read": edit.words["found"]}, case.code)


@scenario
def drop_edit():
    case = scene.open_case()
    return Scenario("awa", (scene.conflict(case),), {}, case.code)


@scenario
def add_import():
    return Scenario("awa", (), {"source": "Cahier", "content": b"noms,sexe\nAwa,f\n"})


def a_table(**words):
    made = scene.table()
    return Scenario("awa", (made,), words, made.code)


@scenario
def map_import():
    return a_table(mapping=scene.table().mapping)


@scenario
def check_rows():
    return a_table()


@scenario
def import_rows():
    return a_table()


@scenario
def drop_import():
    return a_table()


# Networks of an inquiry


@scenario
def propose_analysis():
    words = {"title": "Essai (fictif)", "purpose": "But", "grounds": "Motifs", "handling": "amber"}
    return Scenario("daouda", (networking.inquiry(),), words)


@scenario
def approve_analysis():
    made = networking.proposed()
    return Scenario("ibrahima", (made,), {}, made.code)


@scenario
def refuse_analysis():
    made = networking.proposed()
    return Scenario("ibrahima", (made,), {"refusal": scene.WORDS}, made.code)


@scenario
def close_analysis():
    made = networking.analysis()
    return Scenario("daouda", (made,), {"closing": scene.WORDS}, made.code)


@scenario
def forget_analyses():
    networking.analysis()
    return Scenario(None, (), {}, "")


@scenario
def expire_statements():
    networking.entity(networking.analysis())
    return Scenario(None, (), {}, "")


@scenario
def add_entity():
    words = {"kind": "person", "said": [("name", scene.NAMES)], "grading": networking.grading()}
    return Scenario("daouda", (networking.analysis(),), words)


@scenario
def add_statement():
    words = {"prop": "alias", "value": scene.NAMES, "grading": networking.grading()}
    return Scenario("daouda", (networking.entity(networking.analysis()),), words)


@scenario
def add_link():
    made = networking.analysis()
    one, other = networking.entity(made), networking.entity(made, name="Autre Fictif")
    words = {"kind": "associate", "source": one, "target": other}
    words |= {"extent": networking.Extent(), "grading": networking.grading()}
    return Scenario("daouda", (made,), words)


@scenario
def mark_entity():
    made = networking.entity(networking.analysis())
    return Scenario("daouda", (made,), {"standing": "witness", "reason": scene.WORDS}, made.code)


@scenario
def unmark_entity():
    made = networking.forced(networking.analysis())
    return Scenario("ibrahima", (made,), {"reason": scene.WORDS}, made.code)


@scenario
def confirm_statement():
    made = networking.statement(networking.entity(networking.analysis()))
    return Scenario("daouda", (made,), {"evidence": "PV 3", "confirmation": scene.WORDS}, made.code)


@scenario
def withdraw_statement():
    made = networking.statement(networking.entity(networking.analysis()))
    return Scenario("daouda", (made,), {}, made.code)


@scenario
def propose_merges():
    made = networking.analysis()
    return Scenario("daouda", (made,), {}, made.code)


@scenario
def accept_merge():
    made = networking.pair(networking.analysis())
    return Scenario("daouda", (made,), {"why": scene.WORDS}, made.code)


@scenario
def reject_merge():
    made = networking.pair(networking.analysis())
    return Scenario("daouda", (made,), {"why": scene.WORDS}, made.code)


@scenario
def split_merge():
    made = networking.pair(networking.analysis())
    run("accept_merge", "daouda", made, why=scene.WORDS)
    return Scenario("daouda", (made,), {"why": scene.WORDS}, made.code)


@scenario
def add_graph_import():
    words = {
        "layout": "calls",
        "content": io.BytesIO(networking.CALLS.encode()),
        "grading": networking.record(),
    }
    return Scenario("daouda", (networking.analysis(),), words)


@scenario
def map_graph_import():
    made = networking.table(networking.analysis())
    return Scenario("daouda", (made,), {"mapping": made.mapping}, made.code)


@scenario
def check_graph_import():
    made = networking.table(networking.analysis())
    return Scenario("daouda", (made,), {}, made.code)


@scenario
def take_graph_import():
    made = networking.tried(networking.table(networking.analysis()))
    return Scenario("daouda", (made,), {}, made.code)


@scenario
def drop_graph_import():
    made = networking.table(networking.analysis())
    return Scenario("daouda", (made,), {}, made.code)


@scenario
def draw_picture():
    made = networking.analysis()
    networking.entity(made)
    return Scenario("daouda", (made,), {"seconds": 60}, made.code)


@scenario
def save_view():
    words = {"name": scene.NAMES, "note": scene.WORDS, "query": "around=1"}
    return Scenario("daouda", (networking.analysis(),), words)


@scenario
def drop_view():
    made = networking.view(networking.analysis())
    return Scenario("daouda", (made,), {}, made.code)


@scenario
def print_lead():
    made = networking.plan(networking.analysis())
    return Scenario("daouda", (made,), {}, made.code)


@scenario
def ask_plan():
    words = {"why": scene.WORDS, "target": 0.1, "most": {"person": 1}, "costs": {}}
    return Scenario("daouda", (networking.analysis(),), words)


@scenario
def compute_plan():
    made = networking.asked(networking.analysis())
    return Scenario("daouda", (made,), {}, made.code)


@scenario
def decide_plan():
    made = networking.plan(networking.analysis())
    return Scenario("daouda", (made,), {"decision": "set_aside", "reasons": scene.WORDS}, made.code)


@scenario
def export_network():
    made = networking.analysis()
    networking.entity(made)
    return Scenario("daouda", (made,), {"form": "ftm", "reason": scene.WORDS}, made.code)


@scenario
def forget_tables():
    scene.table()
    Import.objects.system(SYSTEM).update(added_at=timezone.now() - timedelta(days=99))
    return Scenario(None, (), {}, "")


@scenario
def export_cases():
    scene.open_case()
    return Scenario("awa", (), {"form": "csv"}, "")


@scenario
def export_archive():
    case = scene.open_case()
    return Scenario("awa", (case,), {"password": "quatre mots au hasard"}, case.code)


@scenario
def give_receipt():
    return on(scene.open_case())


@scenario
def receive_message():
    case = scene.open_case()
    number = voices.give_receipt(scene.actor("awa"), case)
    words = {"kind": "withdraw", "way": "sms", "text": scene.WORDS}
    return Scenario(None, (number,), words, case.code)


@scenario
def answer_message():
    case = scene.open_case()
    return Scenario("awa", (scene.speak(case),), {"answer": scene.WORDS}, case.code)


@scenario
def publish_form():
    return Scenario("hawa", (added_form(),), {}, "essai")


@scenario
def retire_form():
    version = added_form()
    form_acts.publish_form(scene.actor("hawa"), version)
    return Scenario("hawa", (version,), {}, "essai")


@scenario
def refresh_board():
    scene.open_case()
    return Scenario("hawa")


@scenario
def export_historic_records(tmp_path):
    path = tmp_path / "extrait.csv"
    path.write_text("prs_Gender,vic_TypeOfExploitation\nFeminine,\n")
    statistics.import_historic_records(None, "htcds", path)
    return Scenario(None, ("htcds", tmp_path / "rendu.csv"), {}, "htcds")


@scenario
def import_historic_records(tmp_path):
    path = tmp_path / "extrait.csv"
    path.write_text("prs_Gender,vic_TypeOfExploitation\nFemale,\n")
    return Scenario(None, ("htcds", path))


@scenario
def load_demonstration():
    Account.objects.update(username=Concat(Value("avant-"), "username"))
    load_demonstration_services()
    return Scenario(None, (2026, 3, None))


# The directory


def of_entry(who="coumba", **words) -> Scenario:
    made = scene.entry()
    return Scenario(who, (made,), words, made.code)


@scenario
def add_service():
    told = {
        "name": "Soins à Gao",
        "service_type": "medical",
        "area": scene.region(),
        "valid_from": timezone.localdate(),
    }
    return Scenario("coumba", (), told)


@scenario
def amend_service():
    return of_entry(fees="Gratuit", parts={"languages": ["fr", "bm"]})


@scenario
def verify_service():
    return of_entry()


@scenario
def update_vacancy():
    return of_entry(vacant=3)


@scenario
def archive_service():
    return of_entry()


@scenario
def restore_service():
    made = scene.entry()
    run("archive_service", "coumba", made)
    return Scenario("coumba", (made,), {}, made.code)


@scenario
def expire_services():
    made = scene.entry()
    made.verified_on = timezone.localdate() - timedelta(days=400)
    made.save()
    return Scenario(None)


@scenario
def add_directory_file():
    told = {"services": [{"id": "1", "name": "Soins", "status": "active"}]}
    return Scenario("coumba", (), {"content": json.dumps(told).encode()})


@scenario
def import_services():
    file = scene.directory_file()
    return Scenario("coumba", (file,), {}, file.code)


@scenario
def load_directory():
    return Scenario(None, (scene.directory_file().content,), {}, "list:services")


@scenario
def export_services():
    scene.entry()
    return Scenario("coumba", ("json",), {}, "list:services")


# Family links


REASON = {"reason": scene.WORDS}
WHO = {"seeker": scene.SEEKER, "person": scene.SOUGHT, "relation": "child"}
SAID_OF_HIM = {"person": scene.RETURNEE, "kind": "returnee"}


def of_vault(record, who="fanta", **words) -> Scenario:
    return Scenario(who, (record,), words, record.code)


@scenario
def file_request():
    return Scenario("fanta", (), WHO)


@scenario
def amend_request():
    said = WHO | {"seeker_is_child": False, "agrees": True, "may_share": False}
    return of_vault(scene.file_request(), **said)


@scenario
def add_family_answers():
    return of_vault(scene.file_request(questions=()), questions=scene.FAMILY_KNOWS)


@scenario
def record_search():
    said = {"way": "visit", "made_on": timezone.localdate(), "place": "Kita", "result": scene.WORDS}
    return of_vault(scene.file_request(), **said)


@scenario
def record_call():
    return of_vault(scene.file_request())


@scenario
def give_family_receipt():
    return of_vault(scene.file_request())


@scenario
def close_request():
    return of_vault(scene.file_request(), closure="withdrawn", **REASON)


@scenario
def reopen_request():
    request = scene.file_request()
    run("close_request", "fanta", request, closure="withdrawn", **REASON)
    return of_vault(request, **REASON)


@scenario
def register_found():
    return Scenario("fanta", (), SAID_OF_HIM)


@scenario
def amend_registration():
    return of_vault(scene.register_found(), **SAID_OF_HIM, may_share=True)


@scenario
def withdraw_registration():
    return of_vault(scene.register_found())


@scenario
def shield_record():
    return of_vault(scene.register_found(), shield="gbv", **REASON)


@scenario
def lift_shield():
    registration = scene.register_found()
    run("shield_record", "fanta", registration, shield="gbv", **REASON)
    return of_vault(registration, **REASON)


@scenario
def find_leads():
    scene.register_found()
    return of_vault(scene.file_request())


@scenario
def look_in_register():
    scene.register_found()
    return Scenario("fanta", (), {"person": scene.SOUGHT}, "")


@scenario
def confirm_lead():
    return of_vault(scene.lead(), **REASON)


@scenario
def verify_lead():
    lead = scene.lead()
    run("confirm_lead", "fanta", lead, **REASON)
    return of_vault(lead, "mariam", **REASON)


@scenario
def reject_lead():
    return of_vault(scene.lead(), **REASON)


@scenario
def assess_best_interests():
    lead = scene.lead()
    run("confirm_lead", "fanta", lead, **REASON)
    said = {"officer": "DRPFEF", "on": timezone.localdate(), "child_view": scene.WORDS, "favourable": True}
    return of_vault(lead, **said, **REASON)


@scenario
def check_answer():
    said = {"question": "Son surnom ?", "expected": "Petit Kelen", "answer": "Petit Kelen", "agrees": True}
    return of_vault(scene.verified_lead(), **said)


@scenario
def offer_contact():
    return of_vault(scene.verified_lead(), **REASON)


@scenario
def accept_contact():
    lead = scene.verified_lead()
    run("offer_contact", "fanta", lead, **REASON)
    return of_vault(lead, what="alive", **REASON)


@scenario
def refuse_contact():
    lead = scene.verified_lead()
    run("offer_contact", "fanta", lead, **REASON)
    return of_vault(lead, **REASON)


@scenario
def tell_family():
    return of_vault(scene.accepted_lead(), **REASON)


@scenario
def tell_of_death():
    lead = scene.verified_lead()
    Registration.objects.system(SYSTEM).filter(pk=lead.registration_id).update(kind="deceased")
    said = {"authority": "Procureur", "on": timezone.localdate(), "place": "Kita"}
    return of_vault(lead, **said, **REASON)


@scenario
def restore_contact():
    lead = scene.accepted_lead("contact")
    run("tell_family", "fanta", lead, **REASON)
    return of_vault(lead, on=timezone.localdate(), **REASON)


@scenario
def undo_decision():
    return of_vault(scene.verified_lead(), **REASON)


NEWS = {"sender": "Sa mère", "recipient": "Petit Kelen", "address": "Bamako", "text": "Nous allons bien"}


@scenario
def write_family_message():
    return Scenario("fanta", (), NEWS)


@scenario
def release_family_message():
    return of_vault(run("write_family_message", "fanta", **NEWS), "mariam")


@scenario
def return_family_message():
    return of_vault(run("write_family_message", "fanta", **NEWS), "mariam", remark=scene.WORDS)


@scenario
def deliver_family_message():
    message = run("write_family_message", "fanta", **NEWS)
    run("release_family_message", "mariam", message)
    return of_vault(message)


@scenario
def add_list():
    return Scenario("fanta", (), {"source": "Vol", "side": "found", "content": b"nom\nColoubaly\n"})


@scenario
def map_list():
    made = scene.vault_list()
    return of_vault(made, mapping=made.mapping)


@scenario
def check_list():
    return of_vault(scene.vault_list())


@scenario
def import_list():
    return of_vault(scene.vault_list())


@scenario
def drop_list():
    return of_vault(scene.vault_list())


@scenario
def export_vault():
    return Scenario("fanta", (), {"domain": "siraba.example"}, "")


@scenario
def index_vault_names():
    scene.file_request()
    return Scenario(None)


@scenario
def replay_withdrawals(folder):
    register = folder / "withdrawals.log"
    register.write_text(f"{scene.register_found().pk}\n")
    return Scenario(None, (register,))


@scenario
def keep_vault():
    scene.register_found()
    return Scenario(None)


@scenario
def queue_message():
    scene.unsure_message()
    return Scenario(None, ("70 12 34 56", scene.WORDS), {"why": scene.SMS_KIND, "once": "7"})


@scenario
def note_outcome():
    scene.queued_message()
    message = claim_next()
    return Scenario(None, (message, "send"), {}, message.code)


@scenario
def keep_messages():
    scene.unsure_message()
    return Scenario(None)


@scenario
def requeue_message():
    message = scene.unsure_message()
    return Scenario("issa", (message,), {}, message.code)


@scenario
def drop_message():
    message = scene.unsure_message()
    return Scenario("issa", (message,), {}, message.code)


# Quality and network of branches


def answers_of(inspection: Any, **changes: str) -> dict[str, tuple[str, str]]:
    return {item.code: (changes.get(item.code, "yes"), "") for item in inspection.checklist.items}


def done_by_the_branch() -> Any:
    """An action after an inspection that whoever leads the branch says is done."""
    run(
        "describe_branch",
        "nana",
        scene.branch(),
        phones="",
        desks=2,
        longest_stay_days=3,
        lead=scene.account("garba"),
    )
    one = scene.quality_action()
    run("finish_quality_action", "garba", one, note="Posée à l’entrée")
    return one


@scenario
def plan_inspection():
    made = scene.branch()
    return Scenario("nana", (made,), {"planned_on": timezone.localdate()})


@scenario
def record_inspection():
    made = scene.inspection()
    words = {"done_on": timezone.localdate(), "answers": answers_of(made, complaints="no")}
    return Scenario("nana", (made,), words, made.code)


@scenario
def add_quality_action():
    made = scene.inspected()
    words = {"item": "complaints", "what": "Poser une boîte", "who": "head", "due": timezone.localdate()}
    return Scenario("nana", (made,), words, made.code)


@scenario
def finish_quality_action():
    one = scene.quality_action()
    return Scenario("nana", (one,), {"note": "Posée à l’entrée"}, one.code)


@scenario
def verify_quality_action():
    one = done_by_the_branch()
    return Scenario("nana", (one,), {}, one.code)


@scenario
def reopen_quality_action():
    one = done_by_the_branch()
    return Scenario("nana", (one,), {"reason": "Elle n’est pas fermée"}, one.code)


@scenario
def verify_inspection():
    one = done_by_the_branch()
    run("verify_quality_action", "nana", one)
    return Scenario("nana", (one.inspection,), {}, one.inspection.code)


# Projects where people leave from


def on_project(project, who="moussa", **words) -> Scenario:
    return Scenario(who, (project,), words, project.code)


@scenario
def propose_project():
    return Scenario("moussa", (), scene.project_said())


@scenario
def amend_project():
    return on_project(scene.project(), **scene.project_said(title="Autre titre"))


@scenario
def set_sectors():
    return on_project(scene.project(), shares=[("31140", 100)])


@scenario
def set_budget():
    return on_project(scene.project(), lines=[("Forages", 2026, 1000)])


@scenario
def set_links():
    return on_project(scene.project(), links=[("Note", "https://exemple.test/note.pdf", "A02")])


@scenario
def add_indicator():
    return on_project(scene.project(), **scene.INDICATED)


@scenario
def drop_indicator():
    made = scene.whole_project()
    return on_project(made, indicator=made.indicators.get())


@scenario
def appraise_project():
    return on_project(scene.whole_project(), "hawa", appraisal="Solide.")


@scenario
def return_project():
    return on_project(scene.appraised_project(), "hawa", reason="Le forage est trop cher")


@scenario
def fund_project():
    return on_project(scene.appraised_project(), "hawa", funder=scene.organisation("bailleur"))


@scenario
def launch_project():
    return on_project(scene.funded_project(), started_on=timezone.localdate())


@scenario
def record_result():
    made = scene.running_project()
    words = {"indicator": made.indicators.get(), "actual": 12, "measured_on": timezone.localdate()}
    return on_project(made, **words)


@scenario
def close_project():
    return on_project(scene.running_project(), "hawa", ended_on=timezone.localdate())


@scenario
def drop_project():
    return on_project(scene.project(), reason="Plus voulu")


@scenario
def publish_project():
    return on_project(scene.appraised_project(), "hawa")


@scenario
def unpublish_project():
    return on_project(scene.published_project(), "hawa")


SPENT = {"kind": "4", "amount": 1_500_000, "description": "Pompes"}


@scenario
def record_transaction():
    return on_project(scene.running_project(), day=timezone.localdate(), **SPENT)


@scenario
def reverse_transaction():
    made = scene.running_project()
    line = record_transaction_of(made)
    return on_project(made, transaction=line, reason="Saisie deux fois")


def record_transaction_of(project) -> Any:
    return spending.record_transaction(scene.actor("moussa"), project, day=timezone.localdate(), **SPENT)


@scenario
def load_component():
    words = {
        "key": "returns",
        "source": "Chiffres d’essai",
        "licence": "essai",
        "as_of": timezone.localdate(),
        "unit": "pour 1 000",
        "table": b"name,value\nCercle de Kita,4\n",
    }
    return Scenario("hawa", (), words)


@scenario
def count_services():
    return Scenario("hawa", (), {})


@scenario
def publish_index():
    scene.component()
    return Scenario("hawa", (), {"weights": {"departures": 1}, "why": "Essai"})


@scenario
def make_portfolio():
    scene.need_index()
    scene.appraised_project(zones=[scene.zone("Kayes")])
    return Scenario("hawa", (), {"name": "Essai", "budget": 60_000_000})


@scenario
def decide_portfolio():
    scene.need_index()
    scene.appraised_project(zones=[scene.zone("Kayes")])
    made = scene.portfolio()
    return Scenario("hawa", (made,), {"kept": list(made.decisions.all())}, made.code)


# The network of branches


@scenario
def make_scenario():
    return Scenario("nana", (), scene.ASKED)


@scenario
def set_sites():
    made = scene.scenario()
    areas = [site.area for site in made.sites.select_related("area")]
    return Scenario("nana", (made,), {"existing": areas[:1], "candidates": areas[1:]}, made.code)


@scenario
def forbid_site():
    made = scene.scenario()
    area = made.sites.filter(role="candidate").first().area
    words = {"area": area, "reason": "Accès coupé (essai)", "since": timezone.localdate()}
    return Scenario("nana", (made,), words, made.code)


@scenario
def allow_site():
    made = scene.scenario()
    return Scenario("nana", (made,), {"area": scene.forbidden_site(made)}, made.code)


@scenario
def compute_scenario():
    made = scene.scenario()
    return Scenario("nana", (made,), {}, made.code)


# Reception

EACH_DAY = [(day, time(8), time(17)) for day in range(7)]


def of_head(*moves: str, code: str = "gogui", **words: Any) -> Scenario:
    """An act of the head office on a branch that these acts have brought to its state."""
    branch = scene.branch(code)
    run("set_hours", "nana", branch, hours=EACH_DAY)
    for move in moves:
        run(move, "nana", branch)
    return Scenario("nana", (branch,), words, branch.code)


@scenario
def equip_branch():
    return of_head()


@scenario
def open_branch():
    return of_head("equip_branch")


@scenario
def suspend_branch():
    return of_head("equip_branch", "open_branch", reason="Route coupée")


@scenario
def close_branch():
    return of_head(reason="Poste déplacé")


@scenario
def plan_branch_anew():
    branch = scene.branch()
    run("close_branch", "nana", branch, reason="Poste déplacé")
    return Scenario("nana", (branch,), {}, branch.code)


@scenario
def set_hours():
    return of_head(hours=EACH_DAY)


@scenario
def describe_branch():
    return of_head(phones="20 00 00 00", desks=2, longest_stay_days=3, lead=scene.account("garba"))


@scenario
def add_member():
    return of_head(name="Agente fictive", duty="reception", languages=["bm"], skills=[])


def member():
    branch = scene.branch()
    run("equip_branch", "nana", branch)
    return run("add_member", "nana", branch, name="Agente fictive", duty="reception")


@scenario
def amend_member():
    found = member()
    return Scenario("nana", (found,), {"duty": "orientation"}, found.branch.code)


def on_shift(found: Any) -> Any:
    starts = timezone.now()
    return run("plan_shift", "nana", found, starts=starts, ends=starts + timedelta(hours=8))


@scenario
def plan_shift():
    found, starts = member(), timezone.now()
    return Scenario(
        "nana", (found,), {"starts": starts, "ends": starts + timedelta(hours=8)}, found.branch.code
    )


@scenario
def cancel_shift():
    found = member()
    return Scenario("nana", (on_shift(found),), {}, found.branch.code)


@scenario
def count_equipment():
    return of_head(kind="computer", number=2, working=1)


@scenario
def announce_convoy():
    words = {"kind": "flight", "reference": "AT 520", "day": timezone.localdate(), "expected": 140}
    return Scenario("garba", (), words)


@scenario
def convoy_from_device():
    return Scenario("garba", (), {"kind": "bus", "reference": "Car 9", "day": timezone.localdate()})


def of_convoy(convoy: Any, **words: Any) -> Scenario:
    return Scenario("garba", (convoy,), words, convoy.code)


@scenario
def begin_reception():
    return of_convoy(scene.convoy())


@scenario
def end_reception():
    return of_convoy(scene.arrival().convoy)


@scenario
def begin_reception_again():
    convoy = scene.arrival().convoy
    run("end_reception", "garba", convoy)
    return of_convoy(convoy)


@scenario
def register_arrival():
    return Scenario("garba", (scene.convoy(),), {**scene.ARRIVES, "number": uuid4(), "presence": "here"})


def of_arrival(arrival: Any, **words: Any) -> Scenario:
    return Scenario("garba", (arrival,), words, arrival.code)


@scenario
def settle_arrival():
    return of_arrival(scene.arrival(), field="sex", value="male")


@scenario
def mark_double():
    first = scene.arrival()
    return of_arrival(scene.grown_arrival(on=first.convoy), other=first)


@scenario
def open_case_of_arrival():
    return of_arrival(scene.arrival())


@scenario
def print_bands():
    return of_convoy(scene.convoy(), kind="bands", number=3)


@scenario
def add_arrival_list():
    return Scenario("garba", (scene.convoy(),), {"content": b"nom\nColoubaly\n"})


@scenario
def map_arrival_list():
    made = scene.arrival_list()
    return Scenario("garba", (made,), {"mapping": made.mapping}, made.code)


@scenario
def check_arrival_list():
    made = scene.arrival_list()
    return Scenario("garba", (made,), {}, made.code)


@scenario
def import_arrival_list():
    made = scene.arrival_list()
    return Scenario("garba", (made,), {}, made.code)


@scenario
def drop_arrival_list():
    made = scene.arrival_list()
    return Scenario("garba", (made,), {}, made.code)


@scenario
def forget_arrivals():
    scene.arrival()
    return Scenario(None)


# Beds


@scenario
def add_room():
    words = {"name": "Dortoir", "group": "women", "beds": 4}
    return Scenario("garba", (scene.unit_of("gogui"),), words)


@scenario
def amend_room():
    found = scene.room()
    words = {"name": found.name, "group": "minors", "beds": 4, "out_of_use": 1, "reason": "Lit cassé"}
    return Scenario("garba", (found,), words, found.code)


@scenario
def reserve_bed():
    words = {"room": scene.room(), "note": scene.WORDS, **scene.nights_from_now()}
    return Scenario("garba", (scene.arrival(),), words)


@scenario
def reserve_for_party():
    unit = scene.room("families", 4).unit
    mother, _child = scene.family("garba", None, 6)
    return Scenario("garba", (mother,), {"unit": unit, **scene.nights_from_now()}, mother.code)


def bed_scenario(made, who="garba", **words) -> Scenario:
    return Scenario(who, (made,), words, made.code)


@scenario
def take_in():
    return bed_scenario(scene.reserved(), bed="3")


@scenario
def free_bed():
    return bed_scenario(scene.staying(), leaving="family", note=scene.WORDS)


@scenario
def extend_stay():
    stay = scene.staying()
    until = stay.until + timedelta(days=1)
    return bed_scenario(stay, until=until, extending="transport", note=scene.WORDS)


@scenario
def approve_extension():
    stay = scene.staying()
    run("extend_stay", "garba", stay, until=stay.until + timedelta(days=1), extending="papers")
    return bed_scenario(stay, "nana")


@scenario
def mark_no_show():
    return bed_scenario(scene.reserved())


@scenario
def cancel_reservation():
    return bed_scenario(scene.reserved(), note=scene.WORDS)


@scenario
def free_unclaimed_beds():
    scene.reserved()
    return Scenario(None)


@scenario
def export_occupancy():
    scene.staying()
    today = timezone.localdate()
    return Scenario("garba", (), {"first": today, "last": today, "form": "csv"}, "")


# Orientation


def of_need(need, **words) -> Scenario:
    return Scenario("garba", (need,), words, need.code)


@scenario
def record_need():
    found = scene.grown_arrival()
    return Scenario("garba", (found,), {"service_types": ["medical"], "said": scene.WORDS}, found.code)


@scenario
def choose_service():
    need, service = scene.need(), scene.offered()
    return of_need(need, services={"medical": service.pk})


@scenario
def override_proposal():
    need, service = scene.need(), scene.offered()
    return of_need(need, services={"medical": service.pk}, override="known", said=scene.WORDS)


@scenario
def propose_plan():
    convoy = scene.arrival(urgent_need="medical").convoy
    scene.offered()
    return Scenario("garba", (convoy,), {}, convoy.code)


@scenario
def send_orientation():
    found = scene.screened_arrival()
    scene.agree("garba", found.case, "clinique", giver="individual", giver_name="")
    made = scene.orientation(scene.need(found), by_referral=True)
    return of_need(made, released_fields=["names"], request=scene.REQUEST)


@scenario
def give_sheet():
    return of_need(scene.orientation())


@scenario
def mark_served():
    return of_need(scene.given_orientation())


@scenario
def mark_refused():
    return of_need(scene.given_orientation(), refusal="person", said=scene.WORDS)


@scenario
def mark_lost():
    return of_need(scene.given_orientation())


@scenario
def add_recording():
    sound = Sound("audio/mpeg", scene.SOUND)
    return Scenario("nana", (), {"sound": sound, "service_type": "medical"})


@scenario
def remove_recording():
    made = scene.recording()
    return Scenario("nana", (made,), {}, made.code)


def acting(who: str | None, purpose: Purpose | None = None) -> Any:
    return scene.actor(who, *([purpose] if purpose else [])) if who else None


def run(name: str, who: str | None, /, *arguments: Any, **words: Any) -> Any:
    return OF_THE_PLATFORM[name](acting(who), *arguments, **words)


def last_line(name: str) -> AuditLine:
    return AuditLine.objects.filter(act=name).latest("pk")


# The queue of a branch


def in_the_queue(visit, **words) -> Scenario:
    return Scenario("garba", (visit,), words, visit.code)


@scenario
def open_desk():
    return Scenario("garba", (scene.branch(),), {"number": 1, "languages": "bm fr"})


@scenario
def close_desk():
    desk = scene.desk()
    return Scenario("garba", (desk,), {}, desk.code)


@scenario
def take_ticket():
    return Scenario("garba", (scene.branch(),), {"arrival": scene.arrival(), "reason": "papers"})


@scenario
def raise_priority():
    return in_the_queue(scene.visit(), cause="ill")


@scenario
def call_next():
    return Scenario("garba", (scene.desk(),), {}, scene.visit().code)


@scenario
def begin_service():
    return in_the_queue(scene.called_visit())


@scenario
def mark_absent():
    return in_the_queue(scene.called_visit())


@scenario
def serve_visit():
    return in_the_queue(scene.visit_at_desk())


@scenario
def transfer_visit():
    return in_the_queue(scene.visit_at_desk(), room="private")


@scenario
def leave_queue():
    return in_the_queue(scene.visit())


@scenario
def empty_queues():
    scene.visit()
    return Scenario(None, (), {})


# The committee of a fund


@scenario
def convene_session():
    call = scene.presented_call(1)
    words = {"held_on": timezone.localdate(), "place": "Siège", "quorum": 2}
    return Scenario("oumou", (call,), words)


@scenario
def amend_session():
    session = scene.session(scene.presented_call(1))
    words = {"held_on": timezone.localdate(), "place": "Kati", "quorum": 2}
    return Scenario("oumou", (session,), words, session.code)


@scenario
def open_session():
    session = scene.session(scene.presented_call(1))
    return Scenario("aminata", (session,), {"present": [scene.account("tidiane")]}, session.code)


@scenario
def start_proposals():
    return Scenario("oumou", (scene.open_session(scene.presented_call(1)),), {})


@scenario
def compute_proposals():
    session = scene.open_session(scene.presented_call(1))
    run = proposing.start_proposals(scene.actor("oumou"), session)
    return Scenario("oumou", (run,), {}, run.code)


def on_the_agenda(who: str, **words) -> Scenario:
    item = scene.agenda(scene.open_session(scene.presented_call(1)))[0]
    return Scenario(who, (item,), words, item.application.code)


@scenario
def force_application():
    return on_the_agenda("aminata", forced="out", reason=scene.WORDS)


@scenario
def recuse_oneself():
    return on_the_agenda("tidiane", nature=scene.WORDS)


@scenario
def cast_vote():
    return on_the_agenda("tidiane", voice="for")


@scenario
def settle_application():
    found = on_the_agenda("aminata", outcome="approved")
    scene.voted(found.arguments[0])
    return found


@scenario
def vote_proposal():
    run = scene.proposals(scene.open_session(scene.presented_call(1)))
    return Scenario("tidiane", (run,), {"proposal": "optimum", "voice": "for"}, run.code)


@scenario
def adopt_proposal():
    run = scene.proposals(scene.open_session(scene.presented_call(1)))
    for by in ("aminata", "tidiane"):
        voting.vote_proposal(scene.actor(by), run, proposal="optimum", voice="for")
    return Scenario("aminata", (run,), {"proposal": "optimum", "reserve": 1}, run.code)


@scenario
def end_session():
    session = scene.open_session(scene.presented_call(1))
    scene.adopted(session)
    return Scenario("aminata", (session,), {}, session.code)


@scenario
def resume_session():
    session = scene.ended_session(scene.presented_call(1))
    return Scenario("aminata", (session,), {}, session.code)


@scenario
def sign_minutes():
    session = scene.ended_session(scene.presented_call(1))
    return Scenario("aminata", (session,), {}, session.code)


def waiting() -> Item:
    """One of the reserve, with money left."""
    session = scene.open_session(scene.presented_call(1))
    [item] = scene.agenda(session)
    scene.voted(item)
    deciding.settle_application(scene.actor("aminata"), item, outcome="reserve")
    meeting.end_session(scene.actor("aminata"), session)
    for by in ("aminata", "tidiane"):
        signing.sign_minutes(scene.actor(by), session)
    return scene.agenda(session)[0]


@scenario
def promote_reserve():
    item = waiting()
    words = {"amount": 500_000, "reason": scene.WORDS}
    return Scenario("aminata", (item,), words, item.application.code)


@scenario
def confirm_promotion():
    item = waiting()
    signing.promote_reserve(scene.actor("aminata"), item, amount=500_000, reason=scene.WORDS)
    return Scenario("tidiane", (item,), {}, item.application.code)


# A reintegration fund


@scenario
def open_fund():
    scene.somebody("bakary")
    return Scenario("bakary", (), {"name": "Fonds d’essai"})


@scenario
def give_charge():
    fund = scene.fund()
    return Scenario("bakary", (fund,), {"account": scene.somebody("oumou"), "duty": "secretary"}, fund.code)


@scenario
def end_charge():
    charge = scene.charge("oumou", "secretary")
    return Scenario("bakary", (charge,), {}, charge.fund.code)


@scenario
def draft_call():
    return Scenario("oumou", (scene.charged_fund(),), scene.call_words())


@scenario
def amend_call():
    call = scene.drafted_call()
    return Scenario("oumou", (call,), scene.call_words(women=50), call.code)


@scenario
def open_call():
    call = scene.drafted_call()
    return Scenario("aminata", (call,), {}, call.code)


@scenario
def close_call():
    call = scene.call()
    scene.close(call, "open")
    return Scenario("oumou", (call,), {}, call.code)


@scenario
def start_application():
    return Scenario("oumou", (scene.call(),), scene.application_words())


def to_the_fund(application, who="oumou", **words) -> Scenario:
    return Scenario(who, (application,), words, application.code)


@scenario
def amend_application():
    return to_the_fund(scene.drafted_application(), asked=600_000)


@scenario
def submit_application():
    return to_the_fund(scene.drafted_application())


@scenario
def withdraw_application():
    return to_the_fund(scene.application())


@scenario
def attach_to_application():
    paper = Document("application/pdf", b"%PDF-1.4 devis")
    return to_the_fund(scene.application(), title="Devis", document=paper)


@scenario
def renew_application_receipt():
    return to_the_fund(scene.application())


@scenario
def admit_application():
    return to_the_fund(scene.application())


@scenario
def reject_application():
    return to_the_fund(scene.application(), reason=scene.WORDS)


@scenario
def declare_no_conflict():
    application = scene.admitted_application()
    return to_the_fund(application, scene.evaluators(application)[0])


@scenario
def declare_conflict():
    application = scene.admitted_application()
    return to_the_fund(application, scene.evaluators(application)[0], conflict=scene.WORDS)


@scenario
def score_application():
    application = scene.admitted_application()
    who = scene.evaluators(application)[0]
    scene.evaluation(application, who)
    return to_the_fund(application, who, points=scene.points_of(application.call, 60), note=scene.WORDS)


@scenario
def shortlist_application():
    return to_the_fund(scene.scored_application())


@scenario
def file_appeal():
    return to_the_fund(scene.rejected_application(), text=scene.WORDS)


@scenario
def uphold_appeal():
    appeal = scene.appeal()
    return Scenario("aminata", (appeal,), {"answer": scene.WORDS}, appeal.application.code)


@scenario
def dismiss_appeal():
    appeal = scene.appeal()
    return Scenario("aminata", (appeal,), {"answer": scene.WORDS}, appeal.application.code)


@scenario
def receive_application():
    return Scenario(None, (scene.call(),), {"number": uuid4(), **scene.application_words()})


@scenario
def withdraw_by_receipt():
    return to_the_fund(scene.application(), None)


@scenario
def appeal_by_receipt():
    return to_the_fund(scene.rejected_application(), None, text=scene.WORDS)


@scenario
def forget_applications():
    scene.rejected_application()
    return Scenario(None, (), {})


@scenario
def tell_applicants():
    scene.rejected_application()
    return Scenario(None, (), {})


# What is looked at before a grant is paid


@scenario
def screen_application():
    return to_the_fund(scene.application(), None, occasion="submission")


@scenario
def raise_flag():
    application = scene.application()
    return Scenario(None, (application, Finding(FlagKind.CLOSED, ("stopped",))), {}, application.code)


@scenario
def clear_flag():
    flag = paying.flag()
    return Scenario("nene", (flag,), {"reason": scene.WORDS}, flag.code)


@scenario
def confirm_flag():
    flag = paying.flag()
    return Scenario("nene", (flag,), {"said": scene.WORDS}, flag.code)


# Contracts, instalments and payments


@scenario
def assign_envelope():
    call = paying.call()
    return Scenario("pierre", (call,), {"envelope": paying.envelope(call)}, call.code)


@scenario
def sign_contract():
    words = {"signed_on": timezone.localdate(), "parts": paying.parts(scene.WORDS)}
    return to_the_fund(paying.approved(), **words)


@scenario
def open_instalments():
    paying.contracted()
    return Scenario(None, (), {})


@scenario
def give_proof():
    instalment = paying.instalment(paying.contracted(milestone=paying.MILESTONE))
    return Scenario("kadi", (instalment,), {"proof": scene.WORDS}, instalment.code)


@scenario
def release_instalment():
    instalment = paying.proven(paying.contracted(milestone=paying.MILESTONE))
    return Scenario("oumou", (instalment,), {}, instalment.code)


@scenario
def start_project():
    return to_the_fund(paying.contracted(), None)


def a_running_project():
    payment = outcomes.whole(paying.paid())
    return payment.application


@scenario
def complete_project():
    return to_the_fund(a_running_project())


@scenario
def stop_project():
    return to_the_fund(a_running_project(), reason=scene.WORDS)


@scenario
def prepare_batch():
    call = paying.call()
    paying.given_envelope(call)
    one = paying.released(paying.contracted(call))
    return Scenario("kadi", (call.fund,), {"channel": "voucher", "instalments": [one.pk]})


def on_batch(batch, who="kadi", **words) -> Scenario:
    return Scenario(who, (batch,), words, batch.code)


@scenario
def approve_batch():
    return on_batch(paying.batch(), "pierre")


@scenario
def cancel_batch():
    return on_batch(paying.approved_batch(), reason=scene.WORDS)


@scenario
def send_batch():
    return on_batch(paying.approved_batch())


@scenario
def reconcile_batch():
    batch = paying.sent_batch()
    line = f"{paying.payment(batch).code},{paying.GRANTED},paye,B1"
    content = f"reference,montant,resultat,reference_operateur\n{line}\n".encode()
    return on_batch(batch, content=content)


def on_payment(payment, who, **words) -> Scenario:
    return Scenario(who, (payment,), words, payment.code)


@scenario
def claim_payment():
    return on_payment(paying.payment(paying.approved_batch()), None)


@scenario
def note_payment():
    payment = paying.payment()
    return Scenario(None, (payment, Outcome(Result.PENDING)), {}, payment.code)


@scenario
def note_wallet_name():
    application = paying.contracted()
    return Scenario(None, (application, "Seydou Keïta"), {}, application.code)


@scenario
def enter_late():
    return Scenario(None, (), {})


@scenario
def forget_payments():
    return Scenario(None, (), {})


@scenario
def hand_over_voucher():
    return on_payment(paying.payment(paying.sent_batch("voucher")), "oumou", proof=scene.WORDS)


@scenario
def void_voucher():
    return on_payment(paying.payment(paying.sent_batch("voucher")), "oumou", proof=scene.WORDS)


@scenario
def settle_as_paid():
    return on_payment(paying.ambiguous(), "nene", proof=scene.WORDS)


@scenario
def settle_as_failed():
    return on_payment(paying.ambiguous(), "nene", proof=scene.WORDS)


@scenario
def reverse_payment():
    return on_payment(paying.paid(), "nene", proof=scene.WORDS)


# Plans of reintegration and their follow-ups


def on_plan(plan, **words) -> Scenario:
    return Scenario("awa", (plan,), words, plan.code)


def on_follow_up(one, **words) -> Scenario:
    return Scenario("awa", (one,), words, one.code)


@scenario
def draft_reintegration_plan():
    return Scenario("awa", (scene.open_case(),), {**returning.PLAN, "person_view": scene.WORDS})


@scenario
def revise_reintegration_plan():
    return on_plan(returning.agreed_plan(), why=scene.WORDS, **returning.PLAN)


@scenario
def agree_reintegration_plan():
    return on_plan(returning.plan(), how="thumb", agreement=scene.MOTHER)


@scenario
def start_reintegration_plan():
    return on_plan(returning.agreed_plan())


@scenario
def end_reintegration_plan():
    return on_plan(returning.running_plan(), ending="completed")


@scenario
def complete_follow_up():
    said = {"sustainability": returning.answers(), "autonomy": returning.answers(subject="autonomy")}
    return on_follow_up(
        returning.follow_up(), mode="phone", met_on=timezone.localdate(), answers=said, note=scene.WORDS
    )


@scenario
def note_attempt():
    return on_follow_up(returning.follow_up(), mode="visit", outcome="moved", note=scene.WORDS)


@scenario
def invite_by_sms():
    return on_follow_up(returning.follow_up(), number="70 12 34 56", callback="20 22 00 00")


@scenario
def give_up_follow_up():
    return on_follow_up(returning.tried(returning.follow_up()))


@scenario
def schedule_follow_ups():
    returning.application()
    return Scenario(None, (), {})


@scenario
def forget_follow_ups():
    returning.done(returning.fund_follow_up(), by="oumou")
    return Scenario(None, (), {})


@scenario
def add_score_table():
    return Scenario("hawa", (), {"file": returning.table_file()}, "score_table:sustainability.2")


# The books, and donors' money


def with_money(*arguments: Any, object: str | None = None, **words: Any) -> Scenario:
    return Scenario("kadi", arguments, words, object, Purpose.FUNDING)


@scenario
def open_book():
    scene.keeper()
    return with_money(scene.organisation("crm"))


@scenario
def open_envelope():
    scene.keeper()
    today = timezone.localdate()
    ends = {"donor": scene.organisation("bailleur"), "holder": scene.organisation("crm"), "title": "Essai"}
    return with_money(**ends, from_day=today, until_day=today)


@scenario
def close_envelope():
    envelope = scene.envelope()
    return with_money(envelope, object=envelope.code)


@scenario
def post():
    holder = scene.envelope().holder
    lines = [Posting("571", 10), Posting("521", -10)]
    words = {"what": "transfer", "day": timezone.localdate(), "label": "Vers la caisse"}
    return with_money(holder=holder, lines=lines, object=f"entry:{holder.pk}-2", **words)


@scenario
def receive():
    words = {"amount": 5, "day": timezone.localdate(), "reference": "V-2", "label": "Virement"}
    return with_money(scene.envelope(), **words)


@scenario
def spend():
    return with_money(scene.envelope(), **scene.spending_words())


@scenario
def reverse_entry():
    return with_money(scene.spending(), reason="Virement revenu")


@scenario
def export_month():
    return with_money(scene.envelope().holder, first=timezone.localdate().replace(day=1))


@scenario
def add_pledge():
    scene.keeper()
    return with_money(**scene.pledge_words())


@scenario
def commit_pledge():
    pledge = scene.pledge()
    return with_money(pledge, object=pledge.code, **scene.signed_words())


@scenario
def receive_instalment():
    pledge = scene.committed_pledge()
    return with_money(pledge, object=pledge.code, **scene.receiving_words())


@scenario
def reverse_receipt():
    receipt = scene.receipt()
    return with_money(receipt, object=receipt.pledge.code, reason="Virement rejeté")


@scenario
def postpone_pledge():
    pledge = scene.pledge()
    return with_money(pledge, object=pledge.code, expected_on=timezone.localdate())


@scenario
def cancel_pledge():
    pledge = scene.pledge()
    return with_money(pledge, object=pledge.code, reason="Budget coupé")


@scenario
def set_need():
    words = {"pillar": "protection", "zone": None, "year": 2026, "amount": 1000, "source": "Plan, p. 3"}
    return Scenario("hawa", (), words)


# Justice: reports, files and what is in them


def by_police(*arguments: Any, **words: Any) -> Scenario:
    return Scenario("daouda", arguments, words)


def by_court(*arguments: Any, **words: Any) -> Scenario:
    return Scenario("lassana", arguments, words)


def jailed() -> Any:
    who = investigating.suspect()
    run("hold_suspect", "daouda", who)
    return investigating.reread(who)


def forced() -> Any:
    who = investigating.suspect()
    run("mark_coerced", "daouda", who, coercion="Elle-même vendue")
    return investigating.reread(who)


def decided(outcome: str) -> Any:
    made, (who,) = investigating.tried()
    investigating.decide(made, who, outcome)
    return made


def to_charge() -> Any:
    _made, (who,) = investigating.referred()
    return who


def to_prosecute() -> Any:
    made, (who,) = investigating.referred()
    run("charge_suspect", "lassana", who)
    return made


def to_decide() -> Scenario:
    made, (who,) = investigating.tried()
    charge = investigating.Charge.objects.system(SYSTEM).get(suspect=who)
    return by_court(made, charge=charge, outcome="convicted", decided_on=timezone.localdate())


def moved() -> dict[str, Any]:
    return {
        "kind": "expertise",
        "at": timezone.now(),
        "holder": "Labo",
        "place": "Bamako",
        "reason": "Examen",
    }


def shared_file() -> Scenario:
    made, account = investigating.inquiry(), scene.account("ibrahima")
    run("assign_investigator", "daouda", made, account=account)
    return by_police(made, account=account)


def heard() -> Scenario:
    made = investigating.inquiry()
    words = {"of": investigating.witness(made), "heard_on": timezone.localdate(), "text": scene.WORDS}
    return by_police(made, **words)


def asked_of_others() -> dict[str, Any]:
    today = timezone.localdate()
    return {"to": "Police", "subject": "Passages", "basis": "Accord", "sent_on": today, "due_on": today}


def answered_today() -> dict[str, Any]:
    return {"answered_on": timezone.localdate(), "answer": "Trois passages"}


def now_and_later() -> dict[str, Any]:
    return {"kind": "custody", "starts_at": timezone.now(), "due_at": timezone.now() + timedelta(hours=9)}


REPORTED = {"source": "hotline", "what": scene.WORDS, "reliability": "C", "credibility": "3"}
SCENARIOS |= {
    "receive_report": lambda: Scenario(None, (uuid4(),), {"what": scene.WORDS, "contact": scene.CONTACT}),
    "record_report": lambda: by_police(**REPORTED),
    "grade_report": lambda: by_police(investigating.report(), reliability="A", credibility="2"),
    "join_report": lambda: by_police(investigating.report(), inquiry=investigating.inquiry()),
    "open_from_report": lambda: by_police(investigating.report(), title="Essai"),
    "drop_report": lambda: by_police(investigating.report(), reason=scene.WORDS),
    "open_inquiry": lambda: by_police(title="Essai", summary=scene.WORDS),
    "assign_investigator": lambda: by_police(investigating.inquiry(), account=scene.account("ibrahima")),
    "end_assignment": shared_file,
    "add_participant": lambda: by_police(investigating.inquiry(), kind="witness"),
    "add_act": lambda: by_police(investigating.inquiry(), what=scene.WORDS),
    "take_statement": heard,
    "name_suspect": lambda: by_police(investigating.inquiry(), names=scene.NAMES),
    "arrest_suspect": lambda: by_police(investigating.suspect()),
    "hold_suspect": lambda: by_police(investigating.suspect()),
    "free_suspect": lambda: by_police(jailed()),
    "charge_suspect": lambda: by_court(to_charge()),
    "clear_suspect": lambda: by_court(to_charge()),
    "retain_offence": lambda: by_police(investigating.suspect(), offence=investigating.offence()),
    "mark_coerced": lambda: by_police(investigating.suspect(), coercion=scene.WORDS),
    "ask_unmarking": lambda: by_police(forced(), reason=scene.WORDS),
    "empty_cleared_suspects": lambda: Scenario(None, ()),
    "seize_exhibit": lambda: by_police(
        investigating.inquiry(),
        description="Carnet",
        seized_on=timezone.localdate(),
        place="Kayes",
        holder="Brigade",
    ),
    "hand_over_exhibit": lambda: by_police(investigating.exhibit(), **moved()),
    "ask_release": lambda: by_police(investigating.exhibit(), holder="X", place="Y", reason="Z"),
    "countersign": lambda: Scenario("ibrahima", (investigating.asked_release(),)),
    "refuse_countersignature": lambda: Scenario("ibrahima", (investigating.asked_release(),)),
    "refer_to_prosecutor": lambda: by_police(investigating.inquiry(), court=scene.organisation("justice")),
    "take_file": lambda: by_court(investigating.referred()[0]),
    "return_for_inquiry": lambda: by_court(investigating.referred()[0], authority="Procureur"),
    "prosecute": lambda: by_court(to_prosecute()),
    "drop_inquiry": lambda: by_court(investigating.referred()[0], reason=scene.WORDS),
    "bring_to_trial": lambda: by_court(investigating.prosecuted()[0]),
    "record_verdict": to_decide,
    "note_conviction": lambda: by_court(decided("convicted")),
    "note_acquittal": lambda: by_court(decided("acquitted")),
    "note_appeal": lambda: by_court(investigating.convicted()[0]),
    "make_final": lambda: by_court(investigating.convicted()[0]),
    "ask_reopening": lambda: by_court(investigating.dropped()[0], reason=scene.WORDS),
    "record_step": lambda: by_court(investigating.referred()[0], kind="hearing"),
    "send_mutual_request": lambda: by_police(investigating.inquiry(), **asked_of_others()),
    "answer_mutual_request": lambda: by_police(investigating.mutual_request(), **answered_today()),
    "note_refusal": lambda: by_police(investigating.mutual_request(), **answered_today()),
    "withdraw_mutual_request": lambda: by_police(investigating.mutual_request()),
    "set_deadline": lambda: by_police(investigating.inquiry(), **now_and_later()),
    "meet_deadline": lambda: by_police(investigating.deadline()),
    "lift_deadline": lambda: by_police(investigating.deadline()),
}


def at_the_registry(record: Any, who: str = "adama", object: str | None = None, **words: Any) -> Scenario:
    """At a centre of civil status: Adama takes down, Salif is the officer, Nouhoum that of another centre."""
    return Scenario(who, (record,), words, object or getattr(record, "code", None))


def signed_act() -> Scenario:
    asked = registering.approved()
    return at_the_registry(asked, "salif", f"{asked.register.code}-00001")


def handed_paper() -> Scenario:
    asked = registering.approved()
    registering.actions.sign_act(registering.actor("salif"), asked)
    return at_the_registry(registering.again(asked), receiver=scene.NAMES)


def seconded() -> Scenario:
    return at_the_registry(registering.approved(registering.old_judgment(), seconded=False), "nouhoum")


def sorted_out() -> Scenario:
    registering.declared(claimed=1)
    return at_the_registry(registering.declared(claimed=1), "salif")


def given_mandate() -> Scenario:
    words = {
        "account": registering.account("adama"),
        "capacity": "operator",
        "kinds": ["N"],
        "start": timezone.localdate(),
        "order": "Décision 1",
    }
    registering.actor(registering.GIVER)
    return Scenario(registering.GIVER, (registering.centre(),), words)


def ended_mandate() -> Scenario:
    registering.staffed()
    found = Mandate.objects.select_related("centre__unit").get(account=registering.account("salif"))
    return at_the_registry(found, registering.GIVER)


def of_a_centre(who: str = "adama", object: str | None = None, **words: Any) -> Scenario:
    return Scenario(who, (registering.staffed(),), words, object)


def opened_register() -> Scenario:
    year = timezone.localdate().year
    return of_a_centre("salif", f"essai-kayes-D-{year}", kind="D", year=year)


def spoiled_form() -> Scenario:
    made = registering.stock()
    return of_a_centre(object=made.code, serial=101, reason="Déchiré")


def moved_volet() -> Scenario:
    volet = registering.volet()
    return at_the_registry(volet, object=volet.act.code, state="missing", whereabouts="Perdu")


def about_a_key() -> Scenario:
    key = registering.printed().key
    registering.account("maimouna")
    return Scenario("maimouna", (key,), {}, key.kid)


def taken_over() -> Scenario:
    register = registering.register("N", taken_over=True)
    by, officer, now = registering.account("adama").pk, registering.account("salif").pk, timezone.now()
    paper = PaperAct(1, registering.said(), by, now, officer, now, officer)
    return Scenario(None, (register, [paper]), None, register.code)


SCENARIOS |= {
    "receive_declaration": lambda: Scenario(
        "adama", (registering.register(),), {"fields": registering.said(), "basis": Basis()}
    ),
    "receive_request": lambda: Scenario("adama", (registering.signed(),), {"asked": "copy"}),
    "ask_void": lambda: Scenario("adama", (registering.register(),), {"reason": "Encre"}),
    "amend_declaration": lambda: at_the_registry(registering.declared(), fields=registering.said()),
    "renumber_request": sorted_out,
    "check_request": lambda: at_the_registry(registering.declared()),
    "return_request": lambda: at_the_registry(registering.checked(), reason=scene.WORDS),
    "approve_request": lambda: at_the_registry(registering.checked(), "salif"),
    "second_request": seconded,
    "sign_act": signed_act,
    "hand_over": handed_paper,
    "refuse_request": lambda: at_the_registry(registering.declared(), "salif", reason=scene.WORDS),
    "open_register": opened_register,
    "close_register": lambda: at_the_registry(registering.register(), "salif"),
    "add_form_stock": lambda: of_a_centre(series="ML", first=1, last=50, delivered_on=timezone.localdate()),
    "spoil_form": spoiled_form,
    "move_volet": moved_volet,
    "give_mandate": given_mandate,
    "end_mandate": ended_mandate,
    "take_over_acts": taken_over,
    "print_document": lambda: at_the_registry(registering.signed(), "salif"),
    "retire_paper_key": lambda: about_a_key(),
    "declare_key_compromised": lambda: about_a_key(),
    "publish_lists": lambda: Scenario(None, ()),
}


# Papers, nationality and the determination of statelessness


def by_authority(record: Any = None, second: bool = False, **words: Any) -> Scenario:
    actor = determining.second() if second else determining.officer()
    who = Account.objects.get(pk=actor.account_id).username
    file = getattr(record, "determination", record)
    return Scenario(who, (record,) if record else (), words, file.code if file else None)


def by_unhcr(record: Any, **words: Any) -> Scenario:
    return Scenario("solange", (record,), words, record.code, Purpose.DETERMINATION)


def agreed_today() -> dict[str, Any]:
    return {"how": "voice", "given_on": timezone.localdate()}


def applied() -> dict[str, Any]:
    said = {"names": scene.NAMES, "account": scene.WORDS, "language": "Bambara", "asked_asylum": True}
    return said | {"applied_on": timezone.localdate(), "contact": scene.CONTACT}


def assessed_case() -> Scenario:
    case = scene.open_case()
    words = {"answers": determining.UNREGISTERED, "agreed_how": "voice", "note": scene.WORDS}
    return Scenario("awa", (case,), words)


def assessed() -> Scenario:
    made = determining.assessment(scene.open_case())
    return Scenario("awa", (made,), {"level": "documented", "reason": scene.WORDS}, made.code)


def claimed() -> Any:
    made = determining.examined()
    determining.contacting.record_asylum_claim(determining.officer(), made)
    return made


def concluded() -> Any:
    made = determining.ready()
    return made.states.system(SYSTEM).select_related("determination").get()


DAY = timezone.localdate
SCENARIOS |= {
    "assess_nationality": assessed_case,
    "confirm_nationality_assessment": assessed,
    "open_determination": lambda: by_authority(**applied()),
    "amend_determination": lambda: by_authority(
        determining.application(), language="Peul", names=scene.NAMES, interpreter=scene.CONTACT
    ),
    "start_determination": lambda: by_authority(determining.application()),
    "record_asylum_claim": lambda: by_unhcr(determining.shared()),
    "end_asylum_claim": lambda: by_authority(claimed(), reason=scene.WORDS),
    "agree_to_contact": lambda: by_authority(determining.examined(), **agreed_today()),
    "withdraw_contact": lambda: by_authority(determining.agreed()),
    "agree_to_unhcr": lambda: by_authority(determining.examined(), **agreed_today()),
    "withdraw_unhcr": lambda: by_authority(determining.shared()),
    "hold_interview": lambda: by_authority(
        determining.examined(), held_on=DAY(), language="Peul", text=scene.WORDS
    ),
    "add_linked_state": lambda: by_authority(
        determining.examined(), country="NE", link="birth", law=scene.WORDS
    ),
    "send_enquiry": lambda: by_authority(
        determining.linked(determining.agreed()), question=scene.WORDS, sent_on=DAY()
    ),
    "record_state_answer": lambda: by_authority(determining.enquiry(), answered_on=DAY(), answer=scene.WORDS),
    "note_state_silence": lambda: by_authority(determining.overdue()),
    "conclude_on_state": lambda: by_authority(
        determining.linked(), conclusion="not_national", reasons=scene.WORDS
    ),
    "review_state": lambda: by_authority(concluded(), reason=scene.WORDS),
    "record_burden": lambda: by_authority(determining.examined(), answers=determining.SHARED),
    "add_opinion": lambda: by_unhcr(determining.shared(), text=scene.WORDS),
    "draft_determination": lambda: by_authority(
        determining.ready(), outcome="stateless", reasons=scene.WORDS
    ),
    "return_determination": lambda: by_authority(determining.drafted(), True, remark=scene.WORDS),
    "sign_determination": lambda: by_authority(determining.drafted(), True),
    "appeal_determination": lambda: by_authority(determining.decided(), lodged_on=DAY(), grounds=scene.WORDS),
    "uphold_determination": lambda: by_authority(determining.appealed(), reason=scene.WORDS),
    "reopen_determination": lambda: by_authority(determining.appealed(), reason=scene.WORDS),
    "close_determination": lambda: by_authority(determining.decided()),
    "issue_status_document": lambda: by_authority(
        determining.decided(), kind="identity", issued_on=DAY(), number=scene.WORDS
    ),
    "add_child_follow_up": lambda: by_authority(
        determining.examined(), born_here=True, what=scene.WORDS, due_on=DAY(), name=scene.NAMES
    ),
    "finish_child_follow_up": lambda: by_authority(determining.child(), result=scene.WORDS),
    "withdraw_determination": lambda: by_authority(determining.application(), reason=scene.WORDS),
    "forget_statelessness": lambda: Scenario(None, ()),
}


# Inspection of civil status


def inspected(alert: Any, who: str = inspecting.INSPECTOR, **words: Any) -> Scenario:
    """Maïmouna inspects; Sidi is the other inspector."""
    inspecting.inspector(who)
    return Scenario(who, (alert,), words, alert.code)


def asked_look() -> Scenario:
    inspecting.inspector()
    return Scenario(inspecting.INSPECTOR)


def heard_officer() -> Scenario:
    alert = inspecting.examined()
    return inspected(alert, officer=registering.account("salif").pk, question=scene.WORDS)


def reply_of_an_officer() -> Scenario:
    asked = inspecting.question()
    return Scenario("salif", (asked,), {"reply": scene.WORDS}, asked.code)


def found_alerts() -> Scenario:
    act = registering.signed()
    look = Look.objects.create(started_at=timezone.now(), total=1)
    return Scenario(None, (look, [inspecting.found(act)]), None, look.code)


SCENARIOS |= {
    "ask_look": asked_look,
    "examine_alert": lambda: inspected(inspecting.alert(), reason=scene.WORDS),
    "ask_officer": heard_officer,
    "answer_inspector": reply_of_an_officer,
    "explain_alert": lambda: inspected(inspecting.examined(), lookalike="twins", reason=scene.WORDS),
    "ask_referral": lambda: inspected(inspecting.answered(), reason=scene.WORDS),
    "confirm_referral": lambda: inspected(inspecting.to_confirm(), inspecting.OTHER, reason=scene.WORDS),
    "return_referral": lambda: inspected(inspecting.to_confirm(), inspecting.OTHER, reason=scene.WORDS),
    "open_alerts": found_alerts,
    "forget_alerts": lambda: Scenario(None),
}


def test_every_act_has_a_scenario_here():
    assert sorted(OF_THE_PLATFORM) == sorted(SCENARIOS)


WITH_A_FOLDER = (import_historic_records, export_historic_records, replay_withdrawals)


@pytest.fixture
def ready(request, tmp_path):
    build = SCENARIOS[request.param]
    return request.param, build(tmp_path) if build in WITH_A_FOLDER else build()


@pytest.mark.parametrize("ready", SCENARIOS, indirect=True)
def test_an_act_writes_who_did_what_for_which_purpose_to_what(ready):
    name, made = ready
    actor = acting(made.who, made.purpose)
    OF_THE_PLATFORM[name](actor, *made.arguments, **made.words or {})

    line = last_line(name)
    assert line.decision == "allowed"
    if made.who:
        assert (line.account_id, line.role, line.organisation_id, line.purpose) == (
            actor.account_id,
            actor.role,
            actor.organisation_id,
            actor.purpose,
        )
    else:
        assert (line.account_id, line.role, line.purpose) == (None, "", "")
    if made.object is not None:
        assert line.object == made.object
    elif made.who:
        assert bool(line.object) is (name != "refresh_board")
    assert names_nobody()


# A registrar keeps the directory's entries of the town hall, and so may add one and take the list out
NOT_ETIENNE = {"add_service": "awa", "export_services": "daouda"}


@pytest.mark.parametrize("ready", sorted(SCENARIOS.keys() - BY_THE_MACHINE), indirect=True)
def test_an_act_that_is_not_ones_own_is_refused_and_the_refusal_is_written(ready):
    name, made = ready
    before = AuditLine.objects.filter(act=name, decision="allowed").count()
    outsider = NOT_ETIENNE.get(name, "etienne")
    with pytest.raises(NotAllowed):
        run(name, outsider, *made.arguments, **made.words or {})

    line = last_line(name)
    assert (line.decision, line.account_id) == ("refused", scene.actor(outsider).account_id)
    assert line.detail == {"reason": "NotAllowed"}
    assert AuditLine.objects.filter(act=name, decision="allowed").count() == before
    assert names_nobody()


# Who must be an account of any agency is tried without one; a coordinator's act concerns every agency.
WITHOUT_AGENCY = {
    "add_pledge",
    "register_person",
    "receive_person",
    "ask_blindly",
    "keep_submission",
    "enrol_device",
    "add_import",
    "file_request",
    "register_found",
    "write_family_message",
    "add_list",
    "make_scenario",
    "propose_project",
    "announce_convoy",
    "convoy_from_device",
    "look_in_register",
    "export_vault",
    "add_recording",
    "add_service",
    "add_directory_file",
    "export_services",
    "open_fund",
    "record_report",
    "open_inquiry",
    "open_determination",
}
SAME_ROLE = {"relaunch_referral": "awa"}
# A national form is of no agency
NOT_ABOUT_A_RECORD = {
    "set_need",
    "refresh_board",
    # The national coordination decides of the projects of all
    *("appraise_project", "return_project", "fund_project", "close_project", "publish_project"),
    *("unpublish_project", "load_component", "count_services", "publish_index"),
    *("make_portfolio", "decide_portfolio"),
    "issue_token",
    "invite_account",
    "export_cases",
    "add_form",
    "map_form",
    "publish_form",
    "retire_form",
    # The administrator of the system is of no agency, and a message of none
    "requeue_message",
    "drop_message",
    # Inspectors look at the whole country
    *("ask_look", "examine_alert", "ask_officer", "explain_alert", "ask_referral", "confirm_referral"),
    "return_referral",
    # A table of weights is national
    "add_score_table",
    # So is the inspection of civil status
    "retire_paper_key",
    "declare_key_compromised",
}


def the_same_elsewhere(name: str, who: str) -> Any:
    """Somebody with the role and the purpose of who acts, at another agency, or at none."""
    model = scene.account(SAME_ROLE.get(name, who))
    home = None if name in WITHOUT_AGENCY else scene.organisation("elsewhere")
    Account.objects.create_user("twin", full_name="Twin", role=model.role, organisation=home)
    return scene.actor("twin", *ACT_RULES[name].purposes)


@pytest.mark.parametrize(
    "ready", sorted(SCENARIOS.keys() - BY_THE_MACHINE - NOT_ABOUT_A_RECORD), indirect=True
)
def test_the_same_role_elsewhere_may_not_do_it_to_this_record(ready):
    name, made = ready
    if name not in ACT_RULES:
        return
    with pytest.raises((NotAllowed, NotVisible)):
        OF_THE_PLATFORM[name](the_same_elsewhere(name, made.who), *made.arguments, **made.words or {})
    assert last_line(name).decision == "refused"


def names_nobody() -> bool:
    written = " ".join(f"{line.object} {line.detail}" for line in AuditLine.objects.all())
    return not [word for word in (*scene.SECRETS, *scene.VAULT_SECRETS) if word in written]


def test_after_a_whole_road_no_line_names_the_person_and_the_chain_holds():
    case = followed_case()
    referral = scene.accepted_referral(case)
    referring.complete_referral(scene.actor("provider"), referral, outcome=scene.WORDS)
    run("record_follow_up", "awa", case, met_on=timezone.localdate(), risk="low", note=scene.WORDS)
    run("request_closure", "awa", case, reason="goals_met", person_informed=True)
    run("close_case", "coumba", case)
    with pytest.raises(NotAllowed):
        transfers.send_transfer(scene.actor("boubacar"), case, scene.organisation("oim"))

    assert AuditLine.objects.count() > 15
    assert names_nobody()
    seal()
    assert list(verify()) == []
