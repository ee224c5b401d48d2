"""The reception in the menu."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.navigation import NavigationItem, register
from siraba.protection.reception.branches.board import Door, open_door
from siraba.protection.reception.branches.rules import BRANCH_AND_HEAD

register(NavigationItem(_("Antenne"), "branches:board", BRANCH_AND_HEAD, 20))
open_door(Door(_("Fiches à vérifier du répertoire"), "services:stale", BRANCH_AND_HEAD, 65, report=True))
open_door(Door(_("Rapports"), "branches:reports", BRANCH_AND_HEAD, 900))
