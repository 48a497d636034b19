"""The page for operators names every metric and every setting that there is, and none that there is not."""

from __future__ import annotations

import re

import structlog
from prometheus_client import CollectorRegistry
from pydantic_settings import BaseSettings

from services.chassis.event_store.metrics import AppendMetrics
from services.chassis.messaging.metrics import Measures
from services.chassis.projection.metrics import Metrics
from services.chassis.projection.reactions import Refusals
from services.chassis.projection.standing import StandingMetrics
from services.chassis.relay import RelayMetrics
from services.chassis.runtime.clock import ClockBehind
from services.chassis.runtime.sealed_health import sealed_gauge
from services.chassis.settings import Settings
from services.reporting.reactions.metrics import RestatementMetrics
from services.reporting.read_models.duties_shown import DutyMetrics
from sinhhoat.running import FOLDER
from sinhhoat.stack.settings import StackSettings
from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")


def metrics() -> set[str]:
    """The names as a scraper sees them, of all that the chassis counts and reporting counts besides."""
    registry = CollectorRegistry()
    for counts in (AppendMetrics, Measures, Metrics, Refusals, RelayMetrics, StandingMetrics, sealed_gauge):
        counts(registry)
    ClockBehind(registry, structlog.get_logger(), lambda: 0.0)
    RestatementMetrics(registry, [])
    DutyMetrics(registry)
    return {f"{family.name}_total" if family.type == "counter" else family.name for family in registry.collect()}


def settings(*kinds: type[BaseSettings]) -> set[str]:
    """The variables that settings of these kinds are read from."""
    return {f"SINHHOAT_{name.upper()}" for kind in kinds for name in kind.model_fields}


def described() -> set[str]:
    """The metrics of which the page tells."""
    table = PAGE.partition("\n## Metrics and what to do\n")[2].partition("\n## ")[0]
    return set(re.findall(r"\bsinhhoat_\w+", table))


def test_every_metric_stands_on_the_page_and_no_other() -> None:
    assert described() == metrics()


def test_every_setting_stands_on_the_page_and_no_other() -> None:
    assert set(re.findall(r"\bSINHHOAT_[A-Z_]+", PAGE)) == settings(Settings, StackSettings) | {FOLDER}
