"""What was answered about papers, the gaps it showed, and the level that a person confirmed. Nobody has a score."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access import crypto
from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Sealed
from siraba.foundation.accounts.models import Account
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.people.models import Person
from siraba.foundation.vocabulary import codes
from siraba.protection.cases.models import Case
from siraba.protection.statelessness.table import Level


class AssessmentState(models.TextChoices):
    PROPOSED = "proposed", _("À confirmer")
    CONFIRMED = "confirmed", _("Confirmée")


ASSESSMENT_MOVES = Moves(
    {
        "confirm_nationality_assessment": Move((AssessmentState.PROPOSED,), AssessmentState.CONFIRMED),
    }
)


class NationalityAssessment(Sealed):
    """Words: who (without a case, what she wants to be called), answers, gaps (codes of the table), note, reason.

    The answers and the gaps stay as they were with the version of the table; another assessment says what has changed.
    """

    compartment = crypto.STATELESSNESS
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="nationality_assessments")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    version = models.CharField(_("version de la table"), max_length=10)
    state = models.CharField(
        _("état"), max_length=9, choices=AssessmentState, default=AssessmentState.PROPOSED
    )
    proposed = models.CharField(_("niveau proposé"), max_length=18, choices=Level)
    level = models.CharField(_("niveau confirmé"), max_length=18, choices=Level, blank=True)
    agreed_how = models.CharField(_("accord de la personne"), max_length=10)
    assessed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    assessed_at = models.DateTimeField(_("faite le"), default=timezone.now)
    confirmed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmée le"), null=True)
    fictitious = models.BooleanField(default=False)

    class Meta(Sealed.Meta):
        verbose_name = _("évaluation de la nationalité")
        ordering = ["-assessed_at", "-id"]
        indexes = [
            models.Index(
                F("organisation"), F("assessed_at").desc(), F("id").desc(), name="nationality_by_organisation"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=AssessmentState.values), name="nationality_state_known"
            ),
            models.CheckConstraint(condition=Q(proposed__in=Level.values), name="nationality_proposed_known"),
            models.CheckConstraint(
                condition=Q(level__in=["", *Level.values]), name="nationality_level_known"
            ),
            models.CheckConstraint(
                condition=Q(agreed_how__in=codes("consent_modality")), name="nationality_modality_known"
            ),
            models.CheckConstraint(
                condition=Q(state=AssessmentState.PROPOSED, level="", confirmed_by__isnull=True)
                | Q(state=AssessmentState.CONFIRMED, confirmed_by__isnull=False, confirmed_at__isnull=False)
                & ~Q(level=""),
                name="nationality_level_is_a_persons",
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=True) | Q(person__isnull=False), name="nationality_case_has_a_person"
            ),
        ]

    @property
    def code(self) -> str:
        return f"nationality_assessment:{str(self.pk)[:8]}"

    @property
    def shown_level(self) -> str:
        return str(Level(self.level or self.proposed).label)
