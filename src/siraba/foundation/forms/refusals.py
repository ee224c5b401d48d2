"""Why a form is not taken, in words for whoever wrote it."""

from django.utils.translation import gettext as _

from siraba.engines.xforms import FormUnreadable


def explained(error: FormUnreadable) -> str:
    """The reason and the place: a row of the sheet, or the question."""
    words = {
        "kind": _("Seuls les fichiers .xlsx, .xls, .csv et .md peuvent être un XLSForm."),
        "damaged": _("Ce fichier ne peut pas être ouvert : il est abîmé, ou n’est pas un tableur."),
        "encoding": _("Ce fichier n’est pas en UTF-8 : enregistrez-le à nouveau en choisissant UTF-8."),
        "xlsform": _("Ce XLSForm contient une erreur."),
        "not_xml": _("Ce formulaire n’est pas du XML lisible."),
        "not_a_form": _("Ce fichier ne contient pas de formulaire."),
        "no_code": _("Ce formulaire n’a pas de code (form_id)."),
        "no_question": _("Ce formulaire n’a aucune question."),
        "list_unknown": _("Une question renvoie à une liste de réponses qui n’existe pas."),
        "expression": _("Une condition ou un calcul ne peut pas être lu."),
        "circle": _("Des questions s’attendent l’une l’autre : aucune ne pourrait jamais s’afficher."),
    }
    where = ""
    if error.code == "xlsform" and error.where:
        where = _("Ligne %(row)s.") % {"row": error.where}
    elif error.where:
        where = _("Question : %(name)s.") % {"name": error.where.rsplit("/", 1)[-1]}
    detail = _("Message technique : %(words)s") % {"words": error.detail} if error.detail else ""
    if error.code == "circle":
        detail = error.detail
    return " ".join(part for part in (words[error.code], where, detail) if part)
