"""What a command can make happen, followed from its application method to the events of the aggregates it calls.

All services are written alike (one method per command; aggregates named where they are loaded; events behind `@event`
methods), so names are enough; a test holds that no event is without its command.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import textwrap
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any, get_type_hints

from contracts.message import Command, Event
from contracts.texts import EraseText
from services.chassis.aggregate import Aggregate
from services.chassis.event_store.codec import DomainEvent
from services.chassis.runtime import Service
from services.chassis.text_erasure import TextErasure
from sinhhoat.published_language.publishing import told_by
from sinhhoat.published_language.sources import attributes_in


def events_of(command: type[Command], service: Service) -> list[type[Event]]:
    """The contract events that carrying out a command can lead to, by name; none where it only writes rows."""
    # The chassis itself carries out an erasure.
    erases = issubclass(command, EraseText)
    happened = {TextErasure.Erased} if erases else set(_happens(service.name, method_name(command)))
    found = {event for told in told_by(service) if told.happened in happened for event in told.events}
    return sorted(found, key=lambda event: event.__name__)


def method_name(command: type[Command]) -> str:
    """The application method of a command: `meetings.record_meeting.v1` -> `record_meeting`."""
    return command.contract().split(".")[1]


def _happens(service: str, method: str) -> Iterator[type[DomainEvent]]:
    application = importlib.import_module(f"services.{service}.application")
    for owner in vars(application).values():
        # A service with an open and a sealed side has a package, which only names the classes of its modules.
        if inspect.isclass(owner) and owner.__module__.startswith(application.__name__) and method in vars(owner):
            yield from _made_happen(owner, {method})
            called = set().union(*(attributes_in(tree) for tree in _reached(owner, {method})))
            for part in _parts(owner, application):
                yield from _made_happen(part, called & _methods(part).keys())


def _made_happen(owner: type, methods: set[str]) -> Iterator[type[DomainEvent]]:
    """The events of the aggregates that these methods name."""
    trees = list(_reached(owner, methods))
    called = set().union(*(attributes_in(tree) for tree in trees))
    for aggregate, made in _aggregates(vars(importlib.import_module(owner.__module__)), trees):
        names = {*called, "__init__"} if made else called
        for name in sorted(names & vars(aggregate).keys() - {"create_id"}):
            yield from _events_behind(aggregate, name)


def _parts(owner: type, application: ModuleType) -> list[type]:
    """The classes beside it that it holds, apart from those that carry out commands themselves."""
    beside = owner.__module__.rpartition(".")[0]
    held = (kind for kind in get_type_hints(owner).values() if inspect.isclass(kind))
    return [
        kind
        for kind in held
        if kind.__module__.startswith(f"{beside}.") and vars(application).get(kind.__name__) is not kind
    ]


def _aggregates(known: dict[str, Any], trees: list[ast.AST]) -> Iterator[tuple[type[Aggregate], bool]]:
    """The aggregates that are named, and whether one is made by calling the class."""
    parts = [part for tree in trees for part in ast.walk(tree)]
    made = {part.func.id for part in parts if isinstance(part, ast.Call) and isinstance(part.func, ast.Name)}
    for name in sorted({part.id for part in parts if isinstance(part, ast.Name)}):
        value = known.get(name)
        if inspect.isclass(value) and issubclass(value, Aggregate):
            yield value, name in made


def _events_behind(aggregate: type[Aggregate], method: str) -> Iterator[type[DomainEvent]]:
    """The events that a method triggers, itself or through other methods of its aggregate."""
    for tree in _reached(aggregate, {method}):
        makes = any(isinstance(part, ast.Call) and _is_own_class(part.func, aggregate) for part in ast.walk(tree))
        if makes and method != "__init__":
            yield from _events_behind(aggregate, "__init__")
        for decorator in getattr(tree, "decorator_list", []):
            if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "event":
                yield getattr(aggregate, ast.unparse(decorator.args[0]))


def _is_own_class(function: ast.expr, aggregate: type[Aggregate]) -> bool:
    return isinstance(function, ast.Name) and function.id in {"cls", aggregate.__name__}


def _reached(owner: type, start: set[str]) -> Iterator[ast.AST]:
    """The source of these methods and of all methods of their class that they call."""
    methods = _methods(owner)
    seen, waiting = {*start}, sorted(start)
    while waiting:
        tree = methods[waiting.pop()]
        yield tree
        more = attributes_in(tree) & methods.keys() - seen
        seen |= more
        waiting += sorted(more)


@cache
def _methods(owner: type) -> dict[str, ast.AST]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(owner))).body[0]
    assert isinstance(tree, ast.ClassDef)
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
