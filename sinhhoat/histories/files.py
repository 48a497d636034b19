"""The file of an exported history: lines of JSON, compressed by Zstandard, written whole or not at all."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import zstandard

from contracts.archive import HistoryLine
from services.chassis.event_store.checking import not_readable, read_line

LEVEL = 9
LONGEST_LINE = 64 * 1024 * 1024
LARGEST_WINDOW = 128 * 1024 * 1024
"""What a hostile file may make us hold at once."""


class Writer:
    """Takes lines; what is left out of them is what is not there."""

    def __init__(self, stream: io.BufferedIOBase | zstandard.ZstdCompressionWriter) -> None:
        self._stream = stream

    def put(self, line: HistoryLine) -> None:
        self._stream.write(line.model_dump_json(exclude_unset=True).encode() + b"\n")


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """A new file for its owner alone; it gets its name once all is written. FileExistsError where there is one."""
    if path.exists():
        raise FileExistsError(path)
    draft = path.with_name(f".{path.name}.draft")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with zstandard.ZstdCompressor(level=LEVEL, write_checksum=True).stream_writer(
                file, closefd=False
            ) as stream:
                yield Writer(stream)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)


def reading(path: Path) -> Iterator[HistoryLine]:
    """The lines one after another. Refused `history_not_readable`, `history_line_broken`."""
    try:
        with path.open("rb") as file:
            decompressor = zstandard.ZstdDecompressor(max_window_size=LARGEST_WINDOW)
            with io.BufferedReader(_Raw(decompressor.stream_reader(file, read_across_frames=True))) as lines:
                number = 0
                while line := lines.readline(LONGEST_LINE):
                    number += 1
                    if not line.endswith(b"\n"):
                        raise not_readable("cut off")
                    yield read_line(number, line)
    except (zstandard.ZstdError, OSError) as error:
        raise not_readable(type(error).__name__) from None


class _Raw(io.RawIOBase):
    """The decompressed bytes as a raw stream, so that the standard library finds the lines in it."""

    def __init__(self, stream: zstandard.ZstdDecompressionReader) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        return self._stream.readinto(buffer)
