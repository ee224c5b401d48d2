from django.apps import AppConfig


class NetworksConfig(AppConfig):
    name = "siraba.prosecution.networks"
    label = "networks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.foundation.access.crypto import JUSTICE
        from siraba.foundation.access.models import also_sealed
        from siraba.prosecution.networks import (  # noqa: F401
            keeping,
            my_day,
            navigation,
            planning,
            rules,
            rules_of_pictures,
        )
        from siraba.prosecution.networks.models import GraphImport, ImportPart

        also_sealed(GraphImport, "content", JUSTICE, GraphImport.content_place)
        also_sealed(ImportPart, "text", JUSTICE, ImportPart.text_place)
        also_sealed(ImportPart, "told", JUSTICE, ImportPart.told_place)
