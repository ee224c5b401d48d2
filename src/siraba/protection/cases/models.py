"""Cases and what is written in them: screening, identification, assessment, plan, services, follow-up, transfer."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from siraba.engines.xforms import tell
from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Guarded, Sealed
from siraba.foundation.access.policy import Category
from siraba.foundation.access.pseudonyms import new_code
from siraba.foundation.accounts.models import Account
from siraba.foundation.consent.models import Consent
from siraba.foundation.forms.models import FormVersion
from siraba.foundation.forms.selectors import form_of
from siraba.foundation.geography.models import Area
from siraba.foundation.organisations.models import Organisation, Unit
from siraba.foundation.people.models import Person
from siraba.foundation.vocabulary import codes
from siraba.protection.cases.elements import Elements


class CaseState(models.TextChoices):
    DRAFT = "draft", _("Reçu")
    OPEN = "open", _("Ouvert")
    ASSESSED = "assessed", _("Évalué")
    PLANNED = "planned", _("Planifié")
    IN_PROGRESS = "in_progress", _("En cours")
    FOLLOW_UP = "follow_up", _("Suivi")
    CLOSURE_REQUESTED = "closure_requested", _("Clôture demandée")
    CLOSED = "closed", _("Clos")


S = CaseState
ACTIVE = (S.OPEN, S.ASSESSED, S.PLANNED, S.IN_PROGRESS, S.FOLLOW_UP)
NOT_CLOSED = (S.DRAFT, *ACTIVE, S.CLOSURE_REQUESTED)

CASE_MOVES = Moves(
    {
        "screen_case": Move((S.DRAFT,), S.OPEN, also=(S.OPEN,)),
        "decide_identification": Move((), also=ACTIVE),
        "assess_case": Move((S.OPEN,), S.ASSESSED, also=ACTIVE[1:]),
        "approve_assessment": Move((), also=ACTIVE[1:]),
        "return_assessment": Move((), also=ACTIVE[1:]),
        "fill_form": Move((), also=(S.DRAFT, *ACTIVE)),
        "approve_form": Move((), also=NOT_CLOSED),
        "return_form": Move((), also=NOT_CLOSED),
        "submit_plan": Move((), also=ACTIVE[1:]),
        "approve_plan": Move((S.ASSESSED,), S.PLANNED, also=ACTIVE[2:]),
        "return_plan": Move((), also=ACTIVE[1:]),
        "record_service": Move(
            (S.PLANNED,), S.IN_PROGRESS, also=(S.OPEN, S.ASSESSED, S.IN_PROGRESS, S.FOLLOW_UP)
        ),
        "add_note": Move((), also=NOT_CLOSED),
        "attach_document": Move((), also=NOT_CLOSED),
        "record_follow_up": Move((S.IN_PROGRESS,), S.FOLLOW_UP, also=(S.FOLLOW_UP,)),
        "assign_case": Move((), also=NOT_CLOSED),
        "send_transfer": Move((), also=(S.DRAFT, *ACTIVE)),
        "request_closure": Move(ACTIVE, S.CLOSURE_REQUESTED),
        "refuse_closure": Move((S.CLOSURE_REQUESTED,), S.FOLLOW_UP),
        "close_case": Move((S.CLOSURE_REQUESTED,), S.CLOSED),
        "reopen_case": Move((S.CLOSED,), S.OPEN),
    }
)


class Identification(models.TextChoices):
    NONE = "none", _("Pas encore décidée")
    PRESUMED = "presumed", _("Victime présumée")
    IDENTIFIED = "identified", _("Victime identifiée")
    NOT_IDENTIFIED = "not_identified", _("Non identifiée comme victime")


class Due(models.TextChoices):
    SCREENING = "screening", _("Repérage")
    ASSESSMENT = "assessment", _("Évaluation")
    PLAN = "plan", _("Plan de prise en charge")
    FOLLOW_UP = "follow_up", _("Suivi")
    CLOSURE = "closure", _("Décision de clôture")


class Case(Guarded):
    """A person's way through the response, known outside its agency by its national code alone."""

    code = models.CharField(_("code national"), max_length=11, unique=True, default=new_code)
    person = models.ForeignKey(Person, models.PROTECT, related_name="cases")
    pathway = models.CharField(_("parcours"), max_length=20)
    population_groups = models.CharField(_("groupes"), max_length=120, blank=True)
    state = models.CharField(_("état"), max_length=20, choices=CaseState, default=CaseState.DRAFT)
    identification = models.CharField(
        _("identification"), max_length=20, choices=Identification, default=Identification.NONE
    )
    risk = models.CharField(_("risque"), max_length=10, blank=True)
    urgent_need = models.CharField(_("besoin urgent"), max_length=20, default="none")
    immediate_danger = models.BooleanField(_("danger immédiat"), default=False)
    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("structure"))
    owner = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("responsable du dossier")
    )
    received_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("reçu par"))
    reception_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("lieu d’accueil")
    )
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", verbose_name=_("lieu"))
    region = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", verbose_name=_("région"))
    received_at = models.DateTimeField(_("reçu le"), default=timezone.now)
    opened_at = models.DateTimeField(_("ouvert le"), null=True)
    closed_at = models.DateTimeField(_("clos le"), null=True)
    due_what = models.CharField(_("à faire"), max_length=20, choices=Due, blank=True)
    due_at = models.DateTimeField(_("échéance"), null=True)
    closure_reason = models.CharField(_("motif de clôture"), max_length=30, blank=True)
    person_informed = models.BooleanField(_("personne informée"), default=False)
    fictitious = models.BooleanField(default=False)

    class Meta(Guarded.Meta):
        verbose_name = _("dossier")
        indexes = [
            models.Index(F("agency"), F("received_at").desc(), F("id").desc(), name="case_by_agency"),
            models.Index(F("owner"), F("received_at").desc(), F("id").desc(), name="case_by_owner"),
            models.Index(F("received_by"), F("received_at").desc(), F("id").desc(), name="case_by_receiver"),
            models.Index(F("reception_unit"), F("received_at").desc(), F("id").desc(), name="case_by_unit"),
            models.Index(
                fields=["owner", "due_at"], name="case_due_by_owner", condition=Q(closed_at__isnull=True)
            ),
            models.Index(
                fields=["agency", "due_at"], name="case_due_by_agency", condition=Q(closed_at__isnull=True)
            ),
            models.Index(fields=["agency", "state", "due_at"], name="case_by_agency_state"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(code__length=11), name="case_code_length"),
            models.CheckConstraint(condition=Q(pathway__in=codes("pathway")), name="case_pathway_known"),
            models.CheckConstraint(condition=Q(state__in=CaseState.values), name="case_state_known"),
            models.CheckConstraint(
                condition=Q(identification__in=Identification.values), name="case_identification_known"
            ),
            models.CheckConstraint(condition=Q(risk__in=["", *codes("risk_level")]), name="case_risk_known"),
            models.CheckConstraint(condition=Q(urgent_need__in=codes("urgent_need")), name="case_need_known"),
            models.CheckConstraint(condition=Q(due_what__in=["", *Due.values]), name="case_due_known"),
            models.CheckConstraint(
                condition=Q(closure_reason__in=["", *codes("closure_reason")]), name="case_closure_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=CaseState.CLOSED) | Q(closed_at__isnull=False), name="case_closed_has_date"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def late(self, at: datetime | None = None) -> bool:
        return self.due_at is not None and self.due_at < (at or timezone.now())


class CaseRecord(Sealed):
    """Something written in a case, by someone, at a moment; its words are encrypted."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="%(class)ss")
    author = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("auteur"))
    written_at = models.DateTimeField(_("date"), default=timezone.now)

    class Meta(Sealed.Meta):
        abstract = True
        ordering = ["-written_at"]


class Screening(CaseRecord):
    """First look at what happened. Words: acts, means, purposes, indicators, forms_met (codes), place, note."""

    immediate_danger = models.BooleanField(_("danger immédiat"))
    presumed = models.BooleanField(_("victime présumée"))

    class Meta(CaseRecord.Meta):
        verbose_name = _("fiche de repérage")

    @property
    def aid(self) -> str:
        """What the elements say for this person, and why. The case must be at hand with its person."""
        return Elements.from_words(self.words).explained(self.case.person.is_child)


class IdentificationDecision(CaseRecord):
    """A decision on the status of victim. Never a condition for emergency help. Words: grounds, new_facts."""

    status = models.CharField(_("décision"), max_length=20, choices=Identification)
    body = models.CharField(_("instance"), max_length=40)

    class Meta(CaseRecord.Meta):
        verbose_name = _("décision d’identification")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=Identification.values), name="identification_status_known"
            ),
            models.CheckConstraint(
                condition=Q(body__in=codes("status_decision_org")), name="identification_body_known"
            ),
        ]


class ReviewState(models.TextChoices):
    DRAFT = "draft", _("Brouillon")
    SUBMITTED = "submitted", _("Soumis")
    APPROVED = "approved", _("Approuvé")
    RETURNED = "returned", _("À revoir")
    SUPERSEDED = "superseded", _("Remplacé")


OPEN_REVIEW = (ReviewState.SUBMITTED, ReviewState.APPROVED, ReviewState.RETURNED)
REVIEW_MOVES = Moves(
    {
        "approve_assessment": Move((ReviewState.SUBMITTED,), ReviewState.APPROVED),
        "return_assessment": Move((ReviewState.SUBMITTED,), ReviewState.RETURNED),
        "approve_plan": Move((ReviewState.SUBMITTED,), ReviewState.APPROVED),
        "return_plan": Move((ReviewState.SUBMITTED,), ReviewState.RETURNED),
        "approve_form": Move((ReviewState.SUBMITTED,), ReviewState.APPROVED),
        "return_form": Move((ReviewState.SUBMITTED,), ReviewState.RETURNED),
    }
)


class Reviewed(CaseRecord):
    """A version of a document that a supervisor approves or returns."""

    version = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("état"), max_length=12, choices=ReviewState, default=ReviewState.SUBMITTED)
    reviewed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)

    class Meta(CaseRecord.Meta):
        abstract = True
        ordering = ["-version"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ReviewState.values), name="%(class)s_state_known"),
            models.UniqueConstraint(fields=["case", "version"], name="%(class)s_version_once"),
        ]


class Assessment(Reviewed):
    """Needs and dangers. `instrument` is its form and version. Words: the answers, by the names of the questions."""

    instrument = models.CharField(_("grille"), max_length=130)
    score = models.PositiveSmallIntegerField(_("points"))
    risk = models.CharField(_("risque"), max_length=10)

    class Meta(Reviewed.Meta):
        verbose_name = _("évaluation")
        constraints = [
            *Reviewed.Meta.constraints,
            models.CheckConstraint(condition=Q(risk__in=codes("risk_level")), name="assessment_risk_known"),
        ]

    @property
    def told(self) -> list[tuple[str, str]]:
        """Its questions and answers in words, those left out to which the answer was no."""
        form = form_of(*self.instrument.split(" ", 1))
        said = form.placed(
            {name: words for name, words in self.words.items() if words != "no" and name in form.names}
        )
        return [pair for part in tell(form, said, (get_language() or "fr")[:2]) for pair in part.answers]


class Plan(Reviewed):
    """What will be done. Words: objective, actions (list of service, what, due), person_view."""

    person_agrees = models.BooleanField(_("la personne est d’accord"))

    class Meta(Reviewed.Meta):
        verbose_name = _("plan de prise en charge")


class FilledForm(CaseRecord):
    """A form of the case, filled in; kept with the version of the form that was asked. Words: answers, remark.

    A form that nobody has to approve is approved as it is written. `review_on` is the day its own answers name.
    """

    form = models.ForeignKey(FormVersion, models.PROTECT, related_name="+", verbose_name=_("fiche"))
    category = models.CharField(_("catégorie"), max_length=20, choices=Category)
    number = models.PositiveSmallIntegerField(_("numéro"))
    state = models.CharField(_("état"), max_length=12, choices=ReviewState)
    risk = models.CharField(_("risque"), max_length=10, blank=True)
    review_on = models.DateField(_("à revoir le"), null=True)
    reviewed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)

    class Meta(CaseRecord.Meta):
        verbose_name = _("fiche")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ReviewState.values), name="filled_form_state_known"),
            models.CheckConstraint(
                condition=Q(risk__in=["", *codes("risk_level")]), name="filled_form_risk_known"
            ),
            models.CheckConstraint(
                condition=Q(category__in=Category.values), name="filled_form_category_known"
            ),
        ]


class Milestone(Guarded):
    """A step of the pathway of a case: when it is due, and since when it is done."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="milestones")
    step = models.CharField(_("étape"), max_length=30)
    position = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField(_("échéance"))
    done_at = models.DateTimeField(_("fait le"), null=True)

    class Meta(Guarded.Meta):
        verbose_name = _("étape du parcours")
        ordering = ["position"]
        indexes = [
            models.Index(fields=["due_at"], name="milestone_open", condition=Q(done_at__isnull=True)),
        ]
        constraints = [models.UniqueConstraint(fields=["case", "step"], name="milestone_once")]

    @staticmethod
    def late() -> Q:
        """The condition of a step that is late by now."""
        return Q(done_at__isnull=True, due_at__lt=timezone.now())


class ServiceRecord(CaseRecord):
    """A service given to the person. Words: note."""

    service_type = models.CharField(_("prestation"), max_length=30)
    delivered_on = models.DateField(_("date de la prestation"))

    class Meta(CaseRecord.Meta):
        verbose_name = _("prestation")
        constraints = [
            models.CheckConstraint(
                condition=Q(service_type__in=codes("service_type")), name="delivered_service_known"
            )
        ]


class FollowUp(CaseRecord):
    """A contact with the person after the plan has begun. Words: note, person_view."""

    met_on = models.DateField(_("date du contact"))
    risk = models.CharField(_("risque"), max_length=10)

    class Meta(CaseRecord.Meta):
        verbose_name = _("suivi")
        constraints = [
            models.CheckConstraint(condition=Q(risk__in=codes("risk_level")), name="follow_up_risk_known")
        ]


class Note(CaseRecord):
    """Words that belong to no other record, such as why a case was opened again. Words: text."""

    class Meta(CaseRecord.Meta):
        verbose_name = _("note")


class Attachment(CaseRecord):
    """A document or a picture kept with the case. Words: title. `document`: kind and content, sealed apart."""

    category = models.CharField(_("catégorie"), max_length=20, choices=Category)
    document = models.BinaryField(default=b"")

    class Meta(CaseRecord.Meta):
        verbose_name = _("pièce jointe")
        constraints = [
            models.CheckConstraint(
                condition=Q(category__in=Category.values), name="attachment_category_known"
            )
        ]

    def document_place(self) -> str:
        return f"cases.attachment.document:{self.pk}"


class TransferState(models.TextChoices):
    SENT = "sent", _("Envoyé")
    ACCEPTED = "accepted", _("Accepté")
    DECLINED = "declined", _("Décliné")
    REVOKED = "revoked", _("Annulé")


TRANSFER_MOVES = Moves(
    {
        "accept_transfer": Move((TransferState.SENT,), TransferState.ACCEPTED),
        "decline_transfer": Move((TransferState.SENT,), TransferState.DECLINED),
        "revoke_transfer": Move((TransferState.SENT,), TransferState.REVOKED),
    }
)


class Transfer(Sealed):
    """A case handed to another agency; once accepted, it is also the closed summary that the sender keeps.

    Words: reason.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="transfers")
    from_organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    to_organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("vers")
    )
    consent = models.ForeignKey(Consent, models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("état"), max_length=10, choices=TransferState, default=TransferState.SENT)
    sent_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(_("envoyé le"), default=timezone.now)
    due_at = models.DateTimeField(_("réponse attendue"))
    answered_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    decline_reason = models.CharField(_("motif"), max_length=20, blank=True)

    class Meta(Sealed.Meta):
        verbose_name = _("transfert de dossier")
        indexes = [models.Index(fields=["to_organisation", "state", "due_at"], name="transfer_inbox")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=TransferState.values), name="transfer_state_known"),
            models.CheckConstraint(
                condition=Q(decline_reason__in=["", *codes("decline_reason")]), name="transfer_reason_known"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state=TransferState.SENT), name="transfer_open_once"
            ),
        ]

    @property
    def code(self) -> str:
        return f"transfer:{str(self.pk)[:8]}"


class LikenessState(models.TextChoices):
    OPEN = "open", _("À regarder")
    SAME = "same", _("La même personne")
    DIFFERENT = "different", _("Deux personnes")


LIKENESS_MOVES = Moves(
    {
        "confirm_likeness": Move((LikenessState.OPEN,), LikenessState.SAME),
        "dismiss_likeness": Move((LikenessState.OPEN,), LikenessState.DIFFERENT),
        "find_duplicates": Move((LikenessState.DIFFERENT,), LikenessState.OPEN),
    }
)


class Likeness(Guarded):
    """Somebody received (`case`) may be the person of another case (`other`). Who holds the other says so, or not."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="likenesses")
    other = models.ForeignKey(Case, models.PROTECT, related_name="likened_to")
    state = models.CharField(_("état"), max_length=10, choices=LikenessState, default=LikenessState.OPEN)
    found_at = models.DateTimeField(_("remarqué le"), default=timezone.now)
    answered_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta(Guarded.Meta):
        verbose_name = _("ressemblance")
        indexes = [models.Index(fields=["other", "state"], name="likeness_of_other")]
        constraints = [
            models.UniqueConstraint(fields=["case", "other"], name="likeness_once"),
            models.CheckConstraint(condition=Q(state__in=LikenessState.values), name="likeness_state_known"),
            models.CheckConstraint(condition=~Q(case=F("other")), name="likeness_of_two"),
        ]

    @property
    def code(self) -> str:
        return f"likeness:{str(self.pk)[:8]}"
