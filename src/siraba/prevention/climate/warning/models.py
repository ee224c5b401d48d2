"""Early warning: rules with two levels and an owner, the alerts that they raise, and what became of each.

Nothing here is about a person: values of places, what an owner does about them, and whether the warning was right.
"""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.accounts.models import Account
from siraba.prevention.climate.observations.models import Indicator, Observation, Place
from siraba.prevention.climate.warning.episodes import Thresholds


class Direction(models.TextChoices):
    BELOW = "below", _("la valeur descend jusqu’au seuil")
    ABOVE = "above", _("la valeur monte jusqu’au seuil")


class Channel(models.TextChoices):
    PAGE = "page", _("Ma journée")
    SMS = "sms", _("Ma journée et SMS")


class RuleState(models.TextChoices):
    DRAFT = "draft", _("Brouillon")
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspendue")
    CLOSED = "closed", _("Close")


R = RuleState
RULE_MOVES = Moves(
    {
        # What rings is not changed under the feet of its owner: it is suspended first
        "amend_rule": Move((), also=(R.DRAFT, R.SUSPENDED)),
        "activate_rule": Move((R.DRAFT, R.SUSPENDED), R.ACTIVE),
        "suspend_rule": Move((R.ACTIVE,), R.SUSPENDED),
        "close_rule": Move((R.DRAFT, R.ACTIVE, R.SUSPENDED), R.CLOSED),
        "report_missed_event": Move((), also=(R.ACTIVE, R.SUSPENDED, R.CLOSED)),
    }
)


class Rule(models.Model):
    """Two thresholds on an indicator, who answers for them, and what that account does within how many days.

    Without places it holds wherever the indicator is observed. `phone` is that of a function, never of a person.
    """

    name = models.CharField(_("nom"), max_length=80)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name=_("indicateur"))
    direction = models.CharField(_("elle sonne quand"), max_length=5, choices=Direction)
    watch = models.FloatField(_("seuil de veille"))
    alert = models.FloatField(_("seuil d’alerte"))
    places = models.ManyToManyField(Place, related_name="+", blank=True, verbose_name=_("lieux"))
    owner = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("responsable"))
    lead_days = models.PositiveSmallIntegerField(_("délai pour agir, en jours"))
    action = models.CharField(_("ce qui sera fait"), max_length=300)
    channel = models.CharField(_("le responsable est prévenu par"), max_length=4, choices=Channel)
    phone = models.CharField(_("téléphone de service"), max_length=20, blank=True)
    note = models.CharField(_("sur quoi reposent les seuils"), max_length=500)
    state = models.CharField(_("état"), max_length=9, choices=RuleState, default=R.DRAFT)
    written_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("écrite le"), default=timezone.now)
    activated_at = models.DateTimeField(_("active depuis le"), null=True)
    reason = models.CharField(_("motif"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("règle d’alerte")
        verbose_name_plural = _("règles d’alerte")
        ordering = ["-written_at", "-id"]
        indexes = [models.Index(F("written_at").desc(), F("id").desc(), name="warning_rule_by_day")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=R.values), name="warning_rule_state_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="warning_channel_known"),
            models.CheckConstraint(
                condition=Q(direction="below", watch__gt=F("alert"))
                | Q(direction="above", watch__lt=F("alert")),
                name="warning_watch_milder_than_alert",
            ),
            models.CheckConstraint(condition=Q(lead_days__range=(1, 365)), name="warning_rule_lead"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def code(self) -> str:
        return f"warning_rule:{self.pk}"

    @property
    def thresholds(self) -> Thresholds:
        return Thresholds(self.direction == Direction.BELOW, self.watch, self.alert)


class Level(models.TextChoices):
    WATCH = "watch", _("Veille")
    ALERT = "alert", _("Alerte")


class AlertState(models.TextChoices):
    RAISED = "raised", _("À prendre en charge")
    ACKNOWLEDGED = "acknowledged", _("Prise en charge")
    ACTED = "acted", _("Action faite")
    CLOSED = "closed", _("Close")


class Outcome(models.TextChoices):
    HIT = "hit", _("Juste : l’événement est venu, à temps pour agir")
    MISS = "miss", _("Manquée : l’événement est venu, trop tard pour agir")
    FALSE_ALARM = "false_alarm", _("Fausse alerte : rien n’est venu")


A = AlertState
LIVE = (A.RAISED, A.ACKNOWLEDGED, A.ACTED)
ALERT_MOVES = Moves(
    {
        "acknowledge_alert": Move((A.RAISED,), A.ACKNOWLEDGED),
        "note_action": Move((A.ACKNOWLEDGED,), A.ACTED, also=(A.ACTED,)),
        "close_alert": Move((A.ACKNOWLEDGED, A.ACTED), A.CLOSED),
        "reopen_alert": Move((A.CLOSED,), A.ACKNOWLEDGED),
    }
)


class Alert(models.Model):
    """One episode of a rule at a place, from the value that reached a threshold until it is back beyond the watch.

    `value` over `start`–`end` gave the present level; `last_value` and `last_start` are the last that was looked at.
    `alert_at` is when the alert threshold itself was reached: what the rule would do without its watch.
    """

    rule = models.ForeignKey(Rule, models.PROTECT, related_name="alerts", verbose_name=_("règle"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("lieu"))
    level = models.CharField(_("niveau"), max_length=5, choices=Level)
    value = models.FloatField(_("valeur observée"))
    threshold = models.FloatField(_("seuil atteint"))
    start = models.DateField(_("période du"))
    end = models.DateField(_("au"))
    known_on = models.DateField(_("connue le"))
    last_value = models.FloatField(_("dernière valeur"))
    last_start = models.DateField()
    raised_at = models.DateTimeField(_("levée le"), default=timezone.now)
    level_at = models.DateTimeField(_("à ce niveau depuis le"), default=timezone.now)
    alert_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(_("agir avant le"))
    escalated_at = models.DateTimeField(_("remontée à la coordination le"), null=True)
    ended_on = models.DateField(_("épisode fini le"), null=True)
    state = models.CharField(_("état"), max_length=12, choices=AlertState, default=A.RAISED)
    outcome = models.CharField(_("issue"), max_length=11, choices=Outcome, blank=True)
    event_on = models.DateField(_("jour de l’événement"), null=True)

    class Meta:
        verbose_name = _("alerte précoce")
        verbose_name_plural = _("alertes précoces")
        ordering = ["-raised_at", "-id"]
        indexes = [
            models.Index(F("raised_at").desc(), F("id").desc(), name="warning_alert_by_day"),
            models.Index(fields=["state", "due_at"], name="warning_alert_by_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "place"], condition=Q(ended_on__isnull=True), name="warning_episode_once"
            ),
            models.CheckConstraint(condition=Q(state__in=A.values), name="warning_alert_state_known"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="warning_level_known"),
            models.CheckConstraint(
                condition=~Q(level=Level.ALERT) | Q(alert_at__isnull=False),
                name="warning_alert_has_its_moment",
            ),
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="warning_period_in_order"),
            models.CheckConstraint(
                condition=Q(state=A.CLOSED, outcome__in=Outcome.values)
                | (~Q(state=A.CLOSED) & Q(outcome="")),
                name="warning_closed_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", Outcome.FALSE_ALARM], event_on__isnull=True)
                | Q(outcome__in=[Outcome.HIT, Outcome.MISS], event_on__isnull=False),
                name="warning_event_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} – {self.place}"

    @property
    def code(self) -> str:
        return f"warning_alert:{self.pk}"

    def is_late(self, now: datetime | None = None) -> bool:
        """Whether nothing was done though the time to act is over."""
        waits = self.state in (A.RAISED, A.ACKNOWLEDGED)
        return waits and self.due_at < (now or timezone.now())


class Step(models.Model):
    """One line of an alert's history; without an account it is the platform's own."""

    class Kind(models.TextChoices):
        RAISED = "raised", _("levée")
        WORSENED = "worsened", _("passée en alerte")
        ESCALATED = "escalated", _("remontée à la coordination")
        ENDED = "ended", _("épisode fini")
        ACKNOWLEDGED = "acknowledged", _("prise en charge")
        ACTED = "acted", _("action")
        CLOSED = "closed", _("close")
        REOPENED = "reopened", _("rouverte")

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="steps")
    kind = models.CharField(_("étape"), max_length=12, choices=Kind)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("étape d’une alerte")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        *("raised", "worsened", "escalated", "ended"),
                        *("acknowledged", "acted", "closed", "reopened"),
                    ]
                ),
                name="warning_step_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.kind}"


