from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FollowupConfig(AppConfig):
    name = "siraba.protection.reintegration.followup"
    label = "followup"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.foundation.audit.selectors import belongs_with
        from siraba.foundation.messaging.kinds import register_kind
        from siraba.protection.reintegration.followup import holdings, my_day, navigation, panels, rules  # noqa: F401
        from siraba.protection.reintegration.followup.models import SMS_KIND
        from siraba.protection.reintegration.followup.scheduling import follow_plan
        from siraba.protection.reintegration.followup.selectors import follow_ups_from
        from siraba.protection.reintegration.plans.moving import when_plan_moves

        belongs_with(follow_ups_from)
        register_kind(SMS_KIND, _("Invitation à rappeler"))
        when_plan_moves(follow_plan)
