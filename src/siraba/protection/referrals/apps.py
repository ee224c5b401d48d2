from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "siraba.protection.referrals"
    label = "referrals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.foundation.consent.actions import when_consent_ends
        from siraba.protection.referrals import my_day, navigation, rules  # noqa: F401
        from siraba.protection.referrals.actions import close_for_consent

        when_consent_ends(close_for_consent)
