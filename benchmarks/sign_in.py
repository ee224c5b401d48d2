"""Does the time of a refusal tell an identifier that exists from one that does not, and what do 10,000 attempts do?

    python benchmarks/sign_in.py

The peer of a known identifier with a wrong password is an unknown one, tried in turns through the whole site. Then
10,000 attempts at one account from 200 addresses: how many are judged, how many find the door closed, and whether the
owner's own device still comes in.
"""

import logging
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))
TURNS, ATTEMPTS, ADDRESSES = 150, 10_000, 200
PASSWORD = "une-phrase-de-mesure"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="siraba-bench-") as folder:
        os.environ |= {"VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "siraba.config.settings"}
        os.environ |= {"SECOND_FACTOR_REQUIRED": "false", "ALLOWED_HOSTS": "testserver"}
        for name in ("KEYS_DIR", "DATABASE_URL"):
            os.environ.pop(name, None)
        import django

        django.setup()
        from django.core.management import call_command

        logging.disable(logging.CRITICAL)  # each refusal would print a line
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        measure()


def measure() -> None:
    from django.test import Client

    from siraba.foundation.accounts.models import Account
    from siraba.foundation.audit.models import AuditLine

    Account.objects.create_user("connu", PASSWORD, full_name="Compte mesuré", role="administrator")
    own = Client()
    assert attempt(own, "connu", PASSWORD, "10.0.0.1") == 302
    own.post("/deconnexion/")
    took: dict[str, list[float]] = {"connu": [], "inconnu": []}
    for turn in range(TURNS):
        for name, times in took.items():
            start = time.perf_counter()
            # From an address of its own each time, so that no door closes on the measure.
            attempt(Client(), name, "faux", f"172.16.{turn}.{len(name)}")
            times.append(time.perf_counter() - start)
            forget()
    for name, times in took.items():
        print(
            f"{name:8} median {1000 * median(times):6.2f} ms  p95 {1000 * quantiles(times, n=20)[-1]:6.2f} ms"
        )

    start, found = time.perf_counter(), {200: 0, 429: 0}
    for number in range(ATTEMPTS):
        found[attempt(Client(), "connu", "faux", f"10.1.{number % ADDRESSES}.1")] += 1
    print(
        f"{ATTEMPTS} attempts in {time.perf_counter() - start:.0f} s: {found[200]} judged, {found[429]} at a closed door"
    )
    print(
        "lines of the journal:",
        AuditLine.objects.filter(act="sign_in", decision="refused").count() - 2 * TURNS,
    )
    print("the right password from elsewhere:", attempt(Client(), "connu", PASSWORD, "10.9.9.9"))
    print("the owner's own device:", attempt(own, "connu", PASSWORD, "10.0.0.1"))


def forget() -> None:
    from axes.models import AccessAttempt

    AccessAttempt.objects.all().delete()


def attempt(client, username: str, password: str, address: str) -> int:
    words = {"username": username, "password": password}
    return client.post("/connexion/", words, REMOTE_ADDR=address).status_code


if __name__ == "__main__":
    main()
