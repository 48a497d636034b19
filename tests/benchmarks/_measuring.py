"""Finds the benchmarks and runs one of them on a system of its own."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import tests.benchmarks
from sinhhoat.stack import Stack

KEEPING = ("city",)
"""What can be measured again in a directory that is kept: it makes nothing that is there already."""

Figures = dict[str, Any]
"""Names of what was measured; a value is a number, a text, or such a dict again."""


def all_names() -> list[str]:
    """The modules of this package; each has `async def run(endpoints, …) -> Figures`."""
    found = (module.name for module in pkgutil.iter_modules(tests.benchmarks.__path__))
    return sorted(name for name in found if not name.startswith(("_", "test_", "growth")))


def module_of(name: str) -> ModuleType:
    return importlib.import_module(f"tests.benchmarks.{name}")


def options_of(name: str) -> set[str]:
    """What a benchmark can be told: `events` stored or to be processed, `seconds`, `cells` …"""
    parameters = inspect.signature(module_of(name).run).parameters.values()
    return {parameter.name for parameter in parameters if parameter.kind is parameter.KEYWORD_ONLY}


async def measure(name: str, options: Mapping[str, int], data: Path | None = None) -> Figures:
    """Run one; those of the options that it does not know are left out. `data`: where what it makes is kept."""
    known = {option: value for option, value in options.items() if option in options_of(name)}
    with _directory(name, known, data) as directory:
        async with Stack(directory) as stack:
            found: Figures = await module_of(name).run(stack.endpoints, **known)
            return found


@contextmanager
def _directory(name: str, options: Mapping[str, int], data: Path | None) -> Iterator[Path]:
    """A system of its own for each, so that none runs on what another has left; kept, one for each size."""
    if data is None:
        with tempfile.TemporaryDirectory() as directory:
            yield Path(directory)
        return
    sizes = [f"{options[option]}-{option}" for option in ("cells", "quarters") if option in options]
    yield data / "-".join([name, *sizes])
