"""Every address of the project, tried by a visitor and by each of the cast, the outsider first."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from conftest import make_account
from siraba.foundation.access.policy import Purpose
from siraba.foundation.accounts.models import Account, ApiToken
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.consent.actions import withdraw_all
from siraba.foundation.consent.models import Consent, ConsentNotice
from siraba.foundation.consent.overrides import request_override
from siraba.foundation.forms.actions import add_form
from siraba.foundation.forms.models import SentFile
from siraba.foundation.handover.disclosures import approve_disclosure, request_disclosure
from siraba.foundation.handover.models import CourtOrder, DisclosedCopy, Disclosure
from siraba.foundation.handover.orders import record_court_order
from siraba.foundation.interface.uploads import Document
from siraba.foundation.retention.actions import place_hold
from siraba.foundation.sign_in.models import SecondFactor
from siraba.prosecution.networks.models import Analysis
from siraba.protection.cases.models import Case, Likeness, Note, Transfer
from siraba.protection.civil_status.inspection.models import Question
from siraba.protection.reception.arrivals.actions import register_arrival
from siraba.protection.reception.arrivals.versions import Entry
from siraba.protection.reception.branches import actions as branches
from siraba.protection.reception.queue.views import screen_key
from siraba.protection.reception.stays import actions as housing
from siraba.protection.referrals.models import Referral
from siraba.protection.reintegration.calls import applications as applying
from siraba.protection.reintegration.payments import outcomes
from siraba.protection.reintegration.payments.models import Batch
from siraba.protection.reintegration.payments.sending import callback_key
from siraba.protection.tracing.register import forget_registers
from tests import determining, inspecting, investigating, networking, paying, registering, returning, scene
from tests.addresses import addresses

CAST = (
    "awa",
    "boubacar",
    "coumba",
    "daouda",
    "etienne",
    "fanta",
    "garba",
    "hawa",
    "issa",
    "moussa",
    "nana",
    "provider",
)
SYSTEM = "a test looks at the row itself"
SIGN_IN = "/connexion/"


def to(who: str, status: int = 200) -> dict[str, int]:
    return dict.fromkeys(who.split(), status)


ALL = to(" ".join(CAST))
# Addresses of telephones, which no session opens
TELEPHONE = ("form_list", "manifest", "submission", "xform")
RECEIVERS = to("awa boubacar coumba garba")

# What each of the cast meets when opening the address; who is not named meets a page that does not exist.
# `visitor` is named where the page is public; everywhere else a visitor is sent to sign in.
OPEN: dict[str, dict[str, int]] = {
    "interface:home": {**ALL, "visitor": 200},
    "interface:health": {**ALL, "visitor": 200},
    "interface:language": {**dict.fromkeys(CAST, 405), "visitor": 405},
    "messaging:list": to("issa"),
    "messaging:step": to("issa"),
    "membership:list": to("issa"),
    "membership:invite": to("issa"),
    "membership:revoke": {},
    "membership:step": {},
    "membership:accept": {**dict.fromkeys(CAST, 404), "visitor": 404},
    "interface:my_day": ALL,
    "interface:policy": ALL,
    "interface:consent_text": ALL,
    "accounts:sign_in": {**dict.fromkeys(CAST, 302), "visitor": 200},
    "accounts:sign_out": {**dict.fromkeys(CAST, 405), "visitor": 405},
    "accounts:second_step": {**dict.fromkeys(CAST, 302), "visitor": 302},
    "accounts:set_up": {**dict.fromkeys(CAST, 302), "visitor": 302},
    "accounts:set_up_passkey": {**dict.fromkeys(CAST, 302), "visitor": 302},
    "accounts:lock": {**dict.fromkeys(CAST, 405), "visitor": 405},
    "accounts:unlock": {**dict.fromkeys(CAST, 302), "visitor": 302},
    "accounts:account": ALL,
    "accounts:add_factor": ALL,
    "accounts:add_passkey": ALL,
    "accounts:remove_factor": to("awa"),
    "accounts:renew_codes": ALL,
    "accounts:close_sessions": ALL,
    "accounts:acknowledge": dict.fromkeys(CAST, 405),
    "accounts:password": ALL,
    "accounts:new_token": {**ALL, "issa": 404},
    "accounts:revoke_token": to("awa"),
    "audit:journal": {**ALL, "issa": 404},
    "audit:watch": {},
    "audit:public_log": {**ALL, "visitor": 200},
    # Nothing was published in this scene, and nobody finds it
    **{f"audit:{name}": {"visitor": 404} for name in ("log_file", "inclusion_proof", "consistency_proof")},
    "audit:hand_over": to("awa coumba"),
    "audit:object": {**ALL, "issa": 404},  # the same empty page whether the record exists or not
    "services:directory": {**ALL, "visitor": 200},
    "services:detail": {**ALL, "visitor": 200},
    **{f"services:hsds_{name}": {**ALL, "visitor": 200} for name in ("root", "list", "one")},
    **{
        f"projects:{name}": {**ALL, "visitor": 200}
        for name in ("list", "project", "csv", "needs", "needs_version", "needs_csv")
    },
    "projects:iati": {**dict.fromkeys(CAST, 409), "visitor": 409},  # nobody has said who publishes
    **{f"development:{name}": to("hawa moussa") for name in ("list", "project")},
    "development:act": {"moussa": 200, "hawa": 403},
    "development:propose": to("moussa"),
    **{
        f"development:{name}": to("hawa")
        for name in ("needs", "load", "publish", "portfolios", "make", "portfolio", "portfolio_act")
    },
    "development:count": to("hawa", 405),
    **{f"services:{name}": to("coumba etienne fanta garba provider") for name in ("entries", "add")},
    "services:stale": to("coumba etienne fanta garba hawa nana provider"),
    **{f"services:{name}": to("coumba") for name in ("amend", "vacancy", "step")},
    "services:import": to("coumba provider"),
    "services:trial": to("coumba"),
    "services:export": to("awa boubacar coumba etienne fanta garba hawa provider"),
    "cases:list": RECEIVERS,
    "cases:receive": RECEIVERS,
    "cases:transfers": RECEIVERS,
    "cases:transfer_act": {**to("awa coumba"), "garba": 403},
    "cases:detail": to("awa coumba garba"),
    "cases:act": {**to("awa coumba"), "garba": 403},
    "cases:withdraw": to("awa coumba garba"),
    "cases:team": to("coumba"),
    "cases:timeline": to("awa coumba garba"),
    "cases:forms": to("awa coumba"),
    "cases:fill_form": to("awa coumba"),
    "cases:filled_form": to("awa coumba"),
    "cases:filled_form_step": {"coumba": 200, "awa": 403},
    "cases:paper": to("awa coumba"),
    "cases:attachment": to("awa coumba"),
    "cases:likeness": {**to("awa coumba"), "garba": 403},
    "cases:withdraw_part": to("awa coumba garba"),
    "cases:withdraw_all": to("awa coumba garba"),
    "cases:crossing": to("awa coumba"),
    "cases:disclose": to("awa coumba"),
    "cases:order": {"coumba": 200, "awa": 403},
    "cases:order_document": to("awa coumba"),
    "cases:justice": {"coumba": 200, "awa": 403},
    "cases:retention": to("awa coumba"),
    "cases:retention_act": to("awa coumba"),
    "cases:retention_step": {"coumba": 200, "awa": 403},
    "retention:table": ALL,
    **{
        f"networks:{name}": to("daouda")
        for name in (
            *("list", "propose", "tables", "table", "columns", "drop", "entity", "entity_act", "link"),
            *(
                "statement_act",
                "merge_act",
                "detail",
                "links",
                "merges",
                "expiring",
                "add_entity",
                "add_link",
            ),
            *("add_table", "export", "act"),
        )
    },
    "networks:go": to("daouda", 405),
    **{
        f"pictures:{name}": to("daouda")
        for name in (
            "picture",
            "data",
            "svg",
            "save_view",
            "analysis",
            "plans",
            "plan",
            "ask",
            "decide",
            "lead",
        )
    },
    **{f"pictures:{name}": to("daouda", 405) for name in ("draw", "drop_view", "go")},
    "handover:list": to("daouda"),
    "handover:requests": to("daouda"),
    "handover:ask": to("daouda"),
    "handover:detail": to("daouda"),
    "handover:act": to("daouda"),
    "cases:override": to("awa coumba"),
    "cases:override_step": {"coumba": 200, "awa": 403},
    "forms:mapping": {},
    "forms:sent": RECEIVERS,
    "forms:sent_one": to("garba"),
    "forms:mend": to("garba"),
    "forms:sent_file": to("garba"),
    **{f"openrosa:{name}": {**dict.fromkeys(CAST, 401), "visitor": 401} for name in TELEPHONE},
    **{f"offline:{name}": {**ALL, "visitor": 200} for name in ("shell", "worker", "manifest", "state")},
    **{f"offline:{name}": RECEIVERS for name in ("offers", "conflicts", "devices")},
    **{f"offline:{name}": to("awa boubacar coumba garba", 405) for name in ("enrol", "keys", "exchange")},
    "offline:wipe": to("awa"),
    "offline:settle": to("awa coumba"),
    **{f"exchange:{name}": to("awa boubacar coumba") for name in ("list", "add", "export")},
    **{f"feedback:{name}": {**ALL, "visitor": 200} for name in ("speak", "said")},
    "feedback:sms": {**dict.fromkeys(CAST, 405), "visitor": 405},
    "feedback:words": to("awa coumba garba"),
    "feedback:receipt": {**to("awa coumba"), "garba": 403},
    "feedback:answer": to("awa coumba"),
    "exchange:archive": to("awa coumba"),
    "exchange:table": to("awa coumba"),
    **{f"exchange:{name}": {"awa": 200, "coumba": 403} for name in ("columns", "drop")},
    "exchange:go": to("awa boubacar coumba", 405),
    "forms:list": to("hawa"),
    "forms:add": to("hawa"),
    "forms:version": to("hawa"),
    "forms:sheet": to("hawa"),
    "forms:step": to("hawa"),
    "referrals:notices": to("awa boubacar coumba garba fanta provider"),
    "referrals:acknowledge": {"provider": 200, **to("awa coumba", 403)},
    "referrals:list": to("awa boubacar coumba garba fanta provider"),
    "referrals:prepare": {**to("awa coumba"), "garba": 403},
    "referrals:detail": to("awa coumba provider"),
    "referrals:act": {"provider": 200, **to("awa coumba", 403)},
    "referrals:header": to("hawa"),
    "referrals:relaunch": to("hawa", 409),
    **{
        f"tracing:{name}": to("fanta")
        for name in (
            *("requests", "file_request", "request", "amend_request", "request_act", "receipt", "look"),
            *("registrations", "register_found", "registration", "amend_registration", "registration_act"),
            *("lead", "lead_act", "messages", "write_message", "message", "lists", "add_list", "list"),
            *("columns", "drop_list", "export", "lead_message"),
        )
    },
    "tracing:message_act": to("fanta", 403),
    "tracing:go": to("fanta", 405),
    "tracing:news": {**ALL, "visitor": 200},
    **{f"branches:{name}": to("garba nana") for name in ("board", "reports", "branch", "roster")},
    **{
        f"branches:{name}": {"nana": 200, "garba": 403}
        for name in ("act", "amend_member", "plan_shift", "cancel_shift")
    },
    "arrivals:register_of_returns": to("garba nana"),
    **{f"quality:{name}": to("garba nana") for name in ("inspections", "inspection")},
    **{f"quality:{name}": {"nana": 200, "garba": 403} for name in ("act", "action_act")},
    **{f"quality:{name}": to("nana") for name in ("plan", "league", "needs", "funding_case")},
    **{
        f"network:{name}": to("nana")
        for name in ("scenarios", "make", "scenario", "act", "compare", "coverage")
    },
    "network:go": to("nana", 405),
    **{
        f"arrivals:{name}": to("garba")
        for name in (
            *("convoys", "announce", "register_today", "convoy", "register", "bands", "arrival", "amend"),
            *(
                "welcome",
                "double",
                "open_case",
                "settle",
                "list_add",
                "list_table",
                "list_columns",
                "list_drop",
            ),
            "convoy_act",
        )
    },
    **{f"arrivals:{name}": to("garba", 405) for name in ("presence", "list_go")},
    **{f"stays:{name}": to("garba nana provider") for name in ("places", "extensions")},
    **{
        f"stays:{name}": to("garba nana")
        for name in ("place", "calendar", "add_room", "amend_room", "report", "export")
    },
    **{f"stays:{name}": to("garba provider") for name in ("to_house", "list")},
    **{f"stays:{name}": to("garba") for name in ("detail", "act", "reserve", "reserve_family")},
    "stays:approve": {"nana": 200, "garba": 403},
    "stays:shelter": to("provider"),
    **{f"queue:{name}": to("garba") for name in ("desk", "open_desk", "close_desk", "take", "ticket", "act")},
    **{f"queue:{name}": to("garba nana") for name in ("report", "report_file")},
    "queue:call": to("garba", 405),
    "queue:staffing": {"nana": 200, "garba": 403},
    "queue:screen": {**ALL, "visitor": 200},
    "statistics:board": to("hawa"),
    "statistics:refresh": to("hawa"),
    "statistics:own": to("awa boubacar coumba"),
    "statistics:historic": to("awa boubacar coumba fanta hawa"),
    "statistics:historic_csv": {},
}
# Orientation: the branch's own pages, and what the head office, which is not of this cast, keeps
OPEN |= {
    **{
        f"orientation:{name}": to("garba")
        for name in (
            "list",
            "needs",
            "note",
            "options",
            "detail",
            "sheet",
            "plan",
        )
    },
    "orientation:choose": to("garba", 302),
    "orientation:act": to("garba"),
    "orientation:propose": to("garba", 405),
    **{f"orientation:{name}": to("garba nana") for name in ("report", "report_csv", "sound")},
    **{f"orientation:{name}": to("nana") for name in ("recordings", "add_recording", "remove_recording")},
}
# The books and donors' money: fund officers and donors are not of this cast
OPEN |= {
    **{
        f"ledger:{name}": {}
        for name in (
            *("entries", "entry", "reverse", "transfer", "accounts", "export", "envelopes", "envelope"),
            "act",
        )
    },
    **{f"funding:{name}": to("hawa") for name in ("pledges", "pledge", "gap", "set_need")},
    **{f"funding:{name}": {} for name in ("add", "act", "reverse_receipt")},
}
# The committee of a fund, of which nobody of this cast is
OPEN |= {
    f"committee:{name}": {}
    for name in (
        *("sessions", "convene", "session", "agenda", "minutes", "act"),
        *("run", "go", "run_act", "item", "lack", "item_act"),
    )
}
# A reintegration fund, of which nobody of this cast is charged with anything: the public, and who files for a person
OPEN |= {
    **{f"calls:{name}": {**ALL, "visitor": 200} for name in ("public", "apply", "follow")},
    "calls:applied": {**dict.fromkeys(CAST, 302), "visitor": 302},
    **{
        f"calls:{name}": {}
        for name in (
            *("funds", "open_fund", "give_charge", "end_charge"),
            *("list", "draft", "call", "file", "call_act", "desk", "evaluate"),
        )
    },
    **{
        f"calls:{name}": to("awa coumba")
        for name in (
            *("choose", "file_for_case", "application", "amend", "document", "hand_in"),
            "application_act",
        )
    },
    "calls:appeal_act": to("awa coumba", 403),
}
# Justice: the police of this cast, no magistrate; the public form is everybody's
OPEN |= {
    "reporting:report": {**ALL, "visitor": 200},
    **{
        f"investigations:{name}": to("daouda")
        for name in (
            *(
                "list",
                "open",
                "reports",
                "record",
                "report",
                "report_act",
                "deadlines",
                "requests",
                "offences",
            ),
            *("suspect", "suspect_act", "hearing", "exhibit", "exhibit_document", "exhibit_act"),
            *("request_act", "deadline_act", "countersignature", "detail", "sheet", "act"),
        )
    },
    # Another person signs than the one who asked
    "investigations:countersign_act": to("daouda", 403),
    "statistics:justice": to("daouda hawa"),
    "statistics:justice_csv": {},
}
# Plans of reintegration and their follow-ups; a fund's officers are not of this cast
OPEN |= {
    **{name: to("awa boubacar coumba") for name in ("plans:list", "followup:list", "followup:report")},
    **{f"plans:{name}": to("awa coumba") for name in ("of_case", "draft", "detail", "paper", "act")},
    **{f"followup:{name}": to("awa coumba") for name in ("detail", "act", "course")},
    "followup:tables": to("awa boubacar coumba hawa"),
    "followup:add_table": to("hawa"),
}
# What is verified and paid: for who is charged with it in the fund, of whom nobody is of this cast; and an operator's door
OPEN |= {
    **{f"safeguards:{name}": {} for name in ("list", "detail", "act")},
    **{
        f"payments:{name}": {}
        for name in (
            *("list", "granted", "dry_run", "prepare", "envelope", "batch", "file", "vouchers", "reconcile"),
            *("batch_act", "payment", "payment_act", "application", "contract", "project_act", "proof"),
            "instalment_act",
        )
    },
    "payments:callback": {**dict.fromkeys(CAST, 405), "visitor": 405},
    # No list was signed in this scene; what lies beside the verifier is the same for all
    **{f"papers:{name}": {} for name in ("print", "document", "pdf", "keys", "key_act")},
    **{f"papers:{name}": {"visitor": 404} for name in ("verifier", "single_file", "lists")},
    "papers:beside": {**ALL, "visitor": 200},
    "inspection:questions": to("etienne"),
    **{
        f"inspection:{name}": {}
        for name in (
            *("alerts", "alert", "alert_act", "look", "precision", "officers", "gaps"),
            *("question", "question_act"),
        )
    },
    # A registrar without a mandate is told why, and opens nothing
    **{
        f"registers:{name}": to("etienne")
        for name in ("requests", "registers", "volets", "stocks", "mandates")
    },
    **{
        f"registers:{name}": {}
        for name in (
            *(
                "issuance",
                "amend",
                "issuance_act",
                "register",
                "declare",
                "void",
                "close",
                "act",
                "move",
                "ask",
            ),
            *("end", "open_register", "add_stock", "spoil", "give"),
        )
    },
}
# What is missing to papers: for who follows a person; the authority and UNHCR are not of this cast
OPEN |= {
    **{f"statelessness:{name}": to("awa boubacar coumba") for name in ("assessments", "table")},
    **{
        f"statelessness:{name}": to("awa coumba")
        for name in ("of_case", "assess_case", "assessment", "assessment_act")
    },
    **{
        f"statelessness:{name}": {}
        for name in (
            *("files", "open", "file", "act", "receipt", "report", "assess"),
            *("state_act", "enquiry_act", "child_act"),
        )
    },
}
PAGES = [address for address in addresses() if not address.name.startswith("api:")]
API = [address for address in addresses() if address.name.startswith("api:")]

# What any key opens: the description, and lists that hold only what is open to its account
OF_ANY_KEY = {
    "api:openapi-json",
    "api:api-root",
    "api:list_cases",
    "api:receive_person",
    "api:list_referrals",
    "api:list_services",
}
# What is about one record, and does not exist for the others
ABOUT_A_RECORD = {
    "api:get_case",
    "api:screen_case",
    "api:assess_case",
    "api:list_consents",
    "api:record_consent",
    "api:withdraw",
    "api:get_referral",
    "api:prepare_referral",
    "api:send_referral",
    "api:receive_referral",
    "api:accept_referral",
    "api:decline_referral",
    "api:complete_referral",
}


@pytest.fixture(scope="module")
def scene_of_all(django_db_setup, django_db_blocker):
    """What every address leads to, made once; each test undoes what it does to it."""
    with django_db_blocker.unblock(), transaction.atomic():
        translation.activate("fr")
        forget_registers()  # what another module found in its own scene
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def places(scene_of_all, db):
    """The arguments of each address."""
    return scene_of_all


def reception_places() -> dict[str, dict[str, Any]]:
    """A branch with a member on duty, a convoy with its list, and somebody of it of whom two things are said."""
    branch, head = scene.branch(), scene.actor("nana")
    branches.equip_branch(head, branch)
    member = branches.add_member(head, branch, name="Agente fictive", duty="reception")
    starts = timezone.now()
    shift = branches.plan_shift(head, member, starts=starts, ends=starts + timedelta(hours=8))
    handed = scene.arrival_list()
    found = scene.arrival(on=handed.convoy)
    entry = Entry("x", "names", "Aïssa Bagayogo", "2026-11-20T10:00:00.000+00:00")
    register_arrival(scene.actor("garba"), handed.convoy, number=found.pk, entries=[entry])
    after, planned = scene.quality_action(), scene.scenario()
    return {
        **{f"branches:{name}": {"code": "gogui"} for name in ("branch", "roster")},
        "quality:inspection": {"pk": after.inspection_id},
        "quality:act": {"pk": after.inspection_id, "slug": "action"},
        "quality:action_act": {"pk": after.pk, "slug": "faite"},
        "quality:funding_case": {"code": "gogui"},
        **{f"network:{name}": {"pk": planned.pk} for name in ("scenario", "go")},
        "network:act": {"pk": planned.pk, "slug": "sites"},
        "branches:act": {"code": "gogui", "slug": "horaires"},
        **{f"branches:{name}": {"code": "gogui", "pk": member.pk} for name in ("amend_member", "plan_shift")},
        "branches:cancel_shift": {"code": "gogui", "pk": shift.pk},
        **{
            f"arrivals:{name}": {"pk": handed.convoy_id}
            for name in ("convoy", "register", "list_add", "bands")
        },
        "arrivals:convoy_act": {"pk": handed.convoy_id, "slug": "terminer"},
        **{f"arrivals:{name}": {"pk": handed.pk} for name in ("list_table", "list_columns", "list_drop")},
        "arrivals:list_go": {"pk": handed.pk, "slug": "essayer"},
        **{
            f"arrivals:{name}": {"code": found.code}
            for name in ("arrival", "amend", "welcome", "double", "open_case")
        },
        "arrivals:presence": {"code": found.code, "slug": "here"},
        "arrivals:settle": {"code": found.code, "field": "names"},
    }


def projects() -> dict[str, dict[str, Any]]:
    """A published project, an index, a choice under a budget."""
    shown, index = scene.published_project(zones=[scene.zone("Kayes")]), scene.need_index()
    chosen = scene.portfolio()
    return {
        "development:project": {"code": shown.code},
        "development:act": {"code": shown.code, "slug": "documents"},
        "development:portfolio": {"pk": chosen.pk},
        "development:portfolio_act": {"pk": chosen.pk, "slug": "decider"},
        "projects:project": {"code": shown.code},
        **{f"projects:{name}": {"version": index.version} for name in ("needs_version", "needs_csv")},
    }


def beds() -> dict[str, dict[str, Any]]:
    """A room, somebody who sleeps there longer than was planned, and a referral that a shelter has accepted."""
    stay = scene.staying(scene.arrival(on=scene.convoy(reference="Car 40")))
    until = stay.until + timedelta(days=1)
    housing.extend_stay(scene.actor("garba"), stay, until=until, extending="papers")
    waits = scene.arrival(on=scene.convoy(reference="Car 41"))
    referral = scene.accepted_referral(scene.open_case(names="Ramata Sissoko"))
    return {
        **{f"stays:{name}": {"code": "gogui"} for name in ("place", "calendar", "add_room")},
        "stays:amend_room": {"pk": stay.room_id},
        **{f"stays:{name}": {"pk": stay.pk} for name in ("detail", "approve")},
        "stays:act": {"pk": stay.pk, "slug": "sortie"},
        **{f"stays:{name}": {"code": waits.code} for name in ("reserve", "reserve_family")},
        "stays:shelter": {"code": referral.code},
    }


def inspection() -> dict[str, dict[str, Any]]:
    """An alert that waits for a second inspector, and the question that an officer answered."""
    alert = inspecting.to_confirm()
    asked = Question.objects.system("a test looks at the row itself").get(alert=alert)
    return {
        "inspection:alert": {"code": alert.code},
        "inspection:alert_act": {"code": alert.code, "slug": "confirmer"},
        "inspection:question": {"code": asked.code},
        "inspection:question_act": {"code": asked.code, "slug": "repondre"},
    }


def civil_status() -> dict[str, dict[str, Any]]:
    """An act, a request that waits, a mandate, in a centre where none of the cast works."""
    made = registering.everything()
    return {
        **{f"registers:{name}": {"code": made["request"]} for name in ("issuance", "amend")},
        "registers:issuance_act": {"code": made["request"], "slug": "approuver"},
        **{
            f"registers:{name}": {"code": made["register"]}
            for name in ("register", "declare", "void", "close")
        },
        "registers:act": {"code": made["act"]},
        "papers:print": {"code": made["act"]},
        "papers:document": {"pk": made["paper"]},
        "papers:pdf": {"pk": made["paper"], "layout": "a4"},
        "papers:key_act": {"code": made["key"], "slug": "retirer"},
        "papers:beside": {"stem": "icon", "suffix": "svg"},
        "registers:move": {"code": made["act"], "number": 3},
        "registers:ask": {"code": made["act"], "slug": "copie"},
        "registers:end": {"pk": made["mandate"]},
        **{
            f"registers:{name}": {"code": made["centre"]}
            for name in ("open_register", "add_stock", "spoil", "give")
        },
    }


def money() -> dict[str, dict[str, Any]]:
    """A commitment of which some has come."""
    receipt = scene.receipt()
    code, entry, envelope = receipt.pledge.code, receipt.entry_id, receipt.pledge.envelope.code
    return {
        **{f"ledger:{name}": {"pk": entry} for name in ("entry", "reverse")},
        "ledger:envelope": {"code": envelope},
        "ledger:act": {"code": envelope, "slug": "depenser"},
        "funding:pledge": {"code": code},
        "funding:act": {"code": code, "slug": "reporter"},
        "funding:reverse_receipt": {"pk": receipt.pk},
    }


def committee() -> dict[str, dict[str, Any]]:
    """A session that is open, with proposals."""
    session = scene.open_session(scene.presented_call(1))
    scene.proposals(session)
    code = scene.agenda(session)[0].application.code
    here, run, item = {"pk": session.pk}, {"pk": session.pk, "number": 1}, {"pk": session.pk, "code": code}
    return {
        "committee:convene": {"pk": session.call_id},
        **{f"committee:{name}": here for name in ("session", "agenda", "minutes")},
        "committee:act": {**here, "slug": "clore"},
        **{f"committee:{name}": run for name in ("run", "go")},
        "committee:run_act": {**run, "slug": "voter"},
        **{f"committee:{name}": item for name in ("item", "lack")},
        "committee:item_act": {**item, "slug": "voter"},
    }


def fund(case: Case) -> dict[str, dict[str, Any]]:
    """An open call, what is prepared for the person of a case, and an appeal against another no."""
    call = scene.call()
    prepared = scene.drafted_application(call, case)
    paper = scene.application_document(prepared, "awa")
    rejected = scene.application(call, scene.open_case(names="Ramata Sissoko"))
    applying.reject_application(scene.actor("oumou"), rejected, reason="Hors zone")
    appeal = scene.appeal(rejected, "awa")
    charge = scene.charge("oumou", "secretary")
    of_case = {"case_code": case.code}
    return {
        "calls:apply": {"pk": call.pk, "slug": "qui"},
        **{f"calls:{name}": {"pk": call.fund_id} for name in ("give_charge", "draft")},
        "calls:end_charge": {"pk": charge.pk},
        **{f"calls:{name}": {"pk": call.pk} for name in ("call", "file")},
        "calls:call_act": {"pk": call.pk, "slug": "clore"},
        "calls:choose": of_case,
        "calls:file_for_case": {**of_case, "pk": call.pk},
        **{f"calls:{name}": {"code": prepared.code} for name in ("application", "amend")},
        "calls:document": {"code": prepared.code, "pk": paper.pk},
        "calls:hand_in": {"code": prepared.code, "slug": "deposer"},
        "calls:application_act": {"code": prepared.code, "slug": "retirer"},
        "calls:evaluate": {"code": prepared.code, "slug": "noter"},
        "calls:appeal_act": {"pk": appeal.pk, "slug": "accueillir"},
    }


def returns(case: Case) -> dict[str, dict[str, Any]]:
    """A plan of reintegration in preparation, and its baseline that is due."""
    plan = returning.plan(case)
    one = returning.follow_up(plan)
    return {
        **{f"plans:{name}": {"code": case.code} for name in ("of_case", "draft")},
        **{f"plans:{name}": {"pk": plan.pk} for name in ("detail", "paper")},
        "plans:act": {"pk": plan.pk, "slug": "accord"},
        "followup:detail": {"pk": one.pk},
        "followup:act": {"pk": one.pk, "slug": "essai"},
        "followup:course": {"pk": plan.pk},
    }


def payments() -> dict[str, dict[str, Any]]:
    """A batch that was sent, its payment, what it pays, and a flag."""
    payment = paying.payment()
    batch = Batch.objects.system(SYSTEM).get(pk=payment.batch_id)
    whole = outcomes.whole(payment)
    paid, code = whole.application, {"code": whole.application.code}
    flag = paying.flag(paid.call)
    return {
        "safeguards:detail": {"pk": flag.pk},
        "safeguards:act": {"pk": flag.pk, "slug": "lever"},
        **{f"payments:{name}": {"pk": batch.fund_id} for name in ("dry_run", "prepare")},
        "payments:envelope": {"pk": paid.call_id},
        **{f"payments:{name}": {"code": batch.code} for name in ("batch", "file", "vouchers", "reconcile")},
        "payments:batch_act": {"code": batch.code, "slug": "annuler"},
        "payments:payment": {"code": payment.code},
        "payments:payment_act": {"code": payment.code, "slug": "paye"},
        **{f"payments:{name}": code for name in ("application", "contract")},
        "payments:project_act": {**code, "slug": "arreter"},
        "payments:proof": {"pk": payment.instalment_id},
        "payments:instalment_act": {"pk": payment.instalment_id, "slug": "liberer"},
        "payments:callback": {"pk": payment.pk, "key": callback_key(payment)},
    }


def networks() -> dict[str, Any]:
    make_account("ibrahima")
    made = networking.analysis()
    link = networking.link(
        made, networking.entity(made), networking.entity(made, "phone", phone="99910000001")
    )
    table, pair = networking.table(made), networking.pair(made)
    of_code = ("detail", "links", "merges", "expiring", "add_entity", "add_link", "add_table", "export")
    return {
        **{f"networks:{name}": {"code": made.code} for name in of_code},
        "networks:act": {"code": made.code, "slug": "clore"},
        **{f"networks:{name}": {"pk": table.pk} for name in ("table", "columns", "drop")},
        "networks:go": {"pk": table.pk, "slug": "essayer"},
        "networks:entity": {"pk": link.source_id},
        "networks:entity_act": {"pk": link.source_id, "slug": "proteger"},
        "networks:statement_act": {"pk": networking.statement(link.source).pk, "slug": "confirmer"},
        "networks:link": {"pk": link.pk},
        "networks:merge_act": {"pk": pair.pk, "slug": "reunir"},
        **pictures(made),
    }


def pictures(made: Analysis) -> dict[str, Any]:
    of_code = ("picture", "data", "svg", "draw", "save_view", "analysis", "plans", "ask")
    return {
        **{f"pictures:{name}": {"code": made.code} for name in of_code},
        **{f"pictures:{name}": {"pk": networking.plan(made).pk} for name in ("plan", "go", "decide", "lead")},
        "pictures:drop_view": {"pk": networking.view(made).pk},
    }


def build() -> dict[str, Any]:
    """A case, its consent, its referral, a transfer that waits, and something of everything else."""
    for name in CAST:
        make_account(name)
    waiting = scene.hand_over(scene.receive())
    case = scene.open_case()
    consent = scene.agree("awa", case, "crm")
    referral = scene.refer(case)
    override = request_override(
        scene.actor("awa", Purpose.EMERGENCY), case.person, recipient=scene.organisation("clinique"),
        categories=["identity"], ground="life", reason="Danger",
    )  # fmt: skip
    other = scene.open_case(names="Kadidia Dicko")
    scene.accepted_referral(other)
    withdraw_all(scene.actor("awa"), other.person)
    notice = ConsentNotice.objects.system(SYSTEM).get()
    order, waits, copy = handed_over(case)
    standing = place_hold(scene.actor("awa"), case.person, reason="Procès en cours")
    token, _secret = scene.token("awa")
    filled = scene.waiting_form(case)
    scene.receive("boubacar", names="Ayssata Bagayokho")
    likeness = Likeness.objects.system(SYSTEM).get(other=case, case__agency__code="helvetas")
    kept = scene.send_wrong_sheet()
    table, spoken = scene.table(), scene.speak(case)
    device, conflict = scene.device(), scene.conflict(case)
    file = SentFile.objects.system(SYSTEM).get()
    lead, handed, message = scene.lead(), scene.vault_list(), scene.family_message()
    desk, passage = scene.desk(), scene.visit()
    form = add_form(scene.actor("hawa"), **scene.FORM)
    entry = scene.entry()
    oriented, recorded = scene.orientation(), scene.recording()
    factor = SecondFactor.objects.create(account=scene.account("awa"), kind="totp", name="Téléphone")
    return {
        **money(),
        **civil_status(),
        **inspection(),
        "code": case.code,
        "case_code": case.code,
        "slug": "note",
        "cases:transfer_act": {"pk": waiting.pk, "slug": "accepter"},
        "cases:withdraw": {"code": case.code, "pk": consent.pk},
        "referrals:act": {"code": referral.code, "slug": "accepter"},
        "referrals:detail": {"code": referral.code},
        "referrals:header": {"code": referral.code},
        "referrals:relaunch": {"code": referral.code},
        "accounts:revoke_token": {"pk": token.pk},
        "accounts:remove_factor": {"pk": factor.pk},
        "cases:order_document": {"code": case.code, "pk": order.pk},
        "cases:justice": {"code": case.code, "pk": waits.pk, "slug": "remettre"},
        "cases:likeness": {"code": case.code, "pk": likeness.pk, "slug": "confirmer"},
        "cases:paper": {"code": case.code, "pk": consent.pk},
        "cases:attachment": {"code": case.code, "pk": scene.attach(case).pk},
        "cases:fill_form": {"code": case.code, "form": "safety"},
        "cases:filled_form": {"code": case.code, "pk": filled.pk},
        "cases:filled_form_step": {"code": case.code, "pk": filled.pk, "slug": "approuver"},
        "cases:retention_act": {"code": case.code, "slug": "geler"},
        "cases:retention_step": {"code": case.code, "pk": standing.pk, "slug": "lever"},
        **networks(),
        "handover:detail": {"code": copy.code},
        "handover:act": {"code": copy.code, "slug": "accuser-reception"},
        **returns(case),
        "interface:consent_text": {"name": "1.fr"},
        "audit:log_file": {"shard": "2026", "name": "checkpoint"},
        "audit:inclusion_proof": {"shard": "2026", "index": 1},
        "audit:consistency_proof": {"shard": "2026", "old": 1, "new": 1},
        "services:detail": {"pk": entry.uuid},
        "services:amend": {"pk": entry.uuid, "slug": "horaires"},
        "services:vacancy": {"pk": entry.uuid, "slug": "tous"},
        "services:step": {"pk": entry.uuid, "slug": "verifier"},
        "services:trial": {"pk": scene.directory_file().pk},
        "services:export": {"slug": "csv"},
        "services:hsds_list": {"slug": "services"},
        "services:hsds_one": {"slug": "services", "pk": entry.uuid},
        "forms:version": {"pk": form.pk},
        "forms:sheet": {"pk": form.pk},
        "forms:mapping": {"pk": form.pk},
        "forms:sent_one": {"pk": kept.pk},
        "forms:mend": {"pk": kept.pk},
        "forms:sent_file": {"pk": file.pk},
        "feedback:sms": {"key": "rien"},
        "feedback:answer": {"pk": spoken.pk},
        "offline:state": {"pk": uuid4()},
        "offline:wipe": {"pk": device.pk},
        "offline:settle": {"pk": conflict.pk},
        **{f"exchange:{name}": {"pk": table.pk} for name in ("table", "columns", "drop")},
        "exchange:go": {"pk": table.pk, "slug": "essayer"},
        **{
            f"tracing:{name}": {"code": lead.request.code, "slug": "clore"}
            for name in ("request", "amend_request", "request_act", "receipt")
        },
        **{
            f"tracing:{name}": {"code": lead.registration.code, "slug": "proteger"}
            for name in ("registration", "amend_registration", "registration_act")
        },
        **{
            f"tracing:{name}": {"pk": lead.pk, "slug": "confirmer"}
            for name in ("lead", "lead_act", "lead_message")
        },
        **{f"tracing:{name}": {"pk": handed.pk} for name in ("list", "columns", "drop_list")},
        "tracing:go": {"pk": handed.pk, "slug": "essayer"},
        "tracing:message": {"pk": message.pk},
        "tracing:message_act": {"pk": message.pk, "slug": "laisser-partir"},
        **reception_places(),
        **projects(),
        **fund(case),
        **payments(),
        **committee(),
        **justice(),
        **papers(case),
        **beds(),
        **{f"queue:{name}": {"pk": desk.pk} for name in ("call", "close_desk")},
        **{f"queue:{name}": {"pk": passage.pk, "slug": "parti"} for name in ("ticket", "act")},
        "queue:report_file": {"form": "csv"},
        "queue:staffing": {"code": "gogui"},
        "queue:screen": {"key": screen_key(scene.branch())},
        "openrosa:manifest": {"pk": form.pk},
        "openrosa:xform": {"pk": form.pk},
        "forms:step": {"pk": form.pk, "slug": "publier"},
        "messaging:step": {"pk": scene.unsure_message().pk, "slug": "renvoyer"},
        "membership:revoke": {"pk": 1},
        "membership:step": {"pk": scene.account("awa").pk, "slug": "suspendre"},
        "membership:accept": {"secret": "rien"},
        "cases:withdraw_part": {"code": case.code, "pk": consent.pk},
        "cases:override_step": {"code": case.code, "pk": override.pk, "slug": "accorder"},
        "referrals:acknowledge": {"pk": notice.pk},
        **{f"orientation:{name}": {"code": oriented.arrival.code} for name in ("needs", "note")},
        **{f"orientation:{name}": {"pk": oriented.need_id} for name in ("options", "choose")},
        **{
            f"orientation:{name}": {"pk": oriented.pk, "slug": "remettre"}
            for name in ("detail", "act", "sheet")
        },
        **{f"orientation:{name}": {"pk": oriented.arrival.convoy_id} for name in ("plan", "propose")},
        **{f"orientation:{name}": {"pk": recorded.pk} for name in ("sound", "remove_recording")},
        "referral": referral.code,
        "table": "formes",
    }


def handed_over(case: Case) -> tuple[CourtOrder, Disclosure, DisclosedCopy]:
    """A court order with its document, a disclosure that waits on it, and one that was handed over."""
    today = timezone.localdate()
    order = record_court_order(
        scene.actor("coumba"), case.person, authority=scene.organisation("brigade"), reference="RP 1", dated=today,
        valid_to=today, fields=["names"], document=Document("application/pdf", b"%PDF-1.7"),
    )  # fmt: skip
    waits, handed = (
        request_disclosure(
            scene.actor("awa"), case.person, recipient=scene.organisation("brigade"), fields=["names"],
            purpose="Plainte", order=order,
        )
        for _ in range(2)
    )  # fmt: skip
    return order, waits, approve_disclosure(scene.actor("coumba"), handed)


def papers(case: Case) -> dict[str, dict[str, Any]]:
    """An assessment of the case, and a file of the authority with what is in one."""
    asked, child = determining.enquiry(), determining.child()
    made = determining.assessment(case)
    here = {"code": asked.determination.code, "slug": "changer"}
    return {
        **{f"statelessness:{name}": here for name in ("file", "act", "receipt")},
        **{f"statelessness:{name}": {"code": case.code} for name in ("of_case", "assess_case")},
        **{
            f"statelessness:{name}": {"pk": made.pk, "slug": "confirmer"}
            for name in ("assessment", "assessment_act")
        },
        "statelessness:state_act": {"pk": asked.linked_state_id, "slug": "demander"},
        "statelessness:enquiry_act": {"pk": asked.pk, "slug": "reponse"},
        "statelessness:child_act": {"pk": child.pk, "slug": "fait"},
    }


def justice() -> dict[str, Any]:
    """A report, a file, and something of everything that is in one."""
    report, made = investigating.report(), investigating.inquiry()
    who, hearing = investigating.suspect(made), investigating.hearing(made)
    exhibit = investigating.exhibit(made, document=Document("application/pdf", b"%PDF-1.7"))
    asked = investigating.asked_release(exhibit)
    places = {
        **{name: {"code": report.code, "slug": "coter"} for name in ("report", "report_act")},
        **{name: {"pk": who.pk, "slug": "interpeller"} for name in ("suspect", "suspect_act")},
        "hearing": {"pk": hearing.pk},
        **{
            name: {"pk": exhibit.pk, "slug": "mouvement"}
            for name in ("exhibit", "exhibit_document", "exhibit_act")
        },
        "request_act": {"pk": investigating.mutual_request(made).pk, "slug": "reponse"},
        "deadline_act": {"pk": investigating.deadline(made).pk, "slug": "tenue"},
        **{name: {"pk": asked.pk, "slug": "viser"} for name in ("countersignature", "countersign_act")},
        **{name: {"code": made.code, "slug": "fait"} for name in ("detail", "sheet", "act")},
    }
    return {f"investigations:{name}": place for name, place in places.items()}


def url_of(address, places) -> str:
    own = places.get(address.name, {})
    return reverse(address.name, kwargs={name: own.get(name) or places[name] for name in address.arguments})


def counts() -> list[int]:
    return [model.objects.system(SYSTEM).count() for model in (Case, Consent, Referral, Transfer, Note)]


def states() -> set[tuple[str, str]]:
    return {
        (str(row.pk), row.state)
        for model in (Case, Consent, Referral, Transfer)
        for row in model.objects.system(SYSTEM)
    }


def test_each_address_has_its_expectation_and_none_is_left_over():
    assert {address.name for address in PAGES} == set(OPEN)
    assert {address.name for address in API} == OF_ANY_KEY | ABOUT_A_RECORD


@pytest.mark.parametrize("address", PAGES, ids=lambda address: address.name)
def test_an_address_opens_to_those_it_is_for_and_does_not_exist_for_the_others(address, places, client_for):
    url, expected = url_of(address, places), OPEN[address.name]
    met = {name: client_for(scene.account(name)).get(url).status_code for name in CAST}
    assert met == {name: expected.get(name, 404) for name in CAST}


@pytest.mark.parametrize("address", PAGES, ids=lambda address: address.name)
def test_a_visitor_is_sent_to_sign_in_unless_the_page_is_public(address, places):
    url, expected = url_of(address, places), OPEN[address.name]
    response = Client().get(url)
    if "visitor" in expected:
        assert response.status_code == expected["visitor"]
    else:
        assert (response.status_code, response.headers.get("Location", "").split("?")[0]) == (302, SIGN_IN)
    if "visitor" not in expected:
        assert Client().post(url, {"text": scene.WORDS}).status_code == 302


@pytest.mark.sqlite  # the page refuses before it asks the database anything
@pytest.mark.parametrize("address", PAGES, ids=lambda address: address.name)
def test_who_cannot_open_a_page_changes_nothing_by_sending_its_form(address, places, client_for):
    url, expected, before = url_of(address, places), OPEN[address.name], (counts(), states())
    sent = {"form_id": "5f3a1c1e-8d0b-4a2e-9b7f-1c2d3e4f5a6b", "text": scene.WORDS, "names": scene.NAMES}
    for name in CAST:
        status = expected.get(name, 404)
        if status in (403, 404):
            assert client_for(scene.account(name)).post(url, sent).status_code in (status, 405), name
    assert (counts(), states()) == before


def test_nothing_of_a_case_is_open_to_the_outsider():
    rooms = ("cases", "referrals", "statistics", "tracing")
    open_to_others = (
        "tracing:news",
        "statistics:justice",
    )  # a page that says one thing to all, and counts alone
    about_people = [name for name in OPEN if name.split(":")[0] in rooms and name not in open_to_others]
    assert about_people
    assert not [name for name in about_people if {"etienne", "visitor", "issa", "daouda"} & set(OPEN[name])]


def test_each_page_refused_to_an_account_is_in_the_journal(places, client_for):
    daouda = scene.account("daouda")
    url = reverse("cases:detail", args=[places["code"]])
    client_for(daouda).get(url)
    line = AuditLine.objects.filter(account=daouda).latest("pk")
    assert (line.act, line.object, line.decision) == ("open_page", places["code"], "refused")
    assert line.detail == {"page": "cases:detail", "reason": "NotVisible"}


def test_what_was_typed_in_an_address_is_not_copied_into_the_journal(places, client_for):
    daouda = scene.account("daouda")
    client_for(daouda).get("/dossiers/Bagayoko/")
    line = AuditLine.objects.filter(account=daouda).latest("pk")
    assert (line.act, line.object) == ("open_page", "")
    assert "Bagayoko" not in str(line.detail)


# The API


def urls_of(address, places) -> list[str]:
    """The address for the case, and for the referral."""
    fill = [
        {**places, "code": code, "pk": places["cases:withdraw"]["pk"]}
        for code in (places["code"], places["referral"])
    ]
    return [reverse(address.name, kwargs={name: one[name] for name in address.arguments}) for one in fill]


@pytest.mark.parametrize("address", API, ids=lambda address: address.name)
def test_the_api_knows_nobody_without_a_key_not_even_a_session(address, places, client_for):
    for url in urls_of(address, places):
        for client in (Client(), client_for(scene.account("awa"))):
            for response in (client.get(url), client.post(url, scene.SAID, "application/json")):
                public = address.name in ("api:openapi-json", "api:api-root")
                assert response.status_code in ((200, 404, 405) if public else (401, 405))
                assert not names_anyone(response, places)


def names_anyone(response, places) -> bool:
    told = response.content.decode()
    return any(word in told for word in (*scene.SECRETS, places["code"], places["referral"]))


@pytest.mark.parametrize("who", ["etienne", "daouda", "hawa", "fanta", "boubacar"])
@pytest.mark.parametrize("address", API, ids=lambda address: address.name)
def test_a_key_of_another_reaches_no_record_through_the_api(address, who, places):
    _token, secret = scene.token(who)
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    before = states()
    for url in urls_of(address, places):
        for response in (client.get(url), client.post(url, scene.SAID, "application/json")):
            refused = (404, 405) if address.name in ABOUT_A_RECORD else (200, 201, 403, 404, 405)
            assert response.status_code in refused, url
            assert not names_anyone(response, places)
    assert before <= states()


def test_the_owner_s_key_opens_the_case_and_the_receiver_s_key_the_referral(places):
    for who, url in (("awa", f"cases/{places['code']}"), ("provider", f"referrals/{places['referral']}")):
        _token, secret = scene.token(who)
        response = Client(headers={"Authorization": f"Bearer {secret}"}).get(f"/api/v1/{url}")
        assert response.status_code == 200
        assert names_anyone(response, places)


@pytest.mark.parametrize("spoil", ["revoked", "expired", "closed account", "unknown"])
def test_a_key_that_is_no_longer_one_opens_nothing(spoil, places):
    awa = scene.account("awa")
    token, secret = scene.token("awa")
    if spoil == "revoked":
        ApiToken.objects.filter(pk=token.pk).update(revoked_at=timezone.now())
    if spoil == "expired":
        ApiToken.objects.filter(pk=token.pk).update(expires_at=timezone.now())
    if spoil == "closed account":
        Account.objects.filter(pk=awa.pk).update(is_active=False)
    if spoil == "unknown":
        secret += "x"
    response = Client(headers={"Authorization": f"Bearer {secret}"}).get(f"/api/v1/cases/{places['code']}")
    assert response.status_code == 401
