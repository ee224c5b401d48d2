"""Reception branches: where they are and since when, when they are open, who works there, what they have."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.accounts.models import Account
from siraba.foundation.organisations.models import Unit


class BranchState(models.TextChoices):
    PLANNED = "planned", _("Prévue")
    EQUIPPED = "equipped", _("Équipée")
    OPEN = "open", _("Ouverte")
    SUSPENDED = "suspended", _("Suspendue")
    CLOSED = "closed", _("Fermée")


S = BranchState
BRANCH_MOVES = Moves(
    {
        "equip_branch": Move((S.PLANNED,), S.EQUIPPED),
        "open_branch": Move((S.EQUIPPED, S.SUSPENDED), S.OPEN),
        "suspend_branch": Move((S.OPEN,), S.SUSPENDED),
        "close_branch": Move((S.PLANNED, S.EQUIPPED, S.OPEN, S.SUSPENDED), S.CLOSED),
        "plan_branch_anew": Move((S.CLOSED,), S.PLANNED),
        "describe_branch": Move((), also=(S.PLANNED, S.EQUIPPED, S.OPEN, S.SUSPENDED)),
        "set_hours": Move((), also=(S.PLANNED, S.EQUIPPED, S.OPEN, S.SUSPENDED)),
        "add_member": Move((), also=(S.PLANNED, S.EQUIPPED, S.OPEN, S.SUSPENDED)),
        "amend_member": Move((), also=(S.PLANNED, S.EQUIPPED, S.OPEN, S.SUSPENDED)),
        "plan_shift": Move((), also=(S.EQUIPPED, S.OPEN, S.SUSPENDED)),
        "cancel_shift": Move((), also=tuple(S.values)),
        "count_equipment": Move((), also=(S.PLANNED, S.EQUIPPED, S.OPEN, S.SUSPENDED)),
    }
)


class Branch(models.Model):
    """A unit that receives people who arrive. What is not known stays empty: nothing here is guessed.

    `source` says where its state is from; `desks` counts the desks that can call a ticket at once.
    """

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="branch", verbose_name=_("unité"))
    state = models.CharField(_("état"), max_length=10, choices=BranchState, default=BranchState.PLANNED)
    reason = models.CharField(_("motif"), max_length=200, blank=True)
    since = models.DateField(_("depuis le"), null=True)
    lead = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("chef d’antenne")
    )
    phones = models.CharField(_("téléphones"), max_length=80, blank=True)
    desks = models.PositiveSmallIntegerField(_("guichets"), null=True)
    longest_stay_days = models.PositiveSmallIntegerField(_("durée de séjour, en jours"), null=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("antenne")
        ordering = ["unit__name"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=BranchState.values), name="branch_state_known"),
            models.CheckConstraint(
                condition=~Q(state=BranchState.SUSPENDED) | ~Q(reason=""), name="branch_suspended_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.unit.name

    @property
    def code(self) -> str:
        return f"branch:{self.unit.code}"


WEEKDAYS = (
    (0, _("Lundi")),
    (1, _("Mardi")),
    (2, _("Mercredi")),
    (3, _("Jeudi")),
    (4, _("Vendredi")),
    (5, _("Samedi")),
    (6, _("Dimanche")),
)


class Hours(models.Model):
    """A branch receives on this weekday (Monday is 0) from one hour to another; one that never closes has 00:00 to 23:59."""

    branch = models.ForeignKey(Branch, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(_("jour"), choices=WEEKDAYS)
    opens = models.TimeField(_("ouvre à"))
    closes = models.TimeField(_("ferme à"))

    class Meta:
        verbose_name = _("horaire")
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="hours_weekday"),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="hours_in_order"),
            models.UniqueConstraint(fields=["branch", "weekday", "opens"], name="hours_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M} – {self.closes:%H:%M}"


class Duty(models.TextChoices):
    HEAD = "head", _("Chef d’antenne")
    RECEPTION = "reception", _("Accueil")
    ORIENTATION = "orientation", _("Orientation")
    SHELTER = "shelter", _("Hébergement")
    INTERPRETER = "interpreter", _("Interprète")
    HEALTH = "health", _("Santé")
    SUPPORT = "support", _("Logistique et gardiennage")


class Skill(models.TextChoices):
    """What somebody was trained for."""

    SCREENING = "screening", _("Repérage de la traite")
    CHILD_PROTECTION = "child_protection", _("Protection de l’enfant")
    FIRST_AID = "first_aid", _("Premiers secours")
    PSYCHOSOCIAL = "psychosocial", _("Premiers secours psychologiques")
    DATA = "data", _("Saisie et protection des données")
    SURVIVOR_CARE = "survivor_care", _("Accueil des survivantes de violences")


class Member(models.Model):
    """Somebody of a branch's staff. `skills` and `languages` are codes, separated by spaces."""

    branch = models.ForeignKey(Branch, models.PROTECT, related_name="members")
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("nom"), max_length=120)
    duty = models.CharField(_("fonction"), max_length=12, choices=Duty)
    skills = models.CharField(_("formations"), max_length=120, blank=True)
    languages = models.CharField(_("langues"), max_length=80, blank=True)
    trained_on = models.DateField(_("dernière formation"), null=True)
    left_on = models.DateField(_("parti le"), null=True)

    class Meta:
        verbose_name = _("agent de l’antenne")
        ordering = ["name", "pk"]
        constraints = [models.CheckConstraint(condition=Q(duty__in=Duty.values), name="member_duty_known")]

    def __str__(self) -> str:
        return self.name


