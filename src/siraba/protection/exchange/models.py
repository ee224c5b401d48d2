"""Tables that are taken in as cases, and which case each of their rows has become."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Sealed
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.tables.models import HandedTable, ImportState
from siraba.protection.cases.models import Case

IMPORT_MOVES = Moves(
    {
        "map_import": Move((), also=(ImportState.DRAFT,)),
        "import_rows": Move((ImportState.DRAFT,), ImportState.RUNNING, also=(ImportState.RUNNING,)),
        "drop_import": Move((ImportState.DRAFT, ImportState.RUNNING), ImportState.DROPPED),
    }
)


class Import(HandedTable):
    """A table whose rows become cases."""

    class Meta(HandedTable.Meta):
        verbose_name = _("import")
        ordering = ["-added_at", "-id"]
        indexes = [models.Index(fields=["organisation", "added_at"], name="import_by_agency")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_state_known")
        ]


class ImportedRow(Sealed):
    """A row that became a case. Words: row (as it came), told (what the platform made of it then).

    `key` is a keyed hash of what identifies the row in its source, so that it is taken in once.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    source = models.CharField(max_length=60)
    key = models.CharField(max_length=64)

    class Meta(Sealed.Meta):
        verbose_name = _("ligne importée")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "source", "key"], name="imported_row_once")
        ]
        indexes = [models.Index(fields=["case"], name="imported_row_of_case")]
