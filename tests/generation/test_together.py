"""What is done at the same time ends together: nothing goes on once a part of it has failed."""

from __future__ import annotations

import asyncio

import pytest

from sinhhoat.generation.city import together


async def _at_length(ended: list[str]) -> None:
    try:
        await asyncio.Event().wait()
    finally:
        # Whoever only calls the others off, and does not wait for them, is told of the fault before this.
        await asyncio.sleep(0)
        ended.append("ended")


async def _planted() -> None:
    await asyncio.sleep(0)
    raise ValueError("planted")


async def test_what_each_came_to_stands_in_their_order() -> None:
    async def answer(number: int) -> int:
        return number

    assert await together(answer(number) for number in (3, 1, 2)) == [3, 1, 2]


async def test_once_one_fails_the_others_are_ended_before_its_error_is_raised() -> None:
    ended: list[str] = []

    with pytest.raises(ValueError, match="planted"):
        await together([_at_length(ended), _planted(), _at_length(ended)])

    assert ended == ["ended", "ended"]
