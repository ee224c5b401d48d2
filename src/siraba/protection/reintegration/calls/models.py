"""A reintegration fund: who is charged with what in it, its calls, and what is asked of it.

Amounts are whole francs: the franc CFA (XOF) has no cents (ISO 4217).
"""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Sealed
from siraba.foundation.access.pseudonyms import new_code
from siraba.foundation.accounts.models import Account
from siraba.foundation.geography.models import Area
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.people.models import Person
from siraba.protection.cases.models import Case


class Fund(models.Model):
    """Money that one organisation keeps for the projects of people who return."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="funds")
    name = models.CharField(_("nom"), max_length=120, unique=True)
    fictitious = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("fonds")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def code(self) -> str:
        return f"fund:{self.pk}"


class Duty(models.TextChoices):
    """What somebody is charged with in a fund."""

    SECRETARY = "secretary", _("Secrétariat")
    EVALUATOR = "evaluator", _("Évaluation")
    MEMBER = "member", _("Membre du comité")
    PRESIDENT = "president", _("Présidence du comité")
    PAYER = "payer", _("Ordonnateur")
    ACCOUNTANT = "accountant", _("Agent comptable")
    AUDITOR = "auditor", _("Contrôle")


class Charge(models.Model):
    """A duty that an account holds in a fund: from a day, and no more on the day `until`."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="charges")
    account = models.ForeignKey(Account, models.PROTECT, related_name="charges")
    duty = models.CharField(_("charge"), max_length=10, choices=Duty)
    since = models.DateField(_("depuis le"), default=timezone.localdate)
    until = models.DateField(_("jusqu’au"), null=True, blank=True)
    given_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("charge")
        ordering = ["duty", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(duty__in=Duty.values), name="charge_duty_known"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="charge_in_order"
            ),
            models.UniqueConstraint(
                fields=["fund", "account", "duty"], condition=Q(until__isnull=True), name="charge_held_once"
            ),
        ]

    def __str__(self) -> str:
        return f"charge:{self.pk}"


class CallState(models.TextChoices):
    DRAFT = "draft", _("En préparation")
    OPEN = "open", _("Ouvert")
    CLOSED = "closed", _("Clos")
    DECIDED = "decided", _("Décidé")
    SETTLED = "settled", _("Soldé")


CALL_MOVES = Moves(
    {
        "amend_call": Move((), also=(CallState.DRAFT,)),
        "open_call": Move((CallState.DRAFT,), CallState.OPEN),
        "close_call": Move((CallState.OPEN,), CallState.CLOSED),
        "decide_call": Move((CallState.CLOSED,), CallState.DECIDED),
        "settle_call": Move((CallState.DECIDED,), CallState.SETTLED),
    }
)


