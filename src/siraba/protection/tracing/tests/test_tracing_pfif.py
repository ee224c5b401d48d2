"""PFIF: what is written comes back, what is wrong is said by its line, what has expired is gone. Everybody here is invented."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from siraba.foundation.access.errors import Invalid
from siraba.protection.tracing import pfif, pfif_xml
from siraba.protection.tracing.pfif import (
    NAMESPACE,
    Note,
    Person,
    from_fields,
    is_expired,
    read,
    stub,
    to_fields,
    write,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PAST, FUTURE = NOW - timedelta(days=2), NOW + timedelta(days=60)
ID = "tracing.example.org/person.1"

# The specification's example in words of ours: one sought person with a note, another that is found
EXAMPLE = """<?xml version="1.0" encoding="UTF-8"?>
<pfif:pfif xmlns:pfif="http://zesty.ca/pfif/1.4">
  <pfif:person>
    <pfif:person_record_id>familles.example.org/p.17</pfif:person_record_id>
    <pfif:entry_date>2026-02-03T09:21:12Z</pfif:entry_date>
    <pfif:expiry_date>2027-02-03T09:21:12Z</pfif:expiry_date>
    <pfif:author_name>Oumou Diarra</pfif:author_name>
    <pfif:author_phone>+223 70 00 00 01</pfif:author_phone>
    <pfif:source_name>Familles</pfif:source_name>
    <pfif:source_date>2026-02-03T09:21:12Z</pfif:source_date>
    <pfif:full_name>Mamoutou Koulibaly
Mamadou Coulibaly</pfif:full_name>
    <pfif:given_name>Mamoutou</pfif:given_name>
    <pfif:family_name>Koulibaly</pfif:family_name>
    <pfif:sex>male</pfif:sex>
    <pfif:age>15-18</pfif:age>
    <pfif:home_city>Toukoto</pfif:home_city>
    <pfif:home_state>ML-1</pfif:home_state>
    <pfif:home_country>ML</pfif:home_country>
    <pfif:note>
      <pfif:note_record_id>relais.example.net/n.5</pfif:note_record_id>
      <pfif:entry_date>2026-02-05T20:52:25Z</pfif:entry_date>
      <pfif:author_name>Issa Traoré</pfif:author_name>
      <pfif:source_date>2026-02-05T20:52:25Z</pfif:source_date>
      <pfif:author_made_contact>true</pfif:author_made_contact>
      <pfif:status>believed_alive</pfif:status>
      <pfif:last_known_location>Gogui</pfif:last_known_location>
      <pfif:text>Il va bien &amp; cherche un téléphone.</pfif:text>
    </pfif:note>
  </pfif:person>
  <pfif:note>
    <pfif:note_record_id>relais.example.net/n.6</pfif:note_record_id>
    <pfif:person_record_id>ailleurs.example.com/p.3</pfif:person_record_id>
    <pfif:author_name>Issa Traoré</pfif:author_name>
    <pfif:source_date>2026-02-06T08:00:00.250Z</pfif:source_date>
    <pfif:text>Vue à la gare.</pfif:text>
  </pfif:note>
