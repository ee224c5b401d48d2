"""The Red Cross vault of family links: who is sought, who was found, who may be whom, and what was decided.

Everything is sealed with the keys of family links. A record keeps its words under names, the person under `person`:
given_name, family_name, father_given, mother_given, mother_family, sex, dob, age, record_year, village, cercle, region,
phone, and place (as it was said), each of them possibly missing.
"""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access import crypto
from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Guarded, Sealed
from siraba.foundation.accounts.models import Account
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.tables.models import HandedTable, ImportState


class Kept(Sealed):
    """A row of the vault of one organisation."""

    compartment = crypto.FAMILY_LINKS
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True)
    recorded_at = models.DateTimeField(_("enregistré le"), default=timezone.now)

    class Meta(Sealed.Meta):
        abstract = True


class Shield(models.TextChoices):
    TRAFFICKING = "trafficking", _("Traite")
    GENDER_BASED_VIOLENCE = "gbv", _("Violence fondée sur le genre")
    FORCED_RECRUITMENT = "forced_recruitment", _("Enrôlement forcé")
    DETENTION = "detention", _("Détention")
    DANGEROUS_SEEKER = "dangerous_seeker", _("Danger de la part de qui cherche")
    OTHER = "other", _("Autre danger")


class Record(Kept):
    """What both sides have: a person described, and a place in the register that is searched.

    `revision` grows with each change, so that a register in memory catches up; `facts` is a keyed hash of what describes the
    person; `shield` hides the record from search, from lists and from leads.
    """

    code = models.CharField(_("code"), max_length=11, unique=True)
    is_child = models.BooleanField(_("a moins de 18 ans"), default=False)
    revision = models.PositiveBigIntegerField()
    searched_at = models.DateTimeField(null=True)
    facts = models.CharField(max_length=32)
    may_share = models.BooleanField(default=False)
    # A keyed hash of the record's identifier where it came from, so that it is taken in once
    origin = models.CharField(max_length=32, blank=True)
    shield = models.CharField(_("protection"), max_length=20, choices=Shield, blank=True)
    shielded_by = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True)

    class Meta(Kept.Meta):
        abstract = True

    @property
    def person(self) -> dict[str, Any]:
        return self.words.get("person", {})

    @property
    def full_name(self) -> str:
        return " ".join(filter(None, (self.person.get("given_name"), self.person.get("family_name"))))


class RequestState(models.TextChoices):
    OPENED = "opened", _("Ouverte")
    SEARCHING = "searching", _("En recherche")
    LEAD = "lead", _("Piste à vérifier")
    VERIFIED = "verified", _("Piste confirmée")
    CONTACT_OFFERED = "contact_offered", _("Contact proposé")
    ACCEPTED = "accepted", _("Contact accepté")
    REFUSED = "refused", _("Contact refusé")
    RESTORED = "restored", _("Contact rétabli")
    CLOSED = "closed", _("Close")


LIVE = [state for state in RequestState.values if state != RequestState.CLOSED]


class Relation(models.TextChoices):
    """What the person sought is to the seeker."""

    CHILD = "child", _("Son enfant")
    PARENT = "parent", _("Son père ou sa mère")
    SIBLING = "sibling", _("Son frère ou sa sœur")
    SPOUSE = "spouse", _("Son époux ou son épouse")
    OTHER_KIN = "other_kin", _("Un autre parent")
    OTHER = "other", _("Une autre personne")


class ClosureReason(models.TextChoices):
    RESTORED = "restored", _("Le contact est rétabli")
    TOLD = "told", _("La famille sait ce que la personne veut dire")
    DECEASED = "deceased", _("La mort a été annoncée")
    WITHDRAWN = "withdrawn", _("Qui cherche ne le veut plus")
    UNREACHABLE = "unreachable", _("Qui cherche n’est plus joignable")
    DUPLICATE = "duplicate", _("La même demande existe déjà")
    NO_SEARCH_LEFT = "no_search_left", _("Il n’y a plus rien à chercher")


