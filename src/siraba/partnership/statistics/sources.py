"""Where each data set comes from, under which terms, and what its figures are not."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from siraba.partnership.statistics.models import Dataset


@dataclass(frozen=True)
class DataSource:
    title: str | Promise
    licence: str | Promise
    note: str | Promise


SOURCES = {
    Dataset.CTDC_K_ANONYMISED: DataSource(
        _("Source : Counter-Trafficking Data Collaborative (CTDC ; OIM, Polaris), jeu de données mondial "
          "k-anonymisé, réduction « trafficking_cleaned » de gh-mrmoore/Human-Trafficking-Analysis (2021)."),
        _("Licence : conditions d’utilisation du CTDC ; réduction sous AGPL-3.0."),
        _("Une ligne par victime et par groupe de moyens de contrôle : le nombre d’enregistrements n’est pas "
          "un nombre de personnes."),
    ),
    Dataset.CTDC_SYNTHETIC: DataSource(
        _("Source : Counter-Trafficking Data Collaborative (CTDC ; OIM), Global Synthetic Dataset 2025, "
          "Amérique du Nord, recodage « final_data » de madiforman/CTDC_analysis (2025)."),
        _("Licence : conditions d’utilisation du CTDC ; recodage sous licence MIT."),
        _("Aucun enregistrement ne décrit une personne réelle. L’année n’y figure pas, et les hommes n’y "
          "sont pas distingués des personnes dont le sexe n’est pas renseigné."),
    ),
    Dataset.HTCDS: DataSource(
        _("Source : fichier anonymisé remis au format HTCDS 2.0 (norme de données sur la traite, OIM)."),
        _("Licence : selon l’accord avec l’organisme qui a remis le fichier."),
        _("L’âge est celui du début de la traite."),
    ),
}  # fmt: skip
