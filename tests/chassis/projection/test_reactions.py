"""A reaction sends its commands before its position moves; a repetition sends them under the same ids."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from uuid import UUID, uuid4

import pytest
from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs

from contracts.parking import ReadMeetingsParked
from services.chassis.errors import Unavailable
from services.chassis.feed import SEALED, Feed
from services.chassis.projection import carrying, positions
from services.chassis.projection.carrying import Carrier
from services.chassis.projection.commit import Committed
from services.chassis.projection.links import START, At
from services.chassis.projection.lot import ParkingLot, lots
from services.chassis.projection.parking import Retried
from services.chassis.projection.positions import Step
from services.chassis.projection.reactions import Because, Reacting, command_id
from services.chassis.wire import Received
from sinhhoat.stack import Endpoints
from tests.chassis.projection.bench import Bench
from tests.chassis.projection.missed import parked_count
from tests.chassis.projection.owner import BEGINNING, publish
from tests.chassis.projection.remembering import Outcome, RememberNotes, RememberSecretly, Service
from tests.eventually import eventually

pytestmark = pytest.mark.connected

KEEPERS = ["hoc-mon", "cu-chi", "city"]
HERE = Feed("hoc-mon", "meetings")


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


def bench_of(endpoints: Endpoints, reacting: Reacting) -> AbstractAsyncContextManager[Bench[Reacting]]:
    return Bench.made(endpoints, reacting, KEEPERS)


@pytest.fixture
async def reacting(
    module_endpoints: Endpoints, service: Service, registry: CollectorRegistry
) -> AsyncIterator[Bench[Reacting]]:
    async with bench_of(module_endpoints, service.carries_out(RememberNotes(), registry)) as made:
        yield made


async def at_position(bench: Bench[Reacting], position: int, keeper: str = "hoc-mon") -> None:
    assert await bench.positions.reached({f"{keeper}.meetings": position}, 30.0), f"{keeper} is held"


async def test_each_event_leads_to_its_command_at_its_keeper_and_instant(
    reacting: Bench[Reacting], service: Service
) -> None:
    reacting.start()
    await publish(reacting.bus, [reacting.owner().record("a", "one"), reacting.owner().record("a", "two")])
    await at_position(reacting, 2)

    assert [(sent.keeper, (sent.because.at - BEGINNING).seconds) for sent in service.received] == [
        ("hoc-mon", 1),
        ("hoc-mon", 2),
    ]
    assert list(service.accepted.values()) == ["one", "two"]


async def test_a_command_goes_on_with_the_correlation_of_its_event_and_names_it_as_its_cause(
    reacting: Bench[Reacting], service: Service
) -> None:
    reacting.start()
    await publish(reacting.bus, [reacting.owner().record("a", "one")])
    await at_position(reacting, 1)

    event = reacting.owner().events[0]
    assert service.received[0].because == Because(event.recorded_at, "request-1", "hoc-mon.meetings:1")


@pytest.mark.parametrize("outcome", ["unavailable", "conflict"])
async def test_a_command_that_may_pass_later_is_sent_again_under_its_id(
    reacting: Bench[Reacting], service: Service, outcome: Outcome
) -> None:
    service.answers = [outcome, outcome]
    reacting.start()
    await publish(reacting.bus, [reacting.owner().record("a", "one")])
    await at_position(reacting, 1)

    assert len(service.received) == 3
    assert len({sent.command_id for sent in service.received}) == 1
    assert (await reacting.status()).parked == 0


async def check_a_keeper_that_cannot_holds_no_other(
    bench: Bench[Reacting], service: Service, *, together: bool
) -> None:
    """hoc-mon's store is forked; what the others sent before and send now is carried out all the same."""
    service.unavailable["hoc-mon"] = "feed_forked"
    if not together:
        bench.start()
    for keeper in KEEPERS:
        await publish(bench.bus, bench.owner(keeper).record_many(10))
    if together:
        bench.start()

    for keeper in KEEPERS[1:]:
        await at_position(bench, 10, keeper)
        await publish(bench.bus, bench.owner(keeper).record_many(5))
        await at_position(bench, 15, keeper)

    async def others_are_level() -> bool:
        await bench.owners.tell(bench.bus)
        return [bench.lag(keeper) for keeper in KEEPERS] == [10, 0, 0]

    await bench.until(others_are_level)


