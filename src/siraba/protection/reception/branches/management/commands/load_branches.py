from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from siraba.protection.reception.branches.loading import load_branches


class Command(BaseCommand):
    help = "Charge les antennes d’accueil connues ; celles qui sont déjà là ne changent pas."

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(_("%(count)d antennes.") % {"count": load_branches()})
