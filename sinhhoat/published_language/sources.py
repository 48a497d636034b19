"""Reads from source code what a piece of it leads to, as far as names tell."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Mapping
from functools import cache
from types import ModuleType
from typing import Any

from contracts.message import Message
from sinhhoat.published_language.catalogue import messages


def messages_named(module: ModuleType, start: str) -> set[type[Message]]:
    """The messages that a definition of a module names, itself or in what it uses of the same module.

    A table by contract names, such as those of `contracts/lives.py`, names the messages of its keys.
    """
    values = list(_values(module, start))
    named = {kind for kind in values if isinstance(kind, type) and _is_message(kind)}
    return named.union(*(messages_keyed(value) for value in values))


def messages_keyed(value: object) -> set[type[Message]]:
    """The messages whose contract names are the keys of a table; none of anything else."""
    if not isinstance(value, Mapping):
        return set()
    known = _by_contract()
    return {known[key] for key in value if isinstance(key, str) and key in known}


@cache
def _by_contract() -> dict[str, type[Message]]:
    return {kind.contract(): kind for kind in messages()}


@cache
def definitions(module: ModuleType) -> dict[str, ast.stmt]:
    """The functions, classes and values that a module defines at its top."""
    found: dict[str, ast.stmt] = {}
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id: node for target in targets if isinstance(target, ast.Name)}
    return found


def attributes_in(node: ast.AST) -> set[str]:
    """The names behind a dot, such as `schedule` in `meeting.schedule(...)`."""
    return {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}


def _is_message(kind: type) -> bool:
    """Whether it is one that goes over the bus, not one of the classes that all of them have in common."""
    return issubclass(kind, Message) and "subject" in vars(kind)


def _values(module: ModuleType, start: str) -> Iterator[Any]:
    """What the names mean that can be reached from a definition without leaving its module."""
    known, seen, waiting = definitions(module), {start}, [start]
    while waiting:
        for part in ast.walk(known[waiting.pop()]):
            if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
                yield getattr(vars(module).get(part.value.id), part.attr, None)
            elif isinstance(part, ast.Name):
                yield vars(module).get(part.id)
                if part.id in known and part.id not in seen:
                    seen.add(part.id)
                    waiting.append(part.id)
