"""`./dev bench [NAME…] [--json]`: run the benchmarks named, or all, and print what they found."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import uvloop
from rich.console import Console

from services.chassis.runtime.garbage import look_seldom
from tests.benchmarks import growth
from tests.benchmarks._machine import machine
from tests.benchmarks._measuring import KEEPING, all_names, measure, options_of
from tests.benchmarks._printing import table_of

GROWTH = "growth"
OPTIONS = ("seconds", "rate", "quarters", "plans")
SIZES = (growth.EVENTS, growth.CELLS)


async def run(
    names: Sequence[str], options: Mapping[str, int], sizes: Mapping[str, Sequence[int]], data: Path | None = None
) -> dict[str, Any]:
    """Machine and figures by benchmark; a line on standard error before each, for some take minutes.

    Named first, growth is about the others that are named. `sizes`: numbers of events or cells, growth's several.
    """
    found: dict[str, Any] = {"machine": machine()}
    names, grown = ([GROWTH], names[1:]) if names[0] == GROWTH else (names, [])
    measuring, by = partial(measure, data=data), _grows_by(sizes)
    one_size = {option: numbers[0] for option, numbers in sizes.items()}
    for name in names:
        if name == GROWTH:
            several = sizes.get(by, growth.SIZES)
            found[name] = await growth.run(options, several, grown, by=by, say=say, measure=measuring)
        else:
            say(name)
            found[name] = await measuring(name, {**options, **one_size})
    return found


def _grows_by(sizes: Mapping[str, Sequence[int]]) -> str:
    return growth.CELLS if growth.CELLS in sizes else growth.EVENTS


def say(line: str) -> None:
    sys.stderr.write(f"{line} …\n")


def show(found: Mapping[str, Any]) -> None:
    # Without a terminal the tables are as wide as they need to be.
    console = Console(width=None if sys.stdout.isatty() else 140)
    for name, figures in found.items():
        console.print(growth.table_of(figures) if name == GROWTH else table_of(name, figures))


def main() -> None:
    parser = _parser()
    arguments = parser.parse_args()
    everything = [*all_names(), GROWTH]
    names = arguments.names or everything
    if unknown := [name for name in names if name not in everything]:
        parser.error(f"no such benchmark: {', '.join(unknown)}")
    options = {name: value for name in OPTIONS if (value := getattr(arguments, name)) is not None}
    sizes = {name: value for name in SIZES if (value := getattr(arguments, name))}
    if arguments.names and (unused := {*options, *sizes} - _understood(names, sizes)):
        parser.error(f"none of {', '.join(names)} knows --{', --'.join(sorted(unused))}")
    if names[0] != GROWTH and any(len(numbers) > 1 for numbers in sizes.values()):
        parser.error("only growth takes several numbers")
    by = _grows_by(sizes)
    if names[0] == GROWTH and (fixed := sorted({*names[1:]} - {*growth.growing(by)})):
        parser.error(f"cannot be told a number of {by}: {', '.join(fixed)}")
    measured = (names[1:] or growth.growing(by)) if names[0] == GROWTH else names
    if arguments.data and (others := sorted({*measured} - {*KEEPING})):
        parser.error(f"cannot be measured in a directory that is kept: {', '.join(others)}")
    # As every service does; what is measured beside ours gains by it too.
    look_seldom()
    # The loop that the services run on.
    found = uvloop.run(run(names, options, sizes, arguments.data))
    if arguments.json:
        sys.stdout.write(json.dumps(found, indent=2) + "\n")
    else:
        show(found)


def _understood(names: Sequence[str], sizes: Mapping[str, Sequence[int]]) -> set[str]:
    grown = growth.growing(_grows_by(sizes)) if GROWTH in names else []
    return {option for name in {*names, *grown} - {GROWTH} for option in options_of(name)}


_NAMES = f"one of: {', '.join([*all_names(), GROWTH])}; after growth, those whose growth it is, or none for all"


def _parser() -> argparse.ArgumentParser:
    sizes = " ".join(str(size) for size in (*growth.SIZES, growth.LARGEST))
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=_NAMES)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument(
        "--events",
        type=_number,
        nargs="+",
        default=[],
        metavar="N",
        help=f"events already stored, or to be processed; growth takes several, and without them stops at "
        f"{growth.SIZES[-1]:,}: the full form, which takes many minutes, is `growth --events {sizes}`",
    )
    parser.add_argument("--seconds", type=_number, help="how long latency sends (the long form: 600)")
    parser.add_argument("--rate", type=_number, help="how many commands a second latency sends")
    parser.add_argument(
        "--cells",
        type=_number,
        nargs="+",
        default=[],
        metavar="N",
        help="how many cells the cities have (the long form: 24000); growth takes several, such as "
        "`growth city --cells 2400 24000 240000 --quarters 1`",
    )
    parser.add_argument("--quarters", type=_number, help="how many quarters city has lived (the long form: 8)")
    parser.add_argument(
        "--plans", action="store_const", const=1, help="what city's statements take, by EXPLAIN (ANALYZE, BUFFERS)"
    )
    parser.add_argument(
        "--data", type=Path, help="where city is kept, to be measured again; one directory below it for each size"
    )
    return parser


def _number(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("a number above 0")
    return number


if __name__ == "__main__":
    main()
