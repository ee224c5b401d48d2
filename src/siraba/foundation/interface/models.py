from django.conf import settings
from django.db import models
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

models.CharField.register_lookup(Length)


class FormReceipt(models.Model):
    """A form that was carried out once: sent again, it leads to the same place and changes nothing."""

    form = models.UUIDField(primary_key=True)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    location = models.CharField(max_length=500)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("reçu de formulaire")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(location__length__lte=500), name="receipt_location_length"
            )
        ]

    def __str__(self) -> str:
        return str(self.form)
