import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import siraba.foundation.access.pseudonyms


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("geography", "0002_areas_have_a_point"),
        ("ledger", "0002_guards"),
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Pledge",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "code",
                    models.CharField(
                        default=siraba.foundation.access.pseudonyms.new_code,
                        max_length=11,
                        unique=True,
                        verbose_name="code",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="intitulé")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pledged", "Promis"),
                            ("committed", "Engagé"),
                            ("part", "Reçu en partie"),
                            ("whole", "Reçu en entier"),
                            ("cancelled", "Annulé"),
                        ],
                        default="pledged",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        choices=[
                            ("XOF", "franc CFA (XOF)"),
                            ("EUR", "euro (EUR)"),
                            ("USD", "dollar des États-Unis (USD)"),
                            ("GBP", "livre sterling (GBP)"),
                            ("CHF", "franc suisse (CHF)"),
                            ("CAD", "dollar canadien (CAD)"),
                            ("SEK", "couronne suédoise (SEK)"),
                            ("NOK", "couronne norvégienne (NOK)"),
                            ("DKK", "couronne danoise (DKK)"),
                            ("JPY", "yen (JPY)"),
                        ],
                        max_length=3,
                        verbose_name="monnaie",
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=16, verbose_name="promis")),
                ("rate", models.DecimalField(decimal_places=6, max_digits=16, verbose_name="taux")),
                ("rate_on", models.DateField(verbose_name="taux du")),
                ("rate_source", models.CharField(max_length=120, verbose_name="source du taux")),
                ("francs", models.PositiveBigIntegerField(verbose_name="promis (FCFA)")),
                ("pledged_on", models.DateField(verbose_name="promis le")),
                ("expected_on", models.DateField(verbose_name="attendu le")),
                ("pillars", models.JSONField(blank=True, default=list, verbose_name="piliers")),
                ("groups", models.JSONField(blank=True, default=list, verbose_name="publics")),
                ("from_day", models.DateField(verbose_name="à dépenser du")),
                ("until_day", models.DateField(verbose_name="à dépenser jusqu’au")),
                ("agreement", models.CharField(blank=True, max_length=80, verbose_name="convention")),
                ("signed_on", models.DateField(null=True, verbose_name="signée le")),
                (
                    "committed",
                    models.DecimalField(decimal_places=2, max_digits=16, null=True, verbose_name="engagé"),
                ),
                (
                    "committed_rate",
                    models.DecimalField(decimal_places=6, max_digits=16, null=True, verbose_name="taux"),
                ),
                ("committed_rate_on", models.DateField(null=True, verbose_name="taux du")),
                (
                    "committed_rate_source",
                    models.CharField(blank=True, max_length=120, verbose_name="source du taux"),
                ),
                ("committed_francs", models.PositiveBigIntegerField(null=True, verbose_name="engagé (FCFA)")),
                (
                    "reason",
                    models.CharField(blank=True, max_length=200, verbose_name="motif de l’annulation"),
                ),
                ("fictitious", models.BooleanField(default=False)),
                (
                    "donor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pledges_made",
                        to="organisations.organisation",
                        verbose_name="bailleur",
                    ),
                ),
                (
                    "envelope",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.envelope",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pledges_kept",
                        to="organisations.organisation",
                        verbose_name="tenue par",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "zones",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="geography.area", verbose_name="zones"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("holder"),
                        models.OrderBy(models.F("pledged_on"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="pledge_by_holder",
                    ),
                    models.Index(
                        models.F("donor"),
                        models.OrderBy(models.F("pledged_on"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="pledge_by_donor",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["pledged", "committed", "part", "whole", "cancelled"])
                        ),
                        name="pledge_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "currency__in",
                                ["XOF", "EUR", "USD", "GBP", "CHF", "CAD", "SEK", "NOK", "DKK", "JPY"],
                            )
                        ),
                        name="pledge_currency_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0), ("francs__gte", 1), ("rate__gt", 0)),
                        name="pledge_of_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until_day__gte", models.F("from_day"))), name="pledge_in_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("committed", "part", "whole")), _negated=True),
                            models.Q(
                                ("committed__gt", 0),
                                ("committed_francs__gte", 1),
                                ("envelope__isnull", False),
                                ("signed_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="pledge_committed_by_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "cancelled"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="pledge_cancelled_says_why",
                    ),
                ],
                "verbose_name": "promesse",
                "ordering": ["-pledged_on", "-id"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("received_on", models.DateField(verbose_name="reçu le")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=16, verbose_name="reçu")),
                ("rate", models.DecimalField(decimal_places=6, max_digits=16, verbose_name="taux")),
                ("rate_on", models.DateField(verbose_name="taux du")),
                ("rate_source", models.CharField(max_length=120, verbose_name="source du taux")),
                ("francs", models.PositiveBigIntegerField(verbose_name="reçu (FCFA)")),
                ("reference", models.CharField(max_length=80, verbose_name="référence")),
                ("reversed", models.BooleanField(default=False, verbose_name="extourné")),
                (
                    "donor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.entry"
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "pledge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="funding.pledge",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0), ("francs__gte", 1), ("rate__gt", 0)),
                        name="receipt_of_something",
                    ),
                ],
                "verbose_name": "encaissement",
                "ordering": ["-received_on", "-id"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="FundingNeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pillar",
                    models.CharField(
                        choices=[
                            ("prevention", "Prévention"),
                            ("protection", "Protection"),
                            ("prosecution", "Poursuites"),
                            ("partnership", "Partenariat"),
                        ],
                        max_length=12,
                        verbose_name="pilier",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="année")),
                ("amount", models.PositiveBigIntegerField(verbose_name="besoin (FCFA)")),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                (
                    "typed_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="saisi le"),
                ),
                ("fictitious", models.BooleanField(default=False)),
                (
                    "typed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "zone",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="geography.area",
                        verbose_name="région",
                    ),
                ),
            ],
            options={
                "verbose_name": "besoin de financement",
                "ordering": ["-year", "pillar", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("pillar", "zone", "year"), name="funding_need_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("zone__isnull", True)),
                        fields=("pillar", "year"),
                        name="national_funding_need_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("pillar__in", ["prevention", "protection", "prosecution", "partnership"])
                        ),
                        name="funding_need_pillar_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 1)), name="funding_need_of_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True), name="funding_need_says_its_source"
                    ),
                ],
            },
        ),
    ]
