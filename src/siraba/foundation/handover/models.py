"""What crosses from protection to justice: objects with their own states, and a frozen copy in its own compartment."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access import crypto
from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Sealed
from siraba.foundation.access.pseudonyms import new_code
from siraba.foundation.accounts.models import Account
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.people.models import Person


class DisclosureState(models.TextChoices):
    REQUESTED = "requested", _("Demandée")
    REFUSED = "refused", _("Refusée")
    RELEASED = "released", _("Remise")
    ACKNOWLEDGED = "acknowledged", _("Reçue")
    USED = "used", _("Utilisée")
    EXPIRED = "expired", _("Échue")
    RECALLED = "recalled", _("Rappelée")


D = DisclosureState
OPEN = (D.RELEASED, D.ACKNOWLEDGED, D.USED)
DISCLOSURE_MOVES = Moves(
    {
        "approve_disclosure": Move((D.REQUESTED,), D.RELEASED),
        "refuse_disclosure": Move((D.REQUESTED,), D.REFUSED),
        "acknowledge_disclosure": Move((D.RELEASED,), D.ACKNOWLEDGED),
        "use_disclosure": Move((D.ACKNOWLEDGED,), D.USED),
        "recall_disclosure": Move((D.REQUESTED, *OPEN), D.RECALLED),
        "expire_disclosure": Move(OPEN, D.EXPIRED),
    }
)


class Objection(models.TextChoices):
    NONE = "", _("Aucune")
    PENDING = "pending", _("Opposition en cours")
    UPHELD = "upheld", _("Opposition admise")
    DISMISSED = "dismissed", _("Opposition rejetée")


class CourtOrder(Sealed):
    """An order to hand over, recorded with its scope. Words: reference, objection; document: name, kind, base64."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("autorité"))
    dated = models.DateField(_("datée du"))
    fields = models.JSONField(_("informations demandées"), default=list)
    valid_to = models.DateField(_("jusqu’au"))
    objection = models.CharField(_("opposition"), max_length=10, choices=Objection, blank=True)
    document = models.BinaryField(default=b"")
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    recorded_for = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta(Sealed.Meta):
        verbose_name = _("décision de justice")
        constraints = [
            models.CheckConstraint(condition=Q(objection__in=Objection.values), name="order_objection_known"),
            models.CheckConstraint(condition=Q(valid_to__gte=F("dated")), name="order_ends_after_start"),
        ]

    @property
    def code(self) -> str:
        return f"order:{str(self.pk)[:8]}"

    def document_place(self) -> str:
        return f"handover.courtorder.document:{self.pk}"

    def binds(self) -> bool:
        """Whether it is a basis today: not past, and no objection pending or upheld."""
        free = self.objection in (Objection.NONE, Objection.DISMISSED)
        return free and self.dated <= timezone.localdate() <= self.valid_to


class Disclosure(Sealed):
    """The protection side of a disclosure. Words: purpose."""

    code = models.CharField(_("code"), max_length=11, unique=True, default=new_code)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    sender = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("de"))
    recipient = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("vers"))
    fields = models.JSONField(_("informations"), default=list)
    order = models.ForeignKey(CourtOrder, models.PROTECT, null=True, related_name="disclosures")
    state = models.CharField(_("état"), max_length=15, choices=DisclosureState, default=D.REQUESTED)
    requested_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(_("demandée le"), default=timezone.now)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("décidée le"), null=True)
    expires_at = models.DateTimeField(_("échoit le"), null=True)
    digest = models.CharField(_("empreinte"), max_length=64, blank=True)

    class Meta(Sealed.Meta):
        verbose_name = _("divulgation")
        indexes = [models.Index(fields=["sender", "state"], name="disclosure_by_sender")]
        constraints = [
            models.CheckConstraint(condition=Q(code__length=11), name="disclosure_code_length"),
            models.CheckConstraint(condition=Q(state__in=D.values), name="disclosure_state_known"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")),
                name="disclosure_needs_two_persons",
            ),
        ]


class DisclosedCopy(Sealed):
    """What justice holds: the frozen content, under a code of its own; erased when it expires or is recalled."""

    compartment = crypto.JUSTICE
    code = models.CharField(_("code"), max_length=11, unique=True)
    sender = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("de"))
    recipient = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("vers"))
    state = models.CharField(_("état"), max_length=15, choices=DisclosureState, default=D.RELEASED)
    on_order = models.BooleanField(_("sur décision de justice"), default=False)
    released_at = models.DateTimeField(_("remise le"), default=timezone.now)
    expires_at = models.DateTimeField(_("échoit le"))
    digest = models.CharField(_("empreinte"), max_length=64)
    fictitious = models.BooleanField(default=False)

    class Meta(Sealed.Meta):
        verbose_name = _("copie divulguée")
        indexes = [models.Index(fields=["recipient", "-released_at"], name="copy_by_recipient")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=D.values), name="copy_state_known"),
            models.CheckConstraint(condition=Q(digest__length=64), name="copy_digest_length"),
        ]

    def is_open(self) -> bool:
        return self.state in OPEN and self.expires_at > timezone.now()


class RequestState(models.TextChoices):
    ASKED = "asked", _("Transmise, réponse au terme du délai")
    CLOSED = "closed", _("Sans suite favorable")
    AGREED = "agreed", _("La personne accepte : une divulgation peut suivre")


class BlindRequest(Sealed):
    """The justice side: “please ask the person with this code”. Words: code, question. It never says who exists."""

    compartment = crypto.JUSTICE
    asker = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("demandé le"), default=timezone.now)
    deadline = models.DateTimeField(_("réponse au"))
    state = models.CharField(_("état"), max_length=10, choices=RequestState, default=RequestState.ASKED)

    class Meta(Sealed.Meta):
        verbose_name = _("demande à une personne")
        indexes = [models.Index(fields=["asker", "-asked_at"], name="request_by_asker")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="request_state_known")
        ]

    @property
    def number(self) -> str:
        return f"request:{str(self.pk)[:8]}"


class Answer(models.TextChoices):
    WAITING = "", _("À poser")
    YES = "yes", _("La personne accepte")
    NO = "no", _("La personne n’accepte pas")


class BlindQuestion(Sealed):
    """The protection side, made only where the code is somebody's. Words: question."""

    request_id = models.UUIDField(unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asker = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("autorité"))
    asked_at = models.DateTimeField(_("demandé le"), default=timezone.now)
    deadline = models.DateTimeField(_("réponse avant le"))
    answer = models.CharField(_("réponse"), max_length=5, choices=Answer, blank=True)
    answered_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta(Sealed.Meta):
        verbose_name = _("question d’une autorité")
        constraints = [models.CheckConstraint(condition=Q(answer__in=Answer.values), name="answer_known")]

    @property
    def code(self) -> str:
        return f"question:{str(self.pk)[:8]}"
