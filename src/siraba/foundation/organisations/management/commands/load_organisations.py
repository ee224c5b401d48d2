from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from siraba.foundation.organisations.loading import load_organisations


class Command(BaseCommand):
    help = "Charge les structures et leurs unités."

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(_("%(count)d structures chargées.") % {"count": load_organisations()})
