"""What a scraper gets of the five services at work: well formed, described, and of few series."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest

from sinhhoat.node import SERVICES, Node
from sinhhoat.stack import Stack
from tests.deploy.promtool import promtool
from tests.docs.test_operators import described
from tests.fresh import empty_system
from tests.scraped import scraped
from tests.system.callers import Callers
from tests.system.district import KEEPER
from tests.system.level import settled, shown
from tests.system.months import drive, load

pytestmark = pytest.mark.system

LABELS = {"service", "keeper", "projection", "contract", "outcome", "reaction", "code", "le"}
"""What a series may be labelled with. Of each there are as many as somebody has written in the code, and keepers."""
SERIES = re.compile(r"(?P<name>\w+)(?:{(?P<labels>.*)})? \S+")
NUMBERED = re.compile(r"\d{3}|[0-9a-f]{8}")
"""What stands in the value of a label where somebody has put an id, a position or a code of a unit into it."""


@pytest.fixture(scope="module")
async def texts(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """The answers of /metrics after some weeks of a small district."""
    directory = tmp_path_factory.mktemp("metrics")
    keys = directory / "keys"
    async with empty_system(stack.endpoints.postgres_admin, directory / "bus") as endpoints:
        node = Node(endpoints, (KEEPER,), "simulated", keys, clock=lambda: datetime.now(UTC))
        urls = endpoints.nats
        async with node, Callers.at(KEEPER, urls["cli"], urls["sealed_portal"], keys) as callers:
            await drive(callers, await load(callers), until=date(2019, 1, 8))
            await settled(node)
            await shown(node)
            return {name: await scraped(port) for name, port in node.http.items()}


def faults(text: str) -> str:
    """What promtool says against it; empty where it is right."""
    checked = subprocess.run([promtool(), "check", "metrics"], input=text, capture_output=True, text=True, check=False)
    return checked.stdout + checked.stderr if checked.returncode else ""


def labels_of(text: str) -> dict[str, set[str]]:
    """Label -> its values, over all series of the text."""
    found: dict[str, set[str]] = {}
    for line in (line for line in text.splitlines() if not line.startswith("#")):
        series = SERIES.fullmatch(line)
        assert series, line
        for name, value in re.findall(r'(\w+)="([^"]*)"', series["labels"] or ""):
            found.setdefault(name, set()).add(value)
    return found


@pytest.mark.parametrize("service", SERVICES)
async def test_promtool_finds_no_fault(service: str, texts: Mapping[str, str]) -> None:
    assert faults(texts[service]) == ""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("# HELP sinhhoat_relay_position Position of the last event that the bus has acknowledged.\n", ""),
        ("sinhhoat_relay_oldest_unpublished_seconds", "sinhhoat_relay_oldest_unpublished_milliseconds"),
        ("sinhhoat_relay_published_total", "sinhhoat_relay_published"),
    ],
    ids=["no help", "no base unit", "a counter that does not say so"],
)
async def test_promtool_finds_a_planted_fault(right: str, wrong: str, texts: Mapping[str, str]) -> None:
    assert right in texts["meetings"]
    assert faults(texts["meetings"].replace(right, wrong)) != ""


@pytest.mark.parametrize("service", SERVICES)
async def test_labels_are_few_and_hold_no_ids(service: str, texts: Mapping[str, str]) -> None:
    labels = labels_of(texts[service])

    assert labels.keys() <= LABELS
    assert [value for name in labels.keys() - {"le"} for value in labels[name] if NUMBERED.search(value)] == []


@pytest.mark.parametrize("service", SERVICES)
async def test_every_metric_stands_on_the_page_for_operators(service: str, texts: Mapping[str, str]) -> None:
    told = set(re.findall(r"^# TYPE (\w+) ", texts[service], re.MULTILINE))

    assert told
    assert told - described() == set()


async def test_the_figures_of_every_relay_and_reader_are_there(texts: Mapping[str, str]) -> None:
    for service in ("registry", "meetings", "assignments", "ratings"):
        labels = f'{{keeper="{KEEPER}",service="{service}"}}'
        position = f"sinhhoat_relay_position{labels} "
        assert position in texts[service]
        assert f"{position}0.0" not in texts[service]
        assert f"sinhhoat_relay_oldest_unpublished_seconds{labels} 0.0" in texts[service]
    reads = re.findall(
        r'sinhhoat_projection_active{projection="reporting_facts",service="(\w+)"} 1.0', texts["reporting"]
    )
    assert set(reads) == {"registry", "meetings", "assignments", "ratings"}


@pytest.mark.parametrize("service", SERVICES)
async def test_only_assignments_speaks_of_the_sealed_side_and_says_one_bit(
    service: str, texts: Mapping[str, str]
) -> None:
    lines = [line for line in texts[service].splitlines() if "sealed" in line and not line.startswith("#")]

    assert lines == (["sinhhoat_sealed_healthy 1.0"] if service == "assignments" else [])
