"""Forms and their versions: blank questionnaires, which name nobody."""

from functools import lru_cache

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from siraba.engines.xforms import Form, read_xform
from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Sealed
from siraba.foundation.accounts.models import Account
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.people.models import Person


class FormState(models.TextChoices):
    DRAFT = "draft", _("Brouillon")
    PUBLISHED = "published", _("Publié")
    RETIRED = "retired", _("Retiré")


FORM_MOVES = Moves(
    {
        "map_form": Move((), also=(FormState.DRAFT,)),
        "publish_form": Move((FormState.DRAFT, FormState.RETIRED), FormState.PUBLISHED),
        "retire_form": Move((FormState.PUBLISHED,), FormState.RETIRED),
    }
)


class FormVersion(models.Model):
    """One version of a form. What was filled in keeps pointing to the version it was filled in with.

    `source` is the sheet as it came; `xform` what it says, for pages and telephones alike; `digest` its SHA-256.
    `target` names what a sheet sent from the field becomes, and `mapping` which question answers which of the act's.
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
    target = models.CharField(_("devient"), max_length=30, blank=True)
    mapping = models.JSONField(default=dict)
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


class SubmissionState(models.TextChoices):
    RECEIVED = "received", _("Reçu")
    APPLIED = "applied", _("Appliqué")
    TO_MEND = "to_mend", _("À corriger")


SUBMISSION_MOVES = Moves(
    {
        "apply_submission": Move(
            (SubmissionState.RECEIVED, SubmissionState.TO_MEND), SubmissionState.APPLIED
        ),
        "set_aside": Move(
            (SubmissionState.RECEIVED,), SubmissionState.TO_MEND, also=(SubmissionState.TO_MEND,)
        ),
    }
)


class Submission(Sealed):
    """A sheet as a telephone sent it. Words: xml (base64), reason, answers once it was mended."""

    number = models.CharField(_("numéro"), max_length=255)
    digest = models.CharField(max_length=64)
    form = models.ForeignKey(FormVersion, models.PROTECT, related_name="+", verbose_name=_("formulaire"))
    state = models.CharField(
        _("état"), max_length=10, choices=SubmissionState, default=SubmissionState.RECEIVED
    )
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("envoyé par"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20)
    received_at = models.DateTimeField(_("reçu le"), default=timezone.now)
    about = models.CharField(_("à propos de"), max_length=20, blank=True)
    result = models.CharField(_("dossier"), max_length=20, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta(Sealed.Meta):
        verbose_name = _("envoi")
        ordering = ["-received_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SubmissionState.values), name="submission_state_known"
            ),
            models.UniqueConstraint(fields=["account", "number", "digest"], name="submission_once"),
        ]
        indexes = [
            models.Index(fields=["number"], name="submission_by_number"),
            models.Index(fields=["account", "state", "received_at"], name="submission_by_account"),
            models.Index(fields=["organisation", "state", "received_at"], name="submission_by_agency"),
        ]

    @property
    def code(self) -> str:
        return f"submission:{str(self.pk)[:8]}"


class SentFile(Sealed):
    """A picture or a document that came with a sheet. Words: content (base64)."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="files")
    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=40)

    class Meta(Sealed.Meta):
        verbose_name = _("pièce jointe")
        constraints = [models.UniqueConstraint(fields=["submission", "name"], name="sent_file_once")]
