"""There is one way in for a free text, and every command that brings one uses it."""

from __future__ import annotations

import ast
from pathlib import Path

import services

ROOT = Path(next(iter(services.__path__)))
SEALING = {"NewText", "salted"}
DOOR = {"chassis/event_store/repository.py", "chassis/event_store/rows.py"}


def sealed_in(source: str) -> set[str]:
    """How a source makes a text that can be stored, if it does."""
    calls = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    names = {call.id if isinstance(call, ast.Name) else getattr(call, "attr", "") for call in calls}
    return names & SEALING


def test_only_the_repository_seals_a_text() -> None:
    sealing = {
        str(path.relative_to(ROOT)) for path in ROOT.rglob("*.py") if sealed_in(path.read_text(encoding="utf-8"))
    }

    assert sealing <= DOOR
    assert "chassis/event_store/repository.py" in sealing


def test_a_planted_way_round_the_door_is_found() -> None:
    assert sealed_in("from x import NewText\nNewText.salted(a, b, c, about=d, unit_id=e)") == {"salted"}
    assert sealed_in("import rows\nrows.NewText(a, b)") == {"NewText"}
