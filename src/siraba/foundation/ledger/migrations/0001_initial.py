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
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Book",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "opened_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="ouvert le"),
                ),
                (
                    "holder",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="book",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "livre",
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveBigIntegerField(verbose_name="numéro")),
                ("day", models.DateField(verbose_name="jour")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("receipt", "Encaissement"),
                            ("spending", "Dépense"),
                            ("transfer", "Virement"),
                            ("settlement", "Règlement"),
                            ("other", "Autre écriture"),
                            ("reversal", "Extourne"),
                        ],
                        max_length=12,
                        verbose_name="nature",
                    ),
                ),
                ("label", models.CharField(max_length=200, verbose_name="libellé")),
                ("reference", models.CharField(blank=True, max_length=80, verbose_name="référence")),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="écrite le"),
                ),
                ("size", models.PositiveSmallIntegerField(verbose_name="lignes")),
                ("digest", models.CharField(max_length=64, verbose_name="empreinte")),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="ledger.entry",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["holder", "day"], name="entry_by_day"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("holder", "number"), name="entry_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("reference", ""), _negated=True),
                        fields=("holder", "reference"),
                        name="entry_reference_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "what__in",
                                ["receipt", "spending", "transfer", "settlement", "other", "reversal"],
                            )
                        ),
                        name="entry_what_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="entry_number_from_one"
                    ),
                    models.CheckConstraint(condition=models.Q(("size__gte", 2)), name="entry_has_two_lines"),
                    models.CheckConstraint(
                        condition=models.Q(("digest__length", 64)), name="entry_digest_length"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reverses__isnull", False), ("what", "reversal")),
                            models.Q(
                                models.Q(("what", "reversal"), _negated=True), ("reverses__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="entry_reversal_of_something",
                    ),
                ],
                "verbose_name": "écriture",
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="Envelope",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
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
                ("pillars", models.JSONField(blank=True, default=list, verbose_name="piliers")),
                ("groups", models.JSONField(blank=True, default=list, verbose_name="publics")),
                ("from_day", models.DateField(verbose_name="du")),
                ("until_day", models.DateField(verbose_name="au")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Ouverte"), ("closed", "Close")],
                        default="open",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("fictitious", models.BooleanField(default=False)),
                (
                    "donor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="envelopes_given",
                        to="organisations.organisation",
                        verbose_name="bailleur",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="envelopes_held",
                        to="organisations.organisation",
                        verbose_name="tenue par",
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "closed"])), name="envelope_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until_day__gte", models.F("from_day"))), name="envelope_in_order"
                    ),
                ],
                "verbose_name": "enveloppe",
                "ordering": ["-from_day", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="LedgerAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=10, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="intitulé")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("asset", "Actif"),
                            ("liability", "Passif"),
                            ("fund", "Fonds affectés"),
                            ("income", "Produits"),
                            ("expense", "Charges"),
                        ],
                        max_length=10,
                        verbose_name="nature",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ledger_accounts",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("holder", "code"), name="ledger_account_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["asset", "liability", "fund", "income", "expense"])),
                        name="ledger_account_kind_known",
                    ),
                ],
                "verbose_name": "compte du grand livre",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount", models.BigIntegerField(verbose_name="montant (FCFA)")),
                (
                    "pillar",
                    models.CharField(
                        blank=True,
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
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="ledger.ledgeraccount",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="ledger.entry"
                    ),
                ),
                (
                    "envelope",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="ledger.envelope",
                    ),
                ),
                (
                    "zone",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="geography.area",
                        verbose_name="zone",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["envelope", "account"], name="line_by_envelope"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount", 0), _negated=True), name="line_is_of_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("pillar__in", ["", "prevention", "protection", "prosecution", "partnership"])
                        ),
                        name="line_pillar_known",
                    ),
                ],
                "verbose_name": "ligne",
                "ordering": ["pk"],
            },
        ),
    ]
