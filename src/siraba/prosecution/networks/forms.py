"""What is asked for an analysis, for what it holds, and for what decides about it."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siraba.foundation.interface.forms import DayField, KitForm, long_text
from siraba.prosecution.investigations.models import Credibility, Reliability
from siraba.prosecution.networks.identifying import SAID_OF
from siraba.prosecution.networks.models import (
    EntityKind,
    Handling,
    Layout,
    LinkKind,
    Property,
    Source,
    Standing,
)
from siraba.prosecution.networks.recording import Extent, Grading

GRADED = ("source", "reliability", "credibility", "stated_on", "origin", "evidence", "note")


class GradedForm(KitForm):
    """What says so, how far it is to be believed, and under which reference it is found again."""

    source = forms.ChoiceField(label=gettext_lazy("Source"), choices=[("", "---------"), *Source.choices])
    origin = forms.CharField(
        label=gettext_lazy("Qui ou quoi le dit"),
        max_length=200,
        help_text=gettext_lazy(
            "Toujours le même mot pour la même source : deux éléments d’une source ne comptent qu’une fois."
        ),
    )
    # Nobody is believed because nothing was chosen
    reliability = forms.ChoiceField(
        label=gettext_lazy("Fiabilité de la source"), choices=Reliability, initial=Reliability.F
    )
    credibility = forms.ChoiceField(
        label=gettext_lazy("Valeur du renseignement"), choices=Credibility, initial=Credibility.UNKNOWN
    )
    stated_on = DayField(label=gettext_lazy("Dit ou établi le"), initial=timezone.localdate)
    evidence = forms.CharField(
        label=gettext_lazy("Référence (réquisition, scellé, procès-verbal)"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Obligatoire pour un relevé, une saisie, un registre ou un élément confirmé."),
    )
    note = long_text(gettext_lazy("Précisions"))

    def grading(self) -> Grading:
        return Grading(**{name: self.cleaned_data[name] for name in GRADED})


class AnalysisForm(KitForm):
    """`inquiries` are (number, label) of those that the investigator works on."""

    inquiry = forms.ChoiceField(label=gettext_lazy("Procédure"))
    title = forms.CharField(label=gettext_lazy("Nom du dossier"), max_length=120)
    purpose = long_text(gettext_lazy("But de l’analyse"), required=True)
    grounds = long_text(
        gettext_lazy("Motifs"),
        required=True,
        help_text=gettext_lazy(
            "Pourquoi des personnes doivent y être nommées. Une seconde personne les lit avant d’approuver."
        ),
    )
    handling = forms.ChoiceField(
        label=gettext_lazy("Diffusion"), choices=Handling, initial=Handling.AMBER_STRICT
    )

    def __init__(self, *args: Any, inquiries: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["inquiry"].choices = inquiries  # type: ignore[attr-defined]


class RefusalForm(KitForm):
    refusal = long_text(gettext_lazy("Pourquoi l’ouverture est refusée"), required=True)


class ClosingForm(KitForm):
    closing = long_text(gettext_lazy("Pourquoi le dossier est clos"), required=True)


class EntityForm(GradedForm):
    """A kind, and whatever is known; at least what it is called."""

    kind = forms.ChoiceField(label=gettext_lazy("Genre"), choices=EntityKind)
    latitude = forms.FloatField(label=gettext_lazy("Latitude"), required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(
        label=gettext_lazy("Longitude"), required=False, min_value=-180, max_value=180
    )
    more_fields = ["document", "function", "place", "date", "amount", "latitude", "longitude", "note"]
    field_order = ["kind", "name", "alias", "phone", "plate", "account"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for prop in Property:
            if prop not in (Property.LINK, Property.NOTE):
                self.fields[prop.value] = forms.CharField(label=prop.label, max_length=400, required=False)
        self.order_fields(self.field_order)

    def said(self) -> list[tuple[str, str]]:
        """What was filled in for this kind."""
        data = self.cleaned_data
        return [
            (prop, data[prop]) for prop in SAID_OF[data["kind"]] if prop != Property.NOTE and data.get(prop)
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind = data.get("kind")
        for prop in Property:
            if kind and data.get(prop.value) and prop != Property.NOTE and prop.value not in SAID_OF[kind]:
                self.add_error(
                    prop.value,
                    _("Cela ne se dit pas de : %(kind)s.") % {"kind": EntityKind(kind).label},
                )
        if (data.get("latitude") is None) != (data.get("longitude") is None):
            self.add_error("latitude", _("Donnez la latitude et la longitude, ou aucune des deux."))
        return data


class StatementForm(GradedForm):
    prop = forms.ChoiceField(label=gettext_lazy("Ce qui est dit"))
    value = forms.CharField(label=gettext_lazy("Valeur"), max_length=4000)
    field_order = ["prop", "value"]

    def __init__(self, *args: Any, kind: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = [(prop, Property(prop).label) for prop in SAID_OF[kind]]
        self.fields["prop"].choices = choices  # type: ignore[attr-defined]

    def words(self) -> dict[str, Any]:
        return {
            "prop": self.cleaned_data["prop"],
            "value": self.cleaned_data["value"],
            "grading": self.grading(),
        }


class LinkForm(GradedForm):
    """Both ends by their number in the analysis."""

    kind = forms.ChoiceField(label=gettext_lazy("Genre de lien"), choices=LinkKind)
    source_number = forms.IntegerField(
        label=gettext_lazy("De : numéro de l’entité"),
        min_value=1,
        widget=forms.NumberInput({"list": "entities"}),
    )
    target_number = forms.IntegerField(
        label=gettext_lazy("Vers : numéro de l’entité"),
        min_value=1,
        widget=forms.NumberInput({"list": "entities"}),
    )
    first = DayField(label=gettext_lazy("Du"), required=False)
    last = DayField(label=gettext_lazy("Au"), required=False)
    times = forms.IntegerField(label=gettext_lazy("Fois"), min_value=0, max_value=1_000_000, required=False)
    amount = forms.IntegerField(
        label=gettext_lazy("Montant (francs CFA)"), min_value=0, max_value=10**15, required=False
    )
    field_order = ["kind", "source_number", "target_number", "first", "last", "times", "amount"]
    more_fields = ["times", "amount", "note"]

    def extent(self) -> Extent:
        data = self.cleaned_data
        return Extent(data["first"], data["last"], data["times"] or 0, 0, data["amount"] or 0)


class MarkForm(KitForm):
    standing = forms.ChoiceField(
        label=gettext_lazy("Qui elle est"), choices=Standing.choices[1:], widget=forms.RadioSelect
    )
    reason = long_text(gettext_lazy("Ce qui le montre"), required=True)


class UnmarkForm(KitForm):
    reason = long_text(gettext_lazy("Pourquoi c’était une erreur"), required=True)


class ConfirmForm(KitForm):
    evidence = forms.CharField(
        label=gettext_lazy("Référence de la vérification (procès-verbal, réquisition, scellé)"),
        max_length=200,
    )
    confirmation = long_text(gettext_lazy("Ce qui a été vérifié"))


class WhyForm(KitForm):
    why = long_text(gettext_lazy("Pourquoi"), required=True)


class ExportForm(KitForm):
    form = forms.ChoiceField(
        label=gettext_lazy("Forme"),
        choices=[
            ("ftm", gettext_lazy("FollowTheMoney (JSON, une entité par ligne), pour Aleph")),
            ("stix", gettext_lazy("STIX 2.1, pour un partenaire")),
        ],
        widget=forms.RadioSelect,
        initial="ftm",
    )
    reason = forms.CharField(label=gettext_lazy("Pour qui, et pourquoi"), max_length=200)


class GraphTableForm(GradedForm):
    """A file whatever its size: it is read as it comes, and never whole in memory."""

    layout = forms.ChoiceField(label=gettext_lazy("Ce que sont ses lignes"), choices=Layout)
    table = forms.FileField(
        label=gettext_lazy("Table"), widget=forms.FileInput({"accept": ".csv,.xlsx,.txt"})
    )
    field_order = ["layout", "table"]
    more_fields = ["note"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["table"].help_text = _(
            "CSV de %(mb)d Mo au plus, ou XLSX de 20 Mo et 100 000 lignes ; les noms des colonnes d’abord."
        ) % {"mb": settings.NETWORK_FILE_MB}

    def clean_table(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["table"]
        if (upload.size or 0) > settings.NETWORK_FILE_MB * 1024 * 1024:
            raise forms.ValidationError(
                _("Ce fichier dépasse %(mb)d Mo : coupez-le.") % {"mb": settings.NETWORK_FILE_MB}
            )
        return upload


class EntityFilter(forms.Form):
    genre = forms.ChoiceField(
        label=gettext_lazy("Genre"),
        required=False,
        choices=[("", gettext_lazy("Tous")), *EntityKind.choices],
    )


class LinkFilter(forms.Form):
    genre = forms.ChoiceField(
        label=gettext_lazy("Genre"), required=False, choices=[("", gettext_lazy("Tous")), *LinkKind.choices]
    )
    du = DayField(label=gettext_lazy("Du"), required=False)
    au = DayField(label=gettext_lazy("Au"), required=False)
    force = forms.ChoiceField(
        label=gettext_lazy("Force au moins"),
        required=False,
        choices=[("", gettext_lazy("Toutes")), *((str(n / 10), f"0,{n}") for n in range(1, 10))],
    )
