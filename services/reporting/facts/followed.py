"""Facts of what is followed beside cell meetings: resolutions, tasks, gatherings, guidance, good practice, issues."""

from __future__ import annotations

from contracts import gatherings, guidance, issues, resolutions
from contracts.message import Event
from services.reporting.facts.rows import Fold

FOLDS: dict[type[Event], Fold] = {}

WITHOUT_FACTS: frozenset[type[Event]] = frozenset(
    {
        resolutions.ResolutionAdopted,
        resolutions.ResolutionReviewed,
        resolutions.ResolutionReviewWithdrawn,
        resolutions.ResolutionCarriedOut,
        resolutions.ResolutionReopened,
        resolutions.ResolutionWithdrawn,
        resolutions.MemberTasksAssigned,
        resolutions.MemberTasksReviewed,
        resolutions.MemberTasksWithdrawn,
        gatherings.GatheringHeld,
        gatherings.GatheringCorrected,
        gatherings.GatheringWithdrawn,
        guidance.GuidanceIssued,
        guidance.GuidanceWithdrawn,
        guidance.GuidanceTakenUp,
        guidance.TakingUpWithdrawn,
        guidance.GoodPracticeRecorded,
        guidance.GoodPracticeShared,
        guidance.SharingWithdrawn,
        guidance.GoodPracticeWithdrawn,
        issues.IssueRaised,
        issues.IssueEscalated,
        issues.IssueReturned,
        issues.IssueAnswered,
        issues.IssueAnswerWithdrawn,
        issues.IssueResolved,
        issues.IssueReopened,
        issues.HotSpotMarked,
        issues.IssueWithdrawn,
    }
)
