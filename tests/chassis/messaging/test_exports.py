"""Who is given a whole history, at the open and at the sealed entrance."""

from __future__ import annotations

from contracts.archive import ARCHIVES, ArchivePage, ReadArchive, ReadMeetingsArchive, ReadSealedArchive
from services.chassis.messaging.exports import export_desks
from services.chassis.messaging.fingerprints import Fingerprints
from services.chassis.messaging.queries import QueryDesk
from services.chassis.messaging.serving import Node, Serving
from services.chassis.messaging.tokens import Tokens
from services.chassis.policy import Policy
from tests.chassis.messaging.desks import KEY, NOON, code
from tests.chassis.messaging.notes import KEEPER, actor
from tests.chassis.messaging.noticed import Noticed


class Kept:
    """A history of nothing."""

    async def page(self, asked: ReadArchive) -> ArchivePage:
        return ArchivePage(kind="real", head=0)


def desks(service: str, *, sealed: bool = False) -> list[QueryDesk]:
    node = Node(Tokens(KEY, KEY), Fingerprints(b"k" * 32), lambda: NOON)
    serving = Serving(service, node, Policy({}), {KEEPER: None}, {}, sealed=sealed)
    return export_desks(serving, {KEEPER: Kept()}, {KEEPER: Noticed()})


async def ask(query: ReadArchive, role: str, *, keeper: str = KEEPER, sealed: bool = False) -> str | None:
    """The code of the refusal, or None."""
    [desk] = desks(type(query).service(), sealed=sealed)
    headers = {"sh-token": Tokens(KEY, KEY).sign(actor(role, keeper=keeper), now=NOON)}
    return code(await desk.answer(KEEPER, headers, query.model_dump_json().encode()))


async def test_auditors_and_operators_of_the_keeper_are_given_it_and_nobody_else() -> None:
    assert [await ask(ReadMeetingsArchive(), role) for role in ("auditor", "operator")] == [None, None]
    others = ("secretary", "committee", "observer", "staff", "leader", "service")
    assert {await ask(ReadMeetingsArchive(), role) for role in others} == {"not_allowed"}
    assert await ask(ReadMeetingsArchive(), "auditor", keeper="cu-chi") == "not_allowed"


async def test_the_sealed_history_is_for_auditors_alone() -> None:
    assert await ask(ReadSealedArchive(), "auditor", sealed=True) is None
    assert await ask(ReadSealedArchive(), "operator", sealed=True) == "not_allowed"


def test_the_sealed_history_stands_at_the_sealed_entrance_alone() -> None:
    assert ReadSealedArchive not in {desk.kind for desk in desks("assignments")}
    assert [desk.kind for desk in desks("assignments", sealed=True)] == [ReadSealedArchive]
    assert ARCHIVES[-1] is ReadSealedArchive
