"""Under which duty a figure of the quarter is counted, and by which version of its rule; what it means."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from contracts.reporting import FigureDefinition
from services.reporting.catalogue import VERSION, explained
from services.reporting.duties.policy import DUTIES, Duty

OF_FIGURES: Mapping[str, Duty] = {duty.figure: duty for duty in DUTIES if duty.figure}
"""Key of a figure -> the duty that it is discharged / opened of."""


def duty_of(key: str) -> Duty | None:
    """The duty of a figure, if it is one's."""
    return OF_FIGURES.get(key)


def version_on(key: str, day: date) -> str | None:
    """The version of a figure's duty in force on a day; None for a figure that is no duty's."""
    duty = duty_of(key)
    return duty.on(day).version if duty else None


def defined(key: str, last: date) -> FigureDefinition:
    """What the catalogue says of a figure in a quarter with this last day. KeyError where it has no such key."""
    words, duty = explained(key), duty_of(key)
    return FigureDefinition(
        formula_en=words.formula,
        source=words.source,
        edges_en=words.edges,
        catalogue=VERSION,
        duty=duty.key if duty else None,
        policy_version=version_on(key, last),
        policy_source=duty.source if duty else None,
    )
