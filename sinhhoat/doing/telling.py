"""What became of a wish, for people and for programs, and the number that the process ends with."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from contracts.message import CommandOutcome, Refusal
from sinhhoat.doing.wish import Mistaken

ACCEPTED, REFUSED, CONFLICT, UNAVAILABLE = 0, 1, 3, 4
"""What a process ends with; 2 is what the command line itself did not understand."""

CODES = {"accepted": ACCEPTED, "refused": REFUSED, "conflict": CONFLICT, "unavailable": UNAVAILABLE}
WORDS = {
    "accepted": "đã nhận / accepted",
    "refused": "bị từ chối / refused",
    "conflict": "có người vừa sửa, hãy xem lại / somebody was quicker, look again",
    "unavailable": "chưa rõ kết quả, gửi lại với cùng --id / unknown or not now, send it again with the same --id",
}


def code_of(outcomes: Sequence[CommandOutcome]) -> int:
    """That of the worst outcome."""
    return max(CODES[outcome.outcome] for outcome in outcomes)


def told(outcomes: Sequence[CommandOutcome], *, batch: bool) -> str:
    """As JSON: the outcome of one command, or those of a batch in their order."""
    made = [outcome.model_dump(mode="json") for outcome in outcomes]
    return json.dumps({"outcomes": made} if batch else made[0], ensure_ascii=False)


def say(outcomes: Sequence[CommandOutcome], *, batch: bool) -> None:
    """What was decided on standard output, what was not on standard error."""
    for number, outcome in enumerate(outcomes, start=1):
        stream = sys.stdout if outcome.outcome == "accepted" else sys.stderr
        before = f"{number}. " if batch else ""
        print(f"{before}{WORDS[outcome.outcome]}: {outcome.command_id}", file=stream)
        for line in _lines(outcome):
            print(f"   {line}", file=stream)


def say_mistakes(mistaken: Mistaken, *, batch: bool, as_json: bool) -> None:
    """Every mistake with the number of its entry and its field; nothing was sent."""
    if as_json:
        print(json.dumps({"mistakes": mistaken.json()}, ensure_ascii=False))
        return
    for one in mistaken.mistakes:
        print(f"{f'{one.number}. ' if batch else ''}{one.code} ({one.field}): {one.vi} / {one.en}", file=sys.stderr)
    print("chưa gửi gì. / nothing was sent.", file=sys.stderr)


def _lines(outcome: CommandOutcome) -> list[str]:
    if outcome.refusal is not None:
        return list(_why(outcome.refusal))
    decided = [f"{name}: {_plain(value)}" for name, value in outcome.decided.items()]
    at = ", ".join(f"{feed} {place if place is not None else '–'}" for feed, place in outcome.positions.items())
    return [*decided, f"vị trí / positions: {at}"] if at else decided


def _why(refusal: Refusal) -> list[str]:
    numbers = ", ".join(f"{name} {number}" for name, number in refusal.numbers.items())
    said = [f"{refusal.code} ({refusal.field}):" if refusal.field else f"{refusal.code}:", refusal.vi, refusal.en]
    source = [f"theo / by: {refusal.source}"] if refusal.source else []
    return [*said, *([f"[{numbers}]"] if numbers else []), *source]


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
