"""Natural keys of rubrics: keeper, kind of meeting and first day give the id."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid5

NAMESPACE = UUID("b0c0a9a6-3f1d-5d0a-8a37-6a1f0f6f2c41")
"""Never changed: every id of every keeper follows from it."""


def id_of_rubrics(keeper: str, kind: str) -> UUID:
    """The id of a keeper's shelf of rubrics for one kind of meeting, and the namespace of the rubrics on it."""
    return uuid5(uuid5(NAMESPACE, keeper), kind)


def id_of_rubric(keeper: str, kind: str, effective_from: date) -> UUID:
    """The id of the rubric that is in force from a day on."""
    return uuid5(id_of_rubrics(keeper, kind), effective_from.isoformat())
