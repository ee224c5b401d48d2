"""The people served. What describes them stands apart from what names them."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.models import Guarded, Sealed
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.vocabulary import codes

ADULT = 18


def age_in_years(birth_year: int | None, on: date) -> int | None:
    return None if birth_year is None else max(0, on.year - birth_year)


class AgeMethod(models.TextChoices):
    DOCUMENT = "document", _("D’après un document")
    STATED = "stated", _("Déclaré")
    ESTIMATED = "estimated", _("Estimé")


class Person(Guarded):
    """A person without a name: what can be counted, and what decides the deadlines of care."""

    sex = models.CharField(_("sexe"), max_length=10)
    birth_year = models.PositiveSmallIntegerField(_("année de naissance"), null=True)
    age_method = models.CharField(_("source de l’âge"), max_length=10, choices=AgeMethod)
    citizenships = models.CharField(_("nationalités"), max_length=60, blank=True)
    stateless = models.BooleanField(_("apatride ou à risque"), default=False)
    languages = models.CharField(_("langues"), max_length=60, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # Names, sex or year of birth: who was said to be two people may then be looked at again
    corrected_at = models.DateTimeField(null=True)
    created_for = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    fictitious = models.BooleanField(default=False)

    class Meta(Guarded.Meta):
        verbose_name = _("personne")
        constraints = [
            models.CheckConstraint(condition=Q(sex__in=codes("sex")), name="person_sex_known"),
            models.CheckConstraint(
                condition=Q(age_method__in=AgeMethod.values), name="person_age_method_known"
            ),
            models.CheckConstraint(
                condition=Q(birth_year__isnull=True) | Q(birth_year__gte=1900, birth_year__lte=2100),
                name="person_birth_year_plausible",
            ),
        ]

    def age(self, on: date | None = None) -> int | None:
        """Age in whole years by the year of birth, the younger one where the month is not known."""
        return age_in_years(self.birth_year, on or date.today())

    @property
    def is_child(self) -> bool:
        age = self.age()
        return age is not None and age < ADULT


class Identity(Sealed):
    """What names and reaches the person: encrypted, opened only to those the policy names.

    Words: names (as given, in the order given), birth_date (ISO, or empty), contact, contact_advice.
    """

    person = models.OneToOneField(Person, models.PROTECT, related_name="identity")

    class Meta(Sealed.Meta):
        verbose_name = _("identité")

    @property
    def names(self) -> str:
        return self.words.get("names", "")


class NameKey(models.Model):
    """Blind indexes of an identity: keyed hashes of each part of a name, as it is written and as it sounds."""

    identity = models.ForeignKey(Identity, models.PROTECT, related_name="keys")
    key = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "identity"], name="name_key_once"),
            models.CheckConstraint(condition=Q(key__length=32), name="name_key_length"),
        ]

    def __str__(self) -> str:
        return self.key
