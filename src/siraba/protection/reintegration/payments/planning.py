"""The dry run: who would be paid today, from which envelope, and who not, and why. Nothing is written."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.ledger.models import Envelope, EnvelopeState, Pillar
from siraba.foundation.ledger.selectors import earmark_refuses
from siraba.protection.reintegration.calls.models import Application, ApplicationState, Fund
from siraba.protection.reintegration.payments.models import (
    OVER,
    PAID,
    CallEnvelope,
    Channel,
    Instalment,
    InstalmentState,
    Payment,
    WalletCheck,
)
from siraba.protection.reintegration.payments.money import free_in, groups_of
from siraba.protection.reintegration.safeguards.actions import blocking
from siraba.protection.reintegration.safeguards.models import Flag

SYSTEM = "the dry run of a batch, for who is charged with it"
RUNNING = (ApplicationState.CONTRACTED, ApplicationState.RUNNING)


@dataclass
class Line:
    """One instalment: what keeps it from being paid, and the envelope that would pay it when nothing does."""

    instalment: Instalment
    reasons: list[str] = field(default_factory=list)
    envelope: Envelope | None = None

    @property
    def application(self) -> Application:
        return self.instalment.application

    @property
    def payable(self) -> bool:
        return not self.reasons


@dataclass(frozen=True)
class Survey:
    """All instalments of a fund that are not paid yet."""

    lines: list[Line]

    @property
    def payable(self) -> list[Line]:
        return [line for line in self.lines if line.payable]

    @property
    def kept(self) -> list[Line]:
        return [line for line in self.lines if not line.payable]

    @property
    def total(self) -> int:
        return sum(line.instalment.amount for line in self.payable)

    @property
    def by_envelope(self) -> list[tuple[Envelope, int]]:
        sums: dict[Envelope, int] = {}
        for line in self.payable:
            if line.envelope is not None:
                sums[line.envelope] = sums.get(line.envelope, 0) + line.instalment.amount
        return list(sums.items())


def survey(fund: Fund, channel: str, only: Collection[UUID] | None = None, batch: object = None) -> Survey:
    """Look at what is to be paid. `only` are some instalments; `batch` is one whose own payments are not held against it."""
    rows = Instalment.objects.system(SYSTEM).filter(application__call__fund=fund)
    rows = rows.exclude(state=InstalmentState.PAID) if only is None else rows.filter(pk__in=list(only))
    found = list(
        rows.select_related("application__call", "application__zone")
        .defer("document")
        .order_by("due_on", "application__code", "order")
    )
    look = _Looking(found, channel, batch)
    return Survey([look.at(instalment) for instalment in found])


class _Looking:
    """What is read once for all instalments, and the money that is left as envelopes are taken from."""

    def __init__(self, found: list[Instalment], channel: str, batch: object):
        applications = {one.application_id for one in found}
        calls = {one.application.call_id for one in found}
        self.channel = channel
        self.flags = blocking(applications)
        payments = Payment.objects.system(SYSTEM).filter(application__in=applications)
        live = payments.exclude(state__in=OVER).exclude(batch=batch).exclude(state__in=PAID)
        self.live = set(live.values_list("instalment_id", flat=True))
        paid = payments.filter(state__in=PAID).order_by().values_list("application_id")
        self.paid = dict(paid.annotate(Sum("amount")))
        self.named = dict(
            WalletCheck.objects.filter(application__in=applications).values_list(
                "application_id", "wallet_key"
            )
        )
        self.envelopes = _envelopes(calls)
        self.left = {one.pk: free_in(one, batch) for ones in self.envelopes.values() for one in ones}
        self.refused: dict[tuple[object, ...], str | None] = {}

    def at(self, instalment: Instalment) -> Line:
        line = Line(instalment, [*self._of_instalment(instalment), *self._of_application(instalment)])
        if line.payable:
            line.envelope, short = self._pick(instalment)
            if line.envelope is None:
                line.reasons.append(short)
            else:
                self.left[line.envelope.pk] -= instalment.amount
        return line

    def _of_instalment(self, instalment: Instalment) -> Iterable[str]:
        state = InstalmentState(instalment.state)
        if instalment.pk in self.live:
            yield _("Un paiement de cette tranche est déjà en cours.")
        if state == InstalmentState.PAID:
            yield _("Déjà payée.")
        if state == InstalmentState.SCHEDULED:
            yield _("Pas encore due.")
        if state == InstalmentState.DUE and not instalment.proven:
            yield _("Le jalon n’a pas de preuve.")
        elif state == InstalmentState.DUE:
            yield _("Pas encore libérée.")
        if state == InstalmentState.RETURNED:
            yield _("L’argent est revenu : à libérer de nouveau.")

    def _of_application(self, instalment: Instalment) -> Iterable[str]:
        application = instalment.application
        if application.state not in RUNNING:
            yield _("Le projet est : %(state)s.") % {"state": application.get_state_display()}
        if flags := self.flags.get(application.pk):
            yield _("Une vérification n’est pas levée : %(kinds)s.") % {"kinds": _kinds(flags)}
        if self.channel != Channel.VOUCHER and not application.words.get("wallet", "").strip():
            yield _("Aucun compte de paiement.")
        elif self.channel == Channel.MOBILE and self.named.get(application.pk) != application.wallet_key:
            yield _("Le nom du compte n’a pas encore été demandé à l’opérateur.")
        granted = application.granted or 0
        if granted > application.call.ceiling:
            yield _("Le montant accordé dépasse le plafond de l’appel.")
        if self.paid.get(application.pk, 0) + instalment.amount > granted:
            yield _("Cela ferait plus que le montant accordé.")

    def _pick(self, instalment: Instalment) -> tuple[Envelope | None, str]:
        """The first envelope that fits and has enough, the most bound first; or why none does."""
        why = _("L’appel n’a pas d’enveloppe.")
        for envelope in self.envelopes.get(instalment.application.call_id, []):
            refused = self._refuses(envelope, instalment.application)
            if refused is not None:
                why = refused
            elif self.left[envelope.pk] >= instalment.amount:
                return envelope, ""
            else:
                why = _("L’enveloppe n’a plus assez : il y reste %(left)d FCFA.") % {
                    "left": max(0, self.left[envelope.pk])
                }
        return None, why

    def _refuses(self, envelope: Envelope, application: Application) -> str | None:
        groups = groups_of(application)
        key = (envelope.pk, application.zone_id, groups)
        if key not in self.refused:
            self.refused[key] = earmark_refuses(
                envelope,
                pillar=Pillar.PROTECTION,
                zone=application.zone,
                groups=groups,
                day=timezone.localdate(),
            )
        return self.refused[key]


def _envelopes(calls: Collection[int]) -> dict[int, list[Envelope]]:
    """The open envelopes of each call, the most bound first, so that what is free stays free."""
    rows = CallEnvelope.objects.filter(call__in=calls, envelope__state=EnvelopeState.OPEN)
    found: dict[int, list[Envelope]] = {}
    for one in rows.select_related("envelope__holder").prefetch_related("envelope__zones"):
        found.setdefault(one.call_id, []).append(one.envelope)
    for ones in found.values():
        ones.sort(key=_bound)
    return found


def _bound(envelope: Envelope) -> tuple[bool, bool, date, int]:
    return (not envelope.groups, not envelope.zones.all(), envelope.until_day, envelope.pk)


def _kinds(flags: Iterable[Flag]) -> str:
    return ", ".join(sorted({str(one.get_kind_display()) for one in flags}))
