import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0004_attachment"),
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Import",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("sealed", models.BinaryField(default=b"")),
                ("source", models.CharField(max_length=60, verbose_name="d’où vient la table")),
                (
                    "added_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="ajouté le"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "À préparer"),
                            ("running", "En cours"),
                            ("done", "Terminé"),
                            ("dropped", "Abandonné"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("content", models.BinaryField(default=b"")),
                ("header", models.JSONField(default=list)),
                ("mapping", models.JSONField(default=dict)),
                ("rows", models.PositiveIntegerField(verbose_name="lignes")),
                ("place", models.PositiveIntegerField(default=0, verbose_name="lignes lues")),
                ("added", models.PositiveIntegerField(default=0, verbose_name="dossiers ajoutés")),
                ("already_there", models.PositiveIntegerField(default=0, verbose_name="déjà présents")),
                ("refused", models.PositiveIntegerField(default=0, verbose_name="lignes refusées")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ajouté par",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "ordering": ["-added_at", "-id"],
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["organisation", "added_at"], name="import_by_agency")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "running", "done", "dropped"])),
                        name="import_state_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportedRow",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("sealed", models.BinaryField(default=b"")),
                ("source", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=64)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "ligne importée",
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["case"], name="imported_row_of_case")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "source", "key"), name="imported_row_once"
                    )
                ],
            },
        ),
    ]
