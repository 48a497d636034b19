"""A program that holds a stack until it is told to stop: `python -m tests.stack.holder DIRECTORY`."""

import asyncio
import sys
from pathlib import Path

from sinhhoat.stack import Stack
from sinhhoat.stack.run import run_until_stopped


async def hold(directory: Path) -> int:
    async with Stack(directory) as stack:
        sys.stdout.write(stack.endpoints.to_json() + "\n")
        sys.stdout.flush()
        await asyncio.Event().wait()
    return 0


if __name__ == "__main__":
    sys.exit(run_until_stopped(hold(Path(sys.argv[1]))))
