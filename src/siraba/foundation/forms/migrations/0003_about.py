from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("forms", "0002_submissions"),
    ]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="about",
            field=models.CharField(blank=True, max_length=20, verbose_name="à propos de"),
        ),
    ]
