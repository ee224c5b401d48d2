"""Where orientations show: the board of branches, and its doors."""

from django.utils.translation import gettext_lazy as _

from siraba.protection.reception.branches import board
from siraba.protection.reception.branches.rules import BRANCH, BRANCH_AND_HEAD, HEAD_OFFICE
from siraba.protection.reception.orientation.figures import figures

board.register(figures, 60)
board.open_door(board.Door(_("Orientations"), "orientation:list", BRANCH, 60))
board.open_door(board.Door(_("Fiches lues à voix haute"), "orientation:recordings", HEAD_OFFICE, 65))
board.open_door(
    board.Door(_("Orientations : attente et suites"), "orientation:report", BRANCH_AND_HEAD, 60, report=True)
)
