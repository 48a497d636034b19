"""A task that loses a cancellation is ended all the same."""

from __future__ import annotations

import asyncio

import pytest

from services.chassis.ending import end


async def loses_one_cancellation(log: list[str]) -> None:
    """What `asyncio.wait_for` does when its result comes in the same moment."""
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        log.append("lost")
    await asyncio.Event().wait()


async def test_a_cancellation_that_is_lost_is_repeated() -> None:
    log: list[str] = []
    task = asyncio.create_task(loses_one_cancellation(log))
    await asyncio.wait([task], timeout=0)

    await end(task)

    assert task.cancelled()
    assert log == ["lost"]


async def test_wait_for_does_lose_a_cancellation() -> None:
    """Once this fails, Python has mended it and `end` may go."""

    async def answered_in_the_same_moment() -> str:
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        waiting = asyncio.create_task(asyncio.wait_for(answer, 30))
        await asyncio.wait([waiting], timeout=0)
        answer.set_result("answer")
        waiting.cancel()
        return await waiting

    assert await answered_in_the_same_moment() == "answer"


async def test_ending_what_has_ended_does_nothing() -> None:
    async def ends_at_once() -> None:
        return None

    task = asyncio.create_task(ends_at_once())
    await asyncio.wait([task])

    await end(task)

    assert not task.cancelled()


async def test_an_error_in_a_task_that_is_ended_is_not_raised() -> None:
    async def fails() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            raise ValueError("while ending")

    task = asyncio.create_task(fails())
    await asyncio.wait([task], timeout=0)

    await end(task)

    with pytest.raises(ValueError, match="while ending"):
        task.result()
