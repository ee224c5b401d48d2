from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "siraba.protection.referrals"
    label = "referrals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.foundation.audit.selectors import belongs_with, open_objects_by
        from siraba.foundation.consent.actions import when_consent_ends
        from siraba.protection.referrals import holdings, my_day, navigation, notices, rules  # noqa: F401
        from siraba.protection.referrals.actions import close_for_consent
        from siraba.protection.referrals.selectors import answers_for, referred_from

        when_consent_ends(close_for_consent)
        open_objects_by(answers_for)
        belongs_with(referred_from)
