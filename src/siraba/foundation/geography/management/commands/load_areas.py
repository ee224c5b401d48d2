from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from siraba.foundation.geography.loading import load_areas


class Command(BaseCommand):
    help = "Charge le découpage administratif et les localités du Mali."

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(_("%(count)d zones chargées.") % {"count": load_areas()})
