"""What may be done to a rule and to an alert. Each act: the right, the state, the saving, the line of the journal."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.accounts.models import Account
from siraba.foundation.audit.journal import action, record
from siraba.foundation.messaging.numbers import read_number
from siraba.prevention.climate.observations.models import Place
from siraba.prevention.climate.warning.models import (
    ALERT_MOVES,
    RULE_MOVES,
    Alert,
    Channel,
    Direction,
    MissedEvent,
    Outcome,
    Rule,
    Step,
)
from siraba.prevention.climate.warning.rules import READERS

# Rules


@action
def write_rule(actor: Actor, *, places: Collection[Place] = (), **said: Any) -> Rule:
    """Write a rule; nothing rings before it is active.

    `said`: name, indicator, direction, watch, alert, owner, lead_days, action, channel, phone, note. No place: wherever the
    indicator is observed.

    Raises:
        Invalid: the watch is not milder than the alert, the owner may not read warnings, or an SMS has no number.
    """
    check_right(actor, "write_rule")
    _check(said)
    made = Rule.objects.create(written_by_id=actor.account_id, **said)
    made.places.set(places)
    record(actor, "write_rule", made.code, indicator=made.indicator.code, owner=made.owner_id)
    return made


@action
def amend_rule(actor: Actor, rule: Rule, *, places: Collection[Place] = (), **said: Any) -> None:
    """Change a rule that does not ring; its indicator stays what it was.

    Raises:
        Invalid: as for `write_rule`.
    """
    _on_rule(actor, rule, "amend_rule")
    _check(said)
    for name, value in said.items():
        setattr(rule, name, value)
    rule.save()
    rule.places.set(places)
    record(actor, "amend_rule", rule.code, watch=rule.watch, alert=rule.alert, owner=rule.owner_id)


def _check(said: dict[str, Any]) -> None:
    below = said["direction"] == Direction.BELOW
    if not (said["watch"] > said["alert"] if below else said["watch"] < said["alert"]):
        raise Invalid(_("La veille doit sonner avant l’alerte : donnez-lui un seuil plus doux."), "watch")
    owner: Account = said["owner"]
    if owner.role not in READERS or not owner.is_active:
        raise Invalid(_("Ce compte ne peut pas répondre d’une alerte."), "owner")
    if not 1 <= said["lead_days"] <= 365:
        raise Invalid(_("De 1 à 365 jours."), "lead_days")
    if said["channel"] == Channel.SMS and read_number(said.get("phone", "")) is None:
        raise Invalid(_("Donnez le numéro d’un téléphone de service, ou prévenez par Ma journée."), "phone")


def _on_rule(actor: Actor, rule: Rule, act: str) -> None:
    check_right(actor, act, rule)
    lock(rule)
    RULE_MOVES.advance(rule, act)


@action
def activate_rule(actor: Actor, rule: Rule) -> None:
    """Let the rule ring from the next evaluation on."""
    _on_rule(actor, rule, "activate_rule")
    rule.activated_at, rule.reason = timezone.now(), ""
    rule.save()
    record(actor, "activate_rule", rule.code)


@action
def suspend_rule(actor: Actor, rule: Rule, *, reason: str) -> None:
    """Stop the rule for a time; the alerts that it raised stay open."""
    _on_rule(actor, rule, "suspend_rule")
    rule.reason = reason
    rule.save()
    record(actor, "suspend_rule", rule.code)


@action
def close_rule(actor: Actor, rule: Rule, *, reason: str) -> None:
    """End the rule for good; what it was worth stays readable."""
    _on_rule(actor, rule, "close_rule")
    rule.reason = reason
    rule.save()
    record(actor, "close_rule", rule.code)


@action
def report_missed_event(
    actor: Actor, rule: Rule, *, place: Place, happened_on: date, what: str, source: str
) -> MissedEvent:
    """Write down an event of which the rule warned nobody.

    Raises:
        Invalid: it is to come, the rule did not ring yet, a warning was running there, or it is written down already.
    """
    _on_rule(actor, rule, "report_missed_event")
    _not_to_come(happened_on, "happened_on")
    if rule.activated_at is None or happened_on < timezone.localdate(rule.activated_at):
        raise Invalid(_("La règle n’était pas encore active ce jour-là."), "happened_on")
    if _was_warned(rule, place, happened_on):
        raise Invalid(
            _("Une alerte de cette règle courait alors dans ce lieu : dites-le dans son issue."), "place"
        )
    if rule.missed_events.filter(place=place, happened_on=happened_on).exists():
        raise Invalid(_("Cet événement est déjà signalé."), "happened_on")
    made = MissedEvent.objects.create(
        rule=rule,
        place=place,
        happened_on=happened_on,
        what=what,
        source=source,
        reported_by_id=actor.account_id,
    )
    record(actor, "report_missed_event", rule.code, event=made.pk, place=place.pk)
    return made


def _was_warned(rule: Rule, place: Place, day: date) -> bool:
    spans = rule.alerts.filter(place=place).values_list("raised_at", "ended_on")
    return any(
        timezone.localdate(raised) <= day and (ended is None or day <= ended) for raised, ended in spans
    )


def _not_to_come(day: date, name: str) -> None:
    if day > timezone.localdate():
        raise Invalid(_("Ce jour n’est pas encore venu."), name)


# Alerts


def _on_alert(actor: Actor, alert: Alert, act: str) -> None:
    check_right(actor, act, alert)
    lock(alert)
    ALERT_MOVES.advance(alert, act)


def _step(actor: Actor | None, alert: Alert, kind: Step.Kind, note: str = "") -> None:
    by = actor.account_id if actor else None
    Step.objects.create(alert=alert, kind=kind, by_id=by, note=note)


@action
def acknowledge_alert(actor: Actor, alert: Alert) -> None:
    """Say that one has seen it and answers for it: it goes no further up."""
    _on_alert(actor, alert, "acknowledge_alert")
    alert.save()
    _step(actor, alert, Step.Kind.ACKNOWLEDGED)
    record(actor, "acknowledge_alert", alert.code, level=alert.level)


@action
def note_action(actor: Actor, alert: Alert, *, what: str) -> None:
    """Say what was done; may be said several times."""
    _on_alert(actor, alert, "note_action")
    alert.save()
    _step(actor, alert, Step.Kind.ACTED, what)
    record(actor, "note_action", alert.code)


@action
def close_alert(actor: Actor, alert: Alert, *, outcome: str, event_on: date | None = None, what: str) -> None:
    """Say what came of it: a hit, an event that came too late to act, or nothing.

    Raises:
        Invalid: an event has no day, is to come, or came before the alert and is called a hit.
    """
    _on_alert(actor, alert, "close_alert")
    alert.outcome = Outcome(outcome)
    if alert.outcome == Outcome.FALSE_ALARM:
        event_on = None
    elif event_on is None:
        raise Invalid(_("Donnez le jour de l’événement."), "event_on")
    if event_on is not None:
        _not_to_come(event_on, "event_on")
        if alert.outcome == Outcome.HIT and event_on < timezone.localdate(alert.raised_at):
            raise Invalid(
                _("L’événement vient avant l’alerte : elle est manquée, elle n’est pas juste."), "event_on"
            )
    alert.event_on = event_on
    alert.save()
    _step(actor, alert, Step.Kind.CLOSED, what)
    record(actor, "close_alert", alert.code, outcome=alert.outcome)


@action
def reopen_alert(actor: Actor, alert: Alert, *, reason: str) -> None:
    """Take back an outcome; the history keeps what had been said."""
    _on_alert(actor, alert, "reopen_alert")
    alert.outcome, alert.event_on = "", None
    alert.save()
    _step(actor, alert, Step.Kind.REOPENED, reason)
    record(actor, "reopen_alert", alert.code)


def due_of(rule: Rule, since: datetime) -> datetime:
    return since + timedelta(days=rule.lead_days)
