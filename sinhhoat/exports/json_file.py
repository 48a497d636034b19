"""JSON: the answer with the keys that scripts rely on and its content hash, and the mark beside them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sinhhoat.content import with_hash
from sinhhoat.exports.mark import SIGN, Mark, unwrapped


def write(printed: Mapping[str, Any], mark: Mark) -> bytes:
    """The whole file."""
    told = {**with_hash(printed), SIGN: mark.model_dump(mode="json")}
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def mark_of(data: bytes) -> Mark | None:
    """The mark of a file of ours."""
    try:
        return unwrapped(json.loads(data.decode("utf-8-sig")))
    except (ValueError, RecursionError):
        return None


def contents(data: bytes) -> Iterator[tuple[str, str]]:
    """Every value with the names that lead to it."""
    yield from _values(json.loads(data.decode("utf-8-sig")), "")


def _values(told: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(told, dict):
        for name, value in told.items():
            yield from _values(value, f"{where}.{name}" if where else name)
    elif isinstance(told, list):
        for number, value in enumerate(told):
            yield from _values(value, f"{where}[{value.get('key', number) if isinstance(value, dict) else number}]")
    else:
        yield where, json.dumps(told, ensure_ascii=False)
