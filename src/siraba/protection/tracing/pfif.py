"""PFIF 1.4, the People Finder Interchange Format: records of people who are sought or found, read and written.

Source: Ka-Ping Yee (ed.), PFIF 1.4 Specification, 29 May 2012, http://zesty.ca/pfif/1.4. It defines XML, and that XML
inside Atom and RSS feeds; no CSV.

What it says of expiry (Data expiry mechanism): a record without expiry_date has no end. From one day after expiry_date on,
nobody may see the person or the notes about them; a placeholder is exported instead, which holds person_record_id,
expiry_date, and the moment it was made as source_date and entry_date. Within sixty days all is erased, backups too. Here a
record is closed as soon as its date has come, without the day of grace.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from siraba.protection.tracing.pfif_xml import RawRecord, raw_records

NAMESPACE = "http://zesty.ca/pfif/1.4"
SEXES = {"female", "male", "other"}
STATUSES = {"information_sought", "is_note_author", "believed_alive", "believed_missing", "believed_dead"}
# https://www.w3.org/TR/xml/#charsets
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

RECORD_ID = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+/[!-~][ -~]*")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", re.ASCII)
DATE_OF_BIRTH = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
AGE = re.compile(r"(\d{1,3})(?:-(\d{1,3}))?", re.ASCII)
YEAR = re.compile(r"[1-9]\d{3}", re.ASCII)

# The platform's own lines in a description; the second are for no one else
LINES = ("cercle",)
RELATIVES = ("father_given", "mother_given", "mother_family", "phone")
# ISO 3166-2:ML
REGIONS = {
    "1": "Kayes",
    "2": "Koulikoro",
    "3": "Sikasso",
    "4": "Ségou",
    "5": "Mopti",
    "6": "Tombouctou",
    "7": "Gao",
    "8": "Kidal",
    "9": "Ménaka",
    "10": "Taoudénit",
    "BKO": "Bamako",
}


@dataclass(frozen=True)
class Person:
    """Who is sought or found: the 25 fields of 1.4 in the specification's order, "" or None where nothing is said.

    `full_name`, `alternate_names` and `profile_urls` hold one a line. Addresses of pictures and profiles are text that
    somebody typed: no page may make a link of one that does not begin with http.
    """

    person_record_id: str = ""
    entry_date: datetime | None = None
    expiry_date: datetime | None = None
    author_name: str = ""
    author_email: str = ""
    author_phone: str = ""
    source_name: str = ""
    source_date: datetime | None = None
    source_url: str = ""
    full_name: str = ""
    given_name: str = ""
    family_name: str = ""
    alternate_names: str = ""
    description: str = ""
    sex: str = ""
    date_of_birth: str = ""
    age: str = ""
    home_street: str = ""
    home_neighborhood: str = ""
    home_city: str = ""
    home_state: str = ""
    home_postal_code: str = ""
    home_country: str = ""
    photo_url: str = ""
    profile_urls: str = ""


@dataclass(frozen=True)
class Note:
    """What somebody says of a person at a moment: the 15 fields of 1.4 in the specification's order."""

    note_record_id: str = ""
    person_record_id: str = ""
    linked_person_record_id: str = ""
    entry_date: datetime | None = None
    author_name: str = ""
    author_email: str = ""
    author_phone: str = ""
    source_date: datetime | None = None
    author_made_contact: str = ""
    status: str = ""
    email_of_found_person: str = ""
    phone_of_found_person: str = ""
    last_known_location: str = ""
    text: str = ""
    photo_url: str = ""


KINDS: dict[str, type[Person] | type[Note]] = {"person": Person, "note": Note}
NAMES = {kind: tuple(field.name for field in fields(kind)) for kind in KINDS.values()}
IDENTIFIERS = {Person: ("person_record_id",), Note: ("note_record_id", "person_record_id")}
# What the schema wants even when it is empty; source_date, which it wants too, cannot be
EVEN_IF_EMPTY = {Person: {"full_name"}, Note: {"author_name", "text"}}
PLACEHOLDER = {"person_record_id", "entry_date", "expiry_date", "source_date"}

Record = TypeVar("Record", Person, Note)


@dataclass(frozen=True)
class Pfif:
    """What a file says: `problems` are (line of the record, message) of the records refused; `expired` are identifiers of
    people whose record must be erased here, once the caller knows that the file comes from who may say so.
    """

    persons: tuple[Person, ...]
    notes: tuple[Note, ...]
    problems: tuple[tuple[int, str], ...]
    expired: tuple[str, ...]


def is_expired(person: Person, now: datetime) -> bool:
    """Whether the date of expiry has come; a record without one never expires."""
    return person.expiry_date is not None and person.expiry_date <= now


