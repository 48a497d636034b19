"""How values stand in stored events: transcodings of the library, so that the stock library reads them too."""

from __future__ import annotations

import dataclasses
from datetime import date
from enum import Enum, Flag
from typing import Any

from eventsourcing.persistence import Transcoding


class DateAsISO(Transcoding):
    """A date without a time as `2019-01-31`."""

    type = date
    name = "date_iso"

    def encode(self, obj: date) -> str:
        return obj.isoformat()

    def decode(self, data: str) -> date:
        return date.fromisoformat(data)


class EnumAsValue(Transcoding):
    """A member of a plain Enum as its value, which must be a str or an int."""

    def __init__(self, name: str, enum: type[Enum]) -> None:
        if issubclass(enum, str | int | Flag):
            raise TypeError(f"{enum.__name__} is no plain Enum")
        if not all(type(member.value) in (str, int) for member in enum):
            raise TypeError(f"{enum.__name__} has a member whose value is neither str nor int")
        self.type, self.name = enum, name

    def encode(self, obj: Enum) -> str | int:
        value: str | int = obj.value
        return value

    def decode(self, data: str | int) -> Enum:
        member: Enum = self.type(data)
        return member


class DataclassAsFields(Transcoding):
    """A frozen dataclass as its fields. Reading it back checks nothing: history was right when it was written."""

    def __init__(self, name: str, cls: type) -> None:
        if not dataclasses.is_dataclass(cls) or not cls.__dataclass_params__.frozen:  # type: ignore[attr-defined]
            raise TypeError(f"{cls.__name__} is no frozen dataclass")
        self.type, self.name = cls, name
        self._fields = dataclasses.fields(cls)
        self._later = {field.name: _default(field) for field in self._fields if "added_later" in field.metadata}

    def encode(self, obj: Any) -> dict[str, Any]:
        told = {field.name: getattr(obj, field.name) for field in self._fields}
        return {name: value for name, value in told.items() if name not in self._later or value != self._later[name]}

    def decode(self, data: dict[str, Any]) -> Any:
        """A field added later takes its default; one without a default, or one that is gone, is a TypeError."""
        if unknown := data.keys() - {field.name for field in self._fields}:
            raise TypeError(f"{self.name} has no field {sorted(unknown)}")
        restored: Any = object.__new__(self.type)
        for field in self._fields:
            object.__setattr__(restored, field.name, data[field.name] if field.name in data else self._default(field))
        return restored

    def _default(self, field: dataclasses.Field[Any]) -> Any:
        if field.default is not dataclasses.MISSING:
            return field.default
        if field.default_factory is not dataclasses.MISSING:
            return field.default_factory()
        raise TypeError(f"{self.name} was stored without {field.name}, which has no default")


def _default(field: dataclasses.Field[Any]) -> Any:
    return field.default if field.default_factory is dataclasses.MISSING else field.default_factory()
