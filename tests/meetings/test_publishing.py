"""What the world is told of meetings, and that everything ever stored can still be read."""

import pytest

from services.chassis.event_store import Codec, DomainEvent
from services.meetings.domain import ENUMS, VALUES, Meeting
from services.meetings.publishing import to_contract
from tests.samples import Sample, Tell, encoded_again, example, samples_of

CODEC = Codec([Meeting], VALUES, ENUMS)
tell: Tell = to_contract
SAMPLES = samples_of("meetings")


def test_every_event_has_a_stored_sample() -> None:
    assert {sample.topic for sample in SAMPLES} == set(CODEC.topics)


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_a_stored_event_comes_back_value_for_value_and_type_for_type(sample: Sample) -> None:
    event = sample.decoded(CODEC)

    assert encoded_again(CODEC, event) == (sample.topic, sample.state)


@pytest.mark.parametrize("sample", [sample for sample in SAMPLES if sample.published], ids=str)
def test_a_stored_event_is_told_as_the_stored_example(sample: Sample) -> None:
    told = tell(sample.decoded(CODEC))

    assert told == example("meetings", str(sample.published))


@pytest.mark.parametrize("sample", [sample for sample in SAMPLES if not sample.published], ids=str)
def test_what_only_fixes_an_id_is_not_told(sample: Sample) -> None:
    assert tell(sample.decoded(CODEC)) is None


def test_an_event_that_publishing_forgot_is_an_error() -> None:
    class Forgotten(DomainEvent):
        """Nobody has said what is told of it."""

    with pytest.raises(NotImplementedError, match="Forgotten"):
        tell(object.__new__(Forgotten))
