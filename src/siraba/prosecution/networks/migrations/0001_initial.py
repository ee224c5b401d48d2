import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import siraba.foundation.access.pseudonyms


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("investigations", "0002_custody_never_changes"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Analysis",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("sealed", models.BinaryField(default=b"")),
                (
                    "code",
                    models.CharField(
                        default=siraba.foundation.access.pseudonyms.new_code,
                        max_length=11,
                        unique=True,
                        verbose_name="code",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "À approuver"),
                            ("open", "Ouvert"),
                            ("refused", "Refusé"),
                            ("closed", "Clos"),
                            ("emptied", "Vidé"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "handling",
                    models.CharField(
                        choices=[
                            ("red", "TLP:RED"),
                            ("amber+strict", "TLP:AMBER+STRICT"),
                            ("amber", "TLP:AMBER"),
                            ("green", "TLP:GREEN"),
                        ],
                        default="amber+strict",
                        max_length=15,
                        verbose_name="diffusion",
                    ),
                ),
                (
                    "opened_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="ouvert le"),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="décidé le")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="clos le")),
                ("last_number", models.PositiveIntegerField(default=0)),
                ("fictitious", models.BooleanField(default=False)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="décidé par",
                    ),
                ),
                (
                    "inquiry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="analyses",
                        to="investigations.inquiry",
                        verbose_name="procédure",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ouvert par",
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
                "verbose_name": "dossier d’analyse",
                "ordering": ["-opened_at", "-id"],
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(
                        models.F("organisation"),
                        models.OrderBy(models.F("opened_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="analysis_by_agency",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code__length", 11)), name="analysis_code_length"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["proposed", "open", "refused", "closed", "emptied"])
                        ),
                        name="analysis_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("handling__in", ["red", "amber+strict", "amber", "green"])),
                        name="analysis_handling_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("opened_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="analysis_needs_two_persons",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "proposed"),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="analysis_open_is_approved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["closed", "emptied"]), _negated=True),
                            ("closed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="analysis_closed_says_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Entity",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("sealed", models.BinaryField(default=b"")),
                ("number", models.PositiveIntegerField(verbose_name="numéro")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("person", "Personne"),
                            ("organisation", "Organisation"),
                            ("phone", "Téléphone"),
                            ("channel", "Compte ou canal de transfert"),
                            ("agent", "Agent de transfert"),
                            ("vehicle", "Véhicule"),
                            ("place", "Lieu"),
                            ("safe_house", "Lieu de regroupement"),
                            ("payment", "Paiement"),
                            ("event", "Événement"),
                        ],
                        max_length=15,
                        verbose_name="genre",
                    ),
                ),
                (
                    "standing",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Aucune"),
                            ("forced", "Victime forcée à agir"),
                            ("victim", "Victime"),
                            ("witness", "Témoin"),
                        ],
                        max_length=10,
                        verbose_name="protection",
                    ),
                ),
                ("standing_at", models.DateTimeField(null=True)),
                ("removable", models.BooleanField(default=True, verbose_name="peut figurer dans un plan")),
                ("latitude", models.FloatField(null=True, verbose_name="latitude")),
                ("longitude", models.FloatField(null=True, verbose_name="longitude")),
                (
                    "added_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="ajouté le"),
                ),
                (
                    "changed_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="changé le"),
                ),
                (
                    "analysis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entities",
                        to="networks.analysis",
                    ),
                ),
                (
                    "into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="networks.entity",
                    ),
                ),
                (
                    "standing_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "entité",
                "ordering": ["number"],
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["analysis", "kind", "number"], name="entity_by_kind")],
                "constraints": [
                    models.UniqueConstraint(fields=("analysis", "number"), name="entity_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "person",
                                    "organisation",
                                    "phone",
                                    "channel",
                                    "agent",
                                    "vehicle",
                                    "place",
                                    "safe_house",
                                    "payment",
                                    "event",
                                ],
                            )
                        ),
                        name="entity_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("standing__in", ["", "forced", "victim", "witness"])),
                        name="entity_standing_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("standing", ""), ("removable", False), _connector="OR"),
                        name="entity_protected_not_removable",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("standing", ""), ("kind", "person"), _connector="OR"),
                        name="entity_standing_of_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("standing", ""),
                            models.Q(("standing_at__isnull", False), ("standing_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="entity_standing_says_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("into__isnull", True),
                            models.Q(("into", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="entity_not_into_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(
                                ("latitude__gte", -90),
                                ("latitude__lte", 90),
                                ("longitude__gte", -180),
                                ("longitude__lte", 180),
                            ),
                            _connector="OR",
                        ),
                        name="entity_point_on_earth",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GraphImport",
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
                    "layout",
                    models.CharField(
                        choices=[
                            ("calls", "Relevés d’appels et de messages"),
                            ("transfers", "Transferts d’argent (hawala, portefeuille mobile, banque)"),
                            ("links", "Liens entre entités, notés à la main"),
                            ("things", "Liste de personnes, véhicules, lieux, canaux"),
                        ],
                        max_length=10,
                        verbose_name="ce que sont ses lignes",
                    ),
                ),
                ("grading", models.JSONField(default=dict)),
                ("delimiter", models.CharField(default=",", max_length=1)),
                ("digest", models.CharField(max_length=64)),
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
                    "analysis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tables",
                        to="networks.analysis",
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
                "verbose_name": "table d’un réseau",
                "ordering": ["-added_at", "-id"],
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["analysis", "-added_at", "-id"], name="graph_table_by_analysis")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "running", "done", "dropped"])),
                        name="graph_table_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("layout__in", ["calls", "transfers", "links", "things"])),
                        name="graph_table_layout_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "done")),
                        fields=("analysis", "digest"),
                        name="graph_table_taken_in_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportPart",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveIntegerField()),
                ("first_line", models.PositiveIntegerField()),
                ("lines", models.PositiveIntegerField()),
                ("text", models.BinaryField(default=b"")),
                ("told", models.BinaryField(default=b"")),
                (
                    "table",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="networks.graphimport",
                    ),
                ),
            ],
            options={
                "verbose_name": "partie d’une table",
                "ordering": ["number"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("table", "number"), name="import_part_once")],
            },
        ),
        migrations.CreateModel(
            name="KnownLayout",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "layout",
                    models.CharField(
                        choices=[
                            ("calls", "Relevés d’appels et de messages"),
                            ("transfers", "Transferts d’argent (hawala, portefeuille mobile, banque)"),
                            ("links", "Liens entre entités, notés à la main"),
                            ("things", "Liste de personnes, véhicules, lieux, canaux"),
                        ],
                        max_length=10,
                    ),
                ),
                ("header", models.CharField(max_length=64)),
                ("mapping", models.JSONField(default=dict)),
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
                "verbose_name": "colonnes connues",
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "layout", "header"), name="known_layout_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("layout__in", ["calls", "transfers", "links", "things"])),
                        name="known_layout_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("call", "Appels et messages"),
                            ("transfer", "Transfert d’argent"),
                            ("uses", "Utilise"),
                            ("owns", "Possède"),
                            ("works_for", "Agit pour"),
                            ("associate", "En relation avec"),
                            ("recruited", "A recruté"),
                            ("moved", "A transporté"),
                            ("housed", "A logé ou retenu"),
                            ("stayed", "Présent à"),
                            ("took_part", "A pris part à"),
                            ("route", "Trajet vers"),
                            ("kinship", "Parenté"),
                        ],
                        max_length=15,
                        verbose_name="genre",
                    ),
                ),
                ("first", models.DateField(null=True, verbose_name="du")),
                ("last", models.DateField(null=True, verbose_name="au")),
                ("times", models.PositiveIntegerField(default=0, verbose_name="fois")),
                ("seconds", models.PositiveBigIntegerField(default=0, verbose_name="durée totale, s")),
                ("amount", models.PositiveBigIntegerField(default=0, verbose_name="montant, francs CFA")),
                ("strength", models.FloatField(default=0, verbose_name="force")),
                (
                    "sources",
                    models.PositiveSmallIntegerField(default=0, verbose_name="sources indépendantes"),
                ),
                (
                    "analysis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="networks.analysis",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links_from",
                        to="networks.entity",
                        verbose_name="de",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links_to",
                        to="networks.entity",
                        verbose_name="vers",
                    ),
                ),
            ],
            options={
                "verbose_name": "lien d’un réseau",
                "ordering": ["-strength", "-id"],
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["analysis", "-strength", "-id"], name="link_by_strength")],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "target", "kind"), name="link_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "call",
                                    "transfer",
                                    "uses",
                                    "owns",
                                    "works_for",
                                    "associate",
                                    "recruited",
                                    "moved",
                                    "housed",
                                    "stayed",
                                    "took_part",
                                    "route",
                                    "kinship",
                                ],
                            )
                        ),
                        name="link_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", models.F("target")), _negated=True),
                        name="link_not_to_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("strength__gte", 0), ("strength__lte", 1)),
                        name="link_strength_share",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sources", 0), ("strength", 0)),
                            models.Q(("sources__gte", 1), ("strength__gt", 0)),
                            _connector="OR",
                        ),
                        name="link_strength_has_sources",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first__isnull", True),
                            ("last__isnull", True),
                            ("last__gte", models.F("first")),
                            _connector="OR",
                        ),
                        name="link_period_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("sealed", models.BinaryField(default=b"")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "À décider"),
                            ("merged", "Réunies"),
                            ("rejected", "Deux différentes"),
                            ("split", "Séparées à nouveau"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("score", models.FloatField(default=0, verbose_name="ressemblance")),
                ("facts", models.CharField(max_length=32)),
                (
                    "proposed_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="proposé le"),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="décidé le")),
                (
                    "analysis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges",
                        to="networks.analysis",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "one",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="networks.entity",
                        verbose_name="la première",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="networks.entity",
                        verbose_name="la seconde",
                    ),
                ),
            ],
            options={
                "verbose_name": "rapprochement d’entités",
                "ordering": ["-score", "-id"],
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["analysis", "state", "-score", "-id"], name="network_merge_by_score")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("one", "other"), name="network_merge_pair_once"),
                    models.CheckConstraint(
                        condition=models.Q(("one", models.F("other")), _negated=True),
                        name="network_merge_of_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["proposed", "merged", "rejected", "split"])),
                        name="network_merge_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("score__gte", 0), ("score__lte", 1)),
                        name="network_merge_score_share",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "proposed"),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="network_merge_decided_by_a_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("sealed", models.BinaryField(default=b"")),
                (
                    "prop",
                    models.CharField(
                        choices=[
                            ("link", "Lien"),
                            ("name", "Nom"),
                            ("alias", "Autre nom ou surnom"),
                            ("phone", "Numéro de téléphone"),
                            ("plate", "Immatriculation"),
                            ("account", "Numéro de compte ou de portefeuille"),
                            ("document", "Numéro de document"),
                            ("place", "Lieu"),
                            ("function", "Fonction dans le réseau"),
                            ("date", "Date"),
                            ("amount", "Montant"),
                            ("note", "Description"),
                        ],
                        max_length=10,
                        verbose_name="ce qui est dit",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("operator", "Opérateur téléphonique, sur réquisition"),
                            ("financial", "Banque, transfert ou portefeuille, sur réquisition"),
                            ("seizure", "Saisie ou scellé"),
                            ("register", "Registre officiel"),
                            ("hearing", "Audition"),
                            ("patrol", "Patrouille ou surveillance"),
                            ("partner", "Service partenaire ou étranger"),
                            ("informant", "Renseignement d’une personne"),
                            ("hotline", "Signalement"),
                            ("open_source", "Source ouverte"),
                        ],
                        max_length=12,
                        verbose_name="source",
                    ),
                ),
                ("origin_key", models.CharField(max_length=32)),
                (
                    "reliability",
                    models.CharField(
                        choices=[
                            ("A", "A – totalement fiable"),
                            ("B", "B – habituellement fiable"),
                            ("C", "C – assez fiable"),
                            ("D", "D – habituellement peu fiable"),
                            ("E", "E – non fiable"),
                            ("F", "F – fiabilité non estimée"),
                        ],
                        max_length=1,
                        verbose_name="fiabilité de la source",
                    ),
                ),
                (
                    "credibility",
                    models.CharField(
                        choices=[
                            ("1", "1 – confirmée par d’autres sources"),
                            ("2", "2 – probablement vraie"),
                            ("3", "3 – peut-être vraie"),
                            ("4", "4 – douteuse"),
                            ("5", "5 – improbable"),
                            ("6", "6 – véracité non estimée"),
                        ],
                        max_length=1,
                        verbose_name="valeur du renseignement",
                    ),
                ),
                ("stated_on", models.DateField(verbose_name="dit ou établi le")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("unconfirmed", "Non confirmé"),
                            ("confirmed", "Confirmé"),
                            ("expired", "Échu"),
                            ("withdrawn", "Retiré"),
                        ],
                        default="unconfirmed",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                ("expires_on", models.DateField(null=True, verbose_name="échoit le")),
                ("first", models.DateField(null=True, verbose_name="du")),
                ("last", models.DateField(null=True, verbose_name="au")),
                ("times", models.PositiveIntegerField(default=0, verbose_name="fois")),
                ("seconds", models.PositiveBigIntegerField(default=0, verbose_name="durée totale, s")),
                ("amount", models.PositiveBigIntegerField(default=0, verbose_name="montant, francs CFA")),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="noté le"),
                ),
                (
                    "analysis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="networks.analysis",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entity",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="networks.entity",
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="networks.link",
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
                    "table",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="networks.graphimport",
                    ),
                ),
            ],
            options={
                "verbose_name": "élément",
                "ordering": ["-recorded_at", "-id"],
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["analysis", "state", "expires_on"], name="element_by_expiry")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("entity__isnull", False),
                                ("link__isnull", True),
                                models.Q(("prop", "link"), _negated=True),
                            ),
                            models.Q(("entity__isnull", True), ("link__isnull", False), ("prop", "link")),
                            _connector="OR",
                        ),
                        name="element_of_an_entity_or_a_link",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "prop__in",
                                [
                                    "link",
                                    "name",
                                    "alias",
                                    "phone",
                                    "plate",
                                    "account",
                                    "document",
                                    "place",
                                    "function",
                                    "date",
                                    "amount",
                                    "note",
                                ],
                            )
                        ),
                        name="element_property_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "source__in",
                                [
                                    "operator",
                                    "financial",
                                    "seizure",
                                    "register",
                                    "hearing",
                                    "patrol",
                                    "partner",
                                    "informant",
                                    "hotline",
                                    "open_source",
                                ],
                            )
                        ),
                        name="element_source_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reliability__in", ["A", "B", "C", "D", "E", "F"])),
                        name="element_reliability_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("credibility__in", ["1", "2", "3", "4", "5", "6"])),
                        name="element_credibility_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["unconfirmed", "confirmed", "expired", "withdrawn"])
                        ),
                        name="element_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("expired", "withdrawn")), _negated=True),
                            models.Q(
                                ("amount", 0),
                                ("first__isnull", True),
                                ("last__isnull", True),
                                ("sealed", b""),
                                ("seconds", 0),
                                ("times", 0),
                            ),
                            _connector="OR",
                        ),
                        name="element_gone_is_empty",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "unconfirmed"), _negated=True),
                            ("expires_on__isnull", False),
                            _connector="OR",
                        ),
                        name="element_unconfirmed_expires",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first__isnull", True),
                            ("last__isnull", True),
                            ("last__gte", models.F("first")),
                            _connector="OR",
                        ),
                        name="element_period_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Identifier",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=32)),
                (
                    "analysis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="networks.analysis"
                    ),
                ),
                (
                    "entity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="identifiers",
                        to="networks.entity",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="identifiers",
                        to="networks.statement",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["analysis", "key"], name="identifier_by_key")],
                "constraints": [
                    models.UniqueConstraint(fields=("statement", "key"), name="identifier_once"),
                    models.CheckConstraint(
                        condition=models.Q(("key__length", 32)), name="identifier_key_length"
                    ),
                ],
            },
        ),
    ]
