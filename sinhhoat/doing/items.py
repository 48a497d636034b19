"""One typed value by its type: a number, a truth, an instant, a part as JSON or as `key=value,key=value`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from pydantic import AwareDatetime, BaseModel

from services.chassis.messaging.serving import LOCAL
from sinhhoat.doing.fields import Kind, kind_of_field

TRUE, FALSE = ("true", "yes", "có"), ("false", "no", "không")


def read_item(text: str, kind: Kind) -> Any:
    """The value for an entry. What only a model can judge stays text; ValueError where it cannot be read."""
    if text == "null" and kind.optional:
        return None
    if kind.part is not None and not text.lstrip().startswith("{"):
        return _part(text, kind.part)
    if kind.part is not None or kind.origin in (list, dict):
        return json.loads(text)
    reader = _READERS.get(kind.base)
    return reader(text) if reader else text


def read_pair(text: str, kind: Kind) -> tuple[str, Any]:
    """`key=value` of a mapping."""
    key, equals, value = text.partition("=")
    if not equals or not key:
        raise ValueError(f"{text!r}: cần / needed: KEY=VALUE")
    return key, read_item(value, kind.inside[1])


def _part(text: str, model: type[BaseModel]) -> dict[str, Any]:
    """`person=QS-01,cell=CB-01,from_on=2026-01-01`: for parts without parts, whose values hold no comma."""
    made: dict[str, Any] = {}
    for pair in text.split(","):
        key, equals, value = pair.partition("=")
        key = key.strip().replace("-", "_")
        name = key if key in model.model_fields else f"{key}_id"
        if not equals or name not in model.model_fields:
            words = ", ".join(model.model_fields)
            raise ValueError(f"{pair!r}: cần / needed: JSON | KEY=VALUE,… ({words})")
        made[name] = read_item(value.strip(), kind_of_field(model.model_fields[name]))
    return made


def _truth(text: str) -> bool:
    if text.lower() not in TRUE + FALSE:
        raise ValueError(f"{text!r}: true | false")
    return text.lower() in TRUE


def read_number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"{text!r}: cần một số nguyên / a whole number is needed") from None


def _instant(text: str) -> str:
    """With its zone, Viet Nam's where none was written; what is no instant is left for the model to refuse."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (instant if instant.tzinfo else instant.replace(tzinfo=LOCAL)).isoformat()


_READERS: Mapping[Any, Callable[[str], Any]] = {
    bool: _truth,
    int: read_number,
    datetime: _instant,
    AwareDatetime: _instant,
}
