import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0004_attachment"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("sealed", models.BinaryField(default=b"")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("feedback", "Un avis sur l’aide reçue"),
                            ("question", "Une question"),
                            ("see", "Savoir ce qui est gardé sur moi"),
                            ("withdraw", "Retirer mon accord"),
                            ("complaint", "Une plainte"),
                        ],
                        max_length=10,
                        verbose_name="objet",
                    ),
                ),
                ("way", models.CharField(choices=[("web", "Site"), ("sms", "SMS")], max_length=5)),
                (
                    "state",
                    models.CharField(
                        choices=[("received", "À répondre"), ("answered", "Répondu")],
                        default="received",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "received_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="reçu le"),
                ),
                ("due_at", models.DateTimeField(verbose_name="échéance")),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="messages", to="cases.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "parole de la personne",
                "ordering": ["-received_at", "-id"],
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["state", "due_at"], name="message_by_due")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["feedback", "question", "see", "withdraw", "complaint"])
                        ),
                        name="message_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("way__in", ["web", "sms"])), name="message_way_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["received", "answered"])),
                        name="message_state_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("key", models.CharField(max_length=64, unique=True)),
                (
                    "given_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="remis le"),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="receipts", to="cases.case"
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "reçu",
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("case",),
                        name="receipt_live_once",
                    )
                ],
            },
        ),
    ]
