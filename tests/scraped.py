"""What a scraper gets of a process: the text of /metrics, asked for over its port."""

from __future__ import annotations

import asyncio


async def scraped(port: int) -> str:
    """The body of the answer; AssertionError where it is not 200."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        head, _, body = (await reader.read()).decode().partition("\r\n\r\n")
    finally:
        writer.close()
        await writer.wait_closed()
    assert head.startswith("HTTP/1.1 200"), head
    return body
