"""The AsyncAPI document says all that goes over the bus, in a form that its readers accept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from faststream.specification import AsyncAPI
from faststream.specification.asyncapi.v3_0_0.schema import ApplicationSchema
from joserfc.jwk import OKPKey
from jsonschema import Draft202012Validator
from prometheus_client import CollectorRegistry

from contracts.feed import FeedPage, ReadFeed
from contracts.message import SEALED, Message
from services.chassis.feed import Feed
from services.chassis.messaging import Tokens
from services.chassis.messaging.fingerprints import Fingerprints
from services.chassis.messaging.router import Sealed
from services.chassis.messaging.serving import Node
from services.chassis.messaging.subscriptions import connect
from services.chassis.policy import Policy
from services.chassis.runtime import Service
from sinhhoat.published_language.asyncapi import document
from sinhhoat.published_language.catalogue import CONTRACTS, messages, name_of, services

DOCUMENT: dict[str, Any] = json.loads((CONTRACTS / "asyncapi.json").read_text(encoding="utf-8"))


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for inner in part.values():
            yield from references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from references(inner)


def lost_references(said: dict[str, Any]) -> list[str]:
    """References to what is not there."""
    lost = []
    for reference in sorted(set(references(said))):
        place: Any = said
        for step in reference.removeprefix("#/").split("/"):
            place = place.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(place, dict) else None
        if not reference.startswith("#/") or place is None:
            lost.append(reference)
    return lost


def wrong_servers(said: dict[str, Any]) -> list[str]:
    """Channels with an address that stand at another server than their address says."""
    return [
        name
        for name, channel in said["channels"].items()
        if channel["address"]
        and channel["servers"]
        != [{"$ref": "#/servers/sealed" if channel["address"].startswith("sealed.") else "#/servers/open"}]
    ]


async def no_page(feed: Feed, wanted: ReadFeed) -> FeedPage:
    return FeedPage(error="not_asked")


def heard(service: Service) -> set[str]:
    """The addresses that FastStream's own document has for a service that listens, the sealed ones too."""
    key = OKPKey.generate_key("Ed25519")
    node = Node(Tokens(key), Fingerprints(b"k" * 32), lambda: datetime(2024, 1, 3, tzinfo=UTC))
    open_side, sealed_side = connect("nats://here", service.name), connect("nats://here", service.name)
    service.router.serve(
        open_side,
        {},
        node=node,
        policy=Policy(service.rules),
        stores={},
        registry=CollectorRegistry(),
        read_page=no_page if service.codec else None,
        sealed=Sealed(sealed_side, {}, no_page) if service.sealed else None,
    )
    return {
        channel["address"].replace("*", "{keeper}")
        for broker in (open_side, sealed_side)
        for channel in json.loads(AsyncAPI(broker, schema_version="3.0.0").to_specification().to_json())[
            "channels"
        ].values()
    }


@pytest.mark.parametrize("service", services(), ids=lambda service: service.name)
def test_it_says_at_least_what_faststream_says_of_the_running_routers(service: Service) -> None:
    ours = {channel["address"] for channel in DOCUMENT["channels"].values()}

    said = heard(service)

    assert said - ours == set()
    assert said


def test_faststream_reads_it_back_as_its_own() -> None:
    read = ApplicationSchema.model_validate(DOCUMENT)

    assert read.asyncapi == "3.0.0"
    assert read.channels.keys() == DOCUMENT["channels"].keys()
    assert {one.action.value for one in read.operations.values()} == {"send", "receive"}


@pytest.mark.parametrize("message", messages(), ids=lambda message: message.__name__)
def test_every_message_has_its_channel_and_an_owner_that_sends_or_takes_it(message: type[Message]) -> None:
    channel = DOCUMENT["channels"][message.contract()]
    of_owner = [
        name
        for name, operation in DOCUMENT["operations"].items()
        if operation["channel"]["$ref"] == f"#/channels/{message.contract()}"
        and name.startswith(f"{message.service()}.")
    ]

    assert channel["address"] == message.subject
    assert channel["x-audience"] == message.audience.value
    assert channel["messages"] == {name_of(message): {"$ref": f"#/components/messages/{name_of(message)}"}}
    assert of_owner


@pytest.mark.parametrize("name", DOCUMENT["components"]["messages"])
def test_what_stands_there_as_an_example_fits_what_stands_there_as_its_schema(name: str) -> None:
    message = DOCUMENT["components"]["messages"][name]
    payload = {**message["payload"], "components": DOCUMENT["components"]}

    Draft202012Validator.check_schema(message["payload"])
    for example in message.get("examples", []):
        Draft202012Validator(payload).validate(example["payload"])


def test_every_reference_leads_somewhere_and_every_answer_has_its_channel() -> None:
    assert lost_references(DOCUMENT) == []
    assert all(
        operation["reply"]["channel"]["$ref"].startswith("#/channels/")
        for name, operation in DOCUMENT["operations"].items()
        if ".takes." in name or ".answers." in name or name.endswith(".pages")
    )


def test_what_is_sealed_is_at_the_sealed_server_only() -> None:
    assert wrong_servers(DOCUMENT) == []
    assert any(message.audience is SEALED for message in messages())


def test_servers_are_named_without_an_address() -> None:
    assert DOCUMENT["servers"].keys() == {"open", "sealed"}
    assert {server["host"] for server in DOCUMENT["servers"].values()} == {"{bus}"}


def test_a_planted_reference_to_nothing_and_a_planted_leak_are_found() -> None:
    planted = document()
    channel = planted["channels"]["assignments.VisitPlanned.v1"]
    channel["servers"] = [{"$ref": "#/servers/open"}]
    channel["messages"] = {"VisitPlanned.v1": {"$ref": "#/components/messages/Nothing"}}

    assert wrong_servers(planted) == ["assignments.VisitPlanned.v1"]
    assert lost_references(planted) == ["#/components/messages/Nothing"]
