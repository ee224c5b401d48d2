"""Tables that are taken in as cases, and which case each of their rows has become."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Sealed
from siraba.foundation.accounts.models import Account
from siraba.foundation.organisations.models import Organisation
from siraba.protection.cases.models import Case


class ImportState(models.TextChoices):
    DRAFT = "draft", _("À préparer")
    RUNNING = "running", _("En cours")
    DONE = "done", _("Terminé")
    DROPPED = "dropped", _("Abandonné")


IMPORT_MOVES = Moves(
    {
        "map_import": Move((), also=(ImportState.DRAFT,)),
        "import_rows": Move((ImportState.DRAFT,), ImportState.RUNNING, also=(ImportState.RUNNING,)),
        "drop_import": Move((ImportState.DRAFT, ImportState.RUNNING), ImportState.DROPPED),
    }
)


class HandedTable(Sealed):
    """A table that was handed in. Words: report (refused and changed rows, by their numbers). `content`: the file, sealed apart.

    `mapping`: for each field of the platform the column that answers it, or `=` and a value that is always the same;
    under `field:values` what the column's words mean.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("ajouté par"))
    source = models.CharField(_("d’où vient la table"), max_length=60)
    added_at = models.DateTimeField(_("ajouté le"), default=timezone.now)
    state = models.CharField(_("état"), max_length=10, choices=ImportState, default=ImportState.DRAFT)
    content = models.BinaryField(default=b"")
    header = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    rows = models.PositiveIntegerField(_("lignes"))
    place = models.PositiveIntegerField(_("lignes lues"), default=0)
    added = models.PositiveIntegerField(_("dossiers ajoutés"), default=0)
    already_there = models.PositiveIntegerField(_("déjà présents"), default=0)
    refused = models.PositiveIntegerField(_("lignes refusées"), default=0)

    class Meta(Sealed.Meta):
        abstract = True

    @property
    def code(self) -> str:
        return f"import:{str(self.pk)[:8]}"

    def content_place(self) -> str:
        return f"{self._meta.label_lower}.content:{self.pk}"


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
