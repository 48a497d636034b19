"""Which kinds of duties or warnings a question means: those of its keys that its asker may know of."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Protocol, TypeVar

from contracts.message import Audience


class Kind(Protocol):
    """What duties and warnings have in common."""

    @property
    def key(self) -> str: ...
    @property
    def audience(self) -> Audience: ...


K = TypeVar("K", bound=Kind)


def of_audience(kinds: Iterable[K], keys: Collection[str], within: Collection[Audience]) -> tuple[list[K], str | None]:
    """The kinds of these keys, or all, of these audiences; and a key that names none of them."""
    found = [kind for kind in kinds if kind.audience in within]
    unknown = min(set(keys) - {kind.key for kind in found}, default=None)
    return [kind for kind in found if not keys or kind.key in keys], unknown
