"""The four-goods model: rubrics, the month's self-result, the plan, and the year's title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from contracts import four_goods as contract
from contracts.ratings import Vote as VoteTold
from services.chassis.call import Call, Decided
from services.chassis.errors import Refused
from services.chassis.event_store import Repository
from services.chassis.event_store.rows import NewText
from services.ratings.application.deciders import decider_of
from services.ratings.domain import (
    AdoptedFourGoods,
    Form,
    FourGoodsPlan,
    FourGoodsRubric,
    FourGoodsRubrics,
    FourGoodsTitle,
    Good,
    GoodCriterion,
    MonthRating,
    MonthResult,
    Plan,
    RatedMonth,
    Recognition,
    Vote,
)
from services.ratings.domain.four_goods_year import TitlePolicy, first_day_to_decide
from services.ratings.replicas import Attended, CityStandards, Resting, Units


@dataclass(frozen=True)
class FourGoods:
    """The four-goods model of one keeper."""

    repository: Repository
    keeper: str
    attended: Attended
    city: CityStandards
    units: Units
    resting: Resting
    titles: Sequence[TitlePolicy]

    async def adopt_four_goods_rubric(self, command: contract.AdoptFourGoodsRubric, call: Call) -> Decided:
        rubrics = await self._rubrics()
        adopted = rubrics.adopt(rubric_of(command))
        decided = {"rubric_id": str(adopted.rubric_id), "version": adopted.version}
        return await self.repository.save(call, rubrics, decided=decided)

    async def withdraw_four_goods_rubric(self, command: contract.WithdrawFourGoodsRubric, call: Call) -> Decided:
        rubrics = await self._rubrics()
        version = rubrics.from_day(command.effective_from).version
        reason = await self.repository.text(call, "reason", command.reason, about=rubrics.id, unit_id=None)
        rubrics.withdraw(command.effective_from, reason.ref)
        decided = {"version": version, "resting": await self.resting.on(version)}
        return await self.repository.save(call, rubrics, texts=[reason], decided=decided)

    async def rate_four_goods(self, command: contract.RateFourGoods, call: Call) -> Decided:
        held = await self.attended.held(command.meeting_id, command.cell_id)
        if held.kind != "regular":
            raise Refused("four_goods_at_regular_meeting", field="meeting_id")
        rubric = await self._rubric_on(held.held_on)
        rating = await self._month(command.cell_id, held.month) or MonthRating(command.cell_id, held.month)
        rated = RatedMonth(command.cell_id, command.meeting_id, held.month, held.held_on)
        who, vote = call.actor.person_id, _vote(command.vote)
        result = rating.rate(rated, command.points, command.met, vote, rubric=rubric, rater_id=who)
        decided = {"rating_id": str(rating.id), "good": result.good, "goods": result.goods}
        return await self.repository.save(call, rating, decided=decided)

    async def withdraw_four_goods_rating(self, command: contract.WithdrawFourGoodsRating, call: Call) -> Decided:
        rating = await self._month(command.cell_id, command.month)
        if rating is None:
            raise Refused("month_not_rated", field="month", month=f"{command.month:%Y-%m}")
        reason = await self._reason(call, command.reason, rating.id, command.cell_id)
        rating.withdraw(reason.ref)
        return await self.repository.save(call, rating, texts=[reason], decided={"rating_id": str(rating.id)})

    async def issue_four_goods_plan(self, command: contract.IssueFourGoodsPlan, call: Call) -> Decided:
        await self.units.then(command.issuer_id, command.issued_on)
        plan = await self.repository.find_or_open(FourGoodsPlan, command.issuer_id, command.year)
        plan.issue(Plan(command.number, command.title, command.issued_on, command.target), today=call.today)
        return await self.repository.save(call, plan, decided={"plan_id": str(plan.id)})

    async def withdraw_four_goods_plan(self, command: contract.WithdrawFourGoodsPlan, call: Call) -> Decided:
        plan = await self.repository.load(FourGoodsPlan, FourGoodsPlan.create_id(command.issuer_id, command.year))
        reason = await self._reason(call, command.reason, plan.id, command.issuer_id)
        plan.withdraw(reason.ref)
        return await self.repository.save(call, plan, texts=[reason], decided={"plan_id": str(plan.id)})

    async def register_four_goods(self, command: contract.RegisterFourGoods, call: Call) -> Decided:
        await self.units.then(command.unit_id, command.registered_on)
        title = await self._title(command.unit_id, command.year) or FourGoodsTitle(command.unit_id, command.year)
        title.register(command.registered_on, today=call.today)
        return await self.repository.save(call, title, decided={"title_id": str(title.id)})

    async def withdraw_four_goods_registration(
        self, command: contract.WithdrawFourGoodsRegistration, call: Call
    ) -> Decided:
        title = await self._known(command.unit_id, command.year)
        reason = await self._reason(call, command.reason, title.id, command.unit_id)
        title.withdraw_registration(reason.ref)
        return await self.repository.save(call, title, texts=[reason], decided={"title_id": str(title.id)})

    async def recognise_four_goods(self, command: contract.RecogniseFourGoods, call: Call) -> Decided:
        unit = await self.units.then(command.unit_id, command.decided_on)
        if unit.authority_id != command.authority_id:
            raise Refused("not_the_authority_above", field="authority_id", day=command.decided_on.isoformat())
        title = await self._known(command.unit_id, command.year)
        results = await self._results(command.unit_id, command.year)
        recognition = Recognition(
            authority_id=command.authority_id,
            recognised=command.recognised,
            decided_on=command.decided_on,
            number=command.number,
            vote=_vote(command.vote),
            months_rated=len(results),
            months_good=sum(result.good for result in results),
        )
        decider = decider_of(call)
        not_before = first_day_to_decide(self.titles, command.year)
        title.recognise(recognition, decider=decider, not_before=not_before, today=call.today)
        decided = {
            "title_id": str(title.id),
            "months_rated": recognition.months_rated,
            "months_good": recognition.months_good,
        }
        return await self.repository.save(call, title, decided=decided)

    async def withdraw_four_goods_recognition(
        self, command: contract.WithdrawFourGoodsRecognition, call: Call
    ) -> Decided:
        title = await self._known(command.unit_id, command.year)
        reason = await self._reason(call, command.reason, title.id, command.unit_id)
        title.withdraw_recognition(command.authority_id, reason.ref, decider=decider_of(call))
        return await self.repository.save(call, title, texts=[reason], decided={"title_id": str(title.id)})

    async def _rubrics(self) -> FourGoodsRubrics:
        return await self.repository.find_or_open(FourGoodsRubrics, self.keeper)

    async def _rubric_on(self, day: date) -> AdoptedFourGoods:
        """The keeper's own rubric of the day, else the city's."""
        if own := (await self._rubrics()).known_on(day):
            return own
        told = await self.city.four_goods(day)
        if told is None:
            raise Refused("no_four_goods_rubric_that_day", field="meeting_id", day=day.isoformat())
        return AdoptedFourGoods(told.rubric_id, told.version, rubric_of(told))

    async def _month(self, cell_id: UUID, month: date) -> MonthRating | None:
        return await self.repository.find(MonthRating, MonthRating.create_id(cell_id, month))

    async def _results(self, unit_id: UUID, year: int) -> list[MonthResult]:
        """What the unit scored its months; not at a meeting that was withdrawn, before its score has gone with it."""
        held = {meeting_id for meeting_id, _ in await self.attended.of_year(unit_id, year)}
        months = [await self._month(unit_id, date(year, month, 1)) for month in range(1, 13)]
        standing = [one for one in months if one is not None and one.rated is not None and one.rated.meeting_id in held]
        return [one.result for one in standing if one.result is not None]

    async def _title(self, unit_id: UUID, year: int) -> FourGoodsTitle | None:
        return await self.repository.find(FourGoodsTitle, FourGoodsTitle.create_id(unit_id, year))

    async def _known(self, unit_id: UUID, year: int) -> FourGoodsTitle:
        title = await self._title(unit_id, year)
        if title is None:
            raise Refused("four_goods_not_registered", field="unit_id", year=year)
        return title

    async def _reason(self, call: Call, words: str, about: UUID, unit_id: UUID) -> NewText:
        return await self.repository.text(call, "reason", words, about=about, unit_id=unit_id)


def rubric_of(told: contract.AdoptFourGoodsRubric | contract.FourGoodsRubricAdopted) -> FourGoodsRubric:
    """The rubric as a message tells it."""
    criteria = [
        GoodCriterion(one.key, one.name_vi, one.name_en, Good(one.good), one.max_points) for one in told.criteria
    ]
    return FourGoodsRubric(
        told.name, told.effective_from, Form(told.form), criteria, told.good_at_least, told.least_met
    )


def _vote(told: VoteTold | None) -> Vote | None:
    return Vote(told.agreed, told.against) if told else None
