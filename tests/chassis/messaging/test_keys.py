"""The node's keys: made once, readable by their owner alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from services.chassis.messaging.keys import (
    SIGNING,
    make_node_keys,
    node_fingerprints,
    signing_tokens,
    verifying_tokens,
)
from tests.chassis.messaging.desks import NOON
from tests.chassis.messaging.notes import actor, write


def contents(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def test_keys_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    make_node_keys(tmp_path / "keys")

    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()} == {0o600}


def test_a_second_start_keeps_the_keys(tmp_path: Path) -> None:
    make_node_keys(tmp_path)
    first = contents(tmp_path)
    make_node_keys(tmp_path)

    assert contents(tmp_path) == first


def test_processes_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as many:
        list(many.map(lambda _: make_node_keys(tmp_path), range(16)))

    token = signing_tokens(tmp_path).sign(actor(), now=NOON)
    assert verifying_tokens(tmp_path).verify(token, NOON) == actor()
    assert len(contents(tmp_path)) == 3


def test_a_service_verifies_without_the_private_key(tmp_path: Path) -> None:
    make_node_keys(tmp_path)
    token = signing_tokens(tmp_path).sign(actor(), now=NOON)
    (tmp_path / SIGNING).unlink()

    assert verifying_tokens(tmp_path).verify(token, NOON) == actor()
    with pytest.raises(RuntimeError):
        verifying_tokens(tmp_path).sign(actor(), now=NOON)


def test_two_nodes_give_one_command_two_fingerprints(tmp_path: Path) -> None:
    for name in ("one", "two"):
        make_node_keys(tmp_path / name)

    one, two = (node_fingerprints(tmp_path / name).of(actor(), write(1)) for name in ("one", "two"))
    assert one != two
