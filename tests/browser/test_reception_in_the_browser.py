"""A bus at a border post without network: three agents, three telephones, one hundred and forty people."""

import os
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.test_offline_interleavings import Device, driver  # noqa: F401

# Two hundred and more outside the suite
INTERLEAVINGS = int(os.environ.get("OFFLINE_INTERLEAVINGS", "8"))
AGENTS = ("antenne-gogui", "antenne-gogui-2", "antenne-gogui-3")
PEOPLE, ALONE = 140, 6


def people(number: int, alone: int, seed: int) -> list[dict[str, Any]]:
    chance = Random(seed)
    made = [
        {
            "names": f"Passager {n:03d} Essai",
            "sex": chance.choice(("male", "female")),
            "age": chance.randint(18, 60),
            "citizenships": "ML",
            "urgent_need": "none",
        }
        for n in range(number)
    ]
    return [one | {"age": 14, "alone": True} if n < alone else one for n, one in enumerate(made)]


def test_a_bus_of_140_is_received_by_three_agents_without_network_none_lost_none_doubled(
    visitor,
    driver,  # noqa: F811
):
    devices = [Device(visitor, name, driver) for name in AGENTS]
    for device in devices:
        device.clear()
    convoy = devices[0].call("convoy", "bus", "Car 0140")
    crowd = people(PEOPLE, ALONE, 7)
    chance = Random(11)
    for place, one in enumerate(crowd):
        devices[place % 3].call("welcome", convoy, f"00000000-0000-4000-8000-{place:012d}", one)
    # Some of them were also written down by a neighbour, who read the same number of the list
    for place in chance.sample(range(PEOPLE), 20):
        device = devices[(place + 1) % 3]
        device.call("welcome", convoy, f"00000000-0000-4000-8000-{place:012d}", crowd[place])
    for network in ("lost", "cut", "unanswered"):
        for device in devices:
            device.call("synchronise", network)
    for device in devices:
        device.clear()
    for device in devices:
        device.clear()
    seen = [of_the_bus(device) for device in devices]
    assert len(seen[0]) == PEOPLE
    assert seen[0] == seen[1] == seen[2]
    assert sum(bool(one["says"].get("alone")) for one in seen[0].values()) == ALONE
    assert {one["says"]["presence"] for one in seen[0].values()} == {"here"}
    tickets = [one["says"]["ticket"] for one in seen[0].values()]
    assert len(set(tickets)) == PEOPLE


def of_the_bus(device: Device) -> dict[str, Any]:
    """Those of this bus; the demonstration has its own."""
    return {n: one for n, one in device.call("arrivals").items() if n.startswith("00000000-0000-4000-8000-")}


def test_two_devices_that_meet_the_platform_in_any_order_end_in_the_same(visitor, driver):  # noqa: F811
    devices = [Device(visitor, name, driver) for name in AGENTS[:2]]
    for device in devices:
        device.clear()
    for seed in range(INTERLEAVINGS):
        run_interleaving(devices, Random(seed), seed)


def run_interleaving(devices: list[Device], chance: Random, seed: int) -> None:
    convoy = devices[0].call("convoy", "bus", f"Suite {seed}")
    numbers = [f"{seed + 1:08d}-0000-4000-8000-{n:012d}" for n in range(3)]
    for number, one in zip(numbers, people(3, 1, seed), strict=True):
        chance.choice(devices).call("write", convoy, number, one | {"presence": "expected"})
    for step in range(chance.randint(6, 12)):
        device, number = chance.choice(devices), chance.choice(numbers)
        act = chance.choice(("names", "age", "presence", "alone", "meet", "meet"))
        if act == "meet":
            device.call("synchronise", chance.choice(("good", "good", "lost", "unanswered", "cut")))
        else:
            value = {
                "names": f"{device.username} {step}",
                "age": chance.randint(1, 60),
                "presence": chance.choice(("expected", "absent", "mistake")),
                "alone": chance.random() < 0.5,
            }[act]
            device.call("write", convoy, number, {act: value})
    for _ in range(2):
        for device in devices:
            device.clear()
    one, other = (
        {number: seen for number, seen in device.call("arrivals").items() if number in numbers}
        for device in devices
    )
    assert one == other, f"interleaving {seed}"
    assert len(one) == 3, f"interleaving {seed}"


