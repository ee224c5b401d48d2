from django.apps import AppConfig


class SignInConfig(AppConfig):
    name = "siraba.foundation.sign_in"
    label = "sign_in"

    def ready(self) -> None:
        from siraba.foundation.access.crypto import ACCOUNTS
        from siraba.foundation.access.models import also_sealed
        from siraba.foundation.sign_in import my_day, rules  # noqa: F401
        from siraba.foundation.sign_in.models import SecondFactor

        also_sealed(SecondFactor, "sealed", ACCOUNTS, SecondFactor.place)
