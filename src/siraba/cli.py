"""The `siraba` command. Each sub-command imports what it needs when it runs, so that help comes at once."""

import os
from pathlib import Path

import click

from siraba.config.log_command import log
from siraba.config.starting import start_django
from siraba.engines.allocation.command import allocate
from siraba.engines.commands import Refused, progress_line
from siraba.engines.dismantling.command import networks
from siraba.engines.irregularities.command import irregularities
from siraba.engines.matching.command import tracing
from siraba.engines.priorities.command import priorities
from siraba.engines.privacy.command import suppress_command
from siraba.engines.sustainability.command import sustainability


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """Siraba : la plateforme commune de la réponse à la traite des personnes."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "siraba.config.settings")


def say(step: str) -> None:
    click.echo(f"→ {step}")


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Adresse d’écoute.")
@click.option("--port", default=8000, show_default=True, help="Port d’écoute.")
@click.option("--workers", type=click.IntRange(1), help="Processus du serveur (par défaut : un par cœur).")
@click.option("--demo", is_flag=True, help="Charger la démonstration fictive si la base est vide.")
def run(host: str, port: int, workers: int | None, demo: bool) -> None:
    """Prépare la base et démarre le site."""
    if demo:
        os.environ.setdefault("DEMONSTRATION", "true")
    start_django()
    from siraba.config import serving

    try:
        serving.prepare(say)
    except serving.NotTheOwner as error:
        raise Refused(
            "les tables doivent changer : lancez d’abord « siraba database prepare » avec leur propriétaire."
        ) from error
    if demo:
        load_demonstration()
    click.secho(f"\nSiraba est ouvert : http://{host}:{port}/  (Ctrl+C pour arrêter)", bold=True)
    serving.serve(host, port, workers)


def load_demonstration(**options: int) -> None:
    """Load the fictitious scene unless it is there, and show its accounts."""
    from siraba.config.demonstration import PASSWORD, load
    from siraba.config.serving import demonstration_accounts
    from siraba.foundation.access.errors import Invalid

    say("Démonstration fictive")
    try:
        if not load(progress=progress_line(), **options):
            say("La scène est déjà chargée : rien n’est changé")
    except Invalid as refusal:
        raise Refused(str(refusal)) from None
    click.echo(f"\nComptes de la démonstration (mot de passe : {PASSWORD})")
    for role, username, organisation in demonstration_accounts():
        click.echo(f"  {username:<20} {role:<34} {organisation}")


@main.command()
@click.option(
    "--seed", default=2026, show_default=True, help="Graine du tirage : la même donne la même scène."
)
@click.option(
    "--persons", default=3000, show_default=True, type=click.IntRange(1), help="Nombre de personnes."
)
def demo(seed: int, persons: int) -> None:
    """Charge une scène nationale fictive."""
    start_django()
    from siraba.config import serving

    serving.prepare(say)
    load_demonstration(seed=seed, persons=persons)


@main.command("import")
@click.argument("kind", type=click.Choice(["htcds", "ctdc"]))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--encoding", help="Encodage du fichier, s’il n’est pas en UTF-8.")
def import_records(kind: str, file: Path, encoding: str | None) -> None:
    """Importe un extrait de victimes identifiées comme dossiers historiques.

    Le même fichier importé deux fois n’ajoute rien.
    """
    start_django()
    from siraba.config import serving
    from siraba.partnership.statistics.importing import import_file
    from siraba.partnership.statistics.reading import FileRefused

    serving.prepare(say)
    try:
        report = import_file(kind, file, encoding, progress_line())
    except FileRefused as refusal:
        raise Refused(str(refusal)) from None
    click.echo("\n".join(report.lines()))


@main.command("export")
@click.argument("dataset")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export_records(dataset: str, file: Path) -> None:
    """Rend un jeu de données importé, avec les colonnes qu’il avait."""
    start_django()
    from siraba.foundation.access.errors import Refusal
    from siraba.partnership.statistics.actions import export_historic_records

    try:
        click.echo(f"Lignes écrites : {export_historic_records(None, dataset, file)}")
    except Refusal as refusal:
        raise Refused(str(refusal)) from None


@main.command()
def deadlines() -> None:
    """Fait ce que les délais demandent : à lancer toutes les dix minutes."""
    start_django()
    from siraba.config.timers import LABELS, keep_deadlines

    for name, count in keep_deadlines().items():
        click.echo(f"{LABELS[name]} : {count}")


@main.command()
def duplicates() -> None:
    """Cherche les personnes que deux structures suivent, sans lire un nom, et le propose à leurs gestionnaires."""
    start_django()
    from siraba.protection.cases.duplicates import look_for_duplicates

    click.echo(f"Personnes peut-être suivies deux fois : {look_for_duplicates(progress_line())}")


@irregularities.command("look")
def look_for_irregularities() -> None:
    """Cherche dans les registres de la plateforme les actes et les numéros à examiner."""
    start_django()
    from siraba.protection.civil_status.inspection.looking import look_now

    click.echo(f"Alertes ouvertes : {look_now(progress_line())}")


@main.command("flags")
def look_for_flags() -> None:
    """Cherche l’argent pris deux fois parmi toutes les demandes de financement ; une personne regarde ce qui est trouvé."""
    start_django()
    from siraba.protection.reintegration.safeguards.actions import screen_all

    click.echo(f"Demandes de financement vérifiées : {screen_all()}")


@main.group()
def payments() -> None:
    """Les paiements d’un fonds par mobile money."""


@payments.command("send")
def send_online() -> None:
    """Demande ce que sont devenus les paiements sans réponse, puis envoie ceux qui sont approuvés ; jamais deux fois."""
    start_django()
    from siraba.protection.reintegration.payments.sending import send_payments

    run = send_payments()
    click.echo(f"Noms de comptes demandés : {run.named}")
    click.echo(f"Paiements demandés à l’opérateur : {run.asked}")
    click.echo(f"Paiements envoyés : {run.sent}")
    if run.operator is False:
        raise Refused("l’opérateur ne répond pas.")


@main.group()
def papers() -> None:
    """Les papiers d’état civil et leur vérificateur."""


@papers.command("publish")
def publish_papers() -> None:
    """Signe à nouveau les listes du vérificateur : les clés à croire, les papiers qui ne valent plus."""
    start_django()
    from siraba.protection.civil_status.papers.lists import publish_lists

    click.echo(f"Listes signées ; versions qui ne valent plus : {publish_lists(None).revoked}")


@papers.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def verifier(file: Path) -> None:
    """Écrit le vérificateur, avec les dernières listes, en un seul fichier : pour une clé USB."""
    start_django()
    from siraba.protection.civil_status.papers.lists import last_publication
    from siraba.protection.civil_status.papers.verifier import page_now

    if last_publication() is None:
        raise Refused("aucune liste n’est encore signée (siraba papers publish).")
    file.write_text(page_now(), encoding="utf-8")
    click.echo(f"Vérificateur écrit : {file} ({file.stat().st_size // 1024} Kio)")


@main.group()
def messages() -> None:
    """Les SMS qui partent de la plateforme."""


@messages.command("send")
def send() -> None:
    """Envoie les SMS en file par le fournisseur (SMPP_URL), et lit ses accusés ; `siraba deadlines` le fait aussi."""
    start_django()
    from siraba.foundation.messaging.outbox import send_messages, waiting

    run = send_messages()
    click.echo(f"SMS partis : {run.sent}")
    click.echo(f"Encore en file : {waiting().count()}")
    if run.provider is None:
        click.echo("Aucun fournisseur n’est réglé (SMPP_URL) : rien ne part.")
    elif run.quiet:
        click.echo("Heures calmes : rien ne part avant leur fin.")
    if run.provider is False:
        raise Refused("le fournisseur ne répond pas, ou la ligne s’est coupée.")


@main.group()
def accounts() -> None:
    """Les comptes qui se créent sur la machine."""


@accounts.command("create-administrator")
@click.argument("username")
@click.option("--full-name", prompt="Nom complet", help="Comme il s’affichera.")
def create_administrator(username: str, full_name: str) -> None:
    """Ouvre le premier compte d’administrateur du système, et montre le lien qui laisse choisir son mot de passe.

    Cet administrateur n’ouvre que les comptes d’administrateurs de structure et de délégués à la protection des données.
    """
    start_django()
    from siraba.foundation.access.errors import Refusal
    from siraba.foundation.membership.actions import create_administrator

    try:
        secret = create_administrator(None, username=username, full_name=full_name)
    except Refusal as refusal:
        raise Refused(refusal.message) from refusal
    click.echo(f"À ouvrir une fois, sur le site : /invitation/{secret}/")


@main.group()
def directory() -> None:
    """Le répertoire des services."""


@directory.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--organisation", help="Code de la seule structure dont les fiches sont prises.")
@click.option("--yes", is_flag=True, help="Garder les bonnes fiches sans poser la question.")
def import_directory(file: Path, organisation: str | None, yes: bool) -> None:
    """Essaie un fichier HSDS 3.0 (JSON) fiche par fiche, puis garde les bonnes si vous le dites."""
    start_django()
    from django.utils import timezone

    from siraba.foundation.access.errors import Refusal
    from siraba.foundation.organisations.models import Organisation
    from siraba.foundation.services import importing
    from siraba.foundation.services.incoming import Reader

    own = Organisation.objects.filter(code=organisation).first() if organisation else None
    if organisation and own is None:
        raise Refused(f"aucune structure n’a le code {organisation}.")
    try:
        content = importing.read_json(file.read_bytes())
    except Refusal as refusal:
        raise Refused(refusal.message) from refusal
    lines = list(Reader(content, own, timezone.localdate()).lines())
    for line in lines:
        told = line.reason or ("nouvelle" if line.new else "mise à jour")
        click.echo(f"{line.number} {line.name} : {told}")
    good = sum(line.good for line in lines)
    click.echo(f"Bonnes : {good}. Refusées : {len(lines) - good}.")
    if good and (yes or click.confirm("Garder les bonnes fiches ?")):
        kept, _refused = importing.load_directory(None, content, own)
        click.echo(f"Fiches gardées : {kept}.")


@main.group("keys")
def keys_group() -> None:
    """Les clés de chiffrement : tourner, resceller, détruire ; pendant que le site tourne."""


COMPARTMENT = click.argument(
    "compartment",
    type=click.Choice(["protection", "justice", "family_links", "civil_status", "statelessness", "accounts"]),
)


@keys_group.command("list")
def list_keys() -> None:
    """Les clés de chaque compartiment, et celle qui scelle."""
    start_django()
    from siraba.foundation.access import keys
    from siraba.foundation.oversight.keys import COMPARTMENTS

    for compartment in COMPARTMENTS:
        if keys.key_file(compartment).exists():
            *old, sealing = keys.numbers(compartment)
            click.echo(
                f"{compartment} : scelle avec {sealing} ; ouvre aussi {', '.join(map(str, old)) or '—'}"
            )


@keys_group.command("rotate")
@COMPARTMENT
def rotate_key(compartment: str) -> None:
    """Ajoute une clé, qui scelle désormais tout ce qui s’écrit."""
    start_django()
    from siraba.foundation.oversight.keys import rotate_key

    click.echo(f"La clé {rotate_key(None, compartment)} scelle désormais « {compartment} ».")


@keys_group.command("reseal")
@COMPARTMENT
def reseal(compartment: str) -> None:
    """Scelle à nouveau, avec la clé du jour, ce qu’une ancienne clé avait scellé."""
    start_django()
    from siraba.foundation.oversight.keys import reseal

    click.echo(f"{reseal(None, compartment, progress_line())} valeurs rescellées.")


@keys_group.command("names")
def index_names() -> None:
    """Refait les clés qui retrouvent une personne par son nom, tel qu’il s’écrit et tel qu’il sonne."""
    start_django()
    from siraba.foundation.people.actions import index_all_names
    from siraba.protection.tracing.keeping import index_vault_names

    click.echo(f"{index_all_names(None, progress_line())} identités indexées.")
    index_vault_names(None)


@keys_group.command("retire")
@COMPARTMENT
@click.argument("number", type=int)
@click.confirmation_option(
    prompt="Les sauvegardes scellées par cette clé ne s’ouvriront plus jamais. Continuer ?"
)
def retire_key(compartment: str, number: int) -> None:
    """Détruit une ancienne clé : les vieilles sauvegardes deviennent illisibles."""
    start_django()
    from siraba.foundation.access.errors import Refusal
    from siraba.foundation.oversight.keys import retire_key

    try:
        retire_key(None, compartment, number)
    except Refusal as refusal:
        raise Refused(refusal.message) from refusal
    click.echo(f"La clé {number} de « {compartment} » est détruite.")


@keys_group.command("rewrap")
@click.argument("old_master", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def rewrap(old_master: Path) -> None:
    """Enveloppe toutes les clés avec la nouvelle clé maîtresse ; OLD_MASTER est le fichier de l’ancienne."""
    start_django()
    from base64 import b64decode

    from siraba.foundation.access import keys

    try:
        done = keys.rewrap(b64decode(old_master.read_text()))
    except keys.NoKey as error:
        raise Refused("cette ancienne clé maîtresse n’ouvre pas les clés.") from error
    click.echo(f"Clés enveloppées à nouveau : {', '.join(done)}")


@main.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Copie toute la base dans un fichier, sans les clés ; le site peut tourner.

    Dans PostgreSQL, à lancer avec le propriétaire des tables.
    """
    start_django()
    from siraba.config import backups

    try:
        size = backups.backup(file)
    except backups.BackupFailed as failure:
        raise Refused(str(failure)) from failure
    click.echo(f"Sauvegarde écrite : {file} ({size // 1024} Kio). Gardez les clés ailleurs.")


