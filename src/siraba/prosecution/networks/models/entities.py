"""What an analysis names, and what ties one to another.

There is no nationality, ethnicity or religion here, and no property that could hold one: nothing of the kind can be
counted, ranked or filtered by. Kinship is a kind of link so that it can be told apart, and left out of every ranking.
"""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access import crypto
from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Guarded, Sealed
from siraba.foundation.accounts.models import Account
from siraba.prosecution.networks.models.analyses import Analysis


class EntityKind(models.TextChoices):
    PERSON = "person", _("Personne")
    ORGANISATION = "organisation", _("Organisation")
    PHONE = "phone", _("Téléphone")
    CHANNEL = "channel", _("Compte ou canal de transfert")
    AGENT = "agent", _("Agent de transfert")
    VEHICLE = "vehicle", _("Véhicule")
    PLACE = "place", _("Lieu")
    SAFE_HOUSE = "safe_house", _("Lieu de regroupement")
    PAYMENT = "payment", _("Paiement")
    EVENT = "event", _("Événement")


class Standing(models.TextChoices):
    """Who must never be a target, whatever the figures say."""

    NONE = "", _("Aucune")
    FORCED = "forced", _("Victime forcée à agir")
    VICTIM = "victim", _("Victime")
    WITNESS = "witness", _("Témoin")


OPEN, PROTECTED = "open", "protected"
ENTITY_MOVES = Moves(
    {
        "add_statement": Move((), also=(OPEN, PROTECTED)),
        "mark_entity": Move((), also=(OPEN,)),
        "unmark_entity": Move((), also=(PROTECTED,)),
    }
)


