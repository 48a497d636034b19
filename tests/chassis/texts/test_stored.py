"""Every erasure ever stored can still be read, and is told as the stored example says."""

from __future__ import annotations

import json

import pytest

from contracts.texts import ERASURES, MeetingsTextErased, TextErased
from services.chassis.event_store import Codec
from services.chassis.event_store.codec import nested_events
from services.chassis.event_store.eraser import told_as
from services.chassis.text_erasure import TextErasure
from sinhhoat.node import SERVICES
from sinhhoat.published_language.catalogue import example_of
from tests.samples import Sample, encoded_again, samples_of

SAMPLES = samples_of("chassis/texts")
CODECS = {name: service.codec for name, service in SERVICES.items() if service.codec is not None}


def test_every_event_of_an_erasure_has_a_stored_sample() -> None:
    assert {sample.topic for sample in SAMPLES} == {event.TOPIC for event in nested_events(TextErasure)}  # type: ignore[attr-defined]


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
@pytest.mark.parametrize("service", CODECS)
def test_every_service_reads_a_stored_erasure_back_as_it_was(service: str, sample: Sample) -> None:
    codec: Codec = CODECS[service]

    event = sample.decoded(codec)

    assert encoded_again(codec, event) == (sample.topic, sample.state)


def test_a_stored_erasure_is_told_as_the_stored_example() -> None:
    [sample] = [sample for sample in SAMPLES if sample.published == "MeetingsTextErased"]

    told = told_as(MeetingsTextErased, sample.decoded(Codec([])))

    assert told == MeetingsTextErased.model_validate_json(example_of(MeetingsTextErased).read_text(encoding="utf-8"))


@pytest.mark.parametrize("told", [told for _, told in ERASURES], ids=lambda told: told.service())
def test_each_service_tells_of_it_in_its_own_name(told: type[TextErased]) -> None:
    event = told_as(told, SAMPLES[0].decoded(Codec([])))

    assert event.contract() == f"{told.service()}.TextErased.v1"
    assert json.loads(event.model_dump_json()).keys() == {"text_id", "about", "reason", "second_person_id"}
