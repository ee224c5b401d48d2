"""From what somebody who arrived needs to a service that gives it: needs, orientations, and recordings that read a sheet aloud."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Sealed
from siraba.foundation.accounts.models import Account
from siraba.foundation.geography.models import Area
from siraba.foundation.organisations.models import Organisation, Unit
from siraba.foundation.services.models import Service, Target
from siraba.foundation.vocabulary import codes
from siraba.protection.reception.arrivals.models import Arrival
from siraba.protection.referrals.models import Referral
from siraba.protection.referrals.models import ReferralState as R


class Need(Sealed):
    """What somebody who arrived needs. Several types of service are wanted together: all of them or none.

    Words: said. What is not wished (a language, a region, a distance) stays empty.
    """

    arrival = models.ForeignKey(Arrival, models.PROTECT, related_name="needs")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    service_types = models.CharField(_("besoins"), max_length=120)
    urgency = models.CharField(_("urgence"), max_length=10, default="normal")
    wanted_at = models.DateTimeField(_("pour le"), null=True)
    farthest_km = models.PositiveSmallIntegerField(_("distance acceptée, en km"), null=True)
    region = models.ForeignKey(
        Area, models.PROTECT, null=True, related_name="+", verbose_name=_("région acceptée")
    )
    language = models.CharField(_("langue souhaitée"), max_length=10, blank=True)
    safe_place = models.BooleanField(_("lieu protégé"), default=False)
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("noté le"), default=timezone.now)
    fictitious = models.BooleanField(default=False)

    class Meta(Sealed.Meta):
        verbose_name = _("besoin")
        ordering = ["recorded_at", "id"]
        indexes = [models.Index(fields=["arrival", "recorded_at"], name="need_by_arrival")]
        constraints = [
            models.CheckConstraint(condition=Q(urgency__in=codes("urgency")), name="need_urgency_known"),
            models.CheckConstraint(
                condition=Q(language__in=["", *codes("language")]), name="need_language_known"
            ),
            models.CheckConstraint(condition=~Q(service_types=""), name="need_of_something"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        return f"need:{str(self.pk)[:8]}"

    @property
    def types(self) -> list[str]:
        return self.service_types.split()


class OrientationState(models.TextChoices):
    PROPOSED = "proposed", _("Proposée")
    ACCEPTED = "accepted", _("Choisie, à envoyer ou à remettre")
    GIVEN = "given", _("Fiche remise")
    SENT = "sent", _("Envoyée au service")
    RECEIVED = "received", _("Reçue par le service")
    SERVED = "served", _("Service rendu")
    REFUSED = "refused", _("Refusée")
    LOST = "lost", _("Perdue de vue")


S = OrientationState
LIVE = (S.PROPOSED, S.ACCEPTED, S.GIVEN, S.SENT, S.RECEIVED, S.SERVED)
ENDED = (S.SERVED, S.REFUSED, S.LOST)
# What a referral makes of the orientation that it carries: read from it, never copied
OF_REFERRAL: dict[str, str] = {
    R.DRAFT: S.ACCEPTED,
    R.CONSENT_PENDING: S.ACCEPTED,
    R.SENT: S.SENT,
    R.RECEIVED: S.RECEIVED,
    R.ACCEPTED: S.RECEIVED,
    R.IN_SERVICE: S.RECEIVED,
    R.COMPLETED: S.SERVED,
    R.DECLINED: S.REFUSED,
    R.REVOKED: S.REFUSED,
    R.CONSENT_WITHDRAWN: S.REFUSED,
    R.NOT_COMPLETED: S.LOST,
    R.EXPIRED: S.LOST,
}

ORIENTATION_MOVES = Moves(
    {
        "choose_service": Move((S.PROPOSED,), S.ACCEPTED),
        "override_proposal": Move((S.PROPOSED,), S.ACCEPTED),
        "send_orientation": Move((S.ACCEPTED,), S.SENT),
        "give_sheet": Move((S.ACCEPTED,), S.GIVEN),
        "mark_served": Move((S.GIVEN, S.LOST), S.SERVED),
        "mark_refused": Move((S.PROPOSED, S.ACCEPTED, S.GIVEN), S.REFUSED),
        "mark_lost": Move((S.GIVEN,), S.LOST),
    }
)


class Override(models.TextChoices):
    """Why another service than the first one was chosen."""

    PERSON = "person", _("La personne préfère celui-ci")
    RELATIVES = "relatives", _("Près de ses proches")
    KNOWN = "known", _("Elle y est déjà suivie")
    SAFER = "safer", _("Plus sûr pour elle")
    DIRECTORY = "directory", _("L’annuaire n’est plus vrai pour le premier")
    OFFLINE = "offline", _("Choisi sans réseau")
    OTHER = "other", _("Autre")


class Refusal(models.TextChoices):
    PERSON = "person", _("La personne n’en veut pas")
    NO_CAPACITY = "no_capacity", _("Plus de place disponible")
    NOT_ELIGIBLE = "not_eligible", _("Le service ne la prend pas")
    CLOSED = "closed", _("Service fermé")
    OTHER = "other", _("Autre")


class Orientation(Sealed):
    """Somebody is directed to one service, for one type of a need; `first` is the service that stood first.

    Words: why (what was said for it, lines), said (of an override or a refusal). `group` is for whom a place is counted.
    Once a referral carries it, where it stands is read from the referral: ask `stage`, and `at_stage` in queries.
    """

    arrival = models.ForeignKey(Arrival, models.PROTECT, related_name="orientations")
    need = models.ForeignKey(Need, models.PROTECT, related_name="orientations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    service_type = models.CharField(_("besoin"), max_length=30)
    service = models.ForeignKey(Service, models.PROTECT, related_name="+", verbose_name=_("service"))
    group = models.CharField(_("place comptée pour"), max_length=10, choices=Target, blank=True)
    first = models.ForeignKey(Service, models.PROTECT, null=True, related_name="+")
    rank = models.PositiveSmallIntegerField(_("rang"), default=1)
    state = models.CharField(
        _("état"), max_length=10, choices=OrientationState, default=OrientationState.PROPOSED
    )
    override = models.CharField(_("autre choix"), max_length=10, choices=Override, blank=True)
    refusal = models.CharField(_("motif du refus"), max_length=12, choices=Refusal, blank=True)
    referral = models.OneToOneField(Referral, models.PROTECT, null=True, related_name="orientation")
    chosen_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(_("proposée le"), default=timezone.now)
    accepted_at = models.DateTimeField(_("choisie le"), null=True)
    left_at = models.DateTimeField(_("envoyée ou remise le"), null=True)
    ended_at = models.DateTimeField(_("terminée le"), null=True)
    fictitious = models.BooleanField(default=False)

    class Meta(Sealed.Meta):
        verbose_name = _("orientation")
        ordering = ["-proposed_at", "-id"]
        indexes = [
            models.Index(fields=["unit", "-proposed_at", "-id"], name="orientation_by_branch"),
            models.Index(fields=["service", "group", "state"], name="orientation_by_place"),
            models.Index(fields=["need", "service_type"], name="orientation_by_need"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=OrientationState.values), name="orientation_state_known"
            ),
            models.CheckConstraint(
                condition=Q(service_type__in=codes("service_type")), name="orientation_type_known"
            ),
            models.CheckConstraint(condition=Q(group__in=Target.values), name="orientation_group_known"),
            models.CheckConstraint(
                condition=Q(override__in=["", *Override.values]), name="orientation_override_known"
            ),
            models.CheckConstraint(
                condition=Q(refusal__in=["", *Refusal.values]), name="orientation_refusal_known"
            ),
            models.CheckConstraint(condition=Q(rank__gte=1), name="orientation_rank_counts"),
            models.CheckConstraint(
                condition=Q(state=S.PROPOSED) | Q(state=S.REFUSED) | Q(accepted_at__isnull=False),
                name="orientation_chosen_at",
            ),
            models.UniqueConstraint(
                fields=["need", "service_type"],
                condition=Q(state__in=[S.PROPOSED, S.ACCEPTED]),
                name="orientation_open_once",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        return f"orientation:{str(self.pk)[:8]}"

    @property
    def stage(self) -> str:
        """Where it stands. The referral must be at hand."""
        return OF_REFERRAL[self.referral.state] if self.referral_id and self.referral else self.state

    def get_stage_display(self) -> str:
        return str(OrientationState(self.stage).label)


def at_stage(*stages: str, path: str = "") -> Q:
    """The condition of an orientation that stands at one of these, whether a referral carries it or not."""
    carried = [state for state, stage in OF_REFERRAL.items() if stage in stages]
    return Q(**{f"{path}referral__isnull": True, f"{path}state__in": stages}) | Q(
        **{f"{path}referral__state__in": carried}
    )


class Recording(models.Model):
    """What a sheet says, read aloud: of one service, or of all of a type. It names and concerns nobody.

    `kind` is what its bytes say that it is.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, related_name="+", verbose_name=_("service")
    )
    service_type = models.CharField(_("type de service"), max_length=30, blank=True)
    language = models.CharField(_("langue"), max_length=10, default="bm")
    kind = models.CharField(max_length=20)
    content = models.BinaryField()
    added_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("ajouté le"), default=timezone.now)

    class Meta:
        verbose_name = _("enregistrement")
        ordering = ["service_type", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(service__isnull=True) ^ Q(service_type=""), name="recording_of_one_thing"
            ),
            models.CheckConstraint(
                condition=Q(service_type__in=["", *codes("service_type")]), name="recording_type_known"
            ),
            models.CheckConstraint(
                condition=Q(language__in=codes("language")), name="recording_language_known"
            ),
            models.UniqueConstraint(
                fields=["organisation", "service", "language"],
                condition=Q(service__isnull=False),
                name="recording_once_a_service",
            ),
            models.UniqueConstraint(
                fields=["organisation", "service_type", "language"],
                condition=~Q(service_type=""),
                name="recording_once_a_type",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        return f"recording:{self.pk}"
