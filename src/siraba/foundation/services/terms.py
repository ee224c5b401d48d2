"""The words of the directory that the public reads too."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Day(models.IntegerChoices):
    MONDAY = 0, _("lundi")
    TUESDAY = 1, _("mardi")
    WEDNESDAY = 2, _("mercredi")
    THURSDAY = 3, _("jeudi")
    FRIDAY = 4, _("vendredi")
    SATURDAY = 5, _("samedi")
    SUNDAY = 6, _("dimanche")


class Alone(models.TextChoices):
    ANY = "any", _("seul ou accompagné")
    ACCOMPANIED = "accompanied", _("pas les mineurs seuls")
    ONLY = "only", _("mineurs seuls seulement")


class Who(models.TextChoices):
    """For whom a visitor looks."""

    WOMAN = "woman", _("Une femme")
    MAN = "man", _("Un homme")
    CHILD = "child", _("Un enfant")
    ALONE = "alone", _("Un enfant seul")
