"""Tables that become a part of a network: telephone records, transfers, lists of vehicles and places."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access import crypto
from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Guarded
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.tables.models import HandedTable, ImportState
from siraba.prosecution.networks.models.analyses import Analysis


class Layout(models.TextChoices):
    CALLS = "calls", _("Relevés d’appels et de messages")
    TRANSFERS = "transfers", _("Transferts d’argent (hawala, portefeuille mobile, banque)")
    LINKS = "links", _("Liens entre entités, notés à la main")
    THINGS = "things", _("Liste de personnes, véhicules, lieux, canaux")


GRAPH_IMPORT_MOVES = Moves(
    {
        "map_graph_import": Move((), also=(ImportState.DRAFT,)),
        "check_graph_import": Move((), also=(ImportState.DRAFT,)),
        "take_graph_import": Move((ImportState.DRAFT,), ImportState.DONE),
        "drop_graph_import": Move((ImportState.DRAFT,), ImportState.DROPPED),
    }
)


class GraphImport(HandedTable):
    """A table for an analysis. Words: report (by line), evidence, origin, and totals of what it would add.

    `digest` is the SHA-256 of the file, so that it is taken in once. `grading` is what each of its lines becomes a statement with: source, reliability, credibility, stated_on. `content` holds
    only the first lines, to choose the columns by; the whole stands in its parts.
    """

    compartment = crypto.JUSTICE
    analysis = models.ForeignKey(Analysis, models.PROTECT, related_name="tables")
    layout = models.CharField(_("ce que sont ses lignes"), max_length=10, choices=Layout)
    grading = models.JSONField(default=dict)
    delimiter = models.CharField(max_length=1, default=",")
    digest = models.CharField(max_length=64)

    class Meta(HandedTable.Meta):
        verbose_name = _("table d’un réseau")
        ordering = ["-added_at", "-id"]
        indexes = [models.Index(fields=["analysis", "-added_at", "-id"], name="graph_table_by_analysis")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="graph_table_state_known"),
            models.CheckConstraint(condition=Q(layout__in=Layout.values), name="graph_table_layout_known"),
            models.UniqueConstraint(
                fields=["analysis", "digest"],
                condition=Q(state=ImportState.DONE),
                name="graph_table_taken_in_once",
            ),
        ]


class ImportPart(Guarded):
    """Some ten thousand lines of a table, sealed; and, once they were tried, what they say together, sealed apart."""

    table = models.ForeignKey(GraphImport, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    first_line = models.PositiveIntegerField()
    lines = models.PositiveIntegerField()
    text = models.BinaryField(default=b"")
    told = models.BinaryField(default=b"")

    class Meta(Guarded.Meta):
        verbose_name = _("partie d’une table")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["table", "number"], name="import_part_once")]

    def text_place(self) -> str:
        return f"networks.importpart.text:{self.pk}"

    def told_place(self) -> str:
        return f"networks.importpart.told:{self.pk}"


class KnownLayout(Guarded):
    """What the columns of a source meant the last time: the next file with the same header needs no mapping."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    layout = models.CharField(max_length=10, choices=Layout)
    header = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)

    class Meta(Guarded.Meta):
        verbose_name = _("colonnes connues")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "layout", "header"], name="known_layout_once"),
            models.CheckConstraint(condition=Q(layout__in=Layout.values), name="known_layout_known"),
        ]
