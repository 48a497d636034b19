"""A page is what it says: one of another making is refused, and not read as a page that has nothing."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from contracts.feed import EventColumns, FeedPage


def test_a_page_without_events_is_refused() -> None:
    with pytest.raises(ValidationError, match="without events"):
        FeedPage.model_validate_json('{"messages": [{"headers": {}, "body": ""}], "scanned": 9, "head": 9}')


@pytest.mark.parametrize("page", [FeedPage(error="not_allowed"), FeedPage(events=EventColumns(), scanned=9, head=9)])
def test_refusals_and_pages_that_have_nothing_are_read_as_they_were_written(page: FeedPage) -> None:
    assert FeedPage.model_validate_json(page.model_dump_json()) == page
