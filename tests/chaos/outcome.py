"""What a run has come to: its figures by kind of fault, as a table or as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tests.chaos.findings import Finding
from tests.chaos.trial import Struck

HEADINGS = ("fault", "injected", "acknowledged", "lost", "doubled", "other", "longest recovery")


@dataclass
class Outcome:
    """Grows with the run. `at_last` was found once everything was over."""

    seed: int
    struck: list[Struck] = field(default_factory=list)
    at_last: list[Finding] = field(default_factory=list)
    acknowledged: int = 0
    asked_again: int = 0

    @property
    def findings(self) -> list[Finding]:
        return [*(one for struck in self.struck for one in struck.wrong), *self.at_last]

    def json(self) -> dict[str, object]:
        """The figures by kind, and every finding in words."""
        return {
            "seed": self.seed,
            "acknowledged": self.acknowledged,
            "asked_again": self.asked_again,
            "lost": _count(self.findings, "lost"),
            "doubled": _count(self.findings, "doubled"),
            "faults": [dict(zip(HEADINGS, row, strict=True)) for row in self._rows()],
            "findings": [f"{one.kind}: {one.text}" for one in self.findings],
        }

    def table(self) -> str:
        """One line for each kind, with a sum; seconds of recovery count from the end of the blow."""
        rows: list[Sequence[str]] = [HEADINGS, *([str(value) for value in row] for row in self._rows())]
        widths = [max(len(row[place]) for row in rows) for place in range(len(HEADINGS))]
        lines = [_line(row, widths) for row in rows]
        asked = f"{self.acknowledged} commands acknowledged, asked {self.asked_again} times more than once"
        return "\n".join([*lines, asked, *(f"{one.kind}: {one.text}" for one in self.findings)])

    def _rows(self) -> Iterator[tuple[str, int, int, int, int, int, float]]:
        for kind in sorted({one.kind for one in self.struck}):
            yield _row(kind, [one for one in self.struck if one.kind == kind])
        yield _row("all", self.struck)


def _row(name: str, struck: list[Struck]) -> tuple[str, int, int, int, int, int, float]:
    wrong = [finding for one in struck for finding in one.wrong]
    lost, doubled = _count(wrong, "lost"), _count(wrong, "doubled")
    acknowledged = sum(one.acknowledged for one in struck)
    longest = round(max((one.recovered_in for one in struck), default=0.0), 1)
    return name, len(struck), acknowledged, lost, doubled, len(wrong) - lost - doubled, longest


def _count(findings: list[Finding], kind: str) -> int:
    return sum(one.kind == kind for one in findings)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (
        text.ljust(width) if place == 0 else text.rjust(width)
        for place, (text, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join([first, *others])
