"""Reads from source code what a piece of it leads to, as far as names tell."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any

from contracts.message import Message


def messages_named(module: ModuleType, start: str) -> set[type[Message]]:
    """The messages that a definition of a module names, itself or in what it uses of the same module."""
    return {kind for kind in _values(module, start) if isinstance(kind, type) and _is_message(kind)}


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
