from django.apps import AppConfig


class SignInConfig(AppConfig):
    name = "siraba.foundation.sign_in"
    label = "sign_in"

    def ready(self) -> None:
        from siraba.foundation.sign_in import rules  # noqa: F401
