"""The pages for people name commands that exist, links that lead somewhere, and nothing of any machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import typer

from sinhhoat.__main__ import app
from tests.docs.pages import PAGES, ROOT, broken_links, commands, missing_paths, tracked

OWN_WORDS = ("help", "test", "lint", "bench", "chaos", "contracts", "lock")
"""Words that `./dev` answers itself; all others go to the command line."""

REGISTRIES = (
    "pypi.org/simple",
    "files.pythonhosted.org",
    "registry.npmjs",
    "index-url =",
    "extra-index-url",
    "docker.io/",
)
MACHINES = re.compile(r"(?<![\w.$}-])/(?:home|root|Users|work)/[a-z]")
PLANTED = ("See /ho" + "me/somebody/file.", "from https://files.python" + "hosted.org/x.whl")

SCREEN = 60


def unknown(text: str) -> list[str]:
    """The commands of a text that neither `./dev` nor the command line has."""
    return [" ".join(words) for words in commands(text) if words[0] not in OWN_WORDS and not _known(words)]


def traces(text: str) -> list[str]:
    """Addresses of registries and paths of machines in a text."""
    return [name for name in REGISTRIES if name in text] + MACHINES.findall(text)


def _known(words: tuple[str, ...]) -> bool:
    command: Any = typer.main.get_command(app)
    rest = list(words)
    while rest and not rest[0].startswith("--") and hasattr(command, "get_command"):
        command = command.get_command(None, rest.pop(0))
    if command is None:
        return False
    options = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    return all(word.partition("=")[0] in {*options, "--help"} for word in rest if word.startswith("--"))


def _texts() -> Iterator[tuple[Path, str]]:
    for path in tracked():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    assert unknown(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    assert broken_links(page, page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_that_a_page_names_exists(page: Path) -> None:
    assert missing_paths(page.read_text(encoding="utf-8")) == []


def test_a_planted_file_is_found() -> None:
    text = "See `services/meetings/nowhere.py`, `services/meetings/main.py`, `./dev test tests/none tests/docs`."

    assert missing_paths(text) == ["services/meetings/nowhere.py", "tests/none"]


def test_a_planted_command_and_a_planted_link_are_found() -> None:
    text = "Run `./dev fly`, `./dev report moon`, `./dev up --wings`, `./dev up --data X` or [this](no-page.md)."

    assert unknown(text) == ["fly", "report moon", "up --wings"]
    assert broken_links(ROOT / "README.md", text) == ["no-page.md"]


def test_no_tracked_file_names_a_registry_or_a_machine() -> None:
    this = Path(__file__)

    assert {str(path): found for path, text in _texts() if path != this and (found := traces(text))} == {}


@pytest.mark.parametrize("text", PLANTED)
def test_a_planted_path_and_a_planted_address_are_found(text: str) -> None:
    assert traces(text) != []


def test_the_readme_fits_on_one_screen() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= SCREEN


def test_the_picture_is_well_formed_and_says_what_it_shows() -> None:
    picture = ElementTree.parse(ROOT / "docs" / "picture.svg").getroot()

    assert picture.findtext("{http://www.w3.org/2000/svg}title")
    assert picture.findtext("{http://www.w3.org/2000/svg}desc")


def test_every_page_of_the_documentation_stands_in_its_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")

    assert [page.name for page in (ROOT / "docs").glob("*.md") if f"({page.name})" not in index] == ["README.md"]
