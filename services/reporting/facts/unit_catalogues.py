"""Facts of the catalogues of units: which types and levels there are from a day on, and how they are called."""

from __future__ import annotations

from collections.abc import Mapping

from contracts import registry
from contracts.message import Event
from services.chassis.wire import Received
from services.reporting.facts.rows import FactRows, Fold


async def unit_levels_adopted(rows: FactRows, event: Received, adopted: registry.UnitLevelsAdopted) -> None:
    """One row per level, in their order from the topmost down."""
    for number, level in enumerate(adopted.levels):
        rows.add(
            "level_name_fact",
            event,
            number,
            version=adopted.version,
            effective_from=adopted.effective_from,
            level=level.level,
            name_vi=level.name_vi,
            name_en=level.name_en,
        )


async def cell_types_adopted(rows: FactRows, event: Received, adopted: registry.CellTypesAdopted) -> None:
    """One row per type: in which group it is counted, and how the group is called; one per grassroots level."""
    for number, level in enumerate(adopted.grassroots_levels):
        rows.add("level_fact", event, number, effective_from=adopted.effective_from, level=level.casefold())
    order = {group.key: (number, group) for number, group in enumerate(adopted.groups)}
    for number, cell_type in enumerate(adopted.types):
        group_order, group = order[cell_type.group]
        rows.add(
            "cell_type_fact",
            event,
            number,
            version=adopted.version,
            effective_from=adopted.effective_from,
            token=cell_type.token,
            group_key=group.key,
            group_vi=group.name_vi,
            group_en=group.name_en,
            group_order=group_order,
        )


async def unit_levels_withdrawn(rows: FactRows, event: Received, told: registry.UnitLevelsWithdrawn) -> None:
    """The catalogue never was in force."""
    await rows.close("level_name_fact", event, effective_from=told.effective_from)


async def cell_types_withdrawn(rows: FactRows, event: Received, told: registry.CellTypesWithdrawn) -> None:
    """The catalogue never was in force, with its groups and its grassroots levels."""
    await rows.close("cell_type_fact", event, effective_from=told.effective_from)
    await rows.close("level_fact", event, effective_from=told.effective_from)


FOLDS: dict[type[Event], Fold] = {
    registry.CellTypesAdopted: cell_types_adopted,
    registry.CellTypesWithdrawn: cell_types_withdrawn,
    registry.UnitLevelsAdopted: unit_levels_adopted,
    registry.UnitLevelsWithdrawn: unit_levels_withdrawn,
}

WITHOUT_FACTS: Mapping[type[Event], str] = {}
