"""The page docs/refusals.md: every refusal by its code, in both languages, with its fields, numbers and sources."""

from __future__ import annotations

import json
import string
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from services.chassis.messaging.refusals import SYSTEM
from sinhhoat.published_language.catalogue import CONTRACTS
from sinhhoat.published_language.refused_fields import refused_fields

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "refusals.md"
OWN = {SYSTEM: "quy tắc của hệ thống / rule of the system"}

HEAD = """# Refusals

Generated from `contracts/refusals` and the code by `./dev contracts`; do not edit.

Whatever is not carried out says why: a stable `code`, the `field` that it is about, the `numbers` of the rule, and a
sentence in Vietnamese and in English. Nothing is stored then, and the same command may be sent again. `…` in a sentence
stands for a number that is told beside it. *Source* is the document that the rule comes from; S000 to S004 are the five
source documents with their lines; a rule of the system is of our own making. Numbers that a rule compares with are
settings of a policy wherever the sources leave them open.
"""
OF = {"chassis": "Of every service", "access": "Of rights"}


def page() -> str:
    """The whole page; the same code gives the same bytes."""
    return "\n".join([HEAD, *(line for path in _files() for line in _section(path))])


def write() -> bool:
    """Write the page; whether it has changed."""
    changed = not PAGE.exists() or PAGE.read_text("utf-8") != page()
    if changed:
        PAGE.write_text(page(), "utf-8")
    return changed


def _files() -> list[Path]:
    return sorted((CONTRACTS / "refusals").glob("*.json"))


def _section(path: Path) -> Iterator[str]:
    yield f"## {OF.get(path.stem, path.stem.capitalize())}\n"
    yield "| Code | Field | Tiếng Việt | English | Numbers | Source |"
    yield "|---|---|---|---|---|---|"
    for code, text in sorted(json.loads(path.read_text("utf-8")).items()):
        fields = ", ".join(f"`{name}`" for name in sorted(_fields().get(code, ())))
        numbers = ", ".join(f"`{name}`" for name in _numbers(text["vi"]))
        cells = (
            f"`{code}`",
            fields,
            _told(text["vi"]),
            _told(text["en"]),
            numbers,
            OWN.get(text["source"], text["source"]),
        )
        yield f"| {' | '.join(cells)} |"
    yield ""


def _told(text: str) -> str:
    """The sentence with `…` for its numbers."""
    return "".join(f"{before}{'…' if name else ''}" for before, name, _, _ in string.Formatter().parse(text))


def _numbers(text: str) -> list[str]:
    return list(dict.fromkeys(name for _, name, _, _ in string.Formatter().parse(text) if name))


@cache
def _fields() -> Mapping[str, set[str]]:
    return refused_fields(ROOT / "services")
