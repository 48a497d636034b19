"""Everything ever stored can still be read and is told as its example, on the sealed side as on the open ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from contracts.message import Event
from services.assignments.main import SERVICE as ASSIGNMENTS
from services.chassis.event_store import Codec, DomainEvent
from services.chassis.runtime import Service
from services.meetings.main import SERVICE as MEETINGS
from services.ratings.main import SERVICE as RATINGS
from services.registry.main import SERVICE as REGISTRY
from services.reporting.main import SERVICE as REPORTING
from tests.samples import Sample, encoded_again, example, samples_of

SERVICES = (REGISTRY, MEETINGS, ASSIGNMENTS, RATINGS, REPORTING)


@dataclass(frozen=True)
class Side:
    """A history of a service: its name, the service that has it, what it may hold, and what is told of it."""

    name: str
    service: str
    codec: Codec
    publish: Callable[[DomainEvent], Event | None]


def sides_of(service: Service) -> list[Side]:
    """Its open history, and its sealed one."""
    assert service.codec is not None
    assert service.publish is not None
    side = [Side(service.name, service.name, service.codec, service.publish)]
    return side + [Side("sealed", service.name, one.codec, one.publish) for one in (service.sealed,) if one]


SIDES = [side for service in SERVICES for side in sides_of(service)]
STORED = [(side, sample) for side in SIDES for sample in samples_of(side.service) if sample.topic in side.codec.topics]
TOLD = [(side, sample) for side, sample in STORED if sample.published]
UNTOLD = [(side, sample) for side, sample in STORED if not sample.published]


def versions(side: Side) -> dict[str, int]:
    """How many forms each event of a history has had."""
    return {topic: getattr(event, "class_version", 1) for topic, event in side.codec.topics.items()}


OLDER = [(side, sample) for side, sample in STORED if sample.version < versions(side).get(sample.topic, 1)]
NEWEST = [one for one in STORED if one not in OLDER]


def test_every_stored_sample_is_of_one_history() -> None:
    named = [sample for service in SERVICES for sample in samples_of(service.name)]

    assert len(STORED) == len(named)


def name_of(part: object) -> str:
    return part.name if isinstance(part, Side) else str(part)


@pytest.mark.parametrize("side", SIDES, ids=name_of)
def test_every_version_of_every_event_has_a_stored_sample(side: Side) -> None:
    stored = {(sample.topic, sample.version) for owner, sample in STORED if owner is side}
    assert stored == {(topic, n) for topic, last in versions(side).items() for n in range(1, last + 1)}


@pytest.mark.parametrize(("side", "sample"), OLDER, ids=name_of)
def test_a_stored_event_of_an_older_version_loads_as_one_of_the_newest(side: Side, sample: Sample) -> None:
    codec = side.codec
    loaded = sample.decoded(codec)
    [newest] = [one for owner, one in NEWEST if owner is side and one.topic == sample.topic]

    assert codec.decode(*codec.encode(loaded), sample.originator_id, sample.originator_version) == loaded
    assert vars(loaded).keys() == vars(newest.decoded(codec)).keys()


@pytest.mark.parametrize(("side", "sample"), NEWEST, ids=name_of)
def test_a_stored_event_comes_back_value_for_value_and_type_for_type(side: Side, sample: Sample) -> None:
    event = sample.decoded(side.codec)

    assert encoded_again(side.codec, event) == (sample.topic, sample.state)


@pytest.mark.parametrize(("side", "sample"), TOLD, ids=name_of)
def test_a_stored_event_is_told_as_the_stored_example(side: Side, sample: Sample) -> None:

    assert side.publish(sample.decoded(side.codec)) == example(side.service, str(sample.published))


@pytest.mark.parametrize(("side", "sample"), UNTOLD, ids=name_of)
def test_what_only_fixes_an_id_is_not_told(side: Side, sample: Sample) -> None:

    assert side.publish(sample.decoded(side.codec)) is None


@pytest.mark.parametrize("side", SIDES, ids=name_of)
def test_an_event_that_publishing_forgot_is_an_error(side: Side) -> None:
    class Forgotten(DomainEvent):
        """Nobody has said what is told of it."""

    with pytest.raises(NotImplementedError, match="Forgotten"):
        side.publish(object.__new__(Forgotten))
