from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "siraba.foundation.messaging"
    label = "messaging"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from siraba.foundation.interface import my_day, navigation
        from siraba.foundation.messaging import rules
        from siraba.foundation.messaging.my_day import unsure_messages

        navigation.register(navigation.NavigationItem(_("SMS"), "messaging:list", rules.KEEPERS, 30))
        my_day.register(unsure_messages, rules.KEEPERS, 20)
