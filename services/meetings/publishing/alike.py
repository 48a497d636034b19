"""A message that says what happened field by field, under the same names."""

from __future__ import annotations

from typing import TypeVar

from contracts.message import Event
from services.chassis.changes import plain

E = TypeVar("E", bound=Event)


def alike(kind: type[E], said: object, **besides: object) -> E:
    """The message whose fields are those of `said`, apart from those given besides."""
    same = {name: plain(getattr(said, name)) for name in kind.model_fields if name not in besides}
    return kind.model_validate(same | besides)
