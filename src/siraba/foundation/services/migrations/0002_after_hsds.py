import datetime
import functools

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import siraba.foundation.vocabulary.lists


class Migration(migrations.Migration):
    dependencies = [
        ("geography", "0002_areas_have_a_point"),
        ("organisations", "0001_initial"),
        ("services", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Cost",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("option", models.CharField(max_length=120, verbose_name="objet")),
                ("amount", models.PositiveIntegerField(verbose_name="montant (FCFA)")),
            ],
            options={
                "verbose_name": "tarif",
                "ordering": ["pk"],
                "default_related_name": "costs",
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="document demandé")),
            ],
            options={
                "verbose_name": "document demandé",
                "ordering": ["pk"],
                "default_related_name": "documents",
            },
        ),
        migrations.CreateModel(
            name="Language",
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
                        choices=functools.partial(
                            siraba.foundation.vocabulary.lists.choices, *("language",), **{}
                        ),
                        max_length=10,
                        verbose_name="langue",
                    ),
                ),
            ],
            options={
                "verbose_name": "langue",
                "ordering": ["pk"],
                "default_related_name": "languages",
            },
        ),
        migrations.CreateModel(
            name="Phone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, verbose_name="numéro")),
                ("function", models.CharField(blank=True, max_length=80, verbose_name="fonction")),
                ("public", models.BooleanField(default=False, verbose_name="visible de tous")),
            ],
            options={
                "verbose_name": "téléphone",
                "ordering": ["pk"],
                "default_related_name": "phones",
            },
        ),
        migrations.CreateModel(
            name="Rule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "sex",
                    models.CharField(
                        blank=True,
                        choices=functools.partial(
                            siraba.foundation.vocabulary.lists.choices, *("sex",), **{}
                        ),
                        max_length=10,
                        verbose_name="sexe",
                    ),
                ),
                (
                    "age_from",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="âge, à partir de"),
                ),
                (
                    "age_to",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="âge, jusqu’à"),
                ),
                ("groups", models.JSONField(blank=True, default=list, verbose_name="groupes")),
                (
                    "alone",
                    models.CharField(
                        choices=[
                            ("any", "seul ou accompagné"),
                            ("accompanied", "pas les mineurs seuls"),
                            ("only", "mineurs seuls seulement"),
                        ],
                        default="any",
                        max_length=12,
                        verbose_name="mineurs seuls",
                    ),
                ),
            ],
            options={
                "verbose_name": "règle d’accès",
                "ordering": ["pk"],
                "default_related_name": "rules",
            },
        ),
        migrations.CreateModel(
            name="Schedule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "lundi"),
                            (1, "mardi"),
                            (2, "mercredi"),
                            (3, "jeudi"),
                            (4, "vendredi"),
                            (5, "samedi"),
                            (6, "dimanche"),
                        ],
                        verbose_name="jour",
                    ),
                ),
                ("opens", models.TimeField(verbose_name="ouvre à")),
                ("closes", models.TimeField(verbose_name="ferme à")),
                (
                    "closed_on_holidays",
                    models.BooleanField(default=False, verbose_name="fermé les jours fériés"),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valable du")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valable jusqu’au")),
            ],
            options={
                "verbose_name": "horaire",
                "ordering": ["weekday", "opens", "pk"],
                "default_related_name": "schedules",
            },
        ),
        migrations.CreateModel(
            name="Vacancy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        choices=[("bed", "lits"), ("place", "places"), ("appointment", "rendez-vous")],
                        default="place",
                        max_length=12,
                        verbose_name="unité",
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "tous"),
                            ("women", "femmes"),
                            ("men", "hommes"),
                            ("families", "familles"),
                            ("children", "enfants"),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="pour qui",
                    ),
                ),
                ("capacity", models.PositiveIntegerField(verbose_name="capacité")),
                ("vacant", models.PositiveIntegerField(verbose_name="libres")),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="mis à jour le"),
                ),
            ],
            options={
                "verbose_name": "places libres",
                "ordering": ["group", "pk"],
                "default_related_name": "vacancies",
            },
        ),
        migrations.RemoveConstraint(
            model_name="service",
            name="service_hours_length",
        ),
        migrations.RemoveConstraint(
            model_name="service",
            name="service_eligibility_length",
        ),
        migrations.RemoveConstraint(
            model_name="service",
            name="service_focal_point_length",
        ),
        migrations.AddField(
            model_name="service",
            name="application",
            field=models.CharField(blank=True, max_length=300, verbose_name="comment faire la demande"),
        ),
        migrations.AddField(
            model_name="service",
            name="by_referral",
            field=models.BooleanField(default=False, verbose_name="sur référencement seulement"),
        ),
        migrations.AddField(
            model_name="service",
            name="closed_for_now",
            field=models.BooleanField(default=False, verbose_name="fermé pour le moment"),
        ),
        migrations.AddField(
            model_name="service",
            name="description",
            field=models.TextField(blank=True, max_length=1000, verbose_name="description"),
        ),
        migrations.AddField(
            model_name="service",
            name="fees",
            field=models.CharField(blank=True, max_length=160, verbose_name="frais"),
        ),
        migrations.AddField(
            model_name="service",
            name="interpretation",
            field=models.CharField(blank=True, max_length=160, verbose_name="interprétation"),
        ),
        migrations.AddField(
            model_name="service",
            name="latitude",
            field=models.FloatField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(-90),
                    django.core.validators.MaxValueValidator(90),
                ],
                verbose_name="latitude",
            ),
        ),
        migrations.AddField(
            model_name="service",
            name="longitude",
            field=models.FloatField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(-180),
                    django.core.validators.MaxValueValidator(180),
                ],
                verbose_name="longitude",
            ),
        ),
        migrations.AddField(
            model_name="service",
            name="modified_at",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="modifiée le"),
        ),
        migrations.AddField(
            model_name="service",
            name="place",
            field=models.CharField(blank=True, max_length=160, verbose_name="repère du lieu"),
        ),
        migrations.AddField(
            model_name="service",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "À vérifier"),
                    ("verified", "Vérifiée"),
                    ("expired", "Périmée"),
                    ("archived", "Archivée"),
                ],
                default="draft",
                max_length=10,
                verbose_name="état",
            ),
        ),
        migrations.AddField(
            model_name="service",
            name="uuid",
            field=models.UUIDField(null=True, editable=False),
        ),
        migrations.AddField(
            model_name="service",
            name="verified_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="vérifiée par",
            ),
        ),
        migrations.AddField(
            model_name="service",
            name="verified_on",
            field=models.DateField(blank=True, null=True, verbose_name="vérifiée le"),
        ),
        migrations.AddField(
            model_name="service",
            name="wait_time",
            field=models.CharField(blank=True, max_length=80, verbose_name="délai d’attente"),
        ),
        migrations.AlterField(
            model_name="service",
            name="hours",
            field=models.CharField(blank=True, max_length=160, verbose_name="horaires"),
        ),
        migrations.AlterField(
            model_name="service",
            name="unit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="services",
                to="organisations.unit",
                verbose_name="unité",
            ),
        ),
        migrations.AddIndex(
            model_name="service",
            index=models.Index(fields=["state", "verified_on"], name="service_state_verified"),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("application__length__lte", 300),
                    ("description__length__lte", 1000),
                    ("eligibility__length__lte", 300),
                    ("fees__length__lte", 160),
                    ("focal_point__length__lte", 80),
                    ("hours__length__lte", 160),
                    ("interpretation__length__lte", 160),
                    ("place__length__lte", 160),
                    ("wait_time__length__lte", 80),
                ),
                name="service_text_lengths",
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                    models.Q(("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))),
                    _connector="OR",
                ),
                name="service_point_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "verified", "expired", "archived"])),
                name="service_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("verified", "expired")), _negated=True),
                    ("verified_on__isnull", False),
                    _connector="OR",
                ),
                name="service_verified_on_a_day",
            ),
        ),
        migrations.AddField(
            model_name="cost",
            name="service",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="services.service"),
        ),
        migrations.AddField(
            model_name="document",
            name="service",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="services.service"),
        ),
        migrations.AddField(
            model_name="language",
            name="service",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="services.service"),
        ),
        migrations.AddField(
            model_name="phone",
            name="service",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="services.service"),
        ),
        migrations.AddField(
            model_name="rule",
            name="service",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="services.service"),
        ),
        migrations.AddField(
            model_name="schedule",
            name="service",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="services.service"),
        ),
        migrations.AddField(
            model_name="vacancy",
            name="service",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="services.service"),
        ),
        migrations.AddField(
            model_name="vacancy",
            name="updated_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="cost",
            constraint=models.CheckConstraint(
                condition=models.Q(("option__length__range", (1, 120))), name="cost_option_length"
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(("name__length__range", (1, 120))), name="document_name_length"
            ),
        ),
        migrations.AddConstraint(
            model_name="language",
            constraint=models.UniqueConstraint(fields=("service", "code"), name="service_language_once"),
        ),
        migrations.AddConstraint(
            model_name="language",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "code__in",
                        (
                            "bm",
                            "fr",
                            "ff",
                            "snk",
                            "kao",
                            "ses",
                            "dje",
                            "taq",
                            "dgo",
                            "mey",
                            "ar",
                            "en",
                            "ha",
                            "mos",
                            "yo",
                            "other",
                        ),
                    )
                ),
                name="service_language_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="phone",
            constraint=models.CheckConstraint(
                condition=models.Q(("function__length__lte", 80), ("number__length__range", (3, 20))),
                name="phone_text_lengths",
            ),
        ),
        migrations.AddConstraint(
            model_name="rule",
            constraint=models.CheckConstraint(
                condition=models.Q(("sex__in", ("", "female", "male", "other", "unknown"))),
                name="rule_sex_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="rule",
            constraint=models.CheckConstraint(
                condition=models.Q(("alone__in", ("any", "accompanied", "only"))), name="rule_alone_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="rule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("age_from__isnull", True),
                    ("age_to__isnull", True),
                    ("age_to__gte", models.F("age_from")),
                    _connector="OR",
                ),
                name="rule_ages_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="schedule",
            constraint=models.CheckConstraint(
                condition=models.Q(("weekday__range", (0, 6))), name="schedule_weekday"
            ),
        ),
        migrations.AddConstraint(
            model_name="schedule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closes", datetime.time(0, 0)), ("closes__gt", models.F("opens")), _connector="OR"
                ),
                name="schedule_hours_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="schedule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_from__isnull", True),
                    ("valid_to__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="schedule_dates_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="vacancy",
            constraint=models.UniqueConstraint(fields=("service", "group"), name="vacancy_once_a_group"),
        ),
        migrations.AddConstraint(
            model_name="vacancy",
            constraint=models.CheckConstraint(
                condition=models.Q(("vacant__gte", 0), ("vacant__lte", models.F("capacity"))),
                name="vacancy_within_capacity",
            ),
        ),
        migrations.AddConstraint(
            model_name="vacancy",
            constraint=models.CheckConstraint(
                condition=models.Q(("measure__in", ("bed", "place", "appointment"))),
                name="vacancy_measure_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="vacancy",
            constraint=models.CheckConstraint(
                condition=models.Q(("group__in", ["", "women", "men", "families", "children"])),
                name="vacancy_group_known",
            ),
        ),
    ]
