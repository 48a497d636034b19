"""Ends tasks for certain: one cancellation may be lost.

`asyncio.wait_for` of Python 3.11 returns its result when that comes in the same moment as the cancellation, and forgets
the cancellation; nats-py waits for every message and every answer with it. The task would run on for ever.
"""

from __future__ import annotations

import asyncio
from typing import Any

ASK_AGAIN_SECONDS = 1.0


async def end(*tasks: asyncio.Task[Any]) -> None:
    """Cancel the tasks, again and again, until all of them have ended; what they raise is not looked at."""
    while waiting := [task for task in tasks if not task.done()]:
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting, timeout=ASK_AGAIN_SECONDS)