</pfif:pfif>
""".encode()


def document(*records: str, version: str = "1.4") -> bytes:
    return f'<pfif xmlns="http://zesty.ca/pfif/{version}">{chr(10).join(records)}</pfif>'.encode()


def record(kind: str = "person", **texts: str) -> str:
    said = {"person_record_id": ID, "source_date": "2026-02-01T00:00:00Z"} | texts
    return f"<{kind}>" + "".join(f"<{name}>{text}</{name}>" for name, text in said.items()) + f"</{kind}>"


def test_the_example_is_read():
    found = read(EXAMPLE, NOW)
    assert (found.problems, found.expired) == ((), ())
    (person,), (inside, alone) = found.persons, found.notes
    assert person.full_name.split("\n") == ["Mamoutou Koulibaly", "Mamadou Coulibaly"]
    assert person.expiry_date == datetime(2027, 2, 3, 9, 21, 12, tzinfo=UTC)
    assert (inside.person_record_id, inside.status) == (person.person_record_id, "believed_alive")
    assert inside.text == "Il va bien & cherche un téléphone."
    assert alone.source_date == datetime(2026, 2, 6, 8, 0, 0, 250_000, tzinfo=UTC)
    assert read(write(found.persons, found.notes, NOW), NOW) == found


def test_fields_are_written_in_the_order_of_the_specification():
    found = read(EXAMPLE, NOW)
    root = fromstring(write(found.persons, found.notes, NOW))
    person = root[0]
    names = [child.tag.removeprefix(f"{{{NAMESPACE}}}") for child in person]
    order = [*(field.name for field in fields(Person)), "note"]
    assert names == sorted(names, key=order.index)
    assert {"person_record_id", "source_date", "full_name"} <= set(names)
    assert [child.tag for child in root] == [f"{{{NAMESPACE}}}person", f"{{{NAMESPACE}}}note"]


TEXT = st.text(max_size=30)
MOMENT = st.none() | st.datetimes(timezones=st.just(UTC))
IDENTIFIER = st.from_regex(r"[a-z]{1,8}\.org/[!-~]{1,8}", fullmatch=True)
CHOSEN = {
    "person_record_id": IDENTIFIER,
    "note_record_id": IDENTIFIER,
    "linked_person_record_id": IDENTIFIER | st.just(""),
    "entry_date": MOMENT,
    "source_date": MOMENT,
    "expiry_date": st.none() | st.datetimes(min_value=datetime(2027, 1, 1), timezones=st.just(UTC)),
    "sex": st.sampled_from(["", *sorted(pfif.SEXES)]),
    "status": st.sampled_from(["", *sorted(pfif.STATUSES)]),
    "author_made_contact": st.sampled_from(["", "true", "false"]),
    "date_of_birth": st.dates().flatmap(
        lambda day: st.sampled_from(["", *(str(day)[:n] for n in (4, 7, 10))])
    ),
    "age": st.tuples(st.integers(0, 60), st.integers(60, 120)).flatmap(
        lambda ends: st.sampled_from(["", str(ends[0]), f"{ends[0]}-{ends[1]}"])
    ),
}


def records_of(kind):
    return st.builds(kind, **{one.name: CHOSEN.get(one.name, TEXT) for one in fields(kind)})


def without_forbidden(one):
    """As XML 1.0 would have it, told character by character."""

    def allowed(c: str) -> bool:
        return c in "\t\n\r" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")

    texts = {field.name: getattr(one, field.name) for field in fields(one)}
    return replace(one, **{n: "".join(filter(allowed, t)) for n, t in texts.items() if isinstance(t, str)})


@given(
    st.lists(records_of(Person), max_size=4, unique_by=lambda one: one.person_record_id),
    st.lists(records_of(Note), max_size=4, unique_by=lambda one: one.note_record_id),
)
def test_any_text_in_any_field_comes_back(persons, notes):
    found = read(write(persons, notes, NOW), NOW)
    assert found.problems == ()
    assert found.persons == tuple(map(without_forbidden, persons))
    by_id = {one.note_record_id: one for one in found.notes}
    assert by_id == {one.note_record_id: without_forbidden(one) for one in notes}


@pytest.mark.parametrize(
    "hard", ["]]>", "</pfif:person><x>", "&lol;", "a\r\nb\rc", "\x00\x0b\ud800é\ufffe", "\U0001f600"]
)
def test_a_document_is_well_formed_whatever_the_text(hard):
    (person,) = read(write([Person(ID, description=hard, source_date=NOW)], [], NOW), NOW).persons
    assert person == without_forbidden(Person(ID, description=hard, source_date=NOW))


@pytest.mark.parametrize("version", ["1.1", "1.2", "1.3"])
def test_older_versions_are_read_under_the_names_of_today(version):
    note = record("note", note_record_id="a.org/n", found="true", text="Vu")
    person = record(first_name="Awa", last_name="Keita", home_zip="BP 12", other="Boite").replace(
        "</person>", ""
    )
    found = read(document(person + note + "</person>", version=version), NOW)
    assert found.problems == ()
    (one,), (said,) = found.persons, found.notes
    assert (one.given_name, one.family_name, one.home_postal_code, one.description) == (
        "Awa",
        "Keita",
        "BP 12",
        "Boite",
    )
    assert said.author_made_contact == "true"
    assert NAMESPACE.encode() in write(found.persons, found.notes, NOW)


@pytest.mark.parametrize(
    "feed",
    [
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:p="{ns}"><title>Fil</title><entry><title>Awa</title>'
        "<p:person><p:person_record_id>{id}</p:person_record_id></p:person></entry></feed>",
        '<rss version="2.0" xmlns:p="{ns}"><channel><item><author>x</author>'
        "<p:person><p:person_record_id>{id}</p:person_record_id></p:person></item></channel></rss>",
    ],
)
def test_people_inside_a_feed_are_read(feed):
    found = read(feed.format(ns=NAMESPACE, id=ID).encode(), NOW)
    assert found.persons == (Person(ID),)


def test_what_the_specification_does_not_know_is_left_aside():
    strange = (
        record(shoe_size="42", full_name="Awa <b>Keita</b>")
        + record("note")
        + "<person_record_id>x</person_record_id>"
    )
    found = read(
        document(strange.replace("<note>", "<group><note>").replace("</note>", "</note></group>")), NOW
    )
    assert [one.full_name for one in found.persons] == ["Awa Keita"]
    assert len(found.problems) == 1  # the note has no identifier of its own


BAD = [
    ({"person_record_id": ""}, "person_record_id : un identifiant"),
    ({"person_record_id": "n/a"}, "person_record_id : un identifiant"),
    ({"person_record_id": "17"}, "person_record_id : un identifiant"),
    ({"source_date": "2026-02-30T00:00:00Z"}, "source_date : cette date"),
    ({"source_date": "2026-02-03T00:00:00+01:00"}, "source_date : cette date"),
    ({"entry_date": "03/02/2026"}, "entry_date : cette date"),
    ({"expiry_date": "2026-02-03"}, "expiry_date : cette date"),
    ({"sex": "unknown"}, "sex : PFIF"),
    ({"date_of_birth": "2009-13"}, "date_of_birth : cette date"),
    ({"date_of_birth": "2009-02-29"}, "date_of_birth : cette date"),
    ({"date_of_birth": "09"}, "date_of_birth : cette date"),
    ({"age": "18-15"}, "age : un âge"),
    ({"age": "environ 17"}, "age : un âge"),
    ({"age": "١٧"}, "age : un âge"),
]
BAD_NOTES = [
    ({"note_record_id": ""}, "note_record_id : un identifiant"),
    ({"person_record_id": ""}, "person_record_id : un identifiant"),
    ({"linked_person_record_id": "personne"}, "linked_person_record_id : un identifiant"),
    ({"status": "alive"}, "status : PFIF"),
    ({"author_made_contact": "oui"}, "author_made_contact : PFIF"),
]


@pytest.mark.parametrize(
    ("kind", "texts", "message"),
    [("person", *bad) for bad in BAD] + [("note", *bad) for bad in BAD_NOTES],
)
def test_a_bad_record_is_told_by_its_line_and_stops_no_other(kind, texts, message):
    bad = record(kind, **({"note_record_id": "a.org/n"} | texts if kind == "note" else texts))
    good = record(person_record_id="a.org/after")
    found = read(document("", bad, good), NOW)
    ((line, said),) = found.problems
    assert line == 2
    assert said.startswith(message)
    assert [one.person_record_id for one in found.persons] == ["a.org/after"]
    assert found.notes == ()


def test_each_fault_of_a_record_is_told():
    found = read(document(record(sex="f", age="?")), NOW)
    assert [said.split(" :")[0] for _line, said in found.problems] == ["sex", "age"]


def test_a_message_does_not_repeat_what_was_written():
    ((_line, said),) = read(document(record(date_of_birth="Koulibaly")), NOW).problems
    assert "Koulibaly" not in said


def test_a_field_written_twice_is_refused():
    twice = record().replace("</person>", "<person_record_id>b.org/2</person_record_id></person>")
    assert read(document(twice), NOW).problems == ((1, "person_record_id : ce champ est écrit deux fois"),)


def test_a_note_inside_a_person_is_about_nobody_else():
    note = record("note", note_record_id="a.org/n", person_record_id="b.org/2")
    found = read(document(record().replace("</person>", note + "</person>")), NOW)
    assert found.notes == ()
    assert len(found.problems) == 1
    assert found.persons[0].person_record_id == ID


def test_the_later_of_two_records_counts():
    new, old = "2026-02-02T00:00:00Z", "2026-02-01T00:00:00Z"
    records = (record(full_name="Neuf", source_date=new), record(full_name="Vieux", source_date=old))
    for order in (records, records[::-1]):
        assert [one.full_name for one in read(document(*order), NOW).persons] == ["Neuf"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"nom;sexe\nAwa;F\n",
        b"<pfif>",
        b"<html/>",
        b'<pfif xmlns="http://zesty.ca/pfif/1.0"/>',
        b'<feed xmlns="http://www.w3.org/2005/Atom"><title>Un blog</title></feed>',
        b'<?xml version="1.0" encoding="nobody-knows"?><pfif xmlns="http://zesty.ca/pfif/1.4"/>',
        EXAMPLE[: len(EXAMPLE) // 2],
    ],
)
def test_what_is_no_pfif_is_refused(content):
    with pytest.raises(Invalid) as refused:
        read(content)
    assert refused.value.field == "table"


BOMB = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "doctype",
    [
        f'<!DOCTYPE pfif [<!ENTITY l0 "lol">{BOMB}]>',
        '<!DOCTYPE pfif [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE pfif SYSTEM "http://example.org/pfif.dtd">',
    ],
)
def test_entities_are_refused(doctype):
    with pytest.raises(Invalid):
        read(doctype.encode() + document(record(full_name="&l9;")))


def test_a_file_has_limits(monkeypatch):
    with pytest.raises(Invalid):
        read(document(" " * pfif_xml.LARGEST))
    monkeypatch.setattr(pfif_xml, "MOST_RECORDS", 2)
    assert len(read(document(*(record(person_record_id=f"a.org/{n}") for n in range(2))), NOW).persons) == 2
    with pytest.raises(Invalid):
        read(document(*(record(person_record_id=f"a.org/{n}") for n in range(3))))


def test_a_deep_document_is_read():
    assert read(document("<a>" * 50_000 + "</a>" * 50_000, record()), NOW).persons[0].person_record_id == ID


WHO = Person(
    ID,
    NOW,
    PAST,
    source_date=PAST,
    full_name="Awa Keita",
    description="Cicatrice",
    photo_url="http://a.org/1",
)
SAID = Note("a.org/n", ID, text="Vue à Kayes", source_date=PAST)


def test_a_record_expires_when_its_date_has_come_and_never_without_one():
    assert is_expired(replace(WHO, expiry_date=NOW), NOW)
    assert not is_expired(replace(WHO, expiry_date=FUTURE), NOW)
    assert not is_expired(replace(WHO, expiry_date=None), NOW)


def test_a_stub_holds_an_identifier_and_dates_only():
    left = stub(WHO, NOW)
    assert left == Person(ID, entry_date=NOW, expiry_date=PAST, source_date=NOW)
    assert stub(left, FUTURE) == left


def test_an_expired_record_is_neither_written_nor_kept():
    written = write([WHO, Person("a.org/other", full_name="Issa", source_date=PAST)], [SAID], NOW)
    for gone in ("Awa", "Cicatrice", "http://a.org", "Kayes", "a.org/n"):
        assert gone.encode() not in written
    found = read(written, NOW)
    assert found.expired == (ID,)
    assert [one.full_name for one in found.persons] == ["Issa"]
    assert found.problems == ()


@given(records_of(Person), records_of(Note))
def test_nothing_of_an_expired_person_is_written(person, note):
    bare = write([Person(person.person_record_id, NOW, PAST, source_date=NOW)], [], NOW)
    expired = replace(person, expiry_date=PAST, full_name=person.full_name + "x")
    assert write([expired], [replace(note, person_record_id=person.person_record_id)], NOW) == bare


def test_notes_about_the_expired_are_not_read():
    said = record("note", note_record_id="a.org/n", text="Vue")
    found = read(
        document(said, record(expiry_date="2026-02-27T00:00:00Z").replace("</person>", f"{said}</person>")),
        NOW,
    )
    assert (found.persons, found.notes, found.expired) == ((), (), (ID,))


def test_the_end_of_a_record_is_heard_however_bad_it_is():
    found = read(document(record(expiry_date="2026-02-27T00:00:00Z", sex="?")), NOW)
    assert (found.expired, found.problems) == ((ID,), ())
    unnamed = read(document(record(expiry_date="2026-02-27T00:00:00Z", person_record_id="?")), NOW)
    assert unnamed.expired == ()
    assert len(unnamed.problems) == 1


def test_a_record_given_more_time_by_its_source_lives():
    long_gone = record(expiry_date="2026-02-20T00:00:00Z", source_date="2026-01-01T00:00:00Z")
    extended = record(expiry_date="2026-12-20T00:00:00Z", source_date="2026-02-19T00:00:00Z")
    found = read(document(extended, long_gone), NOW)
    assert found.expired == ()
    assert found.persons[0].expiry_date == datetime(2026, 12, 20, tzinfo=UTC)


PLATFORM = {
    "given_name": "Mamoutou",
    "family_name": "Koulibaly",
    "sex": "male",
    "dob": "2008-05",
    "age": "17",
    "record_year": "2025",
    "village": "Toukoto",
    "cercle": "Kita",
    "region": "Kayes",
}
RELATIVES = {
    "father_given": "Bakary",
    "mother_given": "Sira",
    "mother_family": "Diarra",
    "phone": "+223 70 00 00 02",
}


def test_the_platforms_fields_come_back():
    assert to_fields(from_fields(PLATFORM)) == PLATFORM
    everything = PLATFORM | RELATIVES
    person = from_fields(everything, with_relatives=True)
    assert to_fields(person, with_relatives=True) == everything
    assert to_fields(person) == PLATFORM
    assert person.full_name == "Mamoutou Koulibaly"


@given(st.fixed_dictionaries(dict.fromkeys([*PLATFORM, *RELATIVES], TEXT)))
def test_relatives_and_telephone_are_for_no_one_else(values):
    unmistakable = values | dict.fromkeys(RELATIVES, "Zzyzx\nphone: Zzyzx")
    person = from_fields(unmistakable | {"cercle": "Kita"})
    assert b"Zzyzx" not in write([replace(person, person_record_id=ID)], [], NOW)
    assert read(write([replace(person, person_record_id=ID)], [], NOW), NOW).problems == ()


def test_a_line_cannot_be_put_into_another():
    person = from_fields(
        {"cercle": "Kita\nphone: 1", "father_given": "Bakary\nmother_given: X"}, with_relatives=True
    )
    assert to_fields(person, with_relatives=True)["mother_given"] == ""
    assert to_fields(person, with_relatives=True)["phone"] == ""


@pytest.mark.parametrize(
    ("age", "middle"), [("17", "17"), ("15-18", "16"), ("14-16", "15"), ("0-0", "0"), ("", "")]
)
def test_an_age_is_the_middle_of_its_range(age, middle):
    assert to_fields(Person(ID, age=age, source_date=NOW))["age"] == middle


@pytest.mark.parametrize(
    ("state", "country", "region"),
    [
        ("ML-1", "", "Kayes"),
        ("BKO", "ML", "Bamako"),
        ("Ségou", "ML", "Ségou"),
        ("1", "SN", "1"),
        ("", "ML", ""),
    ],
)
def test_a_region_is_named(state, country, region):
    assert to_fields(Person(ID, home_state=state, home_country=country))["region"] == region


@pytest.mark.parametrize(
    ("full", "given", "family"),
    [
        ("Mamoutou Koulibaly\nM. Coulibaly", "Mamoutou", "Koulibaly"),
        ("Fatoumata Binta Ba", "Fatoumata Binta", "Ba"),
        ("Awa", "Awa", ""),
    ],
)
def test_a_full_name_alone_is_parted(full, given, family):
    found = to_fields(Person(ID, full_name=full))
    assert (found["given_name"], found["family_name"]) == (given, family)


def test_the_authors_telephone_is_not_the_persons():
    assert to_fields(Person(ID, author_phone="70000001"), with_relatives=True)["phone"] == ""


def test_an_unknown_person_says_nothing():
    said = to_fields(Person(ID))
    assert {name for name, value in said.items() if value} == {"sex"}
    assert said["sex"] == "unknown"
    assert from_fields({}) == Person()
