"""Reads from source code which refusals it can raise, and with which numbers."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

ERRORS = {"Refused", "Unavailable"}


@dataclass(frozen=True)
class Raised:
    """One place in the code where an error with this code is made."""

    code: str
    numbers: frozenset[str]
    line: int


def raised_in(source: str) -> list[Raised]:
    """Every `Refused(...)` and `Unavailable(...)`; ValueError where the code is no literal that can be followed."""
    found: list[Raised] = []
    for scope, call in _calls(ast.parse(source)):
        if _handed_on(call.args[0]):
            continue
        codes = _codes(call.args[0], scope)
        if not codes:
            raise ValueError(f"line {call.lineno}: the code is no literal")
        numbers = frozenset(keyword.arg or "**" for keyword in call.keywords) - {"field"}
        found += [Raised(code, numbers, call.lineno) for code in sorted(codes)]
    return found


def strings_in(source: str) -> set[str]:
    """Every string literal."""
    return {
        node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant) and type(node.value) is str
    }


def _calls(tree: ast.AST) -> Iterator[tuple[ast.AST, ast.Call]]:
    """Every call that makes such an error, with the innermost function around it."""
    stack: list[tuple[ast.AST, ast.AST]] = [(tree, tree)]
    while stack:
        scope, node = stack.pop()
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS:
            yield scope, node
        inner = node if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else scope
        stack += [(inner, child) for child in ast.iter_child_nodes(node)]


def _handed_on(node: ast.AST) -> bool:
    """Whether this is the code of another error, which was made, and is looked at, somewhere else."""
    if isinstance(node, ast.IfExp):
        return _handed_on(node.body) and _handed_on(node.orelse)
    return isinstance(node, ast.Attribute)


def _codes(node: ast.AST, scope: ast.AST) -> set[str]:
    """The literals that an expression can be: a string, one of two, or what a name was given in its function."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.IfExp):
        return _codes(node.body, scope) | _codes(node.orelse, scope)
    if isinstance(node, ast.Name):
        given = [
            assigned.value
            for assigned in ast.walk(scope)
            if isinstance(assigned, ast.Assign)
            and any(isinstance(target, ast.Name) and target.id == node.id for target in assigned.targets)
        ]
        return {code for value in given for code in _codes(value, scope)}
    return set()
