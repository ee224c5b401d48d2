"""What is promised is written down: each setting, each command and each act has its heading."""

import re
from importlib import import_module
from pathlib import Path

import click
import pytest
from django.conf import settings

from siraba.cli import main
from siraba.config import settings as source
from siraba.foundation.access.acts import ACT_RULES
from siraba.foundation.audit.journal import ACTIONS

for module in (settings.ROOT_URLCONF, "siraba.config.demonstration", "siraba.config.timers"):
    import_module(module)
DOCS = Path(__file__).parent.parent / "docs"
ACTS = sorted(name for name, run in ACTIONS.items() if ".tests." not in run.__module__)


def headings(page: str) -> list[str]:
    return re.findall(r"^### (.+)$", (DOCS / page).read_text(), re.MULTILINE)


def section(page: str, heading: str) -> str:
    return (DOCS / page).read_text().split(f"### {heading}\n")[1].split("\n#")[0]


def settings_read() -> set[str]:
    return set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', Path(source.__file__).read_text()))


def commands(group: click.Group, path: str = "siraba") -> list[str]:
    found = []
    for name, command in group.commands.items():
        inside = isinstance(command, click.Group)
        found += commands(command, f"{path} {name}") if inside else [f"{path} {name}"]  # type: ignore[arg-type]
    return found


def test_each_setting_has_its_heading_and_no_heading_is_left_over():
    assert settings_read()
    assert sorted(headings("settings.md")) == sorted(settings_read())


def test_each_command_has_its_heading_and_no_heading_is_left_over():
    assert sorted(headings("commands.md")) == sorted(commands(main))


def test_each_act_has_its_heading_and_no_heading_is_left_over():
    assert sorted(headings("actions.md")) == ACTS


@pytest.mark.parametrize("name", ACTS)
def test_an_act_says_who_from_which_states_what_it_changes_and_what_is_written(name):
    text = section("actions.md", name)
    for part in ("Qui", "États", "Effet", "Journal"):
        assert f"- {part} : " in text
    who = text.split("- Qui : ")[1].split("\n")[0]
    if name in ACT_RULES:
        assert [role for role in ACT_RULES[name].roles if str(role.label) not in who] == []


@pytest.mark.parametrize("page", ["settings.md", "commands.md", "actions.md"])
def test_no_heading_is_empty(page):
    assert all(len(section(page, heading).strip()) > 20 for heading in headings(page))


def test_the_page_of_settings_gives_the_default_of_each_number():
    numbers = re.findall(r'env\.(?:int|float)\("([A-Z_]+)", ([\d.]+)\)', Path(source.__file__).read_text())
    assert numbers
    assert [
        name for name, default in numbers if f"{default} par défaut" not in section("settings.md", name)
    ] == []
