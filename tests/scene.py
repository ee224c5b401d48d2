"""One person's road through the acts, step by step, for the tests. The cast of `conftest.py` walks it."""

import json
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils import timezone

from conftest import make_account
from siraba.engines.xforms import write_instance
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Purpose
from siraba.foundation.accounts.models import Account
from siraba.foundation.accounts.tokens import make_token
from siraba.foundation.consent.actions import record_consent
from siraba.foundation.consent.models import Consent
from siraba.foundation.forms.models import Submission
from siraba.foundation.forms.selectors import published
from siraba.foundation.forms.submissions import take_in
from siraba.foundation.geography.models import Area, AreaVersion
from siraba.foundation.interface.uploads import Document
from siraba.foundation.ledger import actions as booking
from siraba.foundation.ledger.models import Entry, Envelope
from siraba.foundation.messaging.kinds import register_kind
from siraba.foundation.messaging.models import OutgoingMessage
from siraba.foundation.messaging.sending import queue_message
from siraba.foundation.offline.actions import apply_edit, enrol_device
from siraba.foundation.offline.models import Device, Edit
from siraba.foundation.organisations.models import Organisation, Unit
from siraba.foundation.services import hsds
from siraba.foundation.services.importing import add_directory_file
from siraba.foundation.services.models import DirectoryFile, Service, ServiceState, Vacancy
from siraba.foundation.services.parts import replace_parts
from siraba.foundation.vocabulary import label
from siraba.partnership.funding import actions as giving
from siraba.partnership.funding.models import Pledge, Receipt
from siraba.prevention.development import actions as developing
from siraba.prevention.development import choosing, needs
from siraba.prevention.development.models import ComponentTable, NeedIndex, Portfolio, Project
from siraba.protection.cases import actions, transfers
from siraba.protection.cases.elements import Elements
from siraba.protection.cases.instruments import answered
from siraba.protection.cases.models import Case, FilledForm, Transfer
from siraba.protection.exchange.actions import add_import, map_import
from siraba.protection.exchange.models import Import
from siraba.protection.feedback.actions import give_receipt, receive_message
from siraba.protection.feedback.models import Message
from siraba.protection.reception.arrivals import actions as arriving
from siraba.protection.reception.arrivals.lists import add_arrival_list
from siraba.protection.reception.arrivals.models import Arrival, ArrivalList, Convoy
from siraba.protection.reception.branches.models import Branch
from siraba.protection.reception.network import actions as planning
from siraba.protection.reception.network.models import Scenario
from siraba.protection.reception.orientation import actions as orienting
from siraba.protection.reception.orientation import recordings
from siraba.protection.reception.orientation.models import Need, Orientation, Recording
from siraba.protection.reception.orientation.recordings import Sound
from siraba.protection.reception.orientation.selectors import options_for
from siraba.protection.reception.quality import actions as inspecting
from siraba.protection.reception.quality.models import Action as QualityAction
from siraba.protection.reception.quality.models import Inspection
from siraba.protection.reception.queue import actions as queueing
from siraba.protection.reception.queue.models import Desk, Visit
from siraba.protection.reception.stays import actions as housing
from siraba.protection.reception.stays.models import Room, Stay
from siraba.protection.referrals import actions as referring
from siraba.protection.referrals.models import Referral
from siraba.protection.reintegration.calls import appeals as appealing
from siraba.protection.reintegration.calls import applications as applying
from siraba.protection.reintegration.calls import evaluating
from siraba.protection.reintegration.calls.actions import draft_call, give_charge, open_call, open_fund
from siraba.protection.reintegration.calls.criteria import criteria_of
from siraba.protection.reintegration.calls.dealing import evaluators_of
from siraba.protection.reintegration.calls.models import (
    Appeal,
    Application,
    ApplicationDocument,
    Call,
    CallState,
    Charge,
    Evaluation,
    Fund,
)
from siraba.protection.reintegration.committee import deciding, meeting, proposing, signing, voting
from siraba.protection.reintegration.committee.models import Item, Run, Session
from siraba.protection.tracing import leads, lists, registrations
from siraba.protection.tracing import requests as vault_requests
from siraba.protection.tracing.leads import with_sides
from siraba.protection.tracing.messages import write_family_message
from siraba.protection.tracing.models import FamilyMessage, Lead, Registration, TracingRequest, VaultList
from siraba.protection.tracing.searching import find_leads

NAMES, MOTHER, CONTACT = "Aïssata Bagayoko", "Fatoumata Sissoko", "Tante Néné, 70 00 00 00"
WORDS = "Placée à Ménaka par un voisin"
HEALTH = "Fièvre et brûlure à la main"
REQUEST = "Une place pour trois semaines"
SECRETS = (NAMES, "Aïssata", "Bagayoko", MOTHER, "Sissoko", CONTACT, WORDS, HEALTH, REQUEST)

# A small form that a keeper of the national forms adds
FORM = {
    "name": "essai.md",
    "content": b"""
| survey |
| | type | name | label |
| | text | story | Que dit la personne ? |
| settings |
| | form_id | version |
| | essai | 1 |
""",
}

# The instrument of the first assessment, when all is well
NOTHING_WRONG = answered()

