"""How a command wakes the platform; kept apart so that help comes at once."""


def start_django() -> None:
    import django
    from django.conf import settings
    from django.utils import translation

    django.setup()
    translation.activate(settings.LANGUAGE_CODE)
