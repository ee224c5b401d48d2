"""Rules are written by the coordination, ring once an episode, and their owner says what came of it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siraba.foundation.access.errors import Invalid, NotAllowed, StateNotOpen
from siraba.foundation.messaging.models import OutgoingMessage
from siraba.foundation.messaging.parts import parts_of
from siraba.prevention.climate.observations.models import Edition, Observation, Source
from siraba.prevention.climate.warning.actions import (
    acknowledge_alert,
    activate_rule,
    amend_rule,
    close_alert,
    close_rule,
    note_action,
    reopen_alert,
    report_missed_event,
    suspend_rule,
)
from siraba.prevention.climate.warning.episodes import episodes_of
from siraba.prevention.climate.warning.evaluating import escalate_alerts, evaluate_rules, evaluation_is_due
from siraba.prevention.climate.warning.gauges import record_reading
from siraba.prevention.climate.warning.models import Alert, MissedEvent, Reading, Rule
from siraba.prevention.climate.warning.observed import values_of
from siraba.prevention.climate.warning.selectors import measured, waiting_for, worth_of
from tests import scene
from tests import warning as climate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hawa", "nana", "moussa", "fanta", "etienne")]
SYSTEM = "a test looks at what was queued"


def test_a_watch_sharper_than_its_alert_is_refused_by_the_act_and_by_the_database():
    for told in ({"watch": 650.0}, {"watch": 600.0}, {"direction": "below"}):
        with pytest.raises(Invalid) as refusal:
            climate.rule(**told)
        assert refusal.value.field == "watch"
    made = climate.rule()
    with pytest.raises(IntegrityError), transaction.atomic():
        Rule.objects.filter(pk=made.pk).update(watch=700)


def test_only_who_reads_warnings_may_own_one_and_an_sms_wants_a_number():
    with pytest.raises(Invalid) as refusal:
        climate.rule(owner=scene.account("etienne"))
    assert refusal.value.field == "owner"
    with pytest.raises(Invalid) as refusal:
        climate.rule(channel="sms", phone="12")
    assert refusal.value.field == "phone"


def test_one_alert_for_an_episode_however_often_it_is_looked_at():
    made = climate.active()
    climate.read(510)
    for _ in range(3):
        climate.look()
    (alert,) = Alert.objects.all()
    assert (alert.level, alert.state, alert.value, alert.alert_at) == ("watch", "raised", 510, None)
    assert alert.due_at - alert.raised_at == timedelta(days=made.lead_days)
    assert list(alert.steps.values_list("kind", flat=True)) == ["raised"]


def test_a_watch_that_becomes_an_alert_is_raised_in_level_and_its_owner_answers_anew():
    made = climate.active()
    climate.read(510, days_ago=2)
    alert = climate.again(made)
    acknowledge_alert(climate.actor("nana"), alert)
    climate.read(640, days_ago=1)
    climate.look()
    (alert,) = Alert.objects.all()
    assert (alert.level, alert.state, alert.value, alert.threshold) == ("alert", "raised", 640, 600)
    assert list(alert.steps.values_list("kind", flat=True)) == ["raised", "acknowledged", "worsened"]
    # Easing back to the watch changes nothing, going beyond it ends the episode, and a new one is a new alert
    climate.read(560)
    alert.refresh_from_db()
    assert (alert.level, alert.ended_on, alert.last_value) == ("alert", None, 560)
    climate.read(300, replace=True)
    alert.refresh_from_db()
    assert alert.ended_on == climate.today()
    climate.read(510, replace=True)
    assert Alert.objects.count() == 2


def test_what_had_been_closed_is_open_again_when_it_gets_worse():
    made = climate.active()
    climate.read(510, days_ago=1)
    alert = climate.again(made)
    acknowledge_alert(climate.actor("nana"), alert)
    close_alert(climate.actor("nana"), alert, outcome="false_alarm", what="Rien vu (essai)")
    climate.look()
    assert climate.again(made).state == "closed"
    climate.read(640)
    alert = climate.again(made)
    assert (alert.state, alert.level, alert.outcome) == ("raised", "alert", "")


def test_an_old_value_announces_nothing_and_the_past_shows_it_all_the_same():
    made = climate.active()
    climate.read(640, days_ago=60)
    assert not Alert.objects.exists()
    (values,) = values_of(made.indicator).values()
    assert len(episodes_of(made.thresholds, values)) == 1


def test_places_that_the_rule_does_not_name_do_not_ring():
    climate.active(places=[climate.gauge("Mopti (Niger)")])
    climate.read(640)
    assert not Alert.objects.exists()
    climate.read(640, at=climate.gauge("Mopti (Niger)"))
    assert [one.place.name for one in Alert.objects.all()] == ["Mopti (Niger)"]


def test_a_measure_that_covers_too_little_of_its_place_is_left_out():
    rain = climate.indicator("spi-3", "month", "écart type")
    day = climate.today().replace(day=1)
    climate.active(indicator=rain, direction="below", watch=-1.0, alert=-1.5)
    for cover, raised in ((0.5, 0), (0.6, 1)):
        Observation.objects.all().delete()
        Observation.objects.create(
            indicator=rain, place=climate.country(), start=day, end=day, value=-2, cover=cover
        )
        climate.look()
        assert Alert.objects.count() == raised


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(st.integers(300, 700), min_size=1, max_size=8))
def test_day_after_day_the_alerts_are_the_episodes_of_the_past(told):
    with transaction.atomic():
        made = climate.active()
        for place, cm in enumerate(told):
            climate.read(cm, days_ago=len(told) - place)
        (values,) = values_of(made.indicator).values()
        episodes = episodes_of(made.thresholds, values)
        alerts = list(Alert.objects.order_by("pk"))
        assert [(one.level, one.start if one.level == "watch" else None) for one in alerts] == [
            (one.level, one.first.start if one.level == "watch" else None) for one in episodes
        ]
        assert [one.ended_on for one in alerts] == [one.ended.end if one.ended else None for one in episodes]
        transaction.set_rollback(True)


def test_a_suspended_rule_rings_no_more_and_is_amended_only_then():
    made = climate.active()
    with pytest.raises(StateNotOpen):
        amend_rule(climate.actor(), made, **climate.said(watch=400.0))
    suspend_rule(climate.actor(), made, reason="Échelle déplacée (essai)")
    climate.read(640)
    assert not Alert.objects.exists()
    amend_rule(climate.actor(), made, **climate.said(watch=400.0), places=[climate.gauge()])
    activate_rule(climate.actor(), made)
    climate.look()
    assert climate.again(made).level == "alert"
    close_rule(climate.actor(), made, reason="Remplacée (essai)")
    with pytest.raises(StateNotOpen):
        activate_rule(climate.actor(), made)


def test_only_the_owner_or_the_coordination_answers_and_only_the_coordination_writes():
    alert = climate.alert()
    for other in ("moussa", "fanta"):
        with pytest.raises(NotAllowed):
            acknowledge_alert(climate.actor(other), alert)
        with pytest.raises(NotAllowed):
            suspend_rule(climate.actor(other), alert.rule, reason="Non")
    acknowledge_alert(climate.actor("nana"), alert)
    note_action(climate.actor("hawa"), alert, what="Communes prévenues (essai)")
    note_action(climate.actor("nana"), alert, what="Pirogues en place (essai)")
    assert alert.state == "acted"
    close_alert(climate.actor("nana"), alert, outcome="hit", event_on=climate.today(), what="Crue (essai)")
    assert alert.state == "closed"
    reopen_alert(climate.actor("nana"), alert, reason="Erreur de saisie (essai)")
    assert (alert.state, alert.outcome, alert.event_on) == ("acknowledged", "", None)
    said = list(alert.steps.exclude(note="").values_list("note", flat=True))
    assert said[-4:] == [
        *("Communes prévenues (essai)", "Pirogues en place (essai)", "Crue (essai)"),
        "Erreur de saisie (essai)",
    ]


def test_an_outcome_has_the_day_of_its_event_and_a_hit_does_not_come_before_its_alert():
    alert = climate.acknowledged()
    nana = climate.actor("nana")
    yesterday, tomorrow = climate.today() - timedelta(days=1), climate.today() + timedelta(days=1)
    for outcome, day in (("hit", None), ("miss", None), ("hit", tomorrow), ("hit", yesterday)):
        with pytest.raises(Invalid) as refusal:
            close_alert(nana, alert, outcome=outcome, event_on=day, what="x")
        assert refusal.value.field == "event_on"
        alert.refresh_from_db()
        assert alert.state == "acknowledged"
    close_alert(nana, alert, outcome="miss", event_on=yesterday, what="Déjà là (essai)")
    assert (alert.outcome, alert.event_on) == ("miss", yesterday)


def test_an_alert_that_nobody_acknowledges_goes_up_to_the_coordination_once(monkeypatch, settings):
    settings.WARNING_ESCALATION_PHONE = "20 00 00 01"
    alert = climate.alert(channel="sms", phone="70 00 00 02")
    assert escalate_alerts(None) == 0
    assert not waiting_for(climate.actor("hawa")).exists()
    past = timezone.now() - timedelta(hours=settings.WARNING_ACKNOWLEDGE_HOURS, minutes=1)
    Alert.objects.filter(pk=alert.pk).update(level_at=past)
    assert escalate_alerts(None) == 1
    assert escalate_alerts(None) == 0
    assert list(waiting_for(climate.actor("hawa"))) == [alert]
    assert list(waiting_for(climate.actor("nana"))) == [alert]
    kinds = OutgoingMessage.objects.system(SYSTEM).values_list("kind", flat=True)
    assert sorted(kinds) == ["early_warning", "early_warning_escalated"]


def test_the_message_to_the_owner_is_one_sms_in_french_and_names_nobody():
    climate.alert(channel="sms", phone="70 00 00 02")
    (message,) = OutgoingMessage.objects.system(SYSTEM)
    text = message.words["text"]
    assert text == (
        "Siraba, Alerte : Sofara (Bani), Hauteur d'eau 620 au "
        f"{climate.today():%d/%m/%Y}. Délai pour agir : 4 j. Répondez dans Ma journée."
    )
    assert parts_of(text).count == 1
    climate.look()
    assert OutgoingMessage.objects.system(SYSTEM).count() == 1


def test_a_missed_event_is_one_of_which_the_rule_warned_nobody():
    made = climate.active()
    Rule.objects.filter(pk=made.pk).update(activated_at=timezone.now() - timedelta(days=20))
    made.refresh_from_db()
    told = {
        "place": climate.gauge(),
        "what": "Quartier inondé (essai)",
        "source": "Protection civile (essai)",
    }
    moussa = climate.actor("moussa")
    ten_days = climate.today() - timedelta(days=10)
    for day in (climate.today() + timedelta(days=1), climate.today() - timedelta(days=21)):
        with pytest.raises(Invalid):
            report_missed_event(moussa, made, happened_on=day, **told)
    report_missed_event(moussa, made, happened_on=ten_days, **told)
    with pytest.raises(Invalid):
        report_missed_event(moussa, made, happened_on=ten_days, **told)
    climate.read(640)
    with pytest.raises(Invalid) as refusal:
        report_missed_event(moussa, made, happened_on=climate.today(), **told)
    assert refusal.value.field == "place"
    assert MissedEvent.objects.count() == 1
    (one,) = measured(moussa)
    assert (one.worth.missed, one.worth.came, one.worth.hit_rate, one.open) == (1, 1, None, 1)


def a_closed_alert(outcome: str, raised: int, event: int | None, alerted: int | None) -> Alert:
    """Days ago: raised, the event, and the alert threshold reached (None: never)."""
    now = timezone.now()

    def ago(days: int | None):
        return None if days is None else now - timedelta(days=days)

    return Alert(
        outcome=outcome,
        raised_at=ago(raised),
        alert_at=ago(alerted),
        event_on=None if event is None else timezone.localdate(ago(event)),
    )


def test_a_rule_is_measured_beside_the_alert_threshold_alone():
    alerts = [
        a_closed_alert("hit", 20, 10, 12),  # both, the watch eight days sooner
        a_closed_alert("hit", 20, 10, None),  # the watch alone saw it
        a_closed_alert("hit", 20, 10, 5),  # the alert came after the event
        a_closed_alert("false_alarm", 20, None, None),  # the naive rule would have kept quiet
        a_closed_alert("false_alarm", 20, None, 15),
        a_closed_alert("miss", 20, 25, 20),
    ]
    rule, naive = worth_of(alerts, missed=1)
    assert (rule.hits, rule.late, rule.false_alarms, rule.missed) == (3, 1, 2, 1)
    assert (naive.hits, naive.late, naive.false_alarms, naive.missed) == (1, 2, 1, 2)
    assert (rule.lead, rule.hit_rate, rule.false_share) == (10, 3 / 5, 2 / 6)
    assert rule.came == naive.came


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["hit", "miss", "false_alarm"]),
            st.integers(0, 30),
            st.one_of(st.none(), st.integers(0, 30)),
        ),
        max_size=12,
    ),
    st.integers(0, 5),
)
def test_both_rules_are_measured_on_the_same_events(told, missed):
    alerts = []
    for outcome, raised, alerted in told:
        event = None if outcome == "false_alarm" else max(raised - 5, 0) if outcome == "hit" else raised + 3
        after = None if alerted is None else min(alerted, raised)
        alerts.append(a_closed_alert(outcome, raised, event, after))
    rule, naive = worth_of(alerts, missed)
    assert rule.came == naive.came
    assert naive.hits <= rule.hits
    assert naive.false_alarms <= rule.false_alarms
    for worth in (rule, naive):
        assert worth.hit_rate is None or 0 <= worth.hit_rate <= 1
        assert (worth.hit_rate is None) is (worth.came < 5)


def test_a_gauge_is_read_by_telephone_corrected_and_never_of_tomorrow():
    climate.read(410)
    for wrong, field in (
        ({"level_cm": 2001.0}, "level_cm"),
        ({"day": climate.today() + timedelta(days=1)}, "day"),
        ({"gauge": None}, "gauge"),
        ({"new_gauge": "Ansongo"}, "gauge"),
        ({"gauge": None, "new_gauge": "Sofara"}, "new_gauge"),
        ({"level_cm": 420.0}, "level_cm"),
    ):
        cm = wrong.pop("level_cm", 410.0)
        with pytest.raises(Invalid) as refusal:
            climate.read(cm, **wrong)
        assert refusal.value.field == field
    climate.read(410)
    climate.read(420, replace=True)
    climate.read(300, gauge=None, new_gauge="Ansongo (Niger)")
    assert sorted(Observation.objects.values_list("place__name", "value")) == [
        ("Ansongo (Niger)", 300),
        ("Sofara (Bani)", 420),
    ]
    assert Reading.objects.count() == 4
    told = {"gauge": climate.gauge(), "day": climate.today(), "level_cm": 1.0, "source": "x"}
    with pytest.raises(NotAllowed):
        record_reading(climate.actor("nana"), **told)


def test_the_rules_are_due_each_day_and_when_something_was_loaded():
    assert not evaluation_is_due()  # no rule is active
    climate.active()
    assert evaluation_is_due()
    done = evaluate_rules(None)
    assert (done.rules, done.raised) == (1, 0)
    assert not evaluation_is_due()
    source = Source.objects.create(
        code="essai", title="Essai", publisher="Essai", licence="essai", attribution="x", delay_days=0
    )
    Edition.objects.create(source=source, file_name="x.csv", digest="0" * 64, retrieved_on=climate.today())
    assert evaluation_is_due()
