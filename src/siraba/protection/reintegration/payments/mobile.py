"""Mobile money by the GSMA's Mobile Money API 1.2: a disbursement is posted once and asked about as often as needed.

`X-CorrelationID` is the payment's id: sent again, the operator answers `duplicateRequest`, which is one question more and
never a payment. What becomes of it comes by `PUT` on `X-Callback-URL`, from `/requeststates/{serverCorrelationId}`, or, when
no answer ever came, from `/responses/{clientCorrelationId}`. Source: GSMA Mobile Money API specification 1.2.
"""

import json
import logging
from typing import Any
from urllib.parse import quote

import urllib3
from django.conf import settings
from django.utils import timezone
from urllib3.exceptions import HTTPError, NewConnectionError

from siraba.foundation.messaging.numbers import read_number
from siraba.protection.reintegration.payments.channels import Order, Outcome, Result

log = logging.getLogger("siraba.payments")
CONNECT_SECONDS = 5
CURRENCY = "XOF"
# What the operator says of a request or of a transaction, in its own words
DONE, NOT_DONE = ("completed",), ("failed", "rejected", "declined", "cancelled", "expired")
MOST_BYTES = 65_536
Said = dict[str, Any]


def mobile_money() -> "MobileMoney | None":
    """The operator of the settings; None when there is none."""
    if not settings.MOBILE_MONEY_URL:
        return None
    return MobileMoney(settings.MOBILE_MONEY_URL, settings.MOBILE_MONEY_KEY, settings.MOBILE_MONEY_ACCOUNT)


class MobileMoney:
    """One operator. Nothing is retried here, and no redirect followed."""

    def __init__(self, url: str, key: str, account: str):
        self._url, self._key, self._account = url.rstrip("/"), key, account
        timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=settings.MOBILE_MONEY_SECONDS)
        self._pool = urllib3.PoolManager(retries=False, timeout=timeout, cert_reqs="CERT_REQUIRED")

    def ready(self) -> bool:
        try:
            return self._ask("GET", "/heartbeat")[0] == 200
        except HTTPError:
            return False

    def send(self, order: Order) -> Outcome:
        body = {
            "amount": str(order.amount),
            "currency": CURRENCY,
            "debitParty": [{"key": "accountid", "value": self._account}],
            "creditParty": [{"key": "msisdn", "value": msisdn(order.wallet)}],
            "requestingOrganisationTransactionReference": order.code,
        }
        headers = {"X-CorrelationID": order.id}
        if order.callback:
            headers["X-Callback-URL"] = order.callback
        try:
            status, said = self._ask("POST", "/transactions/type/disbursement", headers, body)
        except NewConnectionError:  # not a byte has left
            return Outcome(Result.FAILED, reason="unreachable")
        except HTTPError as lost:
            log.warning("no answer to %s: %s", order.code, type(lost).__name__)
            return Outcome(Result.AMBIGUOUS, reason="no_answer")
        return _answer(status, said)

    def query(self, order: Order) -> Outcome:
        try:
            if order.server_id:
                return self._state(order.server_id)
            return self._recover(order.id)
        except HTTPError:
            return Outcome(Result.AMBIGUOUS, reason="no_answer")

    def name_of(self, wallet: str) -> str | None:
        try:
            status, said = self._ask("GET", f"/accounts/msisdn/{quote(msisdn(wallet), safe='')}/accountname")
        except HTTPError:
            return None
        name = said.get("name") or {}
        parts = [name.get(part, "") for part in ("firstName", "middleName", "lastName")]
        return (name.get("fullName") or " ".join(part for part in parts if part)) if status == 200 else None

    def _state(self, server_id: str) -> Outcome:
        status, said = self._ask("GET", f"/requeststates/{quote(server_id, safe='')}")
        if status != 200:
            return Outcome(Result.AMBIGUOUS, reason=_code(said))
        found = read(said)
        return (
            self._transaction(found.reference) if found.result == Result.PAID and found.reference else found
        )

    def _recover(self, client_id: str) -> Outcome:
        status, said = self._ask("GET", f"/responses/{quote(client_id, safe='')}")
        if status == 404:
            return Outcome(Result.UNHEARD)
        link = str(said.get("link", ""))
        if status != 200 or not link:
            return Outcome(Result.AMBIGUOUS, reason=_code(said))
        return self._transaction(link.rstrip("/").rsplit("/", 1)[-1])

    def _transaction(self, reference: str) -> Outcome:
        status, said = self._ask("GET", f"/transactions/{quote(reference, safe='')}")
        return read(said) if status == 200 else Outcome(Result.AMBIGUOUS, reason=_code(said))

    def _ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: Said | None = None
    ) -> tuple[int, Said]:
        sent = {"X-Date": timezone.now().isoformat(), "X-API-Key": self._key, **(headers or {})}
        answer = self._pool.request(
            method, f"{self._url}{path}", headers=sent, json=body, redirect=False, preload_content=False
        )
        try:
            return answer.status, _object(answer.read(MOST_BYTES, decode_content=True))
        finally:
            answer.close()


def msisdn(wallet: str) -> str:
    """The number with its country, as the operator wants it; what is no number of a telephone as it was written."""
    return read_number(wallet) or wallet.strip()


def read_callback(content: bytes) -> Outcome | None:
    """What the operator puts on the callback: a transaction, or the state of the request; None for anything else."""
    said = _object(content[:MOST_BYTES])
    return (
        read(said) if said.get("transactionStatus") or said.get("status") or said.get("errorCode") else None
    )


def read(said: Said) -> Outcome:
    """A transaction or the state of a request, in our words."""
    if "errorCode" in said:
        return Outcome(Result.FAILED, reason=_code(said))
    status = str(said.get("transactionStatus") or said.get("status") or "").lower()
    result = Result.PAID if status in DONE else Result.FAILED if status in NOT_DONE else Result.PENDING
    reference = str(said.get("transactionReference") or said.get("objectReference") or "")
    return Outcome(
        result,
        reference[:256],
        str(said.get("serverCorrelationId") or "")[:256],
        _code(said.get("error") or {}) if result == Result.FAILED else "",
        _francs(said.get("amount")),
    )


def _answer(status: int, said: Said) -> Outcome:
    """The first answer. What the operator refuses by its own rules is not paid; a fault of its own says nothing."""
    if status in (200, 201, 202):
        return read(said)
    if 400 <= status < 500 and said.get("errorCode") and said["errorCode"] != "duplicateRequest":
        return Outcome(Result.FAILED, reason=_code(said))
    return Outcome(Result.AMBIGUOUS, reason=_code(said) or f"http_{status}")


def _code(said: Any) -> str:
    return str(said.get("errorCode", ""))[:64] if isinstance(said, dict) else ""


def _francs(amount: Any) -> int | None:
    """Whole francs; -1 for an amount that is none, so that it differs from what was asked."""
    if amount is None:
        return None
    whole, _dot, cents = str(amount).partition(".")
    return int(whole) if whole.isdecimal() and not cents.strip("0") else -1


def _object(content: bytes) -> Said:
    try:
        said = json.loads(content)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