class Post:
    """A telephone at a border post."""

    def __init__(self, visitor, username: str):
        self.visitor = visitor(360).sign_in(username)
        self.page = self.visitor.page

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def told(self, words: str) -> None:
        expect(self.page.locator("[data-told]")).to_contain_text(words)

    def line_of(self, names: str) -> Locator:
        """The line of somebody, who is also named in those of her family."""
        own = self.page.get_by_role("button", name=names, exact=True)
        return self.page.locator("[data-people] li").filter(has=own)

    def look(self) -> None:
        expected = ("failed:", "ERR_INTERNET_DISCONNECTED")
        complaints = self.visitor.complaints
        self.visitor.complaints = [one for one in complaints if not any(map(one.__contains__, expected))]
        self.visitor.look_at_both_widths()


@pytest.fixture
def post(visitor):
    return lambda username: Post(visitor, username)


def test_an_agent_receives_a_bus_with_the_network_cut(post):
    here = post("antenne-gogui-3")
    page = here.page
    page.goto(f"{here.visitor.address}/hors-ligne/")
    page.get_by_label("Nom de l’appareil").fill("Téléphone de Gogui")
    page.locator("#pin").fill("739146")
    page.locator("#again").fill("739146")
    here.press("Préparer cet appareil")
    here.told("L’appareil est prêt")
    page.context.set_offline(True)
    here.press("Arrivées")
    expect(page.locator("[data-convoys]")).to_contain_text("Car 5120")
    here.look()
    page.get_by_label("Référence").fill("Car 77 BK")
    here.press("Commencer l’accueil")
    here.press("Coller une liste")
    page.locator("#list").fill(
        "nom;sexe;âge;famille\nAwa Essai;F;31;Essai\nSira Essai;F;4;Essai\nModibo;M;214;\n"
    )
    here.press("Prendre la liste")
    here.told("Ligne 4")
    here.look()
    page.get_by_label("Prendre quand même").check()
    here.press("Prendre la liste")
    here.told("Personnes attendues ajoutées : 2.")
    here.press("Coller une liste")
    page.locator("#list").fill("nom;sexe;âge;famille\nSira Essai;F;4;Essai\n")
    here.press("Prendre la liste")
    here.told("pas reprises : Sira Essai")
    here.line_of("Awa Essai").get_by_role("button", name="Arrivée").click()
    page.get_by_label("Nationalité").select_option("ML")
    page.get_by_label("Besoin urgent").select_option("shelter")
    here.look()
    here.press("Arrivée : enregistrer sur l’appareil")
    here.told("Ticket")
    expect(here.line_of("Sira Essai")).to_contain_text("avec Awa Essai")
    here.press("Inscrire une personne")
    page.get_by_label("Noms").fill("Lassine Seul")
    page.get_by_label("Sexe").select_option("male")
    page.get_by_label("Âge en années").fill("douze")
    here.press("Arrivée : enregistrer sur l’appareil")
    here.told("L’âge est un nombre")
    page.get_by_label("Âge en années").fill("12")
    page.get_by_text("Ajouter d’autres renseignements").click()
    page.get_by_label("Moins de 18 ans et sans adulte").check()
    here.press("Arrivée : enregistrer sur l’appareil")
    expect(page.locator("[data-people] li", has_text="Lassine Seul")).to_contain_text(
        "jamais logé avec des adultes"
    )
    here.look()
    here.line_of("Awa Essai").get_by_role("button", name="Orienter").click()
    page.get_by_label("Soins médicaux").check()
    expect(page.locator("[data-services]")).to_contain_text("Consultations et soins")
    here.look()
    here.press("Orienter : enregistrer sur l’appareil")
    here.told("Orientation gardée")
    page.context.set_offline(False)
    here.press("Tous les convois")
    here.press("Retour")
    here.press("Envoyer et recevoir")
    here.told("Envoyé et reçu")
    page.goto(f"{here.visitor.address}/accueil/arrivees/")
    page.get_by_role("link", name="Car 77 BK").click()
    expect(page.get_by_role("main")).to_contain_text("Lassine Seul")
    expect(page.get_by_role("main")).to_contain_text("Enfant seul")
    here.visitor.look_at_both_widths()
    page.goto(f"{here.visitor.address}/accueil/orientation/")
    expect(page.get_by_role("main")).to_contain_text("Awa Essai")
    expect(page.get_by_role("main")).to_contain_text("Fiche remise")
