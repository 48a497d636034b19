"""Every row of the regime is carried out by the words of the command line on one stack, and shows what it must."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sinhhoat.regime.looking import Failed
from sinhhoat.regime.page import PAGE, page
from sinhhoat.regime.playing import Played, Player
from sinhhoat.regime.rows import ROWS, SCENARIOS, TO_COME, scenarios
from sinhhoat.regime.scenario import Scenario, ScenarioWrong, read_scenario
from sinhhoat.regime.stage import hosted, played_all
from sinhhoat.running import Running, announce
from sinhhoat.stack import Endpoints
from tests.system.terminal import ROOT, Terminal

pytestmark = pytest.mark.system

FILES = sorted(path.stem for path in SCENARIOS.glob("F*.json"))
FIRST = "F01-regular-meeting"


@dataclass(frozen=True)
class Stage:
    """The running stack, and what came of each scenario by its name."""

    running: Running
    outcomes: dict[str, Played | Failed]


@pytest.fixture(scope="module")
async def played(module_endpoints: Endpoints, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    found = scenarios(SCENARIOS)
    spare = spoilt(read_scenario(SCENARIOS / f"{FIRST}.json"))
    async with hosted(module_endpoints, [*found, *spare], tmp_path_factory.mktemp("regime") / "keys") as running:
        yield Stage(running, await played_all(running, [*found, *spare], ROOT))


def spoilt(good: Scenario) -> list[Scenario]:
    """The same scenario wanting what does not come, one thing each."""
    [figure] = good.figures
    last = good.steps[-1]
    wanting: dict[str, dict[str, Any]] = {
        "x-event": {"events": {"meetings": ["MeetingCancelled"]}},
        "x-number": {"events": {"meetings": {"MeetingHeld": 2}}},
        "x-figure": {"figures": [figure.model_copy(update={"is_": "2/3"})]},
        "x-refused": {"steps": [*good.steps[:-1], last.model_copy(update={"refused": "never"})]},
        "x-accepted": {"steps": [*good.steps, last]},
        "x-word": {"steps": [last.model_copy(update={"on": "2026-01-05", "do": "record-meeting --wings 2"})]},
    }
    return [good.model_copy(update={"name": name, **changes}) for name, changes in wanting.items()]


@pytest.mark.parametrize("name", FILES)
async def test_a_row_comes_out_as_its_scenario_says(played: Stage, name: str) -> None:
    outcome = played.outcomes[name]

    assert isinstance(outcome, Played), str(outcome)


def test_the_page_is_what_came_of_the_run(played: Stage) -> None:
    outcomes = [outcome for name, outcome in played.outcomes.items() if name in FILES and isinstance(outcome, Played)]

    assert PAGE.read_text("utf-8") == page(outcomes), "run ./dev regime --page"


@pytest.mark.parametrize(
    ("name", "words"),
    [("x-event", "MeetingCancelled"), ("x-number", "wanted 2"), ("x-figure", "wanted 2/3"), ("x-refused", "accepted"),
     ("x-accepted", "meeting_already_held"), ("x-word", "--wings")],
)  # fmt: skip
def test_a_planted_wish_that_does_not_come_true_is_found(played: Stage, name: str, words: str) -> None:
    outcome = played.outcomes[name]

    assert isinstance(outcome, Failed)
    assert words in str(outcome)


@asynccontextmanager
async def announced(running: Running) -> AsyncIterator[Terminal]:
    with Terminal.somewhere() as terminal:
        announce(running, terminal.folder)
        yield terminal


RECORD = (
    *("do", "record-meeting", "--keeper", FIRST.lower(), "--cell", "CB-02", "--kind", "regular"),
    *("--month", "2026-03-01", "--held-on", "2026-03-03", "--duration-minutes", "90", "--opinions", "4"),
    *("--attendance.official", "20", "--attendance.present", "20", "--at", "2026-03-03"),
)


async def test_the_same_words_work_in_a_process_of_their_own(played: Stage) -> None:
    async with announced(played.running) as terminal:
        said = await terminal.say(*RECORD, "--json")
        units, again, mistyped, unheard = await asyncio.gather(
            terminal.say("ask", "list-units", "--keeper", FIRST.lower(), "--as-of", "2026-03-03", "--json"),
            terminal.say(*RECORD),
            terminal.say(*RECORD, "--duration-minutes", "9000"),
            terminal.say("do", "notify-observer", "--help-me"),
        )

    assert (said.code, said.json["outcome"]) == (0, "accepted"), said.err
    assert "CB-02" in [unit["code"] for unit in units.json["units"]]
    assert (again.code, again.out) == (1, "")
    assert "meeting_already_held (meeting_id):" in again.err
    assert mistyped.code == 1
    assert mistyped.err.startswith("malformed (duration_minutes):")
    assert unheard.code == 2
    assert not any("Traceback" in one.err for one in (said, units, again, mistyped, unheard))


async def test_a_scenario_carried_out_again_is_refused_and_not_counted_twice(played: Stage) -> None:
    again = read_scenario(SCENARIOS / "F02-thematic-meeting.json")

    with pytest.raises(Failed, match="already"):
        await Player(played.running, again, ROOT).play()


def test_every_row_has_a_scenario_or_is_still_to_come() -> None:
    there = {name[:3] for name in FILES}

    assert sorted(ROWS.keys() - there - TO_COME) == []
    assert len(ROWS) == 38


def test_every_scenario_shows_an_event_and_a_figure_or_an_answer() -> None:
    found = scenarios(SCENARIOS)

    assert [one.name for one in found if not any(one.events.values())] == []
    assert [one.name for one in found if not one.figures and not one.answers] == []


def test_every_row_shows_a_figure() -> None:
    assert sorted(ROWS.keys() - {one.row for one in scenarios(SCENARIOS) if one.figures}) == []


def test_no_row_is_still_to_come() -> None:
    assert len(TO_COME) == 0


@pytest.mark.parametrize(
    "wrong",
    ['{"row": "F39"}', '{"row": "F01", "what": "x", "steps": [], "events": {}}', "{",
     '{"row": "F01", "what": "x", "steps": [{"do": "a", "unheard": 1}], "events": {}}',
     '{"row": "F01", "what": "x", "steps": [{"do": "a"}], "events": {}, "answers": [{"ask": "b", "same_as": "c"}]}'],
)  # fmt: skip
def test_a_file_that_is_no_scenario_is_refused_with_its_name(tmp_path: Path, wrong: str) -> None:
    file = tmp_path / "F01-wrong.json"
    file.write_text(wrong, encoding="utf-8")

    with pytest.raises(ScenarioWrong, match=r"F01-wrong\.json"):
        read_scenario(file)
