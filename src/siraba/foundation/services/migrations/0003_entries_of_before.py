"""The entries of before get their identifier, and one whole period to be verified in."""

from uuid import NAMESPACE_OID, uuid5

from django.db import migrations
from django.utils import timezone

NAMESPACE = uuid5(NAMESPACE_OID, "siraba/directory")


def bring_up(apps, schema_editor):
    services = apps.get_model("services", "Service").objects
    for service in services.select_related("provider"):
        key = f"service/{service.provider.code}/{service.name}/{service.valid_from}"
        service.uuid = uuid5(NAMESPACE, key)
        service.state, service.verified_on = "verified", timezone.localdate()
        service.save()


class Migration(migrations.Migration):
    dependencies = [("services", "0002_after_hsds")]
    operations = [migrations.RunPython(bring_up, migrations.RunPython.noop)]
