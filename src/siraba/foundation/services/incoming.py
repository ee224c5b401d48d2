"""A file of HSDS 3.0 read line by line: what each service would become here, or why it is refused. Nothing is written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from siraba.foundation.access.errors import Invalid
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import UnknownArea, area_by_code, find_area, point_of
from siraba.foundation.organisations.models import Organisation, Unit
from siraba.foundation.services import hsds
from siraba.foundation.services.keys import identifier
from siraba.foundation.services.models import MIDNIGHT, Service
from siraba.foundation.services.parts import check_parts, hours_in_order
from siraba.foundation.vocabulary import codes

MOST_SERVICES = 2000
STATUSES = ("active", "inactive", "defunct", "temporarily closed")
UTC_MARKS = ("Z", "+00:00", "+0000")
# HSDS → our columns
TEXTS = {
    "name": "name",
    "description": "description",
    "interpretation_services": "interpretation",
    "application_process": "application",
    "fees_description": "fees",
    "eligibility_description": "eligibility",
}
Object = Mapping[str, Any]


@dataclass
class Line:
    """One service of the file: refused for a reason, or good, with what it would change."""

    number: int
    name: str = ""
    reason: str = ""
    service: Service | None = None
    parts: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        return not self.reason

    @property
    def new(self) -> bool:
        return self.service is not None and self.service.pk is None


class Refused(Exception):
    """Why a line is not good, in the reader's language."""


def services_in(content: Any) -> list[Any]:
    """The services of the file: a list, or an object that holds them under `services` or `contents`.

    Raises:
        Invalid: it holds none, or too many.
    """
    found = content if isinstance(content, list) else None
    if isinstance(content, dict):
        found = content.get("services", content.get("contents"))
    if not isinstance(found, list) or not found:
        raise Invalid(_("Ce fichier JSON ne contient pas de liste « services » de HSDS 3.0."), "file")
    if len(found) > MOST_SERVICES:
        raise Invalid(_("Plus de %(most)s services : coupez le fichier.") % {"most": MOST_SERVICES}, "file")
    return found