class TracingRequest(Record):
    """Somebody is sought. Words: seeker (names, phone, advice, language), person, last_contact, last_place,
    circumstances, questions (pairs of a question that only the family can answer, and its answer), closure."""

    state = models.CharField(_("état"), max_length=20, choices=RequestState, default=RequestState.OPENED)
    relation = models.CharField(_("lien"), max_length=10, choices=Relation)
    seeker_is_child = models.BooleanField(_("qui cherche a moins de 18 ans"), default=False)
    agrees = models.BooleanField(_("veut être mis en contact"), default=False)
    next_call_on = models.DateField(_("à rappeler le"))
    closed_at = models.DateTimeField(null=True)
    closure = models.CharField(_("raison"), max_length=20, choices=ClosureReason, blank=True)
    # What the family is told, sealed whether there is news or not
    news = models.BinaryField(default=b"")

    class Meta(Record.Meta):
        verbose_name = _("demande de recherche")
        ordering = ["-recorded_at", "-id"]
        indexes = [
            models.Index(fields=["organisation", "recorded_at", "id"], name="request_by_vault"),
            models.Index(fields=["organisation", "revision"], name="request_revision"),
            models.Index(fields=["organisation", "next_call_on"], name="request_by_call"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="tracing_state_known"),
            models.CheckConstraint(condition=Q(relation__in=Relation.values), name="tracing_relation_known"),
            models.UniqueConstraint(
                fields=["organisation", "origin"], condition=~Q(origin=""), name="request_origin_once"
            ),
        ]

    @staticmethod
    def news_place(pk: UUID) -> str:
        return f"tracing.news:{pk}"

    def write_news(self, what: str = "", place: str = "") -> None:
        """Set what the family's page shows; nothing by default. The row still has to be saved."""
        self.news = crypto.seal(self.compartment, self.news_place(self.pk), {"what": what, "place": place})


REQUEST_MOVES = Moves(
    {
        "amend_request": Move((), also=tuple(LIVE)),
        "add_family_answers": Move((), also=tuple(LIVE)),
        "record_search": Move((), also=tuple(LIVE)),
        "record_call": Move((), also=tuple(LIVE)),
        "give_family_receipt": Move((), also=tuple(LIVE)),
        "close_request": Move(tuple(LIVE), RequestState.CLOSED),
        "reopen_request": Move((RequestState.CLOSED,), RequestState.OPENED),
    }
)


class Kind(models.TextChoices):
    REGISTERED = "registered", _("Personne enregistrée")
    RETURNEE = "returnee", _("Migrant de retour")
    PATIENT = "patient", _("Patient")
    CHILD = "child", _("Enfant non accompagné")
    SAFE_AND_WELL = "safe_and_well", _("Saine et sauve")
    DECEASED = "deceased", _("Personne décédée")


class RegistrationState(models.TextChoices):
    ACTIVE = "active", _("Au registre")
    WITHDRAWN = "withdrawn", _("Retirée")
    EXPIRED = "expired", _("Échue")


class Registration(Record):
    """Somebody found or registered. Words: person, whereabouts, contact, circumstances, wish (told in advance),
    source (of a notice or an import), authority (in charge of a deceased person)."""

    state = models.CharField(
        _("état"), max_length=10, choices=RegistrationState, default=RegistrationState.ACTIVE
    )
    kind = models.CharField(_("nature"), max_length=15, choices=Kind)
    valid_until = models.DateField(_("gardée jusqu’au"))

    class Meta(Record.Meta):
        verbose_name = _("personne enregistrée")
        ordering = ["-recorded_at", "-id"]
        indexes = [
            models.Index(fields=["organisation", "recorded_at", "id"], name="registration_by_vault"),
            models.Index(fields=["organisation", "revision"], name="registration_revision"),
            models.Index(fields=["state", "valid_until"], name="registration_by_end"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RegistrationState.values), name="registration_state_known"
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="registration_kind_known"),
            models.UniqueConstraint(
                fields=["organisation", "origin"], condition=~Q(origin=""), name="registration_origin_once"
            ),
        ]

    @property
    def is_deceased(self) -> bool:
        return self.kind == Kind.DECEASED


REGISTRATION_MOVES = Moves(
    {
        "amend_registration": Move((), also=(RegistrationState.ACTIVE,)),
        "withdraw_registration": Move((RegistrationState.ACTIVE,), RegistrationState.WITHDRAWN),
    }
)