# What a program may send to any endpoint of the API
SAID = {
    "names": "Personne de passage",
    "sex": "female",
    "age": 30,
    "citizenships": "ML",
    "urgent_need": "none",
    "immediate_danger": False,
    "presumed": True,
    "pathway": "victim",
    "answers": NOTHING_WRONG,
    "risk": "high",
    "recipient": "foyer",
    "scope": "share_named_agency",
    "state": "granted",
    "categories": ["identity"],
    "giver": "caregiver",
    "giver_name": "Oncle",
    "assent": "yes",
    "modality": "voice",
    "language": "bm",
    "service": 1,
    "urgency": "urgent",
    "released_fields": ["names"],
    "reason": "other",
    "outcome": "Fait",
}


def account(username: str) -> Account:
    return Account.objects.get(username=username)


def actor(username: str, *purposes: Purpose) -> Actor:
    return Actor.of(account(username), *purposes)


def organisation(code: str) -> Organisation:
    defaults = {"name": code.title(), "short_name": code.title(), "kind": "ngo", "house": "protection"}
    return Organisation.objects.get_or_create(code=code, defaults=defaults)[0]


def region(name: str = "Ménaka") -> Area:
    """A region of the areas that are loaded, or of a small set of its own."""
    found = Area.objects.filter(level=1, name=name).first()
    if found is None:
        labels = {"label": "Découpage d’essai", "source": "essai"}
        version, _ = AreaVersion.objects.get_or_create(code="essai", defaults=labels)
        found = Area.objects.create(version=version, level=1, name=name)
    return found


def service(provider: str = "foyer", kind: str = "shelter") -> Service:
    found = Service.objects.filter(provider__code=provider, service_type=kind).first()
    return found or Service.objects.create(
        provider=organisation(provider),
        service_type=kind,
        area=region("Bamako"),
        name=f"{label('service_type', kind)} ({provider})",
        valid_from=timezone.localdate() - timedelta(days=30),
        state=ServiceState.VERIFIED,
        verified_on=timezone.localdate(),
    )


def entry(provider: str = "oim") -> Service:
    """An entry of the directory that is verified and counts its places."""
    made = service(provider, "transport")
    Vacancy.objects.get_or_create(service=made, group="", defaults={"capacity": 10, "vacant": 4})
    return made


def directory_file(by: str = "coumba") -> DirectoryFile:
    """A file of one entry, handed in and not yet kept."""
    own = actor(by)
    provider = Organisation.objects.get(pk=own.organisation_id)
    told = {
        "id": "5f3a1c1e-8d0b-4a2e-9b7f-1c2d3e4f5a6b",
        "name": "Soins à Ménaka",
        "status": "active",
        "organization_id": hsds.organization_id(provider),
        "attributes": [{"taxonomy_term_id": hsds.term_id("medical")}],
        "service_at_locations": [{"location": {"id": "m", "name": "Ménaka"}}],
    }
    return add_directory_file(own, content=json.dumps({"services": [told]}).encode())


def receive(by: str = "garba", **changes: Any) -> Case:
    """A girl of 14 is received at the border."""
    girl = {
        "names": NAMES,
        "sex": "female",
        "age": 14,
        "citizenships": "ML",
        "urgent_need": "shelter",
        "contact": CONTACT,
        "area": region(),
    }
    return actions.receive_person(actor(by), **girl | changes)


def agree(by: str, case: Case, to: str, *categories: str, **changes: Any) -> Consent:
    """Her mother consents, by voice, in Bambara."""
    said = {
        "scope": "share_named_agency",
        "categories": categories or ("identity", "case"),
        "giver": "caregiver",
        "giver_name": MOTHER,
        "modality": "voice",
        "language": "bm",
    }
    return record_consent(actor(by), case.person, recipient=organisation(to), **said | changes)


def hand_over(case: Case, by: str = "garba", to: str = "oim") -> Transfer:
    agree(by, case, to)
    return transfers.send_transfer(actor(by), case, organisation(to))


def screen(case: Case, by: str = "awa", **changes: Any) -> None:
    found = {
        "elements": Elements(("recruitment",), ("deception",), ("servitude",)),
        "immediate_danger": False,
        "presumed": True,
        "pathway": "victim",
        "note": WORDS,
    }
    actions.screen_case(actor(by), case, **found | changes)


SMS_KIND = "scene"


def queued_message() -> OutgoingMessage:
    """A message that waits: nobody it names, nothing it tells."""
    register_kind(SMS_KIND, "Une question")
    return queue_message("70 12 34 56", "Toujours ouvert ?", why=SMS_KIND)


def unsure_message() -> OutgoingMessage:
    """A message whose line broke before the provider answered."""
    message = queued_message()
    rows = OutgoingMessage.objects.system("a test makes a line break")
    rows.filter(pk=message.pk).update(state="unsure", claimed_at=timezone.now())
    return rows.get(pk=message.pk)


def open_case(**changes: Any) -> Case:
    """Received at the border, handed over to the case manager Awa, and screened."""
    transfer = hand_over(receive(**changes))
    case = transfers.accept_transfer(actor("awa"), transfer)
    screen(case)
    return case


def assess(case: Case, by: str = "awa", risk: str = "medium", health: str = HEALTH) -> Any:
    answers = {**NOTHING_WRONG, "alone": "yes", "health": health}
    return actions.assess_case(actor(by), case, answers=answers, risk=risk)


SAFE = {"danger": "none", "review_on": "2027-02-01", "signals": WORDS}


