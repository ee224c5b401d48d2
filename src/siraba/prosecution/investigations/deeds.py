"""The acts on reports, files, suspects, exhibits, requests, deadlines and signatures as pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.interface.deeds import Deed
from siraba.prosecution.investigations import (
    countersigning,
    course,
    delays,
    exhibits,
    forms,
    inquiries,
    part_forms,
    reports,
    suspects,
    verdicts,
)
from siraba.prosecution.investigations.models import Inquiry
from siraba.prosecution.investigations.selectors import investigators

TWO_PERSONS = _("Rien n’est fait tant qu’une seconde personne n’a pas visé.")

REPORT_DEEDS = {
    "coter": Deed(
        "grade_report",
        reports.grade_report,
        _("La source et le renseignement se cotent séparément."),
        forms.GradeForm,
        make=lambda _actor, report: {
            "initial": {
                "reliability": report.reliability,
                "credibility": report.credibility,
                "form": report.form,
                "region": report.region_id,
            }
        },
    ),
    "joindre": Deed(
        "join_report", reports.join_report, "", forms.JoinForm, make=lambda actor, _report: {"actor": actor}
    ),
    "ouvrir": Deed(
        "open_from_report",
        reports.open_from_report,
        _("La forme d’exploitation et la région du signalement sont reprises."),
        forms.OpenForm,
    ),
    "classer": Deed("drop_report", reports.drop_report, "", forms.ReasonForm, danger=True),
}


def in_file(actor: Actor, inquiry: Inquiry) -> dict[str, Any]:
    return {"actor": actor, "inquiry": inquiry}


INQUIRY_DEEDS = {
    "mettre-en-cause": Deed(
        "name_suspect",
        suspects.name_suspect,
        _(
            "Si un nom semblable est dans une divulgation reçue, la mise en cause attend une seconde personne : une victime n’est pas un suspect."
        ),
        part_forms.SuspectForm,
    ),
    "victime-ou-temoin": Deed(
        "add_participant",
        inquiries.add_participant,
        _(
            "Aucun nom n’est écrit. Le code d’une victime se ferme quand sa divulgation est rappelée ou échoit."
        ),
        forms.ParticipantForm,
        make=lambda actor, _inquiry: {"actor": actor},
    ),
    "fait": Deed("add_act", inquiries.add_act, "", forms.FactForm),
    "audition": Deed(
        "take_statement",
        inquiries.take_statement,
        _("Une audition enregistrée ne se change plus ; ce qui est à corriger se dit dans une autre."),
        forms.StatementForm,
        make=in_file,
    ),
    "sceller": Deed(
        "seize_exhibit",
        exhibits.seize_exhibit,
        _("Ce qui est écrit du scellé et de ses mouvements ne se change plus."),
        part_forms.ExhibitForm,
    ),
    "echeance": Deed(
        "set_deadline",
        delays.set_deadline,
        _("Les durées de la loi ne sont pas réglées ici tant qu’un juriste ne les a pas validées."),
        part_forms.DeadlineForm,
        make=in_file,
    ),
    "entraide": Deed("send_mutual_request", delays.send_mutual_request, "", part_forms.MutualRequestForm),
    "affecter": Deed(
        "assign_investigator",
        inquiries.assign_investigator,
        _("Un enquêteur d’un autre service verra toute la procédure."),
        forms.AccountForm,
        make=lambda _actor, _inquiry: {"accounts": investigators()},
    ),
    "retirer": Deed(
        "end_assignment",
        inquiries.end_assignment,
        _("Un enquêteur d’un autre service ne voit plus la procédure."),
        forms.AccountForm,
        make=lambda actor, inquiry: {"accounts": forms.taken_off(actor, inquiry)},
    ),
    "transmettre": Deed(
        "refer_to_prosecutor",
        course.refer_to_prosecutor,
        _("Les magistrats de la juridiction voient le dossier, jusqu’à ce que l’un d’eux le prenne."),
        forms.ReferForm,
        make=lambda _actor, inquiry: {"inquiry": inquiry},
    ),
    "prendre": Deed(
        "take_file",
        course.take_file,
        _("Vous seul, dans votre juridiction, verrez ce dossier."),
        fits=lambda inquiry: inquiry.magistrate_id is None,
    ),
    "renvoyer": Deed("return_for_inquiry", course.return_for_inquiry, "", forms.StepForm),
    "poursuivre": Deed("prosecute", course.prosecute, "", forms.StepForm),
    "classer": Deed(
        "drop_inquiry",
        course.drop_inquiry,
        _("Les personnes mises en cause sont mises hors de cause ; leurs noms s’effacent après un délai."),
        forms.DropForm,
        danger=True,
    ),
    "juger": Deed("bring_to_trial", course.bring_to_trial, "", forms.StepForm),
    "decision": Deed(
        "record_verdict",
        verdicts.record_verdict,
        _("Une décision par personne et par infraction."),
        part_forms.VerdictForm,
        make=in_file,
    ),
    "condamnation": Deed("note_conviction", course.note_conviction, "", forms.StepForm),
    "relaxe": Deed("note_acquittal", course.note_acquittal, "", forms.StepForm),
    "appel": Deed("note_appeal", course.note_appeal, "", forms.StepForm),
    "definitive": Deed("make_final", course.make_final, "", forms.StepForm),
    "etape": Deed("record_step", course.record_step, _("Une étape ne s’efface pas."), forms.OtherStepForm),
    "rouvrir": Deed("ask_reopening", course.ask_reopening, TWO_PERSONS, forms.ReasonForm, danger=True),
}

SUSPECT_DEEDS = {
    "infraction": Deed("retain_offence", suspects.retain_offence, "", part_forms.OffenceForm),
    "interpeller": Deed("arrest_suspect", suspects.arrest_suspect),
    "retenir": Deed(
        "hold_suspect", suspects.hold_suspect, _("Fixez aussitôt l’échéance de la privation de liberté.")
    ),
    "liberer": Deed("free_suspect", suspects.free_suspect),
    "poursuivre": Deed(
        "charge_suspect",
        suspects.charge_suspect,
        _("Il faut une infraction retenue. Une personne tenue pour contrainte ne se poursuit pas."),
    ),
    "contrainte": Deed(
        "mark_coerced",
        suspects.mark_coerced,
        _(
            "La personne n’est plus proposée comme cible et ne peut plus être poursuivie ; deux personnes seules lèvent ce constat."
        ),
        part_forms.CoercionForm,
        fits=lambda suspect: not suspect.coerced,
    ),
    "lever-la-contrainte": Deed(
        "ask_unmarking",
        suspects.ask_unmarking,
        TWO_PERSONS,
        forms.ReasonForm,
        danger=True,
        fits=lambda suspect: suspect.coerced,
    ),
    "hors-de-cause": Deed(
        "clear_suspect",
        suspects.clear_suspect,
        _("Rien ne lui est plus reproché ; son nom s’efface après un délai, une fois la procédure terminée."),
    ),
}

EXHIBIT_DEEDS = {
    "mouvement": Deed(
        "hand_over_exhibit",
        exhibits.hand_over_exhibit,
        _("Un mouvement s’ajoute à la chaîne et ne se change plus."),
        part_forms.HandOverForm,
    ),
    "sortie": Deed("ask_release", exhibits.ask_release, TWO_PERSONS, part_forms.ReleaseForm, danger=True),
}

REQUEST_DEEDS = {
    "reponse": Deed("answer_mutual_request", delays.answer_mutual_request, "", part_forms.AnswerForm),
    "refus": Deed("note_refusal", delays.note_refusal, "", part_forms.AnswerForm),
    "retirer": Deed("withdraw_mutual_request", delays.withdraw_mutual_request, danger=True),
}

DEADLINE_DEEDS = {
    "tenue": Deed("meet_deadline", delays.meet_deadline),
    "sans-objet": Deed("lift_deadline", delays.lift_deadline),
}

COUNTERSIGN_DEEDS = {
    "viser": Deed(
        "countersign",
        countersigning.countersign,
        _(
            "Ce qui est demandé se fait aussitôt. Lisez le motif ; vous en répondez avec la personne qui demande."
        ),
        danger=True,
    ),
    "refuser": Deed("refuse_countersignature", countersigning.refuse_countersignature),
}
