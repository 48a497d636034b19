"""Lines of coverage: by place in the tree and by group of cell types, assigned and visited."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from contracts.message import BOARD, OPEN
from services.reporting.catalogue.definition import Definition

PLACES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "district_direct": ("Chi bộ cơ sở trực thuộc cấp trên", "Grassroots cells, directly under the upper committee"),
        "subordinate": ("Chi bộ trực thuộc đảng bộ cơ sở", "Cells under grassroots committees"),
        "all": ("Tất cả chi bộ", "All cells"),
    }
)
"""Coverage by place in the tree; coverage by group of types is named by the registry's catalogue of types."""

PREFIXES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"assigned": ("được phân công dự", "assigned"), "visited": ("được dự trong quý", "visited in the quarter")}
)


def coverage_definition(prefix: str, key: str, groups: Mapping[str, tuple[str, str]]) -> Definition:
    """The definition of one line of coverage: `prefix` is `assigned` or `visited`, `key` a place or a group."""
    vi, en = PLACES.get(key) or groups[key]
    told_vi, told_en = PREFIXES[prefix]
    # A cell that was not visited yet is one that may be soon.
    audience = BOARD if prefix == "visited" else OPEN
    return Definition(f"{prefix}_{key}", f"{vi} {told_vi}", f"{en}, {told_en}", "ratio", audience=audience)


def coverage_keys(groups: Mapping[str, tuple[str, str]]) -> list[str]:
    """The lines of coverage in their order: the two places, the groups among the subordinate cells, all."""
    return ["district_direct", "subordinate", *groups, "all"]
