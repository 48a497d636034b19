"""Whatever strikes, in whichever order: nothing acknowledged is lost or doubled, and everything comes level again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.chaos import catalogue
from tests.chaos.disks import server_disks
from tests.chaos.outcome import Outcome
from tests.chaos.run import run

pytestmark = pytest.mark.system

SEED = 595920
"""The same in every run, so that a change is judged by itself; `./dev chaos --short` draws another one each time."""


@pytest.mark.root
async def test_nothing_acknowledged_is_lost_in_a_drawn_run_of_faults(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    outcome = Outcome(SEED)
    faults = catalogue.short(Random(f"faults:{outcome.seed}"))
    record_property("repeat", f"./dev chaos --short --seed {outcome.seed}")
    with server_disks() as disks:
        # Which warnings a fault leaves is a matter of moments: `./dev chaos` looks at them, no change fails by one.
        await run(tmp_path / "system", faults, outcome, disks=disks, warnings=False)

    assert outcome.findings == [], outcome.table()
    assert len(outcome.struck) == len(faults)


def test_the_short_form_has_at_least_what_every_change_must_survive() -> None:
    for seed in range(20):
        kinds = [fault.kind for fault in catalogue.short(Random(f"faults:{seed}"))]

        least = {"kill": 10, "power cut": 2, "full disk": 1, "bus loss": 3}
        assert all(kinds.count(kind) >= count for kind, count in least.items())


def test_a_kind_that_is_left_out_does_not_strike() -> None:
    for left_out in catalogue.BRIEF:
        kinds = {kind: make for kind, make in catalogue.BRIEF.items() if kind != left_out}

        assert left_out not in {fault.kind for fault in catalogue.short(Random(1), kinds)}


def test_the_long_form_has_its_proportion_in_every_part_of_it() -> None:
    kinds = [fault.kind for fault in catalogue.long(Random("faults:1"))]

    whole = {"kill": 200, "power cut": 100, "full disk": 20, "bus loss": 100}
    assert {kind: kinds.count(kind) for kind in whole} == whole
    first = kinds[: len(kinds) // catalogue.BLOCKS]
    assert {kind: first.count(kind) * catalogue.BLOCKS for kind in whole} == whole


def test_the_same_seed_draws_the_same_faults_in_the_same_order() -> None:
    first, second, other = ([fault.name for fault in catalogue.short(Random(seed))] for seed in ("a", "a", "b"))

    assert first == second
    assert first != other
