"""A fund with its duties, an envelope with money, and applications whose instalment may be paid."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Purpose
from siraba.foundation.accounts.models import Account
from siraba.foundation.ledger.actions import open_envelope, receive
from siraba.foundation.ledger.models import Envelope
from siraba.foundation.organisations.models import Organisation
from siraba.protection.reintegration.calls.models import Application, ApplicationState, Call, Fund
from siraba.protection.reintegration.payments.batches import approve_batch, prepare_batch, send_batch
from siraba.protection.reintegration.payments.contracts import (
    Part,
    open_instalments,
    release_instalment,
    sign_contract,
)
from siraba.protection.reintegration.payments.models import (
    Batch,
    CallEnvelope,
    Channel,
    Contract,
    Instalment,
    InstalmentState,
    Payment,
    WalletCheck,
)
from siraba.protection.reintegration.payments.tests.operator import Operator
from siraba.protection.reintegration.safeguards.tests.conftest import (
    charge,
    make_application,
    make_call,
    make_fund,
)

SYSTEM = "a test looks at the row itself"
DUTIES = {"oumou": "secretary", "pierre": "payer", "kadi": "accountant", "nene": "auditor"}


def make_people(fund: Fund, account_for) -> SimpleNamespace:
    """Who is charged with what: secretary, payer, accountant, auditor."""
    found = {}
    for username, duty in DUTIES.items():
        known = Account.objects.filter(username=username).first() or account_for(username)
        found[duty] = charge(known, fund, duty)
    return SimpleNamespace(**found)


def make_envelope(call: Call, amount: int = 50_000_000, **earmark) -> Envelope:
    """An envelope of a fictitious donor, filled, and given to the call."""
    today = timezone.localdate()
    words = {"from_day": today - timedelta(days=10), "until_day": today + timedelta(days=300)} | earmark
    holder = call.fund.organisation
    donor = Organisation.objects.get(code="oim")
    envelope = open_envelope(None, donor=donor, holder=holder, title="Don d’essai", fictitious=True, **words)
    receive(None, envelope, amount=amount, day=today, reference=f"essai:{uuid4().hex[:8]}", label="Essai")
    giver = Account.objects.filter(organisation=holder).first()
    CallEnvelope.objects.create(call=call, envelope=envelope, added_by=giver)
    return envelope


def approved(call: Call, granted: int = 300_000, **more) -> Application:
    """What the committee retained."""
    number = uuid4().int % 10**6
    words = {"phone": f"70{number:06d}", "wallet": f"70{number:06d}", "applicant": name_of(number)} | more
    return make_application(call, state=ApplicationState.APPROVED, granted=granted, **words)


FIRST = "Aïssata Oumar Fatoumata Seydou Hawa Idrissa Mariam Boubacar Kadidia Modibo".split()
LAST = "Diarra Traoré Keïta Coulibaly Ouattara Touré Maïga Sissoko Dembélé Konaté".split()


def name_of(number: int) -> str:
    return f"{FIRST[number % 10]} {LAST[number // 10 % 10]}"


def contracted(call: Call, by: Actor, granted: int = 300_000, parts=None, **more) -> Application:
    """With its contract: one instalment that is due today, unless `parts` says more."""
    application = approved(call, granted, **more)
    today = timezone.localdate()
    sign_contract(by, application, signed_on=today, parts=parts or [Part(granted, today)])
    open_instalments(None)
    return application


def first_of(application: Application, order: int = 1) -> Instalment:
    return Instalment.objects.system(SYSTEM).get(application=application, order=order)


def payable(call: Call, by: Actor, **more) -> Instalment:
    instalment = first_of(contracted(call, by, **more))
    release_instalment(by, instalment)
    return instalment


def many_payable(call: Call, count: int, by: Actor, amount: int = 100_000) -> list[Instalment]:
    """As `payable`, written at once: each is of somebody else, whose wallet's name agrees."""
    made = []
    for number in range(count):
        phone = f"6{uuid4().int % 10**7:07d}"
        application = make_application(
            call,
            name_of(number),
            state=ApplicationState.CONTRACTED,
            granted=amount,
            phone=phone,
            wallet=phone,
        )
        Contract(
            application=application,
            amount=amount,
            signed_on=timezone.localdate(),
            written_by_id=by.account_id,
        ).save(force_insert=True)
        instalment = Instalment(
            application=application,
            order=1,
            amount=amount,
            due_on=timezone.localdate(),
            state=InstalmentState.RELEASED,
            released_by_id=by.account_id,
        )
        instalment.write(milestone="", proof="")
        instalment.save(force_insert=True)
        WalletCheck.objects.create(application=application, wallet_key=application.wallet_key, agrees=True)
        made.append(instalment)
    return made


def sent_batch(fund: Fund, people, instalments, channel: str = Channel.MOBILE) -> Batch:
    """Prepared by the accountant, approved by the payer, let go."""
    batch = prepare_batch(
        people.accountant, fund, channel=channel, instalments=[one.pk for one in instalments]
    )
    approve_batch(people.payer, batch)
    send_batch(people.accountant, batch)
    return batch


def payments_in(batch: Batch) -> list[Payment]:
    return list(Payment.objects.system(SYSTEM).filter(batch=batch).order_by("made_at", "pk"))


def only_payment(batch: Batch) -> Payment:
    (payment,) = payments_in(batch)
    return payment


@pytest.fixture
def fund(db) -> Fund:
    return make_fund()


@pytest.fixture
def people(fund, account_for) -> SimpleNamespace:
    return make_people(fund, account_for)


@pytest.fixture
def call(fund, people) -> Call:
    return make_call(fund)


@pytest.fixture
def envelope(call) -> Envelope:
    return make_envelope(call)


@pytest.fixture
def operator(settings) -> Iterator[Operator]:
    """The simulated operator, set as the site's; questions are asked without waiting."""
    made = Operator()
    settings.MOBILE_MONEY_URL, settings.MOBILE_MONEY_KEY = made.url, "clef-d-essai"
    settings.MOBILE_MONEY_ACCOUNT, settings.MOBILE_MONEY_SECONDS = "fonds", 5
    settings.PAYMENT_SILENT_SECONDS = settings.PAYMENT_UNHEARD_HOURS = 0
    settings.PAYMENT_CALLBACK_URL = "https://siraba.example"
    yield made
    made.close()


def actor_of(username: str) -> Actor:
    return Actor.of(Account.objects.get(username=username), Purpose.FUND)
