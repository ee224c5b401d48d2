import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("services", "0003_entries_of_before")]
    operations = [
        migrations.AlterField(
            model_name="service",
            name="uuid",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        )
    ]
