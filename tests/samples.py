"""Events as they were stored once: files beside the tests of each service, added to and never edited."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias
from uuid import UUID

from contracts.message import Event
from services.chassis.event_store import Codec, DomainEvent
from sinhhoat.published_language.catalogue import messages

Tell: TypeAlias = Callable[[DomainEvent], Event | None]
"""What `publishing.py` of each service is."""

ROOT = Path(__file__).parent
EXAMPLES = ROOT.parent / "contracts" / "examples"


@dataclass(frozen=True)
class Sample:
    """A row of a history; `published` names the message that was told of it, or is None."""

    topic: str
    originator_id: UUID
    originator_version: int
    state: Any
    published: str | None

    def __str__(self) -> str:
        return f"{self.topic}-{self.version}"

    @property
    def version(self) -> int:
        """Which form of the event it is; the first has no number."""
        return int(self.state.get("class_version", 1))

    def decoded(self, codec: Codec) -> DomainEvent:
        stored = json.dumps(self.state, ensure_ascii=False).encode()
        return codec.decode(self.topic, stored, self.originator_id, self.originator_version)


def samples_of(service: str) -> list[Sample]:
    """All stored samples of a service."""
    files = sorted((ROOT / service).glob("stored_*.json"))
    rows = [row for path in files for row in json.loads(path.read_text(encoding="utf-8"))]
    return [Sample(**{**row, "originator_id": UUID(row["originator_id"])}) for row in rows]


def encoded_again(codec: Codec, event: DomainEvent) -> tuple[str, Any]:
    """Stored name and state as they would be stored today; a value of another type would be refused or look other."""
    topic, state = codec.encode(event)
    return topic, json.loads(state)


def example(service: str, name: str) -> Event:
    """The stored example of a message."""
    [kind] = [kind for kind in messages() if (kind.service(), kind.__name__) == (service, name)]
    assert issubclass(kind, Event)
    return kind.model_validate_json((EXAMPLES / service / f"{name}.v1.json").read_text(encoding="utf-8"))
