"""The offline pages under real fingers: prepared with a network, used without, sent later; forgotten, wiped, renewed."""

import json
import re

import pytest
from playwright.sync_api import expect

from siraba.config.demonstration.accounts import PASSWORD
from tests.browser.site import Visitor

PIN, OTHER_PIN = "739146", "580217"
A_DAY = 200_000  # bytes, both ways, headers included


class Telephone:
    """A small telephone; without network its failed requests are no fault of the page."""

    def __init__(self, visitor, username: str, width: int = 360):
        self.visitor: Visitor = visitor(width).sign_in(username)
        self.page = self.visitor.page
        self.username, self.context = username, self.page.context

    def network(self, there: bool) -> None:
        self.context.set_offline(not there)

    def open(self) -> None:
        self.page.goto(f"{self.visitor.address}/hors-ligne/")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def told(self, words: str) -> None:
        expect(self.page.locator("[data-told]")).to_contain_text(words)

    def shows(self, screen: str) -> None:
        expect(self.page.locator(f"[data-screen={screen}]")).to_be_visible()

    def prepare(self, pin: str = PIN) -> None:
        self.open()
        self.page.get_by_label("Nom de l’appareil").fill("Téléphone de Gao")
        self.page.locator("#pin").fill(pin)
        self.page.locator("#again").fill(pin)
        self.look()
        self.press("Préparer cet appareil")
        self.told("L’appareil est prêt")

    def unlock(self, pin: str = PIN) -> None:
        self.page.locator("#unlock-pin").fill(pin)
        self.press("Ouvrir")

    def take_along(self, how_many: int = 2) -> list[str]:
        self.press("Choisir les dossiers à emporter")
        self.shows("choose")
        self.look()
        boxes = self.page.locator("[data-offers] input")
        codes = [boxes.nth(n).get_attribute("value") or "" for n in range(how_many)]
        for n in range(how_many):
            boxes.nth(n).check()
        self.press("Emporter ces dossiers")
        self.told("Envoyé et reçu")
        return codes

    def receive(self, names: str, age: str = "15") -> None:
        self.press("Arrivée")
        form = self.page.locator("[data-form=sheet]")
        form.get_by_label("Noms").fill(names)
        form.get_by_label("Féminin").check()
        form.get_by_label("Âge en années").fill(age)
        form.get_by_label("Nationalité").select_option("BF")
        form.get_by_role("group", name="Besoin urgent").get_by_role("radio").first.check()
        self.press("Enregistrer sur l’appareil")
        self.told("Gardé sur l’appareil")

    def waiting(self, number: int) -> None:
        words = f"À envoyer : {number}" if number else "Tout est envoyé"
        expect(self.page.locator("[data-waiting]")).to_contain_text(words)

    def look(self) -> None:
        expected = ("failed:", "ERR_INTERNET_DISCONNECTED")
        complaints = self.visitor.complaints
        self.visitor.complaints = [one for one in complaints if not any(map(one.__contains__, expected))]
        self.visitor.look_at_both_widths()


@pytest.fixture
def telephone(visitor):
    return lambda username="gestion-oim-kayes": Telephone(visitor, username)


def kept_in_the_clear(telephone: Telephone) -> str:
    """All that lies in the browser's database, as somebody would read it who copies the telephone."""
    return telephone.page.evaluate(
        """async () => {
          const db = await new Promise((done) => {
            const asked = indexedDB.open("siraba-offline");
            asked.onsuccess = () => done(asked.result);
          });
          const all = [];
          for (const name of db.objectStoreNames) {
            const store = db.transaction(name).objectStore(name);
            for (const ask of [store.getAll(), store.getAllKeys()]) {
              all.push(await new Promise((done) => { ask.onsuccess = () => done(ask.result); }));
            }
          }
          db.close();
          const text = new TextDecoder("latin1");
          return JSON.stringify(all, (key, value) => {
            if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return text.decode(value);
            return value;
          });
        }"""
    )


