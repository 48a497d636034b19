"""Why a rebuild was not carried through; the live tables are as they were."""

from __future__ import annotations

from collections.abc import Sequence


class RebuildRefused(Exception):
    """One sentence in both languages. Nothing was changed in what the services read."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(f"{vi} / {en}")


class Differs(RebuildRefused):
    """What was made anew is not what stands there; `tables` are those that differ."""

    def __init__(self, tables: Sequence[str], schema: str) -> None:
        self.tables = tuple(tables)
        named = ", ".join(tables)
        super().__init__(
            f"Dựng lại cho kết quả khác ở: {named}; bản mới còn trong {schema}, chưa thay gì",
            f"The rebuilt tables differ in: {named}; they are kept in {schema}, nothing was replaced",
        )


class OwnerRefuses(RebuildRefused):
    """The owner of a feed does not let us read it; `error` is its code."""

    def __init__(self, feed: str, error: str) -> None:
        super().__init__(f"{feed}: chủ sở hữu từ chối ({error})", f"{feed}: its owner refuses to be read ({error})")
