"""A file of justice on its road, step by step, for the tests. All of it is fictitious."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from siraba.foundation.consent.models import JUSTICE_SCOPE
from siraba.foundation.handover.disclosures import approve_disclosure, request_disclosure
from siraba.foundation.handover.models import DisclosedCopy, Disclosure
from siraba.prosecution.investigations import (
    countersigning,
    course,
    delays,
    exhibits,
    inquiries,
    reports,
    suspects,
    verdicts,
)
from siraba.prosecution.investigations.models import (
    Charge,
    Countersignature,
    Deadline,
    Exhibit,
    Inquiry,
    MutualRequest,
    Offence,
    Participant,
    Report,
    Statement,
    Suspect,
)
from siraba.protection.cases.models import Case
from tests import scene

SUSPECT, ALIAS = "Zoumana Ballo", "Le Grand"
TITLE, TOLD = "Réseau d’essai de Kayes", "Il m’a conduite à la frontière"
WORDS = (SUSPECT, ALIAS, TITLE, TOLD)
SYSTEM = "a test looks at the row itself"


def reread(record: Any) -> Any:
    """The record as the database has it, its file with it."""
    rows = type(record).objects.system(SYSTEM)
    related = [] if isinstance(record, Inquiry | Report) else ["inquiry"]
    return rows.select_related(*related).get(pk=record.pk) if related else rows.get(pk=record.pk)


def web_report(**changes: Any) -> Report:
    said = {"what": "Des filles sont gardées dans une maison", "where": "Kayes"} | changes
    reports.receive_report(None, uuid4(), **said)
    return Report.objects.system(SYSTEM).order_by("-received_at").first()


def report(by: str = "daouda", **changes: Any) -> Report:
    said = {"source": "hotline", "what": TOLD, "reliability": "C", "credibility": "3"} | changes
    return reports.record_report(scene.actor(by), **said)


def inquiry(by: str = "daouda", **changes: Any) -> Inquiry:
    said = {"title": TITLE, "form": "domestic_servitude"} | changes
    return inquiries.open_inquiry(scene.actor(by), **said)


def suspect(on: Inquiry | None = None, by: str = "daouda", **changes: Any) -> Suspect:
    said = {"names": SUSPECT, "aliases": ALIAS, "sex": "male", "age_band": "30-38", "citizenship": "ML"}
    made = suspects.name_suspect(scene.actor(by), on or inquiry(), **(said | changes))
    assert isinstance(made, Suspect)
    return made


def offence(code: str = "trafficking") -> Offence:
    return Offence.objects.get(code=code)


def charge(on: Suspect, by: str = "daouda", code: str = "trafficking") -> Charge:
    return suspects.retain_offence(scene.actor(by), on, offence=offence(code))


def refer(on: Inquiry, by: str = "daouda") -> Inquiry:
    course.refer_to_prosecutor(scene.actor(by), on, court=scene.organisation("justice"))
    return on


def referred(count: int = 1, **person: Any) -> tuple[Inquiry, list[Suspect]]:
    """A file before the prosecutor, with suspects against whom an offence is retained."""
    made = inquiry()
    named = [suspect(made, **({"names": f"{SUSPECT} {n}" if n else SUSPECT} | person)) for n in range(count)]
    for one in named:
        charge(one)
    return refer(made), [reread(one) for one in named]


def prosecuted(count: int = 1, **person: Any) -> tuple[Inquiry, list[Suspect]]:
    made, named = referred(count, **person)
    for one in named:
        suspects.charge_suspect(scene.actor("lassana"), one)
    course.prosecute(scene.actor("lassana"), made)
    return made, [reread(one) for one in named]


def tried(count: int = 1, **person: Any) -> tuple[Inquiry, list[Suspect]]:
    made, named = prosecuted(count, **person)
    course.bring_to_trial(scene.actor("lassana"), made)
    return made, [reread(one) for one in named]


def decide(on: Inquiry, who: Suspect, outcome: str = "convicted", **changes: Any) -> None:
    said = {"decided_on": timezone.localdate(), "outcome": outcome} | changes
    if outcome == "convicted":
        said = {"prison_months": 60, "fine": 1_000_000} | said
    for one in Charge.objects.system(SYSTEM).filter(suspect=who):
        verdicts.record_verdict(scene.actor("lassana"), on, charge=one, **said)


def convicted(**person: Any) -> tuple[Inquiry, Suspect]:
    made, (who,) = tried(**person)
    decide(made, who)
    course.note_conviction(scene.actor("lassana"), made)
    return made, reread(who)


def dropped() -> tuple[Inquiry, Suspect]:
    made, (who,) = referred()
    course.drop_inquiry(scene.actor("lassana"), made, reason="Faits non établis")
    return made, reread(who)


def exhibit(on: Inquiry | None = None, by: str = "daouda", **changes: Any) -> Exhibit:
    said = {
        "description": "Téléphone d’essai",
        "seized_on": timezone.localdate() - timedelta(days=1),
        "place": "Kayes",
        "holder": "Brigade, scellés",
    } | changes
    return exhibits.seize_exhibit(scene.actor(by), on or inquiry(), **said)


def witness(on: Inquiry | None = None, by: str = "daouda") -> Participant:
    return inquiries.add_participant(scene.actor(by), on or inquiry(), kind="witness")


def hearing(on: Inquiry | None = None, of: Any = None, by: str = "daouda") -> Statement:
    made = on or inquiry()
    return inquiries.take_statement(
        scene.actor(by), made, of=of or witness(made, by), heard_on=timezone.localdate(), text=TOLD
    )


def mutual_request(on: Inquiry | None = None, by: str = "daouda", **changes: Any) -> MutualRequest:
    today = timezone.localdate()
    said = {
        "to": "Police nationale",
        "country": "MR",
        "subject": "Passages de mars",
        "basis": "Convention d’essai",
        "sent_on": today - timedelta(days=20),
        "due_on": today - timedelta(days=5),
    } | changes
    return delays.send_mutual_request(scene.actor(by), on or inquiry(), **said)


def deadline(on: Inquiry | None = None, by: str = "daouda", **changes: Any) -> Deadline:
    now = timezone.now()
    said = {"kind": "custody", "starts_at": now, "due_at": now + timedelta(hours=10)} | changes
    return delays.set_deadline(scene.actor(by), on or inquiry(), **said)


def asked_release(on: Exhibit | None = None, by: str = "daouda") -> Countersignature:
    return exhibits.ask_release(
        scene.actor(by), on or exhibit(), holder="Propriétaire", place="Bamako", reason="Restitution"
    )


def sign(asked: Countersignature, by: str = "ibrahima") -> None:
    countersigning.countersign(scene.actor(by), reread(asked))


def disclosed(case: Case | None = None, to: str = "brigade") -> tuple[Disclosure, DisclosedCopy]:
    """A person's name, handed over to the brigade with her consent."""
    case = case or scene.open_case()
    scene.agree("awa", case, to, scope=JUSTICE_SCOPE)
    asked = request_disclosure(
        scene.actor("awa"), case.person, recipient=scene.organisation(to), fields=["names"], purpose="Enquête"
    )
    copy = approve_disclosure(scene.actor("coumba"), asked)
    return asked, copy


def victim(on: Inquiry | None = None, copy: DisclosedCopy | None = None, by: str = "daouda") -> Participant:
    return inquiries.add_participant(
        scene.actor(by), on or inquiry(), kind="victim", copy=copy or disclosed()[1]
    )
