"""Words for ids, as far as the asker may read them: people by their codes, reasons by their texts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from contracts.history import TEXTS
from contracts.registry import ListPeople, ListUnits
from services.chassis.call import service_id
from services.chassis.errors import Refused, Unavailable
from services.chassis.messaging import Client
from sinhhoat.asking import person
from sinhhoat.stack.names import SERVICES

Q = TypeVar("Q", ListPeople, ListUnits)

NODE = "node"
ERASED = "[đã xoá / erased]"
HIDDEN = "[không được đọc / not for you to read]"

ALSO_OF = {"ratings": ("meetings", "assignments")}
"""Whose texts a service's events name beside its own: a score that went with its meeting went for the same reason."""


async def people(client: Client, keeper: str) -> dict[str, str]:
    """Person id -> code, where the asker may read people; `node` is whoever works at it, services go by their names.

    Of a registry that does not answer, as many as it has told: whoever is missing is shown by his id.
    """
    codes = {str(person(NODE, keeper)): NODE} | {str(service_id(name)): name for name in SERVICES}
    with suppress(Refused, Unavailable):
        async for page in _pages(client, keeper, ListPeople()):
            codes |= {str(one.person_id): f"{one.code} {ERASED}" if one.erased else one.code for one in page.people}
    return codes


async def texts(client: Client, keeper: str, references: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Text id -> its words, that it was erased, or that the asker may not read it; `references`: services, text ids.

    The first owner that does not answer ends it: nobody waits for each of his texts, and they are shown by their ids.
    """
    found: dict[str, str] = {}
    with suppress(Unavailable):
        for service, text_id in sorted(set(references)):
            found[text_id] = await _text(client, keeper, service, UUID(text_id))
    return found


async def _text(client: Client, keeper: str, service: str, text_id: UUID) -> str:
    for owner in (service, *ALSO_OF.get(service, ())):
        query = next(one for one in TEXTS if one.service() == owner)
        with suppress(Refused):
            read = await client.ask(keeper, query(text_id=text_id))
            return ERASED if read.text is None else read.text
    return HIDDEN


async def units(client: Client, keeper: str, on: date) -> dict[str, str]:
    """Unit id -> code, of the units that exist on a day, where the asker may read them."""
    codes: dict[str, str] = {}
    with suppress(Refused, Unavailable):
        async for page in _pages(client, keeper, ListUnits(as_of=on)):
            codes |= {str(unit.unit_id): unit.code for unit in page.units}
    return codes


async def _pages(client: Client, keeper: str, query: Q) -> AsyncIterator[Any]:
    """The answers to a question that goes on after a code, page by page."""
    while True:
        page = await client.ask(keeper, query)
        yield page
        if page.more is None:
            return
        query = query.model_copy(update={"after_code": page.more})
