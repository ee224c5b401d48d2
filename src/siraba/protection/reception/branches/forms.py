"""The forms of a branch."""

import re
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from siraba.foundation.accounts.models import Account
from siraba.foundation.interface.forms import DayField, KitForm
from siraba.foundation.vocabulary import choices
from siraba.protection.reception.branches.models import (
    WEEKDAYS,
    Branch,
    Duty,
    EquipmentKind,
    Member,
    Skill,
)

SPAN = re.compile(r"^(\d{1,2})[h:]?(\d{2})?\s*[-–à]\s*(\d{1,2})[h:]?(\d{2})?$")


class ReasonForm(KitForm):
    reason = forms.CharField(
        label=_("Motif"), max_length=200, help_text=_("Lu par la direction et par les autres antennes.")
    )


class AccountChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Account) -> str:
        return obj.full_name


def _accounts(branch: Branch) -> Any:
    return Account.objects.filter(unit=branch.unit_id, is_active=True).order_by("full_name")


class DescribeForm(KitForm):
    lead = AccountChoice(label=_("Chef d’antenne"), queryset=Account.objects.none(), required=False)
    phones = forms.CharField(
        label=_("Téléphones"),
        max_length=80,
        required=False,
        help_text=_("De la fonction, jamais d’une personne."),
    )
    desks = forms.IntegerField(label=_("Guichets"), min_value=0, max_value=200, required=False)
    longest_stay_days = forms.IntegerField(
        label=_("Durée de séjour, en jours"), min_value=1, max_value=365, required=False
    )

    def __init__(self, *args: Any, branch: Branch, **kwargs: Any):
        kwargs["initial"] = {
            name: getattr(branch, name) for name in ("lead", "phones", "desks", "longest_stay_days")
        }
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = _accounts(branch)  # type: ignore[attr-defined]


class HoursForm(KitForm):
    """One line a day, such as `8h-12h, 14h-17h30`; an empty line is a closed day."""

    def __init__(self, *args: Any, branch: Branch, **kwargs: Any):
        super().__init__(*args, **kwargs)
        known: dict[int, list[str]] = {}
        for one in branch.hours.all():
            known.setdefault(one.weekday, []).append(f"{one.opens:%H:%M}-{one.closes:%H:%M}")
        for day, label in WEEKDAYS:
            self.fields[f"day_{day}"] = forms.CharField(
                label=label,
                required=False,
                max_length=60,
                initial=", ".join(known.get(day, [])),
                help_text=_("Par exemple 8h-12h, 14h-17h30 ; vide : fermé.") if day == 0 else "",
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        slots = []
        for day, _label in WEEKDAYS:
            for said in filter(None, (one.strip() for one in data.get(f"day_{day}", "").split(","))):
                span = self._span(day, said)
                if span:
                    slots.append((day, *span))
        return {**data, "hours": slots}

    def _span(self, day: int, said: str) -> tuple[time, time] | None:
        found = SPAN.match(said)
        try:
            if found is None:
                raise ValueError(said)
            hour, minute, to_hour, to_minute = (int(one or 0) for one in found.groups())
            return time(hour, minute), time(23, 59) if to_hour == 24 else time(to_hour, to_minute)
        except ValueError:
            wrong = gettext("« %(said)s » n’est pas une plage comme 8h-12h.") % {"said": said}
            self.add_error(f"day_{day}", wrong)
            return None

    def words(self) -> dict[str, Any]:
        return {"hours": self.cleaned_data["hours"]}


class MemberForm(KitForm):
    name = forms.CharField(label=_("Nom"), max_length=120)
    duty = forms.ChoiceField(label=_("Fonction"), choices=Duty, initial=Duty.RECEPTION)
    languages = forms.MultipleChoiceField(
        label=_("Langues parlées"),
        choices=lambda: choices("language"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    skills = forms.MultipleChoiceField(
        label=_("Formations"), choices=Skill, widget=forms.CheckboxSelectMultiple, required=False
    )
    trained_on = DayField(label=_("Dernière formation"), required=False)
    account = AccountChoice(label=_("Son compte"), queryset=Account.objects.none(), required=False)

    def __init__(self, *args: Any, branch: Branch, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = _accounts(branch)  # type: ignore[attr-defined]


class AmendMemberForm(MemberForm):
    left_on = DayField(
        label=_("Parti le"), required=False, help_text=_("Ses gardes d’après ce jour sont retirées.")
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any):
        kwargs["initial"] = {
            **{name: getattr(member, name) for name in ("name", "duty", "trained_on", "account", "left_on")},
            "languages": member.languages.split(),
            "skills": member.skills.split(),
        }
        super().__init__(*args, branch=member.branch, **kwargs)


class HourField(forms.TimeField):
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class ShiftForm(KitForm):
    """A garde of one day; one that ends at or before its beginning ends on the next morning."""

    day = DayField(label=_("Jour"), initial=timezone.localdate)
    begins = HourField(label=_("De"), initial=time(8))
    until = HourField(
        label=_("À"), initial=time(16), help_text=_("Une heure plus petite : le lendemain matin.")
    )

    def words(self) -> dict[str, Any]:
        data = self.cleaned_data
        starts = timezone.make_aware(datetime.combine(data["day"], data["begins"]))
        ends = timezone.make_aware(datetime.combine(data["day"], data["until"]))
        return {"starts": starts, "ends": ends if ends > starts else ends + timedelta(days=1)}


class EquipmentForm(KitForm):
    kind = forms.ChoiceField(label=_("Matériel"), choices=EquipmentKind)
    number = forms.IntegerField(label=_("Nombre"), min_value=0, max_value=30_000)
    working = forms.IntegerField(label=_("En état de marche"), min_value=0, max_value=30_000)
