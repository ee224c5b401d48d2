"""Published projects as IATI 2.03 activities. Elements follow the order of the standard's schema."""

import mimetypes
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from lxml import etree

from siraba.foundation.access.errors import StateNotOpen
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import point_of
from siraba.foundation.organisations.models import Organisation
from siraba.prevention.development.models import (
    MARKERS,
    BudgetLine,
    Indicator,
    Link,
    Project,
    ProjectState,
    Transaction,
)

VERSION = "2.03"
CURRENCY = "XOF"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
WGS84 = "http://www.opengis.net/def/crs/EPSG/0/4326"
# IATI ActivityStatus: 1 in the pipeline, 2 implementation, 4 closed, 5 cancelled
STATUS = {
    ProjectState.IDEA: "1",
    ProjectState.APPRAISED: "1",
    ProjectState.FUNDED: "1",
    ProjectState.RUNNING: "2",
    ProjectState.CLOSED: "4",
    ProjectState.DROPPED: "5",
}
# IATI OrganisationType, where our own kinds say it without doubt
ORGANISATION_TYPE = {Organisation.Kind.STATE: "10", Organisation.Kind.UN: "40"}
# IATI OrganisationRole and ActivityDateType
FUNDING, IMPLEMENTING = "1", "4"
PLANNED_START, ACTUAL_START, PLANNED_END, ACTUAL_END = "1", "2", "3", "4"
INDICATIVE, COMMITTED = "1", "2"
# What XML 1.0 lets into no document
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
APPROXIMATE = "2"  # GeographicExactness: the chief town stands for the zone


@dataclass(frozen=True)
class Publisher:
    """Who reports: its identifier in the IATI registry, its name, its OrganisationType."""

    identifier: str
    name: str
    kind: str

    @classmethod
    def from_settings(cls) -> "Publisher":
        """Raises StateNotOpen: nobody said who publishes."""
        if not (settings.IATI_REPORTING_ORG and settings.IATI_REPORTING_NAME):
            raise StateNotOpen(
                _("Le fichier IATI n’est pas publié : la structure qui publie n’est pas encore réglée.")
            )
        return cls(settings.IATI_REPORTING_ORG, settings.IATI_REPORTING_NAME, settings.IATI_REPORTING_TYPE)


def activities(projects: Iterable[Project], publisher: Publisher) -> etree._Element:
    """The file, of projects that were read `whole`."""
    root = etree.Element(
        "iati-activities",
        {"version": VERSION, "generated-datetime": timezone.now().isoformat(timespec="seconds")},
    )
    for project in projects:
        root.append(activity_of(project, publisher))
    return root


