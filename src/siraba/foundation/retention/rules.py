"""How long each kind of record is kept, and who decides. The durations are settings, to be validated with the authority
for personal data (law n° 2013-015 of 21 May 2013); which persons' records a house sees stands in its own rules."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import Label, allow
from siraba.foundation.access.policy import Purpose
from siraba.foundation.accounts.roles import Role
from siraba.foundation.handover.rules import HOLDERS, of_person

CARE = {Purpose.CARE}
CLOSED = gettext_lazy("Le dossier de cette personne ne vous est pas ouvert.")
NOT_YOURS = gettext_lazy("Cette demande n’est pas celle de votre structure.")


def _of_agency(actor: Actor, record: Any) -> bool:
    home = getattr(record, "requested_for_id", None) or getattr(record, "placed_for_id", None)
    return home is not None and home == actor.organisation_id


allow("request_removal", gettext_lazy("Demander un effacement"), HOLDERS, CARE, of_person, CLOSED)
allow("approve_removal", gettext_lazy("Effacer"), {Role.SUPERVISOR}, CARE, _of_agency, NOT_YOURS)
allow("refuse_removal", gettext_lazy("Refuser l’effacement"), {Role.SUPERVISOR}, CARE, _of_agency, NOT_YOURS)
allow("place_hold", gettext_lazy("Geler les effacements"), HOLDERS, CARE, of_person, CLOSED)
allow("lift_hold", gettext_lazy("Lever le gel"), {Role.SUPERVISOR}, CARE, _of_agency, NOT_YOURS)
allow("keep_longer", gettext_lazy("Garder plus longtemps"), {Role.SUPERVISOR}, CARE, of_person, CLOSED)


@dataclass(frozen=True)
class RetentionRule:
    """One line of the table that everybody may read."""

    what: Label
    how_long: str
    then: Label


def retention_table() -> list[RetentionRule]:
    """What is kept, for how long, and what happens then."""
    return [
        RetentionRule(
            _("Dossier clos, et tout ce qui tient à la personne"),
            _("%(n)d mois après la clôture ; pour un enfant, au moins jusqu’à l’année de ses %(age)d ans")
            % {"n": settings.RETENTION_MONTHS, "age": settings.RETENTION_CHILD_AGE},
            _(
                "Revu par un superviseur, puis rendu anonyme ou effacé à deux, sauf gel ou besoin encore actuel"
            ),
        ),
        RetentionRule(
            _("Copie remise à la justice"),
            _("%(n)d jours au plus") % {"n": settings.DISCLOSURE_DAYS},
            _("Effacée d’elle-même à l’échéance ou au rappel"),
        ),
        RetentionRule(
            _("Partage par dérogation"),
            _("72 heures au plus"),
            _("Fermé de lui-même, puis revu par une autre personne"),
        ),
        RetentionRule(
            _(
                "Traces techniques : échecs de connexion, invitations passées, reçus de formulaires, nouvelles lues"
            ),
            _("%(n)d jours") % {"n": settings.TRACE_DAYS},
            _("Effacées d’elles-mêmes"),
        ),
        RetentionRule(
            _("SMS : numéro et texte"),
            _("Jusqu’au départ ; %(n)d heures au plus en file") % {"n": settings.SMS_VALID_HOURS},
            _("Effacés d’eux-mêmes ; l’empreinte du numéro et les numéros du fournisseur, après %(n)d jours")
            % {"n": settings.TRACE_DAYS},
        ),
        RetentionRule(
            _("Journal d’accès (codes, actions, dates)"),
            _("Sans limite"),
            _("Ne nomme personne ; après un effacement, ses codes ne mènent plus à rien"),
        ),
    ]
