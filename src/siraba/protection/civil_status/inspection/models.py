"""What an inspector looks at: alerts that name an act and a rule, never a person; what was decided; what officers answered."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access import crypto
from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Sealed
from siraba.foundation.accounts.models import Account
from siraba.foundation.organisations.models import Unit
from siraba.protection.civil_status.registers.models import Act, Register


class Kind(models.TextChoices):
    """The kinds of `engines.irregularities`, in the language of the page."""

    SEQUENCE_GAP = "sequence_gap", _("Numéro manquant")
    NUMBER_REUSED = "number_reused", _("Numéro d’acte pris deux fois")
    BACK_DATED = "back_dated", _("Acte antidaté")
    JUDGMENT_BURST = "judgment_burst", _("Afflux de jugements supplétifs")
    DECLARANT = "declarant", _("Même déclarant pour trop de mères")
    WITNESS = "witness", _("Même témoin pour trop de mères")
    OUT_OF_HOURS = "out_of_hours", _("Travail hors des heures")
    DUPLICATE = "duplicate", _("Même personne enregistrée deux fois")
    ROUND_DATE = "round_date", _("Trop de naissances au 1er janvier")
    JUDGMENT_REUSED = "judgment_reused", _("Même jugement pour plusieurs personnes")
    OUT_OF_AREA = "out_of_area", _("Naissances d’ailleurs approuvées en hâte")
    OWN_APPROVAL = "own_approval", _("Approuvé par qui l’a saisi")
    HASTY_PAIR = "hasty_pair", _("Deux agents qui approuvent en hâte")
    IMPOSSIBLE_BIRTH = "impossible_birth", _("Naissance impossible")
    FORM_REUSED = "form_reused", _("Imprimé employé deux fois")
    OUTSIDE_MANDATE = "outside_mandate", _("Acte hors mandat")


class Look(models.Model):
    """One run of the rules over all registers: how far it is, and how many acts each kind named. Counts alone."""

    asked_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(_("demandé le"), default=timezone.now)
    started_at = models.DateTimeField(_("commencé le"), null=True)
    finished_at = models.DateTimeField(_("terminé le"), null=True)
    failed = models.BooleanField(default=False)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    named = models.JSONField(default=dict)
    rules = models.PositiveSmallIntegerField(_("version des règles"), default=0)

    class Meta:
        verbose_name = _("passage des règles")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        return f"look:{self.pk}"


class AlertState(models.TextChoices):
    OPEN = "open", _("Ouverte")
    EXAMINED = "examined", _("Examinée")
    TO_CONFIRM = "to_confirm", _("Renvoi à confirmer")
    EXPLAINED = "explained", _("Expliquée")
    REFERRED = "referred", _("Renvoyée")


S = AlertState
LIVE = (S.OPEN, S.EXAMINED, S.TO_CONFIRM)
CLOSED = (S.EXPLAINED, S.REFERRED)
MOVES = Moves(
    {
        "examine_alert": Move((S.OPEN,), S.EXAMINED),
        "ask_officer": Move((), also=(S.EXAMINED,)),
        "explain_alert": Move((S.EXAMINED,), S.EXPLAINED),
        "ask_referral": Move((S.EXAMINED,), S.TO_CONFIRM),
        "confirm_referral": Move((S.TO_CONFIRM,), S.REFERRED),
        "return_referral": Move((S.TO_CONFIRM,), S.EXAMINED),
    }
)


class Alert(Sealed):
    """An act, or a number that nothing stands under, that a rule names. It blocks nothing.

    `version` is the act's when it was found. `facts` are what makes an alert new again: `kinds`, and `count` where the rule
    counts; `other` is the act it is compared with. Words, which may name somebody by number: rule, reason, group, figures.
    `score` (0–1) orders the queue.
    """

    compartment: ClassVar[str] = crypto.CIVIL_STATUS

    code = models.CharField(_("code"), max_length=12, unique=True)
    register = models.ForeignKey(Register, models.PROTECT, related_name="+", verbose_name=_("registre"))
    act = models.ForeignKey(Act, models.PROTECT, null=True, related_name="+", verbose_name=_("acte"))
    number = models.PositiveIntegerField(_("numéro"))
    other = models.ForeignKey(Act, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(_("règle"), max_length=20, choices=Kind)
    score = models.FloatField(default=0)
    version = models.PositiveSmallIntegerField(null=True)
    facts = models.JSONField(default=dict)
    rules = models.PositiveSmallIntegerField(_("version des règles"))
    look = models.ForeignKey(Look, models.PROTECT, related_name="alerts")
    before = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("état"), max_length=10, choices=AlertState, default=AlertState.OPEN)
    found_at = models.DateTimeField(_("trouvée le"), default=timezone.now)
    referral_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    closed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("close le"), null=True)

    class Meta(Sealed.Meta):
        verbose_name = _("alerte")
        ordering = ["-score", "-id"]
        indexes = [
            models.Index(F("score").desc(), F("id").desc(), name="alert_by_score"),
            models.Index(F("state"), F("score").desc(), F("id").desc(), name="alert_by_state"),
            models.Index(fields=["other", "state"], name="alert_by_other"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="alert_kind_known"),
            models.CheckConstraint(condition=Q(state__in=AlertState.values), name="alert_state_known"),
            models.CheckConstraint(
                condition=Q(act__isnull=False) | Q(kind=Kind.SEQUENCE_GAP), name="alert_names_an_act"
            ),
            models.CheckConstraint(
                condition=Q(state__in=LIVE, closed_at__isnull=True, closed_by__isnull=True)
                | Q(state__in=CLOSED, closed_at__isnull=False, closed_by__isnull=False),
                name="alert_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=S.REFERRED)
                | (Q(referral_by__isnull=False) & ~Q(referral_by=F("closed_by"))),
                name="alert_referred_by_two",
            ),
            models.UniqueConstraint(
                fields=["act", "kind"], condition=Q(state__in=LIVE), name="alert_of_act_once"
            ),
            models.UniqueConstraint(
                fields=["register", "number", "kind"],
                condition=Q(state__in=LIVE, act__isnull=True),
                name="alert_of_number_once",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Decision(models.TextChoices):
    EXAMINE = "examine", _("Examinée")
    ASK = "ask", _("Question posée à un officier")
    EXPLAIN = "explain", _("Expliquée")
    ASK_REFERRAL = "ask_referral", _("Renvoi demandé")
    CONFIRM = "confirm", _("Renvoi confirmé")
    RETURN = "return", _("Renvoi refusé")


class Lookalike(models.TextChoices):
    """What may look irregular and is not."""

    HEARING = "hearing", _("Audience foraine")
    TWINS = "twins", _("Jumeaux, frères ou sœurs")
    HOMONYM = "homonym", _("Homonymes")
    HEALTH_AGENT = "health_agent", _("Agent de santé ou chef qui déclare par fonction")
    CATCH_UP = "catch_up", _("Rattrapage après une panne ou une fermeture")
    PAPER = "paper", _("Registre de papier saisi plus tard")
    DISPLACED = "displaced", _("Personnes déplacées, commune limitrophe")
    STAFFING = "staffing", _("Centre qui manque d’agents")
    MISTAKE = "mistake", _("Erreur de saisie, à rectifier")
    OTHER = "other", _("Autre explication")


class AlertDecision(Sealed):
    """What an inspector decided of an alert, in order; nothing of it is written over. Words: reason."""

    compartment: ClassVar[str] = crypto.CIVIL_STATUS

    alert = models.ForeignKey(Alert, models.PROTECT, related_name="decisions")
    decision = models.CharField(_("décision"), max_length=14, choices=Decision)
    lookalike = models.CharField(_("explication"), max_length=14, choices=Lookalike, blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("le"), default=timezone.now)

    class Meta(Sealed.Meta):
        verbose_name = _("décision sur une alerte")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(decision__in=Decision.values), name="alert_decision_known"),
            models.CheckConstraint(
                condition=Q(decision=Decision.EXPLAIN, lookalike__in=Lookalike.values)
                | (~Q(decision=Decision.EXPLAIN) & Q(lookalike="")),
                name="alert_explained_by_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.decision}"


class QuestionState(models.TextChoices):
    ASKED = "asked", _("Réponse attendue")
    ANSWERED = "answered", _("Répondue")
    DROPPED = "dropped", _("Sans suite")


QUESTION_MOVES = Moves(
    {
        "answer_inspector": Move((QuestionState.ASKED,), QuestionState.ANSWERED),
    }
)


class Question(Sealed):
    """What an inspector asks an officer about an act; the officer sees it alone. Words: question, reply."""

    compartment: ClassVar[str] = crypto.CIVIL_STATUS

    code = models.CharField(_("code"), max_length=12, unique=True)
    alert = models.ForeignKey(Alert, models.PROTECT, related_name="questions")
    register = models.ForeignKey(Register, models.PROTECT, related_name="+", verbose_name=_("registre"))
    number = models.PositiveIntegerField(_("numéro"))
    act = models.ForeignKey(Act, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    asked_of = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("à"))
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("par"))
    asked_at = models.DateTimeField(_("posée le"), default=timezone.now)
    due_at = models.DateTimeField(_("à répondre avant le"))
    state = models.CharField(_("état"), max_length=10, choices=QuestionState, default=QuestionState.ASKED)
    answered_at = models.DateTimeField(_("répondue le"), null=True)

    class Meta(Sealed.Meta):
        verbose_name = _("question à un officier")
        ordering = ["asked_at", "pk"]
        indexes = [
            models.Index(F("asked_of"), F("asked_at").desc(), F("id").desc(), name="question_by_officer")
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=QuestionState.values), name="question_state_known"),
            models.CheckConstraint(condition=~Q(asked_of=F("asked_by")), name="question_to_another"),
        ]

    def __str__(self) -> str:
        return self.code
