"""An event stored by an older class version loads as the newer one would have been stored; without, it does not."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created
from services.chassis.event_store.codec import Codec
from tests.chassis.event_store.calls import at
from tests.chassis.event_store.ledger import ledger_id

STORED_V1 = (
    b'{"timestamp":{"_type_":"datetime_iso","_data_":"2019-01-31T12:00:00+00:00"},'
    b'"originator_topic":"tests.Tally","name":"a"}'
)


class Tally(Aggregate):
    TOPIC = "tests.Tally"

    class Opened(Aggregate.Event, Created):
        """Version 2 has a limit; what was stored before had none, which meant ten."""

        TOPIC = "tests.Tally.Opened"
        class_version = 2
        name: str
        limit: int

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            state["limit"] = 10

    @event(Opened)
    def __init__(self, name: str, limit: int) -> None:
        self.name, self.limit = name, limit

    @staticmethod
    def create_id(name: str) -> UUID:
        return ledger_id(name)


def test_a_stored_event_of_version_1_loads_as_version_2() -> None:
    opened = Codec([Tally]).decode("tests.Tally.Opened", STORED_V1, UUID(int=1), 1)
    tally = opened.mutate(None)

    assert isinstance(tally, Tally)
    assert (tally.name, tally.limit) == ("a", 10)
    assert tally.created_on == datetime(2019, 1, 31, 12, tzinfo=UTC)


def test_a_new_event_is_stored_with_its_version_and_comes_back_as_it_is() -> None:
    codec = Codec([Tally])
    with at():
        [opened] = Tally("a", 3).collect_events()
    topic, state = codec.encode(opened)

    assert json.loads(state)["class_version"] == 2
    assert codec.decode(topic, state, opened.originator_id, 1) == opened


def test_without_the_step_between_them_the_old_one_does_not_load(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Tally.Opened, "upcast_v1_v2", lambda state: None)
    opened = Codec([Tally]).decode("tests.Tally.Opened", STORED_V1, UUID(int=1), 1)

    with pytest.raises((AttributeError, TypeError)):
        opened.mutate(None)