@main.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.confirmation_option(prompt="La base d’aujourd’hui sera remplacée par celle du fichier. Continuer ?")
def restore(file: Path) -> None:
    """Remet la base d’un fichier, et refait les effacements décidés depuis ; le site doit être arrêté."""
    start_django()
    from siraba.config import backups

    try:
        replayed = backups.restore(file)
    except backups.BackupFailed as failure:
        raise Refused(str(failure)) from failure
    click.echo(f"Base remise. Effacements refaits : {replayed}.")


@main.group()
def database() -> None:
    """La seconde ligne dans PostgreSQL : les règles par ligne."""


@database.command("prepare")
@click.option("--role", required=True, help="Le rôle par lequel le site se connecte.")
def prepare_database(role: str) -> None:
    """Prépare les tables et les règles par ligne, en tant que propriétaire ; le site se connecte par un autre rôle."""
    start_django()
    from siraba.config.serving import prepare_database

    prepare_database(role)
    click.echo(f"Les tables sont prêtes ; « {role} » est lié par la table d’accès.")


@database.command()
def policies() -> None:
    """Montre les règles par ligne que la table d’accès donne, en SQL."""
    start_django()
    from siraba.foundation.access.row_security import policy_statements

    for statement in policy_statements():
        click.echo(f"{statement};")


