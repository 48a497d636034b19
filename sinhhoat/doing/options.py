"""One option of the command line for each leaf of a message, and back from what was typed to an entry."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID

import typer
from pydantic import AwareDatetime, BaseModel

from sinhhoat.doing.fields import Field, Kind, choices, fields_of
from sinhhoat.doing.items import read_item, read_pair
from sinhhoat.doing.named import FORMS
from sinhhoat.moments import read_json

COMMON = ("as", "keeper", "at", "id", "after", "with-role", "from", "json", "help")
"""Words that every command has for itself; a field of such a name is typed as `--its-…`."""

METAVARS: Mapping[Any, str] = {
    date: "YYYY-MM-DD",
    datetime: "YYYY-MM-DDTHH:MM",
    AwareDatetime: "YYYY-MM-DDTHH:MM",
    Decimal: "9.99",
    UUID: "UUID",
    str: "TEXT",
    int: "N",
    bool: "",
}


@dataclass(frozen=True)
class Option:
    """How one leaf is typed: its parameter, its words, and its form."""

    field: Field
    words: tuple[str, ...]

    @property
    def parameter(self) -> str:
        """The name of the parameter that takes it."""
        return "__".join(("field", *self.field.path))

    @property
    def many(self) -> bool:
        """Whether the option is typed once for each of several values."""
        return self.field.kind.origin in (list, dict)

    def declared(self) -> inspect.Parameter:
        """The parameter as the command line's library reads it; None where it was not typed."""
        words, kind = self.words, self.field.kind
        typed: Any = str
        if kind.base is bool:
            typed, words = bool, (f"{words[0]}/--no-{words[0].removeprefix('--')}",)
        elif kind.base is int:
            typed = int
        elif choices(kind):
            typed = Literal[choices(kind)]
        told = typer.Option(*words, metavar=_metavar(kind) or None, help=self._help(), show_default=False)
        return _parameter(self.parameter, list[str] if self.many else typed, told)

    def _help(self) -> str:
        if self.field.needed:
            return "bắt buộc / required"
        default = self.field.default
        return "" if default is None or default in ([], {}) else f"[{_plain(default)}]"

    def read(self, typed: Any) -> Any:
        """The value as it stands in an entry; ValueError where it cannot be read."""
        kind = self.field.kind
        if kind.origin is dict:
            return dict(read_pair(text, kind) for text in typed)
        if kind.origin is list:
            return [one for text in typed for one in _read_many(text, kind.inside[0])]
        return read_item(typed, kind) if isinstance(typed, str) else typed


def options_of(model: type[BaseModel]) -> list[Option]:
    """An option for every leaf, in the model's order; an id may be typed without `-id` where no field is called so."""
    fields = list(fields_of(model))
    taken = {_word(field.path) for field in fields} | set(COMMON)
    return [Option(field, tuple(_words(field, taken))) for field in fields]


def entry_of(options: Iterable[Option], typed: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, as nested as the message is; BadParameter names what cannot be read."""
    entry: dict[str, Any] = {}
    for option in options:
        value = typed.get(option.parameter)
        if value is None or value == []:
            continue
        inner = entry
        for step in option.field.path[:-1]:
            inner = inner.setdefault(step, {})
        try:
            inner[option.field.path[-1]] = option.read(value)
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint=option.words[0]) from None
    return entry


def _read_many(text: str, kind: Kind) -> list[Any]:
    """One value, or all those of a file that is named behind an @."""
    if not text.startswith("@"):
        return [read_item(text, kind)]
    told = read_json(Path(text[1:]))
    if not isinstance(told, list):
        raise ValueError(f"{text[1:]}: cần một danh sách / a list is needed")
    return told


def _words(field: Field, taken: set[str]) -> Iterable[str]:
    word = _word(field.path)
    yield f"--its-{word}" if word in COMMON else f"--{word}"
    short = word.removesuffix("-id")
    if field.kind.names and short not in taken:
        yield f"--{short}"


def _word(path: tuple[str, ...]) -> str:
    return ".".join(step.replace("_", "-") for step in path)


def _metavar(kind: Kind) -> str:
    if kind.origin is list:
        [inner] = kind.inside
        return "JSON | KEY=VALUE,… | @FILE" if inner.part or inner.origin else _metavar(inner)
    if kind.origin is dict:
        return f"KEY={_metavar(kind.inside[1]) or 'VALUE'}"
    if kind.names:
        return FORMS[kind.names.what]
    return METAVARS.get(kind.base, "") if not kind.origin else ""


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _parameter(name: str, typed: Any, told: Any) -> inspect.Parameter:
    annotation = Annotated[typed | None, told]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
