"""`python -m services.<name>.main`: one service as a process of its own, until a signal ends it."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import uvloop
from pydantic import ValidationError

from services.chassis import logs
from services.chassis.ending import end
from services.chassis.event_store.migrations import MigrationRefused
from services.chassis.messaging.keys import KeysMissing
from services.chassis.runtime.garbage import look_seldom
from services.chassis.runtime.process import ServiceProcess
from services.chassis.runtime.service import Service
from services.chassis.settings import Settings


def run(service: Service) -> None:
    """Read the environment, run, and stop in order on SIGTERM and SIGINT; what hinders the start is one sentence.

    Ends with 1 when something beside the answering has failed: whoever started the process starts it anew.
    """
    logs.configure()
    try:
        settings = Settings()
    except ValidationError as error:
        sys.exit(_wrong(error))
    try:
        code = uvloop.run(_run(service, settings))
    except (MigrationRefused, KeysMissing) as error:
        sys.exit(str(error))
    sys.exit(code)


async def _run(service: Service, settings: Settings) -> int:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with ServiceProcess(service, settings, clock=lambda: datetime.now(UTC)) as process:
        if settings.ready_file is not None:
            _tell(settings.ready_file, process.http_port)
        look_seldom()
        ends = [asyncio.create_task(event.wait()) for event in (stop, process.background.failed)]
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        await end(*ends)
        return 1 if process.background.failed.is_set() else 0


def _wrong(error: ValidationError) -> str:
    """Which settings are missing or wrong, and why; never what they hold."""
    found = (
        (f"SINHHOAT_{one['loc'][0]}".upper() if one["loc"] else "SINHHOAT_…", one["msg"]) for one in error.errors()
    )
    return f"thiếu hoặc sai / missing or wrong: {'; '.join(f'{name} ({why})' for name, why in found)}"


def _tell(file: Path, port: int) -> None:
    """Whole or not at all: whoever waits for the file reads it as soon as it is there."""
    draft = file.with_name(f"{file.name}.draft")
    draft.write_text(json.dumps({"http": port}), encoding="utf-8")
    draft.replace(file)
