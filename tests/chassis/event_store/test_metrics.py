"""The figures of appending: what they count, and that a store without them tells nothing."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from uuid import UUID, uuid4

import asyncpg
import pytest
from prometheus_client import CollectorRegistry

from services.chassis.errors import Refused
from services.chassis.event_store.metrics import AppendMetrics
from services.chassis.event_store.store import EventStore
from tests.chassis.event_store.calls import a_submission, a_text, an_event
from tests.chassis.event_store.ledger import codec
from tests.chassis.event_store.place import Place
from tests.chassis.event_store.test_append import LEDGER, OTHER
from tests.chassis.event_store.test_coalescer import Feigned
from tests.eventually import eventually

pytestmark = pytest.mark.connected


class Measured:
    """A store whose figures can be asked for by the end of their names."""

    def __init__(self, place: Place) -> None:
        self.registry, self._place = CollectorRegistry(), place
        self.measures = AppendMetrics(self.registry).of(place.feed)
        self.store = EventStore(place.pool, place.feed, codec(), "simulated", self.measures)

    def of_service(self, name: str) -> float | None:
        return self.registry.get_sample_value(f"sinhhoat_append_{name}", {"service": self._place.feed.service})

    def count(self, name: str, **labels: str) -> float | None:
        feed = {"service": self._place.feed.service, "keeper": self._place.feed.keeper}
        return self.registry.get_sample_value(f"sinhhoat_append_{name}_total", feed | labels)

    def outcomes(self) -> dict[str, float | None]:
        names = ("stored", "repeated", "reused", "conflict", "clock_behind")
        return {name: self.count("outcomes", outcome=name) for name in names}


async def test_each_outcome_is_counted_and_has_begun_at_nought(place: Place) -> None:
    measured = Measured(place)
    assert set(measured.outcomes().values()) == {0}
    first = a_submission(an_event(LEDGER, 1), an_event(LEDGER, 2))

    await measured.store.append([first, a_submission(an_event(LEDGER, 1)), a_submission()])
    await measured.store.append([first])
    await measured.store.append([replace(first, fingerprint=b"other")])

    assert measured.outcomes() == {"stored": 2, "repeated": 1, "reused": 1, "conflict": 1, "clock_behind": 0}


async def test_a_batch_is_counted_once_with_its_commands_its_stored_events_and_its_time(place: Place) -> None:
    measured = Measured(place)
    stored = a_submission(an_event(LEDGER, 1), an_event(LEDGER, 2))

    await measured.store.append([stored, a_submission(an_event(OTHER, 2))])

    sums = [measured.of_service(f"{name}_sum") for name in ("batch_commands", "batch_events")]
    counts = [
        measured.of_service(f"{name}_count")
        for name in ("seconds", "lock_wait_seconds", "batch_commands", "batch_events")
    ]
    assert (sums, counts) == ([2, 2], [1, 1, 1, 1])


async def test_the_wait_for_the_lock_is_told_apart_from_the_rest(place: Place) -> None:
    measured, key = Measured(place), f"'{place.feed.schema}.stored_events'::regclass::oid::int, 0"
    await place.superuser.execute(f"SELECT pg_advisory_lock({key})")
    appending = asyncio.create_task(measured.store.append([a_submission()]))
    await eventually(lambda: waited_long(place))  # type: ignore[arg-type,return-value]
    await place.superuser.execute(f"SELECT pg_advisory_unlock({key})")
    await appending

    waited, whole = measured.of_service("lock_wait_seconds_sum"), measured.of_service("seconds_sum")
    assert waited is not None
    assert whole is not None
    assert 0.05 <= waited <= whole


async def waited_long(place: Place) -> bool:
    """Whether somebody has waited for an advisory lock for 50 ms."""
    found: bool = await place.superuser.fetchval(
        """SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = $1
                             AND clock_timestamp() - query_start > interval '60 ms')""",
        place.endpoints.database("meetings"),
    )
    return found


async def test_what_is_remembered_is_counted_where_somebody_asks_for_it(place: Place) -> None:
    measured, command = Measured(place), a_submission()
    await measured.store.append([command])

    await measured.store.remembered([command.command_id, uuid4()])

    assert measured.count("remembered") == 1


async def test_halving_is_counted(place: Place) -> None:
    measured, text = Measured(place), a_text("whole", UUID(int=1))
    poison = a_submission(texts=(replace(text, text="NUL \0 in it"),))

    answers = await asyncio.gather(
        *map(measured.store.submit, (poison, a_submission(), a_submission(), a_submission())), return_exceptions=True
    )

    assert isinstance(answers[0], Refused)
    assert measured.count("halved") == 2


async def test_doubts_are_counted_as_resolved_or_not(place: Place) -> None:
    measured, feigned, commands = Measured(place), Feigned(), [a_submission() for _ in range(3)]
    feigned.coalescer._measures = measured.measures
    await feigned.submit_all(commands[0])
    feigned.error = asyncpg.ConnectionDoesNotExistError("lost")

    await feigned.submit_all(*commands)

    assert (measured.count("resolved"), measured.count("unknown")) == (1, 2)


async def test_a_store_that_is_given_no_figures_has_no_series(place: Place) -> None:
    registry = CollectorRegistry()
    AppendMetrics(registry)
    store = EventStore(place.pool, place.feed, codec(), "simulated")

    await store.submit(a_submission(an_event(LEDGER, 1)))

    assert [sample for family in registry.collect() for sample in family.samples] == []
