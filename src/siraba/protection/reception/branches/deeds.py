"""The acts on a branch as pages."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.deeds import Deed
from siraba.protection.reception.branches import actions, forms

BRANCH_DEEDS = {
    "horaires": Deed(
        "set_hours",
        actions.set_hours,
        _("Chacun les lit dans le répertoire ; une antenne sans horaires ne s’ouvre pas."),
        forms.HoursForm,
        make=lambda _actor, branch: {"branch": branch},
    ),
    "decrire": Deed(
        "describe_branch",
        actions.describe_branch,
        "",
        forms.DescribeForm,
        make=lambda _actor, branch: {"branch": branch},
    ),
    "materiel": Deed("count_equipment", actions.count_equipment, "", forms.EquipmentForm),
    "agents": Deed(
        "add_member",
        actions.add_member,
        _("Les langues et les formations décident de qui est appelé à un guichet."),
        forms.MemberForm,
        make=lambda _actor, branch: {"branch": branch},
    ),
    "equiper": Deed(
        "equip_branch", actions.equip_branch, _("Elle a ce qu’il faut ; elle ne reçoit pas encore.")
    ),
    "ouvrir": Deed("open_branch", actions.open_branch, _("Elle reçoit, aux horaires qui sont fixés.")),
    "suspendre": Deed(
        "suspend_branch",
        actions.suspend_branch,
        _("Elle ne reçoit plus pour un temps : le répertoire et les cartes le disent."),
        forms.ReasonForm,
        danger=True,
    ),
    "fermer": Deed(
        "close_branch",
        actions.close_branch,
        _("Elle est abandonnée ; ce qui y a été écrit reste."),
        forms.ReasonForm,
        danger=True,
    ),
    "prevoir": Deed("plan_branch_anew", actions.plan_branch_anew),
}
