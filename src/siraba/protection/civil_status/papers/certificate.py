"""The paper itself: an extract of an act, for A4 and for a small printer, with its QR."""

import io
import json
from pathlib import Path

import segno
import typst
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from siraba.engines.transparency.papers.fields import FIELDS, Field, Value, readable
from siraba.engines.transparency.papers.typed import typed_code
from siraba.protection.civil_status.papers.actions import text_of
from siraba.protection.civil_status.papers.content import FROM_ACT, paper_of
from siraba.protection.civil_status.papers.models import Document
from siraba.protection.civil_status.registers.fields import shown, shown_date
from siraba.protection.civil_status.registers.models import RegisterKind

SETTING = Path(__file__).parent / "setting" / "certificate.typ"
LAYOUTS = ("a4", "small")
MODULE_MM = 0.42  # a telephone reads no less surely when it is printed on a bad printer
QUIET = 4
TITLES = {
    RegisterKind.BIRTH: "Extrait d’acte de naissance",
    RegisterKind.JUDGMENT: "Extrait d’acte de naissance établi par jugement supplétif",
    RegisterKind.MARRIAGE: "Extrait d’acte de mariage",
    RegisterKind.DEATH: "Extrait d’acte de décès",
    RegisterKind.TRANSCRIPTION: "Extrait d’acte transcrit",
}
# What the paper says in a place of its own, or only in its code
ELSEWHERE = {
    "act",
    "kind",
    "copy",
    "document",
    "leaf",
    "index",
    "shard",
    "version",
    "mention",
    "sex",
    "centre",
}


def qr_of(text: str) -> tuple[str, float]:
    """The QR of a paper as SVG, and the width in millimetres at which it must be printed."""
    code = segno.make(text, error="m", micro=False, boost_error=False)
    drawn = io.BytesIO()
    code.save(drawn, kind="svg", border=QUIET, xmldecl=False, svgns=True, omitsize=True)
    return drawn.getvalue().decode(), (code.symbol_size(border=QUIET)[0]) * MODULE_MM


def pdf_of(document: Document, layout: str) -> bytes:
    """The paper as PDF; `layout` is `a4` or `small` (a printer of 80 mm). It is in French, as the act is."""
    with override("fr"):
        data = json.dumps(_content(document, layout), ensure_ascii=False)
    return typst.compile(SETTING.read_bytes(), sys_inputs={"paper": data}, ignore_system_fonts=True)


def _content(document: Document, layout: str) -> dict:
    act = document.act
    drawing, width = qr_of(text_of(document))
    typed = typed_code(document.shard, document.index) if document.index is not None else ""
    return {
        "layout": layout,
        "title": TITLES[RegisterKind(act.register.kind)],
        "number": _("N° %(act)s · papier n° %(n)d") % {"act": act.code, "n": document.number},
        "heading": [settings.PAPER_STATE, act.register.centre.name],
        "facts": _facts(document),
        "mentions": document.version.mentions,
        "mention_label": _("Mention"),
        "warning": _warning(document),
        "qr": drawing,
        "qr_mm": width,
        "typed": typed,
        "typed_label": _("Code à taper"),
        "legend": [
            _("Ce code se vérifie sans réseau : %(where)s") % {"where": settings.PAPER_VERIFIER},
            _(
                "Comparez ce que le code dit avec ce papier. Un papier authentique ne prouve pas qui le porte."
            ),
        ],
        "signature": _("L’officier d’état civil : %(name)s") % {"name": document.version.signed_by.full_name},
        "footer": _("Imprimé le %(day)s. L’établissement de l’acte est gratuit.")
        % {"day": date_format(document.printed_at, "j F Y")},
    }


def _facts(document: Document) -> list[tuple[str, str]]:
    """What the act says, then what the code says beside: who reads the code finds each of it here."""
    version = document.version
    said = shown(document.act.register.kind, version.fields)
    signed = paper_of(document).fields
    already = ELSEWHERE.union(FROM_ACT[document.act.register.kind].values())
    beside = [one for one in FIELDS if one.name in signed and one.name not in already]
    return [*said, *((one.fr, _readable(one, signed[one.name])) for one in beside)]


def _readable(one: Field, value: Value) -> str:
    return shown_date(str(value)) if one.type == "date" else readable(one, value)


def _warning(document: Document) -> str:
    if document.fictitious:
        return _("PAPIER FICTIF, SANS VALEUR")
    if document.index is None:
        return _("PROVISOIRE : l’acte n’est pas encore dans le journal publié")
    return ""
