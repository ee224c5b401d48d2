from django.apps import AppConfig


class TablesConfig(AppConfig):
    name = "siraba.foundation.tables"
    label = "tables"
