"""A register into real services: loaded once, loaded again, loaded by another, and what hangs on a refusal."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import nats
import pytest
from nats.aio.client import Client as NatsClient

from contracts.message import Command, CommandOutcome
from contracts.reporting import ReadStatus
from services.assignments.main import SERVICE as ASSIGNMENTS
from services.chassis.messaging import Client
from services.chassis.messaging.keys import make_node_keys
from services.chassis.runtime import ServiceProcess
from services.registry.main import SERVICE as REGISTRY
from services.reporting.main import SERVICE as REPORTING
from sinhhoat.asking import actor_token
from sinhhoat.known import Known, known_to
from sinhhoat.loading import Loaded, Loader
from sinhhoat.registers import Register
from sinhhoat.stack import Endpoints
from tests.assignments.district import settings
from tests.eventually import eventually
from tests.registers.given import checked, good

pytestmark = pytest.mark.connected

KEEPERS = ("once", "again", "another", "refused")
AT = datetime(2019, 1, 3, 1, tzinfo=UTC)
TODAY = date(2019, 1, 3)
SOMETHING = UUID(int=1)
ROWS = Counter(cell_types=1, units=8, rolls=3, people=3, notices=1)


@dataclass
class Office:
    """One keeper, as somebody who loads sees it; `shown` is how far the bars went."""

    bus: NatsClient
    keys: Path
    keeper: str
    shown: Counter[str] = field(default_factory=Counter)

    def client(self, name: str = "node") -> Client:
        return Client(self.bus, actor_token(self.keys, self.keeper, name))

    async def known(self) -> Known:
        return await known_to(self.client(), self.keeper, TODAY)

    async def load(self, register: Register, known: Known | None = None, *, by: str = "node") -> Loaded:
        """Load, and wait until reporting has been told of it."""
        self.shown.clear()
        loader = Loader(self.client(by), self.keeper, self._show, at=AT, by=by)
        loaded = await loader.load(register, known or await self.known())
        told: bool = await eventually(lambda: self._told(loaded.positions), within=20)
        assert told
        return loaded

    def _show(self, sheet: str, rows: int) -> None:
        self.shown[sheet] += rows

    async def _told(self, positions: Mapping[str, int]) -> bool:
        status = await self.client().ask(self.keeper, ReadStatus())
        told = {state.feed: state.published for state in status.feeds}
        return all(told.get(feed, 0) >= position for feed, position in positions.items())


@pytest.fixture(scope="module")
async def offices(
    module_endpoints: Endpoints, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Mapping[str, Office]]:
    keys = tmp_path_factory.mktemp("node") / "keys"
    make_node_keys(keys)
    async with AsyncExitStack() as running:
        for service in (REGISTRY, ASSIGNMENTS, REPORTING):
            chosen = settings(module_endpoints, service.name, keys).model_copy(update={"keepers": KEEPERS})
            await running.enter_async_context(ServiceProcess(service, chosen, clock=lambda: datetime.now(UTC)))
        bus = await nats.connect(module_endpoints.nats["cli"])
        running.push_async_callback(bus.close)
        yield {keeper: Office(bus, keys, keeper) for keeper in KEEPERS}


@pytest.fixture
def register(tmp_path: Path) -> Register:
    register = checked(tmp_path, good())
    assert isinstance(register, Register)
    return register


async def test_what_was_loaded_is_known_as_it_was_written(offices: Mapping[str, Office], register: Register) -> None:
    office = offices["once"]

    loaded = await office.load(register)

    known = (await office.known()).register
    assert (loaded.new, loaded.already_there, loaded.refused, loaded.not_sent) == (ROWS.total(), 0, [], [])
    assert office.shown == ROWS
    assert list(known.units.values()) == list(register.units)
    assert list(known.people.values()) == list(register.people)


async def test_the_same_again_is_there_already(offices: Mapping[str, Office], register: Register) -> None:
    office = offices["again"]
    await office.load(register)

    again = await office.load(register)

    assert (again.new, again.already_there, again.refused, again.not_sent) == (0, ROWS.total(), [], [])
    assert office.shown == ROWS


async def test_another_person_finds_units_and_people_there_and_reuses_no_id(
    offices: Mapping[str, Office], register: Register
) -> None:
    office = offices["another"]
    await office.load(register)

    loaded = await office.load(register, by="NQS-001")

    assert loaded.already_there == ROWS["cell_types"] + ROWS["units"] + ROWS["people"]
    assert Counter(why.code for _, why in loaded.refused) == {"roll_already_reported": 3, "notice_already_issued": 1}
    assert office.shown == ROWS


async def test_what_hangs_on_a_refused_row_is_counted_and_not_sent(
    offices: Mapping[str, Office], register: Register
) -> None:
    office = offices["refused"]
    await office.load(replace(register, rolls=(), people=(), notices=()))
    units = tuple(replace(unit, name="Khác") if unit.code in {"CB-001", "CB-004"} else unit for unit in register.units)

    loaded = await office.load(replace(register, units=units), Known(heads=(await office.known()).heads))

    assert [(about, why.code) for about, why in loaded.refused] == [
        ("units: CB-001", "unit_code_taken"),
        ("units: CB-004", "unit_code_taken"),
    ]
    assert loaded.not_sent == ["rolls: CB-001", "people: NQS-001", "notices: 01-TB/HU"]
    assert (loaded.new, loaded.already_there) == (4, 7)
    assert office.shown == ROWS


class Listening(Client):
    """Accepts everything, and remembers what it was said to belong to."""

    def __init__(self) -> None:
        self.belonging: list[str | None] = []

    async def send(
        self,
        keeper: str,
        commands: Sequence[Command],
        *,
        at: datetime | None = None,
        timeout: float = 30,
        correlation: str | None = None,
        causation: str | None = None,
    ) -> list[CommandOutcome]:
        self.belonging += [correlation] * len(commands)
        decided = {"unit_id": str(SOMETHING), "person_id": str(SOMETHING)}
        return [CommandOutcome(command_id=one.command_id, outcome="accepted", decided=decided) for one in commands]


async def test_all_the_rows_of_a_file_belong_together(register: Register) -> None:
    client = Listening()

    await Loader(client, "once", lambda *_: None, at=AT).load(register, Known())

    assert len(client.belonging) == ROWS.total()
    assert len(set(client.belonging)) == 1
    assert None not in client.belonging
