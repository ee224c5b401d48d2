"""The need index: its components are given with their source, its weights are published, what is missing stays missing."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.engines.priorities.defaults import DRAWS, SEED, SPREAD
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.audit.journal import action, record
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import current_areas
from siraba.foundation.services.selectors import services_open_to
from siraba.prevention.development.models import ComponentKey, ComponentTable, NeedIndex, ZoneScore
from siraba.prevention.development.models.needs import LESS_IS_NEED
from siraba.prevention.development.tables import read_component

LATEST_FIRST = ("-loaded_at", "-id")


@action
def load_component(
    actor: Actor,
    *,
    key: str,
    source: str,
    licence: str,
    as_of: date,
    unit: str,
    table: bytes,
    fictitious: bool = False,
) -> ComponentTable:
    """Give what is known of one component by cercle, with its source. The one before stays, and counts no more.

    Raises:
        Invalid: the table cannot be read, or tells of a day to come.
    """
    check_right(actor, "load_component")
    if as_of > timezone.localdate():
        raise Invalid(_("Ce jour n’est pas encore venu."), "as_of")
    values = read_component(table)
    made = ComponentTable.objects.create(
        key=key,
        source=source,
        licence=licence,
        as_of=as_of,
        unit=unit,
        values=values,
        loaded_by_id=actor.account_id,
        fictitious=fictitious,
    )
    record(actor, "load_component", made.code, key=key, zones=len(values))
    return made


@action
def count_services(actor: Actor) -> ComponentTable:
    """Count the public services of the directory that each cercle has, those of its whole region among them.

    0 is known: it says that the directory has none, which may be the directory's fault.
    """
    check_right(actor, "count_services")
    standing: dict[int, int] = {}
    for area in services_open_to(None).values_list("area_id", flat=True):
        standing[area] = standing.get(area, 0) + 1
    inside: dict[int, int] = {}
    for locality, cercle in current_areas(Area.Level.LOCALITY).values_list("pk", "parent_id"):
        inside[cercle] = inside.get(cercle, 0) + standing.get(locality, 0)
    values = {
        cercle.pk: standing.get(cercle.pk, 0) + inside.get(cercle.pk, 0) + standing.get(cercle.parent_id, 0)
        for cercle in current_areas(Area.Level.CERCLE)
    }
    made = ComponentTable.objects.create(
        key=ComponentKey.SERVICES,
        source=_("Répertoire des services de la plateforme : fiches publiques et vérifiées"),
        licence=_("données de la plateforme"),
        as_of=timezone.localdate(),
        unit=_("services"),
        values=values,
        loaded_by_id=actor.account_id,
    )
    record(actor, "count_services", made.code, services=sum(standing.values()))
    return made


def latest_tables() -> dict[str, ComponentTable]:
    """The table that counts today for each component."""
    found: dict[str, ComponentTable] = {}
    for table in ComponentTable.objects.select_related("loaded_by").order_by(*LATEST_FIRST):
        found.setdefault(table.key, table)
    return found


@action
def publish_index(
    actor: Actor, *, weights: Mapping[str, float], why: str, method: str = "rank", top: int = 10
) -> NeedIndex:
    """Reckon the index of the cercles with these weights, and publish it as the next version.

    Raises:
        Invalid: no weight, or a component with a weight of which nothing is known.
    """
    # Arrays take a tenth of a second to load, which pages that only read do not need
    from siraba.engines.priorities.needs import BadIndex, Component, need_index

    check_right(actor, "publish_index")
    tables = latest_tables()
    counted = {key: float(weight) for key, weight in weights.items() if weight}
    if absent := [str(ComponentKey(key).label) for key in counted if key not in tables]:
        raise Invalid(
            _("Rien n’est connu de : %(names)s. Donnez la table, ou mettez le poids à 0.")
            % {"names": ", ".join(absent)}
        )
    zones = {str(area.pk): area for area in current_areas(Area.Level.CERCLE)}
    components = [
        Component(
            key,
            weight,
            {str(area): value for area, value in tables[key].known.items()},
            key in LESS_IS_NEED,
        )
        for key, weight in counted.items()
    ]
    try:
        found = need_index(list(zones), components, method, top)  # type: ignore[arg-type]
    except BadIndex as wrong:
        raise Invalid(str(wrong)) from wrong
    last = NeedIndex.objects.aggregate(last=Max("version"))["last"] or 0
    made = NeedIndex.objects.create(
        version=last + 1,
        published_by_id=actor.account_id,
        why=why,
        weights=counted,
        method=method,
        top=top,
        draws=DRAWS,
        spread=SPREAD,
        seed=SEED,
    )
    made.tables.set(tables[key] for key in counted)
    ZoneScore.objects.bulk_create(
        ZoneScore(
            index=made,
            area=zones[one.zone],
            score=one.score,
            rank=one.rank,
            parts=dict(one.parts),
            missing=list(one.missing),
            stability=one.stability,
            best=one.best,
            worst=one.worst,
        )
        for one in found.zones
    )
    record(actor, "publish_index", made.code, weights=counted, method=method, ranked=len(found.ranked))
    return made
