"""The content hash of a printed report, by which anybody can tell whether another one says the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

OUTSIDE = (
    *("sha256", "replay", "known_at", "parked"),
    *("name_vi", "name_en", "published_percent", "mismatch", "definition", "otherwise", "sinhhoat-report"),
)
"""Not covered: what says where it was read, what is known of events set aside, our words and by which versions we
define, what others printed, what a later release counts otherwise than was signed, and the mark of a file
(sinhhoat/exports)."""


def content_hash(printed: Mapping[str, Any]) -> str:
    """SHA-256 (hex) over everything else, as canonical JSON: names sorted, no spaces, UTF-8."""
    text = json.dumps(_covered(printed), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def with_hash(printed: Mapping[str, Any]) -> dict[str, Any]:
    """The same with its content hash."""
    return {**printed, "sha256": content_hash(printed)}


def _covered(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _covered(part) for name, part in value.items() if name not in OUTSIDE}
    return [_covered(part) for part in value] if isinstance(value, list) else value
