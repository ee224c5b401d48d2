"""The maps: slid by keyboard, compared, kept; the map of the road; the same without a script."""

import os
import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from siraba.config.demonstration.accounts import PASSWORD
from tests.browser.site import ROOT

FILL = """
import django
django.setup()
from siraba.prevention.climate.observations.models import Incident, Observation
from tests import mapping
if not Observation.objects.filter(indicator__code="rain-anomaly").exists():
    mapping.rain()
if not Incident.objects.exists():
    mapping.deaths()
"""
MAP = "/climat/carte/?indicator=rain-anomaly"


@pytest.fixture(scope="session")
def maps(site, tmp_path_factory):
    """Figures for the maps, where the demonstration of the site has none."""
    folder = tmp_path_factory.getbasetemp() / "site0"
    environment = {
        **os.environ,
        "VAR_DIR": str(folder),
        "KEYS_DIR": str(folder / "keys"),
        "PYTHONPATH": str(ROOT),
    }
    environment["DJANGO_SETTINGS_MODULE"] = "siraba.config.settings"
    environment.pop("DATABASE_URL", None)
    subprocess.run([sys.executable, "-c", FILL], env=environment, cwd=ROOT, check=True)


@pytest.fixture
def coordinator(visitor, maps):
    return visitor(1280).sign_in("coordination")


def ready(here) -> None:
    expect(here.page.locator("[data-atlas]")).to_have_attribute("data-movable", "yes", timeout=60_000)


def colours(here) -> list[str]:
    return here.page.locator("svg[data-map] [data-code]").evaluate_all(
        "areas => areas.map(area => area.getAttribute('fill'))"
    )


def cells(here) -> list[str]:
    return here.page.locator("[data-cell=a]").all_inner_texts()


def test_a_map_is_slid_by_keyboard_and_the_table_and_the_files_follow(coordinator):
    here, page = coordinator, coordinator.page
    here.go(MAP)
    ready(here)
    here.look_at_both_widths()
    before, shown, period = colours(here), cells(here), page.get_by_label("Période").first
    latest = period.input_value()
    slider = page.get_by_role("slider").first
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("period="))
    assert period.input_value() < latest
    assert slider.get_attribute("aria-valuetext") == page.locator("[data-head=a]").inner_text()
    assert colours(here) != before
    assert cells(here) != shown
    assert f"period={period.input_value()}" in page.get_by_role(
        "link", name="Garder la carte (PNG)"
    ).get_attribute("href")
    with page.expect_download() as kept:
        page.get_by_role("link", name="Garder la carte (PNG)").click()
    assert kept.value.path().read_bytes().startswith(b"\x89PNG")
    moved = colours(here)
    page.reload()
    assert colours(here) == moved  # what the script painted is what the server paints
    page.keyboard.press("Tab")
    here.look()


def test_what_slides_says_the_same_as_the_server(coordinator):
    here, page = coordinator, coordinator.page
    here.go(MAP)
    ready(here)
    page.get_by_role("slider").first.focus()
    for _step in range(2):
        page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("period="))
    slid = page.locator(".atlas-table").inner_text()
    page.reload()
    assert page.locator(".atlas-table").inner_text() == slid


def test_two_periods_are_compared_and_taken_away(coordinator):
    here, page = coordinator, coordinator.page
    here.go(MAP)
    page.get_by_label("Comparer avec").select_option(index=2)
    here.press("Montrer la carte")
    ready(here)
    expect(page.get_by_role("slider")).to_have_count(2)
    here.look_at_both_widths()
    page.get_by_label("Montrer").select_option("difference")
    here.press("Montrer la carte")
    ready(here)
    expect(page.locator("main")).to_contain_text("moins")
    here.look_at_both_widths()
    page.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("period="))
    slid = colours(here)
    page.reload()
    assert colours(here) == slid


def test_the_map_and_its_lists_do_without_a_script(visitor, maps):
    here = visitor(360, java_script_enabled=False)
    here.go("/connexion/")
    here.page.get_by_label("Identifiant").fill("coordination")
    here.page.get_by_label("Mot de passe").fill(PASSWORD)
    here.page.get_by_role("main").get_by_role("button", name="Se connecter").click()
    here.go(MAP)
    assert here.page.locator("svg[data-map]").is_visible()
    assert here.page.get_by_role("slider").count() == 0
    here.page.get_by_label("Période").select_option(index=1)
    here.press("Montrer la carte")
    assert "period=" in here.page.url
    assert here.page.locator("svg[data-map]").is_visible()


def test_the_road_is_shown_and_a_danger_is_noted_and_withdrawn(coordinator):
    here, page = coordinator, coordinator.page
    here.go("/climat/routes/")
    ready(here)
    here.look_at_both_widths()
    here.follow("Noter un danger de la route")
    here.look_at_both_widths()
    page.get_by_label("Lieu").fill("Nulle-Part")
    page.get_by_label("Nature").select_option("banditry")
    page.get_by_label("Ce qui est dit").fill("Vols signalés (fictif)")
    page.get_by_label("Source publique").fill("Bulletin (fictif)")
    page.get_by_label("Depuis le").fill("2026-01-01")
    here.press("Noter un danger de la route")
    expect(page.get_by_role("alert")).to_contain_text("n’est pas dans la liste")
    here.look_at_both_widths()
    page.get_by_label("Lieu").fill("Arlit")
    here.press("Noter un danger de la route")
    expect(page.get_by_role("region", name="Dangers notés")).to_contain_text("Vols signalés (fictif)")
    page.get_by_role("link", name="Retirer le danger").first.click()
    page.get_by_label("Motif").fill("Fini (fictif)")
    here.press("Retirer le danger")
    expect(page.get_by_role("main")).not_to_contain_text("Vols signalés (fictif)")
