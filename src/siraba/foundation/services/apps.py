from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "siraba.foundation.services"
    default_auto_field = "django.db.models.BigAutoField"
