"""The reasoned decision and its two signatures, the documents that follow, and the children of whom it decides too."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access import crypto
from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Sealed
from siraba.foundation.accounts.models import Account
from siraba.protection.statelessness.models.files import Determination, Outcome


class DraftState(models.TextChoices):
    DRAFTED = "drafted", _("Signée une fois")
    RETURNED = "returned", _("Rendue à son auteur")
    SIGNED = "signed", _("Signée deux fois")


class Ruling(Sealed):
    """A decision with its reasons, by who wrote it and who signed after. Words: reasons, remark (of who returned it)."""

    compartment = crypto.STATELESSNESS
    determination = models.ForeignKey(Determination, models.PROTECT, related_name="rulings")
    number = models.PositiveSmallIntegerField(_("numéro"))
    outcome = models.CharField(_("issue"), max_length=11, choices=Outcome)
    state = models.CharField(_("état"), max_length=8, choices=DraftState, default=DraftState.DRAFTED)
    drafted_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(default=timezone.now)
    second = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    second_at = models.DateTimeField(null=True)

    class Meta(Sealed.Meta):
        verbose_name = _("décision")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["determination", "number"], name="ruling_number_once"),
            models.UniqueConstraint(
                fields=["determination"], condition=Q(state=DraftState.DRAFTED), name="ruling_one_draft"
            ),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="ruling_outcome_known"),
            models.CheckConstraint(condition=Q(state__in=DraftState.values), name="ruling_state_known"),
            models.CheckConstraint(
                condition=Q(second__isnull=True) | ~Q(second=F("drafted_by")), name="ruling_of_two_persons"
            ),
            models.CheckConstraint(
                condition=Q(state=DraftState.DRAFTED, second__isnull=True)
                | ~Q(state=DraftState.DRAFTED) & Q(second__isnull=False, second_at__isnull=False),
                name="ruling_signed_by_a_second",
            ),
        ]


class DocumentKind(models.TextChoices):
    """À valider: the decree that says what is issued was not found; 27 and 28 are of the Convention of 1954."""

    IDENTITY = "identity", _("Pièce d’identité d’apatride (Convention de 1954, art. 27)")
    TRAVEL = "travel", _("Titre de voyage (Convention de 1954, art. 28)")
    RESIDENCE = "residence", _("Titre de séjour")
    CERTIFICATE = "certificate", _("Certificat de nationalité")
    BIRTH = "birth", _("Acte de naissance")
    OTHER = "other", _("Autre document")


class IssuedDocument(Sealed):
    """A document handed over after the decision. Words: number."""

    compartment = crypto.STATELESSNESS
    determination = models.ForeignKey(Determination, models.PROTECT, related_name="documents")
    kind = models.CharField(_("document"), max_length=11, choices=DocumentKind)
    issued_on = models.DateField(_("délivré le"))
    valid_to = models.DateField(_("valable jusqu’au"), null=True)
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta(Sealed.Meta):
        verbose_name = _("document délivré")
        ordering = ["issued_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=DocumentKind.values), name="issued_document_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("issued_on")),
                name="issued_document_in_order",
            ),
        ]


class ChildState(models.TextChoices):
    OPEN = "open", _("À suivre")
    DONE = "done", _("Suivi")


CHILD_MOVES = Moves({"finish_child_follow_up": Move((ChildState.OPEN,), ChildState.DONE)})


class ChildFollowUp(Sealed):
    """A child of the person, born in the country, who would else be stateless (Convention of 1961, art. 1).

    Words: name, what, result.
    """

    compartment = crypto.STATELESSNESS
    determination = models.ForeignKey(Determination, models.PROTECT, related_name="children")
    birth_year = models.PositiveSmallIntegerField(_("année de naissance"), null=True)
    born_here = models.BooleanField(_("né au Mali"))
    state = models.CharField(_("état"), max_length=4, choices=ChildState, default=ChildState.OPEN)
    due_on = models.DateField(_("à faire avant le"))
    added_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    done_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta(Sealed.Meta):
        verbose_name = _("suivi d’un enfant")
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["state", "due_on"], name="child_follow_up_by_due")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ChildState.values), name="child_follow_up_known"),
            models.CheckConstraint(
                condition=Q(state=ChildState.OPEN, done_by__isnull=True)
                | Q(state=ChildState.DONE, done_by__isnull=False, done_at__isnull=False),
                name="child_follow_up_done_by_somebody",
            ),
        ]

    @property
    def code(self) -> str:
        return f"child_follow_up:{str(self.pk)[:8]}"
