"""What reporting does for a keeper: answer questions from the facts, and carry reports through their life."""

from services.reporting.application.questions import Reporting
from services.reporting.application.reports import QuarterlyReporting
from services.reporting.application.terms import ReportTerms

__all__ = ["QuarterlyReporting", "ReportTerms", "Reporting"]
