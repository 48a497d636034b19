"""Holds every total against the facts that it is the sum of, by asking as anybody asks."""

from sinhhoat.totals.checking import Checked, Where, Wrong, check_city, check_quarter
from sinhhoat.totals.node import Span, check_node

__all__ = ["Checked", "Span", "Where", "Wrong", "check_city", "check_node", "check_quarter"]