def test_five_days_without_network_at_a_border_post(telephone):
    agent = telephone("reperage")
    agent.prepare()
    agent.look()
    agent.network(False)
    agent.page.reload()
    agent.shows("unlock")
    agent.unlock("000001")
    agent.told("Il reste 9 essais")
    agent.unlock()
    agent.shows("home")
    agent.receive("Rokiatou Ouédraogo")
    agent.receive("Issouf Kinda", age="31")
    agent.waiting(2)
    agent.press("Rokiatou Ouédraogo")
    agent.press("Repérage")
    agent.look()
    agent.press("Enregistrer sur l’appareil")
    agent.told("Il manque des réponses")
    form = agent.page.locator("[data-form=sheet]")
    form.get_by_role("group", name="danger immédiat").get_by_label("Non").check()
    form.get_by_role("group", name="présumez-vous").get_by_label("Oui").check()
    form.get_by_role("group", name="Parcours").get_by_role("radio").first.check()
    agent.press("Enregistrer sur l’appareil")
    agent.waiting(3)
    agent.press("Envoyer et recevoir")
    agent.told("Le réseau n’a pas répondu")
    agent.waiting(3)
    agent.page.reload()
    agent.unlock()
    agent.waiting(3)

    agent.network(True)
    agent.press("Envoyer et recevoir")
    agent.told("Envoyé et reçu")
    agent.waiting(0)
    results = agent.page.locator("[data-results] li")
    expect(results).to_have_count(3)
    assert all("Enregistré" in one for one in results.all_inner_texts())
    agent.look()
    agent.visitor.go("/dossiers/")
    assert "Rokiatou Ouédraogo" in agent.visitor.text()
    assert "Issouf Kinda" in agent.visitor.text()


def test_what_lies_on_the_device_names_nobody_and_needs_the_pin(telephone):
    manager = telephone()
    manager.prepare()
    code = manager.take_along()[0]
    names = manager.page.locator("[data-records] button").first.inner_text()
    manager.receive("Rokiatou Ouédraogo")
    held = kept_in_the_clear(manager)
    assert code in held  # a national code names nobody
    for word in (names, "Rokiatou", "Ouédraogo", PIN):
        assert word not in held, word
        assert json.dumps(word)[1:-1] not in held, word
    manager.press("Verrouiller")
    assert names not in manager.page.content()
    manager.shows("unlock")
    for left in range(9, 0, -1):
        manager.unlock("111113")
        manager.told(f"Il reste {left} essais")
    manager.unlock("111113")
    manager.told("Trop d’essais")
    manager.unlock()
    manager.told("Trop d’essais")


def test_a_forgotten_pin_loses_nothing(telephone):
    manager = telephone()
    manager.prepare()
    manager.receive("Rokiatou Ouédraogo")
    manager.press("Verrouiller")
    manager.press("Code oublié")
    manager.page.locator("#new-pin").fill("123456")
    manager.page.locator("#new-again").fill("123456")
    manager.press("Enregistrer")
    manager.told("Ce code se devine")
    manager.page.locator("#new-pin").fill(OTHER_PIN)
    manager.page.locator("#new-again").fill(OTHER_PIN)
    manager.look()
    manager.press("Enregistrer")
    manager.shows("home")
    manager.waiting(1)
    manager.press("Verrouiller")
    manager.unlock(OTHER_PIN)
    manager.waiting(1)


def test_a_record_is_read_and_corrected_without_network(telephone):
    manager = telephone()
    manager.prepare()
    (code,) = manager.take_along(1)
    manager.network(False)
    manager.page.locator("[data-records] button").first.click()
    manager.shows("record")
    manager.look()
    contact = manager.page.get_by_label("Contact sûr")
    contact.fill("Chez le chef de quartier")
    manager.press("Enregistrer sur l’appareil")
    manager.waiting(1)
    manager.page.locator("[data-records] button").first.click()
    expect(contact).to_have_value("Chez le chef de quartier")
    manager.press("Retour")
    manager.network(True)
    manager.press("Envoyer et recevoir")
    manager.waiting(0)
    manager.visitor.go(f"/dossiers/{code}/")
    assert "Chez le chef de quartier" in manager.visitor.text()