def fill(case: Case, by: str = "awa", form: str = "safety", **answers: Any) -> FilledForm:
    """A form of the case is filled in: her safety, unless told otherwise."""
    told = answers or SAFE
    return actions.fill_form(actor(by), case, form=published(form), answers=told)


PAPER = Document("application/pdf", b"%PDF-1.7 " + WORDS.encode())


def attach(case: Case, by: str = "awa", category: str = "health", title: str = "Certificat médical") -> Any:
    return actions.attach_document(actor(by), case, title=title, category=category, document=PAPER)


def waiting_form(case: Case, by: str = "awa") -> FilledForm:
    """A form that waits for another person's approval."""
    made = FilledForm(
        case=case, author=account(by), form=published("safety"), category="case", number=1, state="submitted"
    )
    made.write(answers=SAFE)
    made.save(force_insert=True)
    return made


def send_wrong_sheet(by: str = "garba", **answers: Any) -> Submission:
    """A sheet from the field that cannot be carried out as it is, with a document."""
    said = {"names": NAMES, "sex": "female", "age": "214", "citizenships": "ML", "urgent_need": "none"}
    xml = write_instance(published("arrival").form, said | answers, "uuid:wrong")
    return take_in(actor(by), xml, {"papier.pdf": Document("application/pdf", b"%PDF-1.7")})


def device(by: str = "awa") -> Device:
    return enrol_device(actor(by), name="Téléphone")


def edit(
    case: Case, wanted: str = "Voisine, 60 00 00 00", by: str = "awa", seen: str = CONTACT, on: Any = None
) -> Edit:
    """Her safe contact, changed without network."""
    return apply_edit(
        actor(by), on or device(by), number=uuid4(), code=case.code, field="contact", seen=seen, wanted=wanted
    )


def conflict(case: Case, by: str = "awa", on: Device | None = None) -> Edit:
    """Two changed it, each without network: the second waits for a person."""
    on = on or device(by)
    edit(case, by=by, on=on)
    return edit(case, MOTHER, by, on=on)


def convoy(by: str = "garba", **changes: Any) -> Convoy:
    """A bus that comes to the border post."""
    said = {"kind": "bus", "reference": "Car 12", "day": timezone.localdate(), "expected": 140}
    return arriving.announce_convoy(actor(by), **said | changes)


ARRIVES = {"names": NAMES, "sex": "female", "age": 14, "citizenships": "ML", "urgent_need": "shelter"}


def arrival(by: str = "garba", on: Convoy | None = None, **changes: Any) -> Arrival:
    """A girl of 14 gets off the bus, alone."""
    said = {**ARRIVES, "alone": True, "contact": CONTACT, "presence": "here"}
    return arriving.register_arrival(actor(by), on or convoy(by), number=uuid4(), **said | changes)


def grown_arrival(by: str = "garba", on: Convoy | None = None, **changes: Any) -> Arrival:
    said = {"names": "Oumou Sangaré", "age": 31, "alone": False, "urgent_need": "none"}
    return arrival(by, on, **said | changes)


def arrival_list(by: str = "garba", on: Convoy | None = None) -> ArrivalList:
    """The list of a bus, of one person, whose columns are understood."""
    content = f"nom;sexe;âge\n{NAMES};F;14\n".encode()
    return add_arrival_list(actor(by), on or convoy(by), content=content)


def desk(by: str = "garba", number: int = 1, languages: str = "bm fr") -> Desk:
    return queueing.open_desk(actor(by), branch(), number=number, languages=languages)


def visit(by: str = "garba", **said: Any) -> Visit:
    """Somebody passes by, and waits for a desk."""
    return queueing.take_ticket(actor(by), branch(), **said)


def called_visit(by: str = "garba") -> Visit:
    visit(by)
    return queueing.call_next(actor(by), Desk.objects.first() or desk(by))[0]


def visit_at_desk(by: str = "garba") -> Visit:
    found = called_visit(by)
    queueing.begin_service(actor(by), found)
    return found


def branch(code: str = "gogui") -> Branch:
    return Branch.objects.select_related("unit__organisation").get(unit__code=code)


# Beds


def unit_of(code: str) -> Unit:
    """A unit of the DGME, or the only one of its code."""
    units = Unit.objects.select_related("organisation").filter(code=code)
    return units.filter(organisation__code="dgme").first() or units.get()


def room(group: str = "minors", beds: int = 2, unit: str = "gogui", name: str = "") -> Room:
    made = {"group": group, "beds": beds}
    return Room.objects.get_or_create(unit=unit_of(unit), name=name or f"Chambre {group}", defaults=made)[0]


def nights_from_now(days: int = 2, later: int = 0) -> dict[str, Any]:
    first = timezone.localdate() + timedelta(days=later)
    return {"first": first, "until": first + timedelta(days=days)}


def reserved(
    found: Arrival | None = None, by: str = "garba", in_room: Room | None = None, **changes: Any
) -> Stay:
    """A bed for the girl who came alone, in the children's room, for two nights."""
    said = {**nights_from_now(), **changes}
    return housing.reserve_bed(actor(by), found or arrival(by), room=in_room or room(), **said)


def staying(
    found: Arrival | None = None, by: str = "garba", in_room: Room | None = None, **changes: Any
) -> Stay:
    stay = reserved(found, by, in_room, **changes)
    housing.take_in(actor(by), stay)
    return stay


