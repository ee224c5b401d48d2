"""What is asked in a follow-up, and for the acts around it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.forms import DayField, KitForm, long_text
from siraba.protection.reintegration.followup.models import Mode, Outcome, ScoreTable
from siraba.protection.reintegration.followup.tables import LARGEST

IN_PERSON = [(Mode.VISIT.value, Mode.VISIT.label), (Mode.PHONE.value, Mode.PHONE.label)]


class AnswersForm(KitForm):
    """The questions of each table, in order; each may stay without an answer."""

    mode = forms.ChoiceField(
        label=_("Par quel moyen"),
        choices=Mode,
        widget=forms.RadioSelect,
        help_text=_("Des réponses reçues par SMS se notent ici comme les autres."),
    )
    met_on = DayField(label=_("Le"), initial=timezone.localdate)

    def __init__(self, *args: Any, tables: Sequence[ScoreTable], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.questions: list[tuple[str, str, str]] = []
        for table in tables:
            for code, dimension, question, answers in table.questions:
                name = f"{table.subject}-{code}"
                self.questions.append((name, table.subject, code))
                self.fields[name] = forms.ChoiceField(
                    label=f"{dimension} – {question}",
                    choices=[*answers, ("", _("Pas de réponse"))],
                    required=False,
                    widget=forms.RadioSelect,
                )
        self.fields["note"] = long_text(_("À retenir de cet entretien"))

    def words(self) -> dict[str, Any]:
        data = self.cleaned_data
        answers: dict[str, dict[str, str]] = {}
        for name, subject, code in self.questions:
            if data[name]:
                answers.setdefault(subject, {})[code] = data[name]
        return {"mode": data["mode"], "met_on": data["met_on"], "note": data["note"], "answers": answers}


class AttemptForm(KitForm):
    mode = forms.ChoiceField(label=_("Par quel moyen"), choices=IN_PERSON, widget=forms.RadioSelect)
    outcome = forms.ChoiceField(
        label=_("Ce qui s’est passé"),
        choices=[(code, label) for code, label in Outcome.choices if code != Outcome.INVITED],
        widget=forms.RadioSelect,
    )
    note = long_text(_("Précisions"))


class InvitationForm(KitForm):
    number = forms.CharField(
        label=_("Numéro de la personne"),
        max_length=20,
        help_text=_("Seulement un numéro qu’elle a dit sûr. Il n’est pas gardé ici."),
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )
    callback = forms.CharField(
        label=_("Numéro à rappeler"),
        max_length=20,
        validators=[RegexValidator(r"^\+?[\d ]{4,19}$", _("Des chiffres et des espaces seulement."))],
        help_text=_("Il ne doit pas être connu comme celui d’un service pour victimes."),
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["callback"].initial = settings.SMS_NUMBER


class TableForm(KitForm):
    file = forms.FileField(
        label=_("Table de poids (JSON)"),
        widget=forms.FileInput({"accept": ".json,application/json"}),
        help_text=_("La forme est celle des tables livrées : voyez la page des tables."),
    )

    def words(self) -> dict[str, Any]:
        return {"file": self.cleaned_data["file"].read(LARGEST + 1)}
