"""What is asked at each step of a case. Lists of values come from the vocabulary; texts say why we ask."""

from collections.abc import Collection
from datetime import datetime, time
from functools import partial
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Category
from siraba.foundation.accounts.models import Account
from siraba.foundation.accounts.roles import Role
from siraba.foundation.consent.models import SHAREABLE, Assent, ConsentState
from siraba.foundation.forms.pages import FormPage
from siraba.foundation.interface.forms import DayField, KeptSelect, KitForm, long_text
from siraba.foundation.interface.uploads import DocumentField
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.vocabulary import choices
from siraba.protection.cases.elements import Elements
from siraba.protection.cases.models import Case, CaseState, Identification

YES_NO = [("yes", _("Oui")), ("no", _("Non"))]


def listed(name: str, blank: bool = True) -> Any:
    """The choices of a vocabulary list, with an empty first line to choose from."""
    return partial(_listed, name, blank)


def _listed(name: str, blank: bool) -> list:
    return [("", gettext("Choisir…")), *choices(name)] if blank else choices(name)


def several(name: str, label: Any, **more: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=listed(name, blank=False),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        **more,
    )


def yes_no(label: Any, **more: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=YES_NO, widget=forms.RadioSelect, coerce=lambda answer: answer == "yes", **more
    )


class IdentityForm(KitForm):
    names = forms.CharField(label=_("Noms"), max_length=120, widget=forms.TextInput({"autocomplete": "off"}))
    contact = forms.CharField(label=_("Contact sûr"), max_length=80, required=False)
    contact_advice = forms.CharField(
        label=_("Précautions pour joindre la personne"), max_length=200, required=False
    )
    sex = forms.ChoiceField(label=_("Sexe"), choices=listed("sex", blank=False), widget=forms.RadioSelect)
    birth_year = forms.IntegerField(
        label=_("Année de naissance"), required=False, help_text=_("Même estimée.")
    )


class ScreeningForm(KitForm):
    immediate_danger = yes_no(_("La personne est-elle en danger immédiat ?"))
    acts = several("act", _("Actes"), help_text=_("Ce qu’on a fait à la personne."))
    means = several(
        "means", _("Moyens"), help_text=_("Comment. Pour un enfant, aucun moyen n’est nécessaire.")
    )
    purposes = several("purpose_palermo", _("Buts"), help_text=_("L’exploitation subie ou prévue."))
    forms_met = several(
        "exploitation_type_mali", _("Formes au Mali"), help_text=_("Celles que l’on rencontre ici.")
    )
    presumed = yes_no(
        _("La présumez-vous victime de traite ?"),
        help_text=_(
            "Repère : un acte et un but, avec un moyen si la personne a 18 ans ou plus. C’est vous qui jugez."
        ),
    )
    pathway = forms.ChoiceField(label=_("Parcours"), choices=listed("pathway"))
    indicators = several("ilo_forced_labour_indicator", _("Indicateurs de travail forcé"))
    place = forms.CharField(label=_("Lieu des faits"), max_length=120, required=False)
    note = long_text(_("Ce que la personne a dit"))
    more_fields = ["indicators", "place", "note"]

    def elements(self) -> Elements:
        data = self.cleaned_data
        return Elements(tuple(data["acts"]), tuple(data["means"]), tuple(data["purposes"]))


