"""One row per fact of an event, written once, from which every figure is summed."""

from services.reporting.facts.projection import Facts

__all__ = ["Facts"]
