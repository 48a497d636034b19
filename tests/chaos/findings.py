"""What a check says that has found something."""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["lost", "doubled", "history", "read model", "answer", "late", "log", "process"]


class Finding(NamedTuple):
    """One thing that is not as it must be; `text` says which, for a person."""

    kind: Kind
    text: str
