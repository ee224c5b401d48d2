"""What IATI 2.03 asks of an activity beyond the shape that its schema checks: the mandatory elements and the standard ruleset.

Source: the standard's « activity standard » pages and its ruleset (dates in order, actual dates not to come, percentages that add
up to 100, an identifier without / & | ?, a budget of a year at most). Checked here in our own words, so that a fault is told in
French before anything is published.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from lxml import etree

from siraba.prevention.development.iati.writing import Publisher, activity_of
from siraba.prevention.development.models import Project

MANDATORY = (
    "iati-identifier",
    "reporting-org",
    "title",
    "description",
    "participating-org",
    "activity-status",
    "activity-date",
    "recipient-country",
    "sector",
)
NARRATED = ("reporting-org", "title", "description")
IDENTIFIER = re.compile(r"[^/&|?\s]+")
STANDING_IN = Publisher("XX-CONTROLE", "Contrôle", "10")
YEAR = timedelta(days=366)


def faults_of_project(project: Project) -> list[str]:
    """What the activity of this project lacks, whoever will publish it."""
    return list(faults_of_activity(activity_of(project, STANDING_IN)))


def faults_of_file(root: etree._Element) -> list[str]:
    """Of each activity with its identifier before it, and of identifiers that come twice."""
    faults = []
    names = Counter(root.xpath("iati-activity/iati-identifier/text()"))
    faults += [
        _("« %(name)s » est donné deux fois.") % {"name": name} for name, times in names.items() if times > 1
    ]
    for activity in root.iterfind("iati-activity"):
        name = activity.findtext("iati-identifier", "?")
        faults += [f"{name} : {fault}" for fault in faults_of_activity(activity)]
    return faults


def faults_of_activity(activity: etree._Element) -> Iterator[str]:
    for tag in MANDATORY:
        if activity.find(tag) is None:
            yield _("il manque %(element)s.") % {"element": tag}
    for tag in NARRATED:
        for element in activity.iterfind(tag):
            if not (element.findtext("narrative") or "").strip():
                yield _("%(element)s n’a pas de texte.") % {"element": tag}
    if not IDENTIFIER.fullmatch(activity.findtext("iati-identifier") or ""):
        yield _("l’identifiant contient un signe interdit.")
    yield from _percentages(activity)
    yield from _dates(activity)
    for money in activity.iterfind("budget"):
        yield from _period(money)
    for moved in activity.iterfind("transaction"):
        yield from _moved(moved)
    for period in activity.iterfind("result/indicator/period"):
        yield from _period(period, within=None)


def _percentages(activity: etree._Element) -> Iterator[str]:
    for tag in ("sector", "recipient-country"):
        shares = [float(one.get("percentage", "100")) for one in activity.iterfind(tag)]
        if shares and sum(shares) != 100:
            yield _("les parts de %(element)s font %(total)g %%.") % {"element": tag, "total": sum(shares)}


def _dates(activity: etree._Element) -> Iterator[str]:
    days = {one.get("type"): _day(one) for one in activity.iterfind("activity-date")}
    if not {"1", "2"} & days.keys():
        yield _("il manque une date de début.")
    for first, last in (("1", "3"), ("2", "4")):
        if first in days and last in days and days[first] > days[last]:
            yield _("la fin vient avant le début.")
    if any(days[kind] > timezone.localdate() for kind in ("2", "4") if kind in days):
        yield _("une date réelle est à venir.")


def _day(element: etree._Element) -> date:
    return date.fromisoformat(element.get("iso-date"))


def _period(parent: etree._Element, within: timedelta | None = YEAR) -> Iterator[str]:
    first, last = _day(parent.find("period-start")), _day(parent.find("period-end"))
    if first > last:
        yield _("une période finit avant de commencer.")
    elif within is not None and last - first > within:
        yield _("un budget couvre plus d’un an.")


def _moved(moved: etree._Element) -> Iterator[str]:
    value = moved.find("value")
    if value is None or not value.get("value-date"):
        yield _("une opération n’a pas de date de valeur.")
    elif not re.fullmatch(r"-?\d+", value.text or ""):
        yield _("une opération n’est pas en francs entiers.")
    if _day(moved.find("transaction-date")) > timezone.localdate():
        yield _("une opération est à venir.")
