"""Every benchmark runs in a tiny form, so that none rots; how fast anything is, is not judged here."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from sinhhoat.stack import Endpoints
from tests.benchmarks._measuring import all_names, module_of, options_of
from tests.benchmarks._printing import leaves

TINY = {"events": 200, "seconds": 1, "rate": 30, "cells": 20, "quarters": 1, "plans": 1}
QUICKER: dict[str, dict[str, Any]] = {
    "city": {"ROUNDS": 1, "LATE": 6, "TOLD": 10},
    "export": {"ROUNDS": 1},
    "append": {"SECONDS": 0.05, "ROUNDS": 1},
    "commands": {"REQUESTS": 200, "BATCHES": 2, "MEETINGS": 100, "MEETING_BATCHES": 1},
    "consumers": {"MESSAGES": 10, "PAUSE": 0.01, "SETTLED": 0.2, "IDLE": 0.1},
    "rebuild": {"ROUNDS": 1, "STOCK_EVENTS": 50},
}
"""What is no option, for nobody who measures should change it."""
SEVERAL_PROCESSES = {"city", "city_year", "export", "latency", "commands", "rebuild"}
MAY_BE_NOTHING = ("answered to visible", "CPU")
"""How such a name begins. An answer may come after its event is visible; processor time is counted in ticks."""


@pytest.mark.connected
@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=pytest.mark.system if name in SEVERAL_PROCESSES else ()) for name in all_names()],
)
async def test_a_benchmark_runs_and_gives_figures(
    name: str, fresh_endpoints: Endpoints, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = module_of(name)
    for constant, value in QUICKER.get(name, {}).items():
        monkeypatch.setattr(module, constant, value)

    found = await module.run(fresh_endpoints, **{option: TINY[option] for option in options_of(name)})

    figures = {path: value for path, value in leaves(found) if isinstance(value, int | float)}
    assert figures
    assert not {path: value for path, value in figures.items() if value <= 0 and not may_be_nothing(path)}


def may_be_nothing(path: tuple[str, ...]) -> bool:
    return any(name.startswith(MAY_BE_NOTHING) for name in path)


def test_every_module_without_an_underscore_is_a_benchmark_or_says_how_they_grow() -> None:
    modules = [importlib.import_module(f"tests.benchmarks.{name}") for name in [*all_names(), "growth"]]

    assert all(callable(module.run) and module.__doc__ for module in modules)
