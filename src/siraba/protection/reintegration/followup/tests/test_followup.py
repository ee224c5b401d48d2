"""Follow-ups of a return: when they are due, how they are tried and done, who may, and what they measure."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from siraba.foundation.access.errors import Invalid, NotAllowed, NotVisible, StateNotOpen
from siraba.foundation.access.policy import Purpose
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.interface.my_day import sections_for
from siraba.foundation.messaging.models import OutgoingMessage
from siraba.foundation.messaging.parts import Encoding, parts_of
from siraba.foundation.retention.holdings import erase, make_anonymous
from siraba.protection.reintegration.calls.models import Application, Charge
from siraba.protection.reintegration.followup import actions
from siraba.protection.reintegration.followup.holdings import forget_follow_ups
from siraba.protection.reintegration.followup.models import Attempt, FollowUp, Measure, ScoreTable
from siraba.protection.reintegration.followup.scheduling import months_after, schedule_follow_ups
from siraba.protection.reintegration.followup.selectors import follow_up_for, follow_ups_visible_to, to_do
from siraba.protection.reintegration.followup.tables import add_score_table, load_tables
from siraba.protection.reintegration.plans.actions import end_reintegration_plan, start_reintegration_plan
from tests import returning, scene

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("awa", "boubacar", "coumba", "garba", "hawa", "oumou", "pierre"),
]
SYSTEM = "a test looks at the row itself"


@pytest.fixture
def oumou(db):
    return scene.charge("oumou", "secretary").account


@pytest.fixture
def pierre(db):
    return scene.charge("pierre", "auditor").account


def of(plan) -> dict[int, FollowUp]:
    return {one.month: one for one in FollowUp.objects.system(SYSTEM).filter(plan=plan)}


def again(one):
    return type(one).objects.system(SYSTEM).get(pk=one.pk)


def measured(one) -> dict[str, Measure]:
    rows = Measure.objects.system(SYSTEM).filter(follow_up=one).select_related("table")
    return {measure.table.subject: measure for measure in rows}


# When


@given(st.dates(date(2020, 1, 1), date(2060, 12, 31)), st.integers(0, 48))
def test_so_many_months_after_is_the_same_day_or_the_last_of_the_month(day, months):
    found = months_after(day, months)
    assert (found.year - day.year) * 12 + found.month - day.month == months
    assert found.day == day.day or (found.day < day.day and (found + timedelta(days=1)).day == 1)


def test_a_plan_has_its_baseline_when_it_is_written_and_the_others_from_its_beginning():
    plan = returning.agreed_plan()
    assert list(of(plan)) == [0]
    start_reintegration_plan(scene.actor("awa"), plan)
    today, found = timezone.localdate(), of(plan)
    assert sorted(found) == [0, 1, 3, 6, 12, 18]
    assert {month: one.due_on for month, one in found.items()} == {
        month: months_after(today, month) for month in found
    }
    assert {(one.case_id, one.person_id, one.state) for one in found.values()} == {
        (plan.case_id, plan.person_id, "due")
    }


def test_the_months_are_a_setting(settings):
    settings.FOLLOW_UP_MONTHS = [2]
    assert sorted(of(returning.running_plan())) == [0, 2]


@pytest.mark.parametrize(
    ("ending", "state"), [("completed", "due"), ("left", "due"), ("withdrew", "dropped"), ("died", "dropped")]
)
def test_after_a_plan_the_return_is_still_followed_unless_nobody_is_to_be_asked(ending, state):
    plan = returning.running_plan()
    end_reintegration_plan(scene.actor("awa"), plan, ending=ending)
    assert {one.state for one in of(plan).values()} == {state}


def test_a_project_without_a_plan_is_followed_from_the_run_that_finds_it_and_once():
    application = returning.application()
    returning.application(state="approved")
    assert schedule_follow_ups(None) == 6
    assert schedule_follow_ups(None) == 0
    rows = FollowUp.objects.system(SYSTEM).all()
    assert {(one.application_id, one.plan_id, one.case_id) for one in rows} == {(application.pk, None, None)}


def test_a_plan_takes_over_the_follow_ups_of_its_project():
    case = scene.open_case()
    application = returning.application(case)
    schedule_follow_ups(None)
    plan = returning.plan(case, application=application, channel="referral")
    assert len(of(plan)) == 6
    assert FollowUp.objects.system(SYSTEM).count() == 6
    assert schedule_follow_ups(None) == 0
    assert {one.channel for one in of(plan).values()} == {"referral"}


# Done, tried, given up


def test_a_follow_up_is_done_and_its_scores_are_kept_with_their_table():
    plan = returning.plan(scene.open_case(age=14))
    one = returning.done(returning.follow_up(plan), 1, note=scene.WORDS, mode="sms")
    found = measured(one)
    assert (one.state, one.mode, one.met_on) == ("done", "sms", timezone.localdate())
    assert {name: score["value"] for name, score in found["sustainability"].scores.items()} == {
        "economic": 1, "social": 1, "psychosocial": 1, "composite": 1,
    }  # fmt: skip
    assert found["autonomy"].scores["autonomy"]["value"] == 1
    assert found["sustainability"].table.name == "provisoire, poids égaux"
    assert scene.WORDS.encode() not in bytes(again(one).sealed)
    assert again(one).words == {"note": scene.WORDS}


def test_the_autonomy_of_a_grown_person_is_not_asked():
    one = returning.done(returning.follow_up(returning.plan(scene.open_case(age=40))))
    assert set(measured(one)) == {"sustainability"}


def test_too_few_answers_give_no_number():
    answers = returning.answers(1)
    kept = dict(list(answers.items())[:12])  # two of the five psychosocial questions, and 12 of 15 in all
    one = returning.done(returning.follow_up(), answers={"sustainability": kept})
    scores = measured(one)["sustainability"].scores
    assert scores["psychosocial"] == {"value": None, "answered": 2, "asked": 5}
    assert scores["composite"] == {"value": 1, "answered": 12, "asked": 15}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"answers": {}}, "Aucune réponse"),
        ({"answers": {"sustainability": {"food": ""}}}, "Aucune réponse"),
        ({"answers": {"sustainability": {"food": "perhaps"}}}, "pas de cette table"),
        ({"answers": {"sustainability": {"weather": "yes"}}}, "pas de cette table"),
    ],
)
def test_what_cannot_be_noted_is_refused(changes, why):
    one = returning.follow_up()
    with pytest.raises(Invalid, match=why):
        returning.done(one, **changes)
    assert again(one).state == "due"
    assert not measured(one)


def test_a_meeting_of_tomorrow_cannot_be_noted():
    one = returning.follow_up()
    with pytest.raises(Invalid, match="pas encore passé"):
        returning.done(one, met_on=timezone.localdate() + timedelta(days=1))
    assert again(one).state == "due"


def test_a_follow_up_is_not_done_long_before_its_day():
    plan = returning.running_plan()
    with pytest.raises(Invalid, match="Trop tôt"):
        returning.done(of(plan)[3])
    returning.done(of(plan)[1])


def test_who_is_not_found_is_unreachable_after_the_tries_that_are_agreed_and_may_still_call_back():
    awa, one = scene.actor("awa"), returning.follow_up()
    returning.tried(one, 2)
    with pytest.raises(Invalid, match="2 essais"):
        actions.give_up_follow_up(awa, one)
    assert again(one).state == "due"
    returning.tried(one, 1)
    one = again(one)
    actions.give_up_follow_up(awa, one)
    assert again(one).state == "unreachable"
    with pytest.raises(StateNotOpen):
        actions.note_attempt(awa, one, mode="phone", outcome="no_answer")
    assert returning.done(one).state == "done"
    with pytest.raises(StateNotOpen):
        returning.done(one)


def test_an_invitation_is_neutral_goes_once_a_day_and_its_number_is_not_kept():
    awa, one = scene.actor("awa"), returning.follow_up()
    actions.invite_by_sms(awa, one, number="70 12 34 56", callback="20 22 00 00")
    (message,) = OutgoingMessage.objects.system(SYSTEM).all()
    text = message.words["text"]
    assert "20 22 00 00" in text
    assert parts_of(text).encoding is Encoding.GSM7
    assert parts_of(text).count == 1
    for word in (scene.NAMES, one.code, "réintégration", "suivi", "plan", "OIM", "retour"):
        assert word.lower() not in text.lower()
    assert [(a.mode, a.outcome) for a in Attempt.objects.system(SYSTEM).all()] == [("sms", "invited")]
    with pytest.raises(Invalid, match="aujourd’hui"):
        actions.invite_by_sms(awa, one, number="70 12 34 56", callback="20 22 00 00")
    assert not [line for line in AuditLine.objects.all() if "70123456" in str(line.detail)]
    other = returning.follow_up(returning.plan(scene.open_case(names="Kadidia Dicko")))
    with pytest.raises(Invalid, match="numéro"):
        actions.invite_by_sms(awa, other, number="12", callback="20 22 00 00")


def test_who_wants_no_sms_gets_none_and_the_number_told_to_the_fund_is_proposed(client_for):
    oumou = scene.actor("oumou", Purpose.FUND)
    no, yes = (returning.fund_follow_up(texts=texts) for texts in (False, True))
    with pytest.raises(Invalid, match="aucun SMS"):
        actions.invite_by_sms(oumou, no, number="70 00 00 01", callback="20 22 00 00")
    page = client_for(scene.account("oumou")).get(reverse("followup:act", args=[yes.pk, "inviter"]))
    assert 'value="70 00 00 01"' in page.content.decode()


# Who


def test_her_case_manager_follows_her_and_nobody_else_s():
    one = returning.follow_up()
    for who in ("awa", "coumba"):
        assert follow_up_for(scene.actor(who), one.pk) == one
    for who, purpose in (("boubacar", Purpose.CARE), ("oumou", Purpose.FUND), ("hawa", Purpose.COORDINATION)):
        with pytest.raises(NotVisible):
            follow_up_for(scene.actor(who, purpose), one.pk)
        with pytest.raises(NotAllowed):
            actions.note_attempt(scene.actor(who, purpose), one, mode="phone", outcome="no_answer")


def test_who_has_no_case_is_followed_by_the_secretary_of_the_fund_and_no_other_officer():
    one = returning.fund_follow_up()
    oumou, pierre = (scene.actor(who, Purpose.FUND) for who in ("oumou", "pierre"))
    assert follow_up_for(oumou, one.pk) == follow_up_for(pierre, one.pk)
    assert list(to_do(oumou)) == [one]
    assert not to_do(pierre).exists()
    with pytest.raises(NotAllowed):
        returning.done(one, by="pierre")
    with pytest.raises(NotAllowed):
        returning.done(one, by="awa")
    returning.done(one, by="oumou")
    assert set(measured(one)) == {"sustainability"}


def test_a_charge_that_has_ended_follows_nobody():
    one = returning.fund_follow_up()
    Charge.objects.filter(duty="secretary").update(since=date(2026, 1, 1), until=date(2026, 1, 2))
    assert not to_do(scene.actor("oumou", Purpose.FUND)).exists()
    with pytest.raises(NotAllowed):
        returning.done(one, by="oumou")


def test_her_fund_reads_the_follow_ups_of_a_case_while_she_consents_and_does_none():
    case = scene.open_case()
    plan = returning.running_plan(case, application=returning.application(case))
    oumou = scene.actor("oumou", Purpose.FUND)
    assert not follow_ups_visible_to(oumou).exists()
    scene.agree("awa", case, "crm", "case")
    assert set(follow_ups_visible_to(oumou)) == set(of(plan).values())
    assert not to_do(oumou).exists()
    with pytest.raises(NotAllowed):
        returning.done(of(plan)[0], by="oumou")


def test_my_day_shows_what_is_due_and_not_what_is_far():
    plan = returning.running_plan()

    def shown(who):
        sections = sections_for(scene.actor(who))
        return [row.url for section in sections for row in section.rows if "/suivi/" in row.url]

    assert shown("awa") == [reverse("followup:detail", args=[of(plan)[0].pk])]
    assert shown("boubacar") == shown("coumba") == []


# Tables of weights


def take_away(table: ScoreTable) -> None:
    with transaction.atomic():
        ScoreTable.objects.filter(pk=table.pk)._raw_delete("default")
        connection.check_constraints()


def test_a_table_never_changes_and_the_one_that_is_used_does_not_go():
    returning.done(returning.follow_up())
    table = ScoreTable.objects.get(subject="sustainability")
    with pytest.raises(DatabaseError), transaction.atomic():
        ScoreTable.objects.filter(pk=table.pk).update(name="autre")
    table.content["items"][0]["weight"] = 9
    with pytest.raises(DatabaseError), transaction.atomic():
        table.save()
    with pytest.raises(DatabaseError):
        take_away(table)
    assert ScoreTable.objects.get(pk=table.pk).content["items"][0]["weight"] == 1
    assert load_tables() == 2
    assert ScoreTable.objects.count() == 2


def test_a_new_table_measures_those_who_have_no_measure_and_the_others_keep_theirs():
    old = returning.running_plan(months=1)
    returning.done(of(old)[0])
    made = add_score_table(scene.actor("hawa", Purpose.COORDINATION), file=returning.table_file())
    assert (made.version, made.name, made.provisional) == (2, "provisoire, à l’essai", True)
    new = returning.plan(scene.open_case(names="Kadidia Dicko"))
    assert measured(returning.done(of(old)[1]))["sustainability"].table.version == 1
    assert measured(returning.done(of(new)[0]))["sustainability"].table.version == 2


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (b"\xff\xfe", "JSON"),
        (b"{", "JSON"),
        (b"[" * 100_000, "JSON"),
        (b"[]", "forme attendue"),
        (b'{"name": "x", "items": []}', "aucune question"),
        (b" " * 300_000, "200 ko"),
    ],
)
def test_what_is_no_table_is_refused(file, why):
    with pytest.raises(Invalid, match=why):
        add_score_table(scene.actor("hawa", Purpose.COORDINATION), file=file)


def test_a_table_says_what_it_measures_and_has_a_name():
    hawa = scene.actor("hawa", Purpose.COORDINATION)
    with pytest.raises(Invalid, match="mesure"):
        add_score_table(hawa, file=returning.table_file(subject="weather"))
    with pytest.raises(Invalid, match="80 signes"):
        add_score_table(hawa, file=returning.table_file(name=" "))


def test_no_shipped_table_is_called_by_the_name_of_an_organisation():
    for table in ScoreTable.objects.all():
        assert (table.name, table.provisional) == ("provisoire, poids égaux", True)
        assert {item.weight for item in table.table.items} == {1}
        assert all("OIM" not in question for _code, _dimension, question, _answers in table.questions)


# The pages


def test_a_follow_up_is_noted_by_its_page_and_the_curve_moves(client_for, awa):
    client, plan = client_for(awa), returning.running_plan(scene.open_case(age=20), months=6)
    found = of(plan)
    course = reverse("followup:course", args=[plan.pk])
    assert "Aucune mesure encore" in client.get(course).content.decode()
    for month, value, mode in ((0, 0, "visit"), (6, 1, "phone")):
        url = reverse("followup:act", args=[found[month].pk, "noter"])
        assert "Son logement est-il sûr" in client.get(url).content.decode()
        said = {f"sustainability-{code}": answer for code, answer in returning.answers(value).items()}
        said |= {f"autonomy-{code}": answer for code, answer in returning.answers(value, "autonomy").items()}
        response = client.post(url, {"mode": mode, "met_on": timezone.localdate().isoformat(), **said})
        assert response.url == reverse("followup:detail", args=[found[month].pk])
    page = client.get(course).content.decode()
    assert page.count("<svg") == 3  # two curves, and the sign of the house
    for told in (
        "0,00",
        "1,00",
        "provisoire, poids égaux",
        "à valider",
        "5 réponses sur 5",
        "15 réponses sur 15",
    ):
        assert told in page
    assert "OIM" not in page.split("<main")[1]
    on_plan = client.get(reverse("plans:detail", args=[plan.pk])).content.decode()
    assert reverse("followup:detail", args=[found[12].pk]) in on_plan
    assert course in on_plan


def test_a_page_that_lacks_something_keeps_what_was_ticked(client_for, awa):
    one = returning.follow_up()
    url = reverse("followup:act", args=[one.pk, "noter"])
    response = client_for(awa).post(
        url, {"met_on": timezone.localdate().isoformat(), "sustainability-food": "often"}
    )
    page = response.content.decode()
    assert 'value="often"' in page
    assert page.split('value="often"')[1].split(">")[0].count("checked") == 1
    assert again(one).state == "due"


def test_the_page_tells_how_to_reach_her_safely_to_who_follows_her_alone(client_for, awa, oumou):
    case = scene.open_case()
    plan = returning.running_plan(case, application=returning.application(case))
    scene.agree("awa", case, "crm", "case")
    url = reverse("followup:detail", args=[of(plan)[0].pk])
    assert scene.CONTACT in client_for(awa).get(url).content.decode()
    read = client_for(oumou).get(url).content.decode()
    assert scene.NAMES not in read
    assert scene.CONTACT not in read
    line = AuditLine.objects.filter(act="read_follow_up").latest("pk")
    assert line.detail == {"identity": False}


def test_a_table_is_added_by_its_page(client_for, hawa, awa):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = client_for(hawa)
    file = SimpleUploadedFile("table.json", returning.table_file())
    assert client.post(reverse("followup:add_table"), {"file": file}).status_code == 302
    page = client_for(awa).get(reverse("followup:tables")).content.decode()
    assert "provisoire, à l’essai" in page
    assert reverse("followup:add_table") not in page
    bad = client.post(reverse("followup:add_table"), {"file": SimpleUploadedFile("t.json", b"{}")})
    assert (bad.status_code, "forme attendue" in bad.content.decode()) == (422, True)


# How they go


def test_the_answers_of_who_came_by_itself_go_with_the_application():
    one = returning.done(returning.fund_follow_up(), by="oumou", note=scene.WORDS)
    actions.note_attempt(
        scene.actor("oumou", Purpose.FUND),
        FollowUp.objects.system(SYSTEM).get(application=one.application_id, month=1),
        mode="phone",
        outcome="later",
        note=scene.WORDS,
    )
    assert forget_follow_ups(None) == 0
    Application.objects.system(SYSTEM).filter(pk=one.application_id).update(sealed=b"")
    assert forget_follow_ups(None) == 3
    assert (again(one).words, measured(one)["sustainability"].words) == ({}, {})
    assert Attempt.objects.system(SYSTEM).get().words == {}
    assert forget_follow_ups(None) == 0


def test_what_was_answered_goes_with_the_person_and_what_is_counted_stays():
    plan = returning.plan()
    one = returning.done(returning.tried(returning.follow_up(plan), 1), note=scene.WORDS)
    make_anonymous(plan.person_id)
    assert again(one).words == {}
    assert measured(one)["sustainability"].words == {}
    assert measured(one)["sustainability"].scores["composite"]["value"] == 1
    erase(plan.person_id)
    assert not FollowUp.objects.system(SYSTEM).exists()
    assert not Measure.objects.system(SYSTEM).exists()
