"""The one thing that operators are told of the sealed side: healthy or not."""

from __future__ import annotations

from collections.abc import Sequence

from nats.aio.client import Client
from prometheus_client import CollectorRegistry, Gauge

from services.chassis.projection.reader import Reader
from services.chassis.projection.standing import Standing
from services.chassis.relay import Relay

PATIENCE_SECONDS = 60.0
"""Whatever waits for less than that is under way, and nobody is told that there is anything."""


class SealedHealth:
    """One bit, of all keepers together, that stays 1 however much or little is planned while everything works."""

    def __init__(self, bus: Client, relays: Sequence[Relay], readers: Sequence[Reader], standing: Standing) -> None:
        """`relays` and `readers` are those of a process; the open ones among them are passed over."""
        self._bus, self._standing = bus, standing
        both: list[Relay | Reader] = [*relays, *readers]
        self._sealed = [one for one in both if one.sealed]

    def healthy(self) -> bool:
        """The sealed account is reached, nothing is forked, nothing is parked as far as was seen, and nothing waits."""
        return (
            self._bus.is_connected
            and not self._standing.sealed_parked
            and self._standing.sealed_unseen() <= PATIENCE_SECONDS
            and not any(one.any_forked or one.oldest() > PATIENCE_SECONDS for one in self._sealed)
        )


def sealed_gauge(registry: CollectorRegistry) -> Gauge:
    """The series; `set_function(health.healthy)` has it asked whenever it is scraped."""
    return Gauge(
        "sinhhoat_sealed_healthy", "1 while the sealed side works; 0 once it needs somebody.", registry=registry
    )
