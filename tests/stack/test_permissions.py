"""Who may say and hear what on the bus: a user that leaks opens its own subjects and no others."""

from __future__ import annotations

import nats
import pytest
from nats.aio.client import Client
from nats.errors import Error
from nats.js.errors import ServiceUnavailableError

from sinhhoat.stack import Endpoints
from sinhhoat.stack.names import OPERATORS, SERVICES
from sinhhoat.stack.permissions import BY_USER, permissions_of
from tests.arrived import arrived

SAID = (
    "evt.hoc-mon.meetings.MeetingHeld.v1",
    "evt.hoc-mon.registry.UnitMoved.v1",
    "watermark.meetings",
    "watermark.registry",
    "cmd.hoc-mon.meetings.record_meeting.v1",
    "query.hoc-mon.registry.units.v1",
    "feed.hoc-mon.registry.read",
    "anything",
)
REQUESTS = {"cmd.hoc-mon.meetings.record_meeting.v1", "query.hoc-mon.registry.units.v1", "feed.hoc-mon.registry.read"}


async def ignored(error: Exception) -> None:
    """What is not permitted is reported here; nobody hears it, and that is what is looked at."""


async def connected(endpoints: Endpoints, *users: str) -> list[Client]:
    return [await nats.connect(endpoints.nats[user], error_cb=ignored) for user in users]


async def heard_by_the_operator(endpoints: Endpoints, user: str) -> set[str]:
    """Which of the subjects the user got through with."""
    operator, speaker = await connected(endpoints, "operator", user)
    box = await operator.subscribe(">")
    await arrived(operator)
    for subject in SAID:
        await speaker.publish(subject, b"{}")
    await arrived(speaker, operator)
    heard = {(await box.next_msg(timeout=20)).subject for _ in range(box.pending_msgs)}
    await speaker.close()
    await operator.close()
    return heard


@pytest.mark.connected
async def test_the_command_line_asks_and_can_neither_tell_events_nor_watermarks(module_endpoints: Endpoints) -> None:
    assert await heard_by_the_operator(module_endpoints, "cli") == REQUESTS


@pytest.mark.connected
async def test_a_service_tells_its_own_events_and_watermarks_only(module_endpoints: Endpoints) -> None:
    own = {"evt.hoc-mon.meetings.MeetingHeld.v1", "watermark.meetings"}

    assert await heard_by_the_operator(module_endpoints, "meetings") == REQUESTS | own


@pytest.mark.connected
async def test_an_operator_may_say_everything_so_that_the_check_above_can_fail(module_endpoints: Endpoints) -> None:
    assert await heard_by_the_operator(module_endpoints, "operator") == set(SAID)


@pytest.mark.connected
@pytest.mark.parametrize(("user", "subject"), [("cli", "cmd.>"), ("cli", "evt.>"), ("ratings", "cmd.*.meetings.>")])
async def test_nobody_listens_in_on_what_others_are_asked(module_endpoints: Endpoints, user: str, subject: str) -> None:
    listener, speaker = await connected(module_endpoints, user, "operator")
    box = await listener.subscribe(subject)
    await arrived(listener)
    for said in SAID:
        await speaker.publish(said, b"{}")
    await arrived(speaker, listener)

    assert box.pending_msgs == 0
    await listener.close()
    await speaker.close()


@pytest.mark.connected
@pytest.mark.parametrize("user", ["cli", "meetings", "registry"])
async def test_only_an_operator_deletes_or_empties_a_stream(module_endpoints: Endpoints, user: str) -> None:
    operator, other = await connected(module_endpoints, "operator", user)
    await operator.jetstream().add_stream(name="EVT_MEETINGS", subjects=["evt.*.meetings.>"])
    await operator.jetstream().publish("evt.k.meetings.Noted.v1", b"{}")

    assert await in_vain(other)
    assert (await operator.jetstream().stream_info("EVT_MEETINGS")).state.messages == 1
    await operator.jetstream().delete_stream("EVT_MEETINGS")
    await operator.close()
    await other.close()


async def in_vain(client: Client) -> bool:
    """Neither deleting nor emptying is answered."""
    context = client.jetstream(timeout=0.2)
    for attempt in (context.delete_stream, context.purge_stream):
        with pytest.raises((Error, ServiceUnavailableError)):
            await attempt("EVT_MEETINGS")
    return True


def test_everybody_but_operators_is_bounded_and_only_services_tell_events() -> None:
    assert [user for user in BY_USER if permissions_of(user) is None] == []
    assert [permissions_of(user) for user in OPERATORS] == [None, None]
    telling = {user for user, may in BY_USER.items() if any("evt." in subject for subject in may.publish)}
    assert telling == {*SERVICES, "sealed_assignments"}
    assert all(subject not in (">", "*") for may in BY_USER.values() for subject in (*may.publish, *may.subscribe))
