"""Suspects, what they are held to have done, who was heard, and what was decided. Victims and witnesses are codes."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access import crypto
from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Guarded, Sealed
from siraba.foundation.accounts.models import Account
from siraba.foundation.geography.models import Area
from siraba.foundation.handover.models import DisclosedCopy
from siraba.foundation.vocabulary import codes
from siraba.prosecution.investigations.models.files import FORMS, Inquiry
from siraba.prosecution.investigations.models.offences import Offence


class SuspectState(models.TextChoices):
    SUSPECTED = "suspected", _("Mise en cause")
    ARRESTED = "arrested", _("Interpellée")
    IN_CUSTODY = "in_custody", _("Privée de liberté")
    CHARGED = "charged", _("Poursuivie")
    TRIED = "tried", _("En jugement")
    CONVICTED = "convicted", _("Condamnée")
    ACQUITTED = "acquitted", _("Relaxée ou acquittée")
    DISMISSED = "dismissed", _("Mise hors de cause")


S = SuspectState
BEFORE_CHARGE = (S.SUSPECTED, S.ARRESTED, S.IN_CUSTODY)
CLEARED = (S.ACQUITTED, S.DISMISSED)

SUSPECT_MOVES = Moves(
    {
        "charge_suspect": Move(BEFORE_CHARGE, S.CHARGED),
        "arrest_suspect": Move((S.SUSPECTED,), S.ARRESTED),
        "hold_suspect": Move((S.SUSPECTED, S.ARRESTED), S.IN_CUSTODY),
        "free_suspect": Move((S.ARRESTED, S.IN_CUSTODY), S.SUSPECTED),
        "retain_offence": Move((), also=(*BEFORE_CHARGE, S.CHARGED, S.TRIED)),
        "mark_coerced": Move((), also=tuple(S)),
        "ask_unmarking": Move((), also=tuple(S)),
        "clear_suspect": Move((*BEFORE_CHARGE, S.CHARGED), S.DISMISSED),
    }
)


class Suspect(Sealed):
    """A person suspected in one file. Words: names, aliases, birth, remarks, coercion.

    Sex, age and citizenship are for the counts alone: nothing ranks by them. Who was forced to act (`coerced`) is
    never a target. Once cleared, the words are emptied after a time.
    """

    compartment = crypto.JUSTICE
    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="suspects")
    number = models.PositiveSmallIntegerField(_("numéro"))
    state = models.CharField(_("situation"), max_length=10, choices=SuspectState, default=S.SUSPECTED)
    sex = models.CharField(_("sexe"), max_length=10, default="unknown")
    age_band = models.CharField(_("âge"), max_length=6, blank=True)
    citizenship = models.CharField(_("nationalité"), max_length=2, blank=True)
    role = models.CharField(_("rôle présumé"), max_length=30, blank=True)
    coerced = models.BooleanField(_("contrainte à agir"), default=False)
    named_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    named_at = models.DateTimeField(_("mise en cause le"), default=timezone.now)
    charged_at = models.DateTimeField(_("poursuivie le"), null=True)
    since = models.DateTimeField(default=timezone.now)
    emptied_at = models.DateTimeField(null=True)

    class Meta(Sealed.Meta):
        verbose_name = _("personne mise en cause")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["inquiry", "number"], name="suspect_number_once"),
            models.CheckConstraint(condition=Q(state__in=S.values), name="suspect_state_known"),
            models.CheckConstraint(condition=Q(sex__in=codes("sex")), name="suspect_sex_known"),
            models.CheckConstraint(
                condition=Q(age_band__in=["", *codes("age_band_ctdc")]), name="suspect_age_known"
            ),
            models.CheckConstraint(
                condition=Q(role__in=["", *codes("perpetrator_role")]), name="suspect_role_known"
            ),
            models.CheckConstraint(
                condition=Q(citizenship="") | Q(citizenship__length=2), name="suspect_citizenship_length"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def code(self) -> str:
        return f"suspect:{str(self.pk)[:8]}"

    @property
    def label(self) -> str:
        """As lists call the person: a number within the file, never a name."""
        return f"S{self.number}"

    @property
    def may_be_a_target(self) -> bool:
        """Whether anything may rank this person: never one forced to act, nor one who was cleared."""
        return not self.coerced and self.state not in CLEARED


class Charge(Guarded):
    """An offence retained against a suspect."""

    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="charges")
    suspect = models.ForeignKey(Suspect, models.PROTECT, related_name="charges")
    offence = models.ForeignKey(Offence, models.PROTECT, related_name="+", verbose_name=_("infraction"))
    retained_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    retained_at = models.DateTimeField(_("retenue le"), default=timezone.now)

    class Meta(Guarded.Meta):
        verbose_name = _("qualification")
        constraints = [
            models.UniqueConstraint(fields=["suspect", "offence"], name="charge_once_for_a_suspect")
        ]


class Instance(models.TextChoices):
    FIRST = "first", _("Première instance")
    APPEAL = "appeal", _("En appel")


class Outcome(models.TextChoices):
    CONVICTED = "convicted", _("Condamnation")
    ACQUITTED = "acquitted", _("Relaxe ou acquittement")
    DISMISSED = "dismissed", _("Non-lieu ou abandon")


class Verdict(Sealed):
    """What a court decided on one suspect for one offence; francs are CFA. Words: sentence, confiscation."""

    compartment = crypto.JUSTICE
    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="verdicts")
    charge = models.ForeignKey(Charge, models.PROTECT, related_name="verdicts")
    instance = models.CharField(_("degré"), max_length=6, choices=Instance)
    outcome = models.CharField(_("décision"), max_length=10, choices=Outcome)
    decided_on = models.DateField(_("rendue le"))
    prison_months = models.PositiveSmallIntegerField(_("emprisonnement (mois)"), null=True)
    fine = models.PositiveBigIntegerField(_("amende (FCFA)"), null=True)
    confiscated = models.PositiveBigIntegerField(_("confiscation (FCFA)"), null=True)
    compensation = models.PositiveBigIntegerField(_("dommages et intérêts (FCFA)"), null=True)
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta(Sealed.Meta):
        verbose_name = _("jugement")
        ordering = ["decided_on", "recorded_at"]
        constraints = [
            models.UniqueConstraint(fields=["charge", "instance"], name="verdict_once_by_instance"),
            models.CheckConstraint(condition=Q(instance__in=Instance.values), name="verdict_instance_known"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="verdict_outcome_known"),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.CONVICTED)
                | Q(prison_months__isnull=True, fine__isnull=True, confiscated__isnull=True),
                name="verdict_only_the_convicted_pay",
            ),
        ]


class ParticipantKind(models.TextChoices):
    VICTIM = "victim", _("Victime, par une divulgation")
    WITNESS = "witness", _("Témoin, par un code")


class Participant(Guarded):
    """A victim or a witness in a file, as a code alone.

    A victim's is that of a disclosure, and closes with it; a witness's is a number within the file.
    """

    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="participants")
    kind = models.CharField(_("qualité"), max_length=7, choices=ParticipantKind)
    number = models.PositiveSmallIntegerField(_("numéro"))
    copy = models.ForeignKey(DisclosedCopy, models.PROTECT, null=True, related_name="+")
    added_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta(Guarded.Meta):
        verbose_name = _("victime ou témoin")
        ordering = ["kind", "number"]
        constraints = [
            models.UniqueConstraint(fields=["inquiry", "kind", "number"], name="participant_number_once"),
            models.UniqueConstraint(
                fields=["inquiry", "copy"], condition=Q(copy__isnull=False), name="participant_copy_once"
            ),
            models.CheckConstraint(
                condition=Q(kind=ParticipantKind.VICTIM, copy__isnull=False)
                | Q(kind=ParticipantKind.WITNESS, copy__isnull=True),
                name="participant_victim_by_disclosure",
            ),
        ]

    @property
    def label(self) -> str:
        return f"{'V' if self.kind == ParticipantKind.VICTIM else 'T'}{self.number}"


class Act(Sealed):
    """One fact of the file: what was done, where, when. Words: what, where. `persons` is how many were its victims."""

    compartment = crypto.JUSTICE
    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="acts")
    form = models.CharField(_("forme d’exploitation"), max_length=40, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", verbose_name=_("région"))
    began = models.DateField(_("depuis le"), null=True)
    ended = models.DateField(_("jusqu’au"), null=True)
    persons = models.PositiveIntegerField(_("nombre de victimes"), null=True)
    added_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta(Sealed.Meta):
        verbose_name = _("fait")
        ordering = ["began", "added_at"]
        constraints = [
            models.CheckConstraint(condition=Q(form__in=["", *FORMS]), name="act_form_known"),
            models.CheckConstraint(
                condition=Q(began__isnull=True) | Q(ended__isnull=True) | Q(ended__gte=F("began")),
                name="act_in_order",
            ),
        ]


class Statement(Sealed):
    """The record of a hearing, of one suspect, victim or witness. Words: text, present (who else was there)."""

    compartment = crypto.JUSTICE
    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="statements")
    number = models.PositiveSmallIntegerField(_("numéro"))
    suspect = models.ForeignKey(Suspect, models.PROTECT, null=True, related_name="statements")
    participant = models.ForeignKey(Participant, models.PROTECT, null=True, related_name="statements")
    heard_on = models.DateField(_("entendue le"))
    language = models.CharField(_("langue"), max_length=10, blank=True)
    taken_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("par"))
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta(Sealed.Meta):
        verbose_name = _("procès-verbal d’audition")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["inquiry", "number"], name="statement_number_once"),
            models.CheckConstraint(
                condition=Q(suspect__isnull=False, participant__isnull=True)
                | Q(suspect__isnull=True, participant__isnull=False),
                name="statement_of_one_person",
            ),
        ]

    @property
    def code(self) -> str:
        return f"statement:{str(self.pk)[:8]}"
