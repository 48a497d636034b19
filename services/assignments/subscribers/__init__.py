"""The table of contents of the assignments service: a module per aggregate, each with the messages that it takes."""

from services.assignments.subscribers import directives, inspections, notices, plans, reports, visits
from services.assignments.subscribers.entrance import router

__all__ = ["directives", "inspections", "notices", "plans", "reports", "router", "visits"]
