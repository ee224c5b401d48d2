"""Asking witnesses for their cosignatures, over HTTP or by a file."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import urllib3

from siraba.engines.transparency.errors import BadNote, BadWitness
from siraba.engines.transparency.notes import Checkpoint, Note, Signature, Verifier, decimal
from siraba.engines.transparency.proofs import Request

SECONDS = 10.0
LARGEST_ANSWER = 64_000
TRIES = 3  # another of our processes may move the witness between two of them

Consistency = Callable[[int, int], Sequence[bytes]]


@dataclass(frozen=True)
class Cosigned:
    """`went_back`: the witness knew less than what it had cosigned before, as if an old state had been restored."""

    signature: Signature
    size: int
    went_back: bool = False


@dataclass(frozen=True)
class Place:
    """A witness: where it is, whose key, and the size that it cosigned last, as far as we know."""

    url: str
    key: Verifier
    known: int = 0


def request_for(note: Note, old: int, consistency: Consistency) -> Request:
    """What a witness that cosigned `old` leaves is asked."""
    return Request(old, tuple(consistency(old, Checkpoint.parse(note.text).size)), note)


def submit(place: Place, note: Note, consistency: Consistency, seconds: float = SECONDS) -> Cosigned:
    """The witness's cosignature on this checkpoint. A refusal or a silence is a `BadWitness`."""
    size, old, lowest = Checkpoint.parse(note.text).size, place.known, place.known
    for _ in range(TRIES):
        status, body = _post(place.url, str(request_for(note, min(old, size), consistency)).encode(), seconds)
        if status == 200:
            return Cosigned(read_cosignature(note, body, place.key), size, lowest < place.known)
        if status != 409:
            break
        told = _told(place, body)
        if told > size:
            raise BadWitness("ahead", f"{place.key.name} a déjà attesté {told} entrées, plus que {size}.")
        if told == old == size:
            raise BadWitness("forked", f"{place.key.name} connaît une autre racine à {size} entrées.")
        old, lowest = told, min(lowest, told)
    raise BadWitness(f"status_{status}", f"{place.key.name} refuse ({status}) : {_short(body)}")


def read_cosignature(note: Note, body: str, key: Verifier) -> Signature:
    """The cosignature of this key in the answer of a witness; others are ignored."""
    try:
        found = Note.parse(f"{note.text}\n{body}".encode()).verified([key])
    except BadNote as error:
        raise BadWitness("answer", f"La réponse de {key.name} n’est pas une cosignature : {error}") from None
    if not found:
        raise BadWitness("answer", f"La réponse ne porte pas la cosignature de {key.name}.")
    return found[0][1]


def read_answer_file(note: Note, raw: bytes, key: Verifier) -> Signature:
    """The cosignature in the file that a witness gave back on a stick."""
    status, _, body = raw.decode("utf-8", "replace").partition("\n")
    if status != "200":
        raise BadWitness(f"status_{_short(status)}", f"{key.name} refuse ({_short(status)}) : {_short(body)}")
    return read_cosignature(note, body, key)


def collect(
    places: Sequence[Place], note: Note, consistency: Consistency, seconds: float = SECONDS
) -> tuple[Note, dict[str, Cosigned | BadWitness]]:
    """The note with the cosignatures that came, and what each witness said, by the name of its key."""

    def ask(place: Place) -> Cosigned | BadWitness:
        try:
            return submit(place, note, consistency, seconds)
        except BadWitness as refusal:
            return refusal

    with ThreadPoolExecutor(max(1, len(places))) as pool:
        said = dict(zip((place.key.name for place in places), pool.map(ask, places), strict=True))
    return note.with_signatures(_signatures(said.values())), said


def _signatures(answers: Iterable[Cosigned | BadWitness]) -> list[Signature]:
    return [answer.signature for answer in answers if isinstance(answer, Cosigned)]


def _post(url: str, body: bytes, seconds: float) -> tuple[int, str]:
    try:
        answer = urllib3.request(
            "POST",
            url.rstrip("/") + "/add-checkpoint",
            body=body,
            headers={"Content-Type": "text/plain; charset=utf-8"},
            timeout=urllib3.Timeout(total=seconds),
            retries=False,
            redirect=False,
            preload_content=False,
        )
        raw = answer.read(LARGEST_ANSWER)
        answer.close()
    except urllib3.exceptions.HTTPError as error:
        raise BadWitness("silent", f"{url} ne répond pas : {type(error).__name__}.") from None
    return answer.status, raw.decode("utf-8", "replace")


def _told(place: Place, body: str) -> int:
    try:
        return decimal(body.removesuffix("\n"))
    except BadNote:
        raise BadWitness("answer", f"{place.key.name} ne dit pas la taille qu’il connaît.") from None


def _short(text: str) -> str:
    return " ".join(text.split())[:200]
