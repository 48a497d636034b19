"""What the benchmarks are made of: a steady pace, percentiles, growth, and districts that live another's year."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Mapping
from uuid import UUID, uuid4

import pytest

from tests.benchmarks import __main__ as bench
from tests.benchmarks import growth
from tests.benchmarks._city import districts, register_of
from tests.benchmarks._city_copies import Turning
from tests.benchmarks._generated import Written, steady
from tests.benchmarks._measuring import Figures
from tests.benchmarks._pace import at_pace, spread
from tests.benchmarks._plans import Statement, called
from tests.benchmarks._usage import Usage, Used, used_by
from tests.benchmarks._visible import Seen


async def test_a_slow_act_does_not_hold_up_those_that_are_due_after_it() -> None:
    released, begun = asyncio.Event(), []

    async def act(number: int, due: float) -> None:
        begun.append(number)
        if number == 9:
            released.set()
        await released.wait()

    await at_pace(1_000, 10, act)

    assert begun == list(range(10))


async def test_an_act_is_told_when_it_was_due_and_not_when_it_began() -> None:
    dues = []

    async def act(number: int, due: float) -> None:
        dues.append(due)

    await at_pace(1_000, 5, act)

    assert [round((due - dues[0]) * 1_000) for due in dues] == [0, 1, 2, 3, 4]


def test_percentiles_are_values_that_occurred() -> None:
    found = spread([number / 1_000 for number in range(1, 101)])

    assert [round(value) for value in found.values()] == [51, 96, 100, 100]


def test_a_position_is_visible_from_when_it_or_a_later_one_was_first_seen() -> None:
    seen = Seen()
    for at, position in ((1.0, 5), (2.0, 5), (3.0, 9)):
        seen.note("bench.meetings", position, at)

    assert [seen.when("bench.meetings", position) for position in (4, 5, 6, 9, 10)] == [1.0, 1.0, 3.0, 3.0, None]


async def test_growth_puts_every_number_beside_that_of_the_smallest_size() -> None:
    async def measure(name: str, options: Mapping[str, int]) -> Figures:
        return {"rate": 1_000_000 / options["events"], "parts": {"p99": 2}, "kind": "text"}

    found = await growth.run({}, (10, 1_000), measure=measure)

    assert found["relay"] == {
        "rate": {"10": 100_000, "1,000": 1_000, "largest / smallest": 0.01},
        "parts · p99": {"10": 2, "1,000": 2, "largest / smallest": 1},
    }


def test_growth_is_measured_of_all_whose_growth_is_asked_for() -> None:
    assert growth.growing() == ["append", "commands", "relay", "projection", "rebuild", "latency"]


async def test_growth_is_of_those_that_are_named() -> None:
    async def measure(name: str, options: Mapping[str, int]) -> Figures:
        return {"rate": options["events"]}

    found = await growth.run({}, (10, 20), ["latency"], measure=measure)

    assert list(found) == ["latency"]


async def test_cities_grow_by_cells() -> None:
    async def measure(name: str, options: Mapping[str, int]) -> Figures:
        return {"cells": options["cells"]}

    found = await growth.run({"quarters": 1}, (10, 20), ["city"], by="cells", measure=measure)

    assert found == {"city": {"cells": {"10": 10, "20": 20, "largest / smallest": 2}}}


def test_what_slows_down_as_there_is_more_is_seen_in_its_last_third() -> None:
    evenly = [Written(float(number), 100) for number in range(9)]
    slower = [*evenly[:6], Written(6.0, 100), Written(8.0, 100), Written(10.0, 100)]

    assert [steady(one).popitem()[1] for one in (evenly, slower)] == [1.0, 0.5]


def test_nothing_is_said_of_the_thirds_of_a_few_keepers() -> None:
    assert steady([Written(float(number), 100) for number in range(8)]) == {}


def explained(loops: int, rows: float, removed: int = 0) -> Mapping[str, object]:
    """What EXPLAIN tells of a statement that joins an index to a table that is read whole."""
    index = {"Node Type": "Index Scan", "Index Name": "told_pkey", "Actual Loops": loops, "Actual Rows": rows}
    table = {"Node Type": "Seq Scan", "Relation Name": "units", "Actual Loops": 1, "Actual Rows": 2.0}
    root = {"Node Type": "Nested Loop", "Actual Loops": 1, "Actual Rows": 1.0, "Plans": [index, table]}
    pages = {"Shared Hit Blocks": 7, "Shared Read Blocks": 3}
    return {
        "Plan": root | pages | {"Plans": [index | {"Rows Removed by Filter": removed}, table]},
        "Planning Time": 1.5,
        "Execution Time": 20.0,
    }


def test_a_plan_is_told_in_one_line_over_all_times_that_its_statement_ran() -> None:
    statement = Statement()

    for _ in range(2):
        statement.add(explained(loops=5, rows=100.0, removed=1))

    assert str(statement) == (
        "2 ×: planned 3.0 ms, ran 40.0 ms; 3 nodes, 20 pages, 6 of them not in the server's memory; "
        "told_pkey 1,010 rows in 10, all of units 4 rows in 2"
    )


def test_a_long_statement_is_called_by_how_it_begins_and_ends() -> None:
    assert called("SELECT 1\n  FROM told") == "SELECT 1 FROM told"
    assert called("SELECT " + "x, " * 100 + "y FROM told").startswith("SELECT x, x,")
    assert called("SELECT " + "x, " * 100 + "y FROM told").endswith("x, y FROM told (318 letters)")


def test_a_copied_district_shares_no_id_with_its_original_and_keeps_what_belongs_together() -> None:
    cell, person = uuid4(), uuid4()
    stored = json.dumps(
        {"cell_id": str(cell), "seen": [{"data": cell.hex}], "by": str(person), "keeper": "district-01"}
    )
    turning = Turning("district-01", "district-07", 0)

    copied = json.loads(turning.text(stored.encode()))

    assert copied["keeper"] == "district-07"
    assert UUID(copied["cell_id"]) == UUID(copied["seen"][0]["data"]) == turning.id(cell)
    assert UUID(copied["by"]) == turning.id(person)
    assert not any(found in json.dumps(copied) for found in (str(cell), cell.hex, str(person)))


def test_two_copies_of_one_district_share_no_id() -> None:
    cell = uuid4()
    parts = [Turning("template", "bench", part).id(cell) for part in range(3)]

    assert len({cell, *parts}) == 4


@pytest.mark.parametrize("cells", [1, 80, 2_400, 24_000])
def test_a_city_has_all_its_cells_in_at_most_24_districts(cells: int) -> None:
    found = districts(cells)

    assert sum(found.values()) == cells
    assert len(found) <= 24
    assert max(found.values()) - min(found.values()) <= 1


def test_a_generated_district_is_the_same_each_time_and_another_than_its_neighbour() -> None:
    assert register_of("district-01", 40) == register_of("district-01", 40)
    assert register_of("district-01", 40).rolls != register_of("district-02", 40).rolls


async def test_a_process_that_has_ended_takes_no_memory_and_is_no_error() -> None:
    process = await asyncio.create_subprocess_exec("true")
    await process.wait()

    found = used_by({"gone": (process.pid,), "us": (os.getpid(),)})

    assert found["gone"].memory == 0
    assert found["us"].memory > 1
    assert found["us"].seconds > 0


def test_what_has_begun_later_counts_from_its_beginning_and_the_highest_memory_is_kept() -> None:
    usage = Usage()

    usage.note("old", Used(10, 100), at_start=True)
    for memory, seconds in ((30, 101), (20, 103)):
        usage.note("old", Used(memory, seconds), at_start=False)
        usage.note("new", Used(memory, seconds - 100), at_start=False)

    assert (usage.memory["old"], usage.seconds["old"]) == (30, 3)
    assert (usage.memory["new"], usage.seconds["new"]) == (30, 3)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["tempo"], "no such benchmark: tempo"),
        (["relay", "--cells", "3"], "none of relay knows --cells"),
        (["relay", "--events", "1", "2"], "only growth takes several"),
        (["relay", "--events", "0"], "a number above 0"),
        (["city", "--cells", "1", "2"], "only growth takes several"),
        (["growth", "consumers"], "cannot be told a number of events: consumers"),
        (["growth", "relay", "--cells", "1", "2"], "cannot be told a number of cells: relay"),
        (["growth", "city", "--events", "1", "2"], "cannot be told a number of events: city"),
        (["relay", "--data", "somewhere"], "cannot be measured in a directory that is kept: relay"),
        (["growth", "--cells", "1", "2", "--data", "somewhere"], "in a directory that is kept: city_year, export"),
    ],
)
def test_what_cannot_be_measured_is_refused_before_anything_starts(
    words: list[str], complaint: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["bench", *words])

    with pytest.raises(SystemExit):
        bench.main()

    assert complaint in capsys.readouterr().err