def sheltered(case: Case | None = None, group: str = "minors", **changes: Any) -> Stay:
    """The person of a referral sleeps at the shelter that has accepted it."""
    referral = accepted_referral(case or open_case())
    here = room(group, unit="foyer")
    said = {**nights_from_now(), **changes}
    stay = housing.reserve_bed(actor("provider"), referral, room=here, **said)
    housing.take_in(actor("provider"), stay)
    return stay


def family(by: str = "garba", on: Convoy | None = None, *ages: int) -> list[Arrival]:
    """A mother of 31 with children of these ages."""
    bus, number = on or convoy(by), str(uuid4())
    mother = grown_arrival(by, bus, party=number)
    children = [arrival(by, bus, names="Petit Sangaré", age=age, alone=False, party=number) for age in ages]
    return [mother, *children]


def table(by: str = "awa") -> Import:
    """A table of one person, whose columns are understood."""
    made = add_import(actor(by), source="Cahier", content=f"noms,sexe,âge\n{NAMES},Féminin,14\n".encode())
    meant = {"names": "noms", "sex": "sexe", "age": "âge", "citizenships": "=ML", "urgent_need": "=none"}
    map_import(actor(by), made, mapping=meant)
    return made


def speak(case: Case, kind: str = "question", by: str = "awa") -> Message:
    """She says something by the receipt that she was given."""
    number = give_receipt(actor(by), case)
    said = receive_message(None, number, kind=kind, way="web", text=WORDS, contact=CONTACT)
    assert said is not None
    return said


def plan(case: Case, by: str = "awa") -> Any:
    steps = [{"service": "shelter", "what": "Place au foyer", "due": ""}]
    return actions.submit_plan(
        actor(by), case, objective="Rentrer à Kayes chez sa mère", actions=steps, person_agrees=True
    )


def planned_case() -> Case:
    case = open_case()
    assess(case)
    actions.approve_plan(actor("coumba"), case, plan(case))
    return case


def prepare(
    case: Case, to: str = "foyer", *fields: str, kind: str = "shelter", urgency: str = "urgent"
) -> Referral:
    fields = fields or ("names", "birth", "urgent_need")
    return referring.prepare_referral(
        actor("awa"), case, service(to, kind), urgency=urgency, released_fields=fields, request=REQUEST
    )


def refer(case: Case, to: str = "foyer", *fields: str, kind: str = "shelter") -> Referral:
    """Her mother agrees, and the referral is sent."""
    agree("awa", case, to, "identity", "case", "health")
    referral = prepare(case, to, *fields, kind=kind)
    referring.send_referral(actor("awa"), referral)
    return referral


def accepted_referral(case: Case) -> Referral:
    referral = refer(case)
    referring.accept_referral(actor("provider"), referral)
    return referral


def token(username: str, *purposes: Purpose) -> tuple[Any, str]:
    """A key for a program of this account, and its secret."""
    who = actor(username, *purposes)
    return make_token(who.account_id, who.purpose or "", "Essai")


# Family links: a mother in Kita looks for her son, whom a list of returnees writes in another way

SOUGHT = {
    "given_name": "Mamoutou",
    "family_name": "Koulibaly",
    "sex": "male",
    "age": 17,
    "father_given": "Sekou",
    "place": "Kita",
}
RETURNEE = {
    "given_name": "Mahamadou",
    "family_name": "Coulibaly",
    "sex": "male",
    "dob": "2008",
    "place": "Kita",
}
SEEKER = {"names": "Djeneba Koulibaly", "phone": "76 00 00 00", "advice": "Le soir"}
FAMILY_KNOWS = (("Son surnom à la maison ?", "Petit Kelen"), ("Le nom du voisin ?", "Baba Wagué"))
VAULT_SECRETS = ("Mamoutou", "Koulibaly", "Mahamadou", "Coulibaly", "Djeneba", "Petit Kelen", "Baba Wagué")


def file_request(by: str = "fanta", **changes: Any) -> TracingRequest:
    said = {
        "seeker": SEEKER,
        "person": SOUGHT,
        "relation": "child",
        "agrees": True,
        "questions": FAMILY_KNOWS,
    }
    return vault_requests.file_request(actor(by), **said | changes)


def register_found(by: str = "fanta", **changes: Any) -> Registration:
    said = {"person": RETURNEE, "kind": "returnee", "whereabouts": "Centre de transit, Bamako"}
    return registrations.register_found(actor(by), **said | changes)


def searched(record: TracingRequest | Registration, by: str = "fanta") -> Lead:
    """The only lead of a record, once it has been searched."""
    find_leads(actor(by), record)
    side = "request" if isinstance(record, TracingRequest) else "registration"
    return with_sides(Lead.objects.system("a test looks at the row itself").filter(**{side: record}))[0]


def lead(**changes: Any) -> Lead:
    """A request and a returnee who may be the one sought; `changes` are the request's."""
    register_found()
    return searched(file_request(**changes))


def grown_lead(**changes: Any) -> Lead:
    """The same of a grown man, of whom no child-protection officer has to be asked."""
    register_found(person=RETURNEE | {"dob": "1998"})
    return searched(file_request(person=SOUGHT | {"age": 27}, **changes))


def verified_lead(**changes: Any) -> Lead:
    found = grown_lead(**changes)
    leads.confirm_lead(actor("fanta"), found, reason=WORDS)
    leads.verify_lead(actor("mariam"), found, reason=WORDS)
    return found


