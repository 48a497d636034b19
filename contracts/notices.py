"""Messages of assignments about notices: who attends which cell, checked, issued, released from, put right."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import AwareDatetime, Field

from contracts.labels import AssignmentId, FreeText, Key, Label, MeetingId, NoticeId, PersonId, UnitId
from contracts.message import OPEN, Command, Event, Part, Query, Refusal
from contracts.texts import TextRef


class Pair(Part):
    """Who is to attend which cell, and when. `own_cell_id` is the observer's cell as the issuing board declares it.

    So is `sits_on`: the committees of which he is a member. Both are checked and not kept.
    """

    person_id: PersonId
    own_cell_id: UnitId | None = None
    cell_id: UnitId
    from_on: date
    until_on: date
    sits_on: Annotated[list[UnitId], Field(max_length=20)] = []


class IssueNotice(Command, subject="cmd.{keeper}.assignments.issue_notice.v1", audience=OPEN):
    """Issue the notice with all its pairs at once; the rules are checked over the whole list."""

    number: Label
    issuer_id: UnitId
    issued_on: date
    unannounced: bool = True
    pairs: Annotated[list[Pair], Field(min_length=1, max_length=5000)]


class NoticeIssued(Event, subject="evt.{keeper}.assignments.NoticeIssued.v1", audience=OPEN):
    """A notice is in force; each of its pairs follows as ObserverAssigned."""

    notice_id: NoticeId
    number: str
    issuer_id: UnitId
    issued_on: date
    unannounced: bool
    pairs: int


class ObserverAssigned(Event, subject="evt.{keeper}.assignments.ObserverAssigned.v1", audience=OPEN):
    """An official is assigned to attend a cell from a day until a day, both included."""

    assignment_id: AssignmentId
    notice_id: NoticeId
    person_id: PersonId
    cell_id: UnitId
    from_on: date
    until_on: date


class NoticeWarning(Part):
    """What a notice would better look like: the rule, where it comes from, its counts, and the cases (200 at most)."""

    rule: Key
    source: str
    policy_version: str
    numbers: dict[str, int]
    shown: list[dict[str, str | int]]


class NoticeCheck(Part):
    """What would be refused of a notice, pair by pair, and what would be warned of; the notice is free to issue if
    nothing would be refused."""

    refused: list[Refusal]
    warnings: list[NoticeWarning]


class CheckNotice(Query, subject="query.{keeper}.assignments.check_notice.v1", audience=OPEN):
    """What would become of a notice with these pairs; nothing is stored."""

    answer: ClassVar[type[NoticeCheck]] = NoticeCheck
    issuer_id: UnitId
    issued_on: date
    pairs: Annotated[list[Pair], Field(min_length=1, max_length=5000)]


class WithdrawNotice(Command, subject="cmd.{keeper}.assignments.withdraw_notice.v1", audience=OPEN):
    """Take back a notice that was issued wrongly, with all its pairs; its number may be issued again."""

    notice_id: NoticeId
    issuer_id: UnitId
    reason: FreeText


class NoticeWithdrawn(Event, subject="evt.{keeper}.assignments.NoticeWithdrawn.v1", audience=OPEN):
    """A notice and all its assignments count no more, as if they had never been."""

    notice_id: NoticeId
    issuer_id: UnitId
    issued_on: date
    reason: TextRef


class ReleaseObserver(Command, subject="cmd.{keeper}.assignments.release_observer.v1", audience=OPEN):
    """End an assignment early; `released_on` is the first day on which it is no longer in force.

    Whoever's role is on the whole keeper need not name the issuer.
    """

    notice_id: NoticeId
    issuer_id: UnitId | None = None
    assignment_id: AssignmentId
    released_on: date
    reason: FreeText


class ObserverReleased(Event, subject="evt.{keeper}.assignments.ObserverReleased.v1", audience=OPEN):
    """An assignment is no longer in force from a day on."""

    assignment_id: AssignmentId
    notice_id: NoticeId
    person_id: PersonId
    cell_id: UnitId
    released_on: date
    reason: TextRef


class WithdrawObserverRelease(Command, subject="cmd.{keeper}.assignments.withdraw_observer_release.v1", audience=OPEN):
    """Take back a release that was entered wrongly, and with it whoever took that place: the assignment goes on."""

    notice_id: NoticeId
    issuer_id: UnitId
    assignment_id: AssignmentId
    reason: FreeText


class ObserverReleaseWithdrawn(Event, subject="evt.{keeper}.assignments.ObserverReleaseWithdrawn.v1", audience=OPEN):
    """An assignment is in force as if it had never ended early.

    `replaced_by` is the one that had taken its place; an ObserverReleased of its first day comes before this.
    """

    assignment_id: AssignmentId
    notice_id: NoticeId
    person_id: PersonId
    cell_id: UnitId
    from_on: date
    until_on: date
    released_on: date
    replaced_by: AssignmentId | None
    reason: TextRef


class ReplaceObserver(Command, subject="cmd.{keeper}.assignments.replace_observer.v1", audience=OPEN):
    """Put another observer in the place of one who can attend no more; `replaced_on` is the other's first day.

    `own_cell_id` and `sits_on` are the other's, as the issuing board declares them; the rules are checked over all
    pairs that he then has under the notice. Whoever's role is on the whole keeper need not name the issuer.
    """

    notice_id: NoticeId
    issuer_id: UnitId | None = None
    assignment_id: AssignmentId
    replaced_on: date
    person_id: PersonId
    own_cell_id: UnitId | None = None
    sits_on: Annotated[list[UnitId], Field(max_length=20)] = []
    reason: FreeText


class AssignmentRepaired(Event, subject="evt.{keeper}.assignments.AssignmentRepaired.v1", audience=OPEN):
    """An assignment was put right: it goes on under another observer.

    ObserverReleased and ObserverAssigned come before it; this names the one that took the place of the other.
    """

    assignment_id: AssignmentId
    former_assignment_id: AssignmentId
    notice_id: NoticeId
    cell_id: UnitId
    former_person_id: PersonId
    person_id: PersonId
    from_on: date


class NotifyObserver(Command, subject="cmd.{keeper}.assignments.notify_observer.v1", audience=OPEN):
    """What the service tells itself when a meeting is announced anew, moved or called off."""

    assignment_id: AssignmentId
    notice_id: NoticeId
    meeting_id: MeetingId
    change: Literal["rescheduled", "cancelled"]
    former_starts_at: AwareDatetime
    starts_at: AwareDatetime | None
    place: Label | None


class ObserverNotified(Event, subject="evt.{keeper}.assignments.ObserverNotified.v1", audience=OPEN):
    """An assigned observer was told that a meeting of one of his cells moved or was called off.

    It moved also where it is on again after it was called off, or where a mistaken change of it was taken back.
    """

    assignment_id: AssignmentId
    person_id: PersonId
    cell_id: UnitId
    meeting_id: MeetingId
    change: Literal["rescheduled", "cancelled"]
    former_starts_at: AwareDatetime
    starts_at: AwareDatetime | None
    place: str | None