class Reader:
    """Reads the services of one file for one organisation, or for all of them when `organisation` is None."""

    def __init__(self, content: Any, organisation: Organisation | None, today: date):
        self.services = services_in(content)
        self.today = today
        self.own = organisation
        self.organisations = {hsds.organization_id(one): one for one in Organisation.objects.all()}
        self.units = {
            str(identifier("location", "unit", unit.organisation.code, unit.code)): unit
            for unit in Unit.objects.select_related("organisation", "area")
        }
        self.types = {hsds.term_id(code): code for code in codes(hsds.TAXONOMY)}
        whole = content if isinstance(content, dict) else {}
        self.locations = {str(one.get("id")): one for one in _objects(whole.get("locations"))}
        self.known = {
            service.uuid: service
            for service in Service.objects.select_related("provider", "unit", "area__parent__parent__parent")
            .prefetch_related("rules")
            .filter(**({"provider": organisation} if organisation else {}))
        }
        self.taken = set(Service.objects.values_list("uuid", flat=True)) - self.known.keys()

    def lines(self) -> Iterator[Line]:
        seen: set[UUID] = set()
        names: set[tuple[int, str]] = set()
        for number, told in enumerate(self.services, start=1):
            line = Line(number, str(told.get("name", "")) if isinstance(told, dict) else "")
            try:
                self._read(line, told, seen, names)
            except Refused as refusal:
                line.reason, line.service = str(refusal), None
            yield line

    def _read(self, line: Line, told: Any, seen: set[UUID], names: set[tuple[int, str]]) -> None:
        if not isinstance(told, dict):
            raise Refused(_("Ce n’est pas un objet « service »."))
        missing = [name for name in ("id", "name", "status") if not told.get(name)]
        if missing:
            raise Refused(_("Il manque : %(names)s.") % {"names": ", ".join(missing)})
        if told["status"] not in STATUSES:
            raise Refused(_("Statut inconnu : %(status)s.") % {"status": told["status"]})
        provider = self._provider(told)
        uuid = _uuid(told["id"], provider)
        if uuid in seen:
            raise Refused(_("Deux fois la même fiche dans ce fichier."))
        if uuid in self.taken:
            raise Refused(_("Cette fiche est celle d’une autre structure."))
        service = self.known.get(uuid) or Service(uuid=uuid, provider=provider, valid_from=self.today)
        if service.provider_id != provider.pk:
            raise Refused(_("Cette fiche est celle d’une autre structure."))
        for theirs, ours in TEXTS.items():
            if theirs in told:
                setattr(service, ours, str(told[theirs] or ""))
        if (provider.pk, service.name) in names:
            raise Refused(_("Deux fiches du même nom dans ce fichier."))
        service.service_type = self._type(told) or service.service_type
        if not service.service_type:
            raise Refused(_("Aucun type de service connu (attributes, taxonomy_term)."))
        service.closed_for_now = told["status"] != "active" and (
            told["status"] != "inactive" or service.closed_for_now
        )
        self._place(service, told)
        line.service, line.parts = service, self._parts(service, told)
        self._check(line)
        seen.add(uuid)
        names.add((provider.pk, service.name))

    def _provider(self, told: Object) -> Organisation:
        key = told.get("organization_id") or (told.get("organization") or {}).get("id")
        if not key:
            raise Refused(_("Il manque : %(names)s.") % {"names": "organization_id"})
        provider = self.organisations.get(str(key))
        if provider is None:
            raise Refused(_("Structure inconnue : %(key)s.") % {"key": key})
        if self.own is not None and provider.pk != self.own.pk:
            raise Refused(_("Cette fiche est celle d’une autre structure."))
        return provider

    def _type(self, told: Object) -> str:
        for one in _objects(told.get("attributes")):
            term = one.get("taxonomy_term") or {}
            code = self.types.get(str(one.get("taxonomy_term_id"))) or str(term.get("code"))
            if code in self.types.values():
                return code
        return ""

    def _place(self, service: Service, told: Object) -> None:
        places = _objects(told.get("service_at_locations"))
        if not places:
            if service.area_id is None:
                raise Refused(_("Aucun lieu (service_at_locations)."))
            return
        key = str(places[0].get("location_id") or "")
        place = places[0].get("location") or self.locations.get(key)
        unit = self.units.get(key) or self.units.get(str((place or {}).get("id")))
        if place is None and unit is None:
            raise Refused(_("Lieu inconnu : %(key)s.") % {"key": key})
        service.unit = unit if unit and unit.organisation_id == service.provider_id else service.unit
        area = _area_of(place or {}) or (unit.area if unit else None)
        if area is None:
            raise Refused(_("Lieu inconnu : %(key)s.") % {"key": (place or {}).get("name") or key})
        service.area = area
        service.place = str((place or {}).get("description") or "")
        point = _point(place or {})
        service.latitude, service.longitude = (None, None) if point in (None, point_of(area)) else point

    def _parts(self, service: Service, told: Object) -> dict[str, list[Any]]:
        parts: dict[str, list[Any]] = {}
        if "schedules" in told:
            parts["schedules"] = [row for one in _objects(told["schedules"]) for row in _schedules(one)]
        if "languages" in told:
            known = [str(one.get("code")) for one in _objects(told["languages"])]
            parts["languages"] = [
                code if code in codes("language") else "other" for code in dict.fromkeys(known)
            ]
            parts["languages"] = list(dict.fromkeys(parts["languages"]))
        if "required_documents" in told:
            parts["documents"] = [
                str(one.get("document") or "") for one in _objects(told["required_documents"])
            ]
        if "cost_options" in told:
            parts["costs"] = [_cost(one) for one in _objects(told["cost_options"])]
        if "phones" in told:
            parts["phones"] = [_phone(service, one) for one in _objects(told["phones"])]
        ages = (_age(told, "minimum_age"), _age(told, "maximum_age"))
        if ages != (None, None) and (service.pk is None or ages != hsds.ages_of(service.rules.all())):
            parts["rules"] = [{"age_from": ages[0], "age_to": ages[1]}]
        return parts

    def _check(self, line: Line) -> None:
        from siraba.foundation.services.actions import check_entry

        assert line.service is not None
        try:
            check_entry(line.service)
            check_parts(line.service, line.parts)
        except Invalid as refusal:
            raise Refused(refusal.message) from None


