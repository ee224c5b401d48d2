"""What the columns of each kind of file answer, and what they are usually called."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.forms import DayField, long_text
from siraba.foundation.tables.meaning import Meaning
from siraba.prosecution.networks.models import EntityKind, Layout, LinkKind


class CallRow(forms.Form):
    caller = forms.CharField(label=_("Numéro appelant"))
    called = forms.CharField(label=_("Numéro appelé"))
    day = forms.CharField(label=_("Date de l’appel"))
    seconds = forms.CharField(label=_("Durée (secondes ou h:mm:ss)"), required=False)


class TransferRow(forms.Form):
    sender = forms.CharField(label=_("De (numéro, compte ou nom)"))
    receiver = forms.CharField(label=_("Vers (numéro, compte ou nom)"))
    day = forms.CharField(label=_("Date du transfert"))
    amount = forms.CharField(label=_("Montant (francs CFA)"))


class ThingRow(forms.Form):
    """A person, a vehicle, a place… in one line; what it does not say stays empty."""

    kind = forms.ChoiceField(label=_("Genre"), choices=EntityKind)
    name = forms.CharField(label=_("Nom"), max_length=200, required=False)
    alias = forms.CharField(label=_("Autre nom ou surnom"), max_length=200, required=False)
    phone = forms.CharField(label=_("Téléphone"), max_length=60, required=False)
    plate = forms.CharField(label=_("Immatriculation"), max_length=40, required=False)
    account = forms.CharField(label=_("Compte ou portefeuille"), max_length=60, required=False)
    document = forms.CharField(label=_("Numéro de document"), max_length=60, required=False)
    function = forms.CharField(label=_("Fonction dans le réseau"), max_length=200, required=False)
    place = forms.CharField(label=_("Lieu"), max_length=200, required=False)
    day = DayField(label=_("Date"), required=False)
    latitude = forms.FloatField(label=_("Latitude"), required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    note = long_text(_("Description"))


class LinkRow(forms.Form):
    """Two entities that the analysis holds already, by name, number, plate or account."""

    source = forms.CharField(label=_("De"), max_length=200)
    target = forms.CharField(label=_("Vers"), max_length=200)
    kind = forms.ChoiceField(label=_("Genre de lien"), choices=LinkKind)
    first = DayField(label=_("Du"), required=False)
    last = DayField(label=_("Au"), required=False)
    times = forms.IntegerField(label=_("Fois"), min_value=0, max_value=1_000_000, required=False)
    amount = forms.CharField(label=_("Montant (francs CFA)"), max_length=30, required=False)


_DAY = ("date", "jour", "date et heure", "horodatage", "date appel", "datetime", "timestamp")
_NAMES: dict[str, Any] = {
    "caller": ("appelant", "numero appelant", "msisdn a", "a number", "caller", "from", "de", "source"),
    "called": ("appelé", "appele", "correspondant", "msisdn b", "b number", "callee", "to", "vers", "destination"),
    "seconds": ("durée", "duree", "durée (s)", "duration", "secondes"),
    "sender": ("de", "expéditeur", "expediteur", "donneur d'ordre", "from", "émetteur", "sender", "débit"),
    "receiver": ("vers", "à", "bénéficiaire", "beneficiaire", "destinataire", "to", "receiver", "crédit"),
    "amount": ("montant", "montant fcfa", "somme", "amount", "valeur"),
    "kind": ("genre", "type", "kind", "nature"),
    "name": ("nom", "nom et prénom", "désignation", "name"),
    "alias": ("alias", "surnom", "dit"),
    "phone": ("téléphone", "telephone", "numéro", "tel", "phone"),
    "plate": ("immatriculation", "plaque", "plate"),
    "account": ("compte", "portefeuille", "account"),
    "document": ("document", "passeport", "numéro de pièce"),
    "function": ("fonction", "rôle", "role"),
    "place": ("lieu", "ville", "adresse", "place"),
    "latitude": ("lat", "latitude"),
    "longitude": ("lon", "lng", "longitude"),
    "note": ("note", "remarque", "description"),
    "source": ("de", "source", "from"),
    "target": ("vers", "cible", "to", "target"),
    "first": ("du", "début", "from date", "first"),
    "last": ("au", "fin", "to date", "last"),
    "times": ("fois", "nombre", "times", "count"),
    "day": _DAY,
}  # fmt: skip
_KINDS = {
    **{label: code for code, label in ((one.value, str(one.label)) for one in EntityKind)},
    **dict.fromkeys(("Passeur", "Chauffeur", "Homme", "Femme", "Individu"), EntityKind.PERSON.value),
    **dict.fromkeys(("Voiture", "Camion", "Pirogue", "Moto"), EntityKind.VEHICLE.value),
    **dict.fromkeys(("Ghetto", "Foyer", "Maison"), EntityKind.SAFE_HOUSE.value),
    **dict.fromkeys(("Numéro", "Tel", "Téléphone portable"), EntityKind.PHONE.value),
    "Hawala": EntityKind.AGENT.value,
}
_TIES = {str(one.label): one.value for one in LinkKind}

MEANINGS: dict[str, Meaning] = {
    Layout.CALLS: Meaning(CallRow, ("caller", "called", "day"), _NAMES, usual={}),
    Layout.TRANSFERS: Meaning(TransferRow, ("sender", "receiver", "day", "amount"), _NAMES, usual={}),
    Layout.THINGS: Meaning(ThingRow, ("kind",), _NAMES, usual={"kind": _KINDS}),
    Layout.LINKS: Meaning(LinkRow, ("source", "target", "kind"), _NAMES, usual={"kind": _TIES}),
}
# Told together by pairs, whatever their number; the others become one entity or one link by line
IN_PAIRS = (Layout.CALLS, Layout.TRANSFERS)
