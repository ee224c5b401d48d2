"""The acts on an assessment, a file, a State, an enquiry and a child as pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.interface.deeds import Deed
from siraba.protection.statelessness import assessing, contacting, deciding, files, following, forms
from siraba.protection.statelessness.models import Determination

NO_CONTACT = _(
    "Plus aucun État n’est interrogé ; ce qui était demandé s’arrête. Ce qui est déjà parti ne revient pas."
)
TWO_PERSONS = _("Une seconde personne de l’instance la lit et la signe : alors seulement elle est prise.")


def _of_file(actor: Actor, found: Determination) -> dict[str, Any]:
    return {"found": found}


ASSESSMENT_DEEDS = {
    "confirmer": Deed(
        "confirm_nationality_assessment",
        assessing.confirm_nationality_assessment,
        _("La table propose ; vous décidez. Le niveau dit où en sont les papiers, et rien de la personne."),
        forms.ConfirmForm,
        make=lambda actor, assessment: {"assessment": assessment},
    ),
}

FILE_DEEDS = {
    "instruire": Deed("start_determination", files.start_determination),
    "changer": Deed(
        "amend_determination", files.amend_determination, "", forms.DescriptionForm, make=_of_file
    ),
    "asile": Deed(
        "record_asylum_claim",
        contacting.record_asylum_claim,
        NO_CONTACT,
        danger=True,
        fits=lambda found: not found.asked_asylum,
    ),
    "fin-asile": Deed(
        "end_asylum_claim",
        contacting.end_asylum_claim,
        _(
            "Seulement si la demande d’asile est décidée ou retirée pour de bon. Demandez au HCR en cas de doute."
        ),
        forms.ReasonForm,
        danger=True,
        fits=lambda found: found.asked_asylum,
    ),
    "accord-contact": Deed(
        "agree_to_contact",
        contacting.agree_to_contact,
        _("Expliquez à qui l’on écrira, ce que l’on dira, et qu’elle peut dire non ou changer d’avis."),
        forms.AgreementForm,
        fits=lambda found: not found.asked_asylum,
    ),
    "retrait-contact": Deed("withdraw_contact", contacting.withdraw_contact, NO_CONTACT, danger=True),
    "accord-hcr": Deed(
        "agree_to_unhcr",
        contacting.agree_to_unhcr,
        _("Le HCR lira ce dossier et pourra écrire un avis ; il ne décide pas."),
        forms.AgreementForm,
    ),
    "retrait-hcr": Deed("withdraw_unhcr", contacting.withdraw_unhcr, danger=True),
    "entretien": Deed(
        "hold_interview",
        files.hold_interview,
        _("Un entretien ne se change plus : ce qui est à corriger se dit dans un autre."),
        forms.InterviewForm,
    ),
    "etat": Deed(
        "add_linked_state",
        contacting.add_linked_state,
        _("Seulement un État avec un lien pertinent. Ajouter un État ne le prévient pas."),
        forms.StateForm,
    ),
    "preuve": Deed("record_burden", files.record_burden, "", forms.BurdenForm, make=_of_file),
    "avis": Deed("add_opinion", files.add_opinion, "", forms.OpinionForm),
    "decider": Deed("draft_determination", deciding.draft_determination, TWO_PERSONS, forms.DecisionForm),
    "signer": Deed(
        "sign_determination",
        deciding.sign_determination,
        _("Lisez les motifs : vous en répondez avec la personne qui les a écrits."),
        danger=True,
    ),
    "rendre": Deed("return_determination", deciding.return_determination, "", forms.RemarkForm),
    "recours": Deed("appeal_determination", deciding.appeal_determination, "", forms.AppealForm),
    "rejeter": Deed("uphold_determination", deciding.uphold_determination, "", forms.ReasonForm, danger=True),
    "admettre": Deed("reopen_determination", deciding.reopen_determination, "", forms.ReasonForm),
    "document": Deed("issue_status_document", following.issue_status_document, "", forms.DocumentForm),
    "enfant": Deed(
        "add_child_follow_up",
        following.add_child_follow_up,
        _("Un enfant né au Mali, qui serait sinon apatride (Convention de 1961, art. 1)."),
        forms.ChildForm,
    ),
    "clore": Deed("close_determination", deciding.close_determination),
    "retirer": Deed(
        "withdraw_determination",
        deciding.withdraw_determination,
        _("La personne peut en faire une autre quand elle veut."),
        forms.ReasonForm,
        danger=True,
    ),
}

STATE_DEEDS = {
    "demander": Deed(
        "send_enquiry",
        contacting.send_enquiry,
        _(
            "Ne contacte personne par soi-même : note ce que vous envoyez. Jamais sans accord, jamais si l’asile est demandé."
        ),
        forms.EnquiryForm,
        danger=True,
    ),
    "conclure": Deed("conclude_on_state", contacting.conclude_on_state, "", forms.ConclusionForm),
    "revoir": Deed("review_state", contacting.review_state, "", forms.ReasonForm),
}

ENQUIRY_DEEDS = {
    "reponse": Deed("record_state_answer", contacting.record_state_answer, "", forms.AnswerForm),
    "silence": Deed(
        "note_state_silence",
        contacting.note_state_silence,
        _("Un silence se dit dans la conclusion avec le reste ; il ne prouve rien seul."),
        fits=lambda enquiry: enquiry.is_late,
    ),
}

CHILD_DEEDS = {"fait": Deed("finish_child_follow_up", following.finish_child_follow_up, "", forms.ResultForm)}
