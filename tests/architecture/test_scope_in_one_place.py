"""Roles are held against units in one place of each service: its policies, and for reporting's answers their scope."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SERVICES = Path(__file__).parents[2] / "services"
ALLOWED = {"policies.py", "reporting/read_models/scope.py"}
"""Beside them the chassis, which makes the roles and knows nothing of what they allow."""


def offences(services: Path) -> list[str]:
    """Modules that look at an actor's roles and are none of those that decide by them, with the line."""
    return sorted(
        f"{file.relative_to(services)}:{line}"
        for file in services.rglob("*.py")
        if not _may_look(file.relative_to(services))
        for line in looks_at_roles(ast.parse(file.read_text("utf-8")))
    )


def _may_look(module: Path) -> bool:
    return module.parts[0] == "chassis" or module.name in ALLOWED or module.as_posix() in ALLOWED


def looks_at_roles(tree: ast.AST) -> Iterator[int]:
    """The lines on which `roles` of something is read, or asked for by name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "roles":
            yield node.lineno
        if isinstance(node, ast.Call) and any(
            isinstance(one, ast.Constant) and one.value == "roles" for one in node.args
        ):
            yield node.lineno


def test_only_policies_and_the_scope_of_reporting_look_at_an_actors_roles() -> None:
    assert offences(SERVICES) == []


@pytest.mark.parametrize(
    "planted",
    [
        "mine = {role.unit_id for role in reader.actor.on(today).roles}",
        'mine = {role.unit_id for role in getattr(actor, "roles")}',
    ],
)
def test_a_read_model_that_compares_units_with_roles_itself_is_found(planted: str, tmp_path: Path) -> None:
    module = tmp_path / "reporting" / "read_models" / "quarterly_reports.py"
    module.parent.mkdir(parents=True)
    module.write_text(planted, "utf-8")

    found = offences(tmp_path)

    assert found == ["reporting/read_models/quarterly_reports.py:1"]
