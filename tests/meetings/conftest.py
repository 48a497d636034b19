"""An instant for the domain tests, as the chassis would set it for each command."""

from collections.abc import Iterator

import pytest

from tests.meetings.given import at


@pytest.fixture(autouse=True)
def an_instant() -> Iterator[None]:
    with at():
        yield
