"""A line to the SMS provider: SMPP 3.4 over TCP, one message at a time, each answer waited for.

Source: SMPP Protocol Specification v3.4, issue 1.2: 4.4 (submit_sm), 5.1.3 (status), 5.2.12 (esm_class), 5.2.28 (message_state),
7.1.1 (relative time), appendix B (the text of a receipt). The protocol has no encryption of its own: the line goes through the
operator's private network or a tunnel.
"""

import logging
import re
import select
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

from smpplib import consts, exceptions
from smpplib.client import Client

from siraba.foundation.messaging.parts import Encoding

ANSWER_SECONDS = 30
FAULTS = (
    exceptions.ConnectionError,
    exceptions.PDUError,
    exceptions.UnknownCommandError,
    OSError,
    struct.error,
)
DATA_CODING = {Encoding.GSM7: consts.SMPP_ENCODING_DEFAULT, Encoding.UCS2: consts.SMPP_ENCODING_ISO10646}
# The provider says that this very message will never pass; whatever else it refuses may pass later
NEVER = {
    consts.SMPP_ESME_RINVMSGLEN,
    consts.SMPP_ESME_RINVSRCADR,
    consts.SMPP_ESME_RINVDSTADR,
    consts.SMPP_ESME_RINVESMCLASS,
    consts.SMPP_ESME_RINVSRCTON,
    consts.SMPP_ESME_RINVSRCNPI,
    consts.SMPP_ESME_RINVDSTTON,
    consts.SMPP_ESME_RINVDSTNPI,
    consts.SMPP_ESME_RX_P_APPN,
    consts.SMPP_ESME_RX_R_APPN,
}
# What a receipt says, in its text or by its number → the move of the message; the other states are not the last word
ENDS = {"DELIVRD": "deliver", "EXPIRED": "expire", "DELETED": "fail", "UNDELIV": "fail", "REJECTD": "fail"}
STATES = {2: "DELIVRD", 3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 8: "REJECTD"}
RECEIPT_TYPE, MESSAGE_TYPE_BITS = 0x04, 0x3C
LOGGER = "siraba.smpp"
# At its lowest levels the library writes whole messages into the log
logging.getLogger(LOGGER).setLevel(logging.ERROR)


class LineDown(Exception):
    """The provider cannot be reached, refused the account, or the line broke: whether it took what was on its way is unknown."""


@dataclass(frozen=True)
class Answer:
    """The provider's word on one part: a status, 0 when it was taken, and the number that it gave it."""

    status: int
    provider_id: str

    @property
    def taken(self) -> bool:
        return self.status == consts.SMPP_ESME_ROK

    @property
    def never(self) -> bool:
        return self.status in NEVER


@dataclass(frozen=True)
class Receipt:
    """What became of one part: `move` is deliver, fail or expire; `said` the provider's word."""

    provider_id: str
    move: str
    said: str


@dataclass(frozen=True)
class Envelope:
    """How the parts of one message travel. `reference` (0 to 255) binds them; the same again when some are sent later."""

    number: str
    encoding: Encoding
    count: int
    reference: int
    valid_for: timedelta


