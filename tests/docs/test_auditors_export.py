"""The program by which auditors check an exported history offline finds it whole, and finds what was altered or cut."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import zstandard

from sinhhoat.stack import Endpoints
from tests.docs.pages import ROOT, blocks
from tests.histories.given import Kept

pytestmark = pytest.mark.connected

VERIFY = next(code for code in blocks(ROOT / "docs" / "auditors.md", "python") if "sys.stdin" in code)


@pytest.fixture
async def lines(fresh_endpoints: Endpoints, tmp_path: Path) -> AsyncIterator[list[bytes]]:
    """A history of nine rows, as `zstd -dc` gives its file."""
    async with Kept.made(fresh_endpoints) as kept:
        await kept.record(3, why="Vì bão.")
        await kept.export(tmp_path / "a.zst", texts=True)
        raw = zstandard.ZstdDecompressor().stream_reader((tmp_path / "a.zst").read_bytes()).read()
        yield raw.splitlines(keepends=True)


async def verified(lines: list[bytes]) -> tuple[str, str]:
    """What the program says, with nothing but Python."""
    command = (sys.executable, "-I", "-c", VERIFY)
    run = await asyncio.to_thread(subprocess.run, command, input=b"".join(lines), capture_output=True, check=False)
    return run.stdout.decode().strip(), run.stderr.decode().strip()


async def test_a_true_file_is_found_whole(lines: list[bytes]) -> None:
    said, complaint = await verified(lines)

    assert complaint == ""
    assert said.startswith("9 rows hold; ")


async def test_an_altered_row_is_named(lines: list[bytes]) -> None:
    altered = [line.replace(b"S\xe1\xbb\x95 2", b"S\xe1\xbb\x95 9") for line in lines]
    assert altered != lines

    assert await verified(altered) == ("", "not what was written: position 4")


async def test_a_cut_file_and_a_missing_row_are_noticed(lines: list[bytes]) -> None:
    assert await verified(lines[:6]) == ("", "cut off after position 5")
    assert await verified(lines[:3] + lines[4:]) == ("", "not what was written: position 3")
