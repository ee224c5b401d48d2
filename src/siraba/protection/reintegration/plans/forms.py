"""What is asked for a plan: objectives by part, some actions, and for the young a life project."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.forms import DayField, KitForm, long_text
from siraba.foundation.vocabulary import choices
from siraba.protection.reintegration.plans.models import Channel, Ending, Part, PlanVersion

LEAST_LINES, EMPTY_LINES, MOST_LINES = 4, 2, 12
MOST_FRANCS = 100_000_000
LIFE_PROJECT: Mapping[str, str | Promise] = {
    "training": _("Projet de vie : quelle formation, où, jusqu’à quand"),
    "master": _("Projet de vie : quel maître artisan, quel métier"),
    "income": _("Projet de vie : d’où vient le premier revenu, et quand"),
    "mentor": _("Projet de vie : qui l’accompagne (mentor)"),
}


class PlanForm(KitForm):
    """`version` is what stands today; `applications` are (number, label) of those of the case."""

    channel = forms.ChoiceField(
        label=_("Par qui l’aide arrive"), choices=Channel, initial=Channel.DIRECT, widget=forms.RadioSelect
    )
    more_label = _("Autres actions")

    def __init__(
        self,
        *args: Any,
        young: bool,
        version: PlanVersion | None = None,
        applications: Sequence[tuple[str, str]] = (),
        application: str = "",
        channel: str = "",
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        words = version.words if version else {}
        self.fields["channel"].initial = channel or Channel.DIRECT
        if applications:
            self.fields["application"] = forms.ChoiceField(
                label=_("Demande de financement"),
                choices=[("", _("Aucune")), *applications],
                required=False,
                initial=application,
            )
        for part in Part:
            self.fields[f"objective_{part.value}"] = long_text(
                _("Partie %(part)s : ce que la personne veut atteindre") % {"part": part.label.lower()},
                initial=words.get("objectives", {}).get(part.value, ""),
            )
        self._add_life_project(words.get("life_project", {}) if young else None)
        self._add_lines(words.get("actions", []))
        self.fields["person_view"] = long_text(
            _("Ce que la personne en dit, avec ses mots"), initial=words.get("person_view", "")
        )

    def _add_life_project(self, said: Mapping[str, str] | None) -> None:
        self.life_names = [] if said is None else list(LIFE_PROJECT)
        for name in self.life_names:
            self.fields[f"life_{name}"] = long_text(LIFE_PROJECT[name], initial=(said or {}).get(name, ""))

    def _add_lines(self, lines: Sequence[Mapping[str, Any]]) -> None:
        self.lines = range(1, min(max(LEAST_LINES, len(lines) + EMPTY_LINES), MOST_LINES) + 1)
        for n in self.lines:
            said = lines[n - 1] if n <= len(lines) else {}
            made = _line(n, said)
            self.fields.update(made)
            if n > 1 and not said:
                self.more_fields = [*self.more_fields, *made]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for n in self.lines:
            what, part = data.get(f"what_{n}"), data.get(f"part_{n}")
            if what and not part:
                self.add_error(f"part_{n}", _("Dites de quelle partie est cette action."))
            if not what and any(data.get(f"{name}_{n}") for name in ("who", "due", "cost")):
                self.add_error(f"what_{n}", _("Dites ce qui sera fait."))
        return data

    def words(self) -> dict[str, Any]:
        data = self.cleaned_data
        lines = [n for n in self.lines if data[f"what_{n}"]]
        return {
            "channel": data["channel"],
            "objectives": {part.value: data[f"objective_{part.value}"] for part in Part},
            "actions": [
                {
                    "part": data[f"part_{n}"],
                    "what": data[f"what_{n}"],
                    "who": data[f"who_{n}"],
                    "due": str(data[f"due_{n}"] or ""),
                    "cost": data[f"cost_{n}"] or 0,
                }
                for n in lines
            ],
            "life_project": {name: data[f"life_{name}"] for name in self.life_names},
            "person_view": data["person_view"],
            "application": data.get("application", ""),
        }


def _line(n: int, said: Mapping[str, Any]) -> dict[str, forms.Field]:
    where = {"n": n}
    return {
        f"part_{n}": forms.ChoiceField(
            label=_("Action %(n)d : partie") % where,
            choices=[("", _("Choisir…")), *Part.choices],
            required=False,
            initial=said.get("part", ""),
        ),
        f"what_{n}": forms.CharField(
            label=_("Action %(n)d : quoi") % where,
            max_length=200,
            required=False,
            initial=said.get("what", ""),
        ),
        f"who_{n}": forms.CharField(
            label=_("Action %(n)d : par qui") % where,
            max_length=120,
            required=False,
            initial=said.get("who", ""),
        ),
        f"due_{n}": DayField(
            label=_("Action %(n)d : pour le") % where, required=False, initial=said.get("due") or None
        ),
        f"cost_{n}": forms.IntegerField(
            label=_("Action %(n)d : coût (FCFA)") % where,
            min_value=0,
            max_value=MOST_FRANCS,
            required=False,
            initial=said.get("cost") or None,
        ),
    }


class RevisionForm(PlanForm):
    why = long_text(_("Ce qui change, et pourquoi"), required=True)

    def words(self) -> dict[str, Any]:
        return {**super().words(), "why": self.cleaned_data["why"]}


class AgreementForm(KitForm):
    how = forms.ChoiceField(
        label=_("Comment la personne a dit oui"),
        choices=lambda: choices("consent_modality"),
        widget=forms.RadioSelect,
    )
    on = DayField(label=_("Le"), initial=timezone.localdate)
    agreement = long_text(
        _("Qui était là, ce qu’elle en a dit"),
        help_text=_("Pour un mineur : qui répond de lui, et ce que l’enfant en dit."),
    )


class StartForm(KitForm):
    on = DayField(label=_("Commencé le"), initial=timezone.localdate)


class EndingForm(KitForm):
    ending = forms.ChoiceField(label=_("Pourquoi"), choices=Ending, widget=forms.RadioSelect)
