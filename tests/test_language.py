"""A crawler signs in as each role, follows every link of the site, and finds one language at a time."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest
from babel.messages.pofile import read_po
from django.test import Client
from django.urls import Resolver404, resolve

from siraba.config.catalogues import catalogue_files
from siraba.config.demonstration import load
from siraba.config.demonstration.accounts import POSTS
from siraba.foundation.accounts.models import Account
from siraba.foundation.ledger.models import Entry
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.services.models import Service
from siraba.foundation.vocabulary import lists
from siraba.prevention.development.models import ComponentTable

# Words are the same on both databases; that pages open on PostgreSQL is seen in the two worlds.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
ONE_BY_ROLE = list({role: username for username, role, *_rest in reversed(POSTS)}.values())
BACKEND = "siraba.foundation.accounts.backends.AccountBackend"
FEW = 3  # records looked at for each address and act, by each role
ENOUGH = 6  # once so many were looked at by others, a role looks at one
SPOKEN = ("title", "aria-label", "alt", "placeholder")
SILENT = ("script", "style")
VOID = ("meta", "link", "input", "br", "hr", "img", "path", "rect", "line")
ENGLISH_WORDS = re.compile(
    r"\b(the|and|with|from|this|your|you|must|please|save|search|required|error|sign in|is not|has been|yes)\b",
    re.IGNORECASE,
)
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]")
TAG = re.compile(r"<[^>]+>")


@dataclass
class Page(HTMLParser):
    """What a page says, aloud or in its attributes, apart from what it declares to be in another language."""

    language: str = ""
    texts: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)

    def __post_init__(self):
        super().__init__()
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag, attributes):
        values = {name: value or "" for name, value in attributes}
        if tag == "html":
            self.language = values["lang"]
        foreign = values.get("lang", self.language) != self.language
        muted = foreign or tag in SILENT or bool(self.open and self.open[-1][1])
        if tag == "a" and not values["href"].startswith("tel:"):
            self.links.add(values["href"].partition("#")[0])
        if not muted:
            self._say(*(values.get(name, "") for name in SPOKEN))
        if tag not in VOID:
            self.open.append((tag, muted))

    def handle_endtag(self, tag):
        while self.open and tag not in VOID and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not (self.open and self.open[-1][1]):
            self._say(data)

    def _say(self, *texts: str) -> None:
        self.texts |= {" ".join(text.split()) for text in texts} - {""}


class Phrases:
    """The messages and labels of one language, as a reader meets them: whole or with their gaps filled."""

    def __init__(self, texts: set[str]):
        pieces = {" ".join(piece.split()) for text in texts for piece in TAG.split(text)}
        spoken = {piece for piece in pieces if re.search(r"[^\W\d_]{2}", PLACEHOLDER.sub("", piece))}
        self.whole = {piece for piece in spoken if not PLACEHOLDER.search(piece)}
        gaps = ("(.+)".join(map(re.escape, PLACEHOLDER.split(piece))) for piece in spoken - self.whole)
        self.filled = re.compile("|".join(gaps).replace("(", "(?:"))

    def __contains__(self, text: str) -> bool:
        return text in self.whole or bool(self.filled.fullmatch(text))


def messages(language: str) -> set[str]:
    """What the catalogue of English makes of each message: its French, or its English."""
    path = next(path for path in catalogue_files() if path.parent.parent.name == "en")
    catalogue = read_po(path.read_bytes().splitlines(keepends=True))
    said = [message.id if language == "fr" else message.string for message in catalogue if message.id]
    return {text for entry in said for text in ([entry] if isinstance(entry, str) else entry)}


def labels(language: str) -> set[str]:
    files = [(lists.DATA / name).read_text(encoding="utf-8").splitlines() for name in lists.FILES]
    return {row[f"label_{language}"] for lines in files for row in csv.DictReader(lines)}


@pytest.fixture(scope="module")
def phrases() -> dict[str, Phrases]:
    return {language: Phrases(messages(language) | labels(language)) for language in ("fr", "en")}


def shape(path: str) -> str | None:
    """The address and the act of a path, whichever record it is about; None when no page answers there."""
    try:
        match = resolve(path.partition("?")[0])
    except Resolver404:
        return None
    query = re.sub(r"=[^&]*", "", path.partition("?")[2])
    return f"{match.view_name}/{match.kwargs.get('slug', '')}?{query}"


def walk(client: Client, by_all: Counter[str | None]) -> Iterator[tuple[str, int, Page]]:
    """Each page that can be reached from the home page, with a few records for each address and act.

    `by_all` counts those that all roles have looked at.
    """
    waiting, met, looked = ["/"], {"/"}, Counter[str | None]()
    while waiting:
        path = waiting.pop(0)
        answer = client.get(path, follow=True)
        page = Page()
        if answer["Content-Type"].startswith("text/html"):
            page.feed(answer.content.decode())
        yield path, answer.status_code, page
        for link in sorted({urljoin(path, link) for link in page.links} - met):
            met.add(link)
            kind = shape(link)
            if looked[kind] < (FEW if by_all[kind] < ENOUGH else 1):
                looked[kind] += 1
                by_all[kind] += 1
                waiting.append(link)


def faults(
    client: Client, language: str, phrases: dict[str, Phrases], by_all: Counter[str | None]
) -> Iterator[str]:
    """What is wrong on the way: a link that leads nowhere, a page that speaks the other language."""
    entered = names_and_words()
    own, other = phrases[language], phrases["en" if language == "fr" else "fr"]
    for path, status, page in walk(client, by_all):
        if status != 200:
            yield f"{path}: {status}"
        elif page.texts and page.language != language:
            yield f"{path}: lang={page.language}"
        for text in page.texts:
            if text in other and text not in own and text not in entered:
                yield f"{path}: {text}"
            elif language == "fr" and ENGLISH_WORDS.search(text):
                yield f"{path}: {text} (English words)"


def names_and_words() -> set[str]:
    """What was typed in French when the scene was made, whatever the reader's language."""
    services = Service.objects.values_list(
        "name",
        "eligibility",
        "focal_point",
        "description",
        "fees",
        "wait_time",
        "documents__name",
        "phones__function",
    )
    names = [*Account.objects.values_list("username"), *Organisation.objects.values_list("short_name")]
    tables = ComponentTable.objects.values_list("source", "licence", "unit")
    entries = Entry.objects.values_list("label")
    return {text for row in (*services, *names, *tables, *entries) for text in row}


def readers() -> Iterator[tuple[str, Client]]:
    yield "visitor", Client()
    for username in ONE_BY_ROLE:
        client = Client()
        client.force_login(Account.objects.get(username=username), backend=BACKEND)
        yield username, client


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_speaks_one_language(language, phrases):
    load(persons=60)
    found, by_all = [], Counter[str | None]()
    for username, client in readers():
        client.post("/langue/", {"language": language})
        found += [f"{username} {fault}" for fault in faults(client, language, phrases, by_all)]
    assert not found, "\n".join(found)
