"""What is true of what assignments keeps, and what is allowed; a module per aggregate."""

from collections.abc import Mapping
from enum import Enum

from services.assignments.domain.change import Change
from services.assignments.domain.directive import Basis, Directive, Document
from services.assignments.domain.findings import Finding, Heading
from services.assignments.domain.inspection import Conclusion, Inspection, InspectionKind, SubjectMatter
from services.assignments.domain.notice import Notice
from services.assignments.domain.plan import PlannedDay, VisitPlan
from services.assignments.domain.report import ObserverReport
from services.assignments.domain.reported import Grounds, Judgement, Section
from services.assignments.domain.visit import Visit, VisitRecord
from services.chassis.aggregate import Aggregate

AGGREGATES: tuple[type[Aggregate], ...] = (Directive, Notice, Visit, ObserverReport, Inspection)
"""What the open history holds."""

SEALED_AGGREGATES: tuple[type[Aggregate], ...] = (VisitPlan, PlannedDay)
"""What the sealed history holds, and the open one cannot."""

VALUES: tuple[type, ...] = (Basis, Document, VisitRecord, Finding, Section, Grounds, Conclusion)
"""The value types inside stored events; each bears its stored name as TOPIC."""

ENUMS: Mapping[str, type[Enum]] = {
    "assignments.Change": Change,
    "assignments.Heading": Heading,
    "assignments.ReportJudgement": Judgement,
    "assignments.InspectionKind": InspectionKind,
    "assignments.SubjectMatter": SubjectMatter,
}
"""The Enums inside stored events, by their stored name."""
