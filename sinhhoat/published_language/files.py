"""Every generated file with its text, what speaks against writing it, and the writing itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sinhhoat.published_language.asyncapi import document
from sinhhoat.published_language.compatibility import compatible
from sinhhoat.published_language.flow import page
from sinhhoat.published_language.headers import event_headers, request_headers
from sinhhoat.published_language.schemas import DIALECT, described, schema_of

Schemas = Mapping[str, Mapping[str, Any]]


def generated() -> dict[str, str]:
    """Path below `contracts` -> text, of every file that is generated; the same code gives the same bytes."""
    texts = {f"schemas/{name}": _json(schema) for name, schema in schemas().items()}
    return {**texts, "asyncapi.json": _json(document()), "FLOW.md": page()}


def schemas() -> dict[str, dict[str, Any]]:
    """Path below `contracts/schemas` -> schema."""
    found = {one.file: schema_of(one) for one in described()}
    for name, headers in (("event", event_headers()), ("request", request_headers())):
        found[f"chassis/{name}.headers.json"] = {"$schema": DIALECT, "x-kind": "reply", **headers}
    return found


def committed(contracts: Path) -> dict[str, dict[str, Any]]:
    """The schemas as they lie there: what readers outside hold in their hands."""
    root = contracts / "schemas"
    return {
        path.relative_to(root).as_posix(): json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(root.rglob("*.json"))
    }


def breaks(former: Schemas, made: Schemas) -> list[str]:
    """What would break whoever knows the former schemas; a message that is gone is one: its events are stored."""
    found = [f"{name}: the message is gone" for name in sorted(former.keys() - made.keys())]
    for name in sorted(former.keys() & made.keys()):
        found += [f"{name}: {one}" for one in compatible(former[name], made[name])]
    return found


def differences(contracts: Path) -> list[str]:
    """Generated files that are absent, differ, or are left over, by path below `contracts`."""
    return _differing(contracts, generated())


def _differing(contracts: Path, texts: Mapping[str, str]) -> list[str]:
    there = {path.relative_to(contracts).as_posix() for path in (contracts / "schemas").rglob("*.json")}
    wrong = [name for name, text in texts.items() if _read(contracts / name) != text.encode()]
    return sorted({*wrong, *(there - texts.keys())})


def write(contracts: Path) -> list[str]:
    """Write all files, and return those that changed. Nothing is overwritten while something speaks against it."""
    if found := breaks(committed(contracts), schemas()):
        raise ValueError("\n".join(found))
    texts = generated()
    changed = _differing(contracts, texts)
    for name in changed:
        path = contracts / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(texts[name].encode())
    return changed


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
