from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "siraba.foundation.organisations"
    default_auto_field = "django.db.models.BigAutoField"
