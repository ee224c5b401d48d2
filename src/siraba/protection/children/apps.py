from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChildrenConfig(AppConfig):
    name = "siraba.protection.children"
    label = "children"
    verbose_name = _("Enfants")

    def ready(self) -> None:
        from siraba.protection.children import instruments, pathway  # noqa: F401