class Line:
    """Bound to the provider. `take` is given each receipt before it is acknowledged."""

    def __init__(self, client: Client, sender: str, take: Callable[[Receipt], None]):
        self._client, self._sender, self._take = client, sender, take
        self._answers: dict[int, Answer] = {}
        client.set_message_sent_handler(self._answered)
        client.set_error_pdu_handler(self._answered)
        client.set_message_received_handler(self._received)

    def submit(self, envelope: Envelope, position: int, part: bytes) -> Answer:
        """Hand over one part (from 1) and wait for the provider's word.

        Raises:
            LineDown: no word came; the part may have been taken.
        """
        several = envelope.count > 1
        header = bytes([5, 0, 3, envelope.reference, envelope.count, position]) if several else b""
        try:
            sent = self._client.send_message(
                **_source(self._sender),
                dest_addr_ton=consts.SMPP_TON_INTL,
                dest_addr_npi=consts.SMPP_NPI_ISDN,
                destination_addr=envelope.number,
                esm_class=consts.SMPP_GSMFEAT_UDHI if several else consts.SMPP_MSGMODE_DEFAULT,
                data_coding=DATA_CODING[envelope.encoding],
                registered_delivery=True,
                validity_period=_relative(envelope.valid_for),
                short_message=header + part,
            )
            until = time.monotonic() + ANSWER_SECONDS
            while sent.sequence not in self._answers:
                if not self._read(until):
                    raise LineDown("no answer")
        except FAULTS as fault:
            raise LineDown(type(fault).__name__) from fault
        return self._answers.pop(sent.sequence)

    def listen(self, seconds: float, enough: Callable[[], bool]) -> None:
        """Take receipts until it is enough, or for so many seconds.

        Raises:
            LineDown: the line broke.
        """
        until = time.monotonic() + seconds
        try:
            while not enough() and self._read(until):
                pass
        except FAULTS as fault:
            raise LineDown(type(fault).__name__) from fault

    def _read(self, until: float) -> bool:
        """Act on the next thing the provider says; whether it said something in time."""
        readable, _writable, _failed = select.select(
            [self._client._socket], [], [], max(0, until - time.monotonic())
        )
        if readable:
            self._client.read_once(auto_send_enquire_link=False)
        return bool(readable)

    def _answered(self, pdu: Any) -> None:
        self._answers[pdu.sequence] = Answer(pdu.status, _text(getattr(pdu, "message_id", None)))

    def _received(self, pdu: Any) -> int:
        """Take a receipt. What people send is refused for now, so that it stays with the provider: its door is another."""
        if pdu.command != "deliver_sm":
            return consts.SMPP_ESME_ROK
        if pdu.esm_class & MESSAGE_TYPE_BITS != RECEIPT_TYPE:
            return consts.SMPP_ESME_RX_T_APPN
        if receipt := read_receipt(pdu):
            self._take(receipt)
        return consts.SMPP_ESME_ROK


@contextmanager
def open_line(url: str, sender: str, take: Callable[[Receipt], None]) -> Iterator[Line]:
    """A line to `smpp://account:password@host:port`, bound both ways while the block runs.

    Raises:
        LineDown: nobody answers there, or the account was refused.
    """
    where = urlsplit(url)
    client = Client(
        where.hostname,
        where.port,
        timeout=ANSWER_SECONDS,
        logger_name=LOGGER,
        allow_unknown_opt_params=True,
    )
    line = Line(client, sender, take)
    try:
        try:
            client.connect()
            client.bind_transceiver(
                system_id=unquote(where.username or ""), password=unquote(where.password or "")
            )
        except FAULTS as fault:
            raise LineDown(type(fault).__name__) from fault
        yield line
    finally:
        _close(client)


def _close(client: Client) -> None:
    try:
        if client.state in consts.COMMAND_STATES["unbind"]:
            client.unbind()
    except FAULTS:
        pass  # the other side was quicker
    finally:
        client.disconnect()


def read_receipt(pdu: Any) -> Receipt | None:
    """The last word on a part, from a deliver_sm's own fields or else its text; None when it is not the last, or is not readable."""
    text = bytes(pdu.short_message or b"").decode("latin-1")
    told = dict(re.findall(r"\b(id|stat):(\S+)", text)[:2])
    provider_id = _text(pdu.receipted_message_id) or told.get("id", "")
    said = STATES.get(pdu.message_state) or told.get("stat", "").upper()
    return Receipt(provider_id, ENDS[said], said) if provider_id and said in ENDS else None


def _source(sender: str) -> dict[str, Any]:
    """A name, a short code or a number, as the provider knows its client; empty leaves it to the provider."""
    if sender.isascii() and sender.isdigit() and len(sender) > 8:
        ton, npi = consts.SMPP_TON_INTL, consts.SMPP_NPI_ISDN
    elif sender and not sender.isdigit():
        ton, npi = consts.SMPP_TON_ALNUM, consts.SMPP_NPI_UNK
    else:
        ton, npi = consts.SMPP_TON_UNK, consts.SMPP_NPI_UNK
    return {"source_addr_ton": ton, "source_addr_npi": npi, "source_addr": sender}


def _relative(valid_for: timedelta) -> str:
    """`000003000000000R`: for how long from now the provider may still try."""
    hours, rest = divmod(max(60, int(valid_for.total_seconds())), 3600)
    return f"0000{hours // 24:02}{hours % 24:02}{rest // 60:02}{rest % 60:02}000R"


def _text(value: bytes | str | None) -> str:
    read = value.decode("latin-1") if isinstance(value, bytes) else value or ""
    return read.strip("\0 ")