def accepted_lead(what: str = "alive", **changes: Any) -> Lead:
    """He was met, and says what his family may know; his answers are those of the family."""
    found = verified_lead(**changes)
    leads.offer_contact(actor("fanta"), found, reason=WORDS)
    leads.accept_contact(actor("fanta"), found, what=what, place="Bamako", reason=WORDS)
    for question, answer in FAMILY_KNOWS:
        leads.check_answer(
            actor("fanta"), found, question=question, expected=answer, answer=answer, agrees=True
        )
    return found


def family_message(by: str = "fanta", **changes: Any) -> FamilyMessage:
    said = {"sender": "Sa mère", "recipient": "Petit Kelen", "address": "Bamako", "text": WORDS}
    return write_family_message(actor(by), **said | changes)


def vault() -> None:
    """Something of everything that the vault holds: leads in several states, a message, a list, somebody protected."""
    refused = accepted_lead()
    leads.refuse_contact(actor("mariam"), refused, reason=WORDS)
    request = file_request(person=SOUGHT | {"father_given": "Bréhima"})
    vault_requests.give_family_receipt(actor("fanta"), request)
    vault_requests.record_search(
        actor("fanta"), request, way="visit", made_on=timezone.localdate(), place="Kita", result=WORDS
    )
    register_found(kind="safe_and_well", wish="Que ma mère sache que je vais bien", may_share=True)
    find_leads(actor("fanta"), request)
    family_message()
    vault_list()
    shielded("mariam")


def shielded(by: str, **person: Any) -> Registration:
    """Somebody whom nobody may find: the one whom a family seeks, unless told otherwise."""
    found = register_found(by, person=RETURNEE | {"father_given": "Sékou"} | person)
    find_leads(actor(by), found)
    registrations.shield_record(actor(by), found, shield="trafficking", reason=WORDS)
    return found


def vault_list(by: str = "fanta", side: str = "found") -> VaultList:
    content = "prénom,nom,père,né en,lieu\nMahamadou,Coulibaly,,2008,Kita\n"
    return lists.add_list(actor(by), source="Vol du 12", side=side, content=content.encode())


# Quality of branches


def inspection(code: str = "gogui", by: str = "nana") -> Inspection:
    """An inspection of a branch that is planned for today."""
    return inspecting.plan_inspection(actor(by), branch(code), planned_on=timezone.localdate())


def inspected(code: str = "gogui", *missing: str, by: str = "nana") -> Inspection:
    """A branch of which all is in order but what is missing: the complaint box, unless it is said otherwise."""
    made = inspection(code, by)
    absent = missing or ("complaints",)
    answers = {item.code: ("no" if item.code in absent else "yes", "") for item in made.checklist.items}
    inspecting.record_inspection(actor(by), made, done_on=timezone.localdate(), answers=answers)
    return made


def quality_action(on: Inspection | None = None, by: str = "nana", **changes: Any) -> QualityAction:
    """A complaint box will be put up within a month."""
    said = {
        "item": "complaints",
        "what": "Poser une boîte à plaintes",
        "who": "head",
        "due": timezone.localdate() + timedelta(days=30),
    }
    return inspecting.add_quality_action(actor(by), on or inspected(), **said | changes)


# The network of branches

# A scenario that asks for three new branches, the same weight everywhere
ASKED = {
    "name": "Trois antennes",
    "basis": "equal",
    "model": "median",
    "wanted": 3,
    "within_hours": 2.0,
    "detour": 1.3,
    "speed_km_h": 50.0,
}


def scenario(by: str = "nana", **changes: Any) -> Scenario:
    return planning.make_scenario(actor(by), **ASKED | changes)


def forbidden_site(on: Scenario, name: str = "Kidal", by: str = "nana") -> Area:
    """A site of a scenario where nothing may open."""
    area = Area.objects.get(pk__in=on.sites.values("area"), name=name, level=2)
    planning.forbid_site(actor(by), on, area=area, reason="Accès coupé (essai)", since=timezone.localdate())
    return area


# From a need to a service


def offered(
    provider: str = "clinique", kind: str = "medical", name: str = "", area: str = "Kayes", **more: Any
) -> Service:
    """A service that is open day and night and verified today; `parts` of `more` are its rows (see `replace_parts`)."""
    parts = {"schedules": NIGHT_AND_DAY, "languages": ["fr", "bm"], **more.pop("parts", {})}
    today = timezone.localdate()
    found, _new = Service.objects.get_or_create(
        provider=organisation(provider),
        name=name or f"{label('service_type', kind)} ({provider}, {area})",
        valid_from=today - timedelta(days=30),
        defaults={
            "service_type": kind,
            "area": region(area),
            "state": ServiceState.VERIFIED,
            "verified_on": today,
            **more,
        },
    )
    replace_parts(found, parts)
    return found


NIGHT_AND_DAY = [{"weekday": day, "opens": time(0), "closes": time(0)} for day in range(7)]


def places(vacant: int, group: str = "", capacity: int = 20) -> dict[str, Any]:
    return {"vacancies": [{"group": group, "capacity": capacity, "vacant": vacant}]}


def need(on: Arrival | None = None, by: str = "garba", **changes: Any) -> Need:
    """A grown woman needs to see somebody for her health."""
    said = {"service_types": ["medical"], "said": WORDS}
    on = on or grown_arrival(by, arriving.convoy_of_today(actor(by)))
    return orienting.record_need(actor(by), on, **said | changes)


