"""A history as people read it: each event with field, old and new value, under Vietnamese names beside our own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

from rich.table import Table
from rich.text import Text

from contracts.history import Change, History, HistoryEntry
from services.chassis.messaging.serving import LOCAL
from sinhhoat.printing import table_of

NOTHING = "–"
INSTANT = re.compile(r"[0-9]{4}-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9](\.[0-9]+)?\+00:00")

KEYED = ("points", "numbers")
"""Fields whose entries have keys that may look like names of fields: criteria, and what a criterion counts."""

Path = tuple[str, ...]
"""The way to a value: names of fields, keys of entries, places in lists."""


@dataclass(frozen=True)
class Words:
    """What stands for ids: codes of people and units by id, and the words of free texts by text id."""

    codes: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    def of(self, value: Any) -> str:
        """A value in one line."""
        if isinstance(value, dict) and "sha256" in value:
            return self.texts.get(str(value["text_id"]), str(value["text_id"]))
        if isinstance(value, dict):
            return ", ".join(f"{self.code(name)} {self.of(part)}" for name, part in value.items())
        if isinstance(value, list):
            return "; ".join(self.of(part) for part in value) or NOTHING
        if isinstance(value, bool):
            return "có / yes" if value else "không / no"
        return NOTHING if value in (None, "") else self.code(_local(str(value)))

    def code(self, name: str) -> str:
        return self.codes.get(name, name)


def history_table(heading: Text, history: History, words: Words) -> Table:
    """One row for each event, in the order in which they happened."""
    table = table_of("v", "Sự kiện / Event", title=heading)
    table.add_column("Thay đổi: cũ → mới / Changes: old → new", overflow="fold", ratio=1)
    table.add_column("Ghi lúc, ai, vị trí, lệnh / Recorded, by, position, command", overflow="fold", width=42)
    known: dict[str, str] = {}
    for entry in history.entries:
        # As plain text: what people wrote may look like rich's own marks.
        content = Text("\n".join(lines_of(entry, words, known)))
        table.add_row(str(entry.version), Text(_event(entry)), content, Text(_source(entry, words)))
    if history.more is not None:
        table.caption = f"{len(history.entries)} / {history.total} sự kiện / events; --above {history.more}"
    return table


def lines_of(entry: HistoryEntry, words: Words, known: dict[str, str]) -> list[str]:
    """What the event changed, then what it said besides.

    `known` holds the plain fields of the aggregate as earlier events made them, and is kept up to date: what an event
    only repeats is not said again.
    """
    changes = [line for change in entry.changes for line in _changed(change, words)]
    leaves = [leaf for change in entry.changes for leaf in _leaves(tuple(change.field), change.new)]
    known |= {where[0]: str(value) for where, value in leaves if len(where) == 1}
    told = {_said(leaf) for leaf in leaves} | set(known.items())
    besides = [leaf for leaf in _leaves((), entry.happened) if leaf[1] is not None and _said(leaf) not in told]
    return changes + [f"· {_label(where, words)}: {words.of(value)}" for where, value in besides]


def _changed(change: Change, words: Words) -> Iterator[str]:
    path = tuple(change.field)
    if change.how != "changed":
        sign, value = ("+", change.new) if change.how == "added" else ("−", change.old)
        yield f"{sign} {_label(path, words)}: {words.of(value)}"
        return
    old, new = dict(_leaves(path, change.old)), dict(_leaves(path, change.new))
    for where in old | new:
        before, after = old.get(where), new.get(where)
        if before != after:
            yield f"{_label(where, words)}: {words.of(before)} → {words.of(after)}"


def _leaves(path: Path, value: Any) -> Iterator[tuple[Path, Any]]:
    """The single values in a value, each with the way to it; a free text is one."""
    if isinstance(value, dict) and value and "sha256" not in value:
        for name, part in value.items():
            yield from _leaves((*path, name), part)
    elif isinstance(value, list) and value:
        for place, part in enumerate(value):
            yield from _leaves((*path, str(place)), part)
    else:
        yield path, value


def _said(leaf: tuple[Path, Any]) -> tuple[str, str]:
    """Field and value, wherever it stands: what a change shows need not be said again."""
    where, value = leaf
    return _field(where), str(value)


def _field(path: Path) -> str:
    """The last name of a field in the path: what follows are keys and places."""
    return next((path[place] for place in reversed(range(len(path))) if not is_key(path, place)), path[-1])


def _label(path: Path, words: Words) -> str:
    """`có mặt · recorded.attendance.present`"""
    where = path[0] + "".join(
        f"[{words.code(part)}]" if is_key(path, place) else f".{part}" for place, part in enumerate(path) if place
    )
    name = labels()["fields"].get(_field(path))
    return f"{name} · {where}" if name else where


def is_key(path: Path, place: int) -> bool:
    """Whether what stands there is no name of a field but the key of an entry, or a place in a list."""
    return path[place] not in labels()["fields"] or (place > 0 and path[place - 1] in KEYED)


def _event(entry: HistoryEntry) -> str:
    published = entry.published_as.split(".")[1] if entry.published_as else None
    vi = terms().get(published or "") or labels()["events"].get(entry.topic, "")
    return "\n".join(filter(None, (vi, entry.topic.split(".", 1)[1])))


def _local(value: str) -> str:
    """An instant as the clock on the wall shows it in Viet Nam; anything else as it is."""
    if not INSTANT.fullmatch(value):
        return value
    return f"{datetime.fromisoformat(value).astimezone(LOCAL):%Y-%m-%d %H:%M}"


def _source(entry: HistoryEntry, words: Words) -> str:
    at = f"{entry.recorded_at.astimezone(LOCAL):%d/%m/%Y %H:%M:%S}  {words.code(entry.actor)}"
    told = (at, f"{entry.position} {entry.published_as or ''}", f"lệnh / command\n{entry.command_id}")
    why = f"do / because of {entry.causation}" if entry.causation else None
    part = f"thuộc / part of {entry.correlation}" if entry.correlation not in (None, "", entry.command_id) else None
    return "\n".join(filter(None, (*told, why, part)))


@cache
def labels() -> dict[str, dict[str, str]]:
    """Vietnamese names of fields, and of the events that nobody else is told."""
    read: dict[str, dict[str, str]] = json.loads(_data("sinhhoat.histories", "labels.json"))
    return read


@cache
def terms() -> dict[str, str]:
    """What people call each message."""
    read: dict[str, str] = json.loads(_data("sinhhoat.published_language", "terms.json"))
    return read


def _data(package: str, name: str) -> str:
    return resources.files(package).joinpath(name).read_text(encoding="utf-8")
