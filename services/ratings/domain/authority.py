"""Who decides on a unit: the grassroots committee above for its cells, whoever stands above for the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

COMMITTEE = "committee"
"""The kind of units that decide on others: a cell decides on nobody."""


@dataclass(frozen=True)
class Rung:
    """A unit on the way up the tree; `grassroots`: its level is one that the registry's catalogue names so."""

    unit_id: UUID
    kind: str
    grassroots: bool


def authority_over(rated: Rung, above: Sequence[Rung]) -> UUID | None:
    """Who classifies and recognises it; `above` from its parent up. None where no committee stands above.

    A committee that stands between a cell and its grassroots committee, such as that of a section, decides nothing.
    Where no level is known to be grassroots, the next committee above decides (HD 25-HD/BTCTW, section 3).
    """
    committees = [one for one in above if one.kind == COMMITTEE]
    if not rated.grassroots:
        committees = [one for one in committees if one.grassroots] or committees
    return committees[0].unit_id if committees else None
