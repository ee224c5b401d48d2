"""Forms and their versions: blank questionnaires, which name nobody."""

from functools import lru_cache

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from siraba.engines.xforms import Form, read_xform
from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.accounts.models import Account


class FormState(models.TextChoices):
    DRAFT = "draft", _("Brouillon")
    PUBLISHED = "published", _("Publié")
    RETIRED = "retired", _("Retiré")


FORM_MOVES = Moves(
    {
        "publish_form": Move((FormState.DRAFT, FormState.RETIRED), FormState.PUBLISHED),
        "retire_form": Move((FormState.PUBLISHED,), FormState.RETIRED),
    }
)


class FormVersion(models.Model):
    """One version of a form. What was filled in keeps pointing to the version it was filled in with.

    `source` is the sheet as it came; `xform` what it says, for pages and telephones alike; `digest` its SHA-256.
    """

    code = models.CharField(_("code"), max_length=64)
    version = models.CharField(_("version"), max_length=64, blank=True)
    title = models.CharField(_("titre"), max_length=200)
    state = models.CharField(_("état"), max_length=10, choices=FormState, default=FormState.DRAFT)
    shipped = models.BooleanField(_("de la plateforme"), default=False)
    source_name = models.CharField(_("fichier"), max_length=200)
    source = models.BinaryField()
    xform = models.TextField()
    digest = models.CharField(max_length=64)
    added_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("ajouté par")
    )
    added_at = models.DateTimeField(_("ajouté le"), default=timezone.now)
    published_at = models.DateTimeField(_("publié le"), null=True)

    class Meta:
        verbose_name = _("formulaire")
        verbose_name_plural = _("formulaires")
        ordering = ["title", "-added_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="form_version_once"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(state=FormState.PUBLISHED), name="form_published_once"
            ),
            models.CheckConstraint(condition=Q(state__in=FormState.values), name="form_state_known"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def name(self) -> str:
        """The title, in the reader's language for the forms that come with the platform."""
        return gettext(self.title) if self.shipped else self.title

    @property
    def form(self) -> Form:
        return _read(self.digest, self.xform)


@lru_cache(256)
def _read(_digest: str, xform: str) -> Form:
    return read_xform(xform)
