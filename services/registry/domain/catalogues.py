"""The versions of a catalogue over time: which one is in force on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol, TypeVar


class Dated(Protocol):
    """A version of a catalogue."""

    @property
    def effective_from(self) -> date: ...


Version = TypeVar("Version", bound=Dated)


def in_force(catalogues: Sequence[Version], on: date) -> Version | None:
    """The catalogue of a day; they stand in the order of their days."""
    return next((known for known in reversed(catalogues) if known.effective_from <= on), None)


def in_force_from(catalogues: Sequence[Version], on: date) -> list[Version]:
    """The catalogues of a day and of all later ones."""
    first = in_force(catalogues, on)
    later = [known for known in catalogues if known.effective_from > on]
    return [first, *later] if first is not None else later
