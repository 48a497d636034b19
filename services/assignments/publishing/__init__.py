"""What is told of each thing that happens, openly and on the sealed side; pure, called when the event is stored."""

from services.assignments.publishing import directives, inspections, notices, plans, reports, visits
from services.assignments.publishing.telling import to_contract, to_sealed_contract

__all__ = ["directives", "inspections", "notices", "plans", "reports", "to_contract", "to_sealed_contract", "visits"]
