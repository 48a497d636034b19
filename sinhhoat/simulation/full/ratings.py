"""Scores of meetings: the cell's own, and the committee's that confirms or differs; contested, upheld, revised."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from importlib import resources
from typing import Any

from contracts.message import Command
from contracts.ratings import (
    AdoptRubric,
    ConfirmRating,
    ContestRating,
    RateMeeting,
    Rater,
    ReviseRating,
    UpholdRating,
    Vote,
    WithdrawContest,
    WithdrawContestAnswer,
    WithdrawRating,
    WithdrawRubric,
)
from contracts.roll_up import AdoptRollUpPolicy, WithdrawRollUpPolicy
from sinhhoat.simulation import records
from sinhhoat.simulation.calendar import PlannedMeeting
from sinhhoat.simulation.full.foundation import LEADERS
from sinhhoat.simulation.full.year import Act, Year

CONFIRMS, DIFFERS, CONTESTED = 0.4, 0.15, 0.02


def month(year: Year, first: date) -> Iterator[Act]:
    """Own scores on the evening on which the minutes are entered, the others on the last days."""
    if first.month == 1:
        yield year.at(first.replace(day=2), 8, partial(_rubrics, year))
    for day in year.plan.entry_days(first):
        yield year.at(day, 21, partial(_own, year, day))
    yield year.at(first.replace(day=28), 22, partial(_superior, year, first))
    yield year.at(first.replace(day=28), 22, partial(_contested, year, first))


async def _rubrics(year: Year, at: datetime) -> None:
    """For both kinds of meeting, and how a year is rolled up; drafts for later are taken back."""
    regular = _rubric(year, "regular")
    later = {"effective_from": year.district.first.replace(month=9)}
    back = {**later, "reason": "Dự thảo chưa được thông qua."}
    await year.send(at, [regular, _rubric(year, "thematic"), _draft(year, regular, later)])
    taken_back = {"command_id": year.id("rubric-back"), "meeting_kind": "regular", **back}
    await year.one(at, WithdrawRubric.model_validate(taken_back))
    rules = [{"grade": "GOOD", "all_at_least": "FAIR", "least_good": 7}, {"grade": "FAIR"}]
    told = {"key": "good_months_seven", "name": "Xếp loại năm", "effective_from": year.district.first, "rules": rules}
    policy = AdoptRollUpPolicy.model_validate({"command_id": year.id("roll-up"), **told})
    await year.send(at, [policy, _draft(year, policy, later)])
    await year.one(at, WithdrawRollUpPolicy.model_validate({"command_id": year.id("roll-up-back"), **back}))


def _draft(year: Year, command: Command, later: dict[str, Any]) -> Command:
    return command.model_copy(update={**later, "command_id": year.id("draft", command.command_id)})


def _rubric(year: Year, kind: str) -> AdoptRubric:
    told = json.loads(resources.files("sinhhoat.simulation").joinpath("rubrics.json").read_text("utf-8"))
    in_force = {"meeting_kind": kind, "effective_from": year.district.first}
    return AdoptRubric.model_validate({"command_id": year.id("rubric", kind), **told, **in_force})


async def _own(year: Year, day: date, at: datetime) -> None:
    """Nearly all cells score the meetings that they enter; the first score is taken back and given again."""
    rated = [one for one in year.plan.entered(day) if year.random("rates", one.meeting_id).random() < 0.95]
    scores = [_score(year, one, "self") for one in rated]
    decided = await year.send(at, scores)
    for one, told in zip(rated, decided, strict=True):
        year.kept["self", str(one.meeting_id), 0] = told["rating_id"]
    for score, told in list(zip(scores, decided, strict=True))[:1]:
        named = {"cell_id": score.cell_id, "rating_id": told["rating_id"], "reason": "Cộng nhầm điểm."}
        back = {"command_id": year.id("no-score", score.command_id), **named}
        again = score.model_copy(update={"command_id": year.id("score-again", score.command_id)})
        await year.send(at, [WithdrawRating.model_validate(back), again])


def _score(year: Year, one: PlannedMeeting, rater: Rater) -> RateMeeting:
    seed = year.district.seed
    present = records.attendance_of(one, seed).present
    return RateMeeting(
        command_id=year.id(rater, one.meeting_id),
        cell_id=one.cell.cell_id,
        meeting_id=one.meeting_id,
        rater=rater,
        points=records.points_of(one, rater, seed),
        vote=Vote(agreed=present) if rater == "self" else None,
    )


def _rated(year: Year, first: date) -> list[PlannedMeeting]:
    """The meetings entered in a month before its end, which their cells have scored."""
    entered = [one for day in year.plan.entry_days(first)[:3] for one in year.plan.entered(day)]
    return [one for one in entered if ("self", str(one.meeting_id), 0) in year.kept]


async def _superior(year: Year, first: date, at: datetime) -> None:
    drawn = [(one, year.random("superior", one.meeting_id).random()) for one in _rated(year, first)]
    confirmed = [
        ConfirmRating(
            command_id=year.id("confirm", one.meeting_id), cell_id=one.cell.cell_id, meeting_id=one.meeting_id
        )
        for one, chance in drawn
        if chance < CONFIRMS
    ]
    await year.send(at, confirmed)
    differing = [one for one, chance in drawn if CONFIRMS <= chance < CONFIRMS + DIFFERS]
    await year.send(at, [_score(year, one, "superior") for one in differing])


async def _contested(year: Year, first: date, at: datetime) -> None:
    """A few own scores are contested by a leader, in turn upheld and revised; all about the first is said twice."""
    rated = _rated(year, first)
    wanted = [one for one in rated if year.random("contest", one.meeting_id).random() < CONTESTED] or rated[:1]
    for number, one in enumerate(wanted):
        contest, answer = _contest(year, one), _answer(year, one, upheld=(number + first.month) % 2 == 0)
        await year.one(at, contest, LEADERS[0])
        if number == 0:
            await year.one(at, _back(year, WithdrawContest, one), LEADERS[0])
            await year.one(at, contest.model_copy(update={"command_id": year.id("contest-again", first)}), LEADERS[0])
            await year.one(at, answer)
            await year.one(at, _back(year, WithdrawContestAnswer, one))
        await year.one(at, answer.model_copy(update={"command_id": year.id("answer-again", one.meeting_id)}))


def _of(year: Year, one: PlannedMeeting) -> dict[str, Any]:
    """Names the own score of a meeting."""
    return {"cell_id": one.cell.cell_id, "rating_id": year.kept["self", str(one.meeting_id), 0]}


def _contest(year: Year, one: PlannedMeeting) -> ContestRating:
    told = {"command_id": year.id("contest", one.meeting_id), **_of(year, one), "reason": "Chưa đúng thực chất."}
    return ContestRating.model_validate(told)


def _answer(year: Year, one: PlannedMeeting, *, upheld: bool) -> UpholdRating | ReviseRating:
    told = {"command_id": year.id("answer", one.meeting_id), **_of(year, one), "reason": "Đã xem lại."}
    if upheld:
        return UpholdRating.model_validate(told)
    return ReviseRating.model_validate({**told, "points": {key: most / 2 for key, most in records.MAX_POINTS.items()}})


def _back(year: Year, kind: type[Command], one: PlannedMeeting) -> Command:
    told = {"command_id": year.id(kind.__name__, one.meeting_id), **_of(year, one), "reason": "Ghi nhầm."}
    return kind.model_validate(told)
