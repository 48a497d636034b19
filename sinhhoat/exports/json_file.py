"""JSON: the answer with the keys that scripts rely on and its content hash, and the mark beside them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
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
    yield from _values(json.loads(data.decode("utf-8-sig"), object_pairs_hook=_named), "")


def _named(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Also a name that is there twice: of two values a reader may see the one, and a program the other."""
    told: dict[str, Any] = {}
    for name, value in pairs:
        told[f"{name} ({len(told)})" if name in told else name] = value
    return told


def _values(told: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(told, dict):
        for name, value in told.items():
            yield from _values(value, f"{where}.{name}" if where else name)
    elif isinstance(told, list):
        for number, value in enumerate(told):
            # With its number: a second figure of the same key is another place.
            key = f" {value['key']}" if isinstance(value, dict) and "key" in value else ""
            yield from _values(value, f"{where}[{number}{key}]")
    else:
        yield where, json.dumps(told, ensure_ascii=False)