@pytest.mark.parametrize("together", [True, False], ids=["in one batch", "one after another"])
async def test_a_keeper_that_cannot_holds_no_other_and_goes_on_once_it_can(
    reacting: Bench[Reacting], service: Service, together: bool
) -> None:
    await check_a_keeper_that_cannot_holds_no_other(reacting, service, together=together)
    assert (await reacting.status()).position == 0
    service.unavailable.clear()

    await at_position(reacting, 10)
    notes = [f"note {number}" for number in range(10)] * 3 + [f"note {number}" for number in range(5)] * 2
    assert sorted(service.accepted.values()) == sorted(notes)


class WholeOrNothing(Carrier):
    """The fault: a batch moves on when all of it is carried out."""

    async def commit(self, steps: Sequence[Step]) -> Committed:
        for event in (event for step in steps for event in step.events):
            await self._reacting.carry_out(event)
        return await super().commit(steps)


async def check_that_one_batch_leaves_only_who_cannot(
    bench: Bench[Reacting], service: Service, kind: type[Carrier]
) -> None:
    """The same without a bus, which may bring in two batches what was sent together."""
    service.unavailable[HERE.keeper] = "feed_forked"
    async with bench.pool.acquire() as connection:
        await positions.load(connection, bench.projection.name, bench.owners.by_feed)
    steps = []
    for feed, owner in bench.owners.by_feed.items():
        owner.record_many(10)
        last = owner.events[-1]
        steps.append(Step(feed, START, At(last.position, last.chain), tuple(owner.events)))

    committed = await kind(bench.projection, bench.pool, lambda: BEGINNING).commit(steps)

    assert committed.left == {HERE}


async def test_of_one_batch_only_the_keeper_that_cannot_is_left(reacting: Bench[Reacting], service: Service) -> None:
    await check_that_one_batch_leaves_only_who_cannot(reacting, service, Carrier)


async def test_a_batch_that_goes_through_whole_or_not_at_all_is_found_out(
    reacting: Bench[Reacting], service: Service
) -> None:
    with pytest.raises(Unavailable, match="feed_forked"):
        await check_that_one_batch_leaves_only_who_cannot(reacting, service, WholeOrNothing)


@pytest.mark.parametrize("code", ["internal_error", "keeper_not_here"])
async def test_a_command_over_which_the_service_stumbles_is_set_aside_and_holds_nothing(
    reacting: Bench[Reacting], service: Service, code: str
) -> None:
    service.broken = {"poison": code}
    owner = reacting.owner()
    reacting.start()
    await publish(
        reacting.bus,
        [owner.record("a", "poison"), owner.record("a", "behind it"), owner.record("b", "sound")],
    )
    await at_position(reacting, 3)

    assert list(service.accepted.values()) == ["sound"]
    assert await parked_count(reacting.pool, reacting.projection, HERE) == 2
    errors = await reacting.pool.fetch(f"SELECT error FROM {reacting.projection.name}.parked ORDER BY position")
    assert errors[0]["error"] == f"NotCarriedOut: {code}"


async def test_what_was_set_aside_is_carried_out_in_order_once_the_service_is_mended(
    reacting: Bench[Reacting], service: Service
) -> None:
    service.broken = {"poison": "internal_error"}
    owner = reacting.owner()
    reacting.start()
    await publish(reacting.bus, [owner.record("a", "poison"), owner.record("a", "behind it")])
    await at_position(reacting, 2)
    assert await carrying.retry(reacting.pool, reacting.projection, HERE) == Retried(0, 2)
    service.broken = {}

    assert await carrying.retry(reacting.pool, reacting.projection, HERE) == Retried(2, 0)

    assert list(service.accepted.values()) == ["poison", "behind it"]
    await publish(reacting.bus, [owner.record("a", "free again")])
    await at_position(reacting, 3)
    assert (await reacting.status()).parked == 0