@database.command()
def check() -> None:
    """Dit si la base tient le site à ces règles ; sort en erreur sinon."""
    start_django()
    from siraba.foundation.access.row_security import is_enforced

    if not is_enforced():
        raise Refused(
            "le site n’est pas lié par les règles de la base : SQLite, ou un rôle qui possède les tables."
        )
    click.echo("La base lie le site à la table d’accès.")


@main.group()
def catalogues() -> None:
    """Les catalogues de traduction."""


@catalogues.command("compile")
def compile_() -> None:
    """Compile les traductions pour le site."""
    from siraba.config.catalogues import compile_catalogues

    for path, translated in compile_catalogues():
        click.echo(f"{path.parent.parent.name} : {translated} messages traduits")


@catalogues.command("extract")
def extract() -> None:
    """Relève les messages du code et des gabarits dans les catalogues."""
    from siraba.config.catalogues import extract_catalogues

    for path, total, translated in extract_catalogues():
        click.echo(f"{path.parent.parent.name} : {translated} messages traduits sur {total}")


@main.group()
def engine() -> None:
    """Les moteurs de calcul, chacun sur un fichier."""


engine.add_command(suppress_command)
main.add_command(log)
main.add_command(sustainability)
main.add_command(allocate)
main.add_command(networks)
main.add_command(irregularities)
main.add_command(tracing)
main.add_command(priorities)


@main.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def django(arguments: tuple[str, ...]) -> None:
    """Passe une commande à Django : migrate, shell, changepassword…"""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["siraba django", *arguments])


if __name__ == "__main__":
    main()