def orientation(wanted: Need | None = None, by: str = "garba", **service: Any) -> Orientation:
    """She is directed to the first service; there is one."""
    wanted = wanted or need(by=by)
    if not service.get("none"):
        offered(kind=wanted.types[0], **service)
    best = options_for(actor(by), wanted)
    chosen = {one.service_type: one.proposed[0].service.pk for one in best}
    return orienting.choose_service(actor(by), wanted, services=chosen)[0]


def given_orientation(by: str = "garba") -> Orientation:
    made = orientation(by=by)
    orienting.give_sheet(actor(by), made)
    return made


def screened_arrival(by: str = "garba", **changes: Any) -> Arrival:
    """Her case is open, and the first look was had."""
    found = grown_arrival(by, arriving.convoy_of_today(actor(by)), **changes)
    screen(arriving.open_case_of_arrival(actor(by), found), by)
    return found


def sent_orientation(by: str = "garba", provider: str = "clinique", **service: Any) -> Orientation:
    """She agreed, and the service takes people by referral."""
    found = screened_arrival(by)
    agree(by, found.case, provider, giver="individual", giver_name="")
    made = orientation(need(found, by), by, provider=provider, by_referral=True, **service)
    orienting.send_orientation(actor(by), made, released_fields=["names"], request=REQUEST)
    return made


SOUND = b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" + bytes(400)


def recording(by: str = "nana", **changes: Any) -> Recording:
    said = {"service_type": "medical", "sound": Sound("audio/mpeg", SOUND)}
    return recordings.add_recording(actor(by), **said | changes)


# A reintegration fund

# Who holds which duty in the fund of the tests; an account that does not exist yet is made
FUND_PEOPLE = {
    "oumou": "secretary",
    "aminata": "president",
    "tidiane": "member",
    "sory": "evaluator",
    "ramata": "evaluator",
    "demba": "evaluator",
    "pierre": "payer",
    "kadi": "accountant",
}
APPLICANT, VILLAGE, PHONE = "Nouhoum Bagayoko", "Sanankoroba", "76 11 22 33"
WALLET_NAME = "N. Bagayoko-Sissoko"
PROJECT = "Une basse-cour de deux cents poulets de chair, vendus au marché de la ville."


def somebody(username: str) -> Account:
    """The account of a member of the cast, made when nobody has made it."""
    return Account.objects.filter(username=username).first() or make_account(username)


def fund(name: str = "Fonds d’essai") -> Fund:
    """A fund of the Red Cross, with nobody charged with anything."""
    known = Fund.objects.filter(name=name).first()
    somebody("bakary")
    return known or open_fund(actor("bakary"), name=name)


def charge(username: str, duty: str, on: Fund | None = None) -> Charge:
    """The charge of an account in the fund, given by its administrator if it has not got it."""
    where, who = on or fund(), somebody(username)
    known = Charge.objects.filter(fund=where, account=who, duty=duty, until__isnull=True).first()
    return known or give_charge(actor("bakary"), where, account=who, duty=duty)


def charged_fund(name: str = "Fonds d’essai") -> Fund:
    """The fund with everybody of FUND_PEOPLE."""
    made = fund(name)
    for username, duty in FUND_PEOPLE.items():
        charge(username, duty, made)
    return made


def call_words(**changes: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "title": "Appel d’essai",
        "opens_on": today,
        "closes_on": today + timedelta(days=30),
        "budget": 20_000_000,
        "ceiling": 2_000_000,
        "women": 30,
        "protected": 10,
        **changes,
    }


def drafted_call(on: Fund | None = None, **changes: Any) -> Call:
    where = on or charged_fund()
    return draft_call(actor("oumou"), where, **call_words(**changes))


def call(on: Fund | None = None, state: str = CallState.OPEN, **changes: Any) -> Call:
    """A call of the fund: open, or in another state whose acts are of no interest here."""
    made = drafted_call(on, **changes)
    if state != CallState.DRAFT:
        open_call(actor("aminata"), made)
    if state not in (CallState.DRAFT, CallState.OPEN):
        close(made, state)
    return made


def close(made: Call, state: str = CallState.CLOSED) -> None:
    """As on the day after its last."""
    made.state = state
    made.opens_on, made.closes_on = (
        timezone.localdate() - timedelta(days=40),
        timezone.localdate() - timedelta(days=1),
    )
    made.save()


def application_words(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "person",
        "zone": region("Kayes"),
        "activity": "livestock",
        "asked": 800_000,
        "own_share": 50_000,
        "applicant": APPLICANT,
        "phone": PHONE,
        "language": "bm",
        "wallet": PHONE,
        "wallet_name": WALLET_NAME,
        "household": APPLICANT,
        "village": VILLAGE,
        "texts": True,
        "title": "Poulailler",
        "description": PROJECT,
        "costs": [{"label": "Poussins et aliment", "amount": 850_000}],
        **changes,
    }


def drafted_application(
    on: Call | None = None, case: Case | None = None, by: str = "", **changes: Any
) -> Application:
    """Prepared by the fund's secretary for who comes by, or by Awa for the person of her case."""
    where = on or call()
    who = by or ("awa" if case else "oumou")
    return applying.start_application(actor(who), where, case=case, **application_words(**changes))


