from django.apps import AppConfig


class StatelessnessConfig(AppConfig):
    name = "siraba.protection.statelessness"
    label = "statelessness"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.foundation.audit.selectors import belongs_with, open_objects_by
        from siraba.protection.statelessness import (  # noqa: F401
            case_page,
            holdings,
            my_day,
            navigation,
            rules,
        )
        from siraba.protection.statelessness.selectors import answers_for_file, kept_with

        open_objects_by(answers_for_file)
        belongs_with(kept_with)
