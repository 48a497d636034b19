"""Nowhere in the services does a library's default decide what becomes of a message whose handling failed."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.docs.pages import ROOT


def without_policy(text: str) -> Iterator[int]:
    """The lines that make a consumer or a subscriber of a stream and do not say how it is acknowledged."""
    for call in (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        told = {keyword.arg for keyword in call.keywords}
        of_a_stream = name == "ConsumerConfig" or (name == "subscriber" and told & {"stream", "pull_sub", "durable"})
        if of_a_stream and "ack_policy" not in told:
            yield call.lineno


def test_every_consumer_says_how_it_is_acknowledged() -> None:
    files = sorted((ROOT / "services").rglob("*.py"))
    found = [(file.name, line) for file in files for line in without_policy(file.read_text(encoding="utf-8"))]

    assert len(files) > 50
    assert found == []


@pytest.mark.parametrize(
    "planted",
    [
        'broker.subscriber("evt.>", stream="EVT_MEETINGS")',
        'broker.subscriber("evt.>", pull_sub=PullSub(batch=True), durable="facts")',
        'ConsumerConfig(durable_name="facts", ack_wait=10)',
    ],
)
def test_a_default_is_found(planted: str) -> None:
    assert list(without_policy(planted)) == [1]
