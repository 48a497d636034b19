"""Words for ids: whoever does not answer hides no answer of another one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from contracts.texts import TextRead
from services.chassis.call import service_id
from services.chassis.errors import Refused, Unavailable
from services.chassis.messaging import Client
from sinhhoat import words

FIRST, SECOND, LAST = (UUID(int=number) for number in (1, 2, 3))


class Node(Client):
    """Meetings answers as it is told to, assignments refuses, and registry and ratings are away."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def ask(self, keeper: str, query: Any, **_: Any) -> Any:
        service = query.service()
        self.asked.append(service)
        if service == "meetings":
            return TextRead(text_id=query.text_id, text="Ghi muộn.", erased=False)
        if service == "assignments":
            raise Refused("not_there")
        raise Unavailable("no_answer")


async def test_people_of_a_registry_that_does_not_answer_go_by_their_ids_and_services_by_their_names() -> None:
    found = await words.people(Node(), "hoc-mon")

    assert found[str(service_id("meetings"))] == "meetings"


async def test_an_owner_of_texts_that_does_not_answer_is_asked_once_and_the_others_words_are_told() -> None:
    node = Node()
    of = [("ratings", SECOND), ("ratings", LAST), ("meetings", FIRST), ("assignments", UUID(int=4))]

    found = await words.texts(node, "hoc-mon", [(service, str(text_id)) for service, text_id in of])

    assert found == {str(FIRST): "Ghi muộn.", str(UUID(int=4)): words.HIDDEN}
    assert node.asked == ["assignments", "meetings", "ratings"]
