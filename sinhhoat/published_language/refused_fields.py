"""Of which fields each refusal of the services tells, as far as the literals of their code say."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

FIELD = "field"
"""What `Refused` calls it, and every check that is told by its caller of which field it is to speak."""


@dataclass
class Check:
    """A function that refuses with `codes` the field that it is given: by name, or as argument number `place`."""

    place: int | None
    usual: Sequence[str]
    codes: set[str] = field(default_factory=set)


def refused_fields(services: Path) -> dict[str, set[str]]:
    """Code -> fields. A check that is given the field speaks of those that its own service gives it."""
    found: dict[str, set[str]] = defaultdict(set)
    for service in sorted(path for path in services.iterdir() if path.is_dir()):
        trees = [ast.parse(path.read_text("utf-8")) for path in sorted(service.rglob("*.py"))]
        for code, name in _told(trees):
            found[code].add(name)
    return dict(found)


def _told(trees: Sequence[ast.Module]) -> Iterator[tuple[str, str]]:
    checks = _checks(trees)
    for call in (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)):
        names = list(_strings(_given(call, checks)))
        yield from ((code, name) for code in _codes(call, checks) for name in names)
    yield from ((code, name) for check in checks.values() for code in check.codes for name in check.usual)


def _checks(trees: Sequence[ast.Module]) -> Mapping[str, Check]:
    """By name; also those that hand the field on to another one."""
    functions = [
        node
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and FIELD in _arguments(node)
    ]
    checks = {function.name: _check(function) for function in functions}
    known = -1
    while known < (known := sum(len(check.codes) for check in checks.values())):
        for function in functions:
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
                given = _given(call, checks)
                if isinstance(given, ast.Name) and given.id == FIELD:
                    checks[function.name].codes |= set(_codes(call, checks))
    return checks


def _check(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Check:
    named = [one.arg for one in function.args.args if one.arg not in ("self", "cls")]
    usual = zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
    said = [name for one, default in usual if one.arg == FIELD for name in _strings(default)]
    return Check(named.index(FIELD) if FIELD in named else None, said)


def _arguments(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    return {one.arg for one in (*function.args.args, *function.args.kwonlyargs)}


def _codes(call: ast.Call, checks: Mapping[str, Check]) -> set[str]:
    """With which codes a call may refuse the field that it gives."""
    name = _name(call)
    if name == "Refused":
        return set(_strings(call.args[0]))
    return checks[name].codes if name in checks else set()


def _given(call: ast.Call, checks: Mapping[str, Check]) -> ast.expr | None:
    named = next((key.value for key in call.keywords if key.arg == FIELD), None)
    check = checks.get(_name(call))
    if named is None and check is not None and check.place is not None and check.place < len(call.args):
        return call.args[check.place]
    return named


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _strings(node: ast.expr | None) -> Iterator[str]:
    """The literals that an expression can be."""
    if isinstance(node, ast.IfExp):
        yield from _strings(node.body)
        yield from _strings(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
