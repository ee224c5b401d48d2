"""Two devices work without network and meet it at random, on a network that breaks at random: nothing is lost.

OFFLINE_INTERLEAVINGS sets how many random sequences are tried (500 and more outside the suite).
"""

import os
import subprocess
from pathlib import Path
from random import Random
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
PIN = "482915"
SEQUENCES = int(os.environ.get("OFFLINE_INTERLEAVINGS", "12"))
NETWORKS = ("good", "good", "lost", "unanswered", "cut")
FIELDS = ("contact", "contact_advice")
SYLLABLES = [c + v for c in "bdfgkmnstz" for v in "aeiou"]


@pytest.fixture(scope="session")
def driver(tmp_path_factory) -> Path:
    made = tmp_path_factory.mktemp("driver") / "driver.js"
    source = Path(__file__).parent / "offline_driver.js"
    esbuild = ROOT / "node_modules/.bin/esbuild"
    subprocess.run([esbuild, source, "--bundle", f"--outfile={made}", "--log-level=error"], check=True)
    return made


class Device:
    """One telephone with the device's own code in it."""

    def __init__(self, visitor, username: str, driver: Path):
        self.username, self.driver = username, driver
        self.visitor = visitor(360, bypass_csp=True).sign_in(username)
        self.visitor.page.add_script_tag(path=driver)
        self.offers = self.call("prepare", username, PIN)

    def call(self, what: str, *arguments: Any) -> Any:
        return self.visitor.page.evaluate(
            "([what, given]) => window.device[what](...given)", [what, list(arguments)]
        )

    def seen(self, code: str) -> dict[str, str]:
        return self.call("record", code)["fields"]

    def clear(self) -> None:
        """Exchange until nothing waits."""
        for _ in range(3):
            self.call("synchronise", "good")
        assert self.call("waiting") == []


def test_whatever_the_order_and_the_network_both_devices_agree_and_no_write_is_lost(visitor, driver):
    devices = [Device(visitor, name, driver) for name in ("gestion-oim-kayes", "supervision-oim")]
    code = next(code for code in devices[0].offers if code in devices[1].offers)
    for device in devices:
        device.call("take", code)
        device.clear()
    for seed in range(SEQUENCES):
        Sequence(devices, code, Random(seed), seed).run()


class Sequence:
    def __init__(self, devices: list[Device], code: str, chance: Random, seed: int):
        self.devices, self.code, self.chance, self.seed = devices, code, chance, seed
        self.written: dict[str, tuple[str, str, str]] = {}  # field, what its author saw, what was wanted
        self.notes: list[str] = []
        self.begun = devices[0].seen(code)
        self.names = " ".join("".join(chance.choices(SYLLABLES, k=5)).title() for _ in range(3))

    def run(self) -> None:
        for _ in range(self.chance.randint(8, 16)):
            device = self.chance.choice(self.devices)
            self.chance.choice((self.change, self.change, self.note, self.meet, self.meet, self.restart))(
                device
            )
        for device in self.devices:
            self.receive(device)
        for device in self.devices:
            self.meet(device)
            device.clear()
        results = {id: one for device in self.devices for id, one in device.call("results").items()}
        kept = self.settle()
        for device in self.devices:
            device.clear()
        self.check(results, kept)
        for device in self.devices:
            device.call("forget")

    def change(self, device: Device) -> None:
        field = self.chance.choice(FIELDS)
        seen, wanted = device.seen(self.code)[field], f"{device.username} {self.seed}.{len(self.written)}"
        change = {"about": self.code, "field": field, "title": field, "seen": seen, "wanted": wanted}
        self.written[device.call("edit", change)] = (field, seen, wanted)

    def note(self, device: Device) -> None:
        text = f"note {self.seed}.{len(self.notes)}."
        form = device.call("forms")["Note"]
        answers = {"code": self.code, "text": text}
        device.call("sheet", {"form": form, "title": "Note", "about": self.code, "answers": answers})
        self.notes.append(text)

    def receive(self, device: Device) -> None:
        answers = {
            "names": self.names, "sex": "female", "age": "20", "citizenships": "ML", "urgent_need": "none",
        }  # fmt: skip
        form = device.call("forms")["Arrivée"]
        device.call("sheet", {"form": form, "title": "Arrivée", "about": "", "answers": answers})

    def meet(self, device: Device) -> None:
        device.call("synchronise", self.chance.choice(NETWORKS))

    def restart(self, device: Device) -> None:
        if self.chance.random() < 0.2:
            device.call("restart", device.username, PIN)

    def settle(self) -> list[tuple[str, str, str] | None]:
        """A person compares the versions and retains one of each: the change, where it is what was retained."""
        settled: list[tuple[str, str, str] | None] = []
        page = self.devices[0].visitor.page.context.new_page()
        while True:
            page.goto(f"{self.devices[0].visitor.address}/hors-ligne/versions/")
            links = page.locator(f"main a:has-text('{self.code}')")
            if not links.count():
                break
            links.first.click()
            field = "contact_advice" if "Précautions" in page.locator("h1").inner_text() else "contact"
            versions = page.locator("main .choices label").all_inner_texts()
            here, edited = (version.rpartition(" – ")[0].strip() for version in versions)
            retained = self.chance.random() < 0.5
            page.get_by_role("radio").nth(int(retained)).check()
            page.get_by_role("main").get_by_role("button").click()
            page.wait_for_load_state()
            settled.append((field, here, edited) if retained else None)
        page.close()
        return settled

    def check(self, results: dict[str, dict], settled: list[tuple[str, str, str] | None]) -> None:
        where = f"sequence {self.seed}"
        first, second = (device.call("record", self.code) for device in self.devices)
        assert first["fields"] == second["fields"], where
        states = {id: one["state"] for id, one in results.items() if one["kind"] == "edit"}
        assert states.keys() == self.written.keys(), where
        assert set(states.values()) <= {"applied", "conflict"}, where
        assert list(states.values()).count("conflict") == len(settled), where
        self.check_chains(states, [one for one in settled if one], first["fields"], where)
        arrivals = [one for one in results.values() if one["title"] == "Arrivée"]
        assert [one["state"] for one in arrivals] == ["applied"] * 2, where
        assert len({one["code"] for one in arrivals}) == 2, where
        assert sum(bool(one["message"]) for one in arrivals) == 1, where
        page = self.devices[0].visitor.page.context.new_page()
        page.goto(f"{self.devices[0].visitor.address}/dossiers/{self.code}/")
        told = page.content()
        page.close()
        assert [told.count(text) for text in self.notes] == [1] * len(self.notes), where

    def check_chains(self, states: dict[str, str], kept: list, now: dict[str, str], where: str) -> None:
        """From what stood in a field to what stands there, each write follows the one its author had read: all of them."""
        for field in FIELDS:
            applied = [
                (seen, wanted)
                for id, (name, seen, wanted) in self.written.items()
                if name == field and states[id] == "applied"
            ]
            steps = [*applied, *((here, wanted) for name, here, wanted in kept if name == field)]
            following = dict(steps)
            assert len(following) == len(steps), (where, "two wrote over one value", field)
            place = self.begun[field]
            while place in following:
                place = following.pop(place)
            assert (place, following) == (now[field], {}), (where, field)
