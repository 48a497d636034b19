"""`replay` offers every service that keeps something of others' open histories, and refuses in sentences."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from services.chassis.feed import SEALED
from sinhhoat.__main__ import app
from sinhhoat.commands.replay import replayable
from sinhhoat.running import FOLDER, NothingRuns


def test_what_is_made_of_sealed_events_is_not_offered() -> None:
    projections = [projection for of_service in replayable().values() for projection in of_service]

    assert {"reporting_facts", "meetings_cells"} <= {projection.name for projection in projections}
    assert not any(SEALED in projection.sources for projection in projections)


def test_a_word_that_is_no_service_is_refused_with_the_words_that_are() -> None:
    answer = CliRunner().invoke(app, ["replay", "nonsense"])

    assert answer.exit_code == 2
    assert "reporting" in answer.output


WRONG = {
    "two things at once": ("reporting", "--undo", "--list"),
    "a name without a moment": ("reporting", "--name", "a"),
    "keepers without a moment": ("reporting", "--keeper", "hoc-mon", "--list"),
    "a moment of what nobody can ask": ("meetings", "--until", "2019-03-31"),
}


@pytest.mark.parametrize("why", WRONG)
def test_what_does_not_go_together_is_refused_before_anything_is_looked_for(why: str) -> None:
    answer = CliRunner().invoke(app, ["replay", *WRONG[why]])

    assert answer.exit_code == 2
    assert "Invalid value" in answer.output


def test_without_a_running_system_there_is_nothing_to_replay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path))

    answer = CliRunner().invoke(app, ["replay", "reporting"])

    assert isinstance(answer.exception, NothingRuns)
