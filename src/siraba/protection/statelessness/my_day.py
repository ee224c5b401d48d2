"""What waits: levels to confirm, files whose clock runs out, a draft to sign, States that are silent, children."""

from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.accounts.roles import Role
from siraba.foundation.interface.my_day import ROWS, Row, Section, register
from siraba.foundation.interface.templatetags.kit import label_of, local_date
from siraba.protection.statelessness.models import Determination
from siraba.protection.statelessness.rules import ASSESSORS, BOTH, OFFICERS
from siraba.protection.statelessness.selectors import (
    children_waiting,
    running_out,
    silent_states,
    to_confirm,
    to_sign,
)


def _end_of(day) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max))


def _file(found: Determination, detail: str = "") -> Row:
    return Row(
        found.code,
        reverse("statelessness:file", args=[found.code]),
        detail,
        found.state,
        found.get_state_display(),
        _end_of(found.due_on),
    )


def clocks(actor: Actor) -> Section:
    rows = [
        _file(one, _("au plus tard le %(day)s") % {"day": local_date(one.limit_on)})
        for one in running_out(actor)[:ROWS]
    ]
    return Section(
        _("Apatridie : délais"),
        rows,
        _("Aucun dossier n’est à décider dans les trente jours."),
        reverse("statelessness:files"),
    )


def drafts(actor: Actor) -> Section | None:
    rows = [_file(one) for one in to_sign(actor)[:ROWS]]
    return Section(_("Décisions à signer en second"), rows, "") if rows else None


def silences(actor: Actor) -> Section | None:
    rows = [
        Row(
            label_of(one.linked_state.country, "country"),
            reverse("statelessness:file", args=[one.determination.code]),
            one.determination.code,
            "late",
            _("Sans réponse"),
            _end_of(one.due_on),
        )
        for one in silent_states(actor)[:ROWS]
    ]
    return Section(_("États qui n’ont pas répondu"), rows, "") if rows else None


def children(actor: Actor) -> Section | None:
    rows = [
        Row(
            _("Enfant, dossier %(code)s") % {"code": one.determination.code},
            reverse("statelessness:file", args=[one.determination.code]),
            "",
            one.state,
            one.get_state_display(),
            _end_of(one.due_on),
        )
        for one in children_waiting(actor)[:ROWS]
    ]
    return Section(_("Enfants à suivre (Convention de 1961)"), rows, "") if rows else None


def levels(actor: Actor) -> Section | None:
    rows = [
        Row(
            one.shown_level,
            reverse("statelessness:assessment", args=[one.pk]),
            local_date(one.assessed_at),
            one.state,
            one.get_state_display(),
        )
        for one in to_confirm(actor)[:ROWS]
    ]
    url = reverse("statelessness:assessments")
    return Section(_("Papiers et nationalité : niveaux à confirmer"), rows, "", url) if rows else None


register(clocks, BOTH, 8)
register(drafts, OFFICERS, 6)
register(silences, OFFICERS, 9)
register(children, OFFICERS, 10)
# A supervisor finds them in the list: its day asks enough already
register(levels, ASSESSORS - {Role.SUPERVISOR}, 60)
