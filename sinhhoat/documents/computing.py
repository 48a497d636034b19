"""What the services make of a document's figures, once its script is carried out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from sinhhoat.documents.document import Term
from sinhhoat.regime.looking import Failed, figures_of
from sinhhoat.regime.matching import holds
from sinhhoat.regime.scenario import split

Numbers = tuple[int, int | None]
"""Numerator and denominator, None for a count."""


class Asked(Protocol):
    """Answers questions as they are typed, such as `["ask", "read-quarter", …]`; Failed where it cannot."""

    async def asked(self, words: Sequence[str]) -> dict[str, Any]:
        """The answer."""


async def computed(services: Asked, terms: Sequence[Term]) -> Numbers:
    """The one term with its denominator, or the sum of several."""
    found = [(-1 if term.less else 1, await _number(services, term)) for term in terms]
    if len(found) == 1:
        return found[0][1]
    return sum(sign * numerator for sign, (numerator, _) in found), None


async def _number(services: Asked, term: Term) -> Numbers:
    if term.figure is not None:
        return await _figure(services, term.figure, term)
    answer = await services.asked(["ask", *split(term.ask or "")])
    there = list(_at(answer, [name for name in term.at.split(".") if name]))
    if term.where:
        return sum(holds(one, term.where) for one in there), None
    if len(there) != 1:
        raise Failed(f"{term.words()}: {len(there)} numbers there, and not one")
    return int(there[0]), None


async def _figure(services: Asked, figure: str, term: Term) -> Numbers:
    unit = ["--unit-code", term.unit] if term.unit else []
    report = await services.asked(["ask", "read-quarter", "--quarter", str(term.quarter), *unit])
    figures = figures_of(report)
    if figure not in figures:
        raise Failed(f"there is no figure {figure}; there are {', '.join(figures)}")
    numbers = figures[figure]["numerator"], figures[figure]["denominator"]
    return numbers if term.part is None else (figures[figure][term.part], None)


def _at(answer: Any, path: list[str]) -> Iterator[Any]:
    """What stands at a path, in every element of the lists on the way; an object without the name has nothing there."""
    if isinstance(answer, list):
        for one in answer:
            yield from _at(one, path)
    elif not path:
        yield answer
    elif isinstance(answer, dict) and path[0] in answer:
        yield from _at(answer[path[0]], path[1:])
