"""The cell types and their reporting groups, which are data with a version and a day from which they hold."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from sinhhoat.registers.findings import Unfit
from sinhhoat.registers.text import fold
from sinhhoat.registers.values import Raw, Value, plain_text, written


@dataclass(frozen=True)
class Group:
    """A reporting group of cell types."""

    token: str
    name_vi: str
    name_en: str


@dataclass(frozen=True)
class CellType:
    """A cell type; `group` is the token of its reporting group, `aliases` are the words registers use for it."""

    token: str
    group: str
    name_vi: str
    name_en: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class CellTypes:
    """One version of the table of cell types, with the levels on which a committee is a grassroots one."""

    version: str
    effective_from: date
    groups: tuple[Group, ...]
    types: tuple[CellType, ...]
    grassroots_levels: tuple[str, ...]

    def group_of(self, token: str) -> str:
        """The token of the reporting group of a cell type; KeyError for a type that is not in the table."""
        return {cell_type.token: cell_type.group for cell_type in self.types}[token]

    def words(self) -> dict[str, str]:
        """Every word for a type, folded, with the token it means."""
        return {
            fold(word): cell_type.token
            for cell_type in self.types
            for word in (cell_type.token, cell_type.name_vi, cell_type.name_en, *cell_type.aliases)
        }


@cache
def cell_types() -> CellTypes:
    """The table that ships with the program."""
    table = json.loads(resources.files(__package__).joinpath("cell_types.json").read_text(encoding="utf-8"))
    return CellTypes(
        version=table["version"],
        effective_from=date.fromisoformat(table["effective_from"]),
        groups=tuple(Group(**group) for group in table["groups"]),
        types=tuple(CellType(**{**row, "aliases": tuple(row["aliases"])}) for row in table["types"]),
        grassroots_levels=tuple(table["grassroots_levels"]),
    )


@cache
def _words() -> dict[str, str]:
    return cell_types().words()


def type_names() -> str:
    """All tokens with their Vietnamese names, for telling what would be right."""
    return ", ".join(f"{cell_type.token} ({cell_type.name_vi})" for cell_type in cell_types().types)


def cell_type(raw: Raw) -> Value:
    """The token that a field means: the token itself or a Vietnamese name, with or without "chi bộ" before it."""
    word = fold(plain_text(written(raw)))
    token = _words().get(word) or _words().get(word.removeprefix("chi bo "))
    if token is None:
        raise Unfit("type_unknown", names=type_names())
    return token