def stub(person: Person, now: datetime | None = None) -> Person:
    """The placeholder that stands for an expired record, made at `now`; one that is a placeholder already stays as it is."""
    if not any(getattr(person, name) for name in NAMES[Person] if name not in PLACEHOLDER):
        return person
    now = now or datetime.now(UTC)
    return Person(person.person_record_id, now, person.expiry_date, source_date=now)


def read(content: bytes, now: datetime | None = None) -> Pfif:
    """The people and notes of a PFIF document (1.1 to 1.4) or of an Atom or RSS feed that holds some.

    Of two records with one identifier, the one whose source_date is later counts. Notes about a person whose record has
    expired are left out. `other`, of 1.1 to 1.3, is read into `description`, which replaced it.

    Raises:
        Invalid: it is no PFIF, it has a DTD (and so could have entities), or it is too large.
    """
    now = now or datetime.now(UTC)
    persons: list[Person] = []
    notes: list[Note] = []
    problems: list[tuple[int, str]] = []
    for raw in raw_records(content):
        values, faults = _values(raw)
        # However bad the rest of a record, its end is heard
        if raw.kind == "person" and (not faults or _ended(values, now)):
            persons.append(Person(**values))
        elif faults:
            problems += [(raw.line, fault) for fault in faults]
        else:
            notes.append(Note(**values))
    newest = _newest(persons)
    expired = tuple(one.person_record_id for one in newest if is_expired(one, now))
    closed = set(expired)
    return Pfif(
        tuple(one for one in newest if one.person_record_id not in closed),
        tuple(one for one in _newest(notes) if one.person_record_id not in closed),
        tuple(problems),
        expired,
    )


def write(persons: Iterable[Person], notes: Iterable[Note], now: datetime | None = None) -> bytes:
    """A PFIF 1.4 document in UTF-8; each note inside its person, or after them when the person is not there.

    An expired person is written as a placeholder, without notes. Characters that XML forbids are dropped. That each record
    has its identifier and its source_date, which the specification wants, is the caller's to see to.
    """
    now, persons = now or datetime.now(UTC), tuple(persons)
    closed = {one.person_record_id for one in persons if is_expired(one, now)}
    about: dict[str, list[Note]] = defaultdict(list)
    for note in notes:
        if note.person_record_id not in closed:
            about[note.person_record_id].append(note)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<pfif:pfif xmlns:pfif="{NAMESPACE}">']
    for person in persons:
        shown = stub(person, now) if person.person_record_id in closed else person
        inside = [line for note in about.pop(person.person_record_id, []) for line in _element("note", note)]
        lines += _element("person", shown, inside)
    lines += [line for alone in about.values() for note in alone for line in _element("note", note)]
    return "\n".join([*lines, "</pfif:pfif>", ""]).encode()


