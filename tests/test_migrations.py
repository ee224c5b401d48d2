"""The tables are those of the models: nothing is declared that no migration has made."""

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_every_change_of_the_models_has_its_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
