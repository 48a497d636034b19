"""No record, no answer: sealed histories, parked events and exports are given only behind a record of the read."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pytest

from contracts.archive import ArchivePage, ReadArchive, ReadSealedArchive
from contracts.history import ReadSealedHistory
from contracts.message import Query
from contracts.parking import ParkedList, ReadParked, ReadSealedParked
from services.chassis.call import Call, Decided
from services.chassis.event_store import Codec
from services.chassis.event_store.rows import HistoryRow, StoredText
from services.chassis.messaging.exports import export_desks
from services.chassis.messaging.fingerprints import Fingerprints
from services.chassis.messaging.histories import sealed_history_desks
from services.chassis.messaging.parked import parking_desks
from services.chassis.messaging.queries import QueryDesk
from services.chassis.messaging.sealed_reads import Record
from services.chassis.messaging.serving import Node, Serving
from services.chassis.messaging.tokens import Tokens
from services.chassis.policy import Policy
from tests.chassis.event_store.ledger import codec, ledger_id
from tests.chassis.messaging.desks import KEY, NOON, code
from tests.chassis.messaging.notes import KEEPER, actor, number
from tests.chassis.messaging.noticed import Noticed
from tests.chassis.messaging.test_histories import rows

LEDGER = ledger_id("Sổ")
ASKED = ReadSealedHistory(kind="ledger", aggregate_id=LEDGER, after={f"{KEEPER}.sealed": 0})


@dataclass
class Vault:
    """One sealed history, nothing parked; counts how often anything was loaded."""

    noticed: Noticed
    codec: Codec
    loads: int = 0
    recorded_before: int | None = None

    async def history(self, aggregate_id: UUID) -> list[HistoryRow]:
        self._load()
        return [row for row in rows() if row.originator_id == aggregate_id]

    async def text(self, text_id: UUID) -> StoredText | None:
        raise AssertionError("plans have no texts")

    async def parked(self, query: ReadParked) -> ParkedList:
        self._load()
        return ParkedList(events=[], total=0)

    async def retry(self, command: object) -> Decided:
        raise AssertionError("nothing is parked")

    async def drop(self, command: object, call: Call) -> Decided:
        raise AssertionError("nothing is parked")

    async def page(self, asked: ReadArchive) -> ArchivePage:
        self._load()
        return ArchivePage(kind="real", head=0)

    def _load(self) -> None:
        self.loads += 1
        self.recorded_before = len(self.noticed.reads)


def vault(*, broken: bool = False) -> Vault:
    return Vault(Noticed(broken=broken), codec())


async def ask(query: Query, here: Vault, role: str = "auditor", *, unrecorded: bool = False) -> str | None:
    """The code of the refusal, or None; `unrecorded` leaves the service without any record."""
    tokens = Tokens(KEY, KEY)
    node = Node(tokens, Fingerprints(b"k" * 32), lambda: NOON)
    side = Serving("assignments", node, Policy({}), {KEEPER: None}, {}, sealed=True)
    reads: dict[str, Record] = {} if unrecorded else {KEEPER: here.noticed}
    desks = [
        *sealed_history_desks(side, {KEEPER: here}, reads),
        *parking_desks(side, {KEEPER: here}, reads),
        *export_desks(side, {KEEPER: here}, reads),
    ]
    [desk] = [desk for desk in desks if isinstance(desk, QueryDesk) and desk.kind is type(query)]
    headers = {"sh-token": tokens.sign(actor(role), now=NOON), "sh-correlation": "reading-7"}
    return code(await desk.answer(KEEPER, headers, query.model_dump_json().encode()))


SEALED_QUESTIONS = [ASKED, ReadSealedParked(position=3), ReadSealedArchive(above=7)]


@pytest.mark.parametrize("query", SEALED_QUESTIONS)
async def test_what_is_shown_was_recorded_before_it_was_loaded(query: Query) -> None:
    here = vault()

    assert await ask(query, here) is None
    [read] = here.noticed.reads
    assert (here.loads, here.recorded_before) == (1, 1)
    assert (read.reader, read.read_at) == (actor("auditor").person_id, NOON)
    assert (read.question, read.correlation) == (query.contract(), "reading-7")


async def test_the_record_says_what_was_asked_and_nothing_of_the_answer() -> None:
    here = vault()
    await ask(ASKED, here)

    assert here.noticed.reads[0].asked == f'{{"above":0,"aggregate_id":"{LEDGER}","kind":"ledger","limit":200}}'


@pytest.mark.parametrize("query", SEALED_QUESTIONS)
async def test_without_a_record_there_is_no_answer_and_nothing_is_loaded(query: Query) -> None:
    broken, without = vault(broken=True), vault()

    assert await ask(query, broken) == "store_unavailable"
    assert await ask(query, without, unrecorded=True) == "read_not_recorded"
    assert (broken.loads, without.loads) == (0, 0)


@pytest.mark.parametrize("query", SEALED_QUESTIONS)
@pytest.mark.parametrize("role", ["operator", "staff", "leader", "observer", "secretary", "committee"])
async def test_who_may_not_read_is_neither_recorded_nor_is_anything_loaded(query: Query, role: str) -> None:
    here = vault()

    assert await ask(query, here, role) == "not_allowed"
    assert (here.loads, here.noticed.reads) == (0, [])


async def test_an_absent_history_and_one_of_another_kind_are_one_answer_and_recorded() -> None:
    here = vault()
    absent = ASKED.model_copy(update={"aggregate_id": number(99)})
    other = ASKED.model_copy(update={"kind": "visit_plan"})

    assert {await ask(absent, here), await ask(other, here)} == {"not_there"}
    assert len(here.noticed.reads) == 2
