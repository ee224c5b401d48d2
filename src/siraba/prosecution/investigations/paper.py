"""The sheet of a file, to print. Suspects are named on it; victims and witnesses are numbers."""

from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.interface.papers import Paper, Sheet
from siraba.foundation.interface.templatetags.kit import local_date
from siraba.prosecution.investigations.models import Exhibit, Inquiry, Suspect
from siraba.prosecution.investigations.selectors import (
    charges_of,
    deadlines_of,
    of_file,
    participants_of,
    requests_of,
    steps_of,
)


def paper_of(actor: Actor, inquiry: Inquiry) -> tuple[Paper, list[str]]:
    """The sheet, and the codes of the suspects whose names are on it."""
    suspects = list(of_file(actor, Suspect, inquiry))
    paper = Paper(
        _("Procédure %(code)s") % {"code": inquiry.code},
        [
            (_("Intitulé"), inquiry.words.get("title", "")),
            (_("Numéro de procès-verbal"), inquiry.number or "–"),
            (_("Service enquêteur"), str(inquiry.organisation)),
            (_("Juridiction"), str(inquiry.court or "–")),
            (_("État"), inquiry.get_state_display()),
            (_("Ouverte le"), local_date(inquiry.opened_at)),
        ],
        [
            _suspects(actor, inquiry, suspects),
            _participants(actor, inquiry),
            _exhibits(actor, inquiry),
            _steps(actor, inquiry),
            _requests(actor, inquiry),
            _deadlines(actor, inquiry),
        ],
        [
            _("Une personne mise en cause est présumée innocente."),
            _("Cette fiche ne nomme aucune victime ni aucun témoin ; articles de loi à valider."),
        ],
    )
    return paper, [suspect.code for suspect in suspects if suspect.sealed]


def _suspects(actor: Actor, inquiry: Inquiry, suspects: list[Suspect]) -> Sheet:
    charges: dict = {}
    for charge in charges_of(actor, inquiry):
        charges.setdefault(charge.suspect_id, []).append(str(charge.offence))
    rows = [
        (
            one.label,
            one.words.get("names", _("effacé")),
            one.get_state_display() + (_(", contrainte à agir") if one.coerced else ""),
            "; ".join(charges.get(one.pk, [])) or "–",
        )
        for one in suspects
    ]
    header = (_("N°"), _("Noms"), _("Situation"), _("Infractions"))
    return Sheet(_("Personnes mises en cause"), header, rows, empty=_("Aucune."))


def _participants(actor: Actor, inquiry: Inquiry) -> Sheet:
    rows = [
        (one.label, one.participant.get_kind_display(), _("fermé") if one.closed else one.code or "–")
        for one in participants_of(actor, inquiry)
    ]
    return Sheet(_("Victimes et témoins"), (_("N°"), _("Qualité"), _("Divulgation")), rows, empty=_("Aucun."))


def _exhibits(actor: Actor, inquiry: Inquiry) -> Sheet:
    rows = [
        (str(one.number), one.words.get("description", ""), local_date(one.seized_on), one.digest or "–")
        for one in of_file(actor, Exhibit, inquiry).defer("document")
    ]
    header = (_("N°"), _("Description"), _("Saisi le"), _("Empreinte SHA-256"))
    return Sheet(_("Scellés"), header, rows, empty=_("Aucun."))


def _steps(actor: Actor, inquiry: Inquiry) -> Sheet:
    rows = [
        (
            local_date(one.step.day),
            one.step.get_kind_display(),
            one.step.authority or "–",
            one.step.basis or "–",
            "–" if one.days is None else str(one.days),
        )
        for one in steps_of(actor, inquiry)
    ]
    header = (_("Date"), _("Étape"), _("Autorité"), _("Base légale"), _("Jours depuis la précédente"))
    return Sheet(_("Étapes"), header, rows, numbers=(4,), empty=_("Aucune."))


def _requests(actor: Actor, inquiry: Inquiry) -> Sheet:
    rows = [
        (one.words.get("to", ""), local_date(one.sent_on), local_date(one.due_on), one.get_state_display())
        for one in requests_of(actor, inquiry)
    ]
    header = (_("À qui"), _("Envoyée le"), _("Attendue le"), _("État"))
    return Sheet(_("Demandes d’entraide"), header, rows, empty=_("Aucune."))


def _deadlines(actor: Actor, inquiry: Inquiry) -> Sheet:
    rows = [
        (
            one.get_kind_display(),
            one.suspect.label if one.suspect else "–",
            local_date(one.due_at),
            one.get_state_display(),
        )
        for one in deadlines_of(actor, inquiry)
    ]
    header = (_("Échéance"), _("Personne"), _("Avant le"), _("État"))
    return Sheet(_("Échéances"), header, rows, empty=_("Aucune."))
