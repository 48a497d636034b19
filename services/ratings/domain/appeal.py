"""What is said against a decided grade, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import ClassVar
from uuid import UUID

from services.ratings.domain.decision import Decision


class Outcome(Enum):
    """What became of an appeal."""

    UPHELD = "upheld"
    CHANGED = "changed"


@dataclass(frozen=True)
class AppealAnswer:
    """The answer to an appeal: the grade before and after, and the whole group's counts and arithmetic after it."""

    TOPIC: ClassVar[str] = "ratings.AppealAnswer"
    outcome: Outcome
    group: str
    former_grade: str
    grade: str
    answered_on: date
    decision: Decision


@dataclass(frozen=True)
class AnswerTakenBack:
    """An answer that counts no more: the grade that it gave, the one that stands again, and the group with that one."""

    TOPIC: ClassVar[str] = "ratings.AnswerTakenBack"
    group: str
    withdrawn_grade: str
    grade: str
    decision: Decision


@dataclass(frozen=True)
class Appeal:
    """An appeal of an object in a decided group; `state` is `open` until it is answered, `former_grade` what it was."""

    object_id: UUID
    state: str
    former_grade: str | None = None
