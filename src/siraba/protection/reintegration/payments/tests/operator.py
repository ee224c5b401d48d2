"""An operator of mobile money with a memory, over TCP: what the GSMA's API 1.2 says of a disbursement, and what goes wrong.

Written from the specification's words for the tests alone. It counts what it really paid: by correlation id and by the
client's reference, so that a test can say that nothing was ever paid twice.
"""

import json
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

# What it does with a request: taken at once, taken and done later, refused, refused later, or the line breaks
COMPLETED, PENDING, REFUSED, FAILED_LATER, DROP_AFTER, DROP_BEFORE = (
    *("completed", "pending", "refused", "failed_later"),
    *("drop_after", "drop_before"),
)


@dataclass
class Disbursement:
    """A request that was taken."""

    client: str
    order: str
    wallet: str
    amount: str
    callback: str
    server: str = field(default_factory=lambda: str(uuid4()))
    reference: str = field(default_factory=lambda: f"MP{uuid4().hex[:10].upper()}")
    status: str = "pending"
    fails: bool = False

    def as_state(self) -> dict[str, Any]:
        said = {
            "serverCorrelationId": self.server,
            "status": self.status,
            "notificationMethod": "callback" if self.callback else "polling",
        }
        if self.status == "completed":
            said["objectReference"] = self.reference
        if self.status == "failed":
            said["error"] = {"errorCategory": "businessRule", "errorCode": "accountMaxTotalValueExceeded"}
        return said

    def as_transaction(self) -> dict[str, Any]:
        return {
            "transactionReference": self.reference,
            "transactionStatus": self.status,
            "amount": self.amount,
            "currency": "XOF",
        }


class Operator:
    """`behaviour(number)` says what happens to the nth disbursement asked for; `broken` is called where a line is cut."""

    def __init__(self, behaviour: Callable[[int], str] = lambda _number: COMPLETED):
        self.behaviour = behaviour
        self.interrupt: Callable[[int, str], None] = lambda _number, _when: None
        self.names: dict[str, str] = {}
        self.taken: dict[str, Disbursement] = {}
        self.paid: Counter[str] = Counter()
        self.paid_by_order: Counter[str] = Counter()
        self.asked: list[tuple[str, str]] = []
        self.duplicates = 0
        self.up = True
        self._lock = threading.RLock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_arguments: None  # who asked was killed
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def take(self, client: str, said: dict[str, Any], callback: str, fails: bool = False) -> Disbursement:
        order = said.get("requestingOrganisationTransactionReference", "")
        made = Disbursement(
            client, order, said["creditParty"][0]["value"], said["amount"], callback, fails=fails
        )
        with self._lock:
            self.taken[client] = made
        return made

    def finish(self, made: Disbursement) -> None:
        """Do what was pending: the money leaves here, or not, and once."""
        with self._lock:
            if made.status != "pending":
                return
            made.status = "failed" if made.fails else "completed"
            if not made.fails:
                self.paid[made.client] += 1
                self.paid_by_order[made.order] += 1

    @property
    def pending(self) -> list[Disbursement]:
        with self._lock:
            return [one for one in self.taken.values() if one.status == "pending"]


def _handler(operator: Operator) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            client = self.headers["X-CorrelationID"]
            with operator._lock:
                number = sum(method == "POST" for method, _path in operator.asked)
                operator.asked.append(("POST", client))
            if self.path != "/transactions/type/disbursement":
                return self.say(404, error("identification", "identifierError"))
            if client in operator.taken:
                operator.duplicates += 1
                return self.say(400, error("businessRule", "duplicateRequest"))
            self.disburse(number, client, body)
            return None

        def disburse(self, number: int, client: str, body: dict[str, Any]) -> None:
            does = operator.behaviour(number)
            operator.interrupt(number, "before")
            if does == DROP_BEFORE:
                return self.drop()
            if does == REFUSED:
                return self.say(400, error("businessRule", "accountMaxTotalValueExceeded"))
            made = operator.take(client, body, self.headers.get("X-Callback-URL", ""), does == FAILED_LATER)
            if does == COMPLETED:
                operator.finish(made)
            operator.interrupt(number, "after")
            if does == DROP_AFTER:
                return self.drop()
            if does == COMPLETED:
                return self.say(201, made.as_transaction())
            self.say(202, made.as_state())
            return None

        def do_GET(self) -> None:
            operator.asked.append(("GET", self.path))
            kind, _slash, wanted = self.path.strip("/").partition("/")
            every = list(operator.taken.values())
            if kind == "heartbeat":
                return self.say(200 if operator.up else 503, {"serviceStatus": "available"})
            if kind == "requeststates":
                found = next((one for one in every if one.server == wanted), None)
                return self.say(200, found.as_state()) if found else self.unknown()
            if kind == "responses":
                found = operator.taken.get(wanted)
                done = found is not None and found.status != "pending"
                return self.say(200, {"link": f"/transactions/{found.reference}"}) if done else self.unknown()
            if kind == "transactions":
                found = next((one for one in every if one.reference == wanted), None)
                return self.say(200, found.as_transaction()) if found else self.unknown()
            if kind == "accounts":
                name = operator.names.get(unquote(wanted.split("/")[1]))
                return self.say(200, {"name": {"fullName": name}}) if name else self.unknown()
            self.unknown()
            return None

        def unknown(self) -> None:
            self.say(404, error("identification", "identifierError"))

        def drop(self) -> None:
            self.close_connection = True
            self.connection.close()

        def say(self, status: int, said: dict[str, Any]) -> None:
            content = json.dumps(said).encode()
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except OSError:
                self.close_connection = True  # who asked was killed

        def log_message(self, *_arguments: Any) -> None:
            pass

    return Handler


def error(category: str, code: str) -> dict[str, str]:
    return {"errorCategory": category, "errorCode": code}
