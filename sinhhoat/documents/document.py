"""A document of `examples/`: its script, what it printed, and where each printed figure is computed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

from sinhhoat.regime.scenario import Scenario, ScenarioWrong, Strict

EXAMPLES = Path(__file__).parents[2] / "examples"
SCRIPT, PUBLISHED = "script.json", "published.json"


class Term(Strict):
    """A number that a service answers with; `less` where it is taken off the others.

    Either a `figure` of a `quarter`'s report (of a `unit`, else of the whole), or what a question (`ask`) is answered
    with `at` a place: the number there, or how many objects of the lists there hold `where`. `part` takes one number
    of a figure that has two.
    """

    figure: str | None = None
    quarter: str | None = None
    unit: str | None = None
    part: Literal["numerator", "denominator"] | None = None
    ask: str | None = None
    at: str = ""
    where: dict[str, Any] = {}
    less: bool = False

    @model_validator(mode="after")
    def _one_of_two(self) -> Term:
        if (self.figure is None) == (self.ask is None) or (self.figure is None) != (self.quarter is None):
            raise ValueError("a term is a figure of a quarter, or a question")
        return self

    def words(self) -> str:
        """What is asked, for people."""
        if self.figure is None:
            where = f" {json.dumps(self.where, ensure_ascii=False)}" if self.where else ""
            return f"{self.ask}: {self.at}{where}"
        return " ".join(word for word in (self.figure, self.part, self.unit, self.quarter) if word)


class Printed(Strict):
    """A figure of the source: a count, or a fraction with the percentage as printed.

    `line` is where it was printed, None where it only follows from what was. `misprint`: the percentage is known to be
    wrong.
    """

    key: str
    value: int | None = None
    numerator: int | None = None
    denominator: int | None = None
    percent: str | None = None
    line: int | None = None
    misprint: bool = False

    def numbers(self) -> tuple[int, int | None]:
        """Numerator and denominator, None for a count."""
        return (self.numerator or 0, self.denominator) if self.value is None else (self.value, None)


class Source(Strict):
    """What stands in `published.json`."""

    source: str
    as_of: str
    as_of_is: Literal["stated", "assumed"]
    as_of_printed: str | None = None
    figures: list[Printed]
    derived: list[Printed]


class Script(Scenario):
    """What the document tells as commands, and by the key of each figure the terms that it is the sum of."""

    computed: dict[str, Annotated[list[Term], Field(min_length=1)]]


class Document(Strict):
    """One directory of `examples/`; it has a keeper of its name."""

    script: Script
    source: Source

    @property
    def name(self) -> str:
        """The directory's name."""
        return self.script.name

    def figures(self) -> list[Printed]:
        """Those printed, and those that follow from them."""
        return [*self.source.figures, *self.source.derived]


def documents(root: Path = EXAMPLES) -> list[Document]:
    """Every document, by name; ScenarioWrong where a file is not of its form or a figure has no terms."""
    return [_read(path.parent) for path in sorted(root.glob(f"*/{PUBLISHED}"))]


def _read(directory: Path) -> Document:
    try:
        source = Source.model_validate_json((directory / PUBLISHED).read_text(encoding="utf-8"))
        script = Script.model_validate_json((directory / SCRIPT).read_text(encoding="utf-8"))
    except ValidationError as error:
        raise ScenarioWrong(f"{directory.name}: {error.errors()[0]['loc']}: {error.errors()[0]['msg']}") from None
    document = Document(script=script.model_copy(update={"name": directory.name}), source=source)
    keys = [figure.key for figure in document.figures()]
    if sorted(keys) != sorted(script.computed):
        raise ScenarioWrong(f"{directory.name}: computed is not one entry for each of {', '.join(keys)}")
    return document
