"""The course of a file: its steps, what is asked of others, its deadlines, and what a second person must sign."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access import crypto
from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Guarded, Sealed
from siraba.foundation.accounts.models import Account
from siraba.prosecution.investigations.models.evidence import Exhibit
from siraba.prosecution.investigations.models.files import Inquiry
from siraba.prosecution.investigations.models.persons import Suspect


class StepKind(models.TextChoices):
    OPENED = "opened", _("Ouverture de l’enquête")
    REFERRED = "referred", _("Transmission au parquet")
    RETURNED = "returned", _("Retour pour complément d’enquête")
    JUDICIAL_INVESTIGATION = "investigation", _("Ouverture d’une information judiciaire")
    PROSECUTED = "prosecuted", _("Poursuites")
    COMMITTAL = "committal", _("Renvoi devant la juridiction")
    HEARING = "hearing", _("Audience")
    TRIED = "tried", _("Mise en jugement")
    JUDGED = "judged", _("Jugement")
    APPEAL = "appeal", _("Appel formé")
    FINAL = "final", _("Décision définitive")
    ENFORCED = "enforced", _("Exécution de la peine")
    NO_FURTHER = "no_further", _("Classement sans suite ou non-lieu")
    REOPENED = "reopened", _("Réouverture")
    OTHER = "other", _("Autre étape")


class JudicialStep(Guarded):
    """One step, appended: whose decision it was, on what ground."""

    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="steps")
    kind = models.CharField(_("étape"), max_length=13, choices=StepKind)
    day = models.DateField(_("date"))
    authority = models.CharField(_("autorité"), max_length=120, blank=True)
    basis = models.CharField(_("base légale"), max_length=160, blank=True)
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta(Guarded.Meta):
        verbose_name = _("étape de la procédure")
        ordering = ["day", "recorded_at", "id"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=StepKind.values), name="step_kind_known")]


class MutualRequestState(models.TextChoices):
    SENT = "sent", _("Envoyée")
    ANSWERED = "answered", _("Répondue")
    REFUSED = "refused", _("Refusée")
    WITHDRAWN = "withdrawn", _("Retirée")


REQUEST_MOVES = Moves(
    {
        "answer_mutual_request": Move((MutualRequestState.SENT,), MutualRequestState.ANSWERED),
        "note_refusal": Move((MutualRequestState.SENT,), MutualRequestState.REFUSED),
        "withdraw_mutual_request": Move((MutualRequestState.SENT,), MutualRequestState.WITHDRAWN),
    }
)


class MutualRequest(Sealed):
    """A request to another service or, with a `country`, to another State. Words: to, subject, answer."""

    compartment = crypto.JUSTICE
    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="requests")
    country = models.CharField(_("pays"), max_length=2, blank=True)
    basis = models.CharField(_("base légale"), max_length=160)
    state = models.CharField(
        _("état"), max_length=9, choices=MutualRequestState, default=MutualRequestState.SENT
    )
    sent_on = models.DateField(_("envoyée le"))
    due_on = models.DateField(_("réponse attendue le"))
    answered_on = models.DateField(_("réponse du"), null=True)
    sent_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta(Sealed.Meta):
        verbose_name = _("demande d’entraide")
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["state", "due_on"], name="mutual_request_by_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=MutualRequestState.values), name="mutual_request_state_known"
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("sent_on")), name="mutual_request_in_order"),
            models.CheckConstraint(
                condition=Q(country="") | Q(country__length=2), name="mutual_request_country_length"
            ),
        ]

    @property
    def code(self) -> str:
        return f"mutual_request:{str(self.pk)[:8]}"

    @property
    def is_late(self) -> bool:
        return self.state == MutualRequestState.SENT and self.due_on < timezone.localdate()


class DeadlineKind(models.TextChoices):
    CUSTODY = "custody", _("Fin de garde à vue")
    CUSTODY_EXTENSION = "extension", _("Fin de prolongation de garde à vue")
    PRE_TRIAL = "pre_trial", _("Fin de détention avant jugement")
    APPEAL = "appeal", _("Fin du délai d’appel")
    RESTITUTION = "restitution", _("Décision sur les scellés")
    OTHER = "other", _("Autre échéance")


class DeadlineState(models.TextChoices):
    OPEN = "open", _("À tenir")
    MET = "met", _("Tenue")
    LIFTED = "lifted", _("Sans objet")


DEADLINE_MOVES = Moves(
    {
        "meet_deadline": Move((DeadlineState.OPEN,), DeadlineState.MET),
        "lift_deadline": Move((DeadlineState.OPEN,), DeadlineState.LIFTED),
    }
)


class Deadline(Guarded):
    """A day that the law or the investigator sets; of a suspect where it is about one person's liberty."""

    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="deadlines")
    suspect = models.ForeignKey(Suspect, models.PROTECT, null=True, related_name="deadlines")
    kind = models.CharField(_("échéance"), max_length=11, choices=DeadlineKind)
    state = models.CharField(_("état"), max_length=6, choices=DeadlineState, default=DeadlineState.OPEN)
    starts_at = models.DateTimeField(_("à compter du"))
    due_at = models.DateTimeField(_("avant le"))
    basis = models.CharField(_("base légale"), max_length=160, blank=True)
    set_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    done_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta(Guarded.Meta):
        verbose_name = _("échéance de procédure")
        ordering = ["due_at", "id"]
        indexes = [models.Index(fields=["state", "due_at"], name="deadline_by_due")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DeadlineKind.values), name="deadline_kind_known"),
            models.CheckConstraint(condition=Q(state__in=DeadlineState.values), name="deadline_state_known"),
            models.CheckConstraint(condition=Q(due_at__gt=F("starts_at")), name="deadline_in_order"),
        ]

    @property
    def code(self) -> str:
        return f"deadline:{str(self.pk)[:8]}"


class CountersignatureKind(models.TextChoices):
    NAME = "name", _("Mettre en cause une personne d’une divulgation")
    UNMARK = "unmark", _("Ne plus tenir une personne pour contrainte")
    RELEASE = "release", _("Sortir un scellé")
    REOPEN = "reopen", _("Rouvrir une procédure")


class CountersignatureState(models.TextChoices):
    ASKED = "asked", _("Attend une seconde personne")
    SIGNED = "signed", _("Visée")
    REFUSED = "refused", _("Refusée")


COUNTERSIGN_MOVES = Moves(
    {
        "countersign": Move((CountersignatureState.ASKED,), CountersignatureState.SIGNED),
        "refuse_countersignature": Move((CountersignatureState.ASKED,), CountersignatureState.REFUSED),
    }
)


class Countersignature(Sealed):
    """What one person asks and another signs, since it harms somebody if it is wrong. Words: reason, said (what to do)."""

    compartment = crypto.JUSTICE
    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="countersignatures")
    kind = models.CharField(_("acte à viser"), max_length=7, choices=CountersignatureKind)
    suspect = models.ForeignKey(Suspect, models.PROTECT, null=True, related_name="+")
    exhibit = models.ForeignKey(Exhibit, models.PROTECT, null=True, related_name="+")
    state = models.CharField(
        _("état"), max_length=7, choices=CountersignatureState, default=CountersignatureState.ASKED
    )
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("demandé par"))
    asked_at = models.DateTimeField(_("demandé le"), default=timezone.now)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta(Sealed.Meta):
        verbose_name = _("visa d’une seconde personne")
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=CountersignatureKind.values), name="countersignature_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=CountersignatureState.values), name="countersignature_state_known"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="countersignature_of_another",
            ),
        ]

    @property
    def code(self) -> str:
        return f"countersignature:{str(self.pk)[:8]}"
