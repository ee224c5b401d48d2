"""What is asked of a centre, the acts, and each version of an act: nothing of a register is taken away or written over."""

import base64
from typing import Any, ClassVar

import cbor2
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access import crypto
from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Guarded, Sealed
from siraba.foundation.accounts.models import Account
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.organisations.models import Unit
from siraba.protection.civil_status.registers.offices import (
    BIRTHS,
    Capacity,
    Centre,
    CentreKind,
    FormStock,
    Mandate,
    Register,
    RegisterKind,
    SpoiledForm,
    held_at,
)

__all__ = [
    "BIRTHS",
    "Act",
    "ActName",
    "ActState",
    "ActVersion",
    "Approval",
    "Asked",
    "Capacity",
    "Centre",
    "CentreKind",
    "Copy",
    "Decision",
    "FormStock",
    "IssuanceRequest",
    "Mandate",
    "Reason",
    "Register",
    "RegisterKind",
    "RequestState",
    "SpoiledForm",
    "Volet",
    "held_at",
]


# Acts


class ActState(models.TextChoices):
    IN_FORCE = "in_force", _("En vigueur")
    ANNULLED = "annulled", _("Acte annulé")
    VOID = "void", _("Numéro annulé")


class Act(Guarded):
    """A number of a register, and what stands there. `unit` answers for the centre; `current` is the last version."""

    register = models.ForeignKey(Register, models.PROTECT, related_name="acts", verbose_name=_("registre"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    code = models.CharField(_("code"), max_length=50, unique=True)
    number = models.PositiveIntegerField(_("numéro"))
    current = models.PositiveSmallIntegerField(_("version"), default=1)
    state = models.CharField(_("état"), max_length=10, choices=ActState, default=ActState.IN_FORCE)
    stock = models.ForeignKey(FormStock, models.PROTECT, null=True, related_name="+")
    serial = models.PositiveIntegerField(_("imprimé"), null=True)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")
    fictitious = models.BooleanField(default=False)

    class Meta(Guarded.Meta):
        verbose_name = _("acte")
        ordering = ["-register__year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["register", "number"], name="act_number_once"),
            models.UniqueConstraint(fields=["stock", "serial"], name="act_form_once"),
            models.CheckConstraint(condition=Q(state__in=ActState.values), name="act_state_known"),
            models.CheckConstraint(condition=Q(number__gte=1), name="act_number_from_one"),
            models.CheckConstraint(
                condition=Q(stock__isnull=True, serial__isnull=True)
                | Q(stock__isnull=False, serial__isnull=False),
                name="act_form_of_a_stock",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class ActName(models.Model):
    """Blind indexes of whom an act is about, as it is written and as it sounds; former names stay."""

    act = models.ForeignKey(Act, models.PROTECT, related_name="keys")
    key = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "act"], name="act_name_key_once"),
            models.CheckConstraint(condition=Q(key__length=32), name="act_name_key_length"),
        ]

    def __str__(self) -> str:
        return self.key


# What is asked


class Asked(models.TextChoices):
    NEW = "new", _("Acte nouveau")
    COPY = "copy", _("Copie")
    CORRECTION = "correction", _("Rectification")
    MENTION = "mention", _("Mention marginale")
    ANNULMENT = "annulment", _("Annulation de l’acte")
    REISSUE = "reissue", _("Nouvel acte après annulation")
    VOID = "void", _("Annulation d’un numéro")


class RequestState(models.TextChoices):
    TO_SORT = "to_sort", _("À trier : numéro déjà pris")
    RECEIVED = "received", _("Reçue")
    CHECKED = "checked", _("Vérifiée")
    APPROVED = "approved", _("Approuvée")
    SIGNED = "signed", _("Signée")
    HANDED_OVER = "handed_over", _("Remise")
    REFUSED = "refused", _("Refusée")


R = RequestState
OPEN = (R.TO_SORT, R.RECEIVED, R.CHECKED, R.APPROVED)
DONE = (R.SIGNED, R.HANDED_OVER)
MOVES = Moves(
    {
        "amend_declaration": Move((), also=(R.RECEIVED,)),
        "renumber_request": Move((R.TO_SORT,), R.RECEIVED),
        "check_request": Move((R.RECEIVED,), R.CHECKED),
        "return_request": Move((R.CHECKED,), R.RECEIVED),
        "approve_request": Move((R.CHECKED,), R.APPROVED),
        "second_request": Move((), also=(R.APPROVED,)),
        "sign_act": Move((R.APPROVED,), R.SIGNED),
        "hand_over": Move((R.SIGNED,), R.HANDED_OVER),
        "refuse_request": Move(OPEN, R.REFUSED),
    }
)


class IssuanceRequest(Sealed):
    """What somebody asks of a centre. Words: fields (of the act asked for), mention, reason, claimed_was, returned, receiver.

    `second_for` are the reasons, between spaces, why an officer of another centre approves too; `second_unit` is asked.
    `claimed` is the number already written on paper where there was no network. `by_*` are accounts, `fee_*` francs CFA.
    """

    compartment: ClassVar[str] = crypto.CIVIL_STATUS

    code = models.CharField(_("code"), max_length=12, unique=True)
    register = models.ForeignKey(
        Register, models.PROTECT, related_name="requests", verbose_name=_("registre")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    asked = models.CharField(_("demande"), max_length=10, choices=Asked)
    act = models.ForeignKey(Act, models.PROTECT, null=True, related_name="requests", verbose_name=_("acte"))
    state = models.CharField(_("état"), max_length=12, choices=RequestState, default=RequestState.RECEIVED)
    claimed = models.PositiveIntegerField(_("numéro déjà écrit"), null=True)
    received_at = models.DateTimeField(_("reçue le"), default=timezone.now)
    due_at = models.DateTimeField(_("à rendre avant le"))
    court = models.CharField(_("tribunal"), max_length=120, blank=True)
    judgment = models.CharField(_("numéro du jugement"), max_length=60, blank=True)
    judgment_date = models.DateField(_("date du jugement"), null=True)
    hearing = models.CharField(_("audience foraine"), max_length=60, blank=True)
    second_for = models.CharField(max_length=60, blank=True)
    second_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("reçue par"))
    approved_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    second_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    signed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(_("signée le"), null=True)
    handed_at = models.DateTimeField(_("remise le"), null=True)
    fee_due = models.PositiveIntegerField(_("montant prévu"), default=0)
    fee_charged = models.PositiveIntegerField(_("montant perçu"), null=True)
    fictitious = models.BooleanField(default=False)

    class Meta(Sealed.Meta):
        verbose_name = _("demande")
        ordering = ["-received_at", "-id"]
        indexes = [
            models.Index(F("unit"), F("received_at").desc(), F("id").desc(), name="issuance_by_unit"),
            models.Index(fields=["second_unit", "state"], name="issuance_by_second"),
            models.Index(fields=["state", "due_at"], name="issuance_by_due"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(asked__in=Asked.values), name="issuance_asked_known"),
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="issuance_state_known"),
            models.CheckConstraint(
                condition=Q(act__isnull=False) | Q(asked__in=[Asked.NEW, Asked.VOID]),
                name="issuance_about_an_act",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("made_by")),
                name="issuance_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("made_by")),
                name="issuance_signed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(second_by__isnull=True)
                | (
                    Q(second_unit__isnull=False, approved_by__isnull=False)
                    & ~Q(second_by=F("made_by"))
                    & ~Q(second_by=F("approved_by"))
                ),
                name="issuance_second_is_a_third",
            ),
            models.CheckConstraint(
                condition=Q(second_unit__isnull=True) | ~Q(second_unit=F("unit")),
                name="issuance_second_from_elsewhere",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[*DONE, RequestState.APPROVED])
                | (Q(approved_by__isnull=False) & (Q(second_for="") | Q(second_unit__isnull=False))),
                name="issuance_approved_before",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=DONE)
                | (
                    Q(signed_by__isnull=False, signed_at__isnull=False)
                    & (Q(second_for="") | Q(second_by__isnull=False))
                ),
                name="issuance_signed_with_all_eyes",
            ),
            models.UniqueConstraint(
                fields=["register", "claimed"],
                condition=Q(claimed__isnull=False, state__in=[R.RECEIVED, R.CHECKED, R.APPROVED, *DONE]),
                name="issuance_number_claimed_once",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def seconds(self) -> list[str]:
        return self.second_for.split()

    @property
    def waits_for_second(self) -> bool:
        return bool(self.second_for) and self.second_by_id is None

    @property
    def fields(self) -> dict[str, Any]:
        return self.words.get("fields", {})


class Decision(models.TextChoices):
    CHECK = "check", _("Vérifiée")
    APPROVE = "approve", _("Approuvée")
    SECOND = "second", _("Approuvée par un autre centre")
    SIGN = "sign", _("Signée")
    REFUSE = "refuse", _("Refusée")


class Approval(Guarded):
    """What somebody with a mandate decided of a request, and under which mandate. `unit` is that of the request."""

    request = models.ForeignKey(IssuanceRequest, models.PROTECT, related_name="approvals")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    decision = models.CharField(_("décision"), max_length=10, choices=Decision)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("le"), default=timezone.now)

    class Meta(Guarded.Meta):
        verbose_name = _("approbation")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(decision__in=Decision.values), name="approval_decision_known"),
            models.CheckConstraint(
                condition=~Q(decision=Decision.SECOND) | ~Q(unit=F("from_unit")),
                name="approval_second_from_elsewhere",
            ),
            models.UniqueConstraint(
                fields=["request"], condition=Q(decision=Decision.SIGN), name="approval_signed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.decision}"


# Versions


class Reason(models.TextChoices):
    REGISTRATION = "registration", _("Inscription")
    RECTIFICATION = "rectification", _("Rectification")
    MENTION = "mention", _("Mention marginale")
    ANNULMENT = "annulment", _("Annulation")
    TRANSCRIPTION = "transcription", _("Transcription")
    VOID = "void", _("Numéro annulé")


class ActVersion(Sealed):
    """An act as it stood from `signed_at` on; never changed, never deleted.

    Words: cbor, the canonical CBOR (RFC 8949, 4.2.1) that the journal's `line` answers for under `salt`, in base64. It says
    again what the columns say (`head`), so that a column changed behind it is found.
    """

    compartment: ClassVar[str] = crypto.CIVIL_STATUS

    act = models.ForeignKey(Act, models.PROTECT, related_name="versions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    n = models.PositiveSmallIntegerField(_("version"))
    reason = models.CharField(_("motif"), max_length=14, choices=Reason)
    state = models.CharField(_("état"), max_length=10, choices=ActState)
    court = models.CharField(_("tribunal"), max_length=120, blank=True)
    judgment = models.CharField(_("numéro du jugement"), max_length=60, blank=True)
    judgment_date = models.DateField(_("date du jugement"), null=True)
    hearing = models.CharField(_("audience foraine"), max_length=60, blank=True)
    request = models.ForeignKey(IssuanceRequest, models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("saisie le"))
    approved_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(_("approuvée le"))
    second_for = models.CharField(max_length=60, blank=True)
    second_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    second_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    signed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(_("signée le"))
    # A line is never deleted, by the database's own refusal: nobody need look here first
    line = models.ForeignKey(AuditLine, models.DO_NOTHING, related_name="+")
    salt = models.BinaryField(max_length=32)

    class Meta(Sealed.Meta):
        verbose_name = _("version d’un acte")
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(fields=["act", "n"], name="act_version_once"),
            models.CheckConstraint(condition=Q(reason__in=Reason.values), name="version_reason_known"),
            models.CheckConstraint(condition=Q(state__in=ActState.values), name="version_state_known"),
            models.CheckConstraint(
                condition=~Q(approved_by=F("made_by")), name="version_approved_by_another"
            ),
            models.CheckConstraint(condition=~Q(signed_by=F("made_by")), name="version_signed_by_another"),
            models.CheckConstraint(
                condition=Q(second_for="")
                | (
                    Q(second_by__isnull=False, second_unit__isnull=False)
                    & ~Q(second_by=F("made_by"))
                    & ~Q(second_by=F("approved_by"))
                    & ~Q(second_by=F("signed_by"))
                    & ~Q(second_unit=F("unit"))
                ),
                name="version_second_is_a_third_from_elsewhere",
            ),
            models.CheckConstraint(
                condition=~Q(reason=Reason.ANNULMENT) | ~Q(court=""), name="version_annulled_by_a_court"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.act.code}, version {self.n}"

    @property
    def payload(self) -> bytes:
        """The bytes that the journal answers for. Raises crypto.CannotOpen."""
        return base64.b64decode(self.words["cbor"])

    @property
    def content(self) -> dict[str, Any]:
        """`head`, `fields` (name → text) and `mentions`. Raises crypto.CannotOpen."""
        return cbor2.loads(self.payload)

    @property
    def fields(self) -> dict[str, str]:
        return self.content["fields"]

    @property
    def mentions(self) -> list[str]:
        return self.content["mentions"]

    def keep(self, fields: dict[str, str], mentions: list[str]) -> bytes:
        """Seal what the version says; returns the bytes to commit to."""
        said = {"head": self.head, "fields": fields, "mentions": mentions}
        payload = cbor2.dumps(said, canonical=True)
        self.write(cbor=base64.b64encode(payload).decode())
        return payload

    @property
    def head(self) -> dict[str, Any]:
        """What stands in columns, as the payload says it: of the act, of this version, who acted and when."""
        return head_of(self, self.act, self.act.register.code)


def head_of(version: Any, act: Any, register: str) -> dict[str, Any]:
    """The same of whatever has these columns: models, or tuples in a walk over all of them."""
    return {
        "act": act.code,
        "register": register,
        "number": act.number,
        "serial": act.serial,
        "replaces": str(act.replaces_id or ""),
        "version": version.n,
        "reason": str(version.reason),
        "state": str(version.state),
        "basis": [version.court, version.judgment, str(version.judgment_date or ""), version.hearing],
        "made": [version.made_by_id, version.made_at.isoformat()],
        "approved": [version.approved_by_id, version.approved_at.isoformat()],
        "second": [version.second_for, version.second_by_id, version.second_unit_id],
        "signed": [version.signed_by_id, version.signed_at.isoformat()],
    }


# Paper


class Volet(Guarded):
    """One of the three sheets of an act, and where it is."""

    class Holder(models.TextChoices):
        CENTRE = "centre", _("Centre d’état civil")
        COURT = "court", _("Tribunal")
        CITIZEN = "citizen", _("Déclarant ou titulaire")

    class State(models.TextChoices):
        HERE = "here", _("Au centre, à remettre")
        PLACED = "placed", _("À sa place")
        MISSING = "missing", _("Introuvable")

    act = models.ForeignKey(Act, models.PROTECT, related_name="volets")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("volet"))
    holder = models.CharField(_("pour"), max_length=10, choices=Holder)
    state = models.CharField(_("où il est"), max_length=10, choices=State, default=State.HERE)
    whereabouts = models.CharField(_("lieu"), max_length=120, blank=True)
    since = models.DateTimeField(_("depuis"), default=timezone.now)

    class Meta(Guarded.Meta):
        verbose_name = _("volet")
        ordering = ["number"]
        indexes = [models.Index(fields=["unit", "state", "since"], name="volet_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["act", "number"], name="volet_once"),
            models.CheckConstraint(condition=Q(number__in=[1, 2, 3]), name="volet_number_known"),
        ]

    def __str__(self) -> str:
        return f"{self.act_id} {self.number}"


class Copy(Guarded):
    """A numbered copy of a version of an act."""

    act = models.ForeignKey(Act, models.PROTECT, related_name="copies")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    request = models.OneToOneField(IssuanceRequest, models.PROTECT, related_name="copy")
    version = models.PositiveSmallIntegerField(_("version"))
    number = models.PositiveIntegerField(_("copie n°"))
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("le"), default=timezone.now)

    class Meta(Guarded.Meta):
        verbose_name = _("copie")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["act", "number"], name="copy_number_once")]

    def __str__(self) -> str:
        return f"{self.act_id} {self.number}"