def test_a_device_that_was_wiped_elsewhere_forgets_all_at_its_first_contact(telephone):
    manager = telephone()
    manager.prepare()
    manager.take_along(1)
    desk = manager.context.new_page()
    desk.goto(f"{manager.visitor.address}/hors-ligne/appareils/")
    desk.get_by_role("link", name="Effacer l’appareil Téléphone de Gao").first.click()
    desk.get_by_role("main").get_by_role("button", name="Effacer l’appareil").click()
    desk.wait_for_load_state()
    desk.close()
    manager.context.clear_cookies()
    manager.page.reload()
    manager.shows("wiped")
    manager.look()
    names = manager.page.evaluate("async () => (await indexedDB.databases()).map((one) => one.name)")
    assert "siraba-offline" not in names


def test_a_closed_session_keeps_the_outbox_and_says_what_to_do(telephone):
    manager = telephone()
    manager.prepare()
    manager.receive("Rokiatou Ouédraogo")
    manager.context.clear_cookies()
    manager.press("Envoyer et recevoir")
    manager.told("connectez-vous pour envoyer")
    manager.waiting(1)
    manager.page.locator("[data-told]").get_by_role("link").click()
    manager.page.get_by_label("Identifiant").fill(manager.username)
    manager.page.get_by_label("Mot de passe").fill(PASSWORD)
    manager.page.get_by_role("main").get_by_role("button", name="Se connecter").click()
    expect(manager.page).to_have_url(re.compile("/hors-ligne/"))
    manager.unlock()
    manager.press("Envoyer et recevoir")
    manager.waiting(0)


def test_a_new_release_waits_to_be_asked_for_and_the_outbox_outlives_it(telephone):
    manager = telephone("gestion-oim-bamako-2")  # whose language stays changed: nobody else signs in with it
    manager.prepare()
    manager.receive("Rokiatou Ouédraogo")
    manager.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    manager.page.reload()  # the worker has the page in its hands
    manager.unlock()
    desk = manager.context.new_page()  # in another language the shell is another one: a release of its own
    desk.goto(f"{manager.visitor.address}/compte/")
    desk.get_by_role("button", name="English").click()
    desk.wait_for_load_state()
    desk.close()
    manager.page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    update = manager.page.get_by_role("button", name="Une nouvelle version est là")
    expect(update).to_be_visible()
    manager.waiting(1)
    before = manager.page.evaluate("caches.keys()")
    assert len(before) == 2
    with manager.page.expect_navigation():
        update.click()
    manager.page.locator("#unlock-pin").fill(PIN)
    manager.press("Open")
    expect(manager.page.locator("[data-waiting]")).to_contain_text("To be sent: 1")
    after = manager.page.evaluate("caches.keys()")
    assert len(after) == 1
    assert set(after) < set(before)


def test_a_day_of_work_on_2g_costs_less_than_200_kilobytes(telephone):
    manager = telephone()
    manager.prepare()
    manager.take_along(10)
    manager.page.reload()
    traffic: list[int] = []

    def count(request) -> None:
        if (
            request.service_worker is None
            and request.response()
            and not request.response().from_service_worker
        ):
            traffic.append(sum(request.sizes().values()))

    manager.page.on("requestfinished", count)
    manager.unlock()
    for n in range(5):
        manager.receive(f"Personne {'ABCDE'[n]} Traoré")
    for n in range(10):
        manager.page.locator("[data-records] button").nth(5 + n if n < 5 else n).click()
        manager.press("Note")
        manager.page.locator("[data-form=sheet] textarea").fill(
            "Vue ce matin, elle va mieux, mange et dort. " * 4
        )
        manager.press("Enregistrer sur l’appareil")
        manager.told("Gardé sur l’appareil")
    for _ in range(3):
        manager.press("Envoyer et recevoir")
        manager.told("Envoyé et reçu")
    manager.waiting(0)
    assert traffic
    assert sum(traffic) < A_DAY, sum(traffic)
    print(f"a day: {sum(traffic)} bytes in {len(traffic)} requests")
