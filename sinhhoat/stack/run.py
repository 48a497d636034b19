"""Running until told to stop, so that whatever was opened is closed in order."""

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any

import uvloop

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run_until_stopped(main: Coroutine[Any, Any, int]) -> int:
    """Run `main` in a new event loop and return its exit code, or 128 + n when signal n has cancelled it."""
    return uvloop.run(cancelled_by_signals(main))


async def cancelled_by_signals(main: Coroutine[Any, Any, int]) -> int:
    task = asyncio.create_task(main)
    received: list[signal.Signals] = []

    def stop(number: signal.Signals) -> None:
        received.append(number)
        task.cancel()

    for number in STOP_SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, stop, number)
    try:
        return await task
    except asyncio.CancelledError:
        if not received:
            raise
        return 128 + received[0]
