from django.apps import AppConfig


class StaysConfig(AppConfig):
    name = "siraba.protection.reception.stays"
    label = "stays"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.foundation.audit.selectors import belongs_with
        from siraba.protection.reception.stays import board, holdings, my_day, panels, rules  # noqa: F401
        from siraba.protection.reception.stays.selectors import stays_from

        belongs_with(stays_from)
