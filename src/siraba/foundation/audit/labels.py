"""What the journal calls each act: the label of its rule, or of this table for what has none."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import ACT_RULES

OTHERS: dict[str, str | Promise] = {
    "acknowledge_notices": _("Prendre acte des nouvelles de son compte"),
    "add_code_factor": _("Ajouter une application de codes"),
    "add_passkey": _("Ajouter une clé d’accès"),
    "change_password": _("Changer de mot de passe"),
    "close_blind_requests": _("Clore les demandes à une personne"),
    "close_for_consent": _("Fermer, faute de consentement"),
    "close_sessions": _("Fermer ses autres sessions"),
    "create_administrator": _("Ouvrir un compte d’administrateur du système"),
    "expire_consents": _("Fermer les consentements échus"),
    "expire_disclosures": _("Effacer les divulgations échues"),
    "expire_services": _("Signaler les fiches périmées du répertoire"),
    "load_directory": _("Charger un fichier du répertoire"),
    "expire_referrals": _("Signaler les référencements sans réponse"),
    "find_duplicates": _("Chercher les personnes suivies deux fois"),
    "import_historic_records": _("Importer des données historiques"),
    "index_all_names": _("Refaire les clés des noms"),
    "index_vault_names": _("Refaire les clés des noms des liens familiaux"),
    "keep_vault": _("Tenir le registre des liens familiaux"),
    "list_family_messages": _("Lire la liste des messages Croix-Rouge"),
    "list_registrations": _("Lire le registre des personnes retrouvées"),
    "list_tracing_requests": _("Lire la liste des recherches familiales"),
    "read_family_message": _("Lire un message Croix-Rouge"),
    "read_lead": _("Lire une piste"),
    "read_registration": _("Lire une fiche du registre"),
    "read_tracing_request": _("Lire une demande de recherche"),
    "list_accounts": _("Lire la liste des comptes"),
    "list_cases": _("Lire la liste des dossiers"),
    "list_disclosures": _("Lire la liste des divulgations"),
    "list_referrals": _("Lire la liste des référencements"),
    "list_orientations": _("Lire la liste des orientations"),
    "read_needs": _("Lire les besoins d’une personne"),
    "read_options": _("Voir les services possibles"),
    "read_orientation": _("Lire une orientation"),
    "read_plan": _("Voir les propositions d’un convoi"),
    "print_sheet": _("Ouvrir une fiche à imprimer"),
    "read_orientation_report": _("Lire le bilan des orientations"),
    "export_orientation_report": _("Exporter le bilan des orientations"),
    "load_demonstration": _("Charger la démonstration"),
    "make_backup": _("Faire une sauvegarde"),
    "restore_backup": _("Remettre une sauvegarde"),
    "open_page": _("Ouvrir une page"),
    "read_case": _("Lire le dossier"),
    "print_case": _("Imprimer pour une autre structure"),
    "read_attachment": _("Lire une pièce jointe"),
    "read_submission": _("Lire un envoi du terrain"),
    "read_form": _("Lire une fiche"),
    "list_offers": _("Voir ce qui peut être emporté"),
    "list_conflicts": _("Voir les versions à comparer"),
    "read_conflict": _("Lire deux versions d’un renseignement"),
    "export_historic_records": _("Rendre un jeu de données"),
    "read_message": _("Lire une parole de la personne"),
    "read_words": _("Voir les paroles de la personne"),
    "receive_message": _("Recevoir une parole par un reçu"),
    "read_team": _("Voir la charge de l’équipe"),
    "forget_tables": _("Oublier les tables importées"),
    "read_import": _("Lire une table importée"),
    "read_court_order": _("Lire une décision de justice"),
    "read_crossings": _("Lire les dérogations et les échanges avec la justice"),
    "queue_message": _("Mettre un SMS en file"),
    "purge_traces": _("Effacer les traces techniques"),
    "read_retention": _("Lire la conservation d’un dossier"),
    "replay_withdrawals": _("Refaire les retraits des liens familiaux après une restauration"),
    "replay_removals": _("Refaire les effacements après une restauration"),
    "read_disclosure": _("Lire une divulgation"),
    "read_journal": _("Lire le journal"),
    "read_referral": _("Lire le référencement"),
    "read_referral_header": _("Lire le suivi d’un référencement"),
    "read_released_fields": _("Lire les informations transmises"),
    "read_watch": _("Lire la surveillance des accès"),
    "remove_factor": _("Retirer un second facteur"),
    "renew_recovery_codes": _("Refaire ses codes de secours"),
    "record_resealing": _("Resceller avec la clé du jour"),
    "retire_key": _("Détruire une ancienne clé"),
    "rotate_key": _("Changer de clé"),
    "sign_in": _("Se connecter"),
    "sign_out": _("Se déconnecter"),
    "use_invitation": _("Ouvrir son compte par une invitation"),
}

REASONS: dict[str, str | Promise] = {
    "Invalid": _("saisie non valable"),
    "NotAllowed": _("action non ouverte à ce rôle"),
    "NotVisible": _("introuvable ou fermé"),
    "StateNotOpen": _("étape non ouverte"),
}

KINDS: dict[str, str | Promise] = {
    "account": _("compte"),
    "consent": _("consentement"),
    "device": _("appareil"),
    "edit": _("modification"),
    "family_message": _("message Croix-Rouge"),
    "hold": _("gel"),
    "lead": _("piste"),
    "list": _("liste"),
    "message": _("parole"),
    "removal": _("effacement"),
    "service": _("fiche du répertoire"),
    "invitation": _("invitation"),
    "import": _("import"),
    "key": _("clés"),
    "need": _("besoin"),
    "notice": _("avis"),
    "order": _("décision de justice"),
    "orientation": _("orientation"),
    "override": _("dérogation"),
    "question": _("question"),
    "recording": _("enregistrement"),
    "request": _("demande"),
    "person": _("personne"),
    "sms": _("SMS"),
    "token": _("jeton"),
    "transfer": _("transfert"),
}


def act_label(act: str) -> str:
    return str(ACT_RULES[act].label if act in ACT_RULES else OTHERS.get(act, act))


def act_choices() -> list[tuple[str, str]]:
    """Every act with its label, in the order of the labels."""
    return sorted(((act, act_label(act)) for act in {*ACT_RULES, *OTHERS}), key=lambda pair: pair[1])


def object_label(object: str) -> str:
    """`person:1f0c…` → « personne 1f0c… »; a national code stays as it is."""
    kind, colon, number = object.partition(":")
    return f"{KINDS.get(kind, kind)} {number}" if colon else object
