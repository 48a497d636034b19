"""`./dev chaos --minutes N --seed S`: faults under load for that long, and what became of what was acknowledged."""

from __future__ import annotations

import argparse
import asyncio
import json
import secrets
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from random import Random

from sinhhoat.stack.directories import private_directory
from tests.chaos import catalogue
from tests.chaos.disks import DiskError, server_disks
from tests.chaos.outcome import Outcome
from tests.chaos.run import run
from tests.chaos.trial import Struck

LONGEST_SEED = 1_000_000


def say(line: str) -> None:
    """Progress, beside the figures."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201  a command line speaks


def main() -> int:
    """0 where nothing was found, 1 where anything was, 2 where the run cannot be made here."""
    arguments = _arguments()
    seed = secrets.randbelow(LONGEST_SEED) if arguments.seed is None else arguments.seed
    every = catalogue.BRIEF if arguments.short else catalogue.MAKERS
    kinds = {kind: make for kind, make in every.items() if kind not in arguments.without}
    drawn = catalogue.short if arguments.short else catalogue.long
    faults = drawn(Random(f"faults:{seed}"), kinds)
    outcome, began = Outcome(seed), time.monotonic()
    say(f"seed {seed}")

    def told(struck: Struck) -> None:
        recovered = f"struck for {struck.struck_for:.1f} s, recovered in {struck.recovered_in:.1f} s"
        say(f"{time.monotonic() - began:6.0f} s  {struck.name}: {recovered}, {len(struck.wrong)} findings")
        for finding in struck.wrong:
            say(f"          {finding.kind}: {finding.text}")

    try:
        with ExitStack() as closing:
            disks = closing.enter_context(server_disks()) if catalogue.NEED_DISKS & kinds.keys() else None
            directory: Path = closing.enter_context(private_directory("chaos"))
            asyncio.run(
                run(
                    directory / "system",
                    faults,
                    outcome,
                    disks=disks,
                    told=told,
                    go=lambda: time.monotonic() - began < arguments.minutes * 60,
                )
            )
    except DiskError as no:
        say(str(no))
        return 2
    finally:
        if outcome.struck:
            sys.stdout.write(f"{json.dumps(outcome.json(), indent=2) if arguments.json else outcome.table()}\n")
    return 1 if outcome.findings else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="how long; the fault under way is seen through")
    parser.add_argument("--seed", type=int, help="the faults, their order and moments; printed at the start")
    parser.add_argument(
        "--without", action="append", default=[], choices=sorted(catalogue.MAKERS), help="leave a kind of fault out"
    )
    parser.add_argument("--short", action="store_true", help="what the tests strike with, in the order of the seed")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
