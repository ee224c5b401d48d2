"""What tables that are handed in have in common. This app has no table of its own."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.models import Sealed
from siraba.foundation.accounts.models import Account
from siraba.foundation.organisations.models import Organisation


class ImportState(models.TextChoices):
    DRAFT = "draft", _("À préparer")
    RUNNING = "running", _("En cours")
    DONE = "done", _("Terminé")
    DROPPED = "dropped", _("Abandonné")


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
