"""What is reported, and the inquiry that it joins or opens."""

from functools import cached_property

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access import crypto
from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Guarded, Sealed
from siraba.foundation.access.pseudonyms import new_code
from siraba.foundation.accounts.models import Account
from siraba.foundation.geography.models import Area
from siraba.foundation.handover.models import DisclosedCopy
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.vocabulary import codes

FORMS = codes("exploitation_type_mali")


class InquiryState(models.TextChoices):
    INQUIRY = "inquiry", _("Enquête")
    REFERRED = "referred", _("Transmise au parquet")
    PROSECUTED = "prosecuted", _("Poursuites engagées")
    TRIED = "tried", _("En jugement")
    CONVICTED = "convicted", _("Condamnation")
    ACQUITTED = "acquitted", _("Relaxe ou acquittement")
    APPEAL = "appeal", _("En appel")
    FINAL = "final", _("Définitive")
    NO_FURTHER = "no_further", _("Sans suite")


I = InquiryState  # noqa: E741
WORKED_ON = (I.INQUIRY, I.REFERRED, I.PROSECUTED, I.TRIED, I.APPEAL)
RUNNING = (*WORKED_ON, I.CONVICTED, I.ACQUITTED)
ENDED = (I.FINAL, I.NO_FURTHER)
BEFORE_COURT = (I.TRIED, I.APPEAL)

INQUIRY_MOVES = Moves(
    {
        "name_suspect": Move((), also=WORKED_ON),
        "add_participant": Move((), also=WORKED_ON),
        "add_act": Move((), also=WORKED_ON),
        "take_statement": Move((), also=WORKED_ON),
        "seize_exhibit": Move((), also=WORKED_ON),
        "send_mutual_request": Move((), also=WORKED_ON),
        "set_deadline": Move((), also=RUNNING),
        "record_step": Move((), also=RUNNING),
        "assign_investigator": Move((), also=RUNNING),
        "end_assignment": Move((), also=RUNNING),
        "refer_to_prosecutor": Move((I.INQUIRY,), I.REFERRED),
        "take_file": Move((), also=(I.REFERRED, I.PROSECUTED, *BEFORE_COURT, I.CONVICTED, I.ACQUITTED)),
        "return_for_inquiry": Move((I.REFERRED,), I.INQUIRY),
        "prosecute": Move((I.REFERRED,), I.PROSECUTED),
        "drop_inquiry": Move((I.REFERRED, I.PROSECUTED), I.NO_FURTHER),
        "bring_to_trial": Move((I.PROSECUTED,), I.TRIED),
        "record_verdict": Move((), also=BEFORE_COURT),
        "note_conviction": Move((I.TRIED,), I.CONVICTED),
        "note_acquittal": Move((I.TRIED,), I.ACQUITTED),
        "note_appeal": Move((I.CONVICTED, I.ACQUITTED), I.APPEAL),
        "make_final": Move((I.CONVICTED, I.ACQUITTED, I.APPEAL), I.FINAL),
        "ask_reopening": Move((), also=ENDED),
        "reopen_inquiry": Move(ENDED, I.INQUIRY),
    }
)


class Inquiry(Sealed):
    """A file of justice. Words: title, summary, reason (of no further action).

    `court` is where the file was referred, `magistrate` who took it there.
    """

    compartment = crypto.JUSTICE
    code = models.CharField(_("code"), max_length=11, unique=True, default=new_code)
    number = models.CharField(_("numéro de procès-verbal"), max_length=40, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("service enquêteur")
    )
    state = models.CharField(_("état"), max_length=10, choices=InquiryState, default=I.INQUIRY)
    form = models.CharField(_("forme d’exploitation"), max_length=40, blank=True)
    region = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", verbose_name=_("région"))
    court = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name=_("juridiction")
    )
    magistrate = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("magistrat")
    )
    opened_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("ouverte le"), default=timezone.now)
    referred_at = models.DateTimeField(_("transmise le"), null=True)
    ended_at = models.DateTimeField(_("terminée le"), null=True)
    fictitious = models.BooleanField(default=False)

    class Meta(Sealed.Meta):
        verbose_name = _("procédure")
        ordering = ["-opened_at", "-id"]
        indexes = [
            models.Index(
                F("organisation"), F("opened_at").desc(), F("id").desc(), name="inquiry_by_organisation"
            ),
            models.Index(F("court"), F("opened_at").desc(), F("id").desc(), name="inquiry_by_court"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(code__length=11), name="inquiry_code_length"),
            models.CheckConstraint(condition=Q(state__in=I.values), name="inquiry_state_known"),
            models.CheckConstraint(condition=Q(form__in=["", *FORMS]), name="inquiry_form_known"),
            models.CheckConstraint(
                condition=Q(state=I.INQUIRY) | Q(court__isnull=False, referred_at__isnull=False),
                name="inquiry_beyond_the_police_has_a_court",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ENDED) | Q(ended_at__isnull=False), name="inquiry_ended_has_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @cached_property
    def at_work(self) -> frozenset[int]:
        """The accounts assigned now; asked once for a page of many acts."""
        rows = self.assignments.system("who may act on a file").filter(ended_at__isnull=True)
        return frozenset(rows.values_list("account", flat=True))


class Assignment(Guarded):
    """An investigator works on a file, until `ended_at`; of another service too, when a file is shared."""

    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="assignments")
    # Of the file, so that who may know of an assignment is said without asking the file
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("enquêteur"))
    assigned_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta(Guarded.Meta):
        verbose_name = _("affectation")
        constraints = [
            models.UniqueConstraint(
                fields=["inquiry", "account"], condition=Q(ended_at__isnull=True), name="assignment_live_once"
            )
        ]


