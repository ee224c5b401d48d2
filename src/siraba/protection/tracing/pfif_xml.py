"""The records of a PFIF document as they stand in it: where they are, and the texts of their fields.

A document is read as a stream, without a tree, so that what is no record costs no memory.
"""

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml.expatreader import DefusedExpatParser
from django.utils.translation import gettext as _

from siraba.foundation.access.errors import Invalid

NAMESPACES = {f"http://zesty.ca/pfif/{version}" for version in ("1.1", "1.2", "1.3", "1.4")}
ROOTS = {(uri, "pfif") for uri in NAMESPACES} | {("http://www.w3.org/2005/Atom", "feed"), (None, "rss")}
LARGEST = 20 * 1024 * 1024
MOST_RECORDS = 100_000
# As fields were called before: home_zip until 1.1, the others until 1.3
RENAMED = {
    "home_zip": "home_postal_code",
    "first_name": "given_name",
    "last_name": "family_name",
    "found": "author_made_contact",
    "other": "description",
}


@dataclass
class RawRecord:
    """`kind` is person or note; `around` the person in whose element a note stands; `twice` the fields that are repeated.

    `texts` are by the names of 1.4, whatever the version.
    """

    kind: str
    line: int
    around: "RawRecord | None"
    texts: dict[str, str] = field(default_factory=dict)
    twice: set[str] = field(default_factory=set)

    def add(self, name: str, text: str) -> None:
        name = RENAMED.get(name, name)
        if name in self.texts:
            self.twice.add(name)
        self.texts[name] = text


def raw_records(content: bytes) -> list[RawRecord]:
    """The records of a PFIF document 1.1 to 1.4, or of an Atom or RSS feed that declares its namespace, in their order.

    Raises:
        Invalid: it is none of these, it has a DTD (and so could have entities), or it is too large.
    """
    if len(content) > LARGEST:
        raise Invalid(_("Ce fichier dépasse 20 Mo : coupez-le."), "table")
    gathered = _Records()
    parser = DefusedExpatParser(namespaceHandling=1, forbid_dtd=True)
    parser.setContentHandler(gathered)
    try:
        parser.parse(BytesIO(content))
    # ValueError is what defusedxml forbids, and with LookupError an encoding that nobody knows
    except (SAXException, ValueError, LookupError) as error:
        raise _not_pfif() from error
    if not gathered.knows_pfif:
        raise _not_pfif()
    return gathered.records


def _not_pfif() -> Invalid:
    return Invalid(_("Ce fichier n’est pas un fichier PFIF (versions 1.1 à 1.4)."), "table")


class _Records(ContentHandler):
    """Gathers the records wherever they stand, and their direct children as fields."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[RawRecord] = []
        self.knows_pfif = False
        # For each open element: the record or the field that it is, or None
        self._open: list[RawRecord | str | None] = []
        self._inside: RawRecord | None = None
        self._text: list[str] | None = None
        self._place: Any = None

    def setDocumentLocator(self, locator: Any) -> None:
        self._place = locator

    def startPrefixMapping(self, prefix: str | None, uri: str) -> None:
        self.knows_pfif = self.knows_pfif or uri in NAMESPACES

    def startElementNS(self, name: Any, qname: Any, attrs: Any) -> None:
        if not self._open and name not in ROOTS:
            raise _not_pfif()
        self._open.append(self._opened(name[-1]) if name[0] in NAMESPACES else None)

    def endElementNS(self, name: Any, qname: Any) -> None:
        closed = self._open.pop()
        if isinstance(closed, RawRecord):
            self._inside = closed.around
        elif closed and self._inside and self._text is not None:
            self._inside.add(closed, "".join(self._text))
            self._text = None

    def characters(self, content: str) -> None:
        if self._text is not None:
            self._text.append(content)

    def _opened(self, tag: str) -> RawRecord | str | None:
        around = self._inside
        if around is None:
            return self._record(tag) if tag in ("person", "note") else None
        if self._open[-1] is not around:
            return None
        if tag == "note" and around.kind == "person":
            return self._record(tag)
        self._text = []
        return tag

    def _record(self, kind: str) -> RawRecord:
        if len(self.records) == MOST_RECORDS:
            raise Invalid(_("Plus de %(most)d fiches : coupez le fichier.") % {"most": MOST_RECORDS}, "table")
        self._inside = RawRecord(kind, self._place.getLineNumber(), self._inside)
        self.records.append(self._inside)
        return self._inside
