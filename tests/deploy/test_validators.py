"""The files of deploy/ please the programs that will read them, and a planted fault does not."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sinhhoat.stack.nats import accounts, nats_server
from tests.deploy.described import COMPOSE, NATS, PROMETHEUS, made_settings
from tests.deploy.promtool import promtool

Answer = subprocess.CompletedProcess[str]
Check = Callable[[Path], Answer]


def ran(*command: str | Path, environment: dict[str, str] | None = None) -> Answer:
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def compose_check(file: Path) -> Answer:
    program = Path(sys.executable).with_name("check-jsonschema")
    return ran(program, "--builtin-schema", "vendor.compose-spec", file)


def prometheus_check(file: Path) -> Answer:
    return ran(promtool(), "check", "config", file)


def nats_check(file: Path) -> Answer:
    return ran(nats_server(), "-t", "--config", file, environment=made_settings())


CHECKS = [
    (COMPOSE, compose_check, "image: postgres:18", "imagee: postgres:18"),
    (PROMETHEUS, prometheus_check, "scrape_interval: 15s", "scrape_interval: often"),
    (NATS, nats_check, "jetstream: enabled", "jetstream: perhaps"),
    (NATS, nats_check, "PASSWORD_CLI", "PASSWORD_NOBODY"),
]


@pytest.mark.parametrize(("file", "check"), [(file, check) for file, check, *_ in CHECKS])
def test_the_file_is_valid(file: Path, check: Check) -> None:
    answer = check(file)

    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize(("file", "check", "right", "wrong"), CHECKS)
def test_a_planted_fault_is_found(tmp_path: Path, file: Path, check: Check, right: str, wrong: str) -> None:
    text = file.read_text()
    planted = tmp_path / file.name
    planted.write_text(text.replace(right, wrong, 1))

    assert right in text
    assert check(planted).returncode != 0


def test_accounts_are_those_of_the_embedded_server() -> None:
    expected = accounts(lambda user: f"$SINHHOAT_NATS_PASSWORD_{user.upper()}")

    assert expected in NATS.read_text()