def to_fields(person: Person, with_relatives: bool = False) -> dict[str, str]:
    """The platform's fields of a person, "" where nothing is said (sex: unknown); with relatives, those of `RELATIVES` too.

    A full name alone is taken as a given name and, last, a family name. An age is the middle of its range, at `record_year`.
    A telephone is the person's, never the author's: PFIF has no field for it, so that it is one of the platform's own lines
    (`key: value`) of the description, as the cercle, the names of the parents and the mother's family name are.
    """
    given, family = person.given_name.strip(), person.family_name.strip()
    if not given and not family:
        *before, last = person.full_name.strip().split("\n")[0].split() or [""]
        given, family = (" ".join(before), last) if before else (last, "")
    ages = AGE.fullmatch(person.age)
    said = {
        "given_name": given,
        "family_name": family,
        "sex": person.sex or "unknown",
        "dob": person.date_of_birth,
        "age": str((int(ages[1]) + int(ages[2] or ages[1])) // 2) if ages else "",
        "record_year": str(person.source_date.year) if person.source_date else "",
        "village": person.home_city.strip(),
        "region": _region(person),
    }
    lines = _own_lines(person.description)
    asked = LINES + RELATIVES if with_relatives else LINES
    return said | {name: lines.get(name, "") for name in asked}


def from_fields(values: dict[str, str], with_relatives: bool = False) -> Person:
    """A person of PFIF, still without identifier, source and expiry. `source_date` is the first day of `record_year`, so that
    the age keeps its meaning. The parents and the telephone are written only `with_relatives`, which is never for others.
    """
    one = {name: " ".join(value.split()) for name, value in values.items()}
    year = YEAR.fullmatch(one.get("record_year", ""))
    given, family = one.get("given_name", ""), one.get("family_name", "")
    written = LINES + RELATIVES if with_relatives else LINES
    return Person(
        source_date=datetime(int(year[0]), 1, 1, tzinfo=UTC) if year else None,
        full_name=f"{given} {family}".strip(),
        given_name=given,
        family_name=family,
        description="\n".join(f"{name}: {one[name]}" for name in written if one.get(name)),
        sex=_accepted("sex", one.get("sex", "")),
        date_of_birth=_accepted("date_of_birth", one.get("dob", "")),
        age=_accepted("age", one.get("age", "")),
        home_city=one.get("village", ""),
        home_state=one.get("region", ""),
    )


def _accepted(name: str, text: str) -> str:
    try:
        return str(READERS[name](text))
    except ValueError:
        return ""


def _own_lines(description: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in reversed(description.splitlines()))
    return {name.strip(): value.strip() for name, _colon, value in pairs}


def _region(person: Person) -> str:
    """The region's name: PFIF prefers its ISO code, alone or after the country's."""
    said = person.home_state.strip()
    of_mali = said.startswith("ML-") or person.home_country == "ML"
    return REGIONS.get(said.removeprefix("ML-"), said) if of_mali else said


def _element(tag: str, record: Person | Note, inside: Iterable[str] = ()) -> Iterator[str]:
    yield f"<pfif:{tag}>"
    for name in NAMES[type(record)]:
        value = getattr(record, name)
        text = FORBIDDEN.sub("", _written(value) if isinstance(value, datetime) else value or "")
        if text or name in EVEN_IF_EMPTY[type(record)]:
            # A bare carriage return would be read back as a new line
            yield f"<pfif:{name}>{escape(text, {chr(13): '&#13;'})}</pfif:{name}>"
    yield from inside
    yield f"</pfif:{tag}>"


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _newest(records: Iterable[Record]) -> list[Record]:
    kept: dict[str, Record] = {}
    for one in records:
        identifier = getattr(one, NAMES[type(one)][0])
        before = kept.get(identifier)
        if before is None or _dated(one) >= _dated(before):
            kept[identifier] = one
    return list(kept.values())


def _dated(record: Person | Note) -> datetime:
    return record.source_date or datetime.min.replace(tzinfo=UTC)


def _ended(values: dict[str, Any], now: datetime) -> bool:
    return "person_record_id" in values and is_expired(Person(**values), now)


def _values(raw: RawRecord) -> tuple[dict[str, Any], list[str]]:
    """What the fields of a record say, and what is wrong with the others."""
    kind = KINDS[raw.kind]
    around = raw.around.texts.get("person_record_id", "").strip() if raw.around else ""
    texts = {"note_record_id": "", "person_record_id": around} | raw.texts
    values: dict[str, Any] = {}
    faults: list[str] = []
    for name in NAMES[kind]:
        try:
            if name in raw.twice:
                raise ValueError(_("ce champ est écrit deux fois"))
            if name in texts and name not in READERS:
                values[name] = texts[name]
            elif name in IDENTIFIERS[kind] or texts.get(name, "").strip():
                values[name] = READERS[name](texts[name].strip())
        except ValueError as error:
            faults.append(f"{name} : {error}")
    if raw.around and values.get("person_record_id", around) != around:
        faults.append(_("la note nomme une autre personne que la fiche qui la contient"))
    return values, faults


def _record_id(text: str) -> str:
    if not RECORD_ID.fullmatch(text):
        raise ValueError(_("un identifiant s’écrit domaine/numéro"))
    return text


def _time(text: str) -> datetime:
    wrong = _("cette date n’existe pas ou ne s’écrit pas AAAA-MM-JJThh:mm:ssZ")
    if not TIME.fullmatch(text):
        raise ValueError(wrong)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(wrong) from None


def _date_of_birth(text: str) -> str:
    found = DATE_OF_BIRTH.fullmatch(text)
    try:
        date(*(int(piece or 1) for piece in found.groups()) if found else ())
    except (TypeError, ValueError):
        raise ValueError(_("cette date n’existe pas ou ne s’écrit pas AAAA, AAAA-MM ou AAAA-MM-JJ")) from None
    return text


def _age(text: str) -> str:
    found = AGE.fullmatch(text)
    if not found or int(found[1]) > int(found[2] or found[1]):
        raise ValueError(_("un âge s’écrit 17, ou 15-18 du plus petit au plus grand"))
    return text


def _one_of(words: set[str]) -> Callable[[str], str]:
    def known(text: str) -> str:
        if text not in words:
            raise ValueError(_("PFIF ne connaît pas cette valeur"))
        return text

    return known


READERS: dict[str, Callable[[str], str | datetime]] = {
    **dict.fromkeys(("person_record_id", "note_record_id", "linked_person_record_id"), _record_id),
    **dict.fromkeys(("entry_date", "expiry_date", "source_date"), _time),
    "date_of_birth": _date_of_birth,
    "age": _age,
    "sex": _one_of(SEXES),
    "status": _one_of(STATUSES),
    "author_made_contact": _one_of({"true", "false"}),
}
