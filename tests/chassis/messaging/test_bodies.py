"""Bodies of requests: whatever bytes come, the reply is well-formed and tells field and rule."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.message import CommandOutcome, CommandReply
from services.chassis.messaging.bodies import LARGEST_BODY, MOST_COMMANDS
from tests.chassis.messaging.desks import Fixture, code
from tests.chassis.messaging.notes import number, write

GOOD = json.loads(write(1).model_dump_json())
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
COMMANDS = st.fixed_dictionaries(
    {}, optional={"command_id": JSON | st.uuids().map(str), "title": JSON, "words": JSON, "on": JSON, "after": JSON}
)


async def told_of(command: dict[str, Any]) -> CommandOutcome:
    [outcome] = await Fixture().send(command)
    return outcome


def assert_well_formed(outcomes: list[CommandOutcome]) -> None:
    again = CommandReply.model_validate_json(CommandReply(outcomes=outcomes).model_dump_json())
    assert again.outcomes == outcomes
    assert all((one.outcome == "accepted") == (one.refusal is None) for one in outcomes)
    assert "internal_error" not in {code(one) for one in outcomes}


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
async def test_any_bytes_get_a_well_formed_reply(body: bytes) -> None:
    outcomes = await Fixture().post(body)

    assert_well_formed(outcomes)


@settings(max_examples=150, deadline=None)
@given(st.lists(COMMANDS | JSON, min_size=1, max_size=5))
async def test_any_commands_get_one_outcome_each(commands: list[Any]) -> None:
    outcomes = await Fixture().post(json.dumps({"commands": commands}).encode())

    assert len(outcomes) == len(commands)
    assert_well_formed(outcomes)


@pytest.mark.parametrize(
    ("change", "field", "rule"),
    [
        ({"title": None}, "title", "string_type"),
        ({"title": "x" * 201}, "title", "string_too_long"),
        ({"title": "a\u0007b"}, "title", "value_error"),
        ({"on": "2019-02-30"}, "on", "date_from_datetime_parsing"),
        ({"command_id": "1"}, "command_id", "uuid_parsing"),
        ({"title": "a\0b"}, "title", "characters"),
        ({"words": "a\ud800b"}, "words", "characters"),
        ({"after": {"hoc-mon.notes": "seven"}}, "after.?", "int_parsing"),
        ({"after": {"hoc-mon.notes.>": 7}}, "after", "feed_name"),
        ({"after": {"hoc-mon.notes": -1}}, "after", "position"),
        ({"after": {"hoc-mon.notes": 2**63}}, "after", "position"),
    ],
)
async def test_what_is_wrong_is_told_by_field_and_rule(change: dict[str, Any], field: str, rule: str) -> None:
    outcome = await told_of(GOOD | change)

    assert outcome.outcome == "refused"
    assert outcome.refusal is not None
    assert (outcome.refusal.code, outcome.refusal.field) == ("malformed", field)
    assert outcome.refusal.numbers["rule"] == rule


async def test_the_value_that_was_wrong_is_never_told_back() -> None:
    for change in ({"title": {"what a member": "said"}}, {"after": {"what a member said": "x"}}, {"on": "said"}):
        outcome = await told_of(GOOD | change)
        assert "said" not in outcome.model_dump_json()


async def test_a_command_nested_without_end_is_refused_alone_or_with_its_request() -> None:
    deep = "[" * 300 + "]" * 300
    endless = "[" * 100_000

    body = json.dumps({"commands": [GOOD, GOOD | {"words": "DEEP"}]}).replace('"DEEP"', deep)
    first, second = await Fixture().post(body.encode())
    assert (first.outcome, second.outcome) == ("accepted", "refused")
    [whole] = await Fixture().post(endless.encode())
    assert code(whole) == "not_json"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", "not_json"),
        (b"\xff\xfe", "not_json"),
        (b'{"commands":[NaN]}', "not_json"),
        (b"[]", "not_commands"),
        (b"{}", "not_commands"),
        (b'{"commands":{}}', "not_commands"),
        (b'{"commands":[]}', "not_commands"),
        (b" " * (LARGEST_BODY + 1), "too_large"),
        (b'{"commands":[' + b"1," * MOST_COMMANDS + b"1]}", "too_many_commands"),
    ],
)
async def test_a_request_that_is_no_good_as_a_whole_gets_one_outcome(body: bytes, expected: str) -> None:
    [outcome] = await Fixture().post(body)

    assert (outcome.command_id, outcome.outcome, code(outcome)) == (None, "refused", expected)


async def test_one_malformed_command_among_256_is_refused_alone_under_its_id() -> None:
    commands = [json.loads(write(n).model_dump_json()) for n in range(256)]
    commands[100]["on"] = "soon"

    outcomes = await Fixture().send(*commands)
    assert [one.command_id for one in outcomes] == [number(n) for n in range(256)]
    assert [n for n, one in enumerate(outcomes) if one.outcome != "accepted"] == [100]
