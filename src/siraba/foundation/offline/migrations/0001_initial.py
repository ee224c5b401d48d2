import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Device",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=60, verbose_name="appareil")),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "En service"), ("wiped", "Effacé")],
                        default="active",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("sealed", models.BinaryField(default=b"")),
                (
                    "enrolled_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="depuis le"),
                ),
                ("seen_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="vu le")),
                ("wiped_at", models.DateTimeField(null=True, verbose_name="effacé le")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="devices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["active", "wiped"])), name="device_state_known"
                    ),
                ],
                "verbose_name": "appareil",
                "ordering": ["-enrolled_at"],
            },
        ),
        migrations.CreateModel(
            name="Edit",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("sealed", models.BinaryField(default=b"")),
                ("record", models.CharField(max_length=20, verbose_name="dossier")),
                ("field", models.CharField(max_length=30, verbose_name="renseignement")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("applied", "Appliquée"),
                            ("conflict", "À comparer"),
                            ("kept", "Retenue"),
                            ("dropped", "Écartée"),
                            ("refused", "Refusée"),
                        ],
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "received_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="reçue le"),
                ),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="auteur",
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offline.device"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "received_at"], name="edit_by_state"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["applied", "conflict", "kept", "dropped", "refused"])
                        ),
                        name="edit_state_known",
                    ),
                ],
                "verbose_name": "modification faite hors ligne",
                "ordering": ["-received_at", "-id"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
    ]
