"""What the world is told of what goes before a meeting."""

from __future__ import annotations

from contracts import meeting_preparation as contract
from services.chassis.telling import alike
from services.meetings.domain import Meeting, QuarterThemes, last_day_of
from services.meetings.publishing.telling import to_contract


@to_contract.register
def _(opened: QuarterThemes.Opened) -> None:
    """Not published: it only fixes the id; what follows it in the same command is told."""


@to_contract.register
def _(planned: QuarterThemes.Planned) -> contract.ThemePlanned:
    return contract.ThemePlanned(
        cell_id=planned.cell_id,
        from_on=planned.quarter,
        until_on=last_day_of(planned.quarter),
        title=planned.title,
        repeats=planned.repeats,
    )


@to_contract.register
def _(withdrawn: QuarterThemes.Withdrawn) -> contract.ThemeWithdrawn:
    return alike(contract.ThemeWithdrawn, withdrawn, from_on=withdrawn.quarter)


@to_contract.register
def _(prepared: Meeting.AgendaPrepared) -> contract.AgendaPrepared:
    agenda = prepared.agenda
    return contract.AgendaPrepared(
        meeting_id=prepared.originator_id,
        cell_id=prepared.cell_id,
        kind=prepared.kind.value,
        month=prepared.month,
        meeting_on=prepared.meeting_on,
        items=agenda.items,
        committee_met_on=agenda.committee_met_on,
        papers_sent_on=agenda.papers_sent_on,
        draft_resolution_ready=agenda.draft_resolution_ready,
        superior_notified=agenda.superior_notified,
        papers_ahead_days=prepared.papers_ahead_days,
        policy_version=prepared.policy_version,
    )


@to_contract.register
def _(withdrawn: Meeting.AgendaWithdrawn) -> contract.AgendaWithdrawn:
    return alike(contract.AgendaWithdrawn, withdrawn, meeting_id=withdrawn.originator_id)
