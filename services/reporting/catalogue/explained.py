"""What figures mean in words: formula, sources, edge cases; and the version of all that makes figures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from services.reporting.catalogue.coverage import PLACES, PREFIXES
from services.reporting.catalogue.definition import Definition
from services.reporting.catalogue.evidence import EVIDENCE, EVIDENCE_TODAY
from services.reporting.catalogue.unit_matters import STAGE

FOLDER = Path(__file__).with_name("words")
ALL = "SELECT * FROM evidence"


@dataclass(frozen=True, slots=True)
class Explained:
    """The words of one figure. `source`: the services whose events it counts; `edges`: empty where nothing is odd."""

    formula: str
    source: str
    edges: str


def read(name: str) -> Mapping[str, Explained]:
    """Key -> words, of one file. TypeError for a field that is none of ours, or is missing."""
    told = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return {key: Explained(**words) for key, words in told.items()}


QUARTER_WORDS = read("quarter")
"""Key of a figure of the quarter, or of a kind of coverage -> its words."""
YEAR_WORDS, ANALYSES_WORDS = read("observer_year"), read("analyses")
"""Key of a figure of an observer's year, and `analysis.key`, -> its words."""


def explained(key: str) -> Explained:
    """The words of a figure of the quarter; of coverage and of stages those of the kind. KeyError for others."""
    if key in QUARTER_WORDS:
        return QUARTER_WORDS[key]
    kinds = {STAGE: STAGE.removesuffix("_"), **{f"{prefix}_": prefix for prefix in PREFIXES}}
    found = [of for begins, of in kinds.items() if key.startswith(begins)]
    return QUARTER_WORDS[found[0] if found else key]


def version_of(definitions: tuple[Definition, ...]) -> str:
    """A hash of all that makes figures what they are: statements in both structures, definitions, words."""
    parts = (EVIDENCE.of(ALL), EVIDENCE_TODAY.of(ALL), *map(repr, definitions), repr(PLACES), repr(PREFIXES))
    words = (repr(one) for one in sorted(QUARTER_WORDS.items()))
    return sha256("\n".join((*parts, *words)).encode()).hexdigest()[:16]
