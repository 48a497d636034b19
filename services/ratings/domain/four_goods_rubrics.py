"""All four-goods rubrics of a keeper, and which of them is in force on a day."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused
from services.ratings.domain.four_goods import AdoptedFourGoods, FourGoodsRubric
from services.ratings.domain.ids import NAMESPACE


class FourGoodsRubrics(Aggregate):
    """The four-goods rubrics of one keeper. One adopted late for an earlier day rescores nothing."""

    TOPIC = "ratings.FourGoodsRubrics"

    class Opened(Aggregate.Event, Created):
        TOPIC = "ratings.FourGoodsRubrics.Opened"
        keeper: str

    class Adopted(Aggregate.Event):
        TOPIC = "ratings.FourGoodsRubrics.Adopted"
        adopted: AdoptedFourGoods

    class Withdrawn(Aggregate.Event):
        TOPIC = "ratings.FourGoodsRubrics.Withdrawn"
        rubric_id: UUID
        version: str
        effective_from: date
        reason: TextRef

    @event(Opened)
    def __init__(self, keeper: str) -> None:
        self.keeper = keeper
        self.rubrics: list[AdoptedFourGoods] = []

    @staticmethod
    def create_id(keeper: str) -> UUID:
        return uuid5(uuid5(NAMESPACE, keeper), "four goods rubrics")

    def adopt(self, rubric: FourGoodsRubric) -> AdoptedFourGoods:
        rubric.check()
        if any(known.rubric.effective_from == rubric.effective_from for known in self.rubrics):
            raise Refused("four_goods_rubric_day_taken", field="effective_from", day=rubric.effective_from.isoformat())
        rubric_id = uuid5(self.id, rubric.effective_from.isoformat())
        adopted = AdoptedFourGoods(rubric_id, rubric.version, rubric)
        self._adopted(adopted)
        return adopted

    def from_day(self, effective_from: date) -> AdoptedFourGoods:
        """The rubric in force from that very day on, or refused with `no_four_goods_rubric_from_that_day`."""
        found = next((one for one in self.rubrics if one.rubric.effective_from == effective_from), None)
        if found is None:
            raise Refused("no_four_goods_rubric_from_that_day", field="effective_from", day=effective_from.isoformat())
        return found

    def withdraw(self, effective_from: date, reason: TextRef) -> None:
        """The one before it is in force again; months that were scored by it stay as they were scored."""
        known = self.from_day(effective_from)
        self._withdrawn(known.rubric_id, known.version, effective_from, reason)

    def known_on(self, on: date) -> AdoptedFourGoods | None:
        """The keeper's own rubric of a day, if it has one."""
        past = [known for known in self.rubrics if known.rubric.effective_from <= on]
        return max(past, key=lambda known: known.rubric.effective_from, default=None)

    # Replaying history runs the methods below again, so they check nothing.

    @event(Adopted)
    def _adopted(self, adopted: AdoptedFourGoods) -> None:
        self.rubrics.append(adopted)

    @event(Withdrawn)
    def _withdrawn(self, rubric_id: UUID, version: str, effective_from: date, reason: TextRef) -> None:
        self.rubrics = [one for one in self.rubrics if one.rubric.effective_from != effective_from]
