"""The node's keys: made once, readable by their owner alone."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from joserfc.jwk import OKPKey

from services.chassis.call import Actor, service_actor
from services.chassis.errors import Refused
from services.chassis.messaging.keys import (
    PRIVATE,
    KeysMissing,
    make_node_keys,
    make_service_keys,
    node_fingerprints,
    signing_tokens,
    verifying_tokens,
)
from services.chassis.messaging.tokens import Tokens
from tests.chassis.messaging.desks import NOON
from tests.chassis.messaging.notes import actor, write


def contents(directory: Path) -> dict[str, bytes]:
    files = (path for path in directory.rglob("*") if path.is_file())
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in files}


def test_keys_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    make_node_keys(tmp_path / "keys", ["meetings"])

    everything = [tmp_path / "keys", *(tmp_path / "keys").rglob("*")]
    assert {path.stat().st_mode & 0o777 for path in everything if path.is_dir()} == {0o700}
    assert {path.stat().st_mode & 0o777 for path in everything if path.is_file()} == {0o600}


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
    (tmp_path / PRIVATE / "node.jwk").unlink()

    assert verifying_tokens(tmp_path).verify(token, NOON) == actor()
    with pytest.raises(RuntimeError):
        verifying_tokens(tmp_path).sign(actor(), now=NOON)


def test_two_nodes_give_one_command_two_fingerprints(tmp_path: Path) -> None:
    for name in ("one", "two"):
        make_node_keys(tmp_path / name)

    one, two = (node_fingerprints(tmp_path / name).of(actor(), write(1)) for name in ("one", "two"))
    assert one != two


def test_a_service_makes_its_own_pair_and_is_told_when_the_nodes_is_missing(tmp_path: Path) -> None:
    make_service_keys(tmp_path, "meetings")

    assert contents(tmp_path).keys() == {"private/meetings.jwk", "public/meetings.jwk", "fingerprints.key"}
    with pytest.raises(KeysMissing, match="sinhhoat keys"):
        verifying_tokens(tmp_path)


def test_a_service_signs_for_itself_and_for_nobody_else(tmp_path: Path) -> None:
    make_node_keys(tmp_path, ["meetings", "ratings"])
    meetings, verifying = signing_tokens(tmp_path, "meetings"), verifying_tokens(tmp_path)
    itself = service_actor("meetings", ["hoc-mon"])
    others = [actor("staff"), service_actor("ratings", ["hoc-mon"]), Actor(itself.person_id, actor("staff").roles)]

    assert verifying.verify(meetings.sign(itself, now=NOON), NOON) == itself
    for other in others:
        with pytest.raises(Refused, match="token_forged"):
            verifying.verify(meetings.sign(other, now=NOON), NOON)
        assert verifying.verify(signing_tokens(tmp_path).sign(other, now=NOON), NOON) == other


@pytest.mark.parametrize("name", ["nobody", "../private/node", "", "node\0"])
def test_a_signer_whom_nobody_knows_signs_in_vain(tmp_path: Path, name: str) -> None:
    make_node_keys(tmp_path, ["meetings"])
    private = OKPKey.import_key(json.loads((tmp_path / PRIVATE / "meetings.jwk").read_bytes()))
    token = Tokens(private, private, name=name).sign(service_actor("meetings", ["hoc-mon"]), now=NOON)

    with pytest.raises(Refused, match="token_forged"):
        verifying_tokens(tmp_path).verify(token, NOON)
