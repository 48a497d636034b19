"""Packs commands of one kind into requests that the bus carries and a service takes in."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.message import Command
from services.chassis.messaging.bodies import MOST_COMMANDS


def requests(commands: list[Command], room: int) -> Iterator[tuple[list[Command], bytes]]:
    """Batches with their bodies: at most 256 commands, and no more bytes than there is room for."""
    batch: list[Command] = []
    parts: list[bytes] = []
    size = 0
    for command in commands:
        part = command.model_dump_json().encode()
        if batch and (len(batch) == MOST_COMMANDS or size + len(part) > room):
            yield batch, _body(parts)
            batch, parts, size = [], [], 0
        batch.append(command)
        parts.append(part)
        size += len(part) + 1
    if batch:
        yield batch, _body(parts)


def _body(parts: list[bytes]) -> bytes:
    return b'{"commands":[' + b",".join(parts) + b"]}"
