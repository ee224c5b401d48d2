"""Counts for the returns: files, offences and persons, each counted by itself.

The words are those of UNODC's questionnaire for the Global Report on Trafficking in Persons (edition of 2016: offences
recorded, persons brought into formal contact, prosecuted, convicted; by sex, and citizenship for the convicted); the
current edition is to be checked. Persons are counted where a trafficking offence is retained, or none yet.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from siraba.foundation.access.actor import Actor
from siraba.foundation.vocabulary import codes
from siraba.prosecution.investigations.models import (
    Charge,
    Inquiry,
    Instance,
    Outcome,
    Suspect,
    Verdict,
)

WHY = "counts for the returns, which name nobody"
FILES, OFFENCES, CONTACT, PROSECUTED, CONVICTED = (
    "files",
    "offences",
    "formal_contact",
    "prosecuted",
    "convicted",
)
INDICATORS = (FILES, OFFENCES, CONTACT, PROSECUTED, CONVICTED)
PERSONS = (CONTACT, PROSECUTED, CONVICTED)
CHILD_BANDS = codes("age_band_ctdc")[:2]
HOME = "ML"

Counts = list[tuple[Mapping[str, str], int]]


def counts_of(first: date, last: date, organisation: int | None = None) -> Counts:
    """What happened from `first` to `last`, both included: (characteristics, number) pairs.

    Characteristics are `indicator`, `form` (of the file, empty when not said), and for persons `sex`, `age` (child,
    adult, unknown) and `citizenship` (national, foreign, unknown). A person convicted of two offences is counted once;
    a conviction that a court of appeal undid is not one.

    Args:
        organisation: only the files of this service; all of them without.
    """
    files = Q() if organisation is None else Q(inquiry__organisation=organisation)
    found = Counter(tuple(sorted(one.items())) for one in _met(first, last, organisation, files))
    return [(dict(characteristics), number) for characteristics, number in sorted(found.items())]


def years_counted(actor: Actor | None = None) -> list[int]:
    """The years since the first file or suspect, the last first; of the actor's service where one is given."""
    rows = Inquiry.objects.system(WHY)
    if actor is not None:
        rows = rows.filter(organisation=actor.organisation_id)
    days = rows.order_by("opened_at").values_list("opened_at", flat=True)
    first = days.first()
    return list(range(date.today().year, first.year - 1, -1)) if first else []


def _met(first: date, last: date, organisation: int | None, files: Q) -> Iterator[dict[str, str]]:
    inquiries = Inquiry.objects.system(WHY).filter(opened_at__date__range=(first, last))
    if organisation is not None:
        inquiries = inquiries.filter(organisation=organisation)
    for form in inquiries.values_list("form", flat=True):
        yield {"indicator": FILES, "form": form}
    charges = Charge.objects.system(WHY).filter(
        files, retained_at__date__range=(first, last), offence__trafficking=True
    )
    for form, *_rest in charges.values_list("inquiry__form", "inquiry", "offence__code").distinct():
        yield {"indicator": OFFENCES, "form": form}
    yield from _persons(CONTACT, _suspects(files).filter(named_at__date__range=(first, last)))
    yield from _persons(PROSECUTED, _suspects(files).filter(charged_at__date__range=(first, last)))
    yield from _persons(CONVICTED, _suspects(files).filter(pk__in=_convicted(first, last)))


def _suspects(files: Q) -> Any:
    """Those against whom a trafficking offence is retained, or none yet."""
    charges = Charge.objects.filter(suspect=OuterRef("pk"))
    rows = Suspect.objects.system(WHY).filter(files)
    return rows.filter(Exists(charges.filter(offence__trafficking=True)) | ~Exists(charges))


def _convicted(first: date, last: date) -> set[Any]:
    """The suspects whose last decision on a trafficking offence convicts, by the day of that decision."""
    rows = Verdict.objects.system(WHY).filter(charge__offence__trafficking=True).defer("sealed")
    latest: dict[Any, Any] = {}
    for one in rows.values("charge", "instance", "outcome", "decided_on", suspect=F("charge__suspect")):
        held = latest.get(one["charge"])
        if held is None or one["instance"] == Instance.APPEAL:
            latest[one["charge"]] = one
    return {
        one["suspect"]
        for one in latest.values()
        if one["outcome"] == Outcome.CONVICTED and first <= one["decided_on"] <= last
    }


def _persons(indicator: str, suspects: Any) -> Iterator[dict[str, str]]:
    for one in suspects.values("sex", "age_band", "citizenship", form=F("inquiry__form")):
        yield {
            "indicator": indicator,
            "form": one["form"],
            "sex": one["sex"],
            "age": _age(one["age_band"]),
            "citizenship": _citizenship(one["citizenship"]),
        }


def _age(band: str) -> str:
    if not band:
        return "unknown"
    return "child" if band in CHILD_BANDS else "adult"


def _citizenship(country: str) -> str:
    if not country:
        return "unknown"
    return "national" if country == HOME else "foreign"
