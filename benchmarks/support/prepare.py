"""Make the database of DATABASE_URL ready for the measure, and print how to sign in, as JSON."""

import json
import sys

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from support.application import APPLICATION  # noqa: E402
from support.million import prepare  # noqa: E402

from siraba.foundation.access.row_security import secure  # noqa: E402
from siraba.foundation.accounts.models import Account  # noqa: E402
from siraba.foundation.accounts.sessions import SessionStore  # noqa: E402


def session_of(username: str) -> str:
    account, session = Account.objects.get(username=username), SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "siraba.foundation.accounts.backends.AccountBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session["language"] = "fr"
    session.create()
    return session.session_key or ""


call_command("migrate", verbosity=0)
call_command("collectstatic", verbosity=0, interactive=False)
made = prepare(int(sys.argv[1]))
if connection.vendor == "postgresql":
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {APPLICATION} LOGIN")
    secure(APPLICATION)
print(
    json.dumps(
        {"code": made["code"], "codes": made["codes"], "supervisor_name": made["supervisor"]}
        | {role: session_of(made[role]) for role in ("supervisor", "manager")}
    )
)
