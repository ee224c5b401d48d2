from django.apps import AppConfig


class InvestigationsConfig(AppConfig):
    name = "siraba.prosecution.investigations"
    label = "investigations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.foundation.access.models import also_sealed
        from siraba.prosecution.investigations import my_day, navigation, rules  # noqa: F401
        from siraba.prosecution.investigations.models import Exhibit

        also_sealed(Exhibit, "document", Exhibit.compartment, Exhibit.document_place)
