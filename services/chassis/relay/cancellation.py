"""Finds a cancellation that got lost: Python 3.11's `wait_for`, which libraries use, now and then swallows one."""

from __future__ import annotations

import asyncio


def end_if_cancelled() -> None:
    """Called once in each round of an endless loop, which would otherwise never end."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
