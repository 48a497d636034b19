"""Figures of the catalogue side by side: of a unit and those directly below it, or of a city and its keepers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from contracts.analyses import Analysis, ReadCityComparison, ReadComparison
from contracts.city_quarter import CityQuarter, ReadCityQuarter
from contracts.reporting import Figure
from services.chassis.errors import Refused
from services.reporting.catalogue import MORE, Definition
from services.reporting.duties import version_on
from services.reporting.quarters import Quarter
from services.reporting.read_models import as_signed, city_quarter, city_then
from services.reporting.read_models.analyses import asking as of_snapshot
from services.reporting.read_models.analyses.asking import Asking, before
from services.reporting.read_models.analyses.branches import branches
from services.reporting.read_models.analyses.lines import Line, Period, Ref
from services.reporting.read_models.analyses.policy import in_force
from services.reporting.read_models.asked import NOTHING, Asked, Sum
from services.reporting.read_models.evidence import definition_of
from services.reporting.read_models.totals import Totals

ROWS = f"""
SELECT $1::text AS keeper, service, position, unit_id, day, numerator, denominator
  FROM evidence WHERE key = ${MORE}"""

Unit = tuple[UUID, tuple[str, str]]


async def answer(asked: Asked, query: ReadComparison) -> Analysis:
    """A page of the lines. Refused `figure_unknown`, `line_unknown`."""
    return await of_snapshot.answer(
        await _with_signed(asked, query.figures), query, lambda asking: lines(asking, query.figures)
    )


async def _with_signed(asked: Asked, keys: Sequence[str]) -> Asked:
    """In lens `reported`, with a head that names those of the figures that were signed otherwise."""
    if asked.signed is None:
        return asked
    sums = await asked.sums(*dict.fromkeys(keys))
    found = [definition_of(asked, key) for key in dict.fromkeys(keys)]
    counted = [
        as_signed.reported(one.figure(sum.numerator, sum.denominator))
        for one, sum in ((one, sums.get(one.key, NOTHING)) for one in found)
    ]
    otherwise = as_signed.counted_otherwise(asked.signed, counted, lambda key: False)
    return replace(asked, head=as_signed.head(asked, otherwise))


async def lines(asking: Asking, keys: Sequence[str]) -> list[Line]:
    """All figures of the unit itself, then of each below it in the order of codes. Refused `figure_unknown`."""
    definitions = [definition_of(asking.asked, key) for key in dict.fromkeys(keys)]
    below = await branches(asking.asked)
    units: list[Unit | None] = [None, *sorted(below.names.items(), key=lambda one: (one[1], one[0]))]
    found = []
    for unit in units:
        wanted = [one for one in definitions if asking.line in (None, _key(one, unit))]
        if wanted:
            asked = [_of(quarter, unit[0], below.top) if unit else quarter for quarter in asking.back]
            found += await _lines(asked, wanted, unit, opened=asking.line is not None)
    return found


def _key(definition: Definition, unit: Unit | None) -> str:
    return f"{definition.key}@{unit[1][0]}" if unit else definition.key


def _of(asked: Asked, unit_id: UUID, top: Mapping[UUID, UUID]) -> Asked:
    """The same question about a unit directly below; in lens `today` about what is placed under it."""
    if asked.lens is None:
        return replace(asked, unit_id=unit_id)
    units, *columns = asked.lens[:4]
    kept = [number for number, one in enumerate(units) if top.get(one) == unit_id]
    placed = [[column[number] for number in kept] for column in (units, *columns)]
    return replace(asked, unit_id=unit_id, lens=(*placed, *asked.lens[4:]))


async def _lines(
    quarters: Sequence[Asked], definitions: Sequence[Definition], unit: Unit | None, *, opened: bool
) -> list[Line]:
    keys = [one.key for one in definitions]
    sums = [(asked, as_signed.shown(asked, await asked.sums(*keys))) for asked in quarters]
    refs = await _refs(quarters[0], keys[0]) if opened else []
    return [
        Line(
            _key(one, unit),
            one.name_vi,
            one.name_en,
            [
                _period(asked.quarter, one, found.get(one.key, NOTHING), () if number else refs)
                for number, (asked, found) in enumerate(sums)
            ],
            unit[1] if unit else None,
        )
        for one in definitions
    ]


def _period(quarter: Quarter, definition: Definition, found: Sum, refs: Sequence[Ref]) -> Period:
    version = version_on(definition.key, quarter.last)
    return Period(quarter.name, [definition.figure(found.numerator, found.denominator, version)], refs, rows=found.rows)


async def _refs(asked: Asked, key: str) -> list[Ref]:
    return [Ref(*row.values()) for row in await asked.evidence(ROWS, key, keys=[key])]


async def of_city(totals: Totals, keeper: str, query: ReadCityComparison) -> Analysis:
    """A page of the lines of a city. Refused `figure_unknown`, `city_as_known_now`, and as `city_quarter.answer` is."""
    _check_kept(query)
    quarters = await _of_quarters(totals, keeper, query)
    policy = in_force(quarters[0].total.head.as_of)
    found = side_by_side(quarters, query.figures)
    return Analysis(
        head=quarters[0].total.head,
        policy_version=policy.version,
        policy=policy.numbers,
        lines=[line.told() for line in found[query.offset : query.offset + query.limit]],
        total=len(found),
    )


def _check_kept(query: ReadCityComparison) -> None:
    """What is kept of keepers is of no replay, says nothing of events, nor here who had not closed a quarter."""
    for name in ("revision", "replay", "line"):
        if getattr(query, name) is not None:
            raise Refused("city_as_known_now", field=name)
    if query.lens == "reported":
        raise Refused("city_as_known_now", field="lens")


async def _of_quarters(totals: Totals, keeper: str, query: ReadCityComparison) -> list[CityQuarter]:
    """The quarters, the newest first: all as known at one moment and under one structure, where any is named."""
    question = ReadCityQuarter(
        quarter=query.quarter,
        known=query.known,
        known_at=query.known_at,
        lens=query.lens,
        structure_on=query.structure_on,
    )
    found = [await city_quarter.answer(totals, keeper, question)]
    head = found[0].total.head
    if not city_then.is_of_now(question):
        # A keeper may be in an earlier quarter and no more in this one: then only the question names his positions.
        known = {**query.known, **head.known}
        question = question.model_copy(update={"known": known, "structure_on": head.structure_on})
    quarter = Quarter.parse(head.quarter)
    for _ in range(query.quarters - 1):
        quarter = before(quarter)
        earlier = question.model_copy(update={"quarter": quarter.name})
        found.append(await city_quarter.answer(totals, keeper, earlier))
    return found


def side_by_side(quarters: Sequence[CityQuarter], keys: Sequence[str]) -> list[Line]:
    """A line of the whole for each key, then of each keeper of the newest quarter. Refused `figure_unknown`."""
    named = {one.key: one for one in _figures(quarters[0])}
    wanted = list(dict.fromkeys(keys))
    if not named.keys() >= set(wanted):
        raise Refused("figure_unknown", field="figures")
    units: list[tuple[str, str] | None] = [None, *((one.keeper, one.unit_name) for one in quarters[0].keepers)]
    return [
        Line(
            f"{key}@{unit[0]}" if unit else key,
            named[key].name_vi,
            named[key].name_en,
            [_of_keeper(city, named[key], unit[0] if unit else None) for city in quarters],
            unit,
        )
        for unit in units
        for key in wanted
    ]


def _figures(city: CityQuarter) -> list[Figure]:
    return [*city.total.figures, *city.total.coverage, *city.total.visited_coverage]


def _of_keeper(city: CityQuarter, named: Figure, keeper: str | None) -> Period:
    """A figure of one keeper, or of all; nothing where he had none."""
    definition = Definition(named.key, named.name_vi, named.name_en, named.measure, named.scale)
    if keeper is None:
        pairs = [(one.numerator, one.denominator or 0) for one in _figures(city) if one.key == named.key]
    else:
        pairs = [one.figures.get(named.key, (0, 0)) for one in city.keepers if one.keeper == keeper]
    numerator, denominator = pairs[0] if pairs else (0, 0)
    version = version_on(named.key, city.total.head.as_of)
    return Period(city.total.head.quarter, [definition.figure(numerator, denominator, version)])
