"""What is said against a decided grade, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import ClassVar
from uuid import UUID

from services.chassis.errors import Refused
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


class Appeals(dict[str, list[Appeal]]):
    """The appeals of a round, by the group against whose decision they are."""

    def require_none(self, group: str, object_id: UUID) -> None:
        """Refuse a second one against the same decision."""
        if any(one.object_id == object_id for one in self.get(group, [])):
            raise Refused("already_appealed", field="unit_id")

    def open_in(self, object_id: UUID) -> str:
        """The group in whose decision the appeal is; refused where there is none, or none open."""
        for group, appeals in self.items():
            if Appeal(object_id, "open") in appeals:
                return group
        raise Refused("no_open_appeal", field="object_id")

    def answered(self, object_id: UUID) -> tuple[str, Appeal]:
        """The group and the appeal; refused where there is none that is answered."""
        for group, appeals in self.items():
            for one in appeals:
                if one.object_id == object_id and one.state != "open":
                    return group, one
        raise Refused("appeal_not_answered", field="object_id")
