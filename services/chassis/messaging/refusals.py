"""Texts of refusals in Vietnamese and English, from the data files in contracts/refusals, and what pydantic found."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

import contracts
from contracts.message import Refusal
from services.chassis.errors import Refused, Unavailable

TEXTS = Path(contracts.__path__[0]) / "refusals"

SYSTEM = "system"
"""The source of a rule that no document asks for."""

ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

# Only what the rule says may be told; everything else in an error's context may hold what the sender wrote.
_TOLD = ("max_length", "min_length", "ge", "gt", "le", "lt", "max_digits", "decimal_places", "multiple_of", "pattern")
_OF_ONES = ("expected",)


@cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """code -> {"vi", "en", "source"} over all files; ValueError when two files explain the same code."""
    found: dict[str, Mapping[str, str]] = {}
    for path in sorted(TEXTS.glob("*.json")):
        for code, text in json.loads(path.read_text(encoding="utf-8")).items():
            if code in found:
                raise ValueError(f"{path.name} explains {code!r} a second time")
            found[code] = text
    return found


def refusal(code: str, *, field: str | None = None, numbers: Mapping[str, str | int] | None = None) -> Refusal:
    """The refusal with its texts filled in; a code without texts is told as it is rather than turned into a crash."""
    numbers = numbers or {}
    text = texts().get(code, {"vi": code, "en": code, "source": SYSTEM})
    return _refusal(code, text, field, numbers)


def of_error(error: Refused | Unavailable) -> Refusal:
    """The refusal that an application method, a policy or the chassis raised."""
    return refusal(error.code, field=getattr(error, "field", None), numbers=error.numbers)


def malformed(field: str, rule: str, **numbers: str | int) -> Refusal:
    """`malformed` with the field's path and the rule's own words; the value itself is never told back."""
    text = texts().get(f"malformed.{rule}", texts()["malformed"])
    return _refusal("malformed", text, field, {"rule": rule, **numbers})


def malformed_by(error: ValidationError) -> Refusal:
    """The first thing that pydantic found wrong."""
    return every_malformed(error)[0]


def every_malformed(error: ValidationError) -> list[Refusal]:
    """Everything that pydantic found wrong, in its order."""
    return [_malformed_detail(detail) for detail in error.errors(include_url=False, include_input=False)]


def _malformed_detail(detail: ErrorDetails) -> Refusal:
    context = detail.get("ctx", {})
    numbers: dict[str, str | int] = {name: _plain(context[name]) for name in _TOLD + _OF_ONES if name in context}
    return malformed(_path(detail["loc"]), detail["type"], **numbers)


def _refusal(code: str, text: Mapping[str, str], field: str | None, numbers: Mapping[str, str | int]) -> Refusal:
    spoken = {name: _spoken(number) for name, number in numbers.items()}
    return Refusal(
        code=code,
        field=field,
        numbers=dict(numbers),
        vi=text["vi"].format_map(_Numbers(spoken)),
        en=text["en"].format_map(_Numbers(numbers)),
        source=None if text["source"] == SYSTEM else text["source"],
    )


class _Numbers(dict[str, Any]):
    """What a text names but nobody gave is shown as a gap: the refusal itself must not fail."""

    def __missing__(self, name: str) -> str:
        return "…"


def _spoken(number: str | int) -> str | int:
    """A day as it is written in Vietnamese, 31/3/2019; whatever else as it is."""
    try:
        day = date.fromisoformat(str(number)) if ISO_DATE.fullmatch(str(number)) else None
    except ValueError:
        return number
    return f"{day.day}/{day.month}/{day.year}" if day else number


def _path(where: tuple[int | str, ...]) -> str:
    """`present.counts.2`; keys of a mapping are the sender's words and are told only where they look like names."""
    return ".".join(str(part) if re.fullmatch(r"\w{1,48}", str(part), re.ASCII) else "?" for part in where) or "."


def _plain(value: object) -> str | int:
    return value if isinstance(value, int) else str(value) if isinstance(value, str | Decimal | float) else "…"