class ReportSource(models.TextChoices):
    WEB = "web", _("Formulaire public, sans nom")
    HOTLINE = "hotline", _("Ligne téléphonique")
    PATROL = "patrol", _("Patrouille ou contrôle")
    PARTNER = "partner", _("Structure partenaire")
    DISCLOSURE = "disclosure", _("Divulgation de la protection")


class Reliability(models.TextChoices):
    """Of the source: the Admiralty grading, as NATO doctrine has it (AJP-2.1); French labels from memory, à valider."""

    A = "A", _("A – totalement fiable")
    B = "B", _("B – habituellement fiable")
    C = "C", _("C – assez fiable")
    D = "D", _("D – habituellement peu fiable")
    E = "E", _("E – non fiable")
    F = "F", _("F – fiabilité non estimée")


class Credibility(models.TextChoices):
    """Of the information, apart from its source: see `Reliability`."""

    CONFIRMED = "1", _("1 – confirmée par d’autres sources")
    PROBABLE = "2", _("2 – probablement vraie")
    POSSIBLE = "3", _("3 – peut-être vraie")
    DOUBTFUL = "4", _("4 – douteuse")
    IMPROBABLE = "5", _("5 – improbable")
    UNKNOWN = "6", _("6 – véracité non estimée")


class ReportState(models.TextChoices):
    RECEIVED = "received", _("À traiter")
    JOINED = "joined", _("Joint à une procédure")
    OPENED = "opened", _("Procédure ouverte")
    DROPPED = "dropped", _("Sans suite")


REPORT_MOVES = Moves(
    {
        "grade_report": Move((), also=(ReportState.RECEIVED,)),
        "join_report": Move((ReportState.RECEIVED,), ReportState.JOINED),
        "open_from_report": Move((ReportState.RECEIVED,), ReportState.OPENED),
        "drop_report": Move((ReportState.RECEIVED,), ReportState.DROPPED),
    }
)


class Report(Sealed):
    """Something that may be an offence. Words: what, where, when, contact, reason (of no further action).

    By the public form: `key` is a keyed hash of the number that the sender keeps, and nothing says who sent it.
    """

    compartment = crypto.JUSTICE
    code = models.CharField(_("code"), max_length=11, unique=True, default=new_code)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    source = models.CharField(_("origine"), max_length=10, choices=ReportSource)
    reliability = models.CharField(
        _("fiabilité de la source"), max_length=1, choices=Reliability, default=Reliability.F
    )
    credibility = models.CharField(
        _("valeur du renseignement"), max_length=1, choices=Credibility, default=Credibility.UNKNOWN
    )
    state = models.CharField(_("état"), max_length=10, choices=ReportState, default=ReportState.RECEIVED)
    form = models.CharField(_("forme d’exploitation"), max_length=40, blank=True)
    region = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", verbose_name=_("région"))
    inquiry = models.ForeignKey(Inquiry, models.PROTECT, null=True, related_name="reports")
    copy = models.ForeignKey(DisclosedCopy, models.PROTECT, null=True, related_name="+")
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=32, unique=True, null=True)  # noqa: DJ001 many have none
    recorded_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField(_("reçu le"), default=timezone.now)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("traité le"), null=True)
    fictitious = models.BooleanField(default=False)

    class Meta(Sealed.Meta):
        verbose_name = _("signalement reçu")
        ordering = ["-received_at", "-id"]
        indexes = [
            models.Index(
                F("organisation"), F("received_at").desc(), F("id").desc(), name="report_by_organisation"
            )
        ]
        constraints = [
            models.CheckConstraint(condition=Q(code__length=11), name="report_code_length"),
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="report_state_known"),
            models.CheckConstraint(condition=Q(source__in=ReportSource.values), name="report_source_known"),
            models.CheckConstraint(
                condition=Q(reliability__in=Reliability.values), name="report_reliability_known"
            ),
            models.CheckConstraint(
                condition=Q(credibility__in=Credibility.values), name="report_credibility_known"
            ),
            models.CheckConstraint(condition=Q(form__in=["", *FORMS]), name="report_form_known"),
            models.CheckConstraint(
                condition=~Q(state__in=[ReportState.JOINED, ReportState.OPENED]) | Q(inquiry__isnull=False),
                name="report_joined_has_an_inquiry",
            ),
            models.CheckConstraint(
                condition=~Q(source=ReportSource.WEB) | Q(recorded_by__isnull=True, copy__isnull=True),
                name="report_from_the_web_is_nobodys",
            ),
            models.CheckConstraint(
                condition=~Q(source=ReportSource.DISCLOSURE) | Q(copy__isnull=False),
                name="report_of_a_disclosure_has_it",
            ),
        ]

    def __str__(self) -> str:
        return self.code