def written(root: etree._Element) -> bytes:
    """The file in UTF-8."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def activity_of(project: Project, publisher: Publisher) -> etree._Element:
    made = etree.Element(
        "iati-activity",
        {
            "default-currency": CURRENCY,
            "last-updated-datetime": project.changed_at.isoformat(timespec="seconds"),
            LANG: "fr",
        },
    )
    _text(made, "iati-identifier", f"{publisher.identifier}-{project.code}")
    said = {"ref": publisher.identifier, "type": publisher.kind}
    _narrated(made, "reporting-org", publisher.name, said)
    _narrated(made, "title", project.title)
    _narrated(made, "description", project.summary, {"type": "1"})
    _organisations(made, project)
    etree.SubElement(made, "activity-status", code=STATUS[ProjectState(project.state)])
    _dates(made, project)
    etree.SubElement(made, "recipient-country", code="ML", percentage="100")
    for area in project.zones.all():
        _location(made, area)
    for sector in project.sectors.all():
        etree.SubElement(made, "sector", vocabulary="1", code=sector.code, percentage=str(sector.share))
    for name, code in MARKERS.items():
        if (answer := getattr(project, name)) is not None:
            etree.SubElement(made, "policy-marker", vocabulary="1", code=code, significance=str(answer))
    _budgets(made, project, list(project.budget.all()))
    for transaction in project.transactions.all():
        _transaction(made, transaction)
    for link in project.links.all():
        _document(made, link)
    for indicator in project.indicators.all():
        _result(made, indicator)
    return made


def _text(parent: etree._Element, tag: str, text: str) -> None:
    etree.SubElement(parent, tag).text = FORBIDDEN.sub("", text)


def _narrated(
    parent: etree._Element, tag: str, words: str, attributes: dict[str, str] | None = None
) -> etree._Element:
    made = etree.SubElement(parent, tag, attributes or {})
    _text(made, "narrative", words)
    return made


def _organisations(made: etree._Element, project: Project) -> None:
    others = [(one, IMPLEMENTING) for one in (project.lead, *project.partners.all())]
    funders = [(project.funder, FUNDING)] if project.funder else []
    for organisation, role in (*funders, *others):
        kind = ORGANISATION_TYPE.get(Organisation.Kind(organisation.kind))
        said = {"role": role} | ({"type": kind} if kind else {})
        _narrated(made, "participating-org", organisation.name, said)


def _dates(made: etree._Element, project: Project) -> None:
    for kind, day in (
        (PLANNED_START, project.starts_on),
        (ACTUAL_START, project.started_on),
        (PLANNED_END, project.ends_on),
        (ACTUAL_END, project.ended_on),
    ):
        if day is not None:
            etree.SubElement(made, "activity-date", {"type": kind, "iso-date": day.isoformat()})


def _location(made: etree._Element, area: Area) -> None:
    location = etree.SubElement(made, "location")
    _narrated(location, "name", f"{area} ({area.get_level_display()})")
    if (place := point_of(area)) is not None:
        point = etree.SubElement(location, "point", srsName=WGS84)
        _text(point, "pos", f"{place[0]:.4f} {place[1]:.4f}")
        etree.SubElement(location, "exactness", code=APPROXIMATE)


def _value(parent: etree._Element, amount: int, value_date: date) -> None:
    made = etree.SubElement(parent, "value", {"currency": CURRENCY, "value-date": value_date.isoformat()})
    made.text = str(amount)


def _budgets(made: etree._Element, project: Project, lines: list[BudgetLine]) -> None:
    """One a year, for a budget of IATI spans a year at most; it ends and begins with the project."""
    status = INDICATIVE if project.state in (ProjectState.IDEA, ProjectState.APPRAISED) else COMMITTED
    for year in sorted({line.year for line in lines}):
        first = max(project.starts_on, date(year, 1, 1))
        last = min(project.ends_on, date(year, 12, 31))
        budget = etree.SubElement(made, "budget", type="1", status=status)
        etree.SubElement(budget, "period-start", {"iso-date": first.isoformat()})
        etree.SubElement(budget, "period-end", {"iso-date": last.isoformat()})
        _value(budget, sum(line.amount for line in lines if line.year == year), first)


def _transaction(made: etree._Element, one: Transaction) -> None:
    moved = etree.SubElement(made, "transaction", ref=str(one.pk))
    etree.SubElement(moved, "transaction-type", code=one.kind)
    etree.SubElement(moved, "transaction-date", {"iso-date": one.day.isoformat()})
    _value(moved, one.signed, one.value_date)
    _narrated(moved, "description", one.description)
    for tag, organisation in (("provider-org", one.provider), ("receiver-org", one.receiver)):
        if organisation is not None:
            _narrated(moved, tag, organisation.name)


def _document(made: etree._Element, link: Link) -> None:
    kind = mimetypes.guess_type(link.url)[0] or "text/html"
    document = etree.SubElement(made, "document-link", url=link.url, format=kind)
    _narrated(document, "title", link.title)
    etree.SubElement(document, "category", code=link.category)


def _result(made: etree._Element, one: Indicator) -> None:
    result = etree.SubElement(made, "result", type=one.result)
    _narrated(result, "title", one.title)
    indicator = etree.SubElement(result, "indicator", measure=one.measure)
    _narrated(indicator, "title", one.title)
    etree.SubElement(indicator, "baseline", year=str(one.baseline_year), value=_number(one.baseline))
    period = etree.SubElement(indicator, "period")
    etree.SubElement(period, "period-start", {"iso-date": one.starts_on.isoformat()})
    etree.SubElement(period, "period-end", {"iso-date": one.ends_on.isoformat()})
    etree.SubElement(period, "target", value=_number(one.target))
    if one.actual is not None:
        etree.SubElement(period, "actual", value=_number(one.actual))


def _number(value: Decimal) -> str:
    return f"{Decimal(value):f}"
