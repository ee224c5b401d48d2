"""What may be done to an entry of the directory. Each act: the right, the state, the saving, the line of the journal."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.messaging.numbers import read_number
from siraba.foundation.messaging.sending import queue_message
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.services.keys import service_identifier
from siraba.foundation.services.models import SERVICE_MOVES, Service, ServiceState, Target, Vacancy
from siraba.foundation.services.opening import hours_in_words
from siraba.foundation.services.parts import replace_parts

Parts = Mapping[str, Sequence[Any]]
STALE = "stale_entry"


@action
def add_service(actor: Actor, *, parts: Parts | None = None, **fields: Any) -> Service:
    """Write a new entry of the actor's organisation; it is proposed to nobody before it is verified.

    `fields` are columns of the model, `parts` rows by kind (`parts.PARTS`).

    Raises:
        Invalid: a value that cannot be accepted, on its field.
    """
    check_right(actor, "add_service")
    service = Service(provider=Organisation.objects.get(pk=actor.home), **fields)
    service.uuid = service_identifier(service.provider, service.name, service.valid_from)
    keep_entry(service, parts or {}, insert=True)
    record(actor, "add_service", service.code, kind=service.service_type)
    return service


@action
def amend_service(actor: Actor, service: Service, *, parts: Parts | None = None, **changes: Any) -> None:
    """Change columns, or replace the rows of the kinds in `parts`. What was verified stays so: who amends it knows it.

    Raises:
        Invalid: a value that cannot be accepted, on its field.
    """
    check_right(actor, "amend_service", service)
    lock(service)
    SERVICE_MOVES.require(service, "amend_service")
    for name, value in changes.items():
        setattr(service, name, value)
    keep_entry(service, parts or {})
    record(actor, "amend_service", service.code, fields=sorted([*changes, *(parts or {})]))


@action
def verify_service(actor: Actor, service: Service) -> None:
    """Say that all of the entry is true today; it is believed for DIRECTORY_DAYS.

    Raises:
        Invalid: its last day is past.
    """
    check_right(actor, "verify_service", service)
    lock(service)
    if service.valid_to and service.valid_to < timezone.localdate():
        raise Invalid(_("Son dernier jour est passé : changez-le d’abord, ou archivez la fiche."))
    SERVICE_MOVES.advance(service, "verify_service")
    service.verified_on, service.verified_by_id = timezone.localdate(), actor.account_id
    service.save()
    record(actor, "verify_service", service.code)


@action
def update_vacancy(actor: Actor, service: Service, *, vacant: int, group: str = Target.ALL.value) -> None:
    """Say how many places are free for a group that the entry counts.

    Raises:
        Invalid: more than the capacity, fewer than none, or a group that the entry does not count.
    """
    check_right(actor, "update_vacancy", service)
    lock(service)
    SERVICE_MOVES.require(service, "update_vacancy")
    row = Vacancy.objects.filter(service=service, group=group).first()
    if row is None:
        raise Invalid(_("Cette fiche ne compte pas de places pour ce groupe."), "vacant")
    if not 0 <= vacant <= row.capacity:
        raise Invalid(_("De 0 à %(capacity)s places.") % {"capacity": row.capacity}, "vacant")
    row.vacant, row.updated_at, row.updated_by_id = vacant, timezone.now(), actor.account_id
    row.save()
    record(actor, "update_vacancy", service.code, group=group, vacant=vacant)


@action
def archive_service(actor: Actor, service: Service) -> None:
    """Put the entry away: it is proposed to nobody, and the referrals that were made to it stay."""
    check_right(actor, "archive_service", service)
    _move(service, "archive_service")
    record(actor, "archive_service", service.code)


@action
def restore_service(actor: Actor, service: Service) -> None:
    """Take the entry out again; it must be verified before it is proposed."""
    check_right(actor, "restore_service", service)
    _move(service, "restore_service")
    record(actor, "restore_service", service.code)


@action
def expire_services(actor: None) -> int:
    """Let the entries go that nobody verified for DIRECTORY_DAYS or whose last day is past, and ask their focal points; how
    many. Run by the timer."""
    today = timezone.localdate()
    unsure = Q(verified_on__lte=today - timedelta(days=settings.DIRECTORY_DAYS)) | Q(valid_to__lt=today)
    stale = Service.objects.filter(unsure, state=ServiceState.VERIFIED)
    count = 0
    for service in stale.select_for_update(of=("self",)).select_related("provider", "unit"):
        SERVICE_MOVES.advance(service, "expire_service")
        service.save()
        if service.provider.active:
            _ask_focal_point(service)
        count += 1
    record(actor, "expire_services", count=count)
    return count


def _ask_focal_point(service: Service) -> None:
    """One message to the first telephone of the function that can receive one. A protected house is not named in it."""
    numbers = (phone.number for phone in service.phones.all() if read_number(phone.number))
    number = next(numbers, None)
    if number is None:
        return
    name = _("une fiche de votre structure") if service.place_protected else f"« {service.name[:60]} »"
    if service.valid_to and service.valid_to < timezone.localdate():
        text = _(
            "Siraba, services : %(name)s a passé son dernier jour. Prolongez-la ou archivez-la : Nos fiches."
        )
    else:
        text = _("Siraba, services : %(name)s est périmée. Merci de la vérifier dans Ma journée.")
    text %= {"name": name}
    queue_message(number, text, why=STALE, once=f"{service.code}:{service.verified_on}")


def _move(service: Service, name: str) -> None:
    lock(service)
    SERVICE_MOVES.advance(service, name)
    service.modified_at = timezone.now()
    service.save()


def check_entry(service: Service) -> None:
    """Raises Invalid, on its field, for a column that cannot be accepted."""
    if service.unit and service.unit.organisation_id != service.provider_id:
        raise Invalid(_("Cette unité est d’une autre structure."), "unit")
    if service.valid_to and service.valid_to < service.valid_from:
        raise Invalid(_("Cette date vient avant le premier jour."), "valid_to")
    if (service.latitude is None) != (service.longitude is None):
        raise Invalid(_("Donnez la latitude et la longitude, ou aucune des deux."), "latitude")
    try:
        service.clean_fields()
        service.validate_unique()
        service.validate_constraints()
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        if name == "__all__":
            name, messages = "name", [_("Votre structure a déjà une fiche de ce nom à cette date.")]
        raise Invalid(messages[0], name) from None


def keep_entry(service: Service, parts: Parts, insert: bool = False) -> None:
    """Save the entry and its rows, once all of it is found good; hours told in rows are written in words too."""
    check_entry(service)
    service.modified_at = timezone.now()
    service.save(force_insert=insert)
    replace_parts(service, parts)
    if words := hours_in_words(service.schedules.all()) if "schedules" in parts else "":
        service.hours = words[:160]
        service.save(update_fields=["hours"])
