"""Messages of the ratings service about the policies by which a year of meetings is rolled up (`RollUpYear`)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from contracts.labels import Count, FreeText, Key, Label, Points, Token
from contracts.message import OPEN, Command, Event, Part
from contracts.texts import TextRef

Months = Annotated[int, Field(ge=0, le=12, strict=True)]


class RollUpRule(Part):
    """What a grade of the year needs: every regular meeting of `all_at_least`, so many good ones, a mean of points.

    `months` and `themes`: how many regular and thematic meetings there must be. `ours`: no source says so.
    """

    grade: Token
    all_at_least: Token | None = None
    least_good: Count = 0
    least_mean: Points | None = None
    months: Months = 0
    themes: Count = 0
    ours: bool = False


class AdoptRollUpPolicy(Command, subject="cmd.{keeper}.ratings.adopt_roll_up_policy.v1", audience=OPEN):
    """Put a policy in force for years that end on this day or later; the city's serves districts without their own.

    `rules` go from the highest grade down; the first that holds gives the grade, and the last one always holds.
    """

    key: Key
    name: Label
    effective_from: date
    rules: Annotated[list[RollUpRule], Field(min_length=1, max_length=10)]


class RollUpPolicyAdopted(Event, subject="evt.{keeper}.ratings.RollUpPolicyAdopted.v1", audience=OPEN):
    """A policy is in force from a day on; `version` is the SHA-256 (hex) of its content."""

    policy_id: UUID
    version: str
    key: str
    name: str
    effective_from: date
    rules: list[RollUpRule]


class WithdrawRollUpPolicy(Command, subject="cmd.{keeper}.ratings.withdraw_roll_up_policy.v1", audience=OPEN):
    """Take back the policy that is in force from that very day on; the one before it, or the city's, serves again."""

    effective_from: date
    reason: FreeText


class RollUpPolicyWithdrawn(Event, subject="evt.{keeper}.ratings.RollUpPolicyWithdrawn.v1", audience=OPEN):
    """No year is rolled up by that policy from now on."""

    policy_id: UUID
    version: str
    key: str
    effective_from: date
    reason: TextRef
