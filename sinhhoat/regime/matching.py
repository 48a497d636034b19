"""Whether what was expected is found in what came: objects by the fields named, lists by elements in any order."""

from __future__ import annotations

from typing import Any


def holds(found: Any, wanted: Any) -> bool:
    """Every field of an object that is wanted is there; every element of a list has one of its own in the list."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(name in found and holds(found[name], wanted[name]) for name in wanted)
    if isinstance(wanted, list):
        return isinstance(found, list) and _each(list(found), wanted)
    return bool(found == wanted)


def _each(found: list[Any], wanted: list[Any]) -> bool:
    left = list(found)
    for one in wanted:
        place = next((place for place, there in enumerate(left) if holds(there, one)), None)
        if place is None:
            return False
        left.pop(place)
    return True