class Shift(models.Model):
    """A line of the roster: a member is on duty between two moments."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="shifts")
    starts = models.DateTimeField(_("de"))
    ends = models.DateTimeField(_("à"))

    class Meta:
        verbose_name = _("garde")
        ordering = ["starts", "pk"]
        indexes = [models.Index(fields=["starts", "ends"], name="shift_by_time")]
        constraints = [models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="shift_in_order")]

    def __str__(self) -> str:
        return f"{self.member} {self.starts:%Y-%m-%d %H:%M}"


class EquipmentKind(models.TextChoices):
    COMPUTER = "computer", _("Ordinateur")
    TELEPHONE = "telephone", _("Téléphone")
    PRINTER = "printer", _("Imprimante")
    INTERNET = "internet", _("Accès à Internet")
    POWER = "power", _("Groupe électrogène ou solaire")
    WATER = "water", _("Point d’eau")
    TOILETS = "toilets", _("Toilettes séparées femmes et hommes")
    PRIVATE_ROOM = "private_room", _("Pièce fermée pour parler seul à seul")
    FIRST_AID_KIT = "first_aid_kit", _("Trousse de secours")
    VEHICLE = "vehicle", _("Véhicule")
    SIGNBOARD = "signboard", _("Panneau visible")
    RAMP = "ramp", _("Accès pour fauteuil roulant")


class Equipment(models.Model):
    """How many of one thing a branch has, and how many of them work."""

    branch = models.ForeignKey(Branch, models.CASCADE, related_name="equipment")
    kind = models.CharField(_("matériel"), max_length=15, choices=EquipmentKind)
    number = models.PositiveSmallIntegerField(_("nombre"))
    working = models.PositiveSmallIntegerField(_("en état de marche"))
    counted_on = models.DateField(_("compté le"))

    class Meta:
        verbose_name = _("matériel")
        ordering = ["kind"]
        constraints = [
            models.UniqueConstraint(fields=["branch", "kind"], name="equipment_once"),
            models.CheckConstraint(condition=Q(kind__in=EquipmentKind.values), name="equipment_kind_known"),
            models.CheckConstraint(condition=Q(working__lte=F("number")), name="equipment_working_within"),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
