from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentationConfig(AppConfig):
    name = "siraba.protection.documentation"
    label = "documentation"
    verbose_name = _("Papiers et statut")

    def ready(self) -> None:
        from siraba.protection.documentation import pathways  # noqa: F401