class Entity(Sealed):
    """Somebody or something that an analysis names. Words: name (what the live statements call it), standing_reason.

    `into`: the one of a group of merged entities that stands for them all; nothing of the merged ones moves, so that a
    split gives back what was. A victim or a witness is not `removable`: the database holds it.
    """

    compartment = crypto.JUSTICE
    analysis = models.ForeignKey(Analysis, models.PROTECT, related_name="entities")
    number = models.PositiveIntegerField(_("numéro"))
    kind = models.CharField(_("genre"), max_length=15, choices=EntityKind)
    standing = models.CharField(_("protection"), max_length=10, choices=Standing, blank=True)
    standing_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    standing_at = models.DateTimeField(null=True)
    removable = models.BooleanField(_("peut figurer dans un plan"), default=True)
    into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    latitude = models.FloatField(_("latitude"), null=True)
    longitude = models.FloatField(_("longitude"), null=True)
    added_at = models.DateTimeField(_("ajouté le"), default=timezone.now)
    changed_at = models.DateTimeField(_("changé le"), default=timezone.now)

    class Meta(Sealed.Meta):
        verbose_name = _("entité")
        ordering = ["number"]
        indexes = [models.Index(fields=["analysis", "kind", "number"], name="entity_by_kind")]
        constraints = [
            models.UniqueConstraint(fields=["analysis", "number"], name="entity_number_once"),
            models.CheckConstraint(condition=Q(kind__in=EntityKind.values), name="entity_kind_known"),
            models.CheckConstraint(condition=Q(standing__in=Standing.values), name="entity_standing_known"),
            models.CheckConstraint(
                condition=Q(standing="") | Q(removable=False), name="entity_protected_not_removable"
            ),
            models.CheckConstraint(
                condition=Q(standing="") | Q(kind=EntityKind.PERSON), name="entity_standing_of_a_person"
            ),
            models.CheckConstraint(
                condition=Q(standing="") | Q(standing_by__isnull=False, standing_at__isnull=False),
                name="entity_standing_says_who",
            ),
            models.CheckConstraint(
                condition=Q(into__isnull=True) | ~Q(into=F("id")), name="entity_not_into_itself"
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="entity_point_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def code(self) -> str:
        return f"entity:{str(self.pk)[:8]}"

    @property
    def handle(self) -> str:
        """« Personne 12 »: what it is called where its name may not be read, or is known no more."""
        return f"{EntityKind(self.kind).label} {self.number}"

    @property
    def label(self) -> str:
        return self.words.get("name") or self.handle

    @property
    def is_protected(self) -> bool:
        return self.standing != Standing.NONE

    @property
    def state(self) -> str:
        return PROTECTED if self.is_protected else OPEN

    def get_state_display(self) -> str:
        return str(Standing(self.standing).label)


class LinkKind(models.TextChoices):
    CALL = "call", _("Appels et messages")
    TRANSFER = "transfer", _("Transfert d’argent")
    USES = "uses", _("Utilise")
    OWNS = "owns", _("Possède")
    WORKS_FOR = "works_for", _("Agit pour")
    ASSOCIATE = "associate", _("En relation avec")
    RECRUITED = "recruited", _("A recruté")
    MOVED = "moved", _("A transporté")
    HOUSED = "housed", _("A logé ou retenu")
    STAYED = "stayed", _("Présent à")
    TOOK_PART = "took_part", _("A pris part à")
    ROUTE = "route", _("Trajet vers")
    KINSHIP = "kinship", _("Parenté")


# Whoever is somebody's kin has done nothing by it
NEVER_RANKED = (LinkKind.KINSHIP,)


class Link(Guarded):
    """One kind of tie from one entity to another, as its live statements tell it together.

    `strength` is 0 to 1, and `sources` how many independent ones say it: the one never stands without the other. `amount`
    is in francs CFA. Without a live statement the link counts for nothing and has strength 0.
    """

    analysis = models.ForeignKey(Analysis, models.PROTECT, related_name="links")
    kind = models.CharField(_("genre"), max_length=15, choices=LinkKind)
    source = models.ForeignKey(Entity, models.PROTECT, related_name="links_from", verbose_name=_("de"))
    target = models.ForeignKey(Entity, models.PROTECT, related_name="links_to", verbose_name=_("vers"))
    first = models.DateField(_("du"), null=True)
    last = models.DateField(_("au"), null=True)
    times = models.PositiveIntegerField(_("fois"), default=0)
    seconds = models.PositiveBigIntegerField(_("durée totale, s"), default=0)
    amount = models.PositiveBigIntegerField(_("montant, francs CFA"), default=0)
    strength = models.FloatField(_("force"), default=0)
    sources = models.PositiveSmallIntegerField(_("sources indépendantes"), default=0)

    class Meta(Guarded.Meta):
        verbose_name = _("lien d’un réseau")
        ordering = ["-strength", "-id"]
        indexes = [
            models.Index(fields=["analysis", "-strength", "-id"], name="link_by_strength"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="link_once"),
            models.CheckConstraint(condition=Q(kind__in=LinkKind.values), name="link_kind_known"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="link_not_to_itself"),
            models.CheckConstraint(condition=Q(strength__gte=0, strength__lte=1), name="link_strength_share"),
            models.CheckConstraint(
                condition=Q(strength=0, sources=0) | Q(strength__gt=0, sources__gte=1),
                name="link_strength_has_sources",
            ),
            models.CheckConstraint(
                condition=Q(first__isnull=True) | Q(last__isnull=True) | Q(last__gte=F("first")),
                name="link_period_in_order",
            ),
        ]

    @property
    def code(self) -> str:
        return f"link:{str(self.pk)[:8]}"


class Identifier(models.Model):
    """A keyed hash of an exact identifier of an entity (telephone in E.164, plate, document, account): what finds it again."""

    statement = models.ForeignKey("networks.Statement", models.CASCADE, related_name="identifiers")
    entity = models.ForeignKey(Entity, models.CASCADE, related_name="identifiers")
    analysis = models.ForeignKey(Analysis, models.CASCADE, related_name="+")
    key = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "key"], name="identifier_once"),
            models.CheckConstraint(condition=Q(key__length=32), name="identifier_key_length"),
        ]
        indexes = [models.Index(fields=["analysis", "key"], name="identifier_by_key")]

    def __str__(self) -> str:
        return self.key
