"""Three more faults, planted: series of the process of assignments that move with what is planned."""

from __future__ import annotations

from prometheus_client import Gauge, Histogram

from services.chassis.runtime import ServiceProcess

PLANTED_SERIES = (
    "sinhhoat_planted_relay_position",
    "sinhhoat_planted_append_seconds_count",
    "sinhhoat_planted_bus_messages",
)
"""How far the sealed relay is; appends of all stores, with no label that says so; a total of a connection."""


def plant(process: ServiceProcess) -> None:
    """Have the process show them."""
    [relay] = (one for one in process.background.relays if one.sealed)
    bus = relay._nats
    position = Gauge(PLANTED_SERIES[0], "Planted: how far the sealed relay is", registry=process.registry)
    position.set_function(lambda: sum(one.published for one in relay.status.values()))
    appends = Histogram("sinhhoat_planted_append_seconds", "Planted: all appends", registry=process.registry)
    for store in process.stores.values():
        store.on_append.append(lambda: appends.observe(0.001))
    total = Gauge(PLANTED_SERIES[2], "Planted: messages over the sealed connection", registry=process.registry)
    total.set_function(lambda: bus.stats["out_msgs"])
