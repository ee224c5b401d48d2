"""What is asked for an assessment, an application and the acts on a file."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.forms import DayField, KitForm, long_text
from siraba.foundation.vocabulary import choices
from siraba.protection.statelessness.burden import ANSWERS, DUTIES
from siraba.protection.statelessness.models import (
    AssessmentState,
    Conclusion,
    Determination,
    DocumentKind,
    FileState,
    LinkKind,
    NationalityAssessment,
    Outcome,
)
from siraba.protection.statelessness.questions import QUESTIONS
from siraba.protection.statelessness.table import Level

ALL = ("", _("Tous"))


def how_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Comment la personne a dit son accord"),
        choices=[("", "—"), *choices("consent_modality")],
        help_text=_("Sans son accord, n’enregistrez rien : annulez."),
    )


def short(label: Any, required: bool = False, length: int = 120, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=length, **more)


class AssessmentForm(KitForm):
    """The questions one under the other; « On ne sait pas » is always an answer."""

    agreed_how = how_field()
    who = short(_("Comment la personne veut être appelée"), length=80)
    note = long_text(_("Remarques"))

    def __init__(self, *args: Any, with_case: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if with_case:
            del self.fields["who"]
        asked = {
            question.code: forms.ChoiceField(
                label=question.text, choices=list(question.answers.items()), widget=forms.RadioSelect
            )
            for question in QUESTIONS
        }
        self.fields |= asked
        self.order_fields(["form_id", "who", *asked, "note", "agreed_how"])

    def words(self) -> dict[str, Any]:
        said = super().words()
        return {"answers": {question.code: said.pop(question.code) for question in QUESTIONS}, **said}


class ConfirmForm(KitForm):
    level = forms.ChoiceField(label=_("Niveau"), choices=Level, widget=forms.RadioSelect)
    reason = long_text(
        _("Pourquoi un autre niveau"), help_text=_("À remplir si vous changez ce que la table propose.")
    )

    def __init__(self, *args: Any, assessment: NationalityAssessment, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["level"].initial = assessment.proposed


class AssessmentFilter(forms.Form):
    state = forms.ChoiceField(label=_("État"), required=False, choices=[ALL, *AssessmentState.choices])


class FileFilter(forms.Form):
    state = forms.ChoiceField(label=_("État"), required=False, choices=[ALL, *FileState.choices])


class DescriptionForm(KitForm):
    """Who applies, in which language, and with whose help."""

    names = short(_("Noms, comme la personne les dit"), True)
    birth = short(_("Naissance : date et lieu, comme elle les dit"), length=200)
    language = short(_("Langue de la personne"), True, 40)
    account = long_text(_("Sa demande, avec ses mots"))
    interpreter = short(_("Interprète"))
    counsel = short(_("Conseil"))
    contact = short(_("Comment la joindre sans danger"), length=200)

    def __init__(self, *args: Any, found: Determination | None = None, **kwargs: Any):
        if found is not None:
            kwargs["initial"] = {**found.words, "language": found.language}
        super().__init__(*args, **kwargs)


class ApplicationForm(DescriptionForm):
    applied_on = DayField(label=_("Demandée le"), initial=timezone.localdate)
    oral = forms.BooleanField(label=_("Dite de vive voix"), required=False)
    asked_asylum = forms.TypedChoiceField(
        label=_("Demande-t-elle l’asile, ou l’a-t-elle demandé sans réponse ?"),
        choices=[("yes", _("Oui, ou on ne sait pas")), ("no", _("Non"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        help_text=_("Tant que c’est oui, aucun État ne peut être interrogé."),
    )


class AgreementForm(KitForm):
    how = how_field()
    given_on = DayField(label=_("Donné le"), initial=timezone.localdate)


class ReasonForm(KitForm):
    reason = long_text(_("Motif"), required=True)


class RemarkForm(KitForm):
    remark = long_text(_("Ce qui manque"), required=True)


class InterviewForm(KitForm):
    held_on = DayField(label=_("Tenu le"), initial=timezone.localdate)
    language = short(_("Langue"), True, 40)
    interpreter = short(_("Interprète"))
    present = short(_("Présents"), length=200)
    text = long_text(_("Ce qui a été dit"), required=True)


class OpinionForm(KitForm):
    text = long_text(_("Avis"), required=True)


class BurdenForm(KitForm):
    def __init__(self, *args: Any, found: Determination, **kwargs: Any):
        super().__init__(*args, **kwargs)
        known = found.words.get("burden", {})
        for duty in DUTIES:
            self.fields[duty.code] = forms.ChoiceField(
                label=f"{duty.side} : {duty.text}",
                choices=list(ANSWERS.items()),
                initial=known.get(duty.code, "no"),
                help_text=duty.source,
            )

    def words(self) -> dict[str, Any]:
        return {"answers": super().words()}


class StateForm(KitForm):
    country = forms.ChoiceField(label=_("État"), choices=[("", "—"), *choices("country")])
    link = forms.ChoiceField(label=_("Lien"), choices=LinkKind)
    law = long_text(_("Ce que dit sa loi"), help_text=_("Texte, article, source."))
    practice = long_text(_("Ce que fait son administration"))


class EnquiryForm(KitForm):
    question = long_text(
        _("Ce qui est demandé"),
        required=True,
        help_text=_("Rien de plus que ce qu’il faut pour répondre ; jamais pourquoi la personne le demande."),
    )
    sent_on = DayField(label=_("Envoyée le"), initial=timezone.localdate)


class AnswerForm(KitForm):
    answered_on = DayField(label=_("Réponse du"), initial=timezone.localdate)
    answer = long_text(_("Réponse"), required=True)


class ConclusionForm(KitForm):
    conclusion = forms.ChoiceField(label=_("Conclusion"), choices=Conclusion, widget=forms.RadioSelect)
    reasons = long_text(_("Pourquoi"), required=True)


class DecisionForm(KitForm):
    outcome = forms.ChoiceField(label=_("Issue"), choices=Outcome, widget=forms.RadioSelect)
    reasons = long_text(_("Motifs"), required=True)


class AppealForm(KitForm):
    lodged_on = DayField(label=_("Formé le"), initial=timezone.localdate)
    grounds = long_text(_("Motifs du recours"), required=True)


class DocumentForm(KitForm):
    kind = forms.ChoiceField(label=_("Document"), choices=DocumentKind)
    number = short(_("Numéro"), length=60)
    issued_on = DayField(label=_("Délivré le"), initial=timezone.localdate)
    valid_to = DayField(label=_("Valable jusqu’au"), required=False)


class ChildForm(KitForm):
    name = short(_("Comment l’enfant est appelé"), length=80)
    birth_year = forms.IntegerField(
        label=_("Année de naissance"), required=False, min_value=1900, max_value=2100
    )
    born_here = forms.TypedChoiceField(
        label=_("Né au Mali ?"),
        choices=[("yes", _("Oui")), ("no", _("Non"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    what = long_text(_("Ce qui est à faire"), required=True)
    due_on = DayField(label=_("Avant le"))


class ResultForm(KitForm):
    result = long_text(_("Ce qui a été fait"), required=True)
