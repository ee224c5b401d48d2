from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "siraba.protection.reintegration.plans"
    label = "plans"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.foundation.audit.selectors import belongs_with
        from siraba.protection.reintegration.plans import case_page, holdings, navigation, rules  # noqa: F401
        from siraba.protection.reintegration.plans.selectors import plans_from

        belongs_with(plans_from)
