"""What is wrong with a register, where it stands and what would be right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sinhhoat.registers.messages import MESSAGES

LONGEST_SHOWN = 80


class Unfit(Exception):
    """A value that cannot be taken; whoever knows its place turns it into a finding."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True)
class Finding:
    """One mistake: `line` as an editor or Excel counts it (0: the whole file), `vi` and `en` as whole sentences."""

    sheet: str
    file: str
    line: int
    column: str
    value: str
    code: str
    vi: str
    en: str


@dataclass(frozen=True)
class Findings:
    """All mistakes of a register, in the order of its files; there is at least one."""

    items: tuple[Finding, ...]

    def __len__(self) -> int:
        return len(self.items)


@dataclass(frozen=True)
class Place:
    """Where a value stands."""

    sheet: str
    file: str
    line: int = 0
    column: str = ""


def shown(value: object) -> str:
    """The value as one short line that any terminal and any JSON reader can take."""
    text = "" if value is None else str(value)
    cut = text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in cut)


def find(place: Place, value: object, unfit: Unfit) -> Finding:
    """The finding for an unfit value, worded in both languages."""
    vi, en = MESSAGES[unfit.code]
    words = unfit.facts | {"value": shown(value), "column": shown(place.column)}
    spoken = {name: _spoken(fact) for name, fact in words.items()}
    return Finding(
        shown(place.sheet),
        shown(place.file),
        place.line,
        shown(place.column),
        shown(value),
        unfit.code,
        vi.format_map(spoken),
        en.format_map(words),
    )


def _spoken(fact: object) -> object:
    """A day as it is written in Vietnamese, 31/3/2019; whatever else as it is."""
    return f"{fact.day}/{fact.month}/{fact.year}" if isinstance(fact, date) else fact


def in_order(findings: Sequence[Finding], files: Sequence[str]) -> Findings:
    """Findings by file, sheet and line, so that a person can work through them from the top."""
    rank = {name: number for number, name in enumerate(files)}
    return Findings(tuple(sorted(findings, key=lambda f: (rank.get(f.file, len(rank)), f.sheet, f.line))))
