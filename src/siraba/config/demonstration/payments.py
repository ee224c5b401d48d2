"""The pilot call of the fictitious fund: its committee has signed, its first instalments are paid, failed or on their way."""

from datetime import timedelta

from django.utils import timezone

from siraba.config.demonstration.fund import ReintegrationFund
from siraba.foundation.ledger.models import Envelope
from siraba.protection.reintegration.calls.actions import close_call
from siraba.protection.reintegration.calls.applications import admit_application, shortlist_application
from siraba.protection.reintegration.calls.models import Application, ApplicationState, Call, Fund
from siraba.protection.reintegration.committee import deciding, meeting, proposing, signing, voting
from siraba.protection.reintegration.payments import batches, contracts
from siraba.protection.reintegration.payments.contracts import Part
from siraba.protection.reintegration.payments.models import Batch, Channel, Instalment, Payment
from siraba.protection.reintegration.payments.reconciling import ECHEC, HEADER, PAYE, reconcile_batch

SYSTEM = "the fictitious scene is played"
# Nobody's names, and none of the other calls': two spellings of one name would be flagged, as they should
APPLICANTS = ("Naba Sinaba", "Tiécoura Bengaly", "Hawoye Alhousseini", "Zoumana Dabitao", "Founé Kamissoko", "Bréhima Togola")  # fmt: skip
COMMITTEE = ("fonds-presidence", "fonds-comite", "fonds-comite-2")
ENVELOPE = "Réintégration, sans affectation (fictif)"


class PilotCall:
    """What happens after a session: who signs, who prepares, who orders, and what the bank's file says."""

    def __init__(self, scene: ReintegrationFund):
        self._scene = scene
        self._secretary, self._payer = scene.secretary, scene.actor("fonds-ordonnateur")
        self._accountant = scene.actor("fonds-comptable")
        self._president, *self._members = (scene.actor(name) for name in COMMITTEE)

    def tell(self, fund: Fund) -> None:
        call = self._presented(fund)
        self._decide(call)
        contracts.assign_envelope(self._payer, call, envelope=Envelope.objects.get(title=ENVELOPE))
        rows = Application.objects.system(SYSTEM).filter(call=call, state=ApplicationState.APPROVED)
        first = [self._contract(application) for application in rows.order_by("code")]
        sent = self._sent(fund, first[:3])
        self._reconcile(sent)
        if first[3:]:
            self._prepared(fund, first[3:])

    def _presented(self, fund: Fund) -> Call:
        call = self._scene.call(fund, "Appel pilote (fictif)", 6_000_000, -120, 0, women=0, protected=0)
        for place, name in enumerate(APPLICANTS):
            one = self._scene.application(call, place, name=f"{name} (fictif)")
            admit_application(self._secretary, one)
            self._scene.score(one)
            shortlist_application(self._secretary, one)
            self._scene.date(one, days_ago=110)
        call.closes_on = timezone.localdate() - timedelta(days=60)
        call.save()
        close_call(self._secretary, call)
        return call

    def _decide(self, call: Call) -> None:
        today = timezone.localdate()
        session = meeting.convene_session(
            self._secretary, call, held_on=today, place="Bamako, siège du fonds (fictif)", quorum=3
        )
        meeting.open_session(
            self._president, session, present=[self._scene.account(name) for name in COMMITTEE]
        )
        run = proposing.start_proposals(self._president, session)
        while not run.done:
            proposing.compute_proposals(self._president, run)
        for voter in (self._president, *self._members):
            voting.vote_proposal(voter, run, proposal="optimum", voice="for")
        deciding.adopt_proposal(self._president, run, proposal="optimum", reserve=1)
        meeting.end_session(self._president, session)
        signing.sign_minutes(self._president, session)
        signing.sign_minutes(self._members[0], session)

    def _contract(self, application: Application) -> Instalment:
        """Two instalments: one today, one when the project is seen to run."""
        today, granted = timezone.localdate(), application.granted or 0
        parts = [
            Part(granted - granted // 3, today),
            Part(granted // 3, today + timedelta(days=90), "Une visite a vu l’activité commencée"),
        ]
        contracts.sign_contract(self._payer, application, signed_on=today, parts=parts)
        first = Instalment.objects.system(SYSTEM).get(application=application, order=1)
        contracts.release_instalment(self._secretary, first)
        return first

    def _prepared(self, fund: Fund, instalments: list[Instalment]) -> Batch:
        return batches.prepare_batch(
            self._accountant,
            fund,
            channel=Channel.WALLET_FILE,
            instalments=[one.pk for one in instalments],
        )

    def _sent(self, fund: Fund, instalments: list[Instalment]) -> Batch:
        batch = self._prepared(fund, instalments)
        batches.approve_batch(self._payer, batch)
        batches.send_batch(self._accountant, batch)
        return batch

    def _reconcile(self, batch: Batch) -> None:
        """The bank paid the first, refused the second, and says nothing of the third yet."""
        payments = list(Payment.objects.system(SYSTEM).filter(batch=batch).order_by("code"))
        lines = [HEADER]
        for number, (payment, result) in enumerate(zip(payments, (PAYE, ECHEC), strict=False), 1):
            reference = f"DEMO-{number}" if result == PAYE else ""
            lines.append([payment.code, str(payment.amount), result, reference])
        content = "\n".join(";".join(line) for line in lines)
        reconcile_batch(self._accountant, batch, content=content.encode())
