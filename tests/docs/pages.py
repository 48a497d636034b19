"""What the pages for people say, as far as a program can check it: commands, links, blocks of code."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("[!.]*/README.md")])

COMMAND = re.compile(r"\./dev (?P<word>[a-z][a-z-]*)(?P<rest>[^`\n#|]*)")
LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
PATH = re.compile(r"`(?P<path>(?:contracts|deploy|docs|examples|requirements|services|sinhhoat|tests)/[^`\s*<>{}]*)")
BLOCK = re.compile(r"^```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(text: str) -> Iterator[tuple[str, ...]]:
    """Every `./dev WORD ...` in the text, as the words after `./dev`, up to a comment or the end of the quotation."""
    for found in COMMAND.finditer(text):
        yield (found["word"], *found["rest"].split())


def broken_links(page: Path, text: str) -> list[str]:
    """Relative links of the page that lead to nothing, and links to the file system's root."""
    targets = [found["target"].partition("#")[0] for found in LINK.finditer(text)]
    relative = [target for target in targets if target and "://" not in target]
    return [target for target in relative if target.startswith("/") or not (page.parent / target).exists()]


def missing_paths(text: str) -> list[str]:
    """Files and folders that the text names, alone or in a command, and the repository does not have."""
    named = [found["path"] for found in PATH.finditer(text)]
    named += [word for words in commands(text) for word in words if word.startswith(("tests/", "examples/"))]
    return [path for path in named if not (ROOT / path).exists()]


def blocks(page: Path, kind: str) -> list[str]:
    """The blocks of code of one kind on a page, in order."""
    found = BLOCK.finditer(page.read_text(encoding="utf-8"))
    return [block["body"] for block in found if block["kind"] == kind]


def tracked() -> list[Path]:
    """Every file of the repository as git knows it, or as the tree has it where there is no git."""
    try:
        told = subprocess.run(["git", "-C", ROOT, "ls-files", "-z"], capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        hidden = (".git", ".venv", ".sinhhoat")
        return [path for path in ROOT.rglob("*") if path.is_file() and path.relative_to(ROOT).parts[0] not in hidden]
    paths = [ROOT / name for name in told.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]
