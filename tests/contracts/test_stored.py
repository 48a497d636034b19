"""Everything ever stored can still be read and is told as its example; assignments has its own, for its two sides."""

from __future__ import annotations

import pytest

from services.chassis.event_store import DomainEvent
from services.chassis.runtime import Service
from services.meetings.main import SERVICE as MEETINGS
from services.ratings.main import SERVICE as RATINGS
from services.registry.main import SERVICE as REGISTRY
from tests.samples import Sample, encoded_again, example, samples_of

SERVICES = (REGISTRY, MEETINGS, RATINGS)
STORED = [(service, sample) for service in SERVICES for sample in samples_of(service.name)]
TOLD = [(service, sample) for service, sample in STORED if sample.published]
UNTOLD = [(service, sample) for service, sample in STORED if not sample.published]


def versions(service: Service) -> dict[str, int]:
    """How many forms each event of a service has had."""
    assert service.codec is not None
    return {topic: getattr(event, "class_version", 1) for topic, event in service.codec.topics.items()}


OLDER = [(service, sample) for service, sample in STORED if sample.version < versions(service).get(sample.topic, 1)]
NEWEST = [one for one in STORED if one not in OLDER]


def name_of(part: object) -> str:
    return part.name if isinstance(part, Service) else str(part)


@pytest.mark.parametrize("service", SERVICES, ids=name_of)
def test_every_version_of_every_event_has_a_stored_sample(service: Service) -> None:
    assert service.codec is not None

    stored = {(sample.topic, sample.version) for owner, sample in STORED if owner is service}
    assert stored == {(topic, n) for topic, last in versions(service).items() for n in range(1, last + 1)}


@pytest.mark.parametrize(("service", "sample"), OLDER, ids=name_of)
def test_a_stored_event_of_an_older_version_loads_as_one_of_the_newest(service: Service, sample: Sample) -> None:
    codec = service.codec
    assert codec is not None
    loaded = sample.decoded(codec)
    [newest] = [one for owner, one in NEWEST if owner is service and one.topic == sample.topic]

    assert codec.decode(*codec.encode(loaded), sample.originator_id, sample.originator_version) == loaded
    assert vars(loaded).keys() == vars(newest.decoded(codec)).keys()


@pytest.mark.parametrize(("service", "sample"), NEWEST, ids=name_of)
def test_a_stored_event_comes_back_value_for_value_and_type_for_type(service: Service, sample: Sample) -> None:
    assert service.codec is not None
    event = sample.decoded(service.codec)

    assert encoded_again(service.codec, event) == (sample.topic, sample.state)


@pytest.mark.parametrize(("service", "sample"), TOLD, ids=name_of)
def test_a_stored_event_is_told_as_the_stored_example(service: Service, sample: Sample) -> None:
    assert service.codec is not None
    assert service.publish is not None

    assert service.publish(sample.decoded(service.codec)) == example(service.name, str(sample.published))


@pytest.mark.parametrize(("service", "sample"), UNTOLD, ids=name_of)
def test_what_only_fixes_an_id_is_not_told(service: Service, sample: Sample) -> None:
    assert service.codec is not None
    assert service.publish is not None

    assert service.publish(sample.decoded(service.codec)) is None


@pytest.mark.parametrize("service", SERVICES, ids=name_of)
def test_an_event_that_publishing_forgot_is_an_error(service: Service) -> None:
    class Forgotten(DomainEvent):
        """Nobody has said what is told of it."""

    assert service.publish is not None
    with pytest.raises(NotImplementedError, match="Forgotten"):
        service.publish(object.__new__(Forgotten))
