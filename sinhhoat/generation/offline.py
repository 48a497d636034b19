"""A keeper's services without bus, token and replicas: commands go straight to their own application methods.

What they decide is what they always decide: by the aggregates, told by publishing, saved by the repository.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from contracts import assignments, classification, four_goods, issues, meetings, ratings, registry, resolutions
from contracts.message import Command
from services.assignments.application import Findings, Notices, ObserverReports, Visits
from services.assignments.main import LONGEST_VISIT, NOTICES, REPORT_TERMS, RULES_OF_NOTICES
from services.chassis.aggregate import now
from services.chassis.call import Actor, Call, Decided
from services.chassis.event_store import Repository
from services.chassis.messaging.headers import trace_of
from services.chassis.messaging.serving import day_of
from services.meetings.application import Issues, Meetings, Resolutions
from services.meetings.application.dependents import Resting
from services.meetings.application.in_force import PoliciesInForce
from services.meetings.main import ANSWERS, POLICY
from services.ratings.application import Classifications, FourGoods, Quotas, Ratings
from services.ratings.main import SCHEMES, TITLES, USUAL_QUOTA
from services.registry.application import StructureHere, UnitsHere
from services.registry.application.recorded import RecordedOfUnits
from sinhhoat.generation.gathered import fingerprint_of
from sinhhoat.generation.noted import (
    NotedAttended,
    NotedCells,
    NotedCityPolicies,
    NotedFollowed,
    NotedGrants,
    NotedIssues,
    NotedLists,
    NotedMeetings,
    NotedNames,
    NotedPairs,
    NotedPlaces,
    NotedRecords,
    NotedResting,
    NotedStandards,
    NotedUnits,
    NotedVisits,
)
from sinhhoat.generation.notes import Notes

OWNERS = ("registry", "meetings", "assignments", "ratings")
"""The services that keep a history."""

Method = Callable[[Any, Call], Awaitable[Decided]]
Repositories = Mapping[str, Repository]


class OfflineKeeper:
    """One keeper's applications over repositories by service; `standards` are the city's."""

    def __init__(self, name: str, repositories: Repositories, standards: NotedStandards | None = None) -> None:
        self.name, self.repositories, self.notes = name, repositories, Notes()
        self._methods = methods_of(name, repositories, self.notes, standards or NotedStandards())

    def add(self, kind: type[Command], method: Method) -> None:
        """Let it carry out one more kind of command."""
        self._methods[kind] = method

    async def carry_out(self, command: Command, actor: Actor, at: datetime) -> Decided:
        """Let the application decide and save at an instant (UTC); its exceptions are the caller's."""
        call = call_of(self.name, command, actor, at)
        decided = await self._methods[type(command)](command, call)
        self.notes.take(command, decided.decided, call)
        return decided


def call_of(keeper: str, command: Command, actor: Actor, at: datetime) -> Call:
    """What a method is told of the command; events that it makes from here on are stamped with the instant (UTC)."""
    now.set(at)
    return Call(
        command_id=command.command_id,
        actor=actor,
        keeper=keeper,
        now=at,
        today=day_of(at),
        clock=lambda: at,
        fingerprint=fingerprint_of(command.command_id),
        correlation=str(command.command_id),
        causation="",
        traceparent=trace_of(command.command_id),
    )


def methods_of(
    keeper: str, repositories: Repositories, notes: Notes, standards: NotedStandards
) -> dict[type[Command], Method]:
    """Kind of command -> what carries it out."""
    return {
        **_of_registry(keeper, repositories["registry"]),
        **_of_meetings(repositories["meetings"]),
        **_of_assignments(repositories["assignments"], notes),
        **_of_ratings(keeper, repositories["ratings"], notes, standards),
    }


def _of_registry(keeper: str, repository: Repository) -> dict[type[Command], Method]:
    recorded = RecordedOfUnits(repository, NotedGrants())
    structure, units = StructureHere(repository, keeper, NotedLists(), recorded), UnitsHere(repository, keeper)
    return {
        registry.AdoptCellTypes: structure.adopt_cell_types,
        registry.EstablishUnit: structure.establish_unit,
        registry.SplitUnit: structure.split_unit,
        registry.MergeUnits: structure.merge_units,
        registry.MoveUnit: structure.move_unit,
        registry.ReportRoll: units.report_roll,
    }


def _of_meetings(repository: Repository) -> dict[type[Command], Method]:
    cells, places, followed = NotedCells(), NotedPlaces(), NotedFollowed()
    policies = PoliciesInForce(repository, NotedCityPolicies(), POLICY)
    held = Meetings(repository, cells, policies, Resting(repository, followed))
    resolved = Resolutions(repository, cells, followed)
    raised = Issues(repository, places, NotedVisits(), followed, ANSWERS)
    return {
        meetings.ScheduleMeeting: held.schedule_meeting,
        meetings.RescheduleMeeting: held.reschedule_meeting,
        meetings.RecordMeeting: held.record_meeting,
        meetings.CorrectMinutes: held.correct_minutes,
        meetings.WithdrawMeeting: held.withdraw_meeting,
        resolutions.AdoptResolution: resolved.adopt_resolution,
        resolutions.ReviewResolution: resolved.review_resolution,
        resolutions.CarryOutResolution: resolved.carry_out_resolution,
        issues.RaiseIssue: raised.raise_issue,
        issues.AnswerIssue: raised.answer_issue,
        issues.ResolveIssue: raised.resolve_issue,
    }


def _of_assignments(repository: Repository, notes: Notes) -> dict[type[Command], Method]:
    attended, pairs = NotedMeetings(notes), NotedPairs(notes)
    notices = Notices(repository, NotedUnits(notes), attended, pairs, RULES_OF_NOTICES)
    visits = Visits(repository, attended, pairs, NOTICES.apart_minutes, LONGEST_VISIT)
    findings = Findings(repository, pairs)
    records = NotedRecords(notes, pairs)
    reports = ObserverReports(repository, records, NotedIssues(), NotedNames(), REPORT_TERMS)
    return {
        assignments.IssueNotice: notices.issue_notice,
        assignments.MakeVisit: visits.make_visit,
        assignments.FileFindings: findings.file_findings,
        assignments.SubmitQuarterlyReport: reports.submit_quarterly_report,
        assignments.AcceptQuarterlyReport: reports.accept_quarterly_report,
    }


def _of_ratings(
    keeper: str, repository: Repository, notes: Notes, standards: NotedStandards
) -> dict[type[Command], Method]:
    attended, units, resting = NotedAttended(notes), NotedUnits(notes), NotedResting()
    rated = Ratings(repository, keeper, attended, standards, resting)
    goods = FourGoods(repository, keeper, attended, standards, units, resting, TITLES)
    quotas = Quotas(repository, keeper, standards, USUAL_QUOTA, resting)
    classified = Classifications(repository, keeper, units, quotas, SCHEMES)
    return {
        ratings.AdoptRubric: rated.adopt_rubric,
        ratings.RateMeeting: rated.rate_meeting,
        ratings.ConfirmRating: rated.confirm_rating,
        ratings.WithdrawRating: rated.withdraw_rating,
        four_goods.AdoptFourGoodsRubric: goods.adopt_four_goods_rubric,
        four_goods.RateFourGoods: goods.rate_four_goods,
        classification.ProposeClassification: classified.propose_classification,
        classification.DecideClassification: classified.decide_classification,
    }
