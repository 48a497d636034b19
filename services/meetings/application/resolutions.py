"""The use cases of what cells resolve: resolutions with their reviews, and members' tasks as counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from contracts import resolutions as contract
from services.chassis.call import Call, Decided
from services.chassis.errors import Refused
from services.chassis.event_store import Repository
from services.chassis.event_store.rows import NewText
from services.meetings.application.held import day_held
from services.meetings.domain.points import Point
from services.meetings.domain.resolution import Resolution
from services.meetings.domain.tasks import MemberTasks
from services.meetings.replicas import Cells
from services.meetings.replicas.followed_lists import Followed


@dataclass(frozen=True)
class Resolutions:
    """The resolutions of one keeper's cells, and their members' tasks."""

    repository: Repository
    cells: Cells
    followed: Followed

    async def adopt_resolution(self, command: contract.AdoptResolution, call: Call) -> Decided:
        adopted_on = await day_held(self.repository, command.meeting_id, command.cell_id)
        identity = (command.cell_id, command.meeting_id, command.number)
        resolution = await self.repository.find_or_open(Resolution, *identity)
        texts = await self._texts(command, call, resolution.id)
        points = [
            Point(point.title, texts[place].ref if place in texts else None, point.due_on)
            for place, point in enumerate(command.points, 1)
        ]
        resolution.adopt(command.title, adopted_on, points)
        return await self._save(resolution, call, list(texts.values()))

    async def review_resolution(self, command: contract.ReviewResolution, call: Call) -> Decided:
        resolution = await self._known(command.resolution_id, command.cell_id)
        reviewed_on = await day_held(self.repository, command.meeting_id, command.cell_id)
        resolution.review(command.meeting_id, reviewed_on, command.done_points)
        return await self._save(resolution, call)

    async def withdraw_resolution_review(self, command: contract.WithdrawResolutionReview, call: Call) -> Decided:
        resolution = await self._known(command.resolution_id, command.cell_id)
        reason = await self._reason(command.reason, call, resolution.id, command.cell_id)
        resolution.withdraw_review(command.meeting_id, reason.ref)
        return await self._save(resolution, call, [reason])

    async def carry_out_resolution(self, command: contract.CarryOutResolution, call: Call) -> Decided:
        resolution = await self._known(command.resolution_id, command.cell_id)
        resolution.carry_out(command.carried_out_on, today=call.today)
        return await self._save(resolution, call)

    async def reopen_resolution(self, command: contract.ReopenResolution, call: Call) -> Decided:
        resolution = await self._known(command.resolution_id, command.cell_id)
        reason = await self._reason(command.reason, call, resolution.id, command.cell_id)
        resolution.reopen(reason.ref)
        return await self._save(resolution, call, [reason])

    async def withdraw_resolution(self, command: contract.WithdrawResolution, call: Call) -> Decided:
        resolution = await self._known(command.resolution_id, command.cell_id)
        reason = await self._reason(command.reason, call, resolution.id, command.cell_id)
        resolution.withdraw(reason.ref)
        return await self._save(resolution, call, [reason])

    async def list_resolutions(self, query: contract.ListResolutions) -> contract.ResolutionList:
        return await self.followed.resolutions(query)

    async def assign_member_tasks(self, command: contract.AssignMemberTasks, call: Call) -> Decided:
        await self.cells.require(command.cell_id, command.assigned_on)
        tasks = await self._tasks(command.cell_id, command.month)
        tasks.assign(command.assigned_on, command.assigned, today=call.today)
        return await self.repository.save(call, tasks, decided={"tasks_id": str(tasks.id)})

    async def review_member_tasks(self, command: contract.ReviewMemberTasks, call: Call) -> Decided:
        tasks = await self._tasks(command.cell_id, command.month)
        tasks.review(command.reviewed_on, command.reviewed, command.done, today=call.today)
        return await self.repository.save(call, tasks, decided={"tasks_id": str(tasks.id)})

    async def withdraw_member_tasks(self, command: contract.WithdrawMemberTasks, call: Call) -> Decided:
        tasks = await self._tasks(command.cell_id, command.month)
        reason = await self._reason(command.reason, call, tasks.id, command.cell_id)
        tasks.withdraw(reason.ref)
        return await self.repository.save(call, tasks, texts=[reason], decided={"tasks_id": str(tasks.id)})

    async def _tasks(self, cell_id: UUID, day: date) -> MemberTasks:
        return await self.repository.find_or_open(MemberTasks, cell_id, day.replace(day=1))

    async def _known(self, resolution_id: UUID, cell_id: UUID) -> Resolution:
        """The right was decided on the cell that the command names, so the resolution must be that cell's."""
        resolution = await self.repository.load(Resolution, resolution_id)
        if resolution.cell_id != cell_id:
            raise Refused("not_there")
        return resolution

    async def _texts(self, command: contract.AdoptResolution, call: Call, about: UUID) -> dict[int, NewText]:
        """The words of those points that bring any, by the number of the point."""
        return {
            place: await self.repository.text(
                call, f"points.{place}.text", point.text, about=about, unit_id=command.cell_id
            )
            for place, point in enumerate(command.points, 1)
            if point.text is not None
        }

    async def _reason(self, words: str, call: Call, about: UUID, cell_id: UUID) -> NewText:
        return await self.repository.text(call, "reason", words, about=about, unit_id=cell_id)

    async def _save(self, resolution: Resolution, call: Call, texts: Sequence[NewText] = ()) -> Decided:
        return await self.repository.save(call, resolution, texts=texts, decided={"resolution_id": str(resolution.id)})
