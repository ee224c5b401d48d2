"""What the columns of a table of cases answer."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.forms import DayField, long_text
from siraba.foundation.tables.meaning import Meaning
from siraba.foundation.vocabulary import choices
from siraba.protection.cases.models import Identification
from siraba.protection.cases.reception import ReceptionForm


class RowForm(ReceptionForm):
    """A row as the platform takes it: what the page of an arrival asks, and what a table knows besides."""

    reference = forms.CharField(label=_("Numéro dans la source"), max_length=100, required=False)
    received_on = DayField(label=_("Reçue le"), required=False)
    pathway = forms.ChoiceField(label=_("Parcours"), choices=lambda: choices("pathway"), required=False)
    status = forms.ChoiceField(
        label=_("Identification"), choices=[("", ""), *Identification.choices[1:]], required=False
    )
    body = forms.ChoiceField(
        label=_("Instance qui a décidé"),
        choices=lambda: [("", ""), *choices("status_decision_org")],
        required=False,
    )
    note = long_text(_("Ce que la personne a dit"))

    def clean_received_on(self) -> Any:
        day = self.cleaned_data["received_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("Cette date est dans le futur."))
        return day


# Source of the names: HTCDS 2.0, data/htcds_fields.csv
HTCDS: dict[str, Any] = {
    "names": "prs_FirstName + prs_MiddleName + prs_SecondName",
    "sex": "prs_Gender",
    "sex:values": {
        "Feminine": "female",
        "Masculine": "male",
        "TransgenderFeminine": "other",
        "TransgenderMasculine": "other",
        "NonConforming": "other",
        "NonSpecifiedUnknown": "unknown",
    },
    "age": "vic_AgeWhenTrafficked",
    "birth_date": "prs_Birthdate",
    "citizenships": "prs_Citizenship",
    "languages": "prs_PrimaryLanguage + prs_SecondaryLanguage",
    "languages:values": {"bam": "bm", "fra": "fr", "fre": "fr", "eng": "en", "ara": "ar"},
    "contact": "prs_MobilePhone + prs_HomePhone + prs_Email",
    "received_on": "cas_IncomingReferralDate",
    "status": "vic_TraffickingStatus",
    "status:values": {
        "PossibleVictimOfTrafficking": "presumed",
        "ActualVictimOfTrafficking": "identified",
        "NotAVictimOfTrafficking": "not_identified",
    },
    "body": "vic_TraffickingStatusDecisionMakingOrg",
    "note": "hte_Description + cco_CaseComment",
    "urgent_need": "=none",
}
OTHER_NAMES = {
    "names": ("nom", "noms", "nom et prénom", "prénom et nom", "name", "full name"),
    "sex": ("sexe", "genre", "gender"),
    "age": ("âge", "age en années"),
    "birth_date": ("date de naissance", "né le", "date of birth", "birthdate"),
    "citizenships": ("nationalité", "pays d'origine", "nationality", "citizenship"),
    "contact": ("téléphone", "tél", "phone", "contact"),
    "reference": ("numéro", "n°", "id", "identifiant", "code"),
    "received_on": ("date", "date d'arrivée", "date d'enregistrement"),
    "place": ("lieu", "cercle", "localité", "commune"),
}

CASES = Meaning(
    RowForm,
    needed=("names", "sex", "citizenships", "urgent_need"),
    other_names=OTHER_NAMES,
    standard=("prs_Gender", HTCDS),
    always={"urgent_need": "=none"},
)