class LeadState(models.TextChoices):
    PROPOSED = "proposed", _("Proposée")
    PLAUSIBLE = "plausible", _("Confirmée une fois")
    VERIFIED = "verified", _("Confirmée par deux")
    CONTACT_OFFERED = "contact_offered", _("Contact proposé")
    ACCEPTED = "accepted", _("Acceptée")
    REFUSED = "refused", _("Refusée")
    TOLD = "told", _("Famille informée")
    RESTORED = "restored", _("Contact rétabli")
    REJECTED = "rejected", _("Écartée")


S = LeadState
LEAD_MOVES = Moves(
    {
        "confirm_lead": Move((S.PROPOSED,), S.PLAUSIBLE),
        "verify_lead": Move((S.PLAUSIBLE,), S.VERIFIED),
        "reject_lead": Move((S.PROPOSED, S.PLAUSIBLE, S.VERIFIED), S.REJECTED),
        "assess_best_interests": Move((), also=(S.PLAUSIBLE, S.VERIFIED, S.CONTACT_OFFERED, S.ACCEPTED)),
        "check_answer": Move((), also=(S.PLAUSIBLE, S.VERIFIED, S.CONTACT_OFFERED, S.ACCEPTED)),
        "offer_contact": Move((S.VERIFIED,), S.CONTACT_OFFERED),
        "accept_contact": Move((S.CONTACT_OFFERED, S.REFUSED), S.ACCEPTED, also=(S.ACCEPTED, S.TOLD)),
        "refuse_contact": Move((S.CONTACT_OFFERED, S.ACCEPTED, S.TOLD), S.REFUSED),
        "tell_family": Move((S.ACCEPTED,), S.TOLD),
        "tell_of_death": Move((S.VERIFIED,), S.TOLD),
        "restore_contact": Move((S.TOLD,), S.RESTORED),
        "undo_decision": Move((), also=tuple(state for state in S.values if state != S.PROPOSED)),
    }
)
# How far each state of a lead brings its request
STAGES = {
    S.PROPOSED: RequestState.LEAD,
    S.PLAUSIBLE: RequestState.LEAD,
    S.VERIFIED: RequestState.VERIFIED,
    S.CONTACT_OFFERED: RequestState.CONTACT_OFFERED,
    S.REFUSED: RequestState.REFUSED,
    S.ACCEPTED: RequestState.ACCEPTED,
    S.TOLD: RequestState.ACCEPTED,
    S.RESTORED: RequestState.RESTORED,
}