class Call(models.Model):
    """A window in which one may apply.

    `rules` is what applications are judged by, frozen once the call opens, and `rules_version` its number:
    criteria (list of {key, label, most}), women and protected (least share of the grants, in per cent), per_household,
    least_by_zone and most_by_zone (francs by pk of area), score_gap (above it a third evaluator scores).
    """

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="calls")
    title = models.CharField(_("intitulé"), max_length=120)
    summary = models.CharField(_("pour qui et pour quoi"), max_length=1000, blank=True)
    opens_on = models.DateField(_("ouvre le"))
    closes_on = models.DateField(_("clôt le"))
    budget = models.PositiveBigIntegerField(_("budget (FCFA)"))
    ceiling = models.PositiveBigIntegerField(_("plafond d’une aide (FCFA)"))
    rules = models.JSONField(_("règles"), default=dict)
    rules_version = models.PositiveSmallIntegerField(_("version des règles"), default=1)
    state = models.CharField(_("état"), max_length=10, choices=CallState, default=CallState.DRAFT)
    fictitious = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("appel à projets")
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CallState.values), name="call_state_known"),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="call_in_order"),
            models.CheckConstraint(condition=Q(budget__gte=1), name="call_has_a_budget"),
            models.CheckConstraint(
                condition=Q(ceiling__gte=1, ceiling__lte=F("budget")), name="call_ceiling_within_budget"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def code(self) -> str:
        return f"call:{self.pk}"

    def takes(self, on: date) -> bool:
        """Whether an application may be submitted on that day."""
        return self.state == CallState.OPEN and self.opens_on <= on <= self.closes_on


class ApplicantKind(models.TextChoices):
    PERSON = "person", _("Une personne")
    GROUP = "group", _("Un groupe")
    COMMUNITY = "community", _("Une communauté")


class Activity(models.TextChoices):
    """What the project would live from: this project's list, à valider."""

    FARMING = "farming", _("Agriculture et maraîchage")
    LIVESTOCK = "livestock", _("Élevage")
    FISHING = "fishing", _("Pêche")
    TRADE = "trade", _("Commerce")
    CRAFT = "craft", _("Artisanat")
    SERVICES = "services", _("Services")
    TRANSPORT = "transport", _("Transport")
    TRAINING = "training", _("Formation et apprentissage")
    COMMON = "common", _("Équipement de la communauté")
    OTHER = "other", _("Autre")


class ApplicationState(models.TextChoices):
    DRAFT = "draft", _("En préparation")
    SUBMITTED = "submitted", _("Déposée")
    ADMISSIBLE = "admissible", _("Recevable")
    INADMISSIBLE = "inadmissible", _("Irrecevable")
    SCORED = "scored", _("Notée")
    SHORTLISTED = "shortlisted", _("Présentée au comité")
    APPROVED = "approved", _("Retenue")
    RESERVE = "reserve", _("Sur la liste d’attente")
    REFUSED = "refused", _("Non retenue")
    CONTRACTED = "contracted", _("Contrat signé")
    RUNNING = "running", _("En cours")
    COMPLETED = "completed", _("Achevée")
    STOPPED = "stopped", _("Arrêtée")
    WITHDRAWN = "withdrawn", _("Retirée")


S = ApplicationState
GRANTED = (S.APPROVED, S.CONTRACTED, S.RUNNING, S.COMPLETED, S.STOPPED)
BEFORE_DECISION = (S.SUBMITTED, S.ADMISSIBLE, S.SCORED, S.SHORTLISTED)
# What the applicant is told of, as soon as it is so
ANSWERS = (S.INADMISSIBLE, S.APPROVED, S.RESERVE, S.REFUSED)

APPLICATION_MOVES = Moves(
    {
        "amend_application": Move((), also=(S.DRAFT,)),
        "submit_application": Move((S.DRAFT,), S.SUBMITTED),
        "withdraw_application": Move((S.DRAFT, *BEFORE_DECISION, S.RESERVE), S.WITHDRAWN),
        "attach_to_application": Move((), also=(S.DRAFT, S.SUBMITTED)),
        "admit_application": Move((S.SUBMITTED,), S.ADMISSIBLE),
        "reject_application": Move((S.SUBMITTED,), S.INADMISSIBLE),
        "complete_scores": Move((S.ADMISSIBLE,), S.SCORED),
        "shortlist_application": Move((S.SCORED,), S.SHORTLISTED),
        "approve_application": Move((S.SHORTLISTED, S.RESERVE), S.APPROVED),
        "reserve_application": Move((S.SHORTLISTED,), S.RESERVE),
        "refuse_application": Move((S.SHORTLISTED, S.RESERVE), S.REFUSED),
        "uphold_appeal": Move((S.INADMISSIBLE,), S.ADMISSIBLE),
        "reopen_decision": Move((S.REFUSED,), S.SHORTLISTED),
        "sign_contract": Move((S.APPROVED,), S.CONTRACTED),
        "start_project": Move((S.CONTRACTED,), S.RUNNING),
        "complete_project": Move((S.RUNNING,), S.COMPLETED),
        "stop_project": Move((S.CONTRACTED, S.RUNNING), S.STOPPED),
    }
)


class Application(Sealed):
    """A project that asks a fund for money.

    Words: applicant (name), phone, language, wallet, wallet_name, title, description, costs (list of {label, amount}),
    members (names, of a group or a community), contact, household (who heads it), village, texts (whether SMS may
    be sent to the phone), reason (why it was refused, stopped or found inadmissible).

    `person` and `case` are of somebody an agency follows, with consent; an applicant by itself has neither. `protected`
    is of a minor or of a victim of trafficking. The `…_key` are keyed hashes: what two applications have in common is
    found without opening either.
    """

    call = models.ForeignKey(Call, models.PROTECT, related_name="applications")
    code = models.CharField(_("code"), max_length=11, unique=True, default=new_code)
    kind = models.CharField(_("demandeur"), max_length=10, choices=ApplicantKind)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="applications")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="applications")
    filed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    zone = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("zone du projet"))
    activity = models.CharField(_("activité"), max_length=10, choices=Activity)
    asked = models.PositiveBigIntegerField(_("montant demandé (FCFA)"))
    own_share = models.PositiveBigIntegerField(_("apport propre (FCFA)"), default=0)
    people = models.PositiveSmallIntegerField(_("personnes concernées"), default=1)
    woman = models.BooleanField(_("portée par une femme"), default=False)
    protected = models.BooleanField(_("mineur ou victime de traite"), default=False)
    state = models.CharField(_("état"), max_length=12, choices=ApplicationState, default=S.DRAFT)
    started_at = models.DateTimeField(_("commencée le"), default=timezone.now)
    submitted_at = models.DateTimeField(_("déposée le"), null=True)
    # Who said the last yes or no, and when: an appeal counts its days from there, and goes to somebody else
    decided_at = models.DateTimeField(_("décidée le"), null=True)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    told = models.CharField(max_length=12, choices=ApplicationState, blank=True)
    score = models.DecimalField(_("note"), max_digits=6, decimal_places=2, null=True)
    granted = models.PositiveBigIntegerField(_("montant accordé (FCFA)"), null=True)
    household_key = models.CharField(max_length=64, blank=True)
    phone_key = models.CharField(max_length=64, blank=True)
    wallet_key = models.CharField(max_length=64, blank=True)
    receipt_key = models.CharField(max_length=64, blank=True)
    fictitious = models.BooleanField(default=False)

    class Meta(Sealed.Meta):
        verbose_name = _("demande de financement")
        ordering = ["-started_at", "-id"]
        indexes = [
            models.Index(fields=["call", "state", "id"], name="application_by_call"),
            models.Index(fields=["case"], name="application_of_case"),
            models.Index(fields=["wallet_key"], name="application_by_wallet"),
            models.Index(fields=["household_key"], name="application_by_household"),
            models.Index(fields=["phone_key"], name="application_by_phone"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=S.values), name="application_state_known"),
            models.CheckConstraint(condition=Q(kind__in=ApplicantKind.values), name="application_kind_known"),
            models.CheckConstraint(
                condition=Q(activity__in=Activity.values), name="application_activity_known"
            ),
            models.CheckConstraint(condition=Q(asked__gte=1), name="application_asks_something"),
            models.CheckConstraint(condition=Q(people__gte=1), name="application_for_somebody"),
            models.CheckConstraint(
                condition=Q(state__in=[S.DRAFT, S.WITHDRAWN]) | Q(submitted_at__isnull=False),
                name="application_submitted_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=GRANTED) | Q(granted__gte=1), name="application_granted_something"
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=True) | Q(person__isnull=False),
                name="application_of_case_has_person",
            ),
            models.UniqueConstraint(
                fields=["receipt_key"], condition=~Q(receipt_key=""), name="application_receipt_once"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Evaluation(Sealed):
    """What one evaluator says of a project. Words: conflict (what it is), note.

    `points` are those given by key of criterion, `total` their sum; neither while nothing is scored.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="evaluations")
    evaluator = models.ForeignKey(Account, models.PROTECT, related_name="+")
    conflict = models.BooleanField(_("conflit d’intérêts"))
    declared_at = models.DateTimeField(default=timezone.now)
    points = models.JSONField(_("points"), default=dict)
    total = models.PositiveSmallIntegerField(_("total"), null=True)
    scored_at = models.DateTimeField(null=True)

    class Meta(Sealed.Meta):
        verbose_name = _("évaluation")
        ordering = ["declared_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["application", "evaluator"], name="evaluation_once_each"),
            models.CheckConstraint(
                condition=Q(conflict=False) | Q(total__isnull=True), name="evaluation_without_conflict"
            ),
        ]

    @property
    def code(self) -> str:
        return f"evaluation:{str(self.pk)[:8]}"


class ApplicationDocument(Sealed):
    """A paper that goes with an application. Words: title. `document`: kind and content, sealed apart."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="documents")
    document = models.BinaryField(default=b"")
    added_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta(Sealed.Meta):
        verbose_name = _("pièce d’une demande")
        ordering = ["added_at", "id"]

    def document_place(self) -> str:
        return f"calls.applicationdocument.document:{self.pk}"


class AppealState(models.TextChoices):
    FILED = "filed", _("À décider")
    UPHELD = "upheld", _("Accueilli")
    DISMISSED = "dismissed", _("Rejeté")


APPEAL_MOVES = Moves(
    {
        "uphold_appeal": Move((AppealState.FILED,), AppealState.UPHELD),
        "dismiss_appeal": Move((AppealState.FILED,), AppealState.DISMISSED),
    }
)


class Appeal(Sealed):
    """An applicant asks that a no be looked at again. Words: text, answer. `against` is the state that was appealed."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="appeals")
    against = models.CharField(_("contre"), max_length=12, choices=ApplicationState)
    state = models.CharField(_("état"), max_length=10, choices=AppealState, default=AppealState.FILED)
    filed_at = models.DateTimeField(_("formé le"), default=timezone.now)
    filed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta(Sealed.Meta):
        verbose_name = _("recours")
        ordering = ["filed_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AppealState.values), name="appeal_state_known"),
            models.CheckConstraint(
                condition=Q(against__in=[S.INADMISSIBLE, S.REFUSED]), name="appeal_against_a_no"
            ),
            models.UniqueConstraint(fields=["application", "against"], name="appeal_once"),
        ]

    @property
    def code(self) -> str:
        return f"appeal:{str(self.pk)[:8]}"