class IdentificationForm(KitForm):
    status = forms.ChoiceField(
        label=_("Décision"), choices=Identification.choices[1:], widget=forms.RadioSelect
    )
    body = forms.ChoiceField(label=_("Instance qui a décidé"), choices=listed("status_decision_org"))
    grounds = long_text(_("Motifs"), required=True)
    new_facts = long_text(
        _("Faits nouveaux"),
        help_text=_("Ce que l’on ne savait pas à la décision d’avant, et qui la renverse."),
    )

    def __init__(self, *args: Any, decided: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not decided:
            del self.fields["new_facts"]


class AssessmentForm(FormPage):
    """The instrument of the first assessment, and the risk that the case manager decides on."""

    risk = forms.ChoiceField(
        label=_("Niveau de risque retenu"),
        choices=listed("risk_level"),
        help_text=_("Les points suggèrent : 7 et plus élevé, 4 à 6 moyen. C’est vous qui décidez."),
    )


PLAN_LINES = 3


class PlanForm(KitForm):
    objective = long_text(_("Objectif, avec les mots de la personne"), required=True)
    person_agrees = yes_no(_("La personne est-elle d’accord avec ce plan ?"))
    person_view = long_text(_("Ce que la personne en dit"))
    more_fields = ["person_view"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for n in range(1, PLAN_LINES + 1):
            self.fields[f"service_{n}"] = forms.ChoiceField(
                label=_("Action %(n)d : prestation") % {"n": n},
                choices=listed("service_type"),
                required=n == 1,
            )
            self.fields[f"what_{n}"] = forms.CharField(
                label=_("Action %(n)d : quoi et par qui") % {"n": n}, max_length=200, required=n == 1
            )
            self.fields[f"due_{n}"] = DayField(label=_("Action %(n)d : pour le") % {"n": n}, required=False)

    def actions(self) -> list[dict[str, str]]:
        data = self.cleaned_data
        return [
            {"service": data[f"service_{n}"], "what": data[f"what_{n}"], "due": str(data[f"due_{n}"] or "")}
            for n in range(1, PLAN_LINES + 1)
            if data[f"service_{n}"]
        ]


class ServiceForm(KitForm):
    service_type = forms.ChoiceField(label=_("Prestation"), choices=listed("service_type"))
    delivered_on = DayField(label=_("Date de la prestation"), initial=timezone.localdate)
    note = long_text(_("Remarques"))


class FollowUpForm(KitForm):
    met_on = DayField(label=_("Date du contact"), initial=timezone.localdate)
    risk = forms.ChoiceField(label=_("Niveau de risque"), choices=listed("risk_level"))
    note = long_text(_("Comment va la personne"), required=True)
    person_view = long_text(_("Ce qu’elle souhaite"))


class AttachmentForm(KitForm):
    title = forms.CharField(
        label=_("Ce que c’est"), max_length=120, help_text=_("Par exemple « certificat médical », sans nom.")
    )
    category = forms.ChoiceField(
        label=_("De quoi il parle"),
        choices=[(c.value, c.label) for c in (Category.CASE, Category.HEALTH, Category.EXPLOITATION)],
        widget=forms.RadioSelect,
    )
    document = DocumentField(label=_("Document"), help_text=_("PDF, JPEG ou PNG, 5 Mo au plus."))


class ClosureForm(KitForm):
    reason = forms.ChoiceField(label=_("Motif"), choices=listed("closure_reason"))
    person_informed = forms.BooleanField(label=_("La personne est informée de la clôture"), required=False)


class ReasonForm(KitForm):
    reason = long_text(_("Pourquoi"), required=True)


class RemarkForm(KitForm):
    remark = long_text(_("Ce qui est à revoir"), required=True)


class NoteForm(KitForm):
    text = long_text(_("Note"), required=True)


class DeclineForm(KitForm):
    reason = forms.ChoiceField(label=_("Motif"), choices=listed("decline_reason"), widget=forms.Select)


class AssignForm(KitForm):
    owner = forms.ModelChoiceField(
        Account.objects.none(), label=_("Gestionnaire de cas"), empty_label=_("Choisir…")
    )

    def __init__(self, *args: Any, actor: Actor, case: Case, **kwargs: Any):
        super().__init__(*args, **kwargs)
        accounts = Account.objects.filter(
            organisation=case.agency_id, is_active=True, role__in=[Role.CASE_MANAGER, Role.UNHCR_OFFICER]
        )
        if actor.role != Role.SUPERVISOR:
            accounts = accounts.filter(pk=actor.account_id)
        self.fields["owner"].queryset = accounts.order_by("full_name")  # type: ignore[attr-defined]


def may_receive(case: Case) -> Any:
    """Whom a person may let have something: other agencies of protection, and justice for its own purpose."""
    houses = (Organisation.House.PROTECTION, Organisation.House.PROSECUTION)
    return (
        Organisation.objects.filter(active=True, house__in=houses)
        .exclude(pk=case.agency_id)
        .order_by("house", "name")
    )


def other_agencies(case: Case) -> Any:
    """Where a case or its data may go: active organisations of protection, except its own."""
    return (
        Organisation.objects.filter(active=True, house=Organisation.House.PROTECTION)
        .exclude(pk=case.agency_id)
        .order_by("name")
    )


class TransferForm(KitForm):
    to = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Structure"),
        empty_label=_("Choisir…"),
        help_text=_("Un consentement en cours doit lui ouvrir l’identité et le dossier."),
    )
    reason = long_text(_("Pourquoi"))

    def __init__(self, *args: Any, case: Case, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = other_agencies(case)  # type: ignore[attr-defined]


class ConsentForm(KitForm):
    recipient = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Pour quelle structure"), empty_label=_("Choisir…")
    )
    scope = forms.ChoiceField(
        label=_("Pour quoi"), choices=listed("consent_scope", blank=False), initial="share_named_agency"
    )
    state = forms.ChoiceField(
        label=_("Réponse de la personne"),
        widget=forms.RadioSelect,
        choices=[
            (s.value, s.label)
            for s in (ConsentState.GRANTED, ConsentState.GRANTED_LIMITED, ConsentState.REFUSED)
        ],
    )
    categories = forms.MultipleChoiceField(
        label=_("Ce qui peut être transmis"),
        choices=[(c.value, c.label) for c in SHAREABLE],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    giver = forms.ChoiceField(label=_("Qui consent"), choices=listed("consent_giver"))
    giver_name = forms.CharField(
        label=_("Nom de qui consent pour la personne"),
        max_length=120,
        required=False,
        help_text=_("Par exemple la mère ou le tuteur."),
    )
    assent = forms.ChoiceField(
        label=_("Ce que dit l’enfant"),
        choices=[(a.value, a.label) for a in (Assent.YES, Assent.NO, Assent.TOO_YOUNG)],
        widget=forms.RadioSelect,
        help_text=_("Demandé à part, avec des mots qu’il comprend, si possible sans l’adulte."),
    )
    modality = forms.ChoiceField(label=_("Sous quelle forme"), choices=listed("consent_modality"))
    witness_name = forms.CharField(label=_("Nom du témoin, s’il y en a un"), max_length=120, required=False)
    limits = forms.CharField(
        label=_("Limites posées par la personne"),
        max_length=300,
        required=False,
        help_text=_("Quand l’accord a des limites : ce qui ne doit pas être dit, ou à qui."),
    )
    language = forms.ChoiceField(label=_("Langue de l’explication"), choices=listed("language"), initial="bm")
    valid_to = DayField(label=_("Jusqu’au"), required=False, help_text=_("Un an si rien n’est dit."))
    note = long_text(_("Remarques"))
    more_fields = ["valid_to", "note"]

    def __init__(self, *args: Any, case: Case, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["recipient"].queryset = may_receive(case)  # type: ignore[attr-defined]
        if not case.person.is_child:
            del self.fields["assent"]

    def clean(self) -> dict:
        data = super().clean() or {}
        if data.get("state") == ConsentState.REFUSED:
            self.errors.pop("assent", None)
            data.setdefault("assent", "")
        if data.get("giver") not in (None, "individual") and not data.get("giver_name"):
            self.add_error("giver_name", _("Écrivez qui a consenti pour la personne."))
        return data

    def end(self) -> datetime | None:
        """The end of the day given, in the site's time zone."""
        day = self.cleaned_data["valid_to"]
        return timezone.make_aware(datetime.combine(day, time.max)) if day else None


class OverrideForm(KitForm):
    recipient = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Pour quelle structure"), empty_label=_("Choisir…")
    )
    categories = forms.MultipleChoiceField(
        label=_("Ce qui doit être transmis"),
        choices=[(c.value, c.label) for c in SHAREABLE],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Le moins possible."),
    )
    ground = forms.ChoiceField(label=_("Motif"), choices=listed("override_ground"), widget=forms.Select)
    reason = long_text(
        _("Ce qui met la personne en danger, et pourquoi on ne peut pas attendre"), required=True
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["recipient"].queryset = other_agencies(case)  # type: ignore[attr-defined]


class OverrideReviewForm(KitForm):
    justified = yes_no(_("La dérogation était-elle justifiée ?"))
    person_told = forms.BooleanField(
        label=_("La personne a été informée de ce qui a été transmis, et à qui"), required=False
    )
    review = long_text(_("Ce que la revue a montré"), required=True)


class PartForm(KitForm):
    categories = forms.MultipleChoiceField(
        label=_("Ce que la personne retire"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, categories: Collection[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["categories"].choices = [  # type: ignore[attr-defined]
            (category, Category(category).label) for category in categories
        ]


class CaseFilter(forms.Form):
    q = forms.CharField(label=_("Code ou noms"), required=False, max_length=120)
    state = forms.ChoiceField(
        label=_("État"),
        required=False,
        choices=[("", _("Tous")), *CaseState.choices],
        widget=KeptSelect,
    )
    risk = forms.ChoiceField(
        label=_("Risque"),
        required=False,
        choices=lambda: [("", gettext("Tous")), *choices("risk_level")],
        widget=KeptSelect,
    )
    late = forms.BooleanField(label=_("En retard"), required=False)
    # From the supervisor's board: an account, or 0 for nobody; and what the cases need
    owner = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    needs = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