async def test_a_defect_that_does_not_come_back_parks_nothing(reacting: Bench[Reacting], service: Service) -> None:
    service.broken = {"once": "internal_error"}

    async def mended(_keeper: str) -> None:
        if service.received:
            service.broken.clear()

    service.during = mended
    reacting.start()
    await publish(reacting.bus, [reacting.owner().record("a", "once")])
    await at_position(reacting, 1)

    assert (await reacting.status()).parked == 0
    assert list(service.accepted.values()) == ["once"]


async def test_a_refused_command_is_counted_and_not_sent_again(
    reacting: Bench[Reacting], service: Service, registry: CollectorRegistry
) -> None:
    service.answers = ["refused"]
    reacting.start()
    with capture_logs() as logs:
        await publish(reacting.bus, [reacting.owner().record("a", "one")])
        await at_position(reacting, 1)

    labels = {"reaction": reacting.projection.name, "code": "refused_here"}
    assert registry.get_sample_value("sinhhoat_reaction_refused_total", labels) == 1
    assert len(service.received) == 1
    assert [line["code"] for line in logs if line["event"] == "reaction_refused"] == ["refused_here"]


class TransactionOpen(AssertionError):
    """Somebody holds the row of a position while others are talked to."""


async def send_and_look_for_locks(bench: Bench[Reacting], service: Service) -> None:
    """Have an event carried out, and try to take its position meanwhile."""

    async def look(keeper: str) -> None:
        position = f"SELECT 1 FROM {bench.projection.name}.positions WHERE feed = $1 FOR UPDATE SKIP LOCKED"
        if await bench.pool.fetchval(position, f"{keeper}.meetings") is None:
            found.append(keeper)

    found: list[str] = []
    service.during = look
    bench.start()
    await publish(bench.bus, [bench.owner().record("a", "one")])
    await at_position(bench, 1)
    if found:
        raise TransactionOpen(found)


async def test_no_position_is_locked_while_others_are_talked_to(reacting: Bench[Reacting], service: Service) -> None:
    await send_and_look_for_locks(reacting, service)


class SendsInside:
    """The fault: the commands go out from inside the transaction, as a projection writes its rows."""

    schema_sql = None

    def __init__(self, reacting: Reacting) -> None:
        self._reacting = reacting
        self.name, self.sources = reacting.name, reacting.sources

    async def apply(self, connection: object, events: list[Received]) -> None:
        for event in events:
            await self._reacting.carry_out(event)


async def test_a_reaction_that_sends_inside_its_transaction_is_found_out(
    reacting: Bench[Reacting], service: Service
) -> None:
    reacting.projection = SendsInside(reacting.projection)  # type: ignore[assignment]

    with pytest.raises(TransactionOpen):
        await send_and_look_for_locks(reacting, service)


async def told_by_a_sealed_reaction(
    endpoints: Endpoints, service: Service, registry: CollectorRegistry
) -> tuple[list[object], list[object]]:
    """Log lines and series after a sealed reaction has come to the end of two events."""
    reaction = RememberNotes(sealed=True)
    with capture_logs() as logs:
        async with bench_of(endpoints, service.carries_out(reaction, registry)) as bench:
            bench.start()
            await publish(bench.bus, [bench.owner().record("a", "one"), bench.owner("city").record("a", "two")])
            await at_position(bench, 1)
            await at_position(bench, 1, "city")
            await bench.owners.tell(bench.bus)
            await eventually(lambda: len(service.received) >= 2)
            series = [
                sample
                for source in (registry, bench.registry)
                for metric in source.collect()
                for sample in metric.samples
            ]
    return list(logs), list(series)


