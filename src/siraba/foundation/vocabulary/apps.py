from django.apps import AppConfig


class VocabularyConfig(AppConfig):
    name = "siraba.foundation.vocabulary"
    default_auto_field = "django.db.models.BigAutoField"
