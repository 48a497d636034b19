"""The mark that every file bears: the question with its positions, and the hash of what was answered."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from contracts.labels import Keeper
from sinhhoat.exports.letterhead import Letterhead

SIGN = "sinhhoat-report"
"""By which a mark is found in a file."""

LARGEST = 1_000_000
"""Letters: the positions of a city's 800 feeds are a tenth of it."""

Kind = Literal["quarter", "unit_quarter", "city", "coverage", "classification", "cell"]


class Mark(BaseModel):
    """`question` names the positions, so that asking it again gives the same answer, for ever.

    `revision`: that of the closed report which has these positions; `closed`: whether there was a closed report at all,
    None where there can be none. `parked`: events that were set aside. `made_with`: what decided how the pages look,
    for another version may lay out the same figures otherwise.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    form: Literal[1] = 1
    kind: Kind
    keeper: Keeper
    question: dict[str, Any]
    period: str = Field(max_length=20)
    language: Literal["vi", "en"]
    letterhead: Letterhead
    revision: int | None = None
    closed: bool | None = None
    parked: int = 0
    known_at: AwareDatetime | None
    simulated: bool
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    made_with: str = Field(max_length=200)

    @property
    def of_closed_reports(self) -> bool:
        """Whether it is a city's quarter as reported, whose keepers have closed a report each."""
        return self.kind == "city" and self.question.get("lens") == "reported"

    @property
    def text(self) -> str:
        """The mark as one line of JSON, the same for the same mark."""
        return f'{{"{SIGN}":{self.model_dump_json()}}}'

    @property
    def packed(self) -> str:
        """The same in letters that need no escaping anywhere."""
        return f"{SIGN}:{base64.urlsafe_b64encode(self.model_dump_json().encode()).decode()}"

    @property
    def instant(self) -> datetime:
        """What stands for the time of writing: when the last that was known was recorded."""
        return self.known_at or datetime.fromisoformat("1980-01-01T00:00:00+00:00")


def unwrapped(told: Any) -> Mark | None:
    """The mark in what `text` becomes as JSON; None where it is none."""
    try:
        return Mark.model_validate(told[SIGN])
    except (KeyError, TypeError, ValidationError):
        return None


def unpacked(letters: str) -> Mark | None:
    """The mark in what stands behind the sign in `packed`; None where it is none."""
    try:
        return Mark.model_validate_json(base64.urlsafe_b64decode(letters))
    except (binascii.Error, ValueError):
        return None
