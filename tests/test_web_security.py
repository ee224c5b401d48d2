"""What every answer carries, what a form cannot do without its own page, and what is not in the repository."""

import os
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.addresses import Address, addresses

ROOT = Path(__file__).parent.parent
NUMBERS = (1, "5f3a1c1e-8d0b-4a2e-9b7f-1c2d3e4f5a6b")
WORDS = {
    "code": "K7M2-P9QX-R",
    "case_code": "K7M2-P9QX-R",
    "slug": "note",
    "form": "safety",
    "secret": "x",
    "key": "x",
    "table": "formes",
    "name": "1.fr",
    "field": "names",
    "version": "1",
    "number": 1,
    "shard": "2026",
    "stem": "icon",
    "suffix": "svg",
    "layout": "a4",
    "index": 0,
    "old": 1,
    "new": 1,
}
PAGES = [address for address in addresses() if not address.name.startswith("api:")]
# No cookie opens it: its key stands in the address, and without it there is nothing there.
BY_A_KEY = "feedback:sms"
EVERYWHERE = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def url_of(address: Address) -> str:
    for number in NUMBERS:
        try:
            return reverse(
                address.name, kwargs={n: number if n == "pk" else WORDS[n] for n in address.arguments}
            )
        except NoReverseMatch:
            continue
    raise AssertionError(f"no example of {address}")


@pytest.mark.sqlite  # headers and tokens are the same on both
@pytest.mark.django_db
@pytest.mark.parametrize("address", addresses(), ids=lambda address: address.name)
def test_every_answer_says_what_a_browser_may_do_with_it(address, awa, client_for):
    response = client_for(awa).get(url_of(address))
    expected = EVERYWHERE | (
        {"Referrer-Policy": "no-referrer"} if response.get("Referrer-Policy") == "no-referrer" else {}
    )
    assert {name: response.get(name) for name in EVERYWHERE} == expected
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    lent = "camera=(self)" if address.name == "offline:shell" else "camera=()"  # it reads bracelets
    assert lent in response["Permissions-Policy"]


@pytest.mark.sqlite  # headers and tokens are the same on both
@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES, ids=lambda address: address.name)
def test_no_form_is_taken_from_another_site(address, awa):
    """A page that sends to one of our addresses with the reader's session, and without the page's own token."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(awa, backend="siraba.foundation.accounts.backends.AccountBackend")
    refused = (404,) if address.name == BY_A_KEY else (401, 403, 405)
    assert client.post(url_of(address), {"names": "Personne"}).status_code in refused


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace", "brew"])
def test_only_reading_and_sending_are_answered(method, awa, client_for):
    response = client_for(awa).generic(method.upper(), "/dossiers/")
    assert (response.status_code, response["Allow"], response.content) == (405, "GET, HEAD, POST", b"")


def set_up(folder: Path, **environment: str) -> list[str]:
    code = (
        "import django; django.setup()\n"
        "from django.conf import settings as s\n"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.SECURE_HSTS_SECONDS)"
    )
    return _run([sys.executable, "-c", code], folder, environment).split()


def _run(command: list[str], folder: Path, environment: dict[str, str]) -> str:
    """What a new installation says, with these settings and no others."""
    wanted = {
        "DJANGO_SETTINGS_MODULE": "siraba.config.settings",
        "VAR_DIR": str(folder),
        "PATH": os.environ["PATH"],
        **environment,
    }
    done = subprocess.run(command, env=wanted, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_the_check_of_a_deployment_finds_nothing(tmp_path):
    said = _run(
        [sys.executable, "-m", "siraba.cli", "django", "check", "--deploy", "--fail-level", "WARNING"],
        tmp_path,
        {"HTTPS": "true", "ALLOWED_HOSTS": "siraba.example"},
    )
    assert "no issues" in said


def test_behind_https_the_cookies_are_of_this_host_alone(tmp_path):
    assert set_up(tmp_path, HTTPS="true") == ["__Host-session", "__Host-csrf", "True", "31536000"]
    assert set_up(tmp_path, HTTPS="false") == ["session", "csrf", "False", "0"]


@pytest.mark.django_db
def test_the_session_s_cookie_is_not_for_scripts_nor_for_other_sites(awa, client_for):
    client = client_for(awa)
    client.get("/dossiers/")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (
        True,
        "Lax",
        "/",
        "",
    )


# What is in the repository

SECRETS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30}|xox[bap]-[0-9A-Za-z-]{10}"
    r"|(?i:secret_key|password|token)\s*[:=]\s*[\"'][A-Za-z0-9+/_=]{20,}[\"']"
)


def committed() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this copy of the code is not under git")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_secret_and_no_key_is_in_the_repository():
    for path in committed():
        assert path.suffix not in (".pem", ".key", ".sqlite3", ".p12"), path
        text = path.read_bytes().decode(errors="ignore")
        found = SECRETS.search(text) if path.name != Path(__file__).name else None
        assert not found, f"{path}: {found.group()[:20]}"


PACKED = {".whl", ".gz", ".zip", ".jar", ".so", ".dll", ".exe", ".woff", ".woff2", ".ttf", ".otf"}


def test_no_package_no_font_and_no_program_of_others_is_in_the_repository():
    """They come from the registries at set-up, by the lock files."""
    assert [path.name for path in committed() if path.suffix.lower() in PACKED] == []


# Under the AGPL-3.0 a package may be distributed with ours when it is free of terms that contradict it.
FREE = re.compile(
    r"\b(MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|LGPL|Lesser General Public|AGPL|GPL-3|GPLv3"
    r"|0BSD|Unlicense|Zlib|CC0|CNRI|Redistribution and use in source and binary forms)",
    re.IGNORECASE,
)  # fmt: skip


def locked(name: str) -> list[str]:
    return re.findall(
        r"^([A-Za-z0-9_.-]+)(?:\[[^]]+])?==", (ROOT / "requirements" / name).read_text(), re.MULTILINE
    )


def licence_of(package: str) -> str | None:
    """What its authors say; None for a package that this system has no use for."""
    try:
        told = distribution(package).metadata
    except PackageNotFoundError:
        return None
    classified = " ".join(line for line in told.get_all("Classifier") or () if line.startswith("License"))
    said = f"{told.get('License-Expression') or ''} {(told.get('License') or '')[:200]} {classified}".strip()
    return said or distribution(package).read_text("licenses/LICENSE") or ""


def test_every_package_that_runs_with_the_platform_is_free_to_go_with_it():
    licences = {name: licence_of(name) for name in locked("base.txt")}
    assert len([licence for licence in licences.values() if licence]) > 20
    assert {name: said for name, said in licences.items() if said is not None and not FREE.search(said)} == {}
