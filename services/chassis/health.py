"""What an operator and a scraper ask of a process: /livez, /readyz and /metrics, on the loopback by default."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

Check = Callable[[], Awaitable[bool]]
Scope = Mapping[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]

CHECK_SECONDS = 2.0
TEXT, JSON = "text/plain; charset=utf-8", "application/json"


class Health:
    """Serves one process. `checks` say whether it is ready, by name; all are asked at once, each for two seconds."""

    def __init__(self, checks: Mapping[str, Check], registry: CollectorRegistry) -> None:
        self._checks, self._registry = checks, registry
        self._server: uvicorn.Server | None = None
        self._serving: asyncio.Task[None] | None = None

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> int:
        """Listen and return the port; OSError when it is taken."""
        listener = socket.create_server((host, port))
        settings = uvicorn.Config(self, lifespan="off", log_config=None, access_log=False, server_header=False)
        self._server = _Server(settings)
        self._serving = asyncio.create_task(self._server.serve([listener]))
        bound: int = listener.getsockname()[1]
        return bound

    async def stop(self) -> None:
        """Answer what is being answered, then close."""
        if self._server is not None and self._serving is not None:
            self._server.should_exit = True
            await self._serving

    async def ready(self) -> dict[str, bool]:
        """The answer of every check; one that fails or is late says no."""
        answers = await asyncio.gather(*(_ask(check) for check in self._checks.values()))
        return dict(zip(self._checks, answers, strict=True))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Plain ASGI: three paths to read, nothing else."""
        status, kind, body = await self._answer(scope["method"], scope["path"])
        headers = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    async def _answer(self, method: str, path: str) -> tuple[int, str, bytes]:
        if method not in ("GET", "HEAD"):
            return 405, TEXT, b"only GET\n"
        if path == "/livez":
            return 200, TEXT, b"alive\n"
        if path == "/readyz":
            checks = await self.ready()
            ready = all(checks.values())
            return 200 if ready else 503, JSON, json.dumps({"ready": ready, "checks": checks}).encode()
        if path == "/metrics":
            return 200, CONTENT_TYPE_LATEST, generate_latest(self._registry)
        return 404, TEXT, b"only /livez, /readyz and /metrics\n"


class _Server(uvicorn.Server):
    """Leaves the signals alone: they belong to the process, which stops its brokers before this."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _ask(check: Check) -> bool:
    try:
        return await asyncio.wait_for(check(), CHECK_SECONDS)
    except Exception:
        return False
