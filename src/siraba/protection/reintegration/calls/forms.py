"""The forms of a fund: calls, charges, evaluation, appeals. Those of an application are in `asking`."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from siraba.foundation.accounts.models import Account
from siraba.foundation.accounts.roles import Role
from siraba.foundation.geography.selectors import current_areas
from siraba.foundation.interface.forms import DayField, KitForm, long_text
from siraba.foundation.interface.francs import FrancsField
from siraba.foundation.interface.uploads import DocumentField
from siraba.protection.reintegration.calls.criteria import criteria_of, usual_criteria
from siraba.protection.reintegration.calls.models import (
    Application,
    ApplicationState,
    Call,
    Duty,
    Fund,
)


class FundForm(KitForm):
    name = forms.CharField(label=_("Nom du fonds"), max_length=120)


class ChargeForm(KitForm):
    """Who may hold a charge in this fund, and which."""

    account = forms.ModelChoiceField(
        label=_("À qui"), queryset=Account.objects.none(), empty_label=_("Choisissez un compte")
    )
    duty = forms.ChoiceField(label=_("Charge"), choices=Duty, widget=forms.RadioSelect)

    def __init__(self, *args: Any, fund: Fund, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["account"]
        field.queryset = Account.objects.filter(
            organisation=fund.organisation_id, role=Role.FUND_OFFICER, is_active=True
        ).order_by("full_name")
        field.label_from_instance = lambda account: account.full_name


class CallForm(KitForm):
    """A call; its criteria are one a line, `libellé ; points`."""

    title = forms.CharField(label=_("Intitulé"), max_length=120)
    summary = forms.CharField(
        label=_("Pour qui et pour quoi"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Ce que le public lira, en mots simples."),
    )
    opens_on = DayField(label=_("Premier jour"))
    closes_on = DayField(label=_("Dernier jour"))
    budget = FrancsField(label=_("Budget (FCFA)"))
    ceiling = FrancsField(label=_("Plafond d’une aide (FCFA)"))
    women = forms.IntegerField(
        label=_("Part des aides pour des projets portés par des femmes, au moins (%)"),
        min_value=0,
        max_value=100,
        initial=0,
    )
    protected = forms.IntegerField(
        label=_("Part des aides pour des mineurs ou des victimes de traite, au moins (%)"),
        min_value=0,
        max_value=100,
        initial=0,
    )
    per_household = forms.BooleanField(label=_("Une seule aide par foyer"), required=False, initial=True)
    score_gap = forms.IntegerField(
        label=_("Écart de notes qui appelle un troisième évaluateur (points)"), min_value=0
    )
    criteria = forms.CharField(
        label=_("Critères et points"),
        widget=forms.Textarea({"rows": 6}),
        help_text=_("Un critère par ligne : son nom, un point-virgule, ses points."),
    )
    more_fields = ["per_household", "score_gap", "criteria"]

    def __init__(self, *args: Any, call: Call | None = None, **kwargs: Any):
        found = call.rules.get("criteria", []) if call else usual_criteria()
        first: dict[str, Any] = {
            "criteria": "\n".join(f"{one['label']} ; {one['most']}" for one in found),
            "score_gap": settings.FUND_SCORE_GAP,
            "ceiling": settings.FUND_CEILING,
        }
        if call:
            names = ("title", "summary", "opens_on", "closes_on", "budget", "ceiling")
            first |= {name: getattr(call, name) for name in names}
            first |= {name: call.rules[name] for name in ("women", "protected", "per_household", "score_gap")}
        self._known = {one["label"]: one["key"] for one in found}
        kwargs["initial"] = first
        super().__init__(*args, **kwargs)

    def clean_criteria(self) -> list[dict[str, Any]]:
        lines = [line for line in self.cleaned_data["criteria"].splitlines() if line.strip()]
        return [self._criterion(number, line) for number, line in enumerate(lines, 1)]

    def _criterion(self, number: int, line: str) -> dict[str, Any]:
        label, _sign, points = line.rpartition(";")
        if not label.strip() or not points.strip().isascii() or not points.strip().isdigit():
            raise forms.ValidationError(
                gettext("Ligne %(number)d : écrivez « nom ; points », comme « Budget réaliste ; 20 ».")
                % {"number": number}
            )
        label = label.strip()
        return {"key": self._known.get(label, f"c{number}"), "label": label, "most": int(points)}


class ReasonForm(KitForm):
    reason = long_text(_("Pourquoi"), required=True, help_text=_("Le demandeur le lira avec son reçu."))


class ConflictForm(KitForm):
    conflict = long_text(_("Quel lien"), help_text=_("Un parent, une affaire commune ; facultatif."))


class AppealForm(KitForm):
    text = long_text(_("Ce qui doit être regardé à nouveau"), required=True)


class UpholdForm(KitForm):
    answer = long_text(_("Réponse au demandeur"))


class DismissForm(KitForm):
    answer = long_text(_("Pourquoi le refus reste"), required=True)


class PaperForm(KitForm):
    title = forms.CharField(
        label=_("Ce que c’est"), max_length=120, help_text=_("Par exemple « devis », sans nom de personne.")
    )
    document = DocumentField(label=_("Document"), help_text=_("PDF, JPEG ou PNG, 5 Mo au plus."))


class ScoreForm(KitForm):
    """One number a criterion of the call."""

    note = long_text(_("Remarques"))

    def __init__(self, *args: Any, application: Application, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._keys = []
        for one in criteria_of(application.call):
            self._keys.append(one["key"])
            self.fields[one["key"]] = forms.IntegerField(
                label=one["label"],
                min_value=0,
                max_value=one["most"],
                help_text=gettext("De 0 à %(most)d.") % {"most": one["most"]},
            )
        self.order_fields([*self._keys, "note"])

    def words(self) -> dict[str, Any]:
        said = super().words()
        return {"points": {key: said[key] for key in self._keys}, "note": said["note"]}


class ApplicationFilter(forms.Form):
    state = forms.ChoiceField(label=_("État"), required=False)
    zone = forms.ChoiceField(label=_("Région"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        states = [choice for choice in ApplicationState.choices if choice[0] != ApplicationState.DRAFT]
        self._choose("state", [("", gettext("Tous")), *states])
        regions = [(str(area.pk), area.name) for area in current_areas(1)]
        self._choose("zone", [("", gettext("Toutes")), *regions])

    def _choose(self, name: str, choices: list) -> None:
        field: Any = self.fields[name]
        field.choices = choices
