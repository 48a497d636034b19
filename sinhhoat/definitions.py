"""What a figure means, in lines: below its evidence, and by `report definition` from the program's own catalogue."""

from __future__ import annotations

from collections.abc import Mapping

from rich.text import Text

from contracts.reporting import FigureDefinition
from services.reporting.catalogue import (
    PREFIXES,
    QUARTER,
    STOCKS,
    Definition,
    coverage_definition,
    stage_definitions,
)

MEASURES: Mapping[str, str] = {"ratio": "n / N, %", "mean": "bình quân / mean", "count": "số lượng / count"}


def definition_lines(found: FigureDefinition | None) -> list[Text]:
    """A line for each thing that the catalogue says; none of a service that does not tell yet."""
    if found is None:
        return []
    duty = f"{found.duty}, phiên bản / version {found.policy_version}: {found.policy_source}"
    lines = {
        "Công thức": found.formula_vi,
        "Formula": found.formula_en,
        "Từ sự kiện của / From events of": found.source,
        "Lưu ý": found.edges_vi,
        "Note": found.edges_en,
        "Việc phải làm / Duty": duty if found.duty else "",
        "Phiên bản danh mục chỉ tiêu / Version of the catalogue": found.catalogue,
    }
    return [Text(f"{name}: {words}") for name, words in lines.items() if words]


def heading(definition: Definition) -> Text:
    """The key of a figure, what it is called, and how it is measured."""
    return Text(f"{definition.key}: {definition.name_vi} / {definition.name_en} ({MEASURES[definition.measure]})")


def definition_of(key: str) -> Definition | None:
    """The definition of a key as far as the program knows it; groups of cell types are called by their keys.

    They are data of the registry, and named by it in reports and their evidence.
    """
    for prefix in PREFIXES:
        if group := key.removeprefix(f"{prefix}_") if key.startswith(f"{prefix}_") else "":
            return coverage_definition(prefix, group, {group: (group, group)})
    known = (*STOCKS, *QUARTER, *stage_definitions([key]))
    return next((one for one in known if one.key == key), None)
