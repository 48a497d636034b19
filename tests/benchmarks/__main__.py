"""`./dev bench [NAME…] [--json]`: run the benchmarks named, or all, and print what they found."""

from __future__ import annotations

import argparse
import asyncio
import importlib
import json
import pkgutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import tests.benchmarks
from sinhhoat.stack import Stack


def all_names() -> list[str]:
    """The modules of this package; each has `async def run(endpoints) -> dict`."""
    return sorted(module.name for module in pkgutil.iter_modules(tests.benchmarks.__path__) if module.name[0] != "_")


async def run(names: list[str]) -> dict[str, Any]:
    found = {}
    for name in names:
        benchmark = importlib.import_module(f"tests.benchmarks.{name}")
        # A system of its own for each, so that none runs on what another has left.
        with tempfile.TemporaryDirectory() as directory:
            async with Stack(Path(directory)) as stack:
                found[name] = await benchmark.run(stack.endpoints)
    return found


def lines(found: dict[str, Any], depth: int = 0) -> list[str]:
    """Indented, one value a line."""
    written = []
    for name, value in found.items():
        if isinstance(value, dict):
            written += [f"{'  ' * depth}{name}", *lines(value, depth + 1)]
        else:
            written.append(f"{'  ' * depth}{name:<{44 - 2 * depth}}{shown(value):>14}")
    return written


def shown(value: object) -> str:
    if isinstance(value, float) and value < 100:
        return f"{value:.2f}"
    return f"{value:,.0f}" if isinstance(value, int | float) else str(value)


def main() -> None:
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of: {', '.join(all_names())}")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    arguments = parser.parse_args()
    names = arguments.names or all_names()
    if unknown := [name for name in names if name not in all_names()]:
        parser.error(f"no such benchmark: {', '.join(unknown)}")
    found = asyncio.run(run(names))
    sys.stdout.write(json.dumps(found, indent=2) if arguments.json else "\n".join(lines(found)))
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
