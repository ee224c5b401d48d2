"""A real site for the journeys: `siraba run --demo` in a folder of its own, and what a visitor does on it."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from siraba.config.demonstration.accounts import PASSWORD
from tests import template

ROOT = Path(__file__).parent.parent.parent
AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(folder: Path):
    """The address of a site with the demonstration, until the block ends."""
    template.make_once("site", prepare, folder)
    with started(folder) as address:
        yield address


def prepare(folder: Path) -> None:
    with started(folder):
        pass


@contextmanager
def started(folder: Path):
    port = free_port()
    environment = {**os.environ, "VAR_DIR": str(folder), "KEYS_DIR": str(folder / "keys")}
    environment["DJANGO_SETTINGS_MODULE"] = "siraba.config.settings"
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "siraba.cli", "run", "--demo", "--port", str(port), "--workers", "1"]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=folder)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(address + "/sante/", server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_for(address: str, server: subprocess.Popen) -> None:
    end = time.monotonic() + 600
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=2).read()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the site did not start")


class Visitor:
    """Someone in front of a browser. Whatever page is left must be clean: no console error, nothing too wide."""

    def __init__(
        self,
        browser: Browser,
        address: str,
        width: int = 360,
        height: int = 740,
        language: str = "fr-FR",
        **more,
    ):
        self.address, self.width = address, width
        context = browser.new_context(
            locale=language, timezone_id="Africa/Bamako", viewport={"width": width, "height": height}, **more
        )
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("requestfailed", self._failed)

    def _failed(self, request) -> None:
        # A file that is downloaded ends the way to a page
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"failed: {request.url}")

    def _note(self, message) -> None:
        # A browser reports the status of a page that refuses; the page itself is then what is looked at.
        if (
            message.type in ("error", "warning")
            and "the server responded with a status of 4" not in message.text
        ):
            self.complaints.append(message.text)

    def sign_in(self, username: str) -> "Visitor":
        self.go("/connexion/")
        self.page.get_by_label("Identifiant").fill(username)
        self.page.get_by_label("Mot de passe").fill(PASSWORD)
        self.page.get_by_role("main").get_by_role("button", name="Se connecter").click()
        expect(self.page).to_have_url(re.compile("/ma-journee/"))
        return self

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def text(self) -> str:
        return self.page.locator("main").inner_text()

    def choose(self, group: str, *options: str) -> None:
        for option in options:
            self.page.get_by_role("group", name=group).get_by_label(option, exact=True).check()

    def press(self, name: str) -> None:
        self.page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_load_state()

    def follow(self, name: str) -> None:
        self.page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()
        self.page.wait_for_load_state()

    def links_within(self, places: str) -> list[str]:
        """The addresses that these parts of the page lead to, each once."""
        links = ", ".join(f"{place} a[href]" for place in places.split(", "))
        found = self.page.locator(links).evaluate_all(
            "links => links.map(link => link.pathname + link.search)"
        )
        return list(dict.fromkeys(found))

    def menu(self) -> list[str]:
        return self.links_within("header nav")

    def look_at_both_widths(self) -> None:
        for self.width in (1280, 360):
            self.page.set_viewport_size({"width": self.width, "height": 800})
            self.look()

    def look(self) -> None:
        """Check the page as it stands: one heading, no width beyond the screen, axe, a quiet console."""
        self.page.wait_for_load_state()
        where = self.page.url
        expect(self.page.locator("h1"), where).to_have_count(1)
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width, where
        self.page.evaluate(AXE)
        found = self.page.evaluate("rules => axe.run({runOnly: {type: 'tag', values: rules}})", RULES)
        faults = [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found["violations"]]
        assert not faults, f"{where}: {faults}"
        assert not self.complaints, f"{where}: {self.complaints}"
