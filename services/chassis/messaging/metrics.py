"""What is counted of requests: by contract and outcome, never by subject, so that labels stay few."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics

from contracts.message import CommandReply, QueryReply
from services.chassis.messaging.bodies import MOST_COMMANDS

# The instant at which a series began would make the metrics of two equal runs differ.
disable_created_metrics()  # type: ignore[no-untyped-call]

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Measures:
    """Of one service. Nothing sealed is ever counted here: a count tells that there is something."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._outcomes = Counter(
            "sinhhoat_outcomes",
            "Answers to commands and questions, by how they were answered.",
            ["contract", "outcome"],
            registry=registry,
        )
        self._seconds = Histogram(
            "sinhhoat_request_seconds",
            "Time that it took to answer a request.",
            ["contract"],
            buckets=_SECONDS,
            registry=registry,
        )

        self._dropped = Counter(
            "sinhhoat_requests_dropped",
            "Requests that were not carried out, because their answer was to go to a subject that is no inbox.",
            ["contract"],
            registry=registry,
        )

    def dropped(self, contract: str) -> None:
        """Count what asks for an answer to a subject that is no inbox."""
        self._dropped.labels(contract).inc()

    def count(self, contract: str, reply: object, seconds: float) -> None:
        """Count a reply of any kind and the time it took."""
        self._seconds.labels(contract).observe(seconds)
        if isinstance(reply, QueryReply):
            self._outcomes.labels(contract, reply.outcome).inc()
        elif isinstance(reply, CommandReply):
            for outcome in reply.outcomes[:MOST_COMMANDS]:
                self._outcomes.labels(contract, outcome.outcome).inc()
