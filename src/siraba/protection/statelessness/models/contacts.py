"""The States with a relevant link, what the person agreed to, and what was asked of a State.

An enquiry cannot be written without the person's agreement: its foreign key is not null, and triggers of both databases
(migration 0002) refuse one that is sent while asylum is claimed, or whose agreement is withdrawn or of another file.
"""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access import crypto
from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Guarded, Sealed
from siraba.foundation.accounts.models import Account
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.vocabulary import codes
from siraba.protection.statelessness.models.files import Determination


class About(models.TextChoices):
    CONTACT = "contact", _("Interroger un État")
    UNHCR = "unhcr", _("Faire participer le HCR")


class Agreement(Guarded):
    """The person agrees: to a State being asked, or to UNHCR (`organisation`) reading the file. Said again, not restored."""

    determination = models.ForeignKey(Determination, models.PROTECT, related_name="agreements")
    # Of the file, so that who may know of an agreement is said without asking the file
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    about = models.CharField(_("objet"), max_length=7, choices=About)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    how = models.CharField(_("forme"), max_length=10)
    given_on = models.DateField(_("donné le"))
    heard_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(_("retiré le"), null=True)

    class Meta(Guarded.Meta):
        verbose_name = _("accord de la personne")
        ordering = ["recorded_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["determination", "about"],
                condition=Q(withdrawn_at__isnull=True),
                name="agreement_live_once",
            ),
            models.CheckConstraint(condition=Q(about__in=About.values), name="agreement_about_known"),
            models.CheckConstraint(
                condition=Q(how__in=codes("consent_modality")), name="agreement_how_known"
            ),
            models.CheckConstraint(
                condition=Q(about=About.CONTACT, organisation__isnull=True)
                | Q(about=About.UNHCR, organisation__isnull=False),
                name="agreement_to_unhcr_names_it",
            ),
        ]


class LinkKind(models.TextChoices):
    BIRTH = "birth", _("Naissance sur son sol")
    DESCENT = "descent", _("Filiation")
    MARRIAGE = "marriage", _("Mariage")
    RESIDENCE = "residence", _("Résidence habituelle")
    FORMER = "former", _("Nationalité passée")
    OTHER = "other", _("Autre lien")


class Conclusion(models.TextChoices):
    NATIONAL = "national", _("La tient pour son ressortissant")
    NOT_NATIONAL = "not_national", _("Ne la tient pas pour son ressortissant")
    UNESTABLISHED = "unestablished", _("Non établi")


class StateOfLink(models.TextChoices):
    OPEN = "open", _("À conclure")
    CONCLUDED = "concluded", _("Conclu")


# Which acts, in which states of the link; an enquiry after the conclusion would reopen the question
STATE_MOVES = Moves(
    {
        "conclude_on_state": Move((StateOfLink.OPEN,), StateOfLink.CONCLUDED),
        "review_state": Move((StateOfLink.CONCLUDED,), StateOfLink.OPEN),
        "send_enquiry": Move((), also=(StateOfLink.OPEN,)),
    }
)


class LinkedState(Sealed):
    """A State with which the person has a relevant link. Words: law, practice, reasons."""

    compartment = crypto.STATELESSNESS
    determination = models.ForeignKey(Determination, models.PROTECT, related_name="states")
    country = models.CharField(_("État"), max_length=2)
    link = models.CharField(_("lien"), max_length=9, choices=LinkKind)
    state = models.CharField(_("état"), max_length=9, choices=StateOfLink, default=StateOfLink.OPEN)
    conclusion = models.CharField(_("conclusion"), max_length=13, choices=Conclusion, blank=True)
    concluded_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    concluded_at = models.DateTimeField(null=True)
    added_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta(Sealed.Meta):
        verbose_name = _("État lié")
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["determination", "country"], name="linked_state_once"),
            models.CheckConstraint(condition=Q(country__length=2), name="linked_state_country_length"),
            models.CheckConstraint(condition=Q(link__in=LinkKind.values), name="linked_state_link_known"),
            models.CheckConstraint(
                condition=Q(state=StateOfLink.OPEN, conclusion="")
                | Q(
                    state=StateOfLink.CONCLUDED,
                    conclusion__in=Conclusion.values,
                    concluded_by__isnull=False,
                    concluded_at__isnull=False,
                ),
                name="linked_state_concluded_by_somebody",
            ),
        ]

    @property
    def code(self) -> str:
        return f"linked_state:{str(self.pk)[:8]}"


class EnquiryState(models.TextChoices):
    SENT = "sent", _("Envoyée")
    ANSWERED = "answered", _("Répondue")
    SILENT = "silent", _("Restée sans réponse")
    STOPPED = "stopped", _("Arrêtée : plus de contact")


# An answer may come after a silence was noted, or after all contact was stopped
ENQUIRY_MOVES = Moves(
    {
        "record_state_answer": Move(
            (EnquiryState.SENT, EnquiryState.SILENT, EnquiryState.STOPPED), EnquiryState.ANSWERED
        ),
        "note_state_silence": Move((EnquiryState.SENT,), EnquiryState.SILENT),
    }
)


class Enquiry(Sealed):
    """What was asked of a State, and what it said or did not. Words: question, answer."""

    compartment = crypto.STATELESSNESS
    determination = models.ForeignKey(Determination, models.PROTECT, related_name="enquiries")
    linked_state = models.ForeignKey(LinkedState, models.PROTECT, related_name="enquiries")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="+")
    state = models.CharField(_("état"), max_length=8, choices=EnquiryState, default=EnquiryState.SENT)
    sent_on = models.DateField(_("envoyée le"))
    due_on = models.DateField(_("réponse attendue avant le"))
    answered_on = models.DateField(_("réponse du"), null=True)
    sent_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta(Sealed.Meta):
        verbose_name = _("demande à un État")
        ordering = ["sent_on", "id"]
        indexes = [models.Index(fields=["state", "due_on"], name="state_enquiry_by_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=EnquiryState.values), name="state_enquiry_state_known"
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("sent_on")), name="state_enquiry_in_order"),
            models.CheckConstraint(
                condition=~Q(state=EnquiryState.ANSWERED) | Q(answered_on__gte=F("sent_on")),
                name="state_enquiry_answered_has_a_day",
            ),
        ]

    @property
    def code(self) -> str:
        return f"state_enquiry:{str(self.pk)[:8]}"

    @property
    def is_late(self) -> bool:
        return self.state == EnquiryState.SENT and self.due_on < timezone.localdate()
