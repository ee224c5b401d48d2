from django.apps import AppConfig


class ArrivalsConfig(AppConfig):
    name = "siraba.protection.reception.arrivals"
    label = "arrivals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.foundation.access.models import also_sealed
        from siraba.protection.reception.arrivals import holdings, my_day, navigation, offline, rules  # noqa: F401
        from siraba.protection.reception.arrivals.models import ArrivalList

        also_sealed(ArrivalList, "content", ArrivalList.compartment, ArrivalList.content_place)