class Lead(Kept):
    """A request and a registration that may be of one person. Words: explanation, as the engine gave it.

    `facts` are those of both sides when it was last proposed; `hidden` while one side is protected or gone.
    """

    request = models.ForeignKey(TracingRequest, models.PROTECT, related_name="leads")
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="leads")
    state = models.CharField(_("état"), max_length=20, choices=LeadState, default=LeadState.PROPOSED)
    weight = models.FloatField()
    probability = models.FloatField()
    facts = models.CharField(max_length=65)
    hidden = models.BooleanField(default=False)

    class Meta(Kept.Meta):
        verbose_name = _("piste")
        ordering = ["-weight", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["request", "registration"], name="lead_once"),
            models.CheckConstraint(condition=Q(state__in=LeadState.values), name="lead_state_known"),
            models.CheckConstraint(
                condition=Q(probability__gte=0, probability__lte=1), name="lead_probability_range"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state"], name="lead_by_state")]

    @property
    def code(self) -> str:
        return f"lead:{str(self.pk)[:8]}"


class Decision(Kept):
    """What was decided about a lead, in order. Words: reason, and what the act asks for besides."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    act = models.CharField(max_length=30)
    before = models.CharField(max_length=20, choices=LeadState)
    after = models.CharField(max_length=20, choices=LeadState)
    undone_at = models.DateTimeField(null=True)

    class Meta(Kept.Meta):
        verbose_name = _("décision")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["lead", "number"], name="decision_number_once")]


class Search(Kept):
    """Something done to find the person. Words: place, result."""

    class Way(models.TextChoices):
        TELEPHONE = "telephone", _("Au téléphone")
        VISIT = "visit", _("Sur place")
        LISTS = "lists", _("Dans des listes")
        PHOTOGRAPHS = "photographs", _("Par une photo publiée")
        PARTNER = "partner", _("Par une autre Société ou le CICR")
        OTHER = "other", _("Autrement")

    request = models.ForeignKey(TracingRequest, models.PROTECT, related_name="searches")
    way = models.CharField(_("comment"), max_length=12, choices=Way)
    made_on = models.DateField(_("faite le"), default=date.today)

    class Meta(Kept.Meta):
        verbose_name = _("recherche faite")
        ordering = ["-made_on", "-recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(way__in=["telephone", "visit", "lists", "photographs", "partner", "other"]),
                name="search_way_known",
            )
        ]


class MessageState(models.TextChoices):
    WRITTEN = "written", _("À lire")
    RELEASED = "released", _("À remettre")
    DELIVERED = "delivered", _("Remis")
    RETURNED = "returned", _("Rendu à qui l’a écrit")


MESSAGE_MOVES = Moves(
    {
        "release_family_message": Move((MessageState.WRITTEN,), MessageState.RELEASED),
        "return_family_message": Move((MessageState.WRITTEN,), MessageState.RETURNED),
        "deliver_family_message": Move((MessageState.RELEASED,), MessageState.DELIVERED),
    }
)


class FamilyMessage(Kept):
    """A Red Cross message: family news only. Words: sender, recipient, address, text, remark, delivered."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="messages", null=True)
    state = models.CharField(_("état"), max_length=10, choices=MessageState, default=MessageState.WRITTEN)

    class Meta(Kept.Meta):
        verbose_name = _("message Croix-Rouge")
        ordering = ["-recorded_at", "-id"]
        indexes = [models.Index(fields=["organisation", "recorded_at", "id"], name="family_message_by_vault")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=MessageState.values), name="family_message_state_known"
            )
        ]

    @property
    def code(self) -> str:
        return f"family_message:{str(self.pk)[:8]}"


class FamilyReceipt(Guarded):
    """The slip by which a family asks for news. Only a keyed hash of its number is here; a new one ends the last."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    request = models.ForeignKey(TracingRequest, models.PROTECT, related_name="receipts")
    key = models.CharField(max_length=64, unique=True)
    given_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta(Guarded.Meta):
        verbose_name = _("reçu de la famille")
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(ended_at__isnull=True), name="family_receipt_live_once"
            )
        ]


class VaultKey(Guarded):
    """Blind keys of the names of a record, seekers included, with keys of the vault alone."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    record = models.UUIDField()
    key = models.CharField(max_length=32)

    class Meta(Guarded.Meta):
        constraints = [models.UniqueConstraint(fields=["key", "record"], name="vault_key_once")]
        indexes = [models.Index(fields=["record"], name="vault_key_of_record")]


class Side(models.TextChoices):
    FOUND = "found", _("Des personnes retrouvées ou enregistrées")
    SOUGHT = "sought", _("Des personnes que l’on cherche")


LIST_MOVES = Moves(
    {
        "map_list": Move((), also=(ImportState.DRAFT,)),
        "import_list": Move((ImportState.DRAFT,), ImportState.RUNNING, also=(ImportState.RUNNING,)),
        "drop_list": Move((ImportState.DRAFT, ImportState.RUNNING), ImportState.DROPPED),
    }
)


class VaultList(HandedTable):
    """A list whose rows become records of the vault. Words: report, problems and expired (of a PFIF document)."""

    compartment = crypto.FAMILY_LINKS
    side = models.CharField(_("ce que contient la liste"), max_length=6, choices=Side)

    class Meta(HandedTable.Meta):
        verbose_name = _("liste")
        ordering = ["-added_at", "-id"]
        indexes = [models.Index(fields=["organisation", "added_at"], name="list_by_vault")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="list_state_known"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="list_side_known"),
        ]

    @property
    def code(self) -> str:
        return f"list:{str(self.pk)[:8]}"


class LearntWeights(Kept):
    """What caseworkers' decisions taught the engine, and from how many. Words: weights, calibration."""

    decisions = models.PositiveIntegerField()

    class Meta(Kept.Meta):
        verbose_name = _("poids appris")
        ordering = ["-recorded_at"]