def _objects(value: Any) -> list[dict]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _uuid(key: Any, provider: Organisation) -> UUID:
    """The file's own identifier, or one made from it when it is no UUID."""
    try:
        return UUID(str(key))
    except ValueError:
        return identifier("foreign", provider.code, key)


def _area_of(place: Object) -> Area | None:
    if place.get("external_identifier_type") == hsds.AREA_SCHEME:
        version, _mark, code = str(place.get("external_identifier", "")).partition("/")
        try:
            return area_by_code(version, code)
        except UnknownArea:
            return None
    return find_area(str(place.get("name") or ""))


def _point(place: Object) -> tuple[float, float] | None:
    values = (place.get("latitude"), place.get("longitude"))
    if values == (None, None):
        return None
    try:
        return float(values[0]), float(values[1])  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise Refused(_("Latitude ou longitude illisible.")) from None


def _schedules(told: Object) -> list[dict[str, Any]]:
    opens, closes = _time(told.get("opens_at")), _time(told.get("closes_at"))
    if not hours_in_order(opens, closes):
        raise Refused(
            _("Un horaire se ferme avant de s’ouvrir : %(opens)s – %(closes)s.")
            % {"opens": told["opens_at"], "closes": told["closes_at"]}
        )
    days = [day.strip()[-2:] for day in str(told.get("byday") or "").split(",") if day.strip()]
    if not days or set(days) - set(hsds.DAYS):
        raise Refused(_("Jours illisibles (byday) : %(days)s.") % {"days": told.get("byday")})
    dates = {name: _date(told.get(name)) for name in ("valid_from", "valid_to")}
    holidays = told.get("notes") == hsds.CLOSED_ON_HOLIDAYS
    return [
        {
            "weekday": hsds.DAYS.index(day),
            "opens": opens,
            "closes": closes,
            "closed_on_holidays": holidays,
            **dates,
        }
        for day in days
    ]


def _time(value: Any) -> time:
    text = str(value or "")
    for mark in UTC_MARKS:
        text = text.removesuffix(mark)
    if text in (hsds.END_OF_DAY, f"{hsds.END_OF_DAY}:00"):
        return MIDNIGHT
    try:
        found = time.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is not None:
        raise Refused(_("Heure illisible, ou d’un autre fuseau que Bamako : %(value)s.") % {"value": value})
    return found


def _date(value: Any) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        raise Refused(_("Date illisible : %(value)s.") % {"value": value}) from None


def _age(told: Object, name: str) -> int | None:
    value = told.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 120:
        raise Refused(_("Âge illisible (%(name)s) : %(value)s.") % {"name": name, "value": value})
    return int(value)


def _cost(told: Object) -> dict[str, Any]:
    amount = told.get("amount")
    if isinstance(amount, bool) or not isinstance(amount, int | float) or amount < 0:
        raise Refused(_("Montant illisible : %(value)s.") % {"value": amount})
    if told.get("currency") not in (None, "XOF"):
        raise Refused(_("Un tarif n’est pas en francs CFA (XOF)."))
    return {"option": str(told.get("option") or _("Tarif"))[:120], "amount": int(amount)}


def _phone(service: Service, told: Object) -> dict[str, Any]:
    if not told.get("number"):
        raise Refused(_("Il manque : %(names)s.") % {"names": "phones.number"})
    return {
        "number": str(told["number"]),
        "function": str(told.get("description") or "")[:80],
        "public": True,
    }