def application(
    on: Call | None = None, case: Case | None = None, by: str = "", **changes: Any
) -> Application:
    """Handed in; the person of a case has agreed that the Red Cross may know."""
    made = drafted_application(on, case, by, **changes)
    if case:
        agree("awa", case, made.call.fund.organisation.code)
    applying.submit_application(actor(by or ("awa" if case else "oumou")), made)
    return made


def admitted_application(on: Call | None = None, **changes: Any) -> Application:
    made = application(on, **changes)
    applying.admit_application(actor("oumou"), made)
    return made


def rejected_application(on: Call | None = None, **changes: Any) -> Application:
    made = application(on, **changes)
    applying.reject_application(actor("oumou"), made, reason="Hors de la zone de l’appel.")
    return made


def evaluators(made: Application) -> list[str]:
    """To whom the project is dealt now."""
    numbers = evaluators_of([made])[made.pk]
    names = dict(Account.objects.filter(pk__in=numbers).values_list("pk", "username"))
    return [names[number] for number in numbers]


def evaluation(made: Application, by: str, total: int | None = None) -> Evaluation:
    """No conflict, and a score if a total is given, its points filled from the first criterion on."""
    found = evaluating.declare_no_conflict(actor(by), made)
    if total is not None:
        found = evaluating.score_application(actor(by), made, points=points_of(made.call, total))
    return found


def reread(record: Any) -> None:
    """The row as it stands now."""
    record.refresh_from_db(from_queryset=type(record).objects.system("a test looks at the row itself"))


def points_of(made: Call, total: int) -> dict[str, int]:
    points = {}
    for criterion in criteria_of(made):
        points[criterion["key"]] = min(total, criterion["most"])
        total -= points[criterion["key"]]
    return points


def scored_application(on: Call | None = None, score: int = 70, **changes: Any) -> Application:
    """Two evaluators gave the same score."""
    made = admitted_application(on, **changes)
    for by in evaluators(made):
        evaluation(made, by, score)
    reread(made)
    return made


def shortlisted_application(on: Call | None = None, score: int = 70, **changes: Any) -> Application:
    made = scored_application(on, score, **changes)
    applying.shortlist_application(actor("oumou"), made)
    return made


def appeal(on: Application | None = None, by: str = "oumou") -> Appeal:
    found = on or rejected_application()
    return appealing.file_appeal(actor(by), found, text="La zone est bien celle-là.")


def application_document(on: Application | None = None, by: str = "oumou") -> ApplicationDocument:
    where, paper = on or application(), Document("application/pdf", b"%PDF-1.4 devis")
    return applying.attach_to_application(actor(by), where, title="Devis", document=paper)


# The committee of a fund


def presented_call(count: int = 3, **changes: Any) -> Call:
    """A closed call with some applications presented to the committee: scores 60, 65, 70 …, each asks a little more; no shares.

    How they were admitted and scored is of no interest here.
    """
    made = call(**{"women": 0, "protected": 0} | changes)
    for number in range(count):
        phone = f"76 11 22 {number:02}"
        one = application(
            made,
            asked=600_000 + 100_000 * number,
            costs=[{"label": "Poussins et aliment", "amount": 1_500_000}],
            household=f"{APPLICANT} {number}",
            wallet=phone,
            phone=phone,
        )
        rows = Application.objects.system("what the evaluators did").filter(pk=one.pk)
        rows.update(state="shortlisted", score=60 + 5 * number)
    close(made)
    return made


def session(on: Call | None = None, quorum: int = 2, **changes: Any) -> Session:
    """Convened for today."""
    words = {"held_on": timezone.localdate(), "place": "Siège, Bamako", "quorum": quorum}
    return meeting.convene_session(actor("oumou"), on or presented_call(), **words | changes)


def open_session(on: Call | None = None, **changes: Any) -> Session:
    """Aminata presides, Tidiane is there."""
    made = session(on, **changes)
    meeting.open_session(actor("aminata"), made, present=[account("tidiane")])
    return made


def agenda(made: Session) -> list[Item]:
    """The best first."""
    rows = Item.objects.system("a test looks at the row itself").filter(session=made)
    items = list(rows.select_related("application__call").order_by("rank"))
    for item in items:
        item.session = made
    return items


def proposals(made: Session, by: str = "oumou") -> Run:
    """Computed whole."""
    run = proposing.start_proposals(actor(by), made)
    while not run.done:
        proposing.compute_proposals(actor(by), run)
    return run


def adopted(made: Session, reserve: int = 1, proposal: str = "optimum") -> Run:
    """Both who are there voted for it, and it is written into the decisions."""
    run = proposals(made)
    for by in ("aminata", "tidiane"):
        voting.vote_proposal(actor(by), run, proposal=proposal, voice="for")
    deciding.adopt_proposal(actor("aminata"), run, proposal=proposal, reserve=reserve)
    return run


def voted(item: Item, voice: str = "for") -> Item:
    for by in ("aminata", "tidiane"):
        voting.cast_vote(actor(by), item, voice=voice)
    return item


def ended_session(on: Call | None = None, **changes: Any) -> Session:
    made = open_session(on, **changes)
    adopted(made)
    meeting.end_session(actor("aminata"), made)
    return made


def signed_session(on: Call | None = None, **changes: Any) -> Session:
    made = ended_session(on, **changes)
    signing.sign_minutes(actor("aminata"), made)
    signing.sign_minutes(actor("tidiane"), made)
    return made


def appeal_of(made: Application) -> Appeal:
    """The appeal that stands against a no."""
    return Appeal.objects.system("a test looks at the row itself").get(application=made)