@pytest.mark.parametrize("outcome", ["accepted", "refused", "conflict", "unavailable", "internal_error"])
async def test_how_a_sealed_reaction_fares_is_told_to_nobody(
    module_endpoints: Endpoints, service: Service, registry: CollectorRegistry, outcome: str
) -> None:
    """Parked, sent back or refused: it all happens only where something sealed exists."""
    if outcome == "internal_error":
        service.broken = {"one": outcome}
    else:
        service.answers = ["accepted", outcome]  # type: ignore[list-item]

    assert await told_by_a_sealed_reaction(module_endpoints, service, registry) == ([], [])


async def test_what_a_sealed_reaction_has_set_aside_is_shown_on_the_sealed_side_only(
    module_endpoints: Endpoints, service: Service, registry: CollectorRegistry
) -> None:
    service.broken = {"poison": "internal_error"}
    async with bench_of(module_endpoints, service.carries_out(RememberNotes(sealed=True), registry)) as bench:
        bench.start()
        await publish(bench.bus, [bench.owner().record("a", "poison")])
        await at_position(bench, 1)
        both = [ParkingLot(bench.pool, "hoc-mon", [bench.projection], sealed) for sealed in (False, True)]

        assert [(await one.parked(ReadMeetingsParked())).total for one in both] == [0, 1]
    assert lots(bench.pool, KEEPERS, [bench.projection]) == {}


async def test_an_open_reaction_that_makes_a_sealed_command_sends_nothing(
    module_endpoints: Endpoints, service: Service, registry: CollectorRegistry
) -> None:
    reaction = RememberNotes(kind=RememberSecretly)
    async with bench_of(module_endpoints, service.carries_out(reaction, registry)) as bench:
        bench.start()
        await publish(bench.bus, [bench.owner().record("a", "one")])
        await at_position(bench, 1)

        assert (await bench.status()).parked == 1
    assert service.received == []


def test_a_reaction_to_what_is_sealed_has_to_say_so(service: Service, registry: CollectorRegistry) -> None:
    reaction = RememberNotes()
    reaction.sources = (SEALED,)

    with pytest.raises(ValueError, match="does not say so"):
        service.carries_out(reaction, registry)


async def crash_and_repeat(bench: Bench[Reacting], service: Service) -> None:
    """The second command fails once: both are sent again, and still each note is remembered once."""
    await publish(bench.bus, [bench.owner().record("a", "one"), bench.owner().record("a", "two")])
    service.answers = ["unavailable", "accepted"]
    bench.start()
    await at_position(bench, 2)
    assert len(service.received) == 4
    assert list(service.accepted.values()) == ["one", "two"], "a note was remembered twice"


async def test_a_crash_before_the_position_moved_repeats_the_same_commands(
    reacting: Bench[Reacting], service: Service
) -> None:
    await crash_and_repeat(reacting, service)


class RandomIds(RememberNotes):
    """The fault: an id that does not follow from the event."""

    def id_of(self, event: Received, about: str) -> UUID:
        return uuid4()


async def test_a_reaction_with_random_ids_is_found_out(
    module_endpoints: Endpoints, service: Service, registry: CollectorRegistry
) -> None:
    async with bench_of(module_endpoints, service.carries_out(RandomIds(), registry)) as bench:
        with pytest.raises(AssertionError, match="remembered twice"):
            await crash_and_repeat(bench, service)


def test_the_id_of_a_command_tells_reactions_feeds_positions_and_targets_apart() -> None:
    feed = Feed("hoc-mon", "meetings")
    ids = {
        command_id("a", feed, 1, "x"),
        command_id("b", feed, 1, "x"),
        command_id("a", Feed("city", "meetings"), 1, "x"),
        command_id("a", feed, 2, "x"),
        command_id("a", feed, 1, "y"),
    }

    assert len(ids) == 5
    assert command_id("a", feed, 1, "x") in ids
