"""The picture of a network: by keyboard, filtered, beside its table, kept as PNG and SVG; a plan asked, read and printed."""

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def investigator(visitor):
    here = visitor(1280).sign_in("enqueteur")
    here.go("/reseaux/")
    here.page.get_by_role("main").locator("a[href^='/reseaux/dossier/']").first.click()
    here.follow("Image")
    return here


def ready(here) -> None:
    expect(here.page.locator("[data-network]")).to_have_attribute("data-ready", "yes", timeout=60_000)


def drawn(here) -> None:
    """Draw it, part by part, if nobody did."""
    button = here.page.get_by_role("button", name="Dessiner et analyser")
    if button.count():
        button.click()
        expect(here.page.locator("progress")).to_have_count(0, timeout=120_000)
    ready(here)


def shown(here) -> tuple[int, ...]:
    text = here.page.locator("[data-count]").inner_text()
    return tuple(int(number) for number in re.findall(r"\d+", text))


def test_the_picture_is_gone_through_by_keyboard_and_narrowed_by_filters(investigator):
    here, page = investigator, investigator.page
    drawn(here)
    graph, told = page.locator("[data-graph]"), page.locator("[data-told]")
    graph.focus()
    page.keyboard.press("Home")
    expect(told).to_contain_text("liens")
    first = told.inner_text()
    for key in ("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
    expect(told).not_to_have_text("")
    page.keyboard.press("Home")
    expect(told).to_have_text(first)
    page.keyboard.press("Enter")
    expect(page.locator("[data-panel] h3")).to_be_focused()
    assert page.locator("[data-panel] [data-open]").get_attribute("href").startswith("/reseaux/entite/")
    whole = shown(here)
    page.get_by_role("button", name="Montrer autour").click()
    around = shown(here)
    assert 1 < around[0] < whole[0]
    assert around[1] < whole[1]
    assert "around=" in page.get_by_role("link", name="Garder en SVG").get_attribute("href")
    page.get_by_text("Choisir ce qui est montré").click()
    page.get_by_label("Genres de liens").select_option("transfer")
    assert shown(here)[1] <= around[1]
    graph.focus()
    page.keyboard.press("Escape")
    expect(told).to_have_text("")
    here.look_at_both_widths()


def test_the_table_beside_and_the_files_say_the_same_without_protected_names(investigator):
    here, page = investigator, investigator.page
    drawn(here)
    assert "Dansokho" not in page.content()
    rows = page.get_by_role("region", name="Entités montrées").get_by_role("row")
    assert rows.count() > 5
    with page.expect_download() as png:
        page.get_by_role("button", name="Garder en PNG").click()
    assert png.value.suggested_filename.endswith(".png")
    assert png.value.path().read_bytes().startswith(b"\x89PNG")
    with page.expect_download() as svg:
        page.get_by_role("link", name="Garder en SVG").click()
    text = svg.value.path().read_text()
    assert text.startswith("<svg")
    assert "ni preuve, ni accusation" in text
    assert "Dansokho" not in text
    here.follow("Analyse")
    here.look_at_both_widths()


def test_a_plan_with_three_arrests_and_one_channel_is_asked_read_and_printed(investigator):
    here, page = investigator, investigator.page
    here.follow("Plans")
    here.look_at_both_widths()
    page.get_by_role("link", name="Demander un plan").first.click()
    page.get_by_label("Pourquoi ce plan est demandé").fill("Trois arrestations et un canal (fictif)")
    here.look_at_both_widths()
    here.press("Demander")
    expect(page.get_by_role("heading", name="Meilleur plan")).to_be_visible(timeout=300_000)
    expect(page.locator("progress")).to_have_count(0, timeout=300_000)
    assert "Dansokho" not in page.content()
    here.look_at_both_widths()
    with page.expect_download() as sheet:
        page.get_by_role("link", name="Fiche de piste (PDF)").click()
    assert sheet.value.path().read_bytes().startswith(b"%PDF")
    page.get_by_role("link", name="Décider de ce plan").click()
    page.get_by_label("Retenu en partie").check()
    page.get_by_label("Motifs").fill("Le canal seul, le reste est à vérifier (fictif)")
    here.press("Décider de ce plan")
    expect(page.get_by_role("main")).to_contain_text("Le canal seul")
