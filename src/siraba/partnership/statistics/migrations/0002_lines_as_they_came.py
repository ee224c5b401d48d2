from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("statistics", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="historicrecord",
            name="historic_dataset_known",
        ),
        migrations.RemoveConstraint(
            model_name="importrun",
            name="import_dataset_known",
        ),
        migrations.AddField(
            model_name="historicrecord",
            name="line",
            field=models.JSONField(default=list),
        ),
        migrations.AlterField(
            model_name="historiccount",
            name="dataset",
            field=models.CharField(
                choices=[
                    ("ctdc-k-anonymised", "CTDC, données k-anonymisées"),
                    ("ctdc-synthetic", "CTDC, données synthétiques"),
                    ("ctdc-codebook", "CTDC, données synthétiques mondiales (27 variables)"),
                    ("htcds", "Données au format HTCDS 2.0"),
                ],
                max_length=30,
            ),
        ),
        migrations.AlterField(
            model_name="historicrecord",
            name="dataset",
            field=models.CharField(
                choices=[
                    ("ctdc-k-anonymised", "CTDC, données k-anonymisées"),
                    ("ctdc-synthetic", "CTDC, données synthétiques"),
                    ("ctdc-codebook", "CTDC, données synthétiques mondiales (27 variables)"),
                    ("htcds", "Données au format HTCDS 2.0"),
                ],
                max_length=30,
                verbose_name="jeu de données",
            ),
        ),
        migrations.AlterField(
            model_name="importrun",
            name="dataset",
            field=models.CharField(
                choices=[
                    ("ctdc-k-anonymised", "CTDC, données k-anonymisées"),
                    ("ctdc-synthetic", "CTDC, données synthétiques"),
                    ("ctdc-codebook", "CTDC, données synthétiques mondiales (27 variables)"),
                    ("htcds", "Données au format HTCDS 2.0"),
                ],
                max_length=30,
                verbose_name="disposition reconnue",
            ),
        ),
        migrations.AddConstraint(
            model_name="historicrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("dataset__in", ["ctdc-k-anonymised", "ctdc-synthetic", "ctdc-codebook", "htcds"])
                ),
                name="historic_dataset_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("dataset__in", ["ctdc-k-anonymised", "ctdc-synthetic", "ctdc-codebook", "htcds"])
                ),
                name="import_dataset_known",
            ),
        ),
    ]
