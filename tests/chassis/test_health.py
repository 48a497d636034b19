"""/livez, /readyz and /metrics over a real socket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from prometheus_client import CollectorRegistry, Counter

from services.chassis import health
from services.chassis.health import Health


class Doubt:
    """Checks that say what the test says."""

    def __init__(self) -> None:
        self.ready, self.failing = True, False
        self.silent = False

    async def database(self) -> bool:
        if self.failing:
            raise ConnectionResetError("postgres://owner:s3cret@db")
        return True

    async def relay(self) -> bool:
        if self.silent:
            await asyncio.Event().wait()
        return self.ready


@pytest.fixture
def doubt() -> Doubt:
    return Doubt()


@pytest.fixture
async def port(doubt: Doubt) -> AsyncIterator[int]:
    registry = CollectorRegistry()
    Counter("visits", "Visits that this test counts", registry=registry).inc(3)
    served = Health({"database": doubt.database, "relay": doubt.relay}, registry)
    yield await served.start()
    await served.stop()


async def get(port: int, path: str, method: str = "GET") -> tuple[int, str]:
    """Status and body of one request."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    head, _, body = (await reader.read()).decode().partition("\r\n\r\n")
    writer.close()
    await writer.wait_closed()
    return int(head.split()[1]), body


async def test_a_process_is_alive_and_ready(port: int) -> None:
    assert await get(port, "/livez") == (200, "alive\n")
    status, body = await get(port, "/readyz")

    assert (status, json.loads(body)) == (200, {"ready": True, "checks": {"database": True, "relay": True}})


async def test_one_check_that_says_no_or_fails_makes_it_not_ready_but_alive(port: int, doubt: Doubt) -> None:
    doubt.ready, doubt.failing = False, True
    status, body = await get(port, "/readyz")

    assert (status, json.loads(body)["checks"]) == (503, {"database": False, "relay": False})
    assert "s3cret" not in body
    assert (await get(port, "/livez"))[0] == 200


async def test_a_check_that_never_answers_counts_as_no(
    port: int, doubt: Doubt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "CHECK_SECONDS", 0.05)
    doubt.silent = True
    status, body = await get(port, "/readyz")

    assert (status, json.loads(body)["checks"]) == (503, {"database": True, "relay": False})


async def test_metrics_are_those_of_the_given_registry(port: int) -> None:
    status, body = await get(port, "/metrics")

    assert status == 200
    assert "visits_total 3.0" in body
    assert "python_info" not in body


async def test_nothing_else_is_served(port: int) -> None:
    assert (await get(port, "/"))[0] == 404
    assert (await get(port, "/metrics", "POST"))[0] == 405
    assert await get(port, "/livez", "HEAD") == (200, "")


async def test_a_port_that_is_taken_is_said_at_once(port: int) -> None:
    with pytest.raises(OSError, match="in use"):
        await Health({}, CollectorRegistry()).start(port)
