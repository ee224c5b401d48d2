"""The acts on an analysis, an entity, a statement and a pair as pages."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.deeds import Deed
from siraba.prosecution.networks import actions, forms, merging
from siraba.prosecution.networks.models import EntityKind

ANALYSIS_DEEDS = {
    "approuver": Deed(
        "approve_analysis",
        actions.approve_analysis,
        _("Vous avez lu le but et les motifs. Des personnes pourront être nommées dans ce dossier."),
        done=_("Le dossier est ouvert."),
    ),
    "refuser": Deed("refuse_analysis", actions.refuse_analysis, form=forms.RefusalForm, danger=True),
    "clore": Deed(
        "close_analysis",
        actions.close_analysis,
        _("Plus rien de ce dossier ne pourra être lu, et il sera vidé après un délai."),
        forms.ClosingForm,
        danger=True,
    ),
    "rapprocher": Deed(
        "propose_merges",
        merging.propose_merges,
        _(
            "La machine cherche des noms proches, des numéros, des véhicules et des documents en commun. Vous décidez."
        ),
        done=_("Les rapprochements à décider sont dans la liste."),
    ),
}
ENTITY_DEEDS = {
    "element": Deed(
        "add_statement",
        actions.add_statement,
        form=forms.StatementForm,
        make=lambda _actor, entity: {"kind": entity.kind},
    ),
    "proteger": Deed(
        "mark_entity",
        actions.mark_entity,
        _(
            "Elle ne figurera dans aucun plan, aucun classement, aucun export. Une autre personne peut lever cette protection."
        ),
        forms.MarkForm,
        fits=lambda entity: entity.kind == EntityKind.PERSON,
    ),
    "lever": Deed(
        "unmark_entity",
        actions.unmark_entity,
        _(
            "Elle pourra de nouveau figurer dans un plan. Une autre personne que celle qui l’a protégée en décide."
        ),
        forms.UnmarkForm,
        danger=True,
    ),
}
STATEMENT_DEEDS = {
    "confirmer": Deed(
        "confirm_statement",
        actions.confirm_statement,
        _("L’élément ne sera plus échu. Dites sous quelle référence la vérification se retrouve."),
        forms.ConfirmForm,
    ),
    "retirer": Deed(
        "withdraw_statement",
        actions.withdraw_statement,
        _("Ses mots sont effacés, et il ne compte plus. Cela ne se défait pas."),
        danger=True,
    ),
}
MERGE_DEEDS = {
    "reunir": Deed(
        "accept_merge",
        merging.accept_merge,
        _("Les deux seront lues et comptées comme une. Vous pourrez les séparer à nouveau."),
        forms.WhyForm,
    ),
    "distinguer": Deed(
        "reject_merge",
        merging.reject_merge,
        _("La paire ne reviendra que si l’on apprend quelque chose de nouveau."),
        forms.WhyForm,
    ),
    "separer": Deed(
        "split_merge",
        merging.split_merge,
        _("Chacune retrouve exactement ce qu’elle avait."),
        forms.WhyForm,
        danger=True,
    ),
}
