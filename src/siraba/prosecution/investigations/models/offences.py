"""The offences that may be retained. A row never changes: a corrected one is a new version of its code."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Offence(models.Model):
    """One line of the table of `data/offences.csv`; `checked` once a jurist has read the article."""

    code = models.SlugField(_("code"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"))
    label = models.CharField(_("infraction"), max_length=160)
    law = models.CharField(_("loi"), max_length=160)
    article = models.CharField(_("article"), max_length=60, blank=True)
    penalty = models.CharField(_("peine encourue"), max_length=200, blank=True)
    trafficking = models.BooleanField(_("comptée comme traite des personnes"), default=False)
    checked = models.BooleanField(_("article validé"), default=False)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("infraction")
        ordering = ["label", "code", "version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="offence_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="offence_version_from_one"),
            models.CheckConstraint(condition=~Q(source=""), name="offence_says_its_source"),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.article})" if self.article else self.label
