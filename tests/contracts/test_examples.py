"""Every message version has a stored example that is never edited, and every version of us still reads it."""

from __future__ import annotations

import importlib
import json
import pkgutil
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

import contracts
from contracts.meetings import MeetingWithdrawn
from contracts.message import Message

ROOT = Path(next(iter(contracts.__path__)))


def _below(kind: type[Message]) -> list[type[Message]]:
    return [found for below in kind.__subclasses__() for found in (below, *_below(below))]


def message_classes() -> list[type[Message]]:
    """Every message of every contracts module: what has a subject."""
    for module in pkgutil.iter_modules([str(ROOT)]):
        importlib.import_module(f"contracts.{module.name}")
    # Other tests have messages of their own.
    ours = [kind for kind in _below(Message) if kind.__module__.startswith("contracts.") and "subject" in vars(kind)]
    return sorted(ours, key=lambda kind: kind.contract())


def example_of(message: type[Message]) -> Path:
    version = message.subject.rsplit(".", 1)[1]
    return ROOT / "examples" / message.service() / f"{message.__name__}.{version}.json"


def lost(example: Any, read: Any, where: str = "") -> list[str]:
    """Where something of the example did not come back as it was; a field added later is no loss."""
    if isinstance(example, dict) and isinstance(read, dict):
        return [
            found for key, part in example.items() for found in lost(part, read.get(key, "absent"), f"{where}.{key}")
        ]
    if isinstance(example, list) and isinstance(read, list) and len(example) == len(read):
        return [found for part, other in zip(example, read, strict=True) for found in lost(part, other, f"{where}[]")]
    return [] if type(example) is type(read) and example == read else [where]


@pytest.mark.parametrize("message", message_classes(), ids=lambda message: message.__name__)
def test_the_example_is_read_and_comes_back_as_it_was(message: type[Message]) -> None:
    stored = example_of(message).read_text(encoding="utf-8")

    read = message.model_validate_json(stored)

    assert lost(json.loads(stored), json.loads(read.model_dump_json())) == []


def test_no_example_is_without_its_message() -> None:
    known = {example_of(message) for message in message_classes()}

    assert sorted(set((ROOT / "examples").rglob("*.json")) - known) == []


def test_a_reader_that_forgot_a_field_or_changed_a_value_is_found() -> None:
    example = {"kind": "regular", "counts": [{"official": 3}], "day": "2024-01-03"}

    assert lost(example, {"kind": "regular", "counts": [{"official": 3}], "day": "2024-01-03", "new": 1}) == []
    assert lost(example, {"kind": "regular", "counts": [{"official": "3"}]}) == [".counts[].official", ".day"]


def test_an_example_without_a_field_that_is_required_now_is_found() -> None:
    stored = json.loads(example_of(MeetingWithdrawn).read_text(encoding="utf-8"))
    del stored["month"]

    with pytest.raises(ValidationError, match="month"):
        MeetingWithdrawn.model_validate(stored)