# Projects where people leave from


def zone(name: str = "Kayes", level: int = Area.Level.CERCLE) -> Area:
    return Area.objects.get(version__current=True, name=name, level=level)


MARKED = {
    "adaptation": 2,
    "mitigation": 0,
    "environment": 1,
    "desertification": 1,
    "disasters": 0,
    "gender": 1,
    "disability": 0,
}


def project_said(**changes: Any) -> dict[str, Any]:
    """What a project says from its first day, with every marker answered."""
    return {
        "title": "Maraîchage irrigué de Kita",
        "summary": "Des jeunes et des femmes cultivent toute l’année.",
        "zones": [zone("Kita")],
        "starts_on": date(2026, 3, 1),
        "ends_on": date(2027, 12, 31),
        "women": 300,
        "men": 200,
        "youth": 350,
        **MARKED,
        **changes,
    }


def project(by: str = "moussa", **changes: Any) -> Project:
    return developing.propose_project(actor(by), **project_said(**changes))


def whole_project(by: str = "moussa", amount: int = 50_000_000, **changes: Any) -> Project:
    """An idea that says all that an appraisal asks."""
    made = project(by, **changes)
    developing.set_sectors(actor(by), made, shares=[("31140", 60), ("16020", 40)])
    developing.set_budget(
        actor(by), made, lines=[("Forages", 2026, amount // 2), ("Formation", 2027, amount - amount // 2)]
    )
    developing.add_indicator(actor(by), made, **INDICATED)
    return made


INDICATED = {
    "title": "Hectares irrigués",
    "result": "1",
    "measure": "1",
    "baseline": 0,
    "baseline_year": 2026,
    "target": 40,
    "starts_on": date(2026, 3, 1),
    "ends_on": date(2027, 12, 31),
}


def appraised_project(by: str = "moussa", **changes: Any) -> Project:
    made = whole_project(by, **changes)
    developing.appraise_project(actor("hawa"), made, appraisal="Solide.")
    return made


def funded_project(by: str = "moussa", **changes: Any) -> Project:
    made = appraised_project(by, **changes)
    developing.fund_project(actor("hawa"), made, funder=organisation("bailleur"))
    return made


def running_project(by: str = "moussa", **changes: Any) -> Project:
    made = funded_project(by, **changes)
    developing.launch_project(actor(by), made, started_on=timezone.localdate())
    return made


def published_project(by: str = "moussa", **changes: Any) -> Project:
    made = appraised_project(by, **changes)
    developing.publish_project(actor("hawa"), made)
    return made


def component(
    key: str = "departures", values: dict[str, float] | None = None, by: str = "hawa"
) -> ComponentTable:
    """What somebody counted by cercle; the values are made up."""
    given = {"Kayes": 30, "Kita": 20, "Nioro": 25} if values is None else values
    table = "name,value\n" + "".join(f"Cercle de {name},{value}\n" for name, value in given.items())
    return needs.load_component(
        actor(by),
        key=key,
        source="Chiffres d’essai",
        licence="essai",
        as_of=date(2026, 1, 1),
        unit="pour 1 000",
        table=table.encode(),
    )


def need_index(by: str = "hawa") -> NeedIndex:
    component()
    return needs.publish_index(actor(by), weights={"departures": 1}, why="Essai")


def portfolio(by: str = "hawa", budget: int = 60_000_000, **limits: Any) -> Portfolio:
    return choosing.make_portfolio(actor(by), name="Essai 2026", budget=budget, **limits)


# The books, and donors' money


def keeper() -> Actor:
    """The accountant of the fund at the Red Cross, at work on its money."""
    charge("kadi", "accountant")
    return actor("kadi", Purpose.FUNDING)


def pledge_words(**changes: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "donor": organisation("bailleur"),
        "title": "Enveloppe d’essai",
        "currency": "EUR",
        "amount": Decimal("1000.00"),
        "expected_on": today + timedelta(days=30),
        "from_day": today,
        "until_day": today + timedelta(days=90),
    } | changes


def pledge(**changes: Any) -> Pledge:
    return giving.add_pledge(keeper(), **pledge_words(**changes))


def signed_words(**changes: Any) -> dict[str, Any]:
    signed = {"agreement": "CONV-1", "signed_on": timezone.localdate(), "committed": Decimal("1000.00")}
    return signed | changes


def committed_pledge(**changes: Any) -> Pledge:
    made = pledge(**changes)
    giving.commit_pledge(keeper(), made, **signed_words())
    return made


def receiving_words(**changes: Any) -> dict[str, Any]:
    came = {"amount": Decimal("400.00"), "received_on": timezone.localdate(), "reference": "V-1"}
    return came | changes


def receipt(on: Pledge | None = None, **changes: Any) -> Receipt:
    """Four hundred euros of the thousand that were signed for."""
    return giving.receive_instalment(keeper(), on or committed_pledge(), **receiving_words(**changes))


def envelope() -> Envelope:
    """An envelope with 262,383 FCFA in it."""
    found: Envelope = receipt().pledge.envelope
    return found


def spending_words(**changes: Any) -> dict[str, Any]:
    what = {"pillar": "protection", "zone": None, "groups": [], "label": "Aide", "reference": "D-1"}
    return {"amount": 1000, "day": timezone.localdate(), **what} | changes


def spending() -> Entry:
    return booking.spend(keeper(), envelope(), **spending_words())
