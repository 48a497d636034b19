"""The versions of a catalogue over time: which one is in force on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol, TypeVar

from services.chassis.errors import Refused


class Dated(Protocol):
    """A version of a catalogue."""

    @property
    def effective_from(self) -> date: ...
    @property
    def version(self) -> str: ...


Version = TypeVar("Version", bound=Dated)


def in_force(catalogues: Sequence[Version], on: date) -> Version | None:
    """The catalogue of a day; they stand in the order of their days."""
    return next((known for known in reversed(catalogues) if known.effective_from <= on), None)


def in_force_from(catalogues: Sequence[Version], on: date) -> list[Version]:
    """The catalogues of a day and of all later ones."""
    first = in_force(catalogues, on)
    later = [known for known in catalogues if known.effective_from > on]
    return [first, *later] if first is not None else later


def last_of(catalogues: Sequence[Version], version: str) -> tuple[Version, Version | None]:
    """The catalogue adopted last, where it is of that version, and the one before it: only the last is taken back."""
    if not catalogues:
        raise Refused("no_catalogue_adopted", field="version")
    last = catalogues[-1]
    if last.version != version:
        raise Refused("catalogue_not_the_last", field="version", last=last.version)
    return last, catalogues[-2] if len(catalogues) > 1 else None