class MissedEvent(models.Model):
    """Something of which a rule warned nobody, written down by hand: without these a hit rate says nothing."""

    rule = models.ForeignKey(Rule, models.PROTECT, related_name="missed_events", verbose_name=_("règle"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("lieu"))
    happened_on = models.DateField(_("jour de l’événement"))
    what = models.CharField(_("ce qui s’est passé"), max_length=300)
    source = models.CharField(_("source"), max_length=160)
    reported_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("événement manqué")
        verbose_name_plural = _("événements manqués")
        ordering = ["-happened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "place", "happened_on"], name="warning_missed_once")
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.happened_on}"


class Evaluation(models.Model):
    """One run of the rules over the last values, so that a page can say when it was."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    rules = models.PositiveIntegerField(default=0)
    raised = models.PositiveIntegerField(default=0)
    worsened = models.PositiveIntegerField(default=0)
    ended = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("passage des règles d’alerte")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at}"


class Reading(models.Model):
    """A gauge read by telephone and typed in: what stands behind the observation. A corrected one stays here."""

    gauge = models.ForeignKey(Place, models.PROTECT, related_name="readings", verbose_name=_("échelle"))
    day = models.DateField(_("jour du relevé"))
    level_cm = models.FloatField(_("hauteur, en cm"))
    source = models.CharField(_("qui l’a donné (service)"), max_length=120)
    observation = models.ForeignKey(Observation, models.SET_NULL, null=True, related_name="readings")
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("relevé d’échelle")
        verbose_name_plural = _("relevés d’échelles")
        ordering = ["-day", "-pk"]
        indexes = [models.Index(F("day").desc(), F("id").desc(), name="warning_reading_by_day")]
        constraints = [
            models.CheckConstraint(condition=Q(level_cm__range=(-200, 2000)), name="warning_reading_range")
        ]

    def __str__(self) -> str:
        return f"{self.gauge} {self.day}"
