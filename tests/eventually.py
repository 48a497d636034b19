"""Waiting for what becomes true by itself; the only place where tests sleep."""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

Answer = TypeVar("Answer")


async def eventually(check: Callable[[], Answer | Awaitable[Answer]], within: float = 30.0) -> Answer:
    """Call `check` until it answers something true, or None without an AssertionError, and return its answer.

    After `within` seconds the last AssertionError is raised, or one that shows the last answer.
    """
    deadline = time.monotonic() + within
    while True:
        try:
            found = check()
            answer: Answer = await found if inspect.isawaitable(found) else found
            if answer or answer is None:
                return answer
            failure = AssertionError(f"still {answer!r} after {within} s")
        except AssertionError as raised:
            failure = raised
        if time.monotonic() > deadline:
            raise failure
        await asyncio.sleep(0.02)


async def a_while(seconds: float) -> None:
    """Let time pass where that is what is meant: before asking again, or while something is held."""
    await asyncio.sleep(seconds)
