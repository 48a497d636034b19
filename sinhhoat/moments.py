"""A moment as somebody names it on the command line: a file with positions of feeds, a day, or an instant."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import typer
from pydantic import TypeAdapter, ValidationError

from contracts.reporting import Known
from services.chassis.messaging.serving import LOCAL

LARGEST = 16_000_000
"""Bytes: the evidence of one figure, 5,000 events, is a tenth of it."""

FORMS = (
    "một báo cáo đã in với --json, một tệp vị trí, một ngày hoặc một thời điểm như 2019-03-31T17:00 / "
    "a report printed with --json, a file of positions, a day, or an instant such as 2019-03-31T17:00"
)
_POSITIONS = TypeAdapter(Known)


@dataclass(frozen=True)
class Moment:
    """Positions by name of feed, or an instant (UTC); `words` say which was meant, in lists and tables."""

    words: str
    known: Mapping[str, int] | None = None
    instant: datetime | None = None
    reported_by: str | None = field(default=None, compare=False)

    def at(self, keeper: str, *, together: bool = False) -> dict[str, Any]:
        """What a question to one keeper says of it; of a file only that keeper's feeds. BadParameter without any.

        `together`: of a report of that keeper's the feeds of others too, with whose facts it was counted.
        """
        if self.known is None:
            return {"known_at": self.instant}
        own = {feed: position for feed, position in self.known.items() if feed.startswith(f"{keeper}.")}
        if not own:
            raise typer.BadParameter(f"{self.words}: không có nguồn nào của {keeper} / no feed of {keeper}")
        return {"known": dict(self.known) if together and self.reported_by == keeper else own}

    def of_all(self) -> dict[str, Any]:
        """What a question to all keepers together says of it."""
        return {"known_at": self.instant} if self.known is None else {"known": dict(self.known)}


def moment(text: str, *, now: datetime, simulated: bool) -> Moment:
    """Read it; BadParameter says what would be right. A simulated store has no clock that an instant could be ahead of.

    A day means to its end; without a zone it is Vietnam's, as everything that is printed.
    """
    path = Path(text)
    if _is_file(path):
        told = read_json(path)
        return Moment(path.name, known=_positions(told, path.name), reported_by=_reported_by(told))
    instant = _instant(text)
    if instant is None:
        raise typer.BadParameter(f"{text!r}: cần / needed: {FORMS}")
    if instant > now and not simulated:
        raise typer.BadParameter(f"{text}: chưa đến / has not come yet")
    return Moment(instant.astimezone(LOCAL).isoformat(), instant=instant)


def seen_from(lens: str | None, revision: int | None = None) -> dict[str, Any]:
    """What a question says of its lens: `then`, `today`, a day whose structure is meant, or `reported`.

    `revision` is one of a closed report. BadParameter for anything else, and for a revision in another lens.
    """
    if lens == "reported":
        return {"lens": "reported"} | ({"revision": revision} if revision else {})
    if revision is not None:
        needed = "chỉ dùng với / only with --lens reported"
        raise typer.BadParameter(needed, param_hint="--revision")
    if lens in (None, "then"):
        return {}
    if lens == "today":
        return {"lens": "today"}
    try:
        return {"lens": "today", "structure_on": date.fromisoformat(lens or "")}
    except ValueError:
        needed = "then, today, reported, hoặc một ngày / or a day: 2019-07-01"
        raise typer.BadParameter(f"{lens!r}: cần / needed: {needed}", param_hint="--lens") from None


def _positions(told: Any, name: str) -> dict[str, int]:
    """The vector that a report, `status --json`, a replay's line, or a plain object of positions holds."""
    found = _vector(told) if isinstance(told, dict) else None
    try:
        known = _POSITIONS.validate_python(found)
    except ValidationError:
        known = {}
    if not known:
        raise typer.BadParameter(f"{name}: không có vị trí của nguồn nào / holds no positions of feeds")
    return known


def _reported_by(told: Mapping[str, Any]) -> str | None:
    """Whose report it is, if it is one."""
    head = told.get("head")
    keeper = (head if isinstance(head, dict) else told).get("keeper")
    return keeper if isinstance(keeper, str) else None


def read_json(path: Path) -> Any:
    """The file's content; BadParameter where it is too large, no JSON, or says something twice."""
    try:
        if path.stat().st_size > LARGEST:
            raise typer.BadParameter(f"{path.name}: quá lớn / too large")
        return json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=_without_doubles)
    except (OSError, ValueError, RecursionError) as error:
        raise typer.BadParameter(f"{path.name}: không phải JSON / is no JSON") from error


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # longer than any name of a file
        return False


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name stands there twice")
    return made


def _vector(told: Mapping[str, Any]) -> Any:
    """Where the positions stand in what we print ourselves; else the object itself."""
    for part in ("head", "replay"):
        if isinstance(told.get(part), dict):
            return told[part].get("known")
    if isinstance(told.get("feeds"), list):
        lines = [line for line in told["feeds"] if isinstance(line, dict)]
        return {str(line.get("feed")): line.get("position") for line in lines}
    return told.get("known", told)


def _instant(text: str) -> datetime | None:
    try:
        if len(text) == len("2019-03-31"):
            end = datetime.combine(date.fromisoformat(text) + timedelta(days=1), time.min, LOCAL)
            return end.astimezone(UTC) - timedelta(microseconds=1)
        read = datetime.fromisoformat(text)
        return (read if read.tzinfo else read.replace(tzinfo=LOCAL)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
