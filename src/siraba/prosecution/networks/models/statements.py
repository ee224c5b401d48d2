"""A statement: one property of an entity, or one link, as one source says it. What nobody says is not in the network.

The shape is that of FollowTheMoney's statements: each property of each entity keeps its source. The grades are those of
reports (A to F for the source, 1 to 6 for what it says).
"""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access import crypto
from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Sealed
from siraba.foundation.accounts.models import Account
from siraba.prosecution.investigations.models import Credibility, Reliability
from siraba.prosecution.networks.models.analyses import Analysis
from siraba.prosecution.networks.models.entities import Entity, Link
from siraba.prosecution.networks.models.imports import GraphImport


class Property(models.TextChoices):
    """All that can be said of an entity. Origin, ethnicity and religion cannot be."""

    LINK = "link", _("Lien")
    NAME = "name", _("Nom")
    ALIAS = "alias", _("Autre nom ou surnom")
    PHONE = "phone", _("Numéro de téléphone")
    PLATE = "plate", _("Immatriculation")
    ACCOUNT = "account", _("Numéro de compte ou de portefeuille")
    DOCUMENT = "document", _("Numéro de document")
    PLACE = "place", _("Lieu")
    FUNCTION = "function", _("Fonction dans le réseau")
    DATE = "date", _("Date")
    AMOUNT = "amount", _("Montant")
    NOTE = "note", _("Description")


class Source(models.TextChoices):
    """Where it comes from: this project's list, à valider."""

    OPERATOR = "operator", _("Opérateur téléphonique, sur réquisition")
    FINANCIAL = "financial", _("Banque, transfert ou portefeuille, sur réquisition")
    SEIZURE = "seizure", _("Saisie ou scellé")
    REGISTER = "register", _("Registre officiel")
    HEARING = "hearing", _("Audition")
    PATROL = "patrol", _("Patrouille ou surveillance")
    PARTNER = "partner", _("Service partenaire ou étranger")
    INFORMANT = "informant", _("Renseignement d’une personne")
    HOTLINE = "hotline", _("Signalement")
    OPEN_SOURCE = "open_source", _("Source ouverte")


# A record that can be shown is not intelligence: it does not expire, and says under which reference it was obtained
DOCUMENTARY = (Source.OPERATOR, Source.FINANCIAL, Source.SEIZURE, Source.REGISTER)


class StatementState(models.TextChoices):
    UNCONFIRMED = "unconfirmed", _("Non confirmé")
    CONFIRMED = "confirmed", _("Confirmé")
    EXPIRED = "expired", _("Échu")
    WITHDRAWN = "withdrawn", _("Retiré")


S = StatementState
LIVE = (S.UNCONFIRMED, S.CONFIRMED)
GONE = (S.EXPIRED, S.WITHDRAWN)
STATEMENT_MOVES = Moves(
    {
        "confirm_statement": Move((S.UNCONFIRMED,), S.CONFIRMED),
        "withdraw_statement": Move(LIVE, S.WITHDRAWN),
        "expire_statement": Move((S.UNCONFIRMED,), S.EXPIRED),
    }
)


class Statement(Sealed):
    """Words: value, evidence (the reference under which it can be found), origin (who or what said it), note, confirmation.

    `origin` is also kept as a keyed hash, so that one source that speaks twice counts once. A statement of a link tells its
    period, how often, how long and how much. When it expires or is withdrawn its words are emptied and it counts no more.
    """

    compartment = crypto.JUSTICE
    analysis = models.ForeignKey(Analysis, models.PROTECT, related_name="statements")
    entity = models.ForeignKey(Entity, models.PROTECT, null=True, related_name="statements")
    link = models.ForeignKey(Link, models.PROTECT, null=True, related_name="statements")
    prop = models.CharField(_("ce qui est dit"), max_length=10, choices=Property)
    source = models.CharField(_("source"), max_length=12, choices=Source)
    origin_key = models.CharField(max_length=32)
    reliability = models.CharField(_("fiabilité de la source"), max_length=1, choices=Reliability)
    credibility = models.CharField(_("valeur du renseignement"), max_length=1, choices=Credibility)
    stated_on = models.DateField(_("dit ou établi le"))
    state = models.CharField(_("état"), max_length=12, choices=StatementState, default=S.UNCONFIRMED)
    expires_on = models.DateField(_("échoit le"), null=True)
    first = models.DateField(_("du"), null=True)
    last = models.DateField(_("au"), null=True)
    times = models.PositiveIntegerField(_("fois"), default=0)
    seconds = models.PositiveBigIntegerField(_("durée totale, s"), default=0)
    amount = models.PositiveBigIntegerField(_("montant, francs CFA"), default=0)
    table = models.ForeignKey(GraphImport, models.PROTECT, null=True, related_name="statements")
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("noté le"), default=timezone.now)
    confirmed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta(Sealed.Meta):
        verbose_name = _("élément")
        ordering = ["-recorded_at", "-id"]
        indexes = [
            models.Index(fields=["analysis", "state", "expires_on"], name="element_by_expiry"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(entity__isnull=False, link__isnull=True) & ~Q(prop=Property.LINK)
                | Q(entity__isnull=True, link__isnull=False, prop=Property.LINK),
                name="element_of_an_entity_or_a_link",
            ),
            models.CheckConstraint(condition=Q(prop__in=Property.values), name="element_property_known"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="element_source_known"),
            models.CheckConstraint(
                condition=Q(reliability__in=Reliability.values), name="element_reliability_known"
            ),
            models.CheckConstraint(
                condition=Q(credibility__in=Credibility.values), name="element_credibility_known"
            ),
            models.CheckConstraint(condition=Q(state__in=S.values), name="element_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=GONE)
                | Q(sealed=b"", times=0, seconds=0, amount=0, first__isnull=True, last__isnull=True),
                name="element_gone_is_empty",
            ),
            models.CheckConstraint(
                condition=~Q(state=S.UNCONFIRMED) | Q(expires_on__isnull=False),
                name="element_unconfirmed_expires",
            ),
            models.CheckConstraint(
                condition=Q(first__isnull=True) | Q(last__isnull=True) | Q(last__gte=F("first")),
                name="element_period_in_order",
            ),
        ]

    @property
    def code(self) -> str:
        return f"element:{str(self.pk)[:8]}"

    @property
    def value(self) -> str:
        return self.words.get("value", "")

    @property
    def grade(self) -> str:
        """« B2 »."""
        return f"{self.reliability}{self.credibility}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE
