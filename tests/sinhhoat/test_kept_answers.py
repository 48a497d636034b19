"""A scenario keeps an answer and holds a later one against it: the same to the byte, or the scenario fails."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from sinhhoat.regime.looking import Failed
from sinhhoat.regime.playing import Player
from sinhhoat.regime.scenario import Answer, Look, Scenario, Step

QUESTION = "read-quarter --quarter 2026-Q1 --lens reported"
LOOK, WANTED = Look.model_validate({"ask": QUESTION, "as": "signed"}), Answer(ask=QUESTION, same_as="signed")
SCENARIO = Scenario(
    row="F38", what="x", steps=[Step(do="close-quarter"), LOOK], events={}, answers=[WANTED], name="F38-x"
)


class Told(Player):
    """Hears these answers, one after the other, and the last of them again and again."""

    def __init__(self, answers: Sequence[dict[str, Any]]) -> None:
        nowhere: Any = None
        super().__init__(nowhere, SCENARIO, Path())
        self._told = list(answers)

    async def _asked(self, _: Any) -> dict[str, Any] | str:
        return self._told.pop(0) if len(self._told) > 1 else self._told[0]


async def test_an_answer_that_stays_is_found_the_same() -> None:
    player = Told([{"members": 140}])

    await player._look(LOOK)
    await player._answer(WANTED)


async def test_an_answer_that_has_moved_is_found_and_both_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sinhhoat.regime.playing.PATIENCE", 0.0)
    player = Told([{"members": 140}, {"members": 141}])

    await player._look(LOOK)
    with pytest.raises(Failed, match=r"141.*and not signed.*140"):
        await player._answer(WANTED)
