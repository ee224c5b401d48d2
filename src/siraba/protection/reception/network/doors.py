"""Where the board of branches leads to this room."""

from django.utils.translation import gettext_lazy as _

from siraba.protection.reception.branches.board import Door, open_door
from siraba.protection.reception.branches.rules import HEAD_OFFICE

open_door(Door(_("Où ouvrir des antennes"), "network:scenarios", HEAD_OFFICE, 70))
open_door(Door(_("Couverture des antennes"), "network:coverage", HEAD_OFFICE, 70, report=True))
