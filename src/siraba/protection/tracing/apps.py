from django.apps import AppConfig


class TracingConfig(AppConfig):
    name = "siraba.protection.tracing"
    label = "tracing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.foundation.access.models import also_sealed
        from siraba.protection.tracing import my_day, navigation, rules  # noqa: F401
        from siraba.protection.tracing.models import TracingRequest, VaultList

        also_sealed(VaultList, "content", VaultList.compartment, VaultList.content_place)

        also_sealed(
            TracingRequest, "news", TracingRequest.compartment, lambda row: TracingRequest.news_place(row.pk)
        )
