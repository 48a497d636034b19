"""Under which number a revision stands: one cause bears the same in every report on the quarter that it moves."""

from __future__ import annotations

from collections.abc import Mapping


class Numbers:
    """The numbers that are given away in one quarter of a keeper, by cause; None: those of closings."""

    def __init__(self, given: Mapping[str | None, int]) -> None:
        self._given = dict(given)

    def of(self, cause: str, above: int) -> int:
        """The number of a cause in a report whose newest revision is `above`.

        A cause that comes again, after a report has had its revision of it, is given a further one.
        """
        if self._given.get(cause, 0) <= above:
            self._given[cause] = max([above, *self._given.values()]) + 1
        return self._given[cause]
