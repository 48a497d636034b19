"""A report that somebody kept: the same question again, and where the answer is another one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import typer
from pydantic import ValidationError

from contracts.city_quarter import ReadCityQuarter
from contracts.reporting import Evidence, ReadCoverage, ReadEvidence, ReadQuarter, ReadUnitEvidence, ReadUnitQuarter
from services.chassis.errors import Refused
from services.chassis.messaging import Client
from sinhhoat.city_quarter import city_json
from sinhhoat.content import OUTSIDE, content_hash
from sinhhoat.figures import Published, coverage_json, evidence_json, quarter_json, unit_quarter_json

Question = ReadQuarter | ReadUnitQuarter | ReadCoverage | ReadEvidence | ReadCityQuarter
MOST = 20
"""Lines of differences; who needs more compares the two files."""


@dataclass(frozen=True)
class Kept:
    """What was printed, and the question that it answers."""

    printed: Mapping[str, Any]
    keeper: str
    question: Question


def read(printed: Any, name: str) -> Kept:
    """BadParameter where it is no report that was printed with --json."""
    try:
        head = printed.get("head", printed)
        asked = {name: head[name] for name in ("quarter", "unit_code", "known")}
        asked |= {name: head[name] for name in ("lens", "structure_on") if name in head}
        if signed := head.get("reported"):
            # Where a closed report is pinned, its own history says.
            asked |= {"lens": "reported", "revision": signed["revision"], "known": {}}
        return Kept(printed, head["keeper"], _question(printed, asked))
    except (AttributeError, KeyError, TypeError, ValidationError) as error:
        raise typer.BadParameter(f"{name}: không phải báo cáo in với --json / no report printed with --json") from error


def _question(printed: Mapping[str, Any], asked: Mapping[str, Any]) -> Question:
    signed = [one for one in printed.get("keepers", ()) if one.get("reported")]
    if signed:
        closed = {one["keeper"]: one["reported"]["revision"] for one in signed}
        revisions = closed | dict.fromkeys(printed.get("not_closed", ()), 0)
        return ReadCityQuarter(quarter=asked["quarter"], lens="reported", revisions=revisions)
    if "keepers" in printed:
        return ReadCityQuarter(**{name: value for name, value in asked.items() if name != "unit_code"})
    if "items" in printed:
        page = {"offset": printed.get("offset", 0), "limit": max(1, len(printed["items"]))}
        return ReadEvidence(figure=printed["figure"]["key"], **page, **asked)
    if "figures" not in printed:
        if "coverage" not in printed:  # Lists, analyses and years have such a head as well.
            raise KeyError("coverage")
        return ReadCoverage(**asked)
    of_unit = "coverage" in printed and "visited_coverage" not in printed
    return ReadUnitQuarter(**asked) if of_unit else ReadQuarter(**asked)


async def again(client: Client, kept: Kept, replay: str | None) -> dict[str, Any]:
    """The answer now, as it would be printed."""
    question = kept.question.model_copy(update={"replay": replay})
    if isinstance(question, ReadCityQuarter):
        return city_json(await client.ask(kept.keeper, question))
    if isinstance(question, ReadEvidence):
        return evidence_json(await _evidence(client, kept.keeper, question), question.offset)
    if isinstance(question, ReadUnitQuarter):
        return unit_quarter_json(await client.ask(kept.keeper, question))
    if isinstance(question, ReadQuarter):
        return quarter_json(await client.ask(kept.keeper, question), Published({}))
    return coverage_json(await client.ask(kept.keeper, question), Published({}))


async def _evidence(client: Client, keeper: str, question: ReadEvidence) -> Evidence:
    """As it was printed for whoever reads the whole keeper, or else what is open to whoever reads the unit alone."""
    try:
        return await client.ask(keeper, question)
    except Refused as no:
        if no.code != "not_there":
            raise
    return await client.ask(keeper, ReadUnitEvidence.model_validate(question.model_dump()))


def unlike(kept: Kept, now: Mapping[str, Any]) -> list[str]:
    """One line for each place that is not as it was printed, and for a file that is not what its hash says."""
    lines = []
    if kept.printed.get("sha256") not in (None, content_hash(kept.printed)):
        lines.append("sha256: tệp đã bị sửa sau khi in / the file was changed after it was printed")
    found = [f"{where}: {was} → {is_now}" for where, was, is_now in _differences(kept.printed, now, "")]
    return lines + found[:MOST] + ([f"… {len(found) - MOST}"] if len(found) > MOST else [])


def _differences(was: Any, is_now: Any, where: str) -> Iterator[tuple[str, Any, Any]]:
    """Only what a content hash covers: of the rest nobody says that it stays."""
    if isinstance(was, dict) and isinstance(is_now, dict):
        for name in sorted({*was, *is_now} - set(OUTSIDE)):
            yield from _differences(was.get(name), is_now.get(name), f"{where}.{name}" if where else name)
    elif isinstance(was, list) and isinstance(is_now, list) and len(was) == len(is_now):
        for number, (one, other) in enumerate(zip(was, is_now, strict=True)):
            yield from _differences(one, other, f"{where}[{_name(one, number)}]")
    elif was != is_now:
        yield where, _short(was), _short(is_now)


def _name(value: Any, number: int) -> Any:
    return value.get("key", number) if isinstance(value, dict) else number


def _short(value: Any) -> Any:
    return f"{len(value)} …" if isinstance(value, list | dict) else value
