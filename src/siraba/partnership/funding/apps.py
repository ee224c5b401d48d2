from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "siraba.partnership.funding"
    label = "funding"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.partnership.funding import charges, my_day, navigation, rules  # noqa: F401
