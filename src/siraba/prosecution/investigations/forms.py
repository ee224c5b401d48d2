"""What is asked for reports, files and the acts on them. No form asks for the name of a victim or a witness."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.accounts.models import Account
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import current_areas
from siraba.foundation.interface.forms import DayField, KitForm, long_text
from siraba.foundation.vocabulary import choices
from siraba.prosecution.investigations.models import (
    Credibility,
    Inquiry,
    InquiryState,
    ParticipantKind,
    Reliability,
    ReportSource,
    ReportState,
    StepKind,
    Suspect,
)
from siraba.prosecution.investigations.selectors import (
    courts,
    investigators_of,
    of_file,
    open_copies,
    participants_of,
    running_inquiries,
)

NO_VICTIM = _("N’écrivez le nom d’aucune victime ni d’aucun témoin : leurs codes suffisent.")
NOT_SAID = ("", _("Non précisé"))


def one_of_these(label: Any, options: Any, required: bool = False, **more: Any) -> forms.ChoiceField:
    known = list(options)
    return forms.ChoiceField(
        label=label, choices=known if required else [NOT_SAID, *known], required=required, **more
    )


class RegionField(forms.ModelChoiceField):
    """A region of today."""

    def __init__(self, label: Any, **more: Any):
        super().__init__(queryset=Area.objects.none(), label=label, required=False, **more)

    def __deepcopy__(self, memo: dict) -> "RegionField":
        copied: RegionField = super().__deepcopy__(memo)
        copied.queryset = current_areas(Area.Level.REGION).order_by("name")
        return copied


def _form() -> forms.ChoiceField:
    return one_of_these(_("Forme d’exploitation"), choices("exploitation_type_mali"))


# Reports


class ReportFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("État"), required=False, choices=(("", _("Tous")), *ReportState.choices)
    )


class GradeForm(KitForm):
    reliability = one_of_these(_("Fiabilité de la source"), Reliability.choices, True, initial=Reliability.F)
    credibility = one_of_these(
        _("Valeur du renseignement"), Credibility.choices, True, initial=Credibility.UNKNOWN
    )
    form = _form()
    region = RegionField(_("Région"))


class ReportForm(GradeForm):
    source = one_of_these(
        _("Origine"), [one for one in ReportSource.choices if one[0] != ReportSource.WEB], True
    )
    copy: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None,
        label=_("Divulgation"),
        required=False,
        to_field_name="code",
        help_text=_("Seulement quand le signalement vient de la protection."),
    )
    what = long_text(_("Ce qui est signalé"), required=True, help_text=NO_VICTIM)
    where = forms.CharField(label=_("Où"), max_length=200, required=False)
    when = forms.CharField(label=_("Quand"), max_length=200, required=False)
    contact = forms.CharField(label=_("Comment joindre qui signale"), max_length=200, required=False)
    more_fields = ["where", "when", "contact"]
    field_order = ["source", "copy", "what"]

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["copy"]
        field.queryset = open_copies(actor)
        field.label_from_instance = lambda copy: f"{copy.code} – {copy.sender}"


class JoinForm(KitForm):
    inquiry: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label=_("Procédure"), to_field_name="code"
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["inquiry"]
        field.queryset = running_inquiries(actor)
        field.label_from_instance = lambda one: f"{one.code} – {one.words.get('title', '')}"


class ReasonForm(KitForm):
    reason = long_text(_("Motif"), required=True, help_text=NO_VICTIM)


# The file


class InquiryFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("État"), required=False, choices=(("", _("Tous")), *InquiryState.choices)
    )


class OpenForm(KitForm):
    title = forms.CharField(label=_("Intitulé"), max_length=120, help_text=NO_VICTIM)
    number = forms.CharField(label=_("Numéro de procès-verbal"), max_length=40, required=False)
    summary = long_text(_("Résumé"), help_text=NO_VICTIM)


class InquiryForm(OpenForm):
    form = _form()
    region = RegionField(_("Région"))


class AccountForm(KitForm):
    account: forms.ModelChoiceField = forms.ModelChoiceField(queryset=None, label=_("Enquêteur"))

    def __init__(self, *args: Any, accounts: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["account"]
        field.queryset = accounts
        field.label_from_instance = lambda one: f"{one.full_name} ({one.organisation})"


class ParticipantForm(KitForm):
    kind = one_of_these(_("Qui"), ParticipantKind.choices, True, widget=forms.RadioSelect)
    copy: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None,
        label=_("Divulgation"),
        required=False,
        to_field_name="code",
        help_text=_(
            "Pour une victime : la divulgation que votre service a reçue. Un témoin reçoit un numéro."
        ),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["copy"]
        field.queryset = open_copies(actor)
        field.label_from_instance = lambda copy: f"{copy.code} – {copy.sender}"


class FactForm(KitForm):
    what = long_text(_("Ce qui s’est passé"), required=True, help_text=NO_VICTIM)
    form = _form()
    where = forms.CharField(label=_("Lieu"), max_length=200, required=False)
    area = RegionField(_("Région"))
    began = DayField(label=_("Depuis le"), required=False)
    ended = DayField(label=_("Jusqu’au"), required=False)
    persons = forms.IntegerField(
        label=_("Nombre de victimes"), min_value=0, max_value=100_000, required=False
    )


class StatementForm(KitForm):
    """`of` is `s:` or `p:` with the number of the record; a victim whose disclosure has ended is not offered."""

    of = forms.ChoiceField(label=_("Personne entendue"))
    heard_on = DayField(label=_("Entendue le"), initial=timezone.localdate)
    language = one_of_these(_("Langue"), choices("language"))
    text = forms.CharField(
        label=_("Ce qu’elle a déclaré"),
        max_length=20_000,
        widget=forms.Textarea({"rows": 8}),
        help_text=NO_VICTIM,
    )
    present = forms.CharField(
        label=_("Autres présents"),
        max_length=200,
        required=False,
        help_text=_("Avocat, interprète, tuteur : leur qualité."),
    )

    def __init__(self, *args: Any, actor: Actor, inquiry: Inquiry, **kwargs: Any):
        super().__init__(*args, **kwargs)
        known = {f"s:{one.pk}": one for one in of_file(actor, Suspect, inquiry)}
        known |= {
            f"p:{one.participant.pk}": one.participant
            for one in participants_of(actor, inquiry)
            if not one.closed
        }
        self.known = known
        field: Any = self.fields["of"]
        field.choices = [(key, one.label) for key, one in known.items()]

    def clean_of(self) -> Any:
        return self.known[self.cleaned_data["of"]]


class StepForm(KitForm):
    day = DayField(label=_("Date de la décision"), initial=timezone.localdate)
    authority = forms.CharField(
        label=_("Autorité"), max_length=120, required=False, help_text=_("Sa fonction, non son nom.")
    )
    basis = forms.CharField(
        label=_("Base légale"), max_length=160, required=False, help_text=_("Article, à valider.")
    )


class ReferForm(StepForm):
    court: forms.ModelChoiceField = forms.ModelChoiceField(queryset=None, label=_("Juridiction"))
    field_order = ["court"]

    def __init__(self, *args: Any, inquiry: Inquiry, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["court"]
        field.queryset = courts().exclude(pk=inquiry.organisation_id)


class DropForm(StepForm):
    reason = long_text(_("Motif"), required=True, help_text=NO_VICTIM)
    field_order = ["reason"]


class OtherStepForm(StepForm):
    kind = forms.ChoiceField(label=_("Étape"))
    field_order = ["kind"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        noted = (
            StepKind.JUDICIAL_INVESTIGATION,
            StepKind.COMMITTAL,
            StepKind.HEARING,
            StepKind.ENFORCED,
            StepKind.OTHER,
        )
        field: Any = self.fields["kind"]
        field.choices = [(one.value, one.label) for one in noted]


def taken_off(actor: Actor, inquiry: Inquiry) -> Any:
    """The accounts that may be taken off a file."""
    return Account.objects.filter(pk__in=[one.pk for one in investigators_of(actor, inquiry)])


class MomentField(forms.DateTimeField):
    """A day and an hour, entered with the browser's own calendar."""

    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})

    def __init__(self, **more: Any):
        super().__init__(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], **more)


def this_minute() -> datetime:
    return timezone.localtime().replace(second=0, microsecond=0)
