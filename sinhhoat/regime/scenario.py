"""A scenario file: commands as a person types them, the days on which he does, and what must come of it."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

RowName = Annotated[str, StringConstraints(pattern=r"^F(0[1-9]|[12][0-9]|3[0-8])$")]
Words = str | list[str]


class Strict(BaseModel):
    """Nothing may stand in a scenario that nobody reads."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Step(Strict):
    """One command. `on` is its day or instant, that of the step before where it is not said.

    `do` is what follows `sinhhoat do`; `from_` stands for the file of `--from`. `keep` gives names to what was decided
    (`{"visit": "visit_id"}`), for `$visit` in later words. `refused` is the code of the refusal that must come.
    """

    on: str | None = None
    do: Words
    from_: Annotated[dict[str, Any] | list[dict[str, Any]] | None, Field(alias="from")] = None
    keep: dict[str, str] = {}
    refused: str | None = None
    decided: dict[str, Any] = {}

    def words(self) -> list[str]:
        """As the command line gets them."""
        return ["do", *split(self.do)]


class Look(Strict):
    """A question between two commands, whose answer is kept as `as_`, to be held against what is answered later."""

    on: str | None = None
    ask: Words
    as_: Annotated[str, Field(alias="as")]

    def words(self) -> list[str]:
        """As the command line gets them."""
        return ["ask", *split(self.ask)]


class Figure(Strict):
    """A figure of the quarter: `is` is `numerator/denominator`, or a count."""

    figure: str
    quarter: str
    unit: str | None = None
    keeper: str | None = None
    is_: Annotated[str | int, Field(alias="is")]

    def numbers(self) -> tuple[int, int | None]:
        """Numerator and denominator, None for a count."""
        numerator, _, denominator = str(self.is_).partition("/")
        return int(numerator), int(denominator) if denominator else None


class Answer(Strict):
    """What `sinhhoat ask` must answer: `holds` is found in it, at any place of its lists; `lacks` is not.

    `same_as` names an answer that was kept: this one is the same, to the byte.
    """

    ask: Words
    holds: Any = None
    lacks: Any = None
    same_as: str | None = None

    def words(self) -> list[str]:
        """As the command line gets them."""
        return ["ask", *split(self.ask)]


class Scenario(Strict):
    """One row carried out, at a keeper of its own whose token is the file's name in small letters.

    `register` is what the keeper has before, beside the cell types: the small district, nothing, or what a folder
    holds. `keepers` are further ones, with theirs. `events` go by service (`sealed` for plans) or `keeper.service`:
    names that the steps must have made, or how many of each.
    """

    row: RowName
    what: str
    register_: Annotated[str, Field(alias="register")] = "small"
    registered_on: str | None = None
    keepers: dict[str, Literal["small", "none"]] = {}
    steps: Annotated[list[Step | Look], Field(min_length=1)]
    events: dict[str, list[str] | dict[str, int]]
    figures: list[Figure] = []
    answers: list[Answer] = []
    name: str = ""

    @model_validator(mode="after")
    def _what_is_to_be_the_same_was_kept(self) -> Scenario:
        kept = {step.as_ for step in self.steps if isinstance(step, Look)}
        for wanted in self.answers:
            if wanted.same_as is not None and wanted.same_as not in kept:
                raise ValueError(f"no answer is kept as {wanted.same_as}")
        return self

    @property
    def keeper(self) -> str:
        """The keeper of its own."""
        return self.name.lower()

    def all_keepers(self) -> list[str]:
        """Every keeper that the stack must host for it."""
        return [self.keeper, *self.keepers]


class ScenarioWrong(Exception):
    """A file that is no scenario; the message names the file and each field."""


def read_scenario(path: Path) -> Scenario:
    """Read one file; ScenarioWrong where it is none."""
    try:
        found = Scenario.model_validate_json(path.read_text(encoding="utf-8"))
    except ValidationError as error:
        wrong = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
        raise ScenarioWrong(f"{path.name}: {'; '.join(wrong)}") from None
    return found.model_copy(update={"name": path.stem})


def split(words: Words) -> list[str]:
    """Words as a shell would split them."""
    return shlex.split(words) if isinstance(words, str) else words
